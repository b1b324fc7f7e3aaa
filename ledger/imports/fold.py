"""Changes of a source folded to commits of a ledger: for each, which files it writes."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from ledger.imports.change import Change, Reading
from ledger.imports.mapping import Meaning, Plan
from ledger.imports.moments import utc_day
from ledger.imports.moves import HALTS, Reasons
from ledger.imports.pages import Page, Standing, parted
from ledger.imports.people import People
from ledger.imports.remarks import Remarks
from ledger.imports.states import State, state_of, status_of
from ledger.imports.votes import Votes
from ledger.scaffold.repository import Entry
from ledger.words import CLOSED, Status

_CARD: Final = "card"
_CURRENT: Final = "current"


class Fold:
    """Follows every project through the changes of a source."""

    def __init__(self, plan: Plan, people: People, remarks: Remarks) -> None:
        self._plan, self._people, self._remarks = plan, people, remarks
        self._reasons, self._votes = Reasons(plan, remarks), Votes(plan, people, remarks)
        self._standings: dict[str, Standing] = {}
        self._states: dict[str, State] = {}
        self._slugs: dict[str, str] = {}
        self._absent: set[str] = set()

    @property
    def projects(self) -> int:
        """How many projects there are by now."""
        return len(self._standings)

    def entries(self, changes: Iterable[Change]) -> Iterator[Entry]:
        """One commit for each change; a second where one project went back and stopped, which needs two reasons."""
        for change in changes:
            first: dict[str, str | None] = {}
            second: dict[str, str | None] = {}
            gone = [*change.gone, *self._renamed(change)]
            self._absent |= set(gone)
            for reading in change.readings:
                self._absent.discard(reading.key)
                *between, last = [*self._steps(reading, change)] or [{}]
                for files in between:
                    first |= files
                (second if between else first).update(last)
            for key in gone:
                first |= self._gone(key, change)
            for files in (first, second) if second else (first,):
                yield Entry(author=change.author, committer=change.committer, message=change.message, changes=files)

    def _renamed(self, change: Change) -> Iterator[str]:
        """Let projects go by their new keys; yields the keys that only look renamed, since another day is their start.

        The ledger tells a renamed project from a copy that starts anew in the same way.
        """
        for reading in change.readings:
            old = change.renamed.get(reading.key)
            if old is None or old not in self._standings:
                continue
            state = state_of(reading, self._plan, Remarks(), change.origin)
            was = self._standings[old].card["started"]
            if state is not None and state.card.get("started", was) == was:
                self._rename(old, reading.key)
            else:
                yield old

    def _rename(self, old: str, new: str) -> None:
        if old in self._standings:
            self._standings[new] = self._standings.pop(old)
            self._states[new] = self._states.pop(old)
        self._slugs = {slug: new if key == old else key for slug, key in self._slugs.items()}

    def _gone(self, key: str, change: Change) -> dict[str, str | None]:
        was = self._standings.get(key)
        if was is None or was.status in CLOSED:
            return {}
        self._remarks.note("a file was removed", "its project is cancelled", place=key, commit=change.origin)
        said = replace(self._plan.removed, status=Status.CANCELLED)
        said = replace(said, note=said.note or "Removed from the source")
        now = self._moved(was, was.phase, Status.CANCELLED, said, key, change)
        self._standings[key] = now
        return _difference(was, now)

    def _steps(self, reading: Reading, change: Change) -> Iterator[dict[str, str | None]]:
        """What the commits that a reading makes write, one after the other."""
        state = state_of(reading, self._plan, self._remarks, change.origin)
        if state is None or not self._is_its_own(state, reading, change):
            return
        was = before = self._standings.get(reading.key)
        phase, status = self._goal(state, was)
        if was is not None and status in HALTS - {was.status} and self._reasons.is_back(was.phase, phase):
            between = self._moved(was, phase, was.status, state.meaning, reading.place, change)
            between = self._filled(between, state)
            yield _difference(was, between)
            was = between
        now = self._filled(self._arrived(state, was, phase, status, reading.place, change), state)
        pages = self._votes.cast(before, now, state, self._states.get(reading.key), change)
        now = replace(now, pages=pages)
        self._standings[reading.key], self._states[reading.key] = now, state
        yield _difference(was, now)

    def _goal(self, state: State, was: Standing | None) -> tuple[str, Status]:
        """Where a state leads: what it does not say stays as it was, or is as at the beginning."""
        phase = state.meaning.phase or (was.phase if was else self._plan.flow.phases[0].id)
        return phase, status_of(state.meaning)

    def _is_its_own(self, state: State, reading: Reading, change: Change) -> bool:
        """Whether no other project has the name; a project that takes another name sets its old one free."""
        holder = self._slugs.setdefault(state.slug, reading.key)
        if holder in self._absent:
            self._rename(holder, reading.key)
        elif holder != reading.key:
            what, done = "two projects have the same slug", "the later one is left out"
            self._remarks.error(what, done, place=reading.place, value=state.slug, commit=change.origin)
            return False
        for slug in [slug for slug, key in self._slugs.items() if key == reading.key and slug != state.slug]:
            del self._slugs[slug]
        return True

    def _arrived(
        self, state: State, was: Standing | None, phase: str, status: Status, place: str, change: Change
    ) -> Standing:
        """The project after a reading: its facts, and where it moved."""
        started = was.card["started"] if was else utc_day(change.committer.seconds).isoformat()
        owner = self._owner(state, was, change)
        card = {"started": started} | dict(state.card) | {"owner": owner, "flow": self._plan.flow.id}
        if was is not None:
            moved = self._moved(was, phase, status, state.meaning, place, change)
            kept = {"move": moved.card["move"]} if "move" in moved.card else {}
            return replace(moved, folder=state.folder, card=card | kept)
        reason = self._reasons.of(None, phase, None, status, state.meaning, place, change.origin)
        card |= {"move": reason} if reason else {}
        return Standing(folder=state.folder, phase=phase, status=status, card=card, entered={phase: 1})

    def _owner(self, state: State, was: Standing | None, change: Change) -> str:
        named = self._people.handle(state.owner) if state.owner else None
        if named is not None:
            return named
        if was is not None:
            return str(was.card["owner"])
        author = {"displayName": change.author.name, "emailAddress": change.author.email}
        return self._people.handle(author) or "nobody"

    def _moved(
        self, was: Standing, phase: str, status: Status, meaning: Meaning, place: str, change: Change
    ) -> Standing:
        """The standing after a move, with the reason it needs; without a move, the same."""
        if (phase, status) == (was.phase, was.status):
            return was
        reason = self._reasons.of(was.phase, phase, was.status, status, meaning, place, change.origin)
        card = {name: value for name, value in was.card.items() if name != "move"}
        entered = dict(was.entered)
        if phase != was.phase:
            entered[phase] = entered.get(phase, 0) + 1
        return replace(
            was, phase=phase, status=status, entered=entered, card=card | ({"move": reason} if reason else {})
        )

    def _filled(self, now: Standing, state: State) -> Standing:
        """The project with its text where it belongs, and a document for its phase."""
        texts = parted(state.body, self._plan.sections, self._plan.rest)
        if _CURRENT in texts:
            texts[now.phase] = "\n\n".join(part for part in (texts.pop(_CURRENT), texts.get(now.phase, "")) if part)
        pages: dict[str, Page] = dict(now.pages)
        named = {target for target in self._plan.sections.values() if target in pages}
        for phase in sorted({now.phase, *named, *texts} - {_CARD, _CURRENT}):
            page = pages.get(phase, Page(phase=phase))
            fixed = phase in texts or phase in named
            body = texts.get(phase, "") if fixed else page.body
            pages[phase] = replace(page, body=body, iteration=max(now.entered.get(phase, 1), 1))
        return replace(now, body=texts.get(_CARD, ""), pages=pages)


def _difference(was: Standing | None, now: Standing) -> dict[str, str | None]:
    old: Mapping[str, str] = was.files() if was else {}
    new = now.files()
    gone: dict[str, str | None] = {path: None for path in old if path not in new}
    return gone | {path: text for path, text in new.items() if old.get(path) != text}
