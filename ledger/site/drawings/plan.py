"""Where the bars and joins of a staircase stand: time to places, phases to rows."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from ledger.site.drawings.lettering import width, wrap
from ledger.site.drawings.placing import Area, Point
from ledger.site.drawings.scale import Scale, widths
from ledger.site.drawings.timeline import (
    PhaseRow,
    Span,
    Staircase,
    Stay,
    closed_throughout,
    days_active,
    stays,
)
from ledger.views import closing_halt
from ledger.words import CLOSED, PHASE_MOVES, EventKind, Status

TOP, ROW, BAR = 42.0, 54.0, 22.0
LEAST_BAR, LEAST_WIDTH, MOST_WIDTH = 9.0, 960.0, 2600.0
PER_VISIT, RIGHT_PAD = 38.0, 30.0
NAME_SIZE, NAME_ROOM = 13.0, 150.0
_HAIR = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A part of a bar, from `x` to `end`."""

    x: float
    end: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A stay as drawn: `solid` are its visible stretches, `paused` those to hatch on top of them.

    `days` are those on which the project was open; `closed` says as what it was closed on all of them, and nothing of
    such a bar is solid.
    """

    stay: Stay
    days: int
    position: int | None
    area: Area
    solid: tuple[Stretch, ...]
    paused: tuple[Stretch, ...]
    closed: Status | None

    @property
    def open_until(self) -> float:
        """The place where the project was last open in it."""
        return self.solid[-1].end if self.solid else self.area.x

    @property
    def end(self) -> float:
        """The place of its last day."""
        return self.area.x + self.area.width

    @property
    def middle(self) -> float:
        """The height of its centre line."""
        return self.area.y + self.area.height / 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Join:
    """How one bar leads to the next; `curve` is a way back or a loop, None a straight step."""

    kind: EventKind
    before: Bar
    after: Bar
    curve: tuple[Point, Point, Point, Point] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A staircase without its labels."""

    past: Staircase
    width: float
    height: float
    gutter: float
    end: date
    scale: Scale
    bars: tuple[Bar, ...]
    joins: tuple[Join, ...]
    closed: Span | None

    @property
    def frame(self) -> Area:
        """Where labels may stand."""
        return Area(x=self.gutter - 4, y=TOP - 18, width=self.width - self.gutter, height=self.height - TOP + 18)


def row_middle(row: int) -> float:
    """The height of a row's centre line."""
    return TOP + ROW * row + ROW / 2


def planned(past: Staircase) -> Plan:
    """Everything that has a fixed place."""
    told = stays(past)
    gutter = _gutter(past.phases)
    wide = min(MOST_WIDTH, max(LEAST_WIDTH, gutter + RIGHT_PAD + PER_VISIT * len(told)))
    end = _last_day(past, told)
    spans, scale = _spread(told, end, gutter, wide - RIGHT_PAD)
    rows = {row.id: place for place, row in enumerate(past.phases)}
    bars = tuple(
        _bar(past, stay, span, rows.get(stay.visit.phase, len(past.phases)))
        for stay, span in zip(told, spans, strict=True)
    )
    last_row = max((rows.get(stay.visit.phase, len(past.phases)) for stay in told), default=0)
    count = max(len(past.phases), last_row + 1)
    return Plan(
        past=past,
        width=wide,
        height=TOP + ROW * count + 6,
        gutter=gutter,
        end=end,
        scale=scale,
        bars=bars,
        joins=tuple(join for place in range(1, len(bars)) for join in _joined(bars, place)),
        closed=closing_halt(past.halts),
    )


def _gutter(phases: tuple[PhaseRow, ...]) -> float:
    lines = [line for row in phases for line in wrap(row.title, NAME_ROOM, NAME_SIZE, lines=2, bold=True)]
    return max([96.0, *(width(line, NAME_SIZE, bold=True) + 26 for line in lines)])


def _last_day(past: Staircase, told: tuple[Stay, ...]) -> date:
    """Today, or the day of closing or of the last vote or lapse after it; at least four weeks in all.

    A running time box may reach a third further.
    """
    begin = told[0].start if told else past.today
    if closing_halt(past.halts) and told:
        return max(told[-1].end, begin + timedelta(days=7), *(mark.on for mark in past.marks if not mark.move))
    end = max(past.today, told[-1].end) if told else past.today
    box = told[-1].visit.timebox if told and told[-1].visit.left is None else None
    furthest = end + timedelta(days=max(28, (end - begin).days // 3))
    return max(end, begin + timedelta(days=28), min(box.end, furthest) if box else end)


def _spread(told: tuple[Stay, ...], end: date, left: float, right: float) -> tuple[tuple[Stretch, ...], Scale]:
    """Each stay's stretch, and the scale that agrees with them: stays are never narrower than can be seen."""
    first = told[0].start if told else end - timedelta(days=28)
    days = [first, *(day for stay in told for day in (stay.start, stay.end)), max(end, first)]
    least = min(LEAST_BAR, (right - left) / max(1, len(told)) * 0.8)
    spans_of = enumerate(pairwise(days))
    lengths = [((after - before).days, least if place % 2 else 0.0) for place, (before, after) in spans_of]
    places = [left]
    for wide in widths(lengths, right - left):
        places.append(places[-1] + wide)
    spans = tuple(Stretch(x=places[2 * place + 1], end=places[2 * place + 2]) for place in range(len(told)))
    return spans, Scale(knots=tuple((day.toordinal(), place) for day, place in zip(days, places, strict=True)))


def _bar(past: Staircase, stay: Stay, span: Stretch, row: int) -> Bar:
    area = Area(x=span.x, y=row_middle(row) - BAR / 2, width=span.end - span.x, height=BAR)
    closed = closed_throughout(past, stay)
    off = [_within(stay, area, halt) for halt in past.halts if halt.status in CLOSED]
    solid, begin = [], area.x
    for stretch in sorted((one for one in off if one), key=lambda one: one.x):
        solid.append(Stretch(x=begin, end=max(begin, stretch.x)))
        begin = max(begin, stretch.end)
    solid.append(Stretch(x=begin, end=span.end))
    shown = tuple(_visible(one, area) for one in solid if one.end - one.x > _HAIR) or (span,)
    paused = [_within(stay, area, halt) for halt in past.halts if halt.status is Status.PAUSED]
    return Bar(
        stay=stay,
        days=days_active(past, stay),
        position=past.phases[row].position if row < len(past.phases) else None,
        area=area,
        solid=() if closed else shown,
        paused=tuple(_visible(one, area) for one in paused if one),
        closed=closed,
    )


def _within(stay: Stay, area: Area, halt: Span) -> Stretch | None:
    """The part of a bar that a halt covers; a bar of one day has no parts."""
    begin, end = max(halt.began, stay.start), min(halt.ended or stay.end, stay.end)
    if end <= begin:
        return None
    each = area.width / stay.days
    return Stretch(x=area.x + (begin - stay.start).days * each, end=area.x + (end - stay.start).days * each)


def _visible(stretch: Stretch, area: Area) -> Stretch:
    end = min(area.x + area.width, max(stretch.end, stretch.x + 5))
    return Stretch(x=min(stretch.x, max(area.x, end - 5)), end=end)


def _joined(bars: tuple[Bar, ...], place: int) -> tuple[Join, ...]:
    before, after = bars[place - 1], bars[place]
    kind = before.stay.visit.ended_by
    if kind not in PHASE_MOVES or kind is None:
        return ()
    if before.area.y == after.area.y:
        return (Join(kind=EventKind.ITERATED, before=before, after=after, curve=_loop(before, after)),)
    if kind is EventKind.BACKTRACKED:
        follows = bars[place + 1].area.x if place + 1 < len(bars) else after.end + 20
        return (Join(kind=kind, before=before, after=after, curve=_arc(before, after, follows)),)
    return (Join(kind=kind, before=before, after=after, curve=None),)


def _arc(before: Bar, after: Bar, follows: float) -> tuple[Point, Point, Point, Point]:
    """From the end of the old bar out to the right and up to the beginning of the new one."""
    rows = abs(before.area.y - after.area.y) / ROW
    reach = min(26 + 12 * rows, max(16.0, (follows - after.area.x) * 1.2))
    up = before.area.y > after.area.y
    landing = after.area.y + BAR + 3 if up else after.area.y - 3
    lift = 0.35 * abs(before.middle - landing) * (1 if up else -1)
    return (
        (before.end + 1, before.middle),
        (before.end + reach, before.middle - lift * 0.4),
        (before.end + reach, landing + lift),
        (after.area.x + 4, landing),
    )


def _loop(before: Bar, after: Bar) -> tuple[Point, Point, Point, Point]:
    """Out of the old bar's lower edge and back into the next one in the same row."""
    edge = before.area.y + BAR
    out, into = before.end - min(8.0, before.area.width / 2), after.area.x + min(8.0, after.area.width / 2)
    return ((out, edge + 1), (out, edge + 20), (into, edge + 20), (into, edge + 2))
