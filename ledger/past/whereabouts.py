"""Where a project was at each commit of a branch: a folder is its own only while it was there, whatever it was before.

The mainline tells where a branch found the project; from there on the project is where the branch moved its card.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

from ledger.edges.gitlog import Commit, FileChange
from ledger.past.history import Step
from ledger.paths import folder_of, slug_of
from ledger.words import CARD_NAME

Renamed = Callable[[Commit], Mapping[str, str]]
_Told = TypeVar("_Told")


@dataclass(frozen=True, slots=True)
class Spot:
    """The folder of a project at one commit; `is_moved` says that a commit of a branch moved it there."""

    folder: str
    is_there: bool = True
    is_moved: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """What a merge or a change brings: its commits, each before its parents, and those that they end in.

    `project` is the name that the mainline has for the project, `folder` where the branch has it at last, `is_new`
    whether the mainline did not have it before.
    """

    project: str
    folder: str
    is_new: bool
    side: Sequence[Commit]
    tips: tuple[str, ...]


class Whereabouts:
    """Where projects were at the commits of branches, by the steps of a mainline that ends in `tip`.

    `commits` are all commits that the branches and the mainline consist of; they are asked for only where a project
    had several folders, or a folder several projects. `renamed` names the projects that a commit moves (new folder
    to old).
    """

    def __init__(
        self, steps: Iterable[Step], tip: str, commits: Callable[[], Iterable[Commit]], renamed: Renamed
    ) -> None:
        """Read the steps, oldest first."""
        self._steps = tuple(steps)
        self._tip = tip
        self._commits = commits
        self._renamed = renamed
        self._folders: defaultdict[str, set[str]] = defaultdict(set)
        self._owners: defaultdict[str, set[str]] = defaultdict(set)
        for step in self._steps:
            self._folders[step.project].add(step.path)
            self._owners[step.path].add(step.project)

    def places(self, branch: Branch) -> Mapping[str, str]:
        """The folder of the project by commit of its branch; nothing where the branch does not lead to the project."""
        begun = _begun(branch, self._renamed)
        if begun is None and branch.is_new:
            return {}
        start = begun or ""  # what others began meanwhile was nowhere before, least of all where the branch puts it
        known, found_at = self._sources(branch, start)
        spots: dict[str, Spot | None] = {}
        for tip in branch.tips:
            _follow(tip, known, found_at, spots, start, self._renamed)
        if not all(_leads_to(branch.folder, spots[tip]) for tip in branch.tips):
            return {}
        return {one.id: spot.folder for one in branch.side if (spot := spots.get(one.id)) is not None}

    def _sources(self, branch: Branch, start: str) -> tuple[Mapping[str, Commit], Callable[[str], Spot | None]]:
        """The commits to follow a project through, and where it was at those before them."""
        folders = self._folders.get(branch.project, set[str]())
        sole = next(iter(folders)) if folders and not branch.is_new else start
        if folders <= {sole} and self._owners.get(sole, set()) <= {branch.project}:
            spot = Spot(sole)
            return {commit.id: commit for commit in branch.side}, lambda _: spot
        beside, mainline = self._lines
        return beside, lambda commit: mainline.spot(branch.project, commit, start)

    @cached_property
    def _lines(self) -> tuple[Mapping[str, Commit], "_Mainline"]:
        """The commits beside the mainline, and the mainline."""
        known = {commit.id: commit for commit in self._commits()}
        mainline = _Mainline(self._steps, first_parents(known, self._tip))
        return {name: commit for name, commit in known.items() if name not in mainline}, mainline


class _Mainline:
    """Where the mainline had each project, and which project had each folder, at each of its commits."""

    def __init__(self, steps: Iterable[Step], line: Sequence[str]) -> None:
        """Take the commits of the mainline, newest first."""
        self._order = {commit: at for at, commit in enumerate(reversed(line))}
        self._spots: defaultdict[str, list[tuple[int, Spot]]] = defaultdict(list)
        self._owners: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
        for step in steps:
            at, is_there = self._order[step.commit.id], step.after.card is not None
            self._spots[step.project].append((at, Spot(step.path, is_there)))
            if step.origin:
                self._owners[step.origin].append((at, ""))
            self._owners[step.path].append((at, step.project if is_there else ""))

    def __contains__(self, commit: str) -> bool:
        return commit in self._order

    def spot(self, project: str, commit: str, start: str) -> Spot | None:
        """Where a project was at a commit; where it was not yet, the folder in which it begins, if that was free."""
        at = self._order.get(commit)
        if at is None:
            return None
        spot = _last(self._spots.get(project, []), at)
        is_free = _last(self._owners.get(start, []), at) in {None, "", project}
        return spot or (Spot(start) if start and is_free else None)


def _last(told: Sequence[tuple[int, _Told]], at: int) -> _Told | None:
    after = bisect_right(told, at, key=lambda one: one[0])
    return told[after - 1][1] if after else None


def first_parents(known: Mapping[str, Commit], tip: str) -> list[str]:
    """The mainline of a commit, newest first, as far as its commits are known."""
    line: list[str] = []
    while tip in known:
        line.append(tip)
        tip = known[tip].parents[0] if known[tip].parents else ""
    return line


def _begun(branch: Branch, renamed: Renamed) -> str | None:
    """The folder in which a branch began the project, or that it always had there; None when it was another one's."""
    folder = branch.folder
    for commit in branch.side:
        if folder in _cards(commit, is_added=True):
            if old := renamed(commit).get(folder):
                folder = old
            elif not commit.is_merge:  # which brings what another commit began
                return folder
    return folder if folder == branch.folder else None


def _leads_to(folder: str, spot: Spot | None) -> bool:
    """Whether who was last at a spot is the project in a folder: it is there, or it was the mainline that moved it."""
    return spot is not None and (spot.folder == folder or not spot.is_moved)


def _follow(
    tip: str,
    known: Mapping[str, Commit],
    found_at: Callable[[str], Spot | None],
    spots: dict[str, Spot | None],
    start: str,
    renamed: Renamed,
) -> None:
    """Fill in where the project was at a commit and at those before it."""
    pending = [tip]
    while pending:
        name = pending[-1]
        commit = known.get(name)
        if name in spots or commit is None:
            spots.setdefault(name, found_at(name))
            pending.pop()
        elif left := [parent for parent in commit.parents if parent not in spots]:
            pending.extend(left)
        else:
            before = [spots[parent] for parent in commit.parents] or [Spot(start) if start else None]
            spots[name] = _after(commit, before, start, renamed)
            pending.pop()


def _after(commit: Commit, before: Sequence[Spot | None], start: str, renamed: Renamed) -> Spot | None:
    """Where the project is after a commit, which is told by its changes against its first parent."""
    spot, *others = before
    come = _cards(commit, is_added=True)
    if spot is None:
        from_others = next((other for other in others if other), None)
        return from_others or (Spot(start) if start in come and start not in renamed(commit) else None)
    gone = spot.is_there and spot.folder in _cards(commit, is_added=False)
    if spot.is_there and not gone:
        return spot
    if brought := next((other for other in others if other and other.is_there and other.folder in come), None):
        return brought
    moved = next((new for new, old in renamed(commit).items() if gone and old == spot.folder), None)
    back = next((folder for folder in come if slug_of(folder) == slug_of(spot.folder)), None)
    if folder := moved or back:
        return Spot(folder, is_moved=spot.is_moved or folder != spot.folder)
    return replace(spot, is_there=False)


def _cards(commit: Commit, *, is_added: bool) -> tuple[str, ...]:
    """The folders in which a commit puts a card where none was, or takes away the one that was there."""
    cards = (change for change in commit.changes if change.path.endswith(f"/{CARD_NAME}"))
    return tuple(
        folder_of(card.path) for card in cards if _ends(card) == ((False, True) if is_added else (True, False))
    )


def _ends(change: FileChange) -> tuple[bool, bool]:
    """Whether a file was there before a commit and is there after it."""
    return bool(change.old_blob), bool(change.blob)
