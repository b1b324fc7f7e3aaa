"""`ledger approve --from-review`: a review on the forge becomes the votes that its author can give."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from ledger.words import Grade
from tests.build import card, document
from tests.desk import GATES, IDEA, PEOPLE, Desk, in_build


class Reviewed(Desk):
    """A branch that moves the project from idea to build, and its checkout by the forge's robot."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.git("checkout", "-q", "-b", "branch")
        self.write({IDEA: document(body="## Need\n\nWritten on the branch.\n")})
        self.head = in_build(self).git("rev-parse", "HEAD").strip()
        self.sit("robot")

    def review(
        self,
        account: str = "Dana-Codes",
        state: str = "approved",
        *,
        code: int = 0,
        more: tuple[str, ...] = (),
        **parts: Any,
    ) -> str:
        review = {
            "user": {"login": account},
            "state": state,
            "commit_id": self.head,
            "submitted_at": "2026-01-19T08:00:00Z",
            "html_url": "https://example.com/pull/1#review-1",
        }
        base = self.git("rev-parse", "main").strip()
        event: Mapping[str, Any] = {"review": review | parts, "pull_request": {"base": {"sha": base}}}
        file = self.root.parent / "event.json"
        file.write_text(json.dumps(event))
        return self.run("--from-review", str(file), *more, code=code)


@pytest.fixture
def reviewed(tmp_path: Path) -> Reviewed:
    return Reviewed(tmp_path / "ledger")


def test_an_approving_review_becomes_the_votes_that_its_roles_can_give(reviewed: Reviewed) -> None:
    said = reviewed.review()
    votes = reviewed.votes()
    assert [(vote.gate, vote.role, vote.by, vote.date) for vote in votes] == [
        ("go", "product", "dana", "2026-01-19"),
        ("budget", "management", "dana", "2026-01-19"),
    ]
    assert {vote.review for vote in votes} == {"https://example.com/pull/1#review-1"}
    assert "dana as product: approved for go of churn\n" in said
    message = reviewed.git("log", "-1", "--format=%ae%n%B")
    assert message.startswith("robot@example.com\nRecord the review of dana\n\nApprove go of churn as product\n")
    assert message.strip().endswith("\n\nCo-authored-by: Dana <Dana@example.com>")
    assert [reviewed.read().grades["idea", at] for at in (0, 1)] == [Grade.AUTHORED, Grade.AUTHORED]


def test_a_review_that_asks_for_changes_blocks(reviewed: Reviewed) -> None:
    reviewed.review("mira", "changes_requested")
    assert [(vote.role, vote.decision) for vote in reviewed.votes()] == [("data-engineering", "changes-requested")]
    reviewed.review("mira", submitted_at="2026-01-20T08:00:00Z")
    assert [vote.decision for vote in reviewed.votes()] == ["changes-requested", "approved"]


def test_a_review_is_recorded_once(reviewed: Reviewed) -> None:
    reviewed.review("mira")
    assert "not recorded: go of churn as data-engineering: recorded already\nnothing to record" in reviewed.review(
        "mira"
    )
    assert len(reviewed.votes()) == 1


@pytest.mark.parametrize("state", ["commented", "dismissed"])
def test_other_reviews_cast_no_vote(reviewed: Reviewed, state: str) -> None:
    assert f"a review that is {state} casts no vote" in reviewed.review(state=state)


def test_a_review_by_an_account_of_nobody_casts_no_vote(reviewed: Reviewed) -> None:
    assert "the account dana is not that of one person" in reviewed.review("dana")
    assert reviewed.votes() == ()


def test_the_owner_cannot_approve_by_review(reviewed: Reviewed) -> None:
    assert "not recorded: go of churn as product: the owner may not approve" in reviewed.review("sam-codes")


def test_the_change_cannot_hand_out_roles_accounts_or_gates(reviewed: Reviewed) -> None:
    reviewed.write({"ledger.yml": PEOPLE.replace("github: mira, roles: [", "github: mallory, roles: [product, ")})
    reviewed.write({"schema/flows/small.yml": GATES.replace("{product: 1, data-engineering: 1}", "{product: 1}")})
    reviewed.head = reviewed.commit("Loosen everything", date="2026-01-18")
    assert "the account mallory is not that of one person" in reviewed.review("mallory")
    reviewed.review("mira")
    assert [vote.role for vote in reviewed.votes()] == ["data-engineering"]


def test_content_that_changed_after_the_review_is_not_approved(reviewed: Reviewed) -> None:
    reviewed.write({IDEA: document(body="## Need\n\nChanged behind their back.\n")})
    reviewed.commit("Change", date="2026-01-19")
    assert "the content has changed since the review" in reviewed.review()
    assert reviewed.votes() == ()


def test_content_that_the_merge_would_change_is_not_approved(reviewed: Reviewed) -> None:
    reviewed.git("checkout", "-q", "main")
    reviewed.write({IDEA: document(more="extra: {note: from the base}\n")}).commit("Land", date="2026-01-19")
    reviewed.git("checkout", "-q", "branch")
    assert "the content is not the one that the merge would give" in reviewed.review()


def test_a_commit_that_is_not_here_is_refused(reviewed: Reviewed) -> None:
    assert "is not here: fetch the pull request's branch first" in reviewed.review(commit_id="f" * 40, code=3)
    assert "is not at main" in reviewed.review(more=("--pr-head", "main"), code=3)
    assert "commit" in reviewed.review(more=("--pr-head", reviewed.head, "--base", "main"))


def test_a_project_that_does_not_move_is_asked_about_its_phase_only_when_its_document_changes(tmp_path: Path) -> None:
    reviewed = Reviewed(tmp_path / "ledger")
    reviewed.git("checkout", "-q", "-b", "words", "main")
    reviewed.write({"projects/churn/README.md": card(more="team: growth\n")})
    reviewed.head = reviewed.commit("Name the team", date="2026-01-13")
    assert reviewed.review("mira") == "nothing to record\n"
    reviewed.write({IDEA: document(body="## Need\n\nBetter words.\n")})
    reviewed.head = reviewed.commit("Write", date="2026-01-13")
    assert "mira as data-engineering: approved for go of churn" in reviewed.review("mira")


def test_a_new_project_is_asked_about_its_first_phase(reviewed: Reviewed) -> None:
    reviewed.git("checkout", "-q", "-b", "new", "main")
    reviewed.project("prices").commit("New", date="2026-01-13")
    reviewed.head = reviewed.git("rev-parse", "HEAD").strip()
    assert "mira as data-engineering: approved for go of prices" in reviewed.review("mira")


def test_a_review_says_itself_who_votes(reviewed: Reviewed) -> None:
    assert "this belongs to a vote on one gate, not to --from-review" in reviewed.review(more=("churn",), code=2)
    (reviewed.root.parent / "event.json").write_text("{}")
    assert "is not the event of a review" in reviewed.run(
        "--from-review", str(reviewed.root.parent / "event.json"), code=3
    )
