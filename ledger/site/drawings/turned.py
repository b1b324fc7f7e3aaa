"""The staircase turned, for a telephone: time runs down, phases run right, beside each visit stand its words."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from ledger.site.drawings.labels import box_words, day_count
from ledger.site.drawings.lettering import fit, width, wrap
from ledger.site.drawings.marks import Placed, bracket_of, delivering, hatches, is_overrun
from ledger.site.drawings.palette import phase_class
from ledger.site.drawings.placing import Area, Point
from ledger.site.drawings.plan import ROW, TOP, Bar, Join, Plan
from ledger.site.drawings.scale import widths
from ledger.site.drawings.signs import check, cross, diamond, flag, head, rest
from ledger.site.drawings.svg import element, isolated, letters, number, picture, points
from ledger.site.drawings.timeline import days_over, reason_words, title_of
from ledger.site.words import day_words
from ledger.words import CLOSED, EventKind, Status

WIDTH, BAR, LEFT, EDGE = 300.0, 11.0, 16.0, 8.0
NAME, SIZE, LINE = 13.0, 12.0, 15.0
SPREAD, STEP = 90.0, 22.0
_APART = 11.0  # of two marks
_BACK = EventKind.BACKTRACKED


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A line beside a visit with the class that colours it."""

    words: str
    class_: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Turned:
    """A plan whose places along the time are heights: those of its knots `across` are those `down`."""

    plan: Plan
    across: tuple[float, ...]
    down: tuple[float, ...]
    step: float
    texts: tuple[tuple[Told, ...], ...]
    words_x: float

    def height(self, x: float) -> float:
        """The height that a place along the time has here."""
        after = min(max(1, bisect_right(self.across, x)), len(self.across) - 1)
        (x0, x1), (y0, y1) = self.across[after - 1 : after + 1], self.down[after - 1 : after + 1]
        return y0 + (y1 - y0) * (x - x0) / (x1 - x0) if x1 > x0 else y1

    def column(self, bar: Bar) -> float:
        """The middle of a bar's column."""
        return LEFT + self.step * _row(bar.middle)

    def ends(self, bar: Bar) -> tuple[float, float]:
        """Where a bar begins and ends; knots that share a place along the time need not share a height."""
        place = 2 * self.plan.bars.index(bar) + 1
        return self.down[place], self.down[place + 1]


def _row(middle: float) -> int:
    return int((middle - TOP) / ROW)


def turned(plan: Plan) -> Turned:
    """Heights for all places: to scale, but no visit lower than its words."""
    rows = max([len(plan.past.phases), *(_row(bar.middle) + 1 for bar in plan.bars)])
    step = min(STEP, SPREAD / max(1, rows - 1))
    words_x = LEFT + step * (rows - 1) + 24
    texts = tuple(tuple(_told(plan, place, WIDTH - words_x)) for place in range(len(plan.bars)))
    least = [LINE * len(lines) + 12 for lines in texts]
    days = [after[0] - before[0] for before, after in pairwise(plan.scale.knots)]
    lengths = [(count, least[place // 2] if place % 2 else 0.0) for place, count in enumerate(days)]
    heights = widths(lengths, max(260.0, 1.35 * sum(least)))
    return Turned(
        plan=plan,
        across=tuple(place for _, place in plan.scale.knots),
        down=tuple(accumulate(heights, initial=EDGE)),
        step=step,
        texts=texts,
        words_x=words_x,
    )


def _told(plan: Plan, place: int, room: float) -> Iterator[Told]:
    """The phase, why it was entered again, when and for how long, its time box, what ended the project."""
    bar = plan.bars[place]
    before = plan.bars[place - 1].stay.visit if place else None
    is_now = place == len(plan.bars) - 1 and not plan.closed
    for line in wrap(title_of(plan.past, bar.stay.visit.phase), room, NAME, lines=2, bold=True):
        yield Told(words=line, class_="name-now" if is_now else "name")
    if before and before.ended_by in {_BACK, EventKind.ITERATED}:
        because = reason_words(before.because) or ("went back" if before.ended_by is _BACK else "began again")
        for line in wrap(because, room, SIZE, lines=3, bold=True):
            yield Told(words=line, class_="why-back" if before.ended_by is _BACK else "why-again")
    spent = [f"{day_words(bar.stay.start)} · {words}" for words in day_count(bar)]
    fitting = (words for words in spent if width(words, SIZE) <= room)
    yield Told(words=next(fitting, spent[-1]), class_="off-bar")
    box = bar.stay.visit.timebox
    if box and bracket_of(plan, bar):
        words = box_words(box, days_over(plan.past, bar.stay))[0]
        yield Told(words=fit(words, room, SIZE), class_="box-late" if is_overrun(plan, bar) else "box-kept")
    if plan.closed and place == len(plan.bars) - 1:
        words = ": ".join(filter(None, (str(plan.closed.status), reason_words(plan.closed.because))))
        class_ = "closed" if plan.closed.status is Status.CANCELLED else "closed-well"
        for line in wrap(words, room, SIZE, lines=3, bold=True):
            yield Told(words=line, class_=class_)


def draw(plan: Plan, marks: Sequence[Placed], *, prefix: str) -> str:
    """The picture; its story is that of the figure, and the links of the marks have their like on the page."""
    here = turned(plan)
    low = here.down[-1]
    parts = [
        element("defs", *hatches(plan, f"{prefix}-turned")) if any(bar.paused for bar in plan.bars) else "",
        element("path", class_="line-row", d=_lines(here, low)),
        element("path", class_="join-step", d="".join(_steps(here))),
        *(part for bar in plan.bars for part in _bar(here, bar, prefix)),
        *(part for join in plan.joins if join.curve for part in _curve(here, join)),
        *_marks(here, marks),
        *_end(here),
    ]
    words = [_words(here, bar, lines) for bar, lines in zip(plan.bars, here.texts, strict=True)]
    return picture(
        parts,
        words,
        class_="ledger-narrow",
        viewBox=f"0 0 {number(WIDTH)} {number(low + 26)}",
        aria_label=f"Timeline of {plan.past.title}",
        aria_describedby=f"{prefix}-story",
    )


def _lines(here: Turned, low: float) -> str:
    """A thin line down each phase, and one from each bar to its words."""
    columns = round((here.words_x - 24 - LEFT) / here.step) + 1 if here.step else 1
    downward = [points("M", LEFT + here.step * place, EDGE, "V", low) for place in range(columns)]
    across = [
        points("M", here.column(bar), here.ends(bar)[0] + SIZE - 2, "H", here.words_x - 6) for bar in here.plan.bars
    ]
    return "".join(downward + across)


def _steps(here: Turned) -> Iterator[str]:
    for join in here.plan.joins:
        if join.curve is None:
            x, end = here.column(join.before), here.column(join.after)
            yield points("M", x, here.ends(join.after)[0], "H", end)


def _bar(here: Turned, bar: Bar, prefix: str) -> Iterator[str]:
    x, class_ = here.column(bar) - BAR / 2, phase_class(bar.position)
    top, low = here.ends(bar)
    area, box = bracket_of(here.plan, bar), bar.stay.visit.timebox

    def stretch(begin: float, end: float) -> tuple[float, float]:
        y = here.height(begin) if begin > bar.area.x else top
        return y, max(3.0, (here.height(end) if end < bar.end else low) - y)

    for one in bar.solid:
        y, high = stretch(one.x, one.end)
        yield element("rect", class_=f"bar {class_}", x=x, y=y, width=BAR, height=high, rx=3)
    if bar.closed:
        yield element("g", rest(Area(x=x, y=top, width=BAR, height=low - top)), class_=class_)
    for one in bar.paused:
        y, high = stretch(one.x, one.end)
        fill = f"url(#{prefix}-turned-{class_})"
        yield element("rect", class_=f"hatch-edge {class_}", fill=fill, x=x, y=y, width=BAR, height=high, rx=3)
    if area and box:
        y, end = here.height(area.x) if area.x > bar.area.x else top, here.height(area.x + area.width)
        tail = () if box.end > here.plan.end else ("h", 4)
        d = points("M", x + 0.5, y + 1, "H", x - 4, "V", max(y + 4, end), *tail)
        yield element("path", class_="sign-overrun" if is_overrun(here.plan, bar) else "sign-timebox", d=d)
    if bar is delivering(here.plan):
        yield flag(x + BAR + 2, top + 21)
    for halt in here.plan.past.halts:
        if halt.status in CLOSED and halt is not here.plan.closed and bar.stay.start <= halt.began < bar.stay.end:
            yield _sign(halt.status, x + BAR / 2, here.height(here.plan.scale.place(halt.began)) + 9)


def _sign(status: Status, x: float, y: float) -> str:
    return (cross if status is Status.CANCELLED else check)(x, y)


def _curve(here: Turned, join: Join) -> Iterator[str]:
    begin, one, two, end = _arc(here, join) if join.before.area.y != join.after.area.y else _loop(here, join)
    kind = "back" if join.kind is _BACK else "again"
    path = points("M", *begin, "C", *one, *two, *end)
    yield element("path", class_="halo", stroke_width=5, d=path)
    yield element("path", class_=f"join-{kind}", d=path) + head(*end, end[0] - two[0], end[1] - two[1], kind)


def _arc(here: Turned, join: Join) -> tuple[Point, Point, Point, Point]:
    """From the lower end of the old bar further down and across to the upper end of the new one."""
    x, target = here.column(join.before), here.column(join.after)
    way = 1 if x > target else -1
    top, low = here.ends(join.after)
    landing = target + way * (BAR / 2 + 2)
    reach, lift = min(12 + 0.35 * abs(x - target), (low - top) * 0.8), 0.35 * abs(x - landing) * way
    return ((x, top + 1), (x - lift * 0.2, top + reach), (landing + lift, top + reach), (landing, top + 6))


def _loop(here: Turned, join: Join) -> tuple[Point, Point, Point, Point]:
    """Out of the old bar's right edge and back into the next one below it."""
    edge, (top, low) = here.column(join.before) + BAR / 2, here.ends(join.after)
    out, into = top - min(9.0, (top - here.ends(join.before)[0]) / 2), top + min(6.0, (low - top) / 2)
    return ((edge + 1, out), (edge + 15, out), (edge + 15, into), (edge + 2, into))


def _marks(here: Turned, marks: Sequence[Placed]) -> Iterator[str]:
    """Diamonds at their days in the columns of their phases, one below the other where they would touch."""
    before: dict[float, float] = {}
    for placed in marks:
        x, y = LEFT + here.step * _row(placed.y), here.height(placed.x)
        bar = next((one for one in here.plan.bars if _is_on(placed, one)), None)
        if bar is not None:
            top, low = here.ends(bar)
            y = max(min(y, low), top)
        before[x] = y = max(y, before.get(x, -_APART) + _APART)
        yield diamond(x, y, placed.kind)


def _is_on(placed: Placed, bar: Bar) -> bool:
    return bar.area.holds(Area(x=placed.x, y=placed.y, width=0, height=0))


def _words(here: Turned, bar: Bar, lines: tuple[Told, ...]) -> str:
    top, names = here.ends(bar)[0] + NAME + 1, [one for one in lines if one.class_.startswith("name")]
    name = "".join(
        element("text", isolated(one.words), x=here.words_x, y=top + LINE * nth, class_=one.class_)
        for nth, one in enumerate(names)
    )
    more = [
        element("tspan", isolated(one.words), x=here.words_x, dy=LINE, class_=one.class_) for one in lines[len(names) :]
    ]
    href = next((row.href for row in here.plan.past.phases if row.id == bar.stay.visit.phase), "")
    # A link around an element of its own, because none within letters shows that it has the focus.
    led = element("a", name, href=href) if href else name
    return led + element("text", *more, y=top + LINE * (len(names) - 1))


def _end(here: Turned) -> Iterator[str]:
    """Today's dotted line, or the sign of what ended the project."""
    plan = here.plan
    if not plan.bars:
        yield letters(LEFT, EDGE + NAME, "no phase entered yet", class_="off-bar")
    elif plan.closed:
        yield _sign(plan.closed.status, here.column(plan.bars[-1]), here.ends(plan.bars[-1])[1] + 9)
    else:
        y = here.height(plan.scale.place(plan.past.today))
        yield element("path", class_="line-today", d=points("M", LEFT - 8, y, "H", WIDTH))
        now = f"today, {day_words(plan.past.today)}"
        yield letters(WIDTH, y + 11, now, class_="tick-today", text_anchor="end")
