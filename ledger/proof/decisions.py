"""Every vote that landed, with the very text that it covered and the rules that stood before it."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from ledger.edges.gitlog import Commit, FileChange
from ledger.edges.gitrepo import Repository
from ledger.edges.gitstream import all_commits, read_blobs
from ledger.edges.snapshot import parse
from ledger.past.history import History, Step
from ledger.past.states import Folder, Parsed
from ledger.proof.grading import Graded, Votes, folders_of
from ledger.records.flow import Flow
from ledger.records.policy import Policy
from ledger.text.document import Document
from ledger.votes.digest import digest

_NOT_PLAIN: Final = re.compile(r"[^a-z0-9]+")
_LONGEST: Final = 40  # letters of a phase, gate or person in a name

_Key = tuple[str, str, str]  # project, phase, digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """A document as one commit had it, the first that did; `on_mainline` says whether the commit is of the mainline."""

    document: Document
    commit: str
    on_mainline: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedBy:
    """The policy and the owner before a commit."""

    policy: Policy
    owner: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """One vote as it landed.

    `name` is its own in its project, fit for a file name, and stays when later votes land. `owner` is the project's at
    that commit, `flow` the one that it followed by the rules of the base. `judged_by` is what stood before the commit
    in which the project left the phase or, where it has not since, before the one that brought the vote. `content` is
    None when no commit has it.
    """

    project: str
    name: str
    graded: Graded
    author: str
    subject: str
    iteration: int | None
    owner: str | None
    flow: Flow | None
    judged_by: JudgedBy | None
    content: Covered | None


def decisions_of(
    repository: Repository, tip: str, history: History, landed: Votes, parsed: Parsed
) -> Mapping[str, tuple[Decided, ...]]:
    """The votes of each project, oldest first; `parsed` holds the full texts of the mainline's documents."""
    steps: defaultdict[str, list[Step]] = defaultdict(list)
    for step in history.steps:
        steps[step.project].append(step)
    contents = _contents(repository, tip, history, landed, parsed)
    return {
        slug: tuple(
            _decided(slug, name, one, _since(steps[slug], one.landing.commit), contents)
            for name, one in zip(_names(votes), votes, strict=True)
        )
        for slug, votes in landed.items()
    }


def _names(votes: Iterable[Graded]) -> Iterator[str]:
    """Phase, gate and person, and how many votes of that name had landed; a vote that lands later changes none."""
    seen = Counter[str]()
    for one in votes:
        vote = one.landing.vote
        stem = "-".join(_plain(part or "") for part in (one.landing.phase, vote.gate, vote.by))
        seen[stem] += 1
        yield f"{stem}-{seen[stem]}"


def _plain(text: str) -> str:
    return _NOT_PLAIN.sub("-", text.lower()).strip("-")[:_LONGEST] or "unnamed"


def _since(steps: Sequence[Step], commit: str) -> Sequence[Step]:
    return steps[next(place for place, step in enumerate(steps) if step.commit.id == commit) :]


def _judged(steps: Sequence[Step], phase: str) -> JudgedBy | None:
    leaving = next((step for step in steps if _phase(step.before) == phase != _phase(step.after)), steps[0])
    policy = leaving.base.policy or leaving.result.policy
    card = leaving.before.card or leaving.after.card
    return JudgedBy(policy=policy, owner=card.owner if card else None) if policy else None


def _phase(folder: Folder) -> str | None:
    return folder.card.phase if folder.card else None


def _decided(slug: str, name: str, one: Graded, steps: Sequence[Step], contents: Mapping[_Key, Covered]) -> Decided:
    step = steps[0]
    card = step.after.card or step.before.card
    facts = step.after.documents[one.landing.phase]
    rules = step.base if step.base.policy else step.result
    return Decided(
        project=slug,
        name=name,
        graded=one,
        author=step.commit.author,
        subject=step.commit.subject,
        iteration=facts.iteration,
        owner=card.owner if card else None,
        flow=rules.flow(card) if card else None,
        judged_by=_judged(steps, one.landing.phase),
        content=contents.get((slug, one.landing.phase, one.landing.vote.of or "")),
    )


def _contents(
    repository: Repository, tip: str, history: History, landed: Votes, parsed: Parsed
) -> Mapping[_Key, Covered]:
    wanted = {
        (slug, one.landing.phase, one.landing.vote.of)
        for slug, votes in landed.items()
        for one in votes
        if one.landing.vote.of
    }
    found = dict(_on_mainline(history.steps, wanted, parsed))
    missing = wanted - found.keys()
    return {**found, **_on_branches(repository, tip, history, missing, parsed)} if missing else found


def _on_mainline(steps: Sequence[Step], wanted: set[_Key], parsed: Parsed) -> Iterator[tuple[_Key, Covered]]:
    seen: set[_Key] = set()
    for step in steps:
        for phase, facts in step.after.documents.items():
            key = step.project, phase, facts.digest or ""
            if key in wanted and key not in seen:
                document = parsed.get(step.after.document_blobs[phase])
                if isinstance(document, Document):
                    seen.add(key)
                    path = f"{step.path}/{phase}.md"
                    yield key, Covered(document=document.moved(path), commit=step.commit.id, on_mainline=True)


def _on_branches(
    repository: Repository, tip: str, history: History, missing: set[_Key], parsed: Parsed
) -> Mapping[_Key, Covered]:
    """What only commits of merged branches have: a text that was voted on and edited again before it landed."""
    folders = folders_of(history)
    paths: defaultdict[str, list[_Key]] = defaultdict(list)
    for slug, phase, of in sorted(missing):
        for folder in folders[slug]:
            paths[f"{folder}/{phase}.md"].append((slug, phase, of))
    commits = all_commits(repository, tip, lambda change: bool(change.blob) and change.path in paths)
    changes = [(commit, change) for commit in reversed(commits) for change in commit.changes]
    texts = read_blobs(repository, {change.blob for _, change in changes if change.blob not in parsed})
    return _matching(changes, paths, {**parsed, **_parsed(changes, texts)})


def _parsed(changes: Iterable[tuple[Commit, FileChange]], texts: Mapping[str, bytes]) -> Parsed:
    return {change.blob: parse(change.path, texts[change.blob]) for _, change in changes if change.blob in texts}


def _matching(
    changes: Iterable[tuple[Commit, FileChange]], paths: Mapping[str, Sequence[_Key]], parsed: Parsed
) -> Mapping[_Key, Covered]:
    found: dict[_Key, Covered] = {}
    for commit, change in changes:
        document = parsed.get(change.blob)
        if isinstance(document, Document):
            of = document.digest or digest(document.meta, document.body)
            for key in paths[change.path]:
                if key[2] == of and key not in found:
                    sealed = replace(document.moved(change.path), digest=of)
                    found[key] = Covered(document=sealed, commit=commit.id, on_mainline=False)
    return found
