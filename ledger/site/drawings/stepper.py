"""The stepper: the phases in a row, where the project is, how often it has been in each."""

from dataclasses import dataclass
from datetime import date
from typing import Literal, assert_never

from ledger.records.model import Project, Visit
from ledger.site.drawings.palette import phase_class
from ledger.site.drawings.svg import element, isolated, plain
from ledger.site.words import day_words, times_words
from ledger.views import delivery_of
from ledger.words import EventKind, Status

State = Literal["done", "current", "before", "ahead", "skipped"]
MANY = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A phase; `before` means that the project was there and stands before it now, `delivers` that this delivered it.

    `went_back` says whether it went back for that: the phases may have another order since, or be of another flow.
    """

    title: str
    position: int | None
    state: State
    iterations: int
    delivers: bool = False
    went_back: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Stepper:
    """All phases of a project's flow, in order; `status` and `delivered` are the project's."""

    title: str
    steps: tuple[Step, ...]
    status: Status
    delivered: date | None = None


def from_project(project: Project) -> Stepper:
    """The phases of the project's flow as its visits and its card have them."""
    phases = project.flow.phases if project.flow else ()
    now = next((place for place, phase in enumerate(phases) if phase.id == project.phase), None)
    counts = [
        max((visit.iteration for visit in project.visits if visit.phase == phase.id), default=0) for phase in phases
    ]
    first = delivery_of(project)
    delivery = first if isinstance(first, Visit) else None
    places = {phase.id: place for place, phase in enumerate(phases)}
    backed = max(
        (places.get(one.phase, -1) for one in project.visits if one.ended_by is EventKind.BACKTRACKED), default=-1
    )
    return Stepper(
        title=project.title,
        status=project.status,
        delivered=delivery.entered.date() if delivery else None,
        steps=tuple(
            Step(
                title=phase.title,
                position=place,
                state=_state(place, now, counts[place]),
                iterations=counts[place],
                delivers=delivery is not None and delivery.phase == phase.id,
                went_back=place <= backed,
            )
            for place, phase in enumerate(phases)
        ),
    )


def _state(place: int, now: int | None, count: int) -> State:
    if place == now:
        return "current"
    if now is None or place > now:
        return "before" if count else "ahead"
    return "done" if count else "skipped"


def draw(stepper: Stepper) -> str:
    """An ordered list; it stands upright where it has no room to lie."""
    items = [_item(stepper, step) for step in stepper.steps]
    many = " has-many" if len(stepper.steps) > MANY else ""
    label = f"Phases of {stepper.title}"
    return element(
        "div", element("ol", *items, class_=f"ledger-stepper{many}", aria_label=label), class_="ledger-steps"
    )


def _item(stepper: Stepper, step: Step) -> str:
    is_now = step.state == "current"
    classes = ["ledger-step", phase_class(step.position), f"is-{step.state}"]
    sign = _DONE if step.state == "done" else ""
    if is_now and stepper.status is not Status.ACTIVE:
        classes[-1] = "is-completed" if stepper.status is Status.COMPLETED else "is-halted"
        sign = _HALTS[stepper.status]
    spot = element("span", sign, class_="spot", aria_hidden="true")
    name = element("span", isolated(step.title), class_="name")
    state = element("span", plain(state_words(stepper, step)), class_="state")
    return element("li", spot, name, state, class_=" ".join(classes), aria_current="step" if is_now else None)


def _icon(path: str) -> str:
    return element("svg", element("path", d=path), viewBox="0 0 16 16")


_DONE = _icon("M3 8.5 6.5 12 13 4.5")
_HALTS = {
    Status.PAUSED: _icon("M5.5 3.5v9M10.5 3.5v9"),
    Status.CANCELLED: _icon("M4 4l8 8M12 4l-8 8"),
    Status.COMPLETED: _DONE,
}


def state_words(stepper: Stepper, step: Step) -> str:
    """What stands below a phase's name."""
    match step.state:
        case "current":
            now = "now" if stepper.status is Status.ACTIVE else str(stepper.status)
            words = f"{now}, iteration {step.iterations}" if step.iterations > 1 else now
        case "done":
            words = "done" if step.iterations == 1 else f"done, entered {times_words(step.iterations)}"
        case "before":
            words = f"been there {times_words(step.iterations)}{', went back' if step.went_back else ''}"
        case "ahead":
            words = "ahead"
        case "skipped":
            words = "not entered"  # it may have come into the flow later
        case _:
            assert_never(step.state)
    delivered = f", delivered {day_words(stepper.delivered)}" if step.delivers and stepper.delivered else ""
    return words + delivered


def story(stepper: Stepper) -> str:
    """The same in sentences."""
    if not stepper.steps:
        return f"{stepper.title} follows no known flow."
    told = "; ".join(f"{step.title}: {state_words(stepper, step)}" for step in stepper.steps)
    return f"Phases of {stepper.title}. {told}."
