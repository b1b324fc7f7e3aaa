"""The words on a staircase: each where it meets nothing, or as a numbered note beneath the drawing."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ledger.site.drawings.lettering import width
from ledger.site.drawings.marks import Placed, bracket_of, is_overrun, obstacles, placed_marks
from ledger.site.drawings.placing import Area, Point, Room, along, on_curve
from ledger.site.drawings.plan import BAR, Bar, Join, Plan, Stretch
from ledger.site.drawings.signs import TIMES
from ledger.site.drawings.timeline import Box, days_over, reason_words, title_of
from ledger.site.words import day_words
from ledger.words import EventKind, Status

SIZE, SMALL, HEIGHT = 12.0, 11.0, 15.0
LONGEST = 190.0
NOTE_RADIUS = 8.0
_BEYOND = 11.0
_BACK = EventKind.BACKTRACKED


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A line of words; `anchor` is start, middle or end of its area."""

    area: Area
    words: str
    class_: str
    size: float = SIZE
    anchor: str = "start"
    position: int | None = None

    @property
    def x(self) -> float:
        """Where its anchor stands."""
        share = {"start": 0.0, "middle": 0.5, "end": 1.0}[self.anchor]
        return self.area.x + self.area.width * share


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Words that stand beneath the drawing; `spot` is where its number stands in it, if anywhere."""

    number: int
    spot: Point | None
    words: str
    is_back: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """All that is written on a plan."""

    labels: tuple[Label, ...]
    notes: tuple[Note, ...]
    marks: tuple[Placed, ...]


def lettered(plan: Plan) -> Words:
    """Every label and note, the most telling placed first."""
    marks = placed_marks(plan)
    room = Room(plan.frame, obstacles(plan, marks))
    crossing = tuple(area for join in plan.joins if join.curve for area in along(*join.curve, pieces=24))
    inside = {bar: label for bar in plan.bars if (label := _inside(bar, marks, crossing))}
    labels: list[Label] = list(inside.values())
    notes: list[Note] = []
    for join in sorted((one for one in plan.joins if one.curve), key=lambda one: one.kind is not _BACK):
        label = _reason(join, room)
        if label:
            labels.append(label)
        elif join.before.stay.visit.because:
            notes.append(
                Note(
                    number=plan.joins.index(join),
                    spot=_spot(join, room),
                    words=_noted(plan, join),
                    is_back=join.kind is _BACK,
                )
            )
    labels += _closing(plan, room)
    told = {*inside, *(bar for bar in plan.bars[-1:] if plan.closed and bar.closed)}
    labels += [label for bar in plan.bars if bar not in told for label in _outside(bar, room)]
    labels += [label for bar in plan.bars for label in _timebox(plan, bar, room)]
    numbered = tuple(
        replace(note, number=place) for place, note in enumerate(sorted(notes, key=lambda one: one.number), start=1)
    )
    return Words(labels=tuple(labels), notes=numbered, marks=marks)


def day_count(bar: Bar) -> tuple[str, ...]:
    """What a bar says of itself, the fullest first."""
    spent = str(bar.closed) if bar.closed else f"{bar.days:,} d" if bar.days else "<1 d"
    again = bar.stay.visit.iteration
    return (f"{spent} · {TIMES}{again}", f"{spent} {TIMES}{again}", spent) if again > 1 else (spent,)


def _inside(bar: Bar, marks: tuple[Placed, ...], crossing: tuple[Area, ...]) -> Label | None:
    """In the first stretch that is neither hatched nor covered by a mark or an arc and has the room."""
    cuts = [*bar.paused, *(Stretch(x=one.x - 8, end=one.x + 8) for one in marks if one.y == bar.middle)]
    cuts += [Stretch(x=one.x - 4, end=one.x + one.width + 4) for one in crossing if one.meets(bar.area)]
    behind_sign = Stretch(x=min(bar.area.x + 16, bar.end), end=bar.end)
    free = [behind_sign] if bar.closed else list(bar.solid)
    for cut in cuts:
        free = [part for one in free for part in _without(one, cut)]
    class_ = "off-bar" if bar.closed else "on-bar"
    for words in day_count(bar):
        wide = width(words, SIZE)
        for stretch in free:
            if stretch.end - stretch.x >= wide + 9:
                area = Area(x=stretch.x + 5, y=bar.middle - HEIGHT / 2, width=wide, height=HEIGHT)
                return Label(area=area, words=words, class_=class_, position=bar.position)
    return None


def _without(one: Stretch, cut: Stretch) -> list[Stretch]:
    if cut.end <= one.x or one.end <= cut.x:
        return [one]
    parts = (Stretch(x=one.x, end=cut.x), Stretch(x=cut.end, end=one.end))
    return [part for part in parts if part.end > part.x]


def _reason(join: Join, room: Room) -> Label | None:
    words = reason_words(join.before.stay.visit.because)
    is_back = join.kind is _BACK
    wide = width(words, SIZE, bold=is_back)
    if not words or wide > LONGEST or join.curve is None:
        return None
    places = _beside(join, wide) if is_back else _below(join, wide)
    for area, anchor in places:
        if room.take(area):
            return Label(area=area, words=words, class_="why-back" if is_back else "why-again", anchor=anchor)
    return None


def _beside(join: Join, wide: float) -> Iterator[tuple[Area, str]]:
    """Right of an arc's bow, then left of it, then a little further right; never far from it."""
    assert join.curve is not None  # noqa: S101  only curves have reasons
    bow = max(point[0] for point in (on_curve(*join.curve, step / 10) for step in range(11)))
    low, high = sorted((join.before.area.y, join.after.area.y))
    middle = (low + high + BAR) / 2
    heights = sorted(range(int(low), int(high + BAR - HEIGHT) + 4, 3), key=lambda y: abs(y + HEIGHT / 2 - middle))
    for x in (bow + 6, bow + 14):
        yield from ((Area(x=x, y=y, width=wide, height=HEIGHT), "start") for y in heights)
    for y in heights:
        yield Area(x=join.before.end - 5 - wide, y=y, width=wide, height=HEIGHT), "end"
    for edge in (join.before.area.y + BAR + 3, join.after.area.y - HEIGHT - 3):
        yield Area(x=join.before.end - 4, y=edge, width=wide, height=HEIGHT), "start"
        yield Area(x=join.before.end + 8 - wide, y=edge, width=wide, height=HEIGHT), "end"


def _below(join: Join, wide: float) -> Iterator[tuple[Area, str]]:
    """Right of a loop, left of it, beneath it."""
    edge = join.before.area.y + BAR
    for y in (edge + 4, edge + 7):
        yield Area(x=join.after.area.x + 14, y=y, width=wide, height=HEIGHT), "start"
        yield Area(x=join.before.end - 14 - wide, y=y, width=wide, height=HEIGHT), "end"
    yield Area(x=join.after.area.x - wide / 2, y=edge + 17, width=wide, height=HEIGHT), "middle"


def _spot(join: Join, room: Room) -> Point | None:
    """On its own line, clear of all else; a number on a crossing is better than none."""
    assert join.curve is not None  # noqa: S101  only curves have notes
    own = set(along(*join.curve))
    for others in (True, False):
        for share in (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8):
            x, y = on_curve(*join.curve, share)
            area = Area(x=x - NOTE_RADIUS, y=y - NOTE_RADIUS, width=2 * NOTE_RADIUS, height=2 * NOTE_RADIUS)
            if room.take(area, ignoring=own if others else room.thin):
                return x, y
    return None


def _noted(plan: Plan, join: Join) -> str:
    left, entered = join.before.stay, join.after.stay
    origin, target = (title_of(plan.past, stay.visit.phase) for stay in (left, entered))
    went = f"{origin} back to {target}" if join.kind is _BACK else f"{target} again"
    return f"{day_words(entered.start)}, {went}: {reason_words(left.visit.because)}"


def _closing(plan: Plan, room: Room) -> list[Label]:
    """What ended the project, beside its mark."""
    if plan.closed is None or not plan.bars:
        return []
    bar, because = plan.bars[-1], reason_words(plan.closed.because)
    state = str(plan.closed.status)
    class_ = "closed" if plan.closed.status is Status.CANCELLED else "closed-well"
    for words in (f"{state}: {because}", state) if because else (state,):
        wide = width(words, SIZE, bold=True)
        for y in (bar.area.y - HEIGHT - 3, bar.area.y + BAR + 3):
            for x, anchor in ((bar.end - wide + 16, "end"), (bar.end - wide - 4, "end"), (bar.area.x, "start")):
                area = Area(x=x, y=y, width=wide, height=HEIGHT)
                if wide <= 2 * LONGEST and room.take(area):
                    return [Label(area=area, words=words, class_=class_, anchor=anchor)]
    return []


def _outside(bar: Bar, room: Room) -> list[Label]:
    """The days of a bar that is too short for them: above it, below it, beside it."""
    for words in day_count(bar):
        wide = width(words, SMALL)
        first = bar.solid[0] if bar.solid else Stretch(x=bar.area.x, end=bar.end)
        middle = (first.x + first.end) / 2 - wide / 2
        spots = (
            (Area(x=first.end + 4, y=bar.middle - HEIGHT / 2, width=wide, height=HEIGHT), "start"),
            (Area(x=middle, y=bar.area.y - HEIGHT - 3, width=wide, height=HEIGHT), "middle"),
            (Area(x=middle, y=bar.area.y + BAR + 3, width=wide, height=HEIGHT), "middle"),
            (Area(x=bar.area.x - 4 - wide, y=bar.middle - HEIGHT / 2, width=wide, height=HEIGHT), "end"),
            # Beyond a mark that stands on either end, and beyond the cross or the check that follows it.
            (Area(x=bar.end + _BEYOND, y=bar.middle - HEIGHT / 2, width=wide, height=HEIGHT), "start"),
            (Area(x=bar.end + 2 * _BEYOND, y=bar.middle - HEIGHT / 2, width=wide, height=HEIGHT), "start"),
            (Area(x=bar.area.x - _BEYOND - wide, y=bar.middle - HEIGHT / 2, width=wide, height=HEIGHT), "end"),
        )
        for area, anchor in spots:
            if room.take(area):
                return [Label(area=area, words=words, class_="off-bar", size=SMALL, anchor=anchor)]
    return []


def box_words(box: Box, over: int) -> tuple[str, ...]:
    """What a bracket says, the fullest first."""
    weeks = f"{box.weeks:g} wk"
    return (
        (f"time box {weeks}, {over:,} d over", f"{weeks}, {over:,} d over")
        if over > 0
        else (f"time box {weeks}", weeks)
    )


def _timebox(plan: Plan, bar: Bar, room: Room) -> list[Label]:
    """Beside its bracket, or above it."""
    bracket, box = bracket_of(plan, bar), bar.stay.visit.timebox
    if bracket is None or box is None:
        return []
    class_ = "box-late" if is_overrun(plan, bar) else "box-kept"
    for words in box_words(box, days_over(plan.past, bar.stay)):
        wide = width(words, SMALL)
        spots = (
            Area(x=bracket.x + bracket.width + 5, y=bracket.y - 10, width=wide, height=HEIGHT),
            Area(x=bracket.x, y=bracket.y - HEIGHT - 3, width=wide, height=HEIGHT),
        )
        for area in spots:
            if room.take(area):
                return [Label(area=area, words=words, class_=class_, size=SMALL)]
    return []
