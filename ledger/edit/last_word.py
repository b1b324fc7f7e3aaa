"""What a person has said since a review that is recorded late: the review must not speak over it."""

import re
from collections.abc import Callable, Collection, Iterable
from datetime import date
from typing import Final

from ledger.days import parse_day
from ledger.records.front_matter import word
from ledger.records.papers import Approval
from ledger.words import Decision, Grade

_NUMBER: Final = re.compile(r"\d+")


def said_since(
    said: Iterable[Approval], vote: Approval, seen: Collection[Approval], grade_of: Callable[[Approval], Grade]
) -> str | None:
    """One sentence about what was said after the review that a vote comes from, and says something else; or None.

    `said` are the entries of the same person, gate and role in the order of the document, `seen` those (without their
    place) that stood in it as it was reviewed. A veto needs no proof, so it holds against an older yes whoever typed
    it; against an older veto only a word holds that nobody else can have typed.
    """
    is_yes = vote.decision == Decision.APPROVED
    for one in said:
        is_other = (one.decision, one.of) != (vote.decision, vote.of)
        if (
            is_other
            and one.entry not in seen
            and _is_later(one, vote)
            and (is_yes or not grade_of(one).is_below(Grade.ATTESTED))
        ):
            return _sentence(one, vote)
    return None


def _is_later(one: Approval, vote: Approval) -> bool:
    """Whether a word that the review had not seen came after it: by the day, then by the numbers of two reviews.

    Of a word by hand on the day of the review nobody can tell; it is taken for the later one.
    """
    on, reviewed = _day(one), _day(vote)
    if on and reviewed and on != reviewed:
        return on > reviewed
    old, new = one.review or "", vote.review or ""
    if _NUMBER.sub("", old) != _NUMBER.sub("", new) or not (numbers := _NUMBER.findall(new)):
        return True
    return int(_NUMBER.findall(old)[-1]) > int(numbers[-1])


def _day(vote: Approval) -> date | None:
    return parse_day(vote.date or "")


def _sentence(one: Approval, vote: Approval) -> str:
    decision = word(Decision, one.decision) or "something else"
    what = decision if one.of == vote.of else f"{decision} of another text"
    on = f" on {found.isoformat()}" if (found := _day(one)) else ""
    return f"{one.by} said {what}{on}, which this review had not seen: vote again to say otherwise"
