"""A project's past as the drawings need it: days only, in order, and the story it tells."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from ledger.plurals import counted
from ledger.records.duedates import after_weeks
from ledger.records.model import Project, Visit
from ledger.records.papers import TimeBox
from ledger.site.words import day_words
from ledger.views import closing_halt, delivery_of, last_active
from ledger.views.boxes import boxes_of
from ledger.words import CLOSED, UNDER_WAY, EventKind, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseRow:
    """A phase of the flow; `position` counts from 0, None for a phase that the flow does not know.

    `href` leads to what was written in the phase, where there is such a text.
    """

    id: str
    title: str
    position: int | None
    href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A time box: so many weeks from `start`."""

    start: date
    weeks: float

    @property
    def end(self) -> date:
        """The day on which the decision is due."""
        return after_weeks(self.start, self.weeks) or self.start


@dataclass(frozen=True, slots=True, kw_only=True)
class StairVisit:
    """One stay in a phase; `left` None means still there."""

    phase: str
    iteration: int
    entered: date
    left: date | None
    ended_by: EventKind | None = None
    because: str | None = None
    timebox: Box | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Days in which the project was paused, cancelled or completed; `ended` None means still so."""

    status: Status
    began: date
    ended: date | None
    because: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A vote on the timeline; `label` says whose on what, `href` leads to its page where it has one.

    `move` names what it agreed to where that was no gate of the phase but a move: told, and drawn by the move itself.
    """

    phase: str
    on: date
    kind: Literal["approved", "lapsed"]
    label: str
    href: str = ""
    move: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Staircase:
    """Where a project has been until `today`; visits and halts are oldest first."""

    title: str
    phases: tuple[PhaseRow, ...]
    visits: tuple[StairVisit, ...]
    today: date
    halts: tuple[Span, ...] = ()
    marks: tuple[Mark, ...] = ()
    delivered: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """A visit with both its days: `end` is today or the day the project was closed when it never left."""

    visit: StairVisit
    start: date
    end: date

    @property
    def days(self) -> int:
        """Calendar days from entering to leaving."""
        return (self.end - self.start).days


def from_project(project: Project, today: date, *, marks: tuple[Mark, ...] = ()) -> Staircase:
    """The past of a project; phases that its flow does not know come last, without a position."""
    flow_phases = project.flow.phases if project.flow else ()
    rows = [PhaseRow(id=phase.id, title=phase.title, position=place) for place, phase in enumerate(flow_phases)]
    known = {row.id for row in rows}
    strange = dict.fromkeys(visit.phase for visit in project.visits if visit.phase not in known)
    rows += [PhaseRow(id=phase, title=phase, position=None) for phase in strange]
    first = delivery_of(project)
    delivered = first.entered.date() if isinstance(first, Visit) else None
    return Staircase(
        title=project.title,
        phases=tuple(rows),
        visits=tuple(_visit(visit, box) for visit, box in zip(project.visits, boxes_of(project), strict=True)),
        today=today,
        halts=tuple(
            Span(
                status=halt.status,
                began=halt.began.date(),
                ended=halt.ended.date() if halt.ended else None,
                because=halt.because,
            )
            for halt in project.halts
        ),
        marks=marks,
        delivered=delivered,
    )


def _visit(visit: Visit, box: TimeBox | None) -> StairVisit:
    return StairVisit(
        phase=visit.phase,
        iteration=visit.iteration,
        entered=visit.entered.date(),
        left=visit.left.date() if visit.left else None,
        ended_by=visit.ended_by,
        because=visit.because,
        timebox=_drawn(box),
    )


def _drawn(box: TimeBox | None) -> Box | None:
    if box is None or box.start is None or box.weeks is None or after_weeks(box.start, box.weeks) is None:
        return None
    return Box(start=box.start, weeks=box.weeks)


def stays(past: Staircase) -> tuple[Stay, ...]:
    """The visits in order of time, never overlapping, whatever the commits' clocks said."""
    closed = closing_halt(past.halts)
    horizon = min(closed.began, past.today) if closed else past.today
    out: list[Stay] = []
    for visit in past.visits:
        start = max(visit.entered, out[-1].end) if out else visit.entered
        out.append(Stay(visit=visit, start=start, end=max(visit.left or horizon, start)))
    return tuple(out)


def days_active(past: Staircase, stay: Stay) -> int:
    """The days of a stay, without those on which the project was paused, cancelled or completed."""
    spans = [(max(halt.began, stay.start), min(halt.ended or stay.end, stay.end)) for halt in past.halts]
    return max(0, stay.days - sum(max(0, (end - begin).days) for begin, end in spans))


def closed_throughout(past: Staircase, stay: Stay) -> Status | None:
    """As what the project was closed on all days of a stay; None where it was open on one, or came and went on one."""
    shut = [halt for halt in past.halts if halt.status in CLOSED]
    if not stay.days:
        shut = [one for one in shut if one.began < stay.start and (one.ended is None or one.ended > stay.end)]
    elif days_active(replace(past, halts=tuple(shut)), stay):
        return None
    return next((one.status for one in reversed(shut) if one.began < stay.end), None)


def spent_words(past: Staircase, stay: Stay) -> str:
    """How long a stay was, as in `20 days active`; of one in a closed project that it was closed."""
    closed = closed_throughout(past, stay)
    return f"{closed} all the time" if closed else f"{days_words(days_active(past, stay))}{active_word(past, stay)}"


def active_word(past: Staircase, stay: Stay) -> str:
    """What is said after a count of active days where those of the calendar are more."""
    return "" if days_active(past, stay) == stay.days else " active"


def reason_words(because: str | None) -> str:
    """A reason as people say it: approach-failure is approach failure."""
    return (because or "").replace("-", " ").replace("_", " ").strip()


def days_words(days: int) -> str:
    """1 day, 2 days; a stay that began and ended on one day is less than one."""
    return "less than a day" if days < 1 else counted(days, "day")


def story(past: Staircase) -> str:
    """The past in sentences: every visit, every way back with its reason, every halt."""
    if not past.visits:
        return f"{past.title} has not entered a phase yet."
    told = stays(past)
    pairs = zip((None, *told[:-1]), told, strict=True)
    parts = [(stay.start, 0, _entered(past, before, stay)) for before, stay in pairs]
    parts += [(span.began, 2, _halted(span)) for span in past.halts]
    parts += [(mark.on, 1, _marked(past, mark)) for mark in past.marks]
    if past.delivered:
        parts.append((past.delivered, 1, f"It was delivered on {day_words(past.delivered)}."))
    sentences = [words for _, _, words in sorted(parts, key=lambda part: part[:2])]
    return " ".join([f"{past.title}, until {day_words(past.today)}.", *sentences, *_now(past, told[-1])])


def _entered(past: Staircase, before: Stay | None, stay: Stay) -> str:
    again = f", iteration {stay.visit.iteration}" if stay.visit.iteration > 1 else ""
    name = f"{title_of(past, stay.visit.phase)}{again}"
    spent = f"({spent_words(past, stay)}{_overrun(past, stay)})"
    on = f"On {day_words(stay.start)} it"
    because = reason_words(before.visit.because) if before else ""
    why = f" because of {because}" if because else ""
    match before.visit.ended_by if before else None:
        case EventKind.BACKTRACKED:
            return f"{on} went back to {name}{why} {spent}."
        case EventKind.ITERATED:
            return f"{on} began {title_of(past, stay.visit.phase)} again{again}{why} {spent}."
        case EventKind.ADVANCED:
            return f"{on} advanced to {name} {spent}."
        case _:
            return f"{on} entered {name} {spent}."


def days_over(past: Staircase, stay: Stay) -> int:
    """The days that a stay lasted beyond its time box; of one that rests, until it was laid aside."""
    box = stay.visit.timebox
    if box is None:
        return 0
    until = last_active(past.halts, stay.end) if stay.visit.left is None else stay.end
    return max(0, (until - box.end).days)


def _overrun(past: Staircase, stay: Stay) -> str:
    box, over = stay.visit.timebox, days_over(past, stay)
    if box is None:
        return ""
    return f", time box of {box.weeks:g} weeks" + (f" overrun by {days_words(over)}" if over else "")


def _halted(span: Span) -> str:
    until = f" until {day_words(span.ended)}" if span.ended else ""
    because = f": {reason_words(span.because)}" if span.because else ""
    return f"It was {span.status} on {day_words(span.began)}{until}{because}."


def _marked(past: Staircase, mark: Mark) -> str:
    verb = "was approved" if mark.kind == "approved" else "lost an approval"
    said = f"{mark.move} was agreed to" if mark.move else f"{title_of(past, mark.phase)} {verb}"
    return f"On {day_words(mark.on)} {said} ({mark.label})."


def _now(past: Staircase, last: Stay) -> Iterable[str]:
    status = past.halts[-1].status if past.halts and past.halts[-1].ended is None else Status.ACTIVE
    if last.visit.left is None and status in UNDER_WAY:
        yield f"It is in {title_of(past, last.visit.phase)} now{', paused' if status is Status.PAUSED else ''}."


def title_of(past: Staircase, phase: str) -> str:
    """The title of a phase, or its id when no row has it."""
    return next((row.title for row in past.phases if row.id == phase), phase)
