"""What stands on and around the bars of a staircase, and so leaves no room for words."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from ledger.site.drawings.palette import phase_class
from ledger.site.drawings.placing import Area, along
from ledger.site.drawings.plan import BAR, TOP, Bar, Plan
from ledger.site.drawings.signs import hatch
from ledger.site.drawings.timeline import Mark, days_over
from ledger.site.words import day_words

MARK_WIDTH = 12.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Marks of one kind that would touch, oldest first, as one sign at the place of the first."""

    marks: tuple[Mark, ...]
    x: float
    y: float

    @property
    def kind(self) -> str:
        """Of all its marks."""
        return self.marks[0].kind

    @property
    def words(self) -> str:
        """What pointing at it tells: each vote with its own day."""
        days = (
            f"{day_words(day)}: {'; '.join(mark.label for mark in marks)}"
            for day, marks in groupby(self.marks, key=lambda mark: mark.on)
        )
        return f"{self.kind} {'; '.join(days)}"


def bracket_of(plan: Plan, bar: Bar) -> Area | None:
    """Where the bracket of a bar's time box stands; nothing when the box lies outside the drawing."""
    box = bar.stay.visit.timebox
    if box is None or box.start > plan.end:
        return None
    left = bar.area.x if box.start <= bar.stay.start else plan.scale.place(box.start)
    end = max(left + 8, plan.scale.place(box.end))
    return Area(x=left, y=bar.area.y - 8, width=end - left, height=6)


def delivering(plan: Plan) -> Bar | None:
    """The bar whose beginning is the delivery."""
    begun = [bar for bar in plan.bars if bar.stay.start == plan.past.delivered]
    return max(begun, key=lambda bar: bar.area.y, default=None)


def is_overrun(plan: Plan, bar: Bar) -> bool:
    """Whether the stay lasted longer than its time box."""
    return days_over(plan.past, bar.stay) > 0


def placed_marks(plan: Plan) -> tuple[Placed, ...]:
    """Marks at their days in the rows of their phases, without those of moves; those of one kind that touch are one.

    An approval may lapse long after its phase was left, so a mark need not stand on a bar.
    """
    done: list[Placed] = []
    for mark in sorted((one for one in plan.past.marks if not one.move), key=lambda one: one.on):
        stays = [bar for bar in plan.bars if bar.stay.visit.phase == mark.phase]
        if not stays:
            continue
        x, y = plan.scale.place(mark.on), stays[0].middle
        within = [bar for bar in stays if bar.stay.start <= mark.on <= bar.stay.end]
        if within:
            x = min(max(x, within[-1].area.x + 1), within[-1].end - 1)
        near = [one for one in done if one.y == y and abs(one.x - x) < MARK_WIDTH]
        if near and near[-1].kind == mark.kind:
            old = done.pop(done.index(near[-1]))
            done.append(replace(old, marks=(*old.marks, mark)))
        else:
            done.append(Placed(marks=(mark,), x=near[-1].x + MARK_WIDTH if near else x, y=y))
    return tuple(done)


def obstacles(plan: Plan, marks: tuple[Placed, ...]) -> Iterator[Area]:
    """All that a label must not touch."""
    for bar in plan.bars:
        yield bar.area
        bracket = bracket_of(plan, bar)
        if bracket:
            yield bracket
        if bar is delivering(plan):
            yield Area(x=bar.area.x, y=bar.area.y - 20, width=13, height=20)
        if bar.open_until < bar.end - 1 or (plan.closed and bar is plan.bars[-1]):
            yield Area(x=bar.open_until, y=bar.area.y, width=18, height=BAR)
    for join in plan.joins:
        if join.curve:
            yield from along(*join.curve)
        else:
            low, high = sorted((join.before.middle, join.after.middle))
            yield Area(x=join.after.area.x - 1, y=low, width=2, height=high - low)
    for placed in marks:
        yield Area(x=placed.x - 7, y=placed.y - 7, width=14, height=14)
    if not plan.closed:
        x = plan.scale.place(plan.past.today)
        yield Area(x=x - 1, y=TOP - 18, width=2, height=plan.height)


def hatches(plan: Plan, prefix: str) -> list[str]:
    """A pattern for each colour of a bar that was paused, by the name that starts with the prefix."""
    classes = sorted({phase_class(bar.position) for bar in plan.bars if bar.paused})
    return [hatch(f"{prefix}-{class_}", class_) for class_ in classes]
