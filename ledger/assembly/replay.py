"""The mainline once more: each commit that touched projects as the change that it made, small enough to judge quickly.

Such a change holds only the projects that the commit touched, each with its full documents, its votes with their
grades, and its past up to then. The day of the commit counts as today, but none before votes that had landed already.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Final

from ledger.days import parse_day
from ledger.past.displaced import displaced_folders
from ledger.past.history import History, Step
from ledger.past.states import Folder, Parsed, Past, iterations_of, votes_gone
from ledger.past.visits import halts_of, landed_by, turning, visits_of
from ledger.paths import slug_of
from ledger.proof.grading import Graded, Votes, stand, with_grades
from ledger.records.config import policy_of
from ledger.records.front_matter import phase_document_of
from ledger.records.kpi_source import SourceFault, source_path
from ledger.records.model import Change, Event, Ledger, Project, named_flow
from ledger.records.papers import PhaseDocument
from ledger.text.document import Document
from ledger.words import CARD_NAME, LEDGER_FILE, EventKind

Sources = Callable[[str, frozenset[str]], Mapping[str, bytes]]

_LEAVING: Final = frozenset({EventKind.ADVANCED, EventKind.COMPLETED})  # what may pass a gate that asks for figures
_NO_POLICY: Final = Document(path=LEDGER_FILE, meta={}, header="", header_line=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """One mainline commit with its steps, at least one, and its events by project.

    `told` are the events of its projects before it, `votes` the graded votes that had landed with it.
    """

    steps: tuple[Step, ...]
    events: Mapping[str, tuple[Event, ...]]
    told: Mapping[str, tuple[Event, ...]]
    votes: Votes


class Texts:
    """The documents of a history, as `parsed` by blob; what each states is read once, however long it stood."""

    def __init__(self, parsed: Parsed) -> None:
        self._parsed = parsed
        self._stated: dict[tuple[str, str, str], PhaseDocument | None] = {}

    def document(self, path: str, blob: str) -> Document | None:
        """The document at `path`; None when it could not be read."""
        found = self._parsed.get(blob)
        return found.moved(path) if isinstance(found, Document) else None

    def phase(self, path: str, phase: str, blob: str) -> PhaseDocument | None:
        """The phase document of the folder `path`; None when it could not be read."""
        key = path, phase, blob
        if key not in self._stated:
            found = self.document(f"{path}/{phase}.md", blob)
            self._stated[key] = phase_document_of(found, phase) if found else None
        return self._stated[key]


def replay(history: History, votes: Votes) -> Iterator[Replayed]:
    """Every commit that touched projects, oldest first."""
    events = _events_by_commit(history)
    fresh = _votes_by_commit(votes)
    told: defaultdict[str, tuple[Event, ...]] = defaultdict(tuple)
    landed: defaultdict[str, tuple[Graded, ...]] = defaultdict(tuple)
    for commit, group in groupby(history.steps, key=lambda step: step.commit.id):
        steps = tuple(group)
        for slug, graded in fresh[commit].items():
            landed[slug] += graded
        slugs = {step.project for step in steps}
        yield Replayed(
            steps=steps,
            events=events[commit],
            told={slug: told[slug] for slug in slugs},
            votes={slug: landed[slug] for slug in slugs},
        )
        for slug, several in events[commit].items():
            told[slug] += several


def _events_by_commit(history: History) -> defaultdict[str, dict[str, tuple[Event, ...]]]:
    found: defaultdict[str, dict[str, tuple[Event, ...]]] = defaultdict(dict)
    for event in history.events:
        of_commit = found[event.commit]
        of_commit[event.project] = (*of_commit.get(event.project, ()), event)
    return found


def _votes_by_commit(votes: Votes) -> defaultdict[str, dict[str, tuple[Graded, ...]]]:
    found: defaultdict[str, dict[str, tuple[Graded, ...]]] = defaultdict(dict)
    for slug, several in votes.items():
        for one in several:
            of_commit = found[one.landing.commit]
            of_commit[slug] = (*of_commit.get(slug, ()), one)
    return found


def change_of(commit: Replayed, texts: Texts, sources: Sources, rules: Past | None) -> Change:
    """The change that a commit made under the rules of its time, or under those given; `sources` reads its JSON files.

    A commit before which there was no policy begins the ledger: it states where things stand, whatever the rules.
    """
    first = commit.steps[0]
    base = rules or first.base
    after = _ledger(commit, texts, rules or first.result, is_after=True)
    if any(event.kind in _LEAVING for events in commit.events.values() for event in events):
        wanted = frozenset(path for project in after.projects.values() for path in _cited(project))
        after = replace(after, json_files=sources(first.commit.id, wanted) if wanted else {})
    if first.base.policy is None:
        return Change(before=replace(after, projects={}, flows={}), after=after)
    origins = {step.path: step.origin for step in commit.steps if step.origin}
    return Change(
        before=_ledger(commit, texts, base, is_after=False),
        after=after,
        renames={slug_of(path): slug_of(origin) for path, origin in origins.items()},
        displaced=displaced_folders(
            {step.origin or step.path: step.before for step in commit.steps},
            {step.path: step.after for step in commit.steps},
            origins,
        ),
    )


def _ledger(commit: Replayed, texts: Texts, rules: Past, *, is_after: bool) -> Ledger:
    projects: dict[str, Project] = {}
    made = commit.steps[0].commit
    for step in commit.steps:
        path = step.path if is_after else (step.origin or step.path)
        # The base is judged by what its files held at last; of what cannot be read after it nothing is proven.
        folder = step.before if not is_after else _as_read(step.after)
        project = project_at(path, folder, rules, texts)
        if project is not None and project.slug not in projects:
            told = landed_by(commit.told[step.project], made.moment.date())  # as the check told it on that day
            turns = turning(told)
            past = replace(
                project,
                events=told,
                visits=visits_of(turns),
                halts=halts_of(turns),
                gone=votes_gone(step.before),
                landed_iterations=iterations_of(step.before),
            )
            votes = commit.votes[step.project]
            there = stand([one.landing for one in votes], step.after if is_after else step.before)
            placed = (replace(one, stands=is_there) for one, is_there in zip(votes, there, strict=True))
            projects[project.slug] = with_grades(past, placed)
    return Ledger(
        policy=rules.policy or policy_of(_NO_POLICY),
        policy_source=rules.policy_source or _NO_POLICY,
        flows=rules.flows,
        projects=projects,
        today=_day_of(commit),
        head=made.id,
        at=made.moment,
        uncommitted=False,
        events=(),
        findings=(),
        files=frozenset(),
        symlinks=frozenset(),
    )


def _day_of(commit: Replayed) -> date:
    """The day that a commit names, and no earlier one than votes that had landed before it: they are of the past."""
    made = commit.steps[0].commit.moment.date()
    landings = (one.landing for votes in commit.votes.values() for one in votes)
    voted = ((parse_day(one.vote.date or ""), one.time.date()) for one in landings)
    return max([made, *(day for day, landed in voted if day and day <= landed)])


def project_at(path: str, folder: Folder, rules: Past, texts: Texts) -> Project | None:
    """The project that a folder is at one commit, without its past; None when it holds no card."""
    if folder.card is None:
        return None
    flow = rules.flows.get(named_flow(folder.card, rules.policy))
    held = folder.document_blobs
    phases = [phase.id for phase in flow.phases if phase.id in held] if flow else sorted(held)
    others = {phase: texts.phase(path, phase, held[phase]) for phase in sorted(folder.documents) if phase not in phases}
    return Project(
        slug=slug_of(path),
        folder=path,
        card=folder.card,
        card_source=texts.document(f"{path}/{CARD_NAME}", folder.card_blob),
        flow=flow,
        landed_flow=rules.flow(folder.card),
        told_flow=folder.flow,
        documents={phase: one for phase in phases if (one := texts.phase(path, phase, held[phase]))},
        strays={phase: one for phase, one in others.items() if one},
        files=frozenset((CARD_NAME, *folder.unread, *(f"{phase}.md" for phase in held))),
    )


def _as_read(folder: Folder) -> Folder:
    """A folder without what its documents held before they could not be read any more."""
    read = [phase for phase in folder.documents if f"{phase}.md" not in folder.unread]
    return replace(
        folder,
        documents={phase: folder.documents[phase] for phase in read},
        document_blobs={phase: folder.document_blobs[phase] for phase in read},
    )


def _cited(project: Project) -> Iterator[str]:
    """The JSON files of a project that its KPIs cite."""
    for document in project.every_document:
        for kpi in document.kpis:
            if kpi.source is None:
                continue
            try:
                yield source_path(project, kpi.source)
            except SourceFault:
                continue  # the rules say of it that it cannot be read
