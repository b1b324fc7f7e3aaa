"""Who wrote each recorded vote: the commits that introduced it, and how well that proves it.

A squash or a rebase keeps authors and co-authors in the commit that landed; a merge commit does not, so the commits
of the merged side are asked which of them introduced the entry.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from ledger.edges.gitlog import Commit, FileChange
from ledger.edges.signature import ATTESTING, is_signed
from ledger.past.events import added_votes
from ledger.past.history import Step
from ledger.past.whereabouts import Renamed, first_parents
from ledger.paths import folder_of, slug_of
from ledger.proof.brought import Contents
from ledger.records.papers import Approval
from ledger.records.policy import Person, Policy
from ledger.votes.digest import attested as attested_text
from ledger.votes.digest import statement
from ledger.votes.identity import witnesses_of
from ledger.words import ASSENTS, Grade

Emails = frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Landing:
    """How a vote came into the ledger.

    `slug` is the project's name at that time, `emails` the addresses of those who introduced the entry, `policy` the
    one before the change that brought it: None in a ledger's first commit, where nobody had been given a role yet.
    `is_repeat` says that a signed entry has made the same statement before, in this project or in another one of this
    name: then a signature proves nothing, because anybody can copy it. `is_echo` says the same of an attestation.
    """

    slug: str
    phase: str
    vote: Approval
    commit: str
    time: datetime
    emails: Emails
    policy: Policy | None
    is_repeat: bool = False
    is_echo: bool = False


def said(vote: Approval) -> Approval:
    """A vote reduced to what its statement says."""
    return replace(vote, note=None, review=None, signature=None, index=0, attestation=None)


class Heard:
    """The statements that entries with a signature, or with an attestation, have made so far, by where they stand."""

    def __init__(self) -> None:
        """Nothing was heard yet."""
        self._signed: set[tuple[str, Approval]] = set()
        self._attested: set[tuple[str, str | None, Approval]] = set()

    def add(self, place: str, vote: Approval) -> None:
        """Remember what an entry proves, if it brings a proof."""
        if vote.signature:
            self._signed.add((place, said(vote)))
        if vote.attestation:
            self._attested.add((place, vote.review, said(vote)))

    def is_repeat(self, place: str, vote: Approval) -> bool:
        """Whether a signature of this entry would say what one has said before."""
        return bool(self._signed) and (place, said(vote)) in self._signed

    def is_echo(self, place: str, vote: Approval) -> bool:
        """Whether an attestation of this entry would say what one has said before."""
        return bool(self._attested) and (place, vote.review, said(vote)) in self._attested


def landings(
    steps: Iterable[Step], written_by: Callable[[Step, str, Approval], Emails]
) -> Iterator[tuple[str, Landing]]:
    """Every vote that landed, oldest first, with the slug that its project has at last."""
    own: defaultdict[str, Heard] = defaultdict(Heard)
    named: defaultdict[str, Heard] = defaultdict(Heard)  # a statement names the slug, which another project may get
    for step in steps:
        slug = slug_of(step.path)
        heard = own[step.project], named[slug]
        for phase, facts in sorted(step.after.documents.items()):
            for vote in added_votes(step.before.facts(phase).approvals, facts.approvals):
                yield (
                    step.project,
                    Landing(
                        slug=slug,
                        phase=phase,
                        vote=vote,
                        commit=step.commit.id,
                        time=step.commit.moment,
                        emails=written_by(step, phase, vote),
                        policy=step.base.policy,
                        is_repeat=any(one.is_repeat(phase, vote) for one in heard),
                        is_echo=any(one.is_echo(phase, vote) for one in heard),
                    ),
                )
                for one in heard:
                    one.add(phase, vote)


def grade(landing: Landing, attested: Callable[[Landing], bool] = lambda _: False) -> Grade:
    """How well a vote is proven, by the keys and addresses that its person had before it landed."""
    person = landing.policy.person(landing.vote.by) if landing.policy else None
    if person is None:
        return Grade.CLAIMED
    if landing.vote.signature and not landing.is_repeat and _is_signed_by(person, landing):
        return Grade.SIGNED
    if attested(landing) or is_witnessed(landing):
        return Grade.ATTESTED
    return Grade.AUTHORED if landing.emails & {email.casefold() for email in person.emails} else Grade.CLAIMED


def _is_signed_by(person: Person, landing: Landing) -> bool:
    text = statement(landing.slug, landing.phase, landing.vote)
    return is_signed(text, landing.vote.signature or "", person.keys)


def is_witnessed(landing: Landing) -> bool:
    """Whether a witness that was known before the vote landed attests it: a review said this yes."""
    vote, policy = landing.vote, landing.policy
    if not (vote.attestation and vote.review and policy) or landing.is_echo or vote.decision not in ASSENTS:
        return False
    text = attested_text(landing.slug, landing.phase, vote)
    return is_signed(text, vote.attestation, witnesses_of(policy), ATTESTING)


def sides_of(commits: Iterable[Commit], tip: str) -> dict[str, tuple[Commit, ...]]:
    """The commits that each merge on the mainline of `tip` brought with it; every commit before its parents."""
    known = {commit.id: commit for commit in commits}
    place = {commit: at for at, commit in enumerate(known)}
    mainline = first_parents(known, tip)
    seen = set(mainline)
    sides: dict[str, tuple[Commit, ...]] = {}
    for merge in reversed(mainline):
        pending = list(known[merge].parents[1:])
        brought: list[Commit] = []
        while pending:
            commit = known.get(pending.pop())
            if commit is not None and commit.id not in seen:
                seen.add(commit.id)
                brought.append(commit)
                pending.extend(commit.parents)
        if brought:
            sides[merge] = tuple(sorted(brought, key=lambda commit: place[commit.id]))
    return sides


def introducers(
    side: Iterable[Commit], phase: str, vote: Approval, places: Mapping[str, str], contents: Contents, renamed: Renamed
) -> Emails:
    """The addresses of those whose commits introduced a vote into a project's document on a side branch.

    `places` are the folders that the project had there, by commit. A commit that moves the file together with its
    project introduces nothing, and neither does a merge: what only a merge holds, nobody can be shown to have
    written. `renamed` names the projects that a commit moves (new folder to old). Whoever brings a file from another
    project has written its votes here. An entry that was taken out again is nobody's: who puts it back introduces it.
    """
    commits = tuple(side)
    known: dict[str, Emails] = {}
    for commit in reversed(commits):  # parents come first
        emails = Emails().union(*(known.get(parent, ()) for parent in commit.parents))
        path = f"{places[commit.id]}/{phase}.md" if commit.id in places else None
        for change in commit.changes:
            if change.path == path and not commit.is_merge:
                emails = _introducing(commit, change, vote.entry, contents, renamed, emails)
        known[commit.id] = emails
    passed_on = {parent for commit in commits for parent in commit.parents}
    return Emails().union(*(emails for name, emails in known.items() if name not in passed_on))


def _introducing(
    commit: Commit, change: FileChange, entry: Approval, contents: Contents, renamed: Renamed, before: Emails
) -> Emails:
    """Who has introduced an entry once a commit has changed its document; `before` are those until then."""
    origin = None if change.old_blob else renamed(commit).get(folder_of(change.path))
    old = former(commit, change, origin)
    held = contents.held(old, entry)
    gains = contents.held(change.blob, entry) > held and not (origin and held)
    if gains and not contents.has_hidden(old, change.blob, entry):
        return before.union(commit.emails) if held or not contents.is_read(old) else frozenset(commit.emails)
    is_out = contents.is_read(change.blob) and not contents.held(change.blob, entry)
    return Emails() if is_out else before


def former(commit: Commit, came: FileChange, origin: str | None) -> str:
    """The content that a file had before a commit, in the folder `origin` where that moved it from there, or none."""
    if came.old_blob:
        return came.old_blob
    path = f"{origin}/{came.path.rsplit('/', 1)[-1]}"
    return next((change.old_blob for change in commit.changes if change.path == path and not change.blob), "")


def by_project(found: Iterable[tuple[str, Landing]]) -> Mapping[str, tuple[Landing, ...]]:
    """Landings by project, oldest first."""
    grouped: defaultdict[str, list[Landing]] = defaultdict(list)
    for slug, landing in found:
        grouped[slug].append(landing)
    return {slug: tuple(landed) for slug, landed in grouped.items()}
