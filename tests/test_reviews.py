"""Reviews of a forge: what counts of them, and which votes they attest."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from ledger import assemble
from ledger.cli.app import app
from ledger.edit.votes import append_vote
from ledger.forge.reviews import Review, ReviewEvent, ReviewState, event_of, reviews_of
from ledger.text.document import Document, read_document
from ledger.votes.digest import digest
from ledger.words import Grade
from tests.build import LEDGER, Builder, document

COMMIT, OTHER = "a" * 40, "b" * 40
DAY = date(2026, 1, 20)


def review(account: str = "dana", state: str = "APPROVED", *, hour: int = 9, commit: str = COMMIT) -> dict[str, Any]:
    """An entry of GitHub's list of reviews."""
    return {
        "user": {"login": account},
        "state": state,
        "commit_id": commit,
        "submitted_at": f"2026-01-12T{hour:02}:00:00Z",
        "html_url": "https://example.com/pull/1#review",
    }


def read(*entries: Mapping[str, Any]) -> tuple[Review, ...]:
    found = reviews_of(json.dumps(entries).encode())
    assert not isinstance(found, str), found
    return found


def said(*entries: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(one.account, one.state.value) for one in read(*entries)]


# --- what counts --------------------------------------------------------------------------------------------------


def test_a_review_is_read_with_its_commit_time_and_address() -> None:
    assert read(review()) == (
        Review(
            forge="github",
            account="dana",
            state=ReviewState.APPROVED,
            commit=COMMIT,
            submitted=datetime(2026, 1, 12, 9, tzinfo=UTC),
            url="https://example.com/pull/1#review",
        ),
    )


def test_the_latest_review_of_an_account_counts_whatever_the_order_and_case() -> None:
    later = review("Dana", "CHANGES_REQUESTED", hour=11)
    assert said(later, review()) == said(review(), later) == [("Dana", "changes_requested")]


def test_a_comment_leaves_an_approval_standing() -> None:
    assert said(review(), review(state="COMMENTED", hour=11), review(state="PENDING", hour=12)) == [
        ("dana", "approved")
    ]


def test_a_dismissed_review_counts_for_nothing_and_revives_no_older_one() -> None:
    assert said(review(), review(state="DISMISSED", hour=11)) == []
    assert said(review(state="DISMISSED"), review(hour=11)) == [("dana", "approved")]


def test_an_account_that_is_gone_is_left_out() -> None:
    assert said({**review(), "user": None}) == []


def test_a_review_whose_commit_the_forge_has_no_more_still_is_the_last_word_of_its_account() -> None:
    gone = {**review(), "commit_id": None}  # GitHub's schema: what a forced push removed, and was collected
    assert said(gone) == [("dana", "approved")]
    assert said(review(), {**review(state="CHANGES_REQUESTED", hour=10), "commit_id": None}) == [
        ("dana", "changes_requested")
    ]


def test_pages_may_follow_each_other_or_stand_in_a_list() -> None:
    one, two = json.dumps([review()]), json.dumps([review("tom")])
    follow, nested = reviews_of(f"{one}{two}\n".encode()), reviews_of(f"[{one},{two}]".encode())
    assert follow == nested == read(review(), review("tom"))
    assert reviews_of(b"[]") == ()


def test_an_address_that_is_no_web_address_is_left_out() -> None:
    assert [one.url for one in read({**review(), "html_url": "javascript:alert(1)"})] == [None]


def test_approvals_of_gitlab_hold_for_the_commit_beside_them() -> None:
    answer = {"approved_by": [{"user": {"username": "dana"}}], "sha": COMMIT}
    found = reviews_of(json.dumps(answer).encode())
    assert found == (Review(forge="gitlab", account="dana", state=ReviewState.APPROVED, commit=COMMIT),)


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (b"", "found nothing"),
        (b"\xff", "UTF-8"),
        (b"[", "must be JSON"),
        (b"[NaN]", "must be JSON"),
        (b"[" * 100_000, "must not be nested"),
        (b"3", "the answer must be a list"),
        (b"[3]", "a review must be an object"),
        (json.dumps([review(state="SHRUG")]).encode(), "known state, found 'shrug'"),
        (json.dumps([review(commit="a1b2c3")]).encode(), "full id of a commit"),
        (json.dumps([review("d\u0430na")]).encode(), "'login' must be plain text"),
        (json.dumps([{**review(), "submitted_at": "soon"}]).encode(), "must be a moment"),
        (json.dumps([{**review(), "user": "dana"}]).encode(), "'user' must be an object"),
        (json.dumps({"approved_by": []}).encode(), "'sha' must be the full id"),
        (json.dumps({"sha": COMMIT, "approved_by": [{}]}).encode(), "'user' must be an object"),
    ],
)
def test_what_no_forge_answers_is_said(raw: bytes, problem: str) -> None:
    found = reviews_of(raw)
    assert isinstance(found, str)
    assert problem in found


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*review(), "approved_by", "sha", "login", "review"]), inner, max_size=4)
    ),
    max_leaves=8,
)


@given(
    ANYTHING | st.lists(st.builds(lambda key, value: {**review(), key: value}, st.sampled_from([*review()]), ANYTHING))
)
def test_reading_never_raises(answer: object) -> None:
    raw = json.dumps(answer).encode()
    assert isinstance(reviews_of(raw), str | tuple)
    assert isinstance(event_of(raw), str | ReviewEvent)


def test_an_event_names_its_review_and_base() -> None:
    event = {"review": {**review(state="approved")}, "pull_request": {"base": {"sha": OTHER}}}
    found = event_of(json.dumps(event).encode())
    assert found == ReviewEvent(review=read(review())[0], base=OTHER)


@pytest.mark.parametrize(
    ("more", "into", "main"),
    [
        ({"ref": "next", "repo": {"default_branch": "main"}}, "next", "main"),
        ({"ref": "next", "repo": {}}, "next", None),
        ({"ref": 3, "repo": {"default_branch": ["main"]}}, None, None),
        ({"ref": "", "repo": "main"}, None, None),
    ],
)
def test_an_event_may_say_where_it_goes(more: Mapping[str, Any], into: str | None, main: str | None) -> None:
    event = {"review": {**review(state="approved")}, "pull_request": {"base": {"sha": OTHER, **more}}}
    found = event_of(json.dumps(event).encode())
    assert isinstance(found, ReviewEvent)
    assert (found.into, found.main) == (into, main)


@pytest.mark.parametrize(
    ("event", "said"),
    [
        ({}, "'review' must be an object"),
        ([], "the event must be an object"),
        ({"review": review()}, "'pull_request' must be an object"),
        (
            {"review": {**review(), "user": None}, "pull_request": {}},
            "the review must be submitted and have an account",
        ),
        (
            {"review": {**review(), "commit_id": None}, "pull_request": {}},
            "the reviewed commit must be there, the forge has it no more",
        ),
    ],
)
def test_what_is_no_event_is_said(event: object, said: str) -> None:
    assert event_of(json.dumps(event).encode()) == said


# --- what is attested ---------------------------------------------------------------------------------------------

PEOPLE = LEDGER.replace("roles: [product]", "github: Dana-At-Work, gitlab: dana.lab, roles: [product]")
IDEA = "projects/churn/idea.md"


def current(raw: bytes) -> str:
    found = read_document(raw, IDEA)
    assert isinstance(found, Document)
    return digest(found.meta, found.body)


class Proposed:
    """A branch on which somebody else wrote down a vote of dana, and the commit before it that she reviewed."""

    def __init__(self, root: Path, *, decision: str = "approved", later: str = "") -> None:
        self.ledger = Builder(root, ledger=PEOPLE).project()
        self.ledger.commit("Start")
        self.ledger.git("checkout", "-q", "-b", "branch")
        self.ledger.write({IDEA: document(body="## Need\n\nWritten on the branch.\n")})
        self.reviewed = self.ledger.commit("Write", date="2026-01-10")
        raw = (root / IDEA).read_bytes() + later.encode()
        vote = {"gate": "go", "role": "product", "by": "dana", "date": "2026-01-12", "decision": decision}
        self.ledger.write({IDEA: append_vote(raw, {**vote, "of": current(raw)})})
        self.ledger.commit("Write down what dana said", date="2026-01-12")

    def grade(self, *entries: Mapping[str, Any] | Review) -> Grade:
        reviews = tuple(one if isinstance(one, Review) else read(one)[0] for one in entries)
        change = assemble.load_change(self.ledger.root, base="main", today=DAY, reviews=reviews)
        return change.after.projects["churn"].grades["idea", 0]

    def by(self, account: str = "dana-at-work", commit: str = "", state: str = "APPROVED") -> dict[str, Any]:
        return review(account, state, commit=commit or self.reviewed)


def test_a_review_of_the_same_content_attests(tmp_path: Path) -> None:
    proposed = Proposed(tmp_path / "ledger")
    assert proposed.grade() is Grade.CLAIMED
    assert proposed.grade(proposed.by()) is Grade.ATTESTED


def test_accounts_of_two_forges_are_told_apart(tmp_path: Path) -> None:
    proposed = Proposed(tmp_path / "ledger")
    lab = Review(forge="gitlab", account="Dana.Lab", state=ReviewState.APPROVED, commit=proposed.reviewed)
    assert proposed.grade(lab) is Grade.ATTESTED
    assert proposed.grade(proposed.by("dana.lab")) is Grade.CLAIMED


def test_a_review_by_somebody_else_attests_nothing(tmp_path: Path) -> None:
    proposed = Proposed(tmp_path / "ledger")
    assert proposed.grade(proposed.by("sam"), proposed.by("dana")) is Grade.CLAIMED


def test_a_review_that_asks_for_changes_attests_nothing(tmp_path: Path) -> None:
    proposed = Proposed(tmp_path / "ledger")
    assert proposed.grade(proposed.by(state="CHANGES_REQUESTED")) is Grade.CLAIMED


def test_only_an_approval_can_be_attested(tmp_path: Path) -> None:
    proposed = Proposed(tmp_path / "ledger", decision="rejected")
    assert proposed.grade(proposed.by()) is Grade.CLAIMED


def test_a_review_of_other_content_attests_nothing(tmp_path: Path) -> None:
    proposed = Proposed(tmp_path / "ledger", later="\nAdded after the review.\n")
    assert proposed.grade(proposed.by()) is Grade.CLAIMED
    assert proposed.grade(proposed.by(commit=proposed.ledger.git("rev-parse", "HEAD").strip())) is Grade.ATTESTED


def test_a_review_of_a_commit_that_is_not_here_attests_nothing(tmp_path: Path) -> None:
    proposed = Proposed(tmp_path / "ledger")
    assert proposed.grade(proposed.by(commit=OTHER)) is Grade.CLAIMED


def test_a_review_of_a_commit_that_the_forge_has_no_more_attests_nothing(tmp_path: Path) -> None:
    proposed = Proposed(tmp_path / "ledger")
    assert proposed.grade({**proposed.by(), "commit_id": None}) is Grade.CLAIMED


def test_an_account_that_the_change_gives_itself_attests_nothing(tmp_path: Path) -> None:
    proposed = Proposed(tmp_path / "ledger")
    proposed.ledger.write({"ledger.yml": PEOPLE.replace("Dana-At-Work", "mallory")}).commit("Take over")
    assert proposed.grade(proposed.by("mallory")) is Grade.CLAIMED
    assert proposed.grade(proposed.by()) is Grade.ATTESTED


# --- the command --------------------------------------------------------------------------------------------------


def check(root: Path, *arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["-C", str(root), "--now", "2026-01-20", "check", *arguments])
    return done.exit_code, done.output + str(done.exception)


def test_check_takes_reviews_with_a_base_only(tmp_path: Path) -> None:
    proposed = Proposed(tmp_path / "ledger")
    file = tmp_path / "reviews.json"
    file.write_text(json.dumps([proposed.by()]))
    code, output = check(proposed.ledger.root, "--reviews", str(file))
    assert (code, "name its base" in output) == (2, True)
    assert check(proposed.ledger.root, "--base", "main", "--reviews", str(file))[0] in {0, 1}


def test_check_refuses_what_is_no_list_of_reviews(tmp_path: Path) -> None:
    proposed = Proposed(tmp_path / "ledger")
    file = tmp_path / "reviews.json"
    assert "cannot be read" in check(proposed.ledger.root, "--base", "main", "--reviews", str(file))[1]
    file.write_text('{"message": "Not Found"}')
    assert "is not a list of reviews" in check(proposed.ledger.root, "--base", "main", "--reviews", str(file))[1]
