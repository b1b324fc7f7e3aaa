"""What the moves that a branch holds still lack to land: told by the rules that judge its pull request."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from ledger.edges.gitrepo import Repository, content_at, main_branch, run
from ledger.edges.snapshot import parse
from ledger.moves.lacking import Case, lacking, need_of
from ledger.moves.needed import Lack
from ledger.moves.supposed import Supposed
from ledger.records.front_matter import text
from ledger.records.model import Change
from ledger.rules.moving import Made
from ledger.rules.passages import Passage, is_unreadable, passages
from ledger.text.document import Document
from ledger.words import CARD_NAME

_CONFLICT: Final = "GIT002"


@dataclass(frozen=True, slots=True, kw_only=True)
class Landing:
    """The moves of one project in a change, and what is needed first; `onto` names the branch that they are to land in.

    Of a change that conflicts with its base nobody can tell which `moves` it makes, and `needs` are the conflicts.
    `elsewhere` counts the errors of the rest of the ledger.
    """

    project: str
    onto: str
    moves: tuple[Made, ...]
    needs: tuple[Lack, ...]
    elsewhere: int = 0


def landing(
    change: Change, slug: str, *, onto: str, uncommitted: Change, assumed: Collection[str] = ()
) -> Landing | None:
    """What a change that moves a project lacks to land; None where it moves it nowhere, or has no such project.

    Moves that are not committed yet, those of the change `uncommitted`, are not the branch's: `why` tells of them.
    """
    if conflicts := tuple(need_of(one) for one in change.after.findings if one.code == _CONFLICT):
        return Landing(project=slug, onto=onto, moves=(), needs=conflicts)
    passage, typed = _passage(change, slug), _passage(uncommitted, slug)
    flow = (passage.flow or passage.before.flow) if passage else None
    if passage is None or flow is None or passage.moves == (typed.moves if typed else ()):
        return None
    now = change.after.projects[slug]
    case = Case(change=change, landed=passage.before, now=now, flow=flow, assumed=assumed)
    unread = case.left not in now.documents and is_unreadable(now, case.left)
    made = Supposed(project=now, kind=passage.moves[-1].kind, edits=(), unwritten=False, unread=unread)
    needs, elsewhere = lacking(case, made, ())
    return Landing(project=slug, onto=onto, moves=passage.moves, needs=needs, elsewhere=elsewhere)


def _passage(change: Change, slug: str) -> Passage | None:
    return next((one for one in passages(change) if one.after.slug == slug), None)


def where_parted(repository: Repository, folder: str) -> tuple[str | None, str | None]:
    """The phase and the status that the card in a folder names where the work parted from the main branch.

    Two questions to git, so that who lists projects can ask, too.
    """
    onto, card = main_branch(repository), f"{folder}/{CARD_NAME}"
    _, base = run(repository.home, "merge-base", onto, "HEAD", accept=(0, 1)) if onto else (1, b"")
    raw = content_at(repository, base.decode().strip(), card) if base.strip() else None
    found = parse(card, raw) if raw is not None else None
    return (text(found.meta, "phase"), text(found.meta, "status")) if isinstance(found, Document) else (None, None)
