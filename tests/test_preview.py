"""What a voter is shown before a vote is recorded, and that nothing else is recorded than what was shown."""

import os
import pty
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from ledger.diagnostics import LedgerError
from ledger.edit.approve import Proof, approve
from ledger.edit.ballot import Wish
from ledger.edit.preview import as_text, preview
from tests.build import card, document
from tests.desk import IDEA, PEOPLE, TODAY, Desk

WISH = Wish(project="churn", gate="go", role="product", by="dana", on=TODAY)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "ledger").sit()


def shown(desk: Desk, wish: Wish = WISH) -> str:
    return "\n".join(as_text(preview(desk.root, wish, today=TODAY)))


def edited(desk: Desk, old: str, new: str) -> None:
    desk.write({IDEA: (desk.root / IDEA).read_text().replace(old, new)}).commit("Edit", date="2026-01-13")


def at_a_terminal(desk: Desk, answer: bytes, *arguments: str) -> tuple[str, int]:
    """What a person sees who runs the command at a terminal and answers its question, and the exit code."""
    program = [sys.executable, "-m", "ledger.cli", "-C", str(desk.root), "--now", TODAY.isoformat(), "approve"]
    here, there = pty.openpty()
    environment = os.environ | {"TERM": "dumb", "LINES": "100"}
    process = subprocess.Popen([*program, *arguments], stdin=there, stdout=there, stderr=there, env=environment)
    os.close(there)
    seen, asked = b"", False
    while piece := _piece(here):
        seen += piece
        if not asked and b"[y/N]:" in seen:
            asked = True
            os.write(here, answer)
    os.close(here)
    return seen.decode().replace("\r\n", "\n"), process.wait()


def _piece(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # a pseudo-terminal's way of saying that the other end is closed
        return b""


def test_the_whole_text_and_the_covered_fields_are_shown(desk: Desk) -> None:
    said = shown(desk)
    assert "dana as product: approved for the gate 'go' of idea\n" in said
    assert "  timebox.weeks: 2\n\n  ## Need\n\n  A need.\n" in said
    assert "nobody has voted on this gate before" in said
    assert said.endswith("what stands at the gate\n  product: 0 of 1\n  data-engineering: 0 of 1")


def test_what_changed_since_the_own_vote_is_shown_word_by_word(desk: Desk) -> None:
    desk.run("churn", "go", "--as", "product")
    edited(desk, "A need.", "A great need.\n\nAnd a second.")
    edited(desk, "weeks: 2", "weeks: 3")
    said = shown(desk)
    assert "what changed since the vote of dana on 2026-01-20 (approved)\n" in said
    assert "  - timebox.weeks: 2\n  + timebox.weeks: 3\n" in said
    assert "  - A need.\n  + A{+ great+} need.\n  +\n  + And a second.\n" in said


def test_so_is_what_changed_since_the_own_vote_under_another_handle(desk: Desk) -> None:
    desk.write({"ledger.yml": f"{PEOPLE}  dk: {{emails: [d@example.com], roles: [product]}}\n"}).commit("Twice")
    desk.run("churn", "go", "--as", "product")
    edited(desk, "A need.", "A trap.")
    desk.sit("twin").git("config", "user.email", "both@example.com")
    desk.run("churn", "go", "--as", "product", "--by", "twin")
    assert "what changed since the vote of dana" in shown(desk, replace(WISH, by="dk"))


def test_a_text_that_never_landed_is_compared_as_well(desk: Desk) -> None:
    desk.git("checkout", "-q", "-b", "work")
    edited(desk, "A need.", "A need of the branch.")
    desk.run("churn", "go", "--as", "product")
    edited(desk, "of the branch", "of all branches")
    desk.git("checkout", "-q", "main")
    desk.git("merge", "-q", "--no-ff", "-m", "Land", "work")
    assert "  - A need of [-the-] [-branch-].\n  + A need of {+all+} {+branches+}.\n" in shown(desk)


def test_without_an_own_vote_it_is_compared_with_the_last_one_of_anybody(desk: Desk) -> None:
    desk.sit("mira").run("churn", "go", "--as", "data-engineering")
    assert "nothing has changed since the vote of mira on 2026-01-20 (approved)" in shown(desk)
    assert "data-engineering: 1 of 1, mira approved on 2026-01-20" in shown(desk)


def test_a_vote_that_somebody_else_wrote_in_the_voters_name_hides_no_change(desk: Desk) -> None:
    desk.run("churn", "go", "--as", "product")
    edited(desk, "A need.", "A trap.")
    desk.sit("sam").run("churn", "go", "--as", "product", "--by", "dana")
    said = shown(desk)
    assert "what changed since the vote of dana" in said
    assert "+ A {+trap+}." in said


def test_a_text_that_no_commit_has_any_more_is_said_to_be_gone(desk: Desk) -> None:
    desk.git("checkout", "-q", "-b", "work")
    edited(desk, "A need.", "A need of the branch.")
    desk.run("churn", "go", "--as", "product")
    edited(desk, "of the branch", "of all branches")
    desk.git("checkout", "-q", "main")
    desk.git("merge", "-q", "--squash", "work")
    desk.commit("Land", author="dana")
    assert "is in no commit here, so the changes since cannot be shown" in shown(desk)


def test_a_vote_that_nobody_proved_is_no_measure(desk: Desk) -> None:
    desk.sit("sam").run("churn", "go", "--as", "product", "--by", "dana")
    edited(desk, "A need.", "A trap.")
    assert "no earlier vote on this gate is proven, so there is nothing to compare with" in shown(desk)


def test_what_is_not_written_yet_is_named(desk: Desk) -> None:
    desk.write({IDEA: document(body="## Need\n").replace("timebox: {start: 2026-01-05, weeks: 2}\n", "")})
    desk.commit("Empty it")
    assert shown(desk).endswith("  not written yet: Need, timebox")


def test_kpis_that_the_gate_asks_for_and_nobody_has_stated_are_named(desk: Desk) -> None:
    flow = (desk.root / "schema/flows/small.yml").read_text()
    assert "{id: go, " in flow
    desk.write({"schema/flows/small.yml": flow.replace("{id: go, ", "{id: go, kpis: defined, ")}).commit("Ask for KPIs")
    assert shown(desk).endswith("  not written yet: KPIs defined")


def test_a_veto_of_a_role_that_is_not_asked_is_shown(desk: Desk) -> None:
    desk.run("churn", "go", "--as", "management", "--reject")
    assert shown(desk).endswith("  management: dana rejected on 2026-01-20")


def test_only_what_was_shown_is_recorded(desk: Desk) -> None:
    seen = preview(desk.root, WISH, today=TODAY).ballot.approval.of
    edited(desk, "A need.", "Another need.")
    with pytest.raises(LedgerError, match="changed while you read it: nothing was recorded, so look again"):
        approve(desk.root, WISH, Proof(), today=TODAY, seen=seen)
    assert desk.votes() == ()
    approve(desk.root, WISH, Proof(), today=TODAY, seen=preview(desk.root, WISH, today=TODAY).ballot.approval.of)
    assert len(desk.votes()) == 1


def test_nothing_is_shown_that_could_not_be_voted_on(desk: Desk) -> None:
    with pytest.raises(LedgerError, match="has no gate 'goo'"):
        preview(desk.root, replace(WISH, gate="goo"), today=TODAY)
    desk.write({"projects/churn/README.md": card(phase="build")}).commit("Advance")
    with pytest.raises(LedgerError, match=r"'projects/churn/build.md' is not there: write it first"):
        preview(desk.root, replace(WISH, gate="cancel", role="management"), today=TODAY)


def test_a_person_at_a_terminal_is_asked(desk: Desk) -> None:
    said, code = at_a_terminal(desk, b"n\n", "churn", "go", "--as", "product")
    assert ("Record 'approved'? [y/N]:" in said, said.endswith("nothing was recorded\n"), code) == (True, True, 1)
    assert desk.votes() == ()
    said, code = at_a_terminal(desk, b"y\n", "churn", "go", "--as", "product")
    assert ("  A need.\n" in said, code, len(desk.votes())) == (True, 0, 1)


def test_yes_asks_nothing(desk: Desk) -> None:
    said, code = at_a_terminal(desk, b"", "churn", "go", "--as", "product", "--yes")
    assert ("[y/N]" in said, code, len(desk.votes())) == (False, 0, 1)
