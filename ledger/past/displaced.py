"""Which projects a commit moves away while it puts another one where the history goes on with theirs."""

from collections import defaultdict
from collections.abc import Hashable, Mapping
from typing import Final

from ledger.past.states import Folder
from ledger.paths import slug_of
from ledger.words import CARD_NAME

_Marks = frozenset[tuple[str, Hashable]]

_NONE: Final[_Marks] = frozenset()
_STARTED: Final = "started"
_WEIGHTS: Final = {"document": 2, "title": 3}  # what is most a project's own; anything else weighs 1
_OF_A_TEMPLATE: Final = 3  # the day and one document: two projects that begin on one day may have as much in common


def displaced_folders(
    before: Mapping[str, Folder], after: Mapping[str, Folder], origins: Mapping[str, str]
) -> dict[str, str]:
    """Where a commit puts the content of projects with which the history goes on elsewhere, new folder by old.

    `before` and `after` are the folders that it touched, `origins` the renames that the history follows, old folder by
    new: every other project goes on where it was. That is right for who edits a project in its place; who swaps two, or
    gives a new one the name of one that moves away, is found by what cards and documents say of themselves. So is who
    removes one while another begins that git takes for it: then the folder is that of the other one.
    """
    heirs = {old: new for new, old in origins.items()}
    was = {path: _marks(folder) for path, folder in before.items() if folder.card}
    now = {path: _marks(folder) for path, folder in after.items() if folder.card}
    bearers: defaultdict[tuple[str, Hashable], list[str]] = defaultdict(list)
    for path in sorted(now):
        for mark in now[path]:
            bearers[mark].append(path)
    found: dict[str, str] = {}
    for old in sorted(was):
        heir = heirs.get(old, old)
        if heir not in now or (before[old].refused and before[old].refused == after[heir].refused):
            continue  # it is gone, which is told as that, or the card that nobody can read stays as it was
        common = was[old] & now[heir]
        kept = max(_weight(common), _OF_A_TEMPLATE if any(kind == _STARTED for kind, _ in common) else 0)
        # Who has more in common with it than its heir has at least one thing that the heir lacks.
        for new in sorted({path for mark in was[old] - now[heir] for path in bearers[mark]}):
            place = origins.get(new, new)
            own = _weight(was.get(place, _NONE) & now[new])
            alike = _weight(was[old] & now[new])
            if alike > max(kept, own) and (place in was or _has_one_start(before[old], after[new])):
                found[old], kept = new, alike
        is_guessed = slug_of(old) != slug_of(heir) and CARD_NAME not in after[heir].unread
        if old not in found and is_guessed and all(kind == _STARTED for kind, _ in common):
            found[old] = heir
    return found


def _weight(common: _Marks) -> int:
    """How much two folders have in common: a document to the letter weighs more than a line of the card."""
    return sum(_WEIGHTS.get(kind, 1) for kind, _ in common)


def _has_one_start(old: Folder, new: Folder) -> bool:
    """Whether two folders agree on the day the project started: a copy that begins and starts anew is another one."""
    return old.card is not None and new.card is not None and old.card.started == new.card.started


def _marks(folder: Folder) -> _Marks:
    """What tells a project from others: what its card says, and its documents, whatever votes and tasks they got.

    Of what cannot be read nothing is known.
    """
    read = ((phase, facts) for phase, facts in folder.documents.items() if f"{phase}.md" not in folder.unread)
    documents = (("document", (phase, facts.digest)) for phase, facts in read if facts.digest)
    card = folder.card
    if card is None or CARD_NAME in folder.unread:
        return frozenset(documents)
    facts = {"title": card.title, _STARTED: card.started, "summary": card.summary, "case": card.business_case}
    return frozenset((*documents, *(one for one in facts.items() if one[1])))
