"""Reviews as a forge lists them: GitHub's list of reviews and review events, GitLab's approvals.

The texts come from the forge's API and are believed as far as its API is; nothing that a project says is read here.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final

from ledger.text.nesting import MAX_JSON_DEPTH, is_too_deep

_COMMIT: Final = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?")
_NO_TIME: Final = datetime.min.replace(tzinfo=UTC)


class ReviewState(StrEnum):
    """What a review says; the words are GitHub's, in small letters."""

    APPROVED = "approved"
    CHANGES_REQUESTED = "changes_requested"
    DISMISSED = "dismissed"
    COMMENTED = "commented"
    PENDING = "pending"


# A comment leaves an earlier approval standing, and what is pending has not been said yet.
_DECISIVE: Final = frozenset({ReviewState.APPROVED, ReviewState.CHANGES_REQUESTED, ReviewState.DISMISSED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """One review: `account` at `forge` (`github` or `gitlab`) said `state` about `commit`.

    The commit is empty where a forced push removed it and the forge has it no more.
    """

    forge: str
    account: str
    state: ReviewState
    commit: str
    submitted: datetime | None = None
    url: str | None = None


@dataclass(slots=True)
class _Malformed(Exception):
    problem: str


def reviews_of(raw: bytes) -> tuple[Review, ...] | str:
    """The reviews that count in a forge's answer, or what is wrong with it.

    Of each account only the latest decisive review is kept, and only when it was not dismissed. Several pages may
    follow each other, or stand in a list.
    """
    try:
        return latest(one for answer in _values(raw) for one in _reviews(answer))
    except _Malformed as error:
        return error.problem


def latest(reviews: Iterable[Review]) -> tuple[Review, ...]:
    """The latest decisive review of each account, by time and then by place, without those that were dismissed."""
    last: dict[tuple[str, str], Review] = {}
    for review in sorted(reviews, key=lambda one: one.submitted or _NO_TIME):
        if review.state in _DECISIVE:
            last[review.forge, review.account.lower()] = review
    return tuple(review for _, review in sorted(last.items()) if review.state is not ReviewState.DISMISSED)


def _values(raw: bytes) -> Iterator[Any]:
    """The JSON values of a text, one after the other, as `gh api --paginate` writes them."""
    decoder = json.JSONDecoder(parse_constant=_refuse_constant)
    try:
        text = raw.decode("utf-8").strip()
        if not text:
            raise _Malformed("found nothing")
        if is_too_deep(text):
            raise _Malformed(f"it must not be nested deeper than {MAX_JSON_DEPTH} levels")
        while text:
            value, end = decoder.raw_decode(text)
            yield value
            text = text[end:].lstrip()
    except UnicodeDecodeError:
        raise _Malformed("it must be UTF-8") from None
    except ValueError:
        raise _Malformed("it must be JSON") from None


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def _reviews(answer: Any) -> Iterator[Review]:
    if isinstance(answer, dict):
        yield from _approvals(answer)
        return
    for item in _list(answer, "the answer"):
        if isinstance(item, list):
            yield from _reviews(item)
        elif (review := _review(_mapping(item, "a review"))) is not None:
            yield review


def _review(item: Mapping[str, Any]) -> Review | None:
    """One review of GitHub; None for one whose account is gone."""
    user, said = item.get("user"), _text(item, "state").lower()
    state = next((state for state in ReviewState if state.value == said), None)
    if state is None:
        raise _Malformed(f"a review must be in a known state, found '{said[:40]}'")
    if user is None or state is ReviewState.PENDING:
        return None
    return Review(
        forge="github",
        account=_text(_mapping(user, "'user'"), "login"),
        state=state,
        commit="" if item.get("commit_id", "") is None else _commit(item, "commit_id"),
        submitted=_moment(item.get("submitted_at")),
        url=_optional(item, "html_url"),
    )


def _approvals(answer: Mapping[str, Any]) -> Iterator[Review]:
    """GitLab's approvals; they name no commit, so `sha` has to be added: the one that the approvals hold for."""
    commit = _commit(answer, "sha")
    for item in _list(answer.get("approved_by"), "'approved_by'"):
        user = _mapping(_mapping(item, "an approval").get("user"), "'user'")
        yield Review(forge="gitlab", account=_text(user, "username"), state=ReviewState.APPROVED, commit=commit)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewEvent:
    """A review that was just submitted to a pull request that goes to `base`, a commit of the branch `into`.

    `main` is the repository's default branch; an event that somebody else put together may lack these two.
    """

    review: Review
    base: str
    into: str | None = None
    main: str | None = None


def event_of(raw: bytes) -> ReviewEvent | str:
    """The review of GitHub's `pull_request_review` event, or what is wrong with it."""
    try:
        values = tuple(_values(raw))
        return _event(_mapping(values[0] if len(values) == 1 else None, "the event"))
    except _Malformed as error:
        return error.problem


def _event(event: Mapping[str, Any]) -> ReviewEvent:
    review = _review(_mapping(event.get("review"), "'review'"))
    if review is None:
        raise _Malformed("the review must be submitted and have an account")
    if not review.commit:
        raise _Malformed("the reviewed commit must be there, the forge has it no more")
    base = _mapping(_mapping(event.get("pull_request"), "'pull_request'").get("base"), "'base'")
    repository = base.get("repo")
    main = repository.get("default_branch") if isinstance(repository, dict) else None
    return ReviewEvent(review=review, base=_commit(base, "sha"), into=_name(base.get("ref")), main=_name(main))


def _name(value: Any) -> str | None:
    return value if isinstance(value, str) and value.isprintable() and value else None


def _list(value: Any, what: str) -> list[Any]:
    if not isinstance(value, list):
        raise _Malformed(f"{what} must be a list")
    return value


def _mapping(value: Any, what: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise _Malformed(f"{what} must be an object")
    return value


def _text(item: Mapping[str, Any], key: str) -> str:
    value = item.get(key)
    if not isinstance(value, str) or not value or not value.isascii() or not value.isprintable():
        raise _Malformed(f"'{key}' must be plain text")
    return value


def _optional(item: Mapping[str, Any], key: str) -> str | None:
    value = item.get(key)
    return value if isinstance(value, str) and value.startswith("https://") and value.isprintable() else None


def _commit(item: Mapping[str, Any], key: str) -> str:
    value = item.get(key)
    if not isinstance(value, str) or not _COMMIT.fullmatch(value):
        raise _Malformed(f"'{key}' must be the full id of a commit")
    return value


def _moment(value: Any) -> datetime | None:
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(value)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (TypeError, ValueError, OverflowError):
        raise _Malformed("'submitted_at' must be a moment such as 2026-01-23T10:00:00Z") from None
