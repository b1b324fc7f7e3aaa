"""How well the votes of a ledger are proven: those that landed, and those that a change proposes."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from ledger.gitlog import Commit, FileChange
from ledger.gitrepo import Repository, all_commits, read_blobs
from ledger.history import History, Step
from ledger.model import Approval, Event, Policy, Project
from ledger.past import Parsed
from ledger.provenance import Emails, Landing, by_project, grade, introducers, landings, sides_of
from ledger.snapshot import is_history, parse
from ledger.words import VOTES, Grade

Attested = Callable[[Landing], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Graded:
    """A landed vote with its grade."""

    landing: Landing
    grade: Grade


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """The commits that a change brings, its tip, and the policy of its base."""

    commits: tuple[Commit, ...]
    parsed: Parsed
    policy: Policy | None


def graded_landings(
    repository: Repository, tip: str, history: History, parsed: Parsed
) -> Mapping[str, tuple[Graded, ...]]:
    """Every vote that landed on the mainline of `tip` with its grade, by project, oldest first."""
    merges = [step for step in history.steps if len(step.commit.parents) > 1 and _brings_votes(step)]
    sides: Mapping[str, tuple[Commit, ...]] = {}
    if merges:
        commits = all_commits(repository, tip, _is_document)
        sides = sides_of(commits, [step.commit.id for step in history.steps])
        paths = {f"{step.path}/{phase}.md" for step in merges for phase in step.after.documents}
        wanted = [side for step in merges for side in sides.get(step.commit.id, ())]
        parsed = {**parsed, **_read(repository, wanted, paths, parsed)}

    def written_by(step: Step, phase: str, vote: Approval) -> Emails:
        side = sides.get(step.commit.id, ())
        touched = [
            commit for commit in side if any(change.path == f"{step.path}/{phase}.md" for change in commit.changes)
        ]
        if not touched:
            return frozenset(step.commit.emails)
        return introducers(touched, f"{step.path}/{phase}.md", vote, parsed)

    found = by_project(landings(history.steps, written_by))
    return {slug: tuple(Graded(landing=one, grade=grade(one)) for one in landed) for slug, landed in found.items()}


def _brings_votes(step: Step) -> bool:
    before = {name: facts.approvals for name, facts in step.before.documents.items()}
    return any(facts.approvals != before.get(name, ()) for name, facts in step.after.documents.items())


def _is_document(change: FileChange) -> bool:
    return change.path.startswith("projects/") and is_history(change.path)


def _read(repository: Repository, commits: Iterable[Commit], paths: set[str] | None, parsed: Parsed) -> Parsed:
    """The documents that commits left and made at some paths (all when None), by blob."""
    wanted = {
        blob: change.path
        for commit in commits
        for change in commit.changes
        if paths is None or change.path in paths
        for blob in (change.old_blob, change.blob)
        if blob.strip("0") and blob not in parsed
    }
    return {blob: parse(wanted[blob], raw) for blob, raw in read_blobs(repository, wanted).items()}


def proposal(repository: Repository, base: str, head: str, policy: Policy | None) -> Proposal:
    """What the commits of `head` that `base` lacks bring."""
    commits = all_commits(repository, head, _is_document, since=base)
    return Proposal(commits=commits, parsed=_read(repository, commits, None, {}), policy=policy)


def with_grades(
    project: Project, landed: Iterable[Graded], proposed: Proposal | None = None, attested: Attested = lambda _: False
) -> Project:
    """The project with a grade for each vote in its documents; a vote that was never committed is only claimed."""
    known = {(one.landing.phase, replace(one.landing.vote, index=0)): one.grade for one in landed}
    grades = {}
    for phase, document in project.documents.items():
        for vote in document.approvals:
            entry = (phase, replace(vote, index=0))
            grades[phase, vote.index] = (
                known[entry] if entry in known else _proposed(project, phase, vote, proposed, attested)
            )
    return replace(project, grades=grades)


def _proposed(project: Project, phase: str, vote: Approval, proposed: Proposal | None, attested: Attested) -> Grade:
    if proposed is None:
        return Grade.CLAIMED
    path = f"{project.folder}/{phase}.md"
    landing = Landing(
        slug=project.slug,
        phase=phase,
        vote=vote,
        commit="",
        time=datetime.fromtimestamp(0, UTC),
        emails=introducers(proposed.commits, path, vote, proposed.parsed),
        policy=proposed.policy,
    )
    return grade(landing, attested)


def graded_events(events: Iterable[Event], landed: Mapping[str, tuple[Graded, ...]]) -> tuple[Event, ...]:
    """The events with the grade of each vote."""
    grades: dict[tuple[str | None, ...], Grade] = {
        (
            slug,
            one.landing.commit,
            one.landing.phase,
            one.landing.vote.gate,
            one.landing.vote.role,
            one.landing.vote.by,
        ): one.grade
        for slug, several in landed.items()
        for one in several
    }
    return tuple(_with_grade(event, grades) if event.kind in VOTES else event for event in events)


def _with_grade(event: Event, grades: Mapping[tuple[str | None, ...], Grade]) -> Event:
    key = (event.project, event.commit, event.phase, event.gate, event.role, event.by)
    return replace(event, grade=grades.get(key))
