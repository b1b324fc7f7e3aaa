"""What a project's page shows: where it stands, what it needs to move on, how it got there."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from posixpath import normpath

from markupsafe import Markup

from ledger.duedates import timebox_end
from ledger.headings import heading_key
from ledger.kpi import KpiRow, kpi_rows
from ledger.model import Approval, Budget, Deliverable, Ledger, PhaseDocument, Project, Task, TimeBox
from ledger.site import markdown_text
from ledger.site.drawings import staircase, stepper
from ledger.site.forge import Forge
from ledger.site.kpi_bar import kpi_bar
from ledger.site.page import Page, project_path
from ledger.site.render import safe
from ledger.site.words import counted, day_words, listed, ordinal, times_words
from ledger.views import Need, NeedState, StatusRow, Stay, days_between, move_row, needs_of, status_row, stays_of
from ledger.words import Status

Images = Callable[[str], str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A KPI with its bar."""

    kpi: KpiRow
    bar: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The time box and budget of one phase; `ended` is the day on which the box ends."""

    phase: str
    timebox: TimeBox | None
    ends: date | None
    budget: Budget | None


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A deliverable; `href` leads to it where the forge is known, `there` says whether the file exists."""

    phase: str
    deliverable: Deliverable
    there: bool
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """A recorded vote with the titles of its phase and gate."""

    phase: str
    gate: str
    vote: Approval


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A task with its phase."""

    phase: str
    task: Task


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """The text of one phase document, or of the card when `phase` is empty."""

    phase: str
    title: str
    position: int | None
    iteration: int | None
    is_current: bool
    html: Markup


def answer(row: StatusRow, needs: Iterable[Need]) -> str:
    """Where the project stands and what it waits for, in a sentence or two."""
    said = [_standing(row)]
    if row.waits_for:
        said.append(f"It waits for {listed(row.waits_for)}.")
    elif row.status is Status.ACTIVE:
        recorded = any(need.state is NeedState.RECORDED for need in needs)
        said.append("Every vote that its gates ask for is recorded." if recorded else "Nothing holds it back.")
    past = []
    if row.backtracks:
        past.append(f"went back {times_words(row.backtracks)}")
    if row.iterations:
        past.append(f"iterated {times_words(row.iterations)}")
    if row.delivered:
        past.append(f"was delivered on {day_words(row.delivered)}")
    if past:
        said.append(f"In {counted(row.age_days, 'day')} it {listed(past)}.")
    return " ".join(said)


def _standing(row: StatusRow) -> str:
    where = f"{row.phase_title or 'an unknown phase'}"
    again = f" for the {ordinal(row.iteration)} time" if row.iteration > 1 else ""
    match row.status:
        case Status.ACTIVE:
            lead = f", led by {row.owner}" if row.owner else ""
            return f"In {where}{again} for {counted(row.days, 'day')}{lead}."
        case Status.PAUSED:
            return f"Paused in {where}; {counted(row.idle_days, 'day')} of {row.days} idle in this phase."
        case Status.CANCELLED:
            return f"Cancelled in {where} after {counted(row.age_days, 'day')} in all."
        case Status.COMPLETED:
            return f"Completed in {where} after {counted(row.age_days, 'day')} in all."


def _phase_title(project: Project, phase: str) -> str:
    known = project.flow.phase(phase) if project.flow else None
    return known.title if known else phase


def _gate_title(project: Project, document: PhaseDocument, gate: str | None) -> str:
    phase = project.flow.phase(document.phase) if project.flow else None
    return next((known.title for known in (phase.gates if phase else ()) if known.id == gate), gate or "")


def _texts(project: Project, image: Images) -> tuple[Text, ...]:
    anchors = {f"{document.phase}.md": f"text-{document.phase}" for document in project.documents.values()}
    documents = {**anchors, "README.md": "about"}

    def html(body: str, prefix: str, level: int) -> Markup:
        place = markdown_text.Place(prefix=prefix, level=level, documents=documents, image=image)
        return safe(markdown_text.to_html(body, place))

    found = [
        Text(
            phase=document.phase,
            title=_phase_title(project, document.phase),
            position=project.flow.position(document.phase) if project.flow else None,
            iteration=document.iteration,
            is_current=document.phase == project.phase,
            html=html(document.body, document.phase, 3),
        )
        for document in project.documents.values()
        if document.body.strip()
    ]
    return tuple(found)


def _about(project: Project, image: Images) -> Markup:
    """The card's text without a first heading that only repeats the title."""
    body = project.card_source.body if project.card_source else ""
    first, _, rest = body.lstrip("\n").partition("\n")
    if first.startswith("# ") and heading_key(first[2:]) == heading_key(project.title):
        body = rest
    documents = {f"{document.phase}.md": f"text-{document.phase}" for document in project.documents.values()}
    place = markdown_text.Place(prefix="about", level=2, documents=documents, image=image)
    return safe(markdown_text.to_html(body, place)) if body.strip() else Markup()


def _frames(project: Project) -> tuple[Frame, ...]:
    return tuple(
        Frame(
            phase=_phase_title(project, document.phase),
            timebox=document.timebox,
            ends=timebox_end(document.timebox),
            budget=document.budget,
        )
        for document in project.documents.values()
        if document.timebox or document.budget
    )


def _files(project: Project, forge: Forge | None, commit: str) -> tuple[File, ...]:
    found = []
    for document in project.documents.values():
        for one in document.deliverables:
            path = normpath(one.path) if one.path else ""
            there = path in project.files
            href = forge.file(commit, f"{project.folder}/{path}") if forge and there else ""
            found.append(File(phase=_phase_title(project, document.phase), deliverable=one, there=there, href=href))
    return tuple(found)


def _votes(project: Project) -> tuple[Vote, ...]:
    found = [
        Vote(phase=_phase_title(project, document.phase), gate=_gate_title(project, document, vote.gate), vote=vote)
        for document in project.documents.values()
        for vote in document.approvals
    ]
    return tuple(sorted(found, key=lambda one: one.vote.date or "", reverse=True))


def _work(project: Project) -> tuple[Work, ...]:
    return tuple(
        Work(phase=_phase_title(project, document.phase), task=task)
        for document in project.documents.values()
        for task in document.tasks
    )


def _measures(project: Project, json_files: Mapping[str, bytes]) -> tuple[Measure, ...]:
    return tuple(Measure(kpi=row, bar=safe(kpi_bar(row))) for row in kpi_rows(project, json_files))


def _idle(stays: Iterable[Stay]) -> int:
    return sum(stay.idle_days for stay in stays)


def project_page(ledger: Ledger, project: Project, *, forge: Forge | None, image: Images) -> Page:
    """The page of one project."""
    row = status_row(project, ledger.today)
    needs = needs_of(project, ledger.today)
    stays = stays_of(project, ledger.today)
    case = project.card.business_case if project.card else None
    return Page(
        path=project_path(project.slug),
        title=project.title,
        template="project.html.j2",
        values={
            "ledger": ledger,
            "project": project,
            "row": row,
            "answer": answer(row, needs),
            "needs": needs,
            "stays": stays,
            "idle_days": _idle(stays),
            "stepper": safe(stepper.draw(stepper.from_project(project))),
            "staircase": safe(staircase.draw(staircase.from_project(project, ledger.today), prefix="past")),
            "has_past": bool(project.visits),
            "measures": _measures(project, ledger.json_files),
            "frames": _frames(project),
            "case": case,
            "case_age": days_between(case.reviewed, ledger.today) if case and case.reviewed else None,
            "work": _work(project),
            "files": _files(project, forge, ledger.head),
            "votes": _votes(project),
            "about": _about(project, image),
            "texts": _texts(project, image),
            "events": tuple(move_row(ledger, event) for event in reversed(project.events)),
            "links": tuple(sorted(project.card.links.items())) if project.card else (),
            "depends_on": project.card.depends_on if project.card else (),
            "commit_url": forge.commit if forge else None,
        },
    )
