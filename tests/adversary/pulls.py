"""The corpus: every pull request that the modules of this package describe."""

from typing import Final

from tests.adversary import (
    attestations,
    documents,
    merges,
    moves,
    policy,
    refusals,
    reviews,
    signatures,
    voters,
    votes,
)
from tests.adversary.case import PULLS as _PULLS
from tests.adversary.case import Pull

MODULES: Final = (voters, votes, signatures, reviews, attestations, moves, documents, policy, merges, refusals)
PULLS: Final[tuple[Pull, ...]] = tuple(_PULLS)
