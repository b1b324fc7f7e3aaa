"""A ledger is begun: a repository where there is none, and the files that are not there yet."""

from dataclasses import dataclass
from pathlib import Path

from ledger.config import builtin_flows
from ledger.diagnostics import LedgerError, did_you_mean
from ledger.gitrepo import run
from ledger.scaffold.ground import git_setting
from ledger.scaffold.starter import NOBODY, Forge, Founder, starter_files
from ledger.scaffold.writing import Written, write_new

_NO_REPOSITORY = 128


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A ledger that was begun: where, whether its repository is new, its first person, what was written."""

    root: Path
    is_new_repository: bool
    founder: Founder
    files: Written


def begin(directory: Path, *, forge: str, flow: str, title: str | None) -> Begun:
    """Start a ledger at the top of a repository. Raises LedgerError where that cannot be done."""
    flows = builtin_flows()
    if flow not in flows:
        raise LedgerError(f"there is no built-in flow '{flow}': {did_you_mean(flow, flows)}")
    if forge not in set(Forge):
        raise LedgerError(f"there is no forge '{forge}': {did_you_mean(forge, Forge)}")
    root, is_new = _repository(directory)
    founder = _founder(root)
    name = title or root.resolve().name.replace("-", " ").replace("_", " ").capitalize() or "Project ledger"
    files = starter_files(title=name, flow=flows[flow], forge=Forge(forge), founder=founder)
    return Begun(root=root, is_new_repository=is_new, founder=founder, files=write_new(root, files))


def _repository(directory: Path) -> tuple[Path, bool]:
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LedgerError(f"'{directory}' cannot be made a folder ({error.strerror}): name another one") from error
    code, output = run(directory, "rev-parse", "--is-inside-work-tree", accept=(0, _NO_REPOSITORY))
    if code == _NO_REPOSITORY:
        run(directory, "init", "--quiet", "--initial-branch=main")
        return directory, True
    if output.strip() != b"true":
        raise LedgerError(f"'{directory}' is inside git's own files: start the ledger in a work tree")
    _, top = run(directory, "rev-parse", "--show-toplevel")
    root = Path(top.decode("utf-8", "surrogateescape").rstrip("\n"))
    if root.resolve() != directory.resolve():
        raise LedgerError(
            f"a ledger stands at the top of its repository: run 'ledger init {root}', or choose a folder outside of it"
        )
    return directory, False


def _founder(root: Path) -> Founder:
    email, name = git_setting(root, "user.email"), git_setting(root, "user.name")
    return Founder(name=name or email.split("@")[0], email=email) if email else NOBODY
