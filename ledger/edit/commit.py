"""Which contents commits gave to files."""

from ledger.edges.gitrepo import Repository, run


def versions(repository: Repository, *paths: str) -> tuple[str, ...]:
    """The blobs that the commits up to HEAD gave to the files that some patterns name, the latest first.

    Commits of merged branches and of the branch itself are among them, not only those that landed.
    """
    wanted = [f":(top,glob){path}" for path in paths]
    shown = ("--format=", "--raw", "-z", "--no-renames", "--no-abbrev", "--diff-merges=first-parent")
    _, output = run(repository.home, "log", "--full-history", *shown, "HEAD", "--", *wanted)
    rows = [row.split() for row in output.decode("utf-8", "surrogateescape").split("\0") if row.startswith(":")]
    return tuple(dict.fromkeys(row[3] for row in rows if row[3].strip("0")))
