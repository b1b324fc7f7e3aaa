"""The mainline of a repository: what each commit did to every project."""
