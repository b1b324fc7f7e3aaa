"""What was said on a gate, in words: each vote, and why those that do not count do not."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from ledger.plurals import listed
from ledger.records.model import Lapse
from ledger.votes.approvals import Standing, Vote
from ledger.words import Decision, Grade

Called: TypeAlias = Callable[[str | None], str]

_VERBS: Final = {
    Decision.APPROVED: "approved",
    Decision.CHANGES_REQUESTED: "requested changes",
    Decision.REJECTED: "rejected it",
    Decision.NOT_APPLICABLE: "found it not applicable",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteWords:
    """What tells the votes on one gate.

    `least` is the proof that counts there, `lapses` tell what changed since by digest, `called` who has a handle.
    """

    least: Grade
    lapses: Mapping[str, Lapse]
    called: Called

    def told(self, votes: Iterable[Vote]) -> str:
        """The votes in their order; approvals that do not count for the same reason stand together with the first."""
        together: dict[object, list[Vote]] = {}
        for place, vote in enumerate(votes):
            is_idle = not vote.stands and vote.approval.decision == Decision.APPROVED
            together.setdefault(self._why(vote) if is_idle else place, []).append(vote)
        return "; ".join(
            self.one(several[0]) if len(several) == 1 else self._several(several) for several in together.values()
        )

    def one(self, vote: Vote) -> str:
        """As in `Dana approved on 2026-01-06, does not count: 1 line has changed since`."""
        verb = next((words for decision, words in _VERBS.items() if decision == vote.approval.decision), "voted")
        when = f" on {vote.approval.date}" if vote.approval.date else ""
        worth = "" if vote.stands else f", does not count: {self._why(vote)}"
        return f"{self.called(vote.approval.by) or 'somebody'} {verb}{when}{worth}"

    def _several(self, votes: list[Vote]) -> str:
        """As in `the approvals of Dana (2026-01-06) and Omar (2026-01-07) do not count: 1 line has changed since`."""
        days: dict[str, list[str]] = {}
        for vote in votes:
            days.setdefault(self.called(vote.approval.by) or "somebody", []).append(vote.approval.date or "no date")
        who = [f"{name} ({', '.join(on)})" for name, on in days.items()]
        return f"the approvals of {listed(who)} do not count: {self._why(votes[0])}"

    def _why(self, vote: Vote) -> str:
        lapse = self.lapses.get(vote.approval.of or "")
        if vote.standing is Standing.LAPSED and lapse:
            return lapse.words
        weak = f" ({vote.grade}, {self.least} is asked)" if vote.standing is Standing.TOO_WEAK else ""
        return f"{vote.standing}{weak}"
