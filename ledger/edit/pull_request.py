"""The title and the text of the pull request that a move becomes, and the forge's own command that opens it."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ledger.diagnostics import LedgerError
from ledger.edges.gitrepo import Repository, run
from ledger.edit.message import one_line, passed_gates, waiting_gates
from ledger.edit.move import Made

_SIGNS: Final = re.compile(r"([\\`*_{}\[\]<>#|])")
_NEW: Final[dict[str, tuple[str, ...]]] = {
    "gh": ("pr", "create", "--title", "{title}", "--body", "{body}", "--head", "{branch}"),
    "glab": ("mr", "create", "--title", "{title}", "--description", "{body}", "--source-branch", "{branch}", "--yes"),
}
_HOSTS: Final = (("gitlab", "glab"), ("github", "gh"))


@dataclass(frozen=True, slots=True, kw_only=True)
class PullRequest:
    """What a reviewer reads first; `body` is Markdown."""

    title: str
    body: str
    branch: str


def pull_request(made: Made) -> PullRequest:
    """The pull request of a move: what moves and why, which gates it passed, what is missing."""
    title = made.message.split("\n", 1)[0]
    body = "\n\n".join("\n".join(part) for part in (_about(made), _gates(made), _missing(made)) if part)
    return PullRequest(title=title, body=f"{body}\n", branch=made.branch or "")


def _about(made: Made) -> list[str]:
    plan, request = made.plan, made.plan.request
    lines = [f"**{_plain(plan.project.title)}** goes from {_plain(plan.origin)} to {_plain(plan.target)}."]
    if request.because:
        lines += ["", f"Why: {_plain(request.because)}"]
    if request.note:
        lines += ["", *(f"> {_plain(line)}" for line in request.note.splitlines())]
    if request.evidence:
        lines += ["", f"Evidence: {_plain(request.evidence)}"]
    return lines


def _gates(made: Made) -> list[str]:
    passed = [f"- [x] {_plain(said)}" for said in passed_gates(made.plan, made.change)]
    waiting = []
    for gate in waiting_gates(made.plan, made.change):
        roles = ", ".join(f"{role.given} of {role.needed} for {_plain(role.role)}" for role in gate.roles)
        waiting.append(f"- [ ] {_plain(gate.gate.id)} ({roles})")
    return ["### Gates", "", *passed, *waiting] if passed or waiting else []


def _missing(made: Made) -> list[str]:
    lacking = (*made.missing, *made.against)
    found = [f"- {one.code}: {_plain(one.message)} (`{one.location.path}`)" for one in lacking]
    return ["### Missing", "", *found] if found else []


def _plain(text: str) -> str:
    """Text that Markdown shows as it is."""
    return _SIGNS.sub(r"\\\1", one_line(text))


def as_text(request: PullRequest) -> Iterator[str]:
    """The title and the body, as somebody may paste them into a forge."""
    yield f"title: {request.title}"
    yield ""
    yield from request.body.splitlines()


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """The two commands that bring the pull request to the forge: the push, and the forge's own."""

    remote: str
    push: tuple[str, ...]
    create: tuple[str, ...]


def opening(repository: Repository, request: PullRequest) -> Opening | None:
    """How the pull request could be opened from here: None without a remote, or without its forge's command."""
    remote = _remote(repository)
    if remote is None:
        return None
    name, address = remote
    program = next((program for host, program in _HOSTS if host in address.casefold()), None)
    found = shutil.which(program) if program else None
    if program is None or found is None:
        return None
    words = {"title": request.title, "body": request.body, "branch": request.branch}
    create = (found, *(part.format_map(words) if part.startswith("{") else part for part in _NEW[program]))
    return Opening(remote=name, push=("push", "--set-upstream", name, request.branch), create=create)


def _remote(repository: Repository) -> tuple[str, str] | None:
    _, output = run(repository.home, "remote")
    names = output.decode("utf-8", "replace").split()
    if not names:
        return None
    name = "origin" if "origin" in names else names[0]
    code, address = run(repository.home, "remote", "get-url", name, accept=(0, 2))
    return (name, address.decode("utf-8", "replace").strip()) if code == 0 else None


def open_it(repository: Repository, opening: Opening) -> str:
    """Push the branch and open the pull request; what the forge's command said. Raises LedgerError when one fails."""
    run(repository.home, *opening.push)
    done = subprocess.run(  # noqa: S603 - an argument list, never a shell
        opening.create, cwd=repository.home, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )
    said = (done.stdout or done.stderr).strip()
    if done.returncode:
        first = said.splitlines()[0] if said else "it gave no reason"
        raise LedgerError(f"the branch is pushed, but no pull request was opened ({first}): open it on the forge")
    return said
