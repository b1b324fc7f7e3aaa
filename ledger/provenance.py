"""Who wrote each recorded vote: the commits that introduced it, and how well that proves it.

A squash or a rebase keeps authors and co-authors in the commit that landed; a merge commit does not, so the commits
of the merged side are asked which of them introduced the entry.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from ledger.digest import statement
from ledger.document import Document
from ledger.events import added_votes
from ledger.gitlog import Commit
from ledger.history import Step
from ledger.model import Approval, Person, Policy
from ledger.past import NO_FACTS, Parsed, PhaseFacts
from ledger.records import approvals_of
from ledger.signature import is_signed
from ledger.words import Grade

Emails = frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Landing:
    """How a vote came into the ledger.

    `slug` is the project's name at that time, `emails` the addresses of those who introduced the entry, `policy` the
    one before the change that brought it: None in a ledger's first commit, where nobody had been given a role yet.
    """

    slug: str
    phase: str
    vote: Approval
    commit: str
    time: datetime
    emails: Emails
    policy: Policy | None


def landings(
    steps: Iterable[Step], written_by: Callable[[Step, str, Approval], Emails]
) -> Iterator[tuple[str, Landing]]:
    """Every vote that landed, oldest first, with the slug that its project has at last."""
    for step in steps:
        for phase, facts in sorted(step.after.documents.items()):
            for vote in added_votes(step.before.documents.get(phase, NO_FACTS), facts):
                yield (
                    step.project,
                    Landing(
                        slug=step.path.rsplit("/", 1)[-1],
                        phase=phase,
                        vote=vote,
                        commit=step.commit.id,
                        time=datetime.fromtimestamp(step.commit.time, UTC),
                        emails=written_by(step, phase, vote),
                        policy=step.base.policy,
                    ),
                )


def grade(landing: Landing, attested: Callable[[Landing], bool] = lambda _: False) -> Grade:
    """How well a vote is proven, by the keys and addresses that its person had before it landed."""
    person = landing.policy.people.get(landing.vote.by or "") if landing.policy else None
    if person is None:
        return Grade.CLAIMED
    if landing.vote.signature and _is_signed_by(person, landing):
        return Grade.SIGNED
    if attested(landing):
        return Grade.ATTESTED
    return Grade.AUTHORED if landing.emails & {email.casefold() for email in person.emails} else Grade.CLAIMED


def _is_signed_by(person: Person, landing: Landing) -> bool:
    text = statement(landing.slug, landing.phase, landing.vote)
    return is_signed(text, landing.vote.signature or "", person.keys)


def sides_of(commits: Iterable[Commit], mainline: Iterable[str]) -> dict[str, tuple[Commit, ...]]:
    """The commits that each merge of the mainline (oldest first) brought with it."""
    known = {commit.id: commit for commit in commits}
    seen: set[str] = set()
    sides: dict[str, tuple[Commit, ...]] = {}
    for merge in mainline:
        seen.add(merge)
        pending = list(known[merge].parents[1:]) if merge in known else []
        brought: list[Commit] = []
        while pending:
            commit = known.get(pending.pop())
            if commit is not None and commit.id not in seen:
                seen.add(commit.id)
                brought.append(commit)
                pending.extend(commit.parents)
        if brought:
            sides[merge] = tuple(brought)
    return sides


def introducers(side: Iterable[Commit], path: str, vote: Approval, parsed: Parsed) -> Emails:
    """The addresses of those whose commits introduced a vote into a document on a side branch."""
    found: set[str] = set()
    entry = replace(vote, index=0)
    for commit in side:
        for change in commit.changes:
            if change.path == path and change.blob:
                added = added_votes(_facts(parsed.get(change.old_blob)), _facts(parsed.get(change.blob)))
                if any(replace(one, index=0) == entry for one in added):
                    found.update(commit.emails)
    return frozenset(found)


def _facts(found: object) -> PhaseFacts:
    return replace(NO_FACTS, approvals=approvals_of(found.meta)) if isinstance(found, Document) else NO_FACTS


def by_project(found: Iterable[tuple[str, Landing]]) -> Mapping[str, tuple[Landing, ...]]:
    """Landings by project, oldest first."""
    grouped: defaultdict[str, list[Landing]] = defaultdict(list)
    for slug, landing in found:
        grouped[slug].append(landing)
    return {slug: tuple(landed) for slug, landed in grouped.items()}
