"""Where the program meets git, what it keeps below the git directory, and ssh-keygen."""
