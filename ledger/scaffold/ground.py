"""What a new project finds: the ledger's working tree as it is, and the names that projects have had."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ledger.assemble import load_events
from ledger.assembly.layout import layout_of
from ledger.assembly.rulebook import rulebook_of
from ledger.diagnostics import Diagnostic, LedgerError
from ledger.edges.gitrepo import Repository, list_tree, open_repository, run, setting
from ledger.edges.snapshot import is_history, parse, worktree_snapshot
from ledger.past.states import Past
from ledger.paths import slug_of
from ledger.records.flow import Flow
from ledger.records.policy import Policy
from ledger.words import LEDGER_FILE, EventKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """A ledger before something is added: `projects` are folders by slug, `email` is the one that git commits with.

    `used` are the names that projects of the history have or have had.
    """

    root: Path
    policy: Policy
    flows: Mapping[str, Flow]
    projects: Mapping[str, str]
    used: frozenset[str]
    email: str | None


def ground_of(directory: Path) -> Ground:
    """The ground of the ledger that holds `directory`. Raises LedgerError when there is none to write to."""
    repository = open_repository(directory)
    if repository.root is None:
        raise LedgerError("a bare repository has no files to write: run this in a clone of it")
    snapshot = worktree_snapshot(repository, repository.root)
    documents = {path: parse(path, raw) for path, raw in snapshot.texts.items() if is_history(path)}
    if LEDGER_FILE not in documents:
        raise LedgerError(
            f"there is no {LEDGER_FILE} at the top of the repository: run 'ledger init' to start a ledger"
        )
    if isinstance(broken := documents[LEDGER_FILE], Diagnostic):
        raise LedgerError(
            f"{LEDGER_FILE} cannot be read, {broken.message} (line {broken.location.line}): mend it first"
        )
    rulebook = rulebook_of(snapshot, documents, Past())
    layout = layout_of(snapshot, documents, rulebook.phases, frozenset(), rulebook.tells)
    email = setting(repository.root, "user.email")
    return Ground(
        root=repository.root,
        policy=rulebook.policy,
        flows=rulebook.flows,
        projects=layout.projects,
        used=frozenset(_used(repository)),
        email=email,
    )


def is_committed(repository: Repository) -> bool:
    """Whether the commit that is checked out holds a ledger."""
    code, _ = run(repository.home, "rev-parse", "--verify", "--quiet", "HEAD", accept=(0, 1, 128))
    return code == 0 and bool(list_tree(repository, "HEAD", LEDGER_FILE))


def _used(repository: Repository) -> Iterator[str]:
    """The names of the history's projects, former ones too; none where no ledger is committed yet."""
    if not is_committed(repository):
        return
    for event in load_events(repository.home):
        yield event.project
        if event.kind is EventKind.RENAMED and event.origin:
            yield slug_of(event.origin)
