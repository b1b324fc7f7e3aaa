"""A second count of a ledger's history: git and PyYAML only, nothing of the program that it is held against."""

import subprocess
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any, Final

import yaml

CLOSED: Final = frozenset({"cancelled", "completed"})
BUILTIN: Final = Path(__file__).parent.parent / "ledger" / "builtin" / "flows"
_ENTERED: Final = {"paused": "paused", "cancelled": "cancelled", "completed": "completed"}


class _Text(yaml.SafeLoader):
    """Every scalar as it was typed."""


_Text.yaml_implicit_resolvers = {}


@dataclass(kw_only=True)
class Happened:
    """A move of one project; `day` is that of its commit in UTC, or of a later move with an earlier clock."""

    kind: str
    commit: str
    time: datetime
    day: date
    origin: str = ""
    target: str = ""
    because: str = ""


@dataclass
class Stay:
    """A visit of a phase; `left` is None while it lasts."""

    phase: str
    iteration: int
    entered: date
    left: date | None = None
    ended_by: str = ""
    because: str = ""


@dataclass
class Tale:
    """What the history tells of one project, and its card and documents as they are at last."""

    slug: str
    happened: list[Happened] = field(default_factory=list)
    card: Mapping[str, Any] = field(default_factory=dict)
    documents: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    is_there: bool = True

    def until(self, day: date) -> "Tale":
        """The tale as it stood at the end of a day."""
        return Tale(self.slug, [one for one in self.happened if one.day <= day])

    def count(self, kind: str) -> int:
        return sum(one.kind == kind for one in self.happened)

    @property
    def status(self) -> str:
        """The status at last; empty for a project that is not there."""
        now = ""
        for one in self.happened:
            if one.kind in {"created", "resumed", "reopened"}:
                now = "active"
            elif one.kind == "removed":
                now = ""
            now = _ENTERED.get(one.kind, now)
        return now

    @property
    def stays(self) -> list[Stay]:
        found: list[Stay] = []
        for one in self.happened:
            if one.kind not in {"created", "advanced", "backtracked", "iterated", "removed"}:
                continue
            if found and found[-1].left is None:
                found[-1].left, found[-1].ended_by, found[-1].because = one.day, one.kind, one.because
            if one.kind != "removed":
                nth = 1 + sum(stay.phase == one.target for stay in found)
                found.append(Stay(one.target, nth, one.day))
        return found

    @property
    def halts(self) -> list[tuple[str, date, date | None]]:
        """Status, first day and last day of each stretch in which the project was not active."""
        found: list[tuple[str, date, date | None]] = []
        for one in self.happened:
            if one.kind in {*_ENTERED, "resumed", "reopened", "removed"} and found and found[-1][2] is None:
                found[-1] = (*found[-1][:2], one.day)
            if one.kind in _ENTERED:
                found.append((_ENTERED[one.kind], one.day, None))
        return found

    def end(self, today: date) -> date:
        """The last day that counts: today, or the one on which it was closed."""
        status, began, ended = self.halts[-1] if self.halts else ("", today, today)
        return min(began, today) if status in CLOSED and ended is None else today

    def days(self, today: date, stay: Stay) -> int:
        """The days of a stay on the calendar."""
        return max(0, ((stay.left or self.end(today)) - stay.entered).days)

    def calendar(self, today: date, stay: Stay) -> Iterator[date]:
        """Each of them."""
        return (stay.entered + timedelta(days=count) for count in range(self.days(today, stay)))

    def idle(self, today: date, stay: Stay) -> int:
        """How many of them the project was not active on."""
        return sum(self.is_halted(day) for day in self.calendar(today, stay))

    def is_halted(self, day: date, statuses: Iterable[str] = _ENTERED) -> bool:
        """Whether it was paused, cancelled or completed on a day."""
        return any(
            status in statuses and began <= day and (ended is None or day < ended)
            for status, began, ended in self.halts
        )


def git(root: Path, *arguments: str, given: str = "") -> bytes:
    """The output of one git command."""
    return subprocess.run(["git", *arguments], cwd=root, input=given.encode(), check=True, capture_output=True).stdout


def front_matter(raw: bytes) -> dict[str, Any]:
    """The fields of a Markdown file, every value a text; empty when it has none that can be read."""
    _, _, rest = raw.decode("utf-8", "replace").partition("---\n")
    try:
        found = yaml.load(rest.partition("\n---")[0], Loader=_Text)  # noqa: S506 - a SafeLoader without resolvers
    except yaml.YAMLError:
        return {}
    return found if isinstance(found, dict) else {}


def _trees(root: Path) -> Iterator[tuple[str, datetime, dict[str, str]]]:
    """The mainline commits, oldest first, with the blobs of all Markdown files and flows."""
    for row in git(root, "log", "--first-parent", "--reverse", "--format=%H %ct").decode().splitlines():
        commit, time = row.split()
        files = {}
        for entry in git(root, "ls-tree", "-r", "-z", commit, "projects", "schema/flows").split(b"\0")[:-1]:
            facts, _, path = entry.decode().partition("\t")
            if path.endswith((".md", ".yml")):
                files[path] = facts.split()[2]
        yield commit, datetime.fromtimestamp(int(time), UTC), files


def _contents(root: Path, blobs: set[str]) -> dict[str, bytes]:
    found, answer = {}, git(root, "cat-file", "--batch", given="".join(f"{blob}\n" for blob in sorted(blobs)))
    while answer:
        head, _, answer = answer.partition(b"\n")
        blob, _, size = head.decode().split()
        found[blob], answer = answer[: int(size)], answer[int(size) + 1 :]
    return found


def flow_of(root: Path, name: str) -> list[dict[str, Any]]:
    """The phases of a flow as they are now."""
    own = root / "schema" / "flows" / f"{name}.yml"
    raw = (own if own.exists() else BUILTIN / own.name).read_bytes()
    return list(yaml.load(raw, Loader=_Text)["phases"])  # noqa: S506 - a SafeLoader without resolvers


def _order(files: Mapping[str, str], contents: Mapping[str, bytes], name: str) -> list[str]:
    path = f"schema/flows/{name}.yml"
    raw = contents[files[path]] if path in files else (BUILTIN / f"{name}.yml").read_bytes()
    return [phase["id"] for phase in yaml.load(raw, Loader=_Text)["phases"]]  # noqa: S506 - likewise


@cache
def tales_of(root: Path, *names: tuple[str, str]) -> dict[str, Tale]:
    """Every project that ever was, by the name it has at last; `names` are pairs of a former and the last name."""
    renamed = dict(names)
    trees = list(_trees(root))
    contents = _contents(root, {blob for _, _, files in trees for blob in files.values()})
    parsed = {blob: front_matter(raw) for blob, raw in contents.items()}
    tales: dict[str, Tale] = {}
    before: dict[str, dict[str, Any]] = {}
    held: dict[str, dict[str, Any]] = defaultdict(dict)  # what each document was at last
    for commit, time, files in trees:
        now = _projects(files, parsed, renamed)
        for slug in sorted(before.keys() | now.keys()):
            tale, old, new = tales.setdefault(slug, Tale(slug)), before.get(slug), now.get(slug)
            held[slug] |= old or {}
            for what in _changes(tale, held[slug], old, new, partial(_order, files, contents)):
                tale.happened.append(Happened(commit=commit, time=time, day=time.date(), **what))
        before = now
    for slug, tale in tales.items():
        for earlier, later in zip(tale.happened[-2::-1], tale.happened[:0:-1], strict=True):
            earlier.day = min(earlier.day, later.day)
        tale.is_there = slug in before
        tale.card = before[slug]["README"] if tale.is_there else {}
        tale.documents = {name: meta for name, meta in before.get(slug, {}).items() if name != "README"}
    return tales


def _projects(
    files: Mapping[str, str], parsed: Mapping[str, dict[str, Any]], renamed: Mapping[str, str]
) -> dict[str, dict[str, Any]]:
    """Card and documents of each project by its last name."""
    found: dict[str, dict[str, Any]] = defaultdict(dict)
    for path, blob in files.items():
        folder, _, name = path.rpartition("/")
        if path.startswith("projects/") and f"{folder}/README.md" in files and "phase" in parsed[blob]:
            slug = folder.rpartition("/")[2]
            found[renamed.get(slug, slug)][name.removesuffix(".md")] = parsed[blob]
    return {slug: parts for slug, parts in found.items() if "README" in parts}


def _changes(tale: Tale, held: Any, old: Any, new: Any, phases_of: Any) -> Iterator[dict[str, str]]:
    if old is None or new is None:
        if old is None and new is not None:
            card = new["README"]
            yield {"kind": "created", "target": card["phase"]}
            if card.get("status", "active") in _ENTERED:
                yield {"kind": _ENTERED[card["status"]], "because": _reason(card, card["status"])}
        elif old is not None:
            yield {"kind": "removed", "origin": old["README"]["phase"]}
        return
    was, card = old["README"], new["README"]
    yield from _phase_change(was, card, phases_of)
    a, b = was["phase"], card["phase"]
    counted = max(sum(stay.phase == a for stay in tale.stays), int(held.get(a, {}).get("iteration", 0)))
    if a == b and int(new.get(b, {}).get("iteration", 0)) > counted:
        yield {"kind": "iterated", "origin": a, "target": b, "because": _reason(card, b)}
    a, b = was.get("status", "active"), card.get("status", "active")
    if a != b:
        kind = _ENTERED.get(b) or ("resumed" if a == "paused" else "reopened")
        yield {"kind": kind, "origin": a, "target": b, "because": _reason(card, b)}


def _phase_change(was: Any, card: Any, phases_of: Any) -> Iterator[dict[str, str]]:
    a, b = was["phase"], card["phase"]
    if a != b:
        order = phases_of(card["flow"])
        places = [order.index(phase) if phase in order else -1 for phase in (a, b)]
        back = places[1] < places[0]
        kind = "backtracked" if back else "advanced"
        yield {"kind": kind, "origin": a, "target": b, "because": _reason(card, b) if back else ""}


def _reason(card: Mapping[str, Any], to: str) -> str:
    move = card.get("move") or {}
    return str(move.get("because") or "") if move.get("to") == to else ""
