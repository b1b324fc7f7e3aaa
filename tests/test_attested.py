"""Attestations that last: a review is recorded by a witness, lands, and every view still tells that it was attested."""

import json
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from ledger import assemble
from ledger.cli.app import app
from ledger.diagnostics import LedgerError
from ledger.edges.signature import ATTESTING, is_signed, sign
from ledger.records.papers import Approval
from ledger.records.policy import Person, Policy
from ledger.site.build import build
from ledger.votes.digest import attested, statement
from ledger.votes.identity import key_of, witnesses_of
from ledger.words import Grade
from tests.build import FLOW, Builder, document

GATES = FLOW.replace(
    "    needs: [timebox]\n",
    "    needs: [timebox]\n    gates: [{id: go, title: Go, approvals: {product: 1}, grade: attested}]\n",
)
PEOPLE = """\
title: Portfolio
flow: small
approvals: {witnesses: ["WITNESS"]}
people:
  sam: {name: Sam, emails: [sam@example.com], roles: [data-science]}
  dana: {name: Dana, emails: [dana@example.com], github: dana-codes, roles: [product]}
"""
IDEA = "projects/churn/idea.md"
URL = "https://git.example.com/data/ledger/pull/1#review-1"
TODAY = "2026-01-20"


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two real keys: `witness` and `other`."""
    folder = tmp_path_factory.mktemp("keys")
    for name in ("witness", "other"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)], check=True)
    return folder


class Desk(Builder):
    """A branch that changes what a gate covers, at which a robot records reviews."""

    def __init__(self, root: Path, keys: Path) -> None:
        public = " ".join((keys / "witness.pub").read_text().split()[:2])
        super().__init__(root, ledger=PEOPLE.replace("WITNESS", public), flow=GATES)
        self.keys = keys
        self.project().commit("Start")
        self.git("checkout", "-q", "-b", "branch")
        self.write({IDEA: document(body="## Need\n\nWritten on the branch.\n")})
        self.head = self.commit("Write", date="2026-01-18")
        self.git("config", "user.name", "Robot")
        self.git("config", "user.email", "robot@example.com")

    def run(self, *arguments: str, code: int = 0) -> str:
        done = CliRunner().invoke(app, ["-C", str(self.root), "--now", TODAY, *arguments])
        if isinstance(done.exception, LedgerError):
            assert code == 3, done.exception
            return str(done.exception)
        assert done.exit_code == code, (done.output, done.exception)
        return done.output

    def review(self, *more: str, state: str = "approved", url: str | None = URL, code: int = 0) -> str:
        review: dict[str, Any] = {"user": {"login": "dana-codes"}, "state": state, "commit_id": self.head}
        review |= {"submitted_at": "2026-01-19T08:00:00Z", "html_url": url}
        base = {"sha": self.git("rev-parse", "main").strip(), "ref": "main", "repo": {"default_branch": "main"}}
        file = self.root.parent / "event.json"
        file.write_text(json.dumps({"review": review, "pull_request": {"base": base}}))
        return self.run("approve", "--from-review", str(file), *more, code=code)

    def witnessed(self, key: str = "witness", **more: Any) -> str:
        return self.review("--witness-key", str(self.keys / key), **more)

    def votes(self) -> tuple[Approval, ...]:
        return assemble.load(self.root, today=date.fromisoformat(TODAY)).projects["churn"].documents["idea"].approvals


@pytest.fixture
def desk(tmp_path: Path, keys: Path) -> Desk:
    return Desk(tmp_path / "ledger", keys)


def _land(desk: Desk) -> None:
    desk.git("checkout", "-q", "main")
    desk.git("merge", "-q", "--squash", "branch")
    desk.commit("Squashed by somebody", date="2026-01-19", author="sam")


# --- recording ----------------------------------------------------------------------------------------------------


def test_a_witness_signs_what_the_review_says(desk: Desk) -> None:
    assert "dana as product: approved for go of churn, attested\n" in desk.witnessed()
    (vote,) = desk.votes()
    assert (vote.review, vote.signature) == (URL, None)
    public = ((desk.keys / "witness.pub").read_text(),)
    assert is_signed(attested("churn", "idea", vote), vote.attestation or "", public, ATTESTING)


def test_without_a_key_nothing_is_attested(desk: Desk) -> None:
    desk.review()
    assert [vote.attestation for vote in desk.votes()] == [None]


def test_a_veto_is_recorded_and_not_attested(desk: Desk) -> None:
    desk.witnessed(state="changes_requested")
    assert [(vote.decision, vote.attestation) for vote in desk.votes()] == [("changes-requested", None)]


@pytest.mark.parametrize("state", ["dismissed", "commented"])
def test_a_review_that_says_no_yes_is_not_attested(desk: Desk, state: str) -> None:
    assert f"a review that is {state} casts no vote" in desk.witnessed(state=state)
    assert desk.votes() == ()


def test_a_key_that_is_no_witness_of_the_base_is_refused(desk: Desk) -> None:
    public = (desk.keys / "other.pub").read_text().strip()
    ledger = (desk.root / "ledger.yml").read_text().replace("witnesses: [", f'witnesses: ["{public}", ')
    desk.write({"ledger.yml": ledger}).commit("Add a witness on the branch", date="2026-01-18")
    desk.head = desk.git("rev-parse", "HEAD").strip()
    assert "is none of the witnesses that ledger.yml has at the base" in desk.witnessed("other", code=3)
    assert "ssh-keygen could not sign" in desk.witnessed("missing", code=3)
    assert desk.git("status", "--porcelain") == ""


def test_a_review_without_an_address_cannot_be_attested(desk: Desk) -> None:
    assert "names no address of its review" in desk.witnessed(url=None, code=3)


def test_a_vote_by_hand_says_that_only_the_forge_or_a_signature_is_enough(desk: Desk) -> None:
    told = desk.run("approve", "churn", "go", "--as", "product", "--by", "dana")
    assert "the gate asks for attested: dana must approve it on the forge or sign it (--sign)" in told


def test_a_witness_only_sees_reviews(desk: Desk) -> None:
    told = desk.run("approve", "churn", "go", "--as", "product", "--witness-key", "key", code=2)
    assert "this belongs to --from-review, not to a vote on one gate" in " ".join(told.replace("│", " ").split())


def test_a_vote_that_was_recorded_without_a_witness_is_recorded_again_with_one_and_then_no_more(desk: Desk) -> None:
    desk.review()
    desk.witnessed()
    assert [bool(vote.attestation) for vote in desk.votes()] == [False, True]
    assert "recorded already" in desk.witnessed()
    assert "recorded already" in desk.review(url=URL.replace("-1", "-2"))


def test_an_event_that_is_played_again_does_not_speak_over_a_later_veto(desk: Desk) -> None:
    desk.witnessed()
    desk.review(state="changes_requested", url=URL.replace("-1", "-2"))
    assert "recorded already" in desk.witnessed()
    assert "recorded already" in desk.review()
    desk.witnessed(url=URL.replace("-1", "-3"))
    assert [vote.decision for vote in desk.votes()] == ["approved", "changes-requested", "approved"]


# --- recorded late ------------------------------------------------------------------------------------------------


def _by_hand(desk: Desk, day: str, *said: str, author: str = "dana") -> None:
    """Dana's word with the command, committed by somebody and pushed to the branch."""
    desk.run("approve", "churn", "go", "--as", "product", "--by", "dana", *said, "--date", day, "--no-commit")
    desk.commit("Think again", date=day, author=author)


VETO = ("--changes-requested", "--note", "I was wrong")
NEXT = URL.replace("-1", "-2")


def _decisions(desk: Desk) -> list[str | None]:
    return [vote.decision for vote in desk.votes()]


def test_a_review_that_is_recorded_late_does_not_speak_over_the_veto_that_came_after_it(desk: Desk) -> None:
    _by_hand(desk, "2026-01-20", *VETO)
    said = desk.witnessed()
    assert "go of churn as product: dana said changes-requested on 2026-01-20, which this review had not seen" in said
    assert said.endswith(": vote again to say otherwise\nnothing to record\n")
    assert desk.review() == said
    assert _decisions(desk) == ["changes-requested"]
    _land(desk)
    assert "the gate 'go' must not be blocked, found changes-requested by dana" in desk.run("check", code=0)


def test_a_typed_yes_behind_the_veto_opens_no_way_for_the_old_review(desk: Desk) -> None:
    _by_hand(desk, "2026-01-20", *VETO)
    _by_hand(desk, "2026-01-20", author="sam")
    assert "said changes-requested on 2026-01-20" in desk.witnessed()
    assert [vote.attestation for vote in desk.votes()] == [None, None]


def test_of_words_of_one_day_the_review_is_the_later_one_where_it_saw_the_other(desk: Desk) -> None:
    _by_hand(desk, "2026-01-19", *VETO)
    assert "said changes-requested on 2026-01-19, which this review had not seen" in desk.witnessed()
    desk.head = desk.git("rev-parse", "HEAD").strip()
    assert "approved for go of churn, attested" in desk.witnessed()


def test_a_word_that_is_dated_before_the_review_stands_behind_it(desk: Desk) -> None:
    _by_hand(desk, "2026-01-18", *VETO)
    assert "approved for go of churn, attested" in desk.witnessed()


@pytest.mark.parametrize("late", ["approved", "changes_requested"])
def test_of_two_reviews_of_one_day_the_number_tells_which_came_first(desk: Desk, late: str) -> None:
    other = "changes_requested" if late == "approved" else "approved"
    desk.witnessed(state=other, url=NEXT)
    assert f"said {other.replace('_', '-')} on 2026-01-19, which this review had not seen" in desk.witnessed(state=late)
    assert len(desk.votes()) == 1


def test_the_last_word_may_have_been_about_another_text(desk: Desk) -> None:
    first = (desk.root / IDEA).read_text()
    desk.write({IDEA: document(body="## Need\n\nWritten anew.\n")}).commit("Anew", date="2026-01-20")
    _by_hand(desk, "2026-01-20")
    votes = (desk.root / IDEA).read_text().partition("approvals:")[2].partition("---\n")[0]
    desk.write({IDEA: first.replace("---\n\n", f"approvals:{votes}---\n\n")}).commit("Back", date="2026-01-20")
    assert "dana said approved of another text on 2026-01-20, which this review had not seen" in desk.witnessed()


def test_a_veto_is_recorded_late_unless_a_proven_word_came_after_it(desk: Desk) -> None:
    _by_hand(desk, "2026-01-20")
    assert "changes-requested for go of churn" in desk.witnessed(state="changes_requested")
    assert _decisions(desk) == ["approved", "changes-requested"]


@pytest.mark.parametrize(
    ("decision", "date", "told"),
    [
        ("never mind", "2026-01-20", "dana said something else of another text on 2026-01-20, which"),
        ("rejected", "soon", "dana said rejected of another text, which"),
    ],
)
def test_of_what_cannot_be_understood_no_word_is_repeated(desk: Desk, decision: str, date: str, told: str) -> None:
    entry = f'{{gate: go, role: product, by: dana, date: "{date}", decision: "{decision}", of: "sha256:1"}}'
    desk.write({IDEA: document(more=f"approvals: [{entry}]\n", body="## Need\n\nWritten on the branch.\n")})
    desk.commit("Typed", date="2026-01-20")
    assert told in desk.witnessed()


def test_a_veto_under_another_handle_of_the_same_person_is_hers(desk: Desk) -> None:
    desk.git("checkout", "-q", "main")
    twin = "  dee: {name: Dee, emails: [DANA@example.com], roles: [product]}\n"
    desk.write({"ledger.yml": (desk.root / "ledger.yml").read_text() + twin}).commit("A second handle")
    desk.git("checkout", "-q", "branch")
    desk.git("merge", "-q", "main")
    desk.run("approve", "churn", "go", "--as", "product", "--by", "dee", *VETO)
    assert "dee said changes-requested on 2026-01-20, which this review had not seen" in desk.witnessed()


# --- after landing ------------------------------------------------------------------------------------------------


def test_every_view_tells_it_after_a_squash_without_the_forge(desk: Desk) -> None:
    desk.witnessed()
    assert "1 project checked" in desk.run("check", "--base", "main")
    _land(desk)
    events = json.loads(desk.run("log", "--json"))["events"]
    assert [event["grade"] for event in events if event["event"] == "approved"] == ["attested"]
    assert json.loads(desk.run("audit", "--json"))["grades"]["attested"] == 1
    assert "(attested)" in desk.run("status", "churn")
    assert "APR001" not in desk.run("why", "churn")
    assert "APR" not in desk.run("check")
    ledger = assemble.load(desk.root, today=date.fromisoformat(TODAY))
    build(ledger, root=desk.root, out=desk.root.parent / "site")
    page = (desk.root.parent / "site/projects/churn/index.html").read_text()
    assert ">attested</span>" in page


def test_the_same_review_is_too_weak_after_landing_without_a_witness(desk: Desk) -> None:
    desk.review()
    _land(desk)
    events = json.loads(desk.run("log", "--json"))["events"]
    assert [event["grade"] for event in events if event["event"] == "approved"] == ["claimed"]
    assert "APR001: 'go' (Go) needs 1" in desk.run("why", "churn")


# --- whose a key is -----------------------------------------------------------------------------------------------


def _policy(*witnesses: str, keys: tuple[str, ...] = ()) -> Policy:
    dana = Person(handle="dana", name="Dana", emails=(), roles=(), keys=keys)
    people = {"dana": dana}
    return Policy(
        title="",
        default_flow=None,
        grade=Grade.ATTESTED,
        self_approval=False,
        people=people,
        waivers=(),
        witnesses=witnesses,
    )


@pytest.mark.parametrize("spelt", ["ssh-rsa AAAB dana", "ssh-rsa\tAAAB", "SSH-RSA AAAB"])
def test_a_key_is_the_same_however_it_is_written(spelt: str) -> None:
    assert witnesses_of(_policy("ssh-rsa AAAB the workflow", "ssh-rsa AAAC", keys=(spelt,))) == ("ssh-rsa AAAC",)


def test_unused_bits_at_the_end_make_no_other_key() -> None:
    assert key_of("ssh-rsa AAAB/w==") == key_of("ssh-rsa AAAB/x==")


@pytest.mark.parametrize("line", ["", "ssh-rsa", "ssh-rsa not-base64! dana", "ssh-rsa AAA"])
def test_what_is_no_key_is_compared_as_it_is(line: str) -> None:
    assert key_of(line) == " ".join(line.split()[:2])


# --- the statement ------------------------------------------------------------------------------------------------

VOTE = Approval(
    gate="go",
    role="product",
    by="dana",
    date=TODAY,
    decision="approved",
    of="sha256:1",
    note=None,
    review=URL,
    signature=None,
    index=0,
)


def test_neither_kind_of_signature_passes_for_the_other(keys: Path) -> None:
    public = ((keys / "witness.pub").read_text(),)
    seen, said = attested("churn", "idea", VOTE), statement("churn", "idea", VOTE)
    assert seen.splitlines()[1:9] == said.splitlines()[1:]
    assert not is_signed(seen, sign(seen, keys / "witness"), public, ATTESTING)
    assert not is_signed(said, sign(said, keys / "witness", ATTESTING), public)


def test_a_line_feed_in_a_name_makes_another_statement() -> None:
    assert len(attested("churn", "idea", VOTE).splitlines()) == 10
    assert attested("churn\nphase: idea", "idea", VOTE) != attested("churn", "idea", VOTE)
