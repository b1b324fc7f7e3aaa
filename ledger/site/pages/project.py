"""What a project's page shows: where it stands, what it needs to move on, how it got there."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from textwrap import shorten
from typing import Any, Final
from urllib.parse import quote

from markupsafe import Markup

from ledger.insight import landed_waits, shares
from ledger.proof.decisions import Decided
from ledger.records.kpi import KpiRow, kpi_rows
from ledger.records.model import Event, Ledger, Project
from ledger.records.papers import Task
from ledger.records.worth import worth_of
from ledger.site.drawings import staircase, stepper
from ledger.site.files.shelf import Item, page_links
from ledger.site.forge import Forge
from ledger.site.kpi_bar import kpi_bar
from ledger.site.linked import figure, joined, linked, listing, named, sentence
from ledger.site.page import Page, badge_path, decision_path, project_path, url
from ledger.site.pages.awaited import awaited
from ledger.site.pages.estimates import lines_of
from ledger.site.pages.files import file_rows, source_links
from ledger.site.pages.frames import frames_of
from ledger.site.pages.texts import Resolve, Text, about, texts_of
from ledger.site.pages.vote_marks import vote_marks
from ledger.site.render import safe
from ledger.site.words import counted, day_words, ordinal, times_words
from ledger.views import (
    GateRow,
    Need,
    NeedKind,
    NeedState,
    StatusRow,
    Stay,
    day_of,
    days_between,
    gates_of,
    move_row,
    needs_of,
    stays_of,
)
from ledger.views.decisions import decision_names, event_names, landed_at
from ledger.views.fields import asked_of
from ledger.views.left import counted_when_left
from ledger.views.people import NAMED, votes_asked_by
from ledger.views.tasks import all_tasks
from ledger.votes.approvals import RoleCount, Vote
from ledger.words import HALTING, STATUS_MOVES, Status

_PAST: Final = "#past"  # the anchor of the drawn history
_NOTE: Final = 240  # letters of a note at the top; the events tell all of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A KPI with its bar."""

    kpi: KpiRow
    bar: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """The votes of one role on one gate; `count` is None where the gate does not ask for the role."""

    role: str
    count: RoleCount | None
    votes: tuple[Vote, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GateLine:
    """A row of the approvals: a gate with a cell for each role."""

    row: GateRow
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A task with its phase."""

    phase: str
    task: Task


def answer(
    row: StatusRow,
    needs: Sequence[Need],
    events: Sequence[Event] = (),
    lead: str = "",
    titles: Mapping[str, str] | None = None,
) -> Markup:
    """Where the project stands, why it rests or ended, and what it waits for, in a sentence or two.

    `lead` is the name of who leads it, `titles` are those of fields.
    """
    said = [_standing(row, lead), *_why_halted(row.status, events)]
    if row.status is Status.PAUSED:
        said.append(sentence("It waits for {}.", linked("resumption", "#needs" if needs else "")))
    elif row.status is Status.ACTIVE and (left := awaited(needs, titles or {})):
        said.append(sentence("It waits for {}.", linked(left, "#needs")))
    elif row.status is Status.ACTIVE and needs:
        waived = " or waived" if any(need.state is NeedState.WAIVED for need in needs) else ""
        said.append(sentence("All that its phase asks for is there{}.", waived))
    past: list[str] = []
    if row.backtracks:
        past.append(linked(f"went back {times_words(row.backtracks)}", _PAST))
    if row.iterations:
        past.append(linked(f"iterated {times_words(row.iterations)}", _PAST))
    delivered = f"was delivered on {day_words(row.delivered)}" if row.delivered else None
    if delivered and not past:
        said.append(sentence("It {}.", delivered))
    elif past:
        past += [delivered] if delivered else []
        said.append(sentence("In {} it {}.", _days(row.age_days), listing(past)))
    return joined(said)


def _days(count: int) -> Markup:
    return figure(count, "day", _PAST)


def _standing(row: StatusRow, lead: str) -> Markup:
    where = named(row.phase_title) if row.phase_title else "an unknown phase"
    again = f"for the {ordinal(row.iteration)} time" if row.iteration > 1 else ""
    match row.status:
        case Status.ACTIVE:
            led = sentence(", led by {}", named(lead)) if lead else ""
            lasts = f"for {counted(row.days, 'day')}" if row.days else "since today"
            between = (" " if row.days else ", ") * bool(again)
            since = linked(f"{again}{between}{lasts}", _PAST if row.days else "")
            return sentence("In {} {}{}.", where, since, led)
        case Status.PAUSED:
            idle = linked(f"{counted(row.idle_days, 'day')} of {row.days}", _PAST)
            return sentence("Paused in {}; {} idle in this phase.", where, idle)
        case Status.CANCELLED:
            return sentence("Cancelled in {} after {} in all.", where, _days(row.age_days))
        case Status.COMPLETED:
            return sentence("Completed in {} after {} in all.", where, _days(row.age_days))


def _why_halted(status: Status, events: Sequence[Event]) -> Iterator[Markup]:
    """Why a project is not active, as the last move to its status says; nothing where no reason was given."""
    halt = next((one for one in reversed(events) if one.kind in STATUS_MOVES), None)
    if halt is not None and HALTING.get(halt.kind) is status and (halt.because or halt.note):
        because = sentence(" because of <bdi>{}</bdi>", halt.because.replace("-", " ")) if halt.because else ""
        note = sentence(": “<bdi>{}</bdi>”", shorten(halt.note, _NOTE, placeholder=" …")) if halt.note else "."
        when = "It has rested since" if status is Status.PAUSED else "That was on"
        yield sentence("{} {}{}{}", when, day_words(day_of(halt.time)), because, note)


def _phase_title(project: Project, phase: str) -> str:
    known = project.flow.phase(phase) if project.flow else None
    return known.title if known else phase


def _gates(rows: Iterable[GateRow]) -> tuple[GateLine, ...]:
    """The gates with the votes by role: a column for each role that is asked or has voted."""
    found = tuple(rows)
    asked = [role.role for row in found for role in row.count.roles]
    voted = [vote.approval.role or "" for row in found for vote in row.count.votes]
    roles = tuple(dict.fromkeys([*asked, *voted]))
    return tuple(GateLine(row=row, cells=tuple(_cell(row, role) for role in roles)) for row in found)


def _cell(row: GateRow, role: str) -> Cell:
    votes = tuple(vote for vote in row.count.votes if (vote.approval.role or "") == role)
    return Cell(role=role, count=next((one for one in row.count.roles if one.role == role), None), votes=votes)


def _led(past: staircase.Staircase, texts: Iterable[Text]) -> staircase.Staircase:
    """The past with the names of its phases leading to what was written in them."""
    told = {text.phase for text in texts}
    rows = (replace(row, href=f"#text-{quote(row.id)}" if row.id in told else "") for row in past.phases)
    return replace(past, phases=tuple(rows))


def _work(project: Project) -> tuple[Work, ...]:
    return tuple(Work(phase=_phase_title(project, document.phase), task=task) for document, task in all_tasks(project))


def _measures(project: Project, json_files: Mapping[str, bytes]) -> tuple[Measure, ...]:
    return tuple(Measure(kpi=row, bar=safe(kpi_bar(row))) for row in kpi_rows(project, json_files))


def _idle(stays: Iterable[Stay]) -> int:
    return sum(stay.idle_days for stay in stays)


def _decision_links(project: Project, votes: Sequence[Decided]) -> Mapping[tuple[str, int], str]:
    """The address of the page of each vote in the project's documents, by phase and place in the document."""
    start = project_path(project.slug)
    return {
        place: url(decision_path(project.slug, name), start) for place, name in decision_names(project, votes).items()
    }


def _event_link(project: Project, votes: Sequence[Decided]) -> Callable[[Event], str]:
    """Tells the address of the page of the vote that an event is about; empty for none."""
    name_of, start = event_names(votes), project_path(project.slug)
    return lambda event: url(decision_path(project.slug, name), start) if (name := name_of(event)) else ""


def _badge_text(project: Project, address: str) -> str:
    """The Markdown that shows the badge elsewhere and leads here."""
    site = address or "SITE/"
    return (
        f"[![where the project stands]({site}{url(badge_path(project.slug))})]({site}{url(project_path(project.slug))})"
    )


def _approvals(ledger: Ledger, project: Project, votes: Sequence[Decided]) -> Mapping[str, object]:
    """The gates, which of their votes counted when their phase was left, and the pages of those that landed."""
    gates = gates_of(ledger, project)
    return {
        "gates": _gates(gates),
        "counted_then": counted_when_left(ledger, project, gates, landed_at(project, votes)),
        "decisions": _decision_links(project, votes),
    }


def _onward(ledger: Ledger, project: Project, needs: Iterable[Need]) -> Mapping[str, Any]:
    """What the project needs to move on, the open first, its fields by their titles and its votes with who can vote."""
    return {
        "needs": tuple(sorted(needs, key=lambda need: tuple(NeedState).index(need.state))),
        "fields": {one.what: asked_of(project.flow, one.what) for one in needs if one.kind is NeedKind.FIELD},
        "asked": {(vote.gate_id, vote.role): vote for vote in votes_asked_by(ledger, project)},
        "named": NAMED,
        "names": ledger.policy.names,
    }


def _case(ledger: Ledger, project: Project) -> Mapping[str, object]:
    """The business case, what it is worth, and how many days ago it was looked at."""
    case = project.card.business_case if project.card else None
    age = days_between(case.reviewed, ledger.today) if case and case.reviewed else None
    return {"case": case, "worth": worth_of(project), "case_age": age}


def project_page(
    ledger: Ledger,
    row: StatusRow,
    *,
    forge: Forge | None,
    image: Resolve,
    shelf: Mapping[str, Item],
    votes: Sequence[Decided],
    address: str,
    searches_texts: bool,
) -> Page:
    """The page of the project of a row; `votes` are those that landed, `address` is the site's where it is known.

    Search looks into its tasks and texts only when `searches_texts` says so.
    """
    project = ledger.projects[row.slug]
    needs = needs_of(ledger, project, called=ledger.policy.called)
    link = _event_link(project, votes)
    texts = texts_of(project, image=image, file=page_links(shelf))
    past = _led(staircase.from_project(project, ledger.today, marks=vote_marks(project, ledger.policy, link)), texts)
    onward = _onward(ledger, project, needs)
    titles = {what: field.title for what, field in onward["fields"].items() if field}
    said = answer(row, needs, project.events, ledger.policy.called(row.owner), titles)
    return Page(
        path=project_path(project.slug),
        title=project.title,
        description=f"{row.summary} {said.striptags()}".strip(),
        template="project.html.j2",
        values={
            "ledger": ledger,
            "project": project,
            "row": row,
            "answer": said,
            **onward,
            "idle_days": _idle(stays_of(project, ledger.today)),
            "shares": shares(project, landed_waits(ledger, project), ledger.today),
            "stepper": safe(stepper.draw(stepper.from_project(project))),
            "staircase": safe(staircase.draw(past, prefix="past")),
            "measures": _measures(project, ledger.json_files),
            "frames": frames_of(project, ledger.today),
            "estimates": lines_of(project, ledger.today),
            **_case(ledger, project),
            "work": _work(project),
            "files": file_rows(ledger, project, shelf),
            "sources": source_links(project, shelf),
            **_approvals(ledger, project, votes),
            "badge": badge_path(project.slug),
            "badge_text": _badge_text(project, address),
            "about": about(project, image=image, file=page_links(shelf)),
            "texts": texts,
            "events": tuple((move_row(ledger, event), link(event)) for event in reversed(project.events)),
            "links": tuple(sorted(project.card.links.items())) if project.card else (),
            "depends_on": project.card.depends_on if project.card else (),
            "commit_url": forge.commit if forge else None,
            "searches_texts": searches_texts,
        },
    )
