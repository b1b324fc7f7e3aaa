"""A small builder of real git repositories with fixed identity, dates and configuration."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Final

LEDGER: Final = """\
title: Data science portfolio
flow: small
people:
  sam: {name: Sam, emails: [sam@example.com], roles: [data-science]}
  dana: {name: Dana, emails: [dana@example.com], roles: [product]}
"""

FLOW: Final = """\
flow: small
title: A small flow
phases:
  - id: idea
    title: Idea
    steps: [{title: Need}]
    needs: [timebox]
  - {id: build, title: Build}
  - {id: run, title: Run, delivers: true}
backtracks:
  - {from: build, to: idea, because: [goal-change]}
  - {from: build, to: build, because: [model-failure]}
  - {from: run, to: build, because: [degradation]}
cancel: {because: [no-data]}
"""


def card(slug: str = "churn", *, phase: str = "idea", status: str = "active", more: str = "") -> str:
    """A project card of the small flow."""
    return (
        f"---\ntitle: Project {slug}\nowner: sam\nflow: small\nphase: {phase}\nstatus: {status}\n"
        f"started: 2026-01-05\n{more}---\n\n# Project {slug}\n"
    )


def document(phase: str = "idea", *, iteration: int = 1, more: str = "", body: str = "## Need\n\nA need.\n") -> str:
    """A phase document of the small flow."""
    return f"---\nphase: {phase}\niteration: {iteration}\ntimebox: {{start: 2026-01-05, weeks: 2}}\n{more}---\n\n{body}"


class Builder:
    """A repository below a folder: write files, commit them on a day, branch and merge."""

    def __init__(self, root: Path, *, object_format: str = "sha1", ledger: str = LEDGER, flow: str = FLOW) -> None:
        self.root = root
        root.mkdir(parents=True, exist_ok=True)
        if not (root / ".git").exists():
            _begin(root / ".git", object_format)
        if ledger:
            self.write({"ledger.yml": ledger, "schema/flows/small.yml": flow})

    def write(self, files: Mapping[str, str | bytes | None]) -> "Builder":
        """Write files by path from the root; None removes one."""
        for path, content in files.items():
            target = self.root / path
            if content is None:
                target.unlink()
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content if isinstance(content, bytes) else content.encode())
        return self

    def project(self, slug: str = "churn", *, group: str = "", **parts: str) -> "Builder":
        """Write a project in its first phase; `parts` are further files of its folder by name without `.md`."""
        folder = "/".join(part for part in ("projects", group, slug) if part)
        files = {"README": card(slug), "idea": document()} | parts
        return self.write({f"{folder}/{name}.md": text for name, text in files.items()})

    def commit(self, subject: str = "Change", *, date: str = "2026-01-05", author: str = "sam") -> str:
        """Commit everything at noon UTC of a day and return the commit's id."""
        self.git("add", "-A")
        # Nothing here grows so old that git need start two more processes to look what it could tidy up.
        self.git(
            "-c", "maintenance.auto=false", "commit", "-q", "--allow-empty", "-m", subject, date=date, author=author
        )
        return self._head()

    def _head(self) -> str:
        """The commit that is checked out, read where git has just written it: most tests do nothing but commit."""
        points_to = (self.root / ".git" / "HEAD").read_text().strip() if (self.root / ".git").is_dir() else ""
        place = self.root / ".git" / points_to.removeprefix("ref: ")
        return place.read_text().strip() if place.is_file() else self.git("rev-parse", "HEAD").strip()

    def git(self, *arguments: str, date: str = "2026-01-05", author: str = "sam") -> str:
        """The output of one git command under a fixed identity and an empty configuration."""
        moment = date if "T" in date else f"{date}T12:00:00+00:00"
        identity = {
            f"GIT_{role}_{what}": value
            for role in ("AUTHOR", "COMMITTER")
            for what, value in (("NAME", author.capitalize()), ("EMAIL", f"{author}@example.com"), ("DATE", moment))
        }
        clean = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        nothing = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
        done = subprocess.run(
            ["git", *arguments],
            cwd=self.root,
            env=clean | identity | nothing,
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout


def _begin(place: Path, object_format: str) -> None:
    """What `git init` writes, but for its samples and its process: half of what a small repository costs."""
    for folder in ("hooks", "info", "objects", "refs/heads", "refs/tags"):
        (place / folder).mkdir(parents=True)
    (place / "HEAD").write_text("ref: refs/heads/main\n")
    version, more = (0, "") if object_format == "sha1" else (1, f"[extensions]\n\tobjectformat = {object_format}\n")
    core = "\tfilemode = true\n\tbare = false\n\tlogallrefupdates = true\n"
    (place / "config").write_text(f"[core]\n\trepositoryformatversion = {version}\n{core}{more}")


def advanced(root: Path) -> Builder:
    """A ledger with one project, which began on 5 January and advanced on 1 February."""
    made = Builder(root)
    made.project().commit("Start", date="2026-01-05")
    made.write({"projects/churn/README.md": card(phase="build"), "projects/churn/build.md": document("build")})
    made.commit("Advance", date="2026-02-01")
    return made
