"""Whether a forge's review attests a vote: an approval by the voter's account, on a commit that has this content."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

from ledger.edges.gitrepo import Repository, has_commit
from ledger.edges.snapshot import is_history, parse, tree_snapshot
from ledger.forge.reviews import Review, ReviewState
from ledger.proof.provenance import Landing
from ledger.records.policy import Person
from ledger.text.document import Document
from ledger.votes.digest import digest
from ledger.words import PROJECTS_DIR, Decision

Contents = Mapping[tuple[str, str], frozenset[str]]


def is_account_of(person: Person, review: Review) -> bool:
    """Whether a review is by the account that a person has at that forge; accounts are ASCII, in any case."""
    account = person.gitlab if review.forge == "gitlab" else person.github
    return bool(account) and (account or "").isascii() and (account or "").lower() == review.account.lower()


def attestation(repository: Repository, reviews: Iterable[Review]) -> Callable[[Landing], bool]:
    """A question to put to each vote. Reviews of commits that the repository does not have attest nothing."""
    approved = [review for review in reviews if review.state is ReviewState.APPROVED]
    commits = sorted({review.commit for review in approved})
    contents = {commit: contents_at(repository, commit) for commit in commits if has_commit(repository, commit)}

    def is_attested(landing: Landing) -> bool:
        person = landing.policy.person(landing.vote.by) if landing.policy else None
        if person is None or landing.vote.decision != Decision.APPROVED:
            return False
        place = (landing.slug, landing.phase)
        return any(
            is_account_of(person, review) and landing.vote.of in contents.get(review.commit, {}).get(place, ())
            for review in approved
        )

    return is_attested


def contents_at(repository: Repository, commit: str) -> Contents:
    """The digests of a commit's documents by the names of their folder and file."""
    found: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for path, raw in tree_snapshot(repository, commit).texts.items():
        if path.startswith(f"{PROJECTS_DIR}/") and is_history(path):
            document = parse(path, raw)
            if isinstance(document, Document):
                folder, name = path.split("/")[-2:]
                found[folder, name.removesuffix(".md")].add(digest(document.meta, document.body))
    return {place: frozenset(digests) for place, digests in found.items()}
