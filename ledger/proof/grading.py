"""How well the votes of a ledger are proven: those that landed, and those that a change proposes."""

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache

from ledger.edges.gitlog import Commit, FileChange
from ledger.edges.gitrepo import Repository, similar_renames
from ledger.edges.gitstream import all_commits, read_blobs
from ledger.edges.snapshot import is_history, parse
from ledger.past.history import History, Step
from ledger.past.renames import moved_folders
from ledger.past.states import Folder, Parsed
from ledger.past.whereabouts import Branch, Renamed, Whereabouts
from ledger.paths import phase_of
from ledger.proof.brought import Contents
from ledger.proof.provenance import Emails, Heard, Landing, by_project, former, grade, introducers, landings, sides_of
from ledger.records.model import Event, Project, Said
from ledger.records.papers import Approval
from ledger.records.policy import Policy
from ledger.votes.used_up import said_at
from ledger.words import CARD_NAME, PROJECTS_DIR, VOTES, Grade

Attested = Callable[[Landing], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Graded:
    """A landed vote with its grade; `stands` says that the entry is in its document to this day, or went with it."""

    landing: Landing
    grade: Grade
    stands: bool


Votes = Mapping[str, tuple[Graded, ...]]  # by project, oldest first


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """The commits that a change brings, the policy of its base, and where they have each project.

    `places` gives the folders of a project by commit, when it is told its name and folder after the change; `renamed`
    names the projects that a commit moves, new folder to old. `attested` says whether a review that the forge has of
    the change attests a vote.
    """

    commits: tuple[Commit, ...]
    contents: Contents
    policy: Policy | None
    places: Callable[[str, str], Mapping[str, str]]
    renamed: Renamed = lambda _: {}
    attested: Attested = lambda _: False


def graded_landings(repository: Repository, tip: str, history: History, parsed: Parsed) -> Votes:
    """Every vote that landed on the mainline of `tip` with its grade, by project, oldest first."""
    merges = [step for step in history.steps if step.commit.is_merge and _brings_votes(step)]
    known: tuple[Commit, ...] = ()
    sides: Mapping[str, tuple[Commit, ...]] = {}
    if merges:
        known = all_commits(repository, tip, _is_document)
        sides = sides_of(known, tip)
        wanted = [side for step in merges for side in sides.get(step.commit.id, ())]
        parsed = {
            **parsed,
            **_read(repository, wanted, {phase for step in merges for phase in step.after.documents}, parsed),
        }
    renamed = _renamed(repository, parsed)
    contents = _contents(repository, parsed, (blob for step in history.steps for blob in _replaced(step)))
    whereabouts = Whereabouts(history.steps, tip, lambda: known, renamed)
    first: dict[str, str] = {}
    for step in history.steps:
        first.setdefault(step.project, step.commit.id)

    @cache
    def places(project: str, folder: str, merge: str, tips: tuple[str, ...]) -> Mapping[str, str]:
        side = sides.get(merge, ())
        is_new = first[project] == merge
        return whereabouts.places(Branch(project=project, folder=folder, is_new=is_new, side=side, tips=tips))

    def written_by(step: Step, phase: str, vote: Approval) -> Emails:
        commit = step.commit
        if not commit.is_merge:
            return _committers(step, phase, vote, contents)
        found = places(step.project, step.path, commit.id, commit.parents[1:])
        return introducers(sides.get(commit.id, ()), phase, vote, found, contents, renamed)

    found = by_project(landings(history.steps, written_by))
    last = {step.project: step.after for step in history.steps}
    return {
        slug: tuple(
            Graded(landing=one, grade=grade(one), stands=is_there)
            for one, is_there in zip(landed, stand(landed, last[slug]), strict=True)
        )
        for slug, landed in found.items()
    }


def stand(landed: Sequence[Landing], folder: Folder) -> tuple[bool, ...]:
    """Which of the votes that landed stand in a folder; of equal entries those that landed last."""
    left = _entries_of(folder)
    found: list[bool] = []
    for one in reversed(landed):
        entry = (one.phase, one.vote.entry)
        found.append(left[entry] > 0)
        left[entry] -= 1
    return tuple(reversed(found))


def _entries_of(folder: Folder) -> Counter[tuple[str, Approval]]:
    """The entries of a folder's documents, also of those that are gone: a document comes back with its proofs."""
    return Counter((phase, vote.entry) for phase, facts in folder.known.items() for vote in facts.approvals)


def folders_of(history: History) -> dict[str, frozenset[str]]:
    """Every folder that each project has had, by the name that it has at last."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for step in history.steps:
        found[step.project] |= {step.path, *((step.origin,) if step.origin else ())}
    return {slug: frozenset(folders) for slug, folders in found.items()}


def _brings_votes(step: Step) -> bool:
    return any(facts.approvals != step.before.facts(name).approvals for name, facts in step.after.documents.items())


def _replaced(step: Step) -> Iterator[str]:
    """The contents that a commit with one parent replaced where it brought votes."""
    if not step.commit.is_merge and _brings_votes(step):
        yield from (former(step.commit, came, step.origin) for came in step.commit.changes)


def _committers(step: Step, phase: str, vote: Approval, contents: Contents) -> Emails:
    """The addresses of those whose commit brought a vote, unless it may have stood in the file, hidden."""
    emails = frozenset(step.commit.emails)
    person = step.base.policy.person(vote.by) if step.base.policy else None
    if not person or emails.isdisjoint(email.casefold() for email in person.emails):
        return emails
    path = f"{step.path}/{phase}.md"
    came = next((change for change in step.commit.changes if change.path == path), None)
    if came is None:  # it stood there before its project did
        return frozenset()
    old = former(step.commit, came, step.origin)
    stood = contents.held(old, vote.entry) >= contents.held(came.blob, vote.entry)  # in a link
    return frozenset() if stood or contents.has_hidden(old, came.blob, vote.entry) else emails


def _contents(repository: Repository, parsed: Parsed, likely: Iterable[str]) -> Contents:
    """What blobs hold; the first of which the bytes are asked brings all that are likely to be asked for, too."""
    known: dict[str, bytes] = {}

    def text(blob: str) -> bytes:
        if blob not in known:
            wanted = {blob, *likely} - known.keys()
            known.update(read_blobs(repository, (one for one in wanted if one)))
        return known[blob]

    return Contents(parsed=parsed, text=text)


def _is_document(change: FileChange) -> bool:
    return change.path.startswith(f"{PROJECTS_DIR}/") and is_history(change.path)


def _read(repository: Repository, commits: Iterable[Commit], phases: set[str] | None, parsed: Parsed) -> Parsed:
    """The documents of some phases (of all when None) that commits left and made, by blob."""
    wanted = {
        blob: change.path
        for commit in commits
        for change in commit.changes
        if phases is None or phase_of(change.path) in phases
        for blob in (change.old_blob, change.blob)
        if blob and blob not in parsed
    }
    return {blob: parse(wanted[blob], raw) for blob, raw in read_blobs(repository, wanted).items()}


def proposal(repository: Repository, base: str, head: str, history: History, renames: Mapping[str, str]) -> Proposal:
    """What the commits of `head` that `base` lacks bring, on the history of `base`.

    `renames` are the old names of the projects that they rename, by the new ones.
    """
    commits = all_commits(repository, head, _is_document, since=base)
    parsed = _read(repository, commits, None, {})
    renamed = _renamed(repository, parsed)
    whereabouts = Whereabouts(
        history.steps, base, lambda: (*commits, *all_commits(repository, base, _is_document)), renamed
    )
    had = {step.project for step in history.steps}

    @cache
    def places(slug: str, folder: str) -> Mapping[str, str]:
        name = renames.get(slug, slug)
        tips = (commits[0].id,) if commits else ()
        return whereabouts.places(Branch(project=name, folder=folder, is_new=name not in had, side=commits, tips=tips))

    contents = _contents(repository, parsed, ())
    return Proposal(commits=commits, contents=contents, policy=history.past.policy, places=places, renamed=renamed)


def _renamed(repository: Repository, parsed: Parsed) -> Renamed:
    @cache
    def renamed(commit: Commit) -> Mapping[str, str]:
        if not any(not change.blob and change.path.endswith(f"/{CARD_NAME}") for change in commit.changes):
            return {}
        read = {**parsed, **_read(repository, [commit], {CARD_NAME.removesuffix(".md")}, parsed)}
        return moved_folders(commit, read, lambda one: similar_renames(repository, one))

    return renamed


def by_name(landed: Mapping[str, Iterable[Graded]]) -> Mapping[str, tuple[Landing, ...]]:
    """The votes that landed by the name that their project had then, which is the one that their proofs cover."""
    found: defaultdict[str, list[Landing]] = defaultdict(list)
    for one in (one for several in landed.values() for one in several):
        found[one.landing.slug].append(one.landing)
    return {slug: tuple(several) for slug, several in found.items()}


def with_grades(
    project: Project,
    landed: Iterable[Graded],
    proposed: Proposal | None = None,
    *,
    said: Iterable[Landing] = (),
) -> Project:
    """The project with a grade for each vote in its documents; a vote that was never committed is only claimed.

    Each landed entry lends its grade to one entry only, so that a copy of an old vote is judged as the new one it is.
    `said` are the votes that landed in whatever project had this one's name: what proved them proves nothing here.
    """
    known: defaultdict[tuple[str, Approval], deque[Grade]] = defaultdict(deque)
    heard = Heard()
    for earlier in said:
        heard.add(earlier.phase, earlier.vote)
    kept: defaultdict[Said, tuple[bool, ...]] = defaultdict(tuple)
    for one in landed:
        heard.add(one.landing.phase, one.landing.vote)
        kept[said_at(one.landing.phase, one.landing.vote)] += (one.stands,)
        if one.stands:
            known[one.landing.phase, one.landing.vote.entry].append(one.grade)
    grades = {}
    for document in project.every_document:
        phase = document.phase
        for vote in document.approvals:
            if standing := known[phase, vote.entry]:
                grades[phase, vote.index] = standing.popleft()
            else:
                grades[phase, vote.index] = _proposed(project, phase, vote, proposed, heard)
                heard.add(phase, vote)
    return replace(project, grades=grades, kept=dict(kept))


def _proposed(project: Project, phase: str, vote: Approval, proposed: Proposal | None, heard: Heard) -> Grade:
    if proposed is None:
        return Grade.CLAIMED
    landing = Landing(
        slug=project.slug,
        phase=phase,
        vote=vote,
        commit="",
        time=datetime.fromtimestamp(0, UTC),
        emails=introducers(
            proposed.commits,
            phase,
            vote,
            proposed.places(project.slug, project.folder),
            proposed.contents,
            proposed.renamed,
        ),
        policy=proposed.policy,
        is_repeat=heard.is_repeat(phase, vote),
        is_echo=heard.is_echo(phase, vote),
    )
    return grade(landing, proposed.attested)


def graded_events(events: Iterable[Event], landed: Votes) -> tuple[Event, ...]:
    """The events with the grade of each vote."""
    grades: defaultdict[tuple[str | None, ...], deque[Grade]] = defaultdict(deque)
    for slug, several in landed.items():
        for one in several:
            vote = one.landing.vote
            where = (slug, one.landing.commit, one.landing.phase, vote.decision)
            grades[(*where, vote.gate, vote.role, vote.by, vote.of)].append(one.grade)
    return tuple(_with_grade(event, grades) if event.kind in VOTES else event for event in events)


def _with_grade(event: Event, grades: Mapping[tuple[str | None, ...], deque[Grade]]) -> Event:
    """The event with its grade: votes that say the same in one commit are told in the order of the document."""
    where = (event.project, event.commit, event.phase, event.kind.value)
    told = grades.get((*where, event.gate, event.role, event.by, event.of))
    return replace(event, grade=told.popleft() if told else None)
