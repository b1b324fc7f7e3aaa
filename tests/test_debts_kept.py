"""Approvals that are owed stay owed until the role approves anew, whatever becomes of their voter."""

from pathlib import Path
from typing import Final

import pytest

from ledger import assemble
from ledger.views import gates_of, status_rows
from tests.build import Builder, card, document
from tests.gated import CARD, GATED, IDEA, PEOPLE, TODAY, owing, standing, started, voted


def debts(place: Builder) -> tuple[int, list[str]]:
    """How many approvals `status` owes, and what `check` says."""
    ledger = assemble.load(place.root, today=TODAY)
    (row,) = status_rows(ledger)
    lapsed = [vote for gate in gates_of(ledger, ledger.projects["churn"]) for vote in gate.count.debt]
    assert len(lapsed) >= row.debt
    return row.debt, standing(place)


LEFT: Final = {
    "role": ("ledger.yml", PEOPLE.replace("dana@example.com], roles: [product]", "dana@example.com], roles: [sales]")),
    "gone": ("ledger.yml", "".join(one for one in PEOPLE.splitlines(keepends=True) if "Dana" not in one)),
    "owner": (CARD, card(phase="build").replace("owner: sam", "owner: dana")),
    "grade": ("ledger.yml", PEOPLE.replace("people:", "approvals: {grade: signed}\npeople:")),
}


@pytest.mark.parametrize("what", sorted(LEFT))
def test_a_debt_stays_whatever_its_voter_may_do_today(tmp_path: Path, what: str) -> None:
    place = owing(tmp_path)
    text = (place.root / IDEA).read_text()
    assert debts(place) == (1, ["APR002"])
    path, content = LEFT[what]
    place.write({path: content}).commit("Later")
    assert debts(place) == (1, ["APR002"])
    place.write({IDEA: voted(document(), "dana")})
    assert debts(place) == (0, [])
    place.write({IDEA: voted(text, "ravi")}).commit("Anew", author="ravi")
    assert debts(place) == (0, [])


def test_a_debt_is_not_paid_by_a_vote_that_somebody_else_typed(tmp_path: Path) -> None:
    place = owing(tmp_path)
    place.write({IDEA: voted((place.root / IDEA).read_text(), "ravi")}).commit("For ravi")
    assert debts(place) == (1, ["APR002"])


@pytest.mark.parametrize("gone", ["dana", "ravi"])
def test_a_debt_that_was_paid_stays_paid_when_somebody_leaves(tmp_path: Path, gone: str) -> None:
    place = owing(tmp_path)
    place.write({IDEA: voted((place.root / IDEA).read_text(), "ravi")}).commit("Anew", author="ravi")
    there = f"{gone}@example.com], roles: [product]"
    place.write({"ledger.yml": PEOPLE.replace(there, there.replace("product", ""))}).commit("Leaves")
    assert debts(place) == (0, [])


def test_the_last_word_of_somebody_is_what_is_owed(tmp_path: Path) -> None:
    place = owing(tmp_path)
    again = voted((place.root / IDEA).read_text(), "dana")
    place.write({IDEA: again}).commit("Anew", author="dana")
    place.write({IDEA: again.replace("Half a need", "No need")})
    path, content = LEFT["role"]
    place.write({path: content}).commit("Later")
    assert debts(place) == (1, ["APR002"])


def test_a_gate_of_two_is_paid_by_two_whoever_of_them_leaves(tmp_path: Path) -> None:
    place = started(tmp_path, flow=GATED.replace("product: 1", "product: 2"))
    text = voted(document(), "dana")
    place.write({IDEA: text}).commit("One", author="dana")
    place.write({IDEA: voted(text, "eli")}).commit("Two", author="eli")
    place.write({CARD: card(phase="build"), "projects/churn/build.md": document("build")}).commit("Advance")
    text = (place.root / IDEA).read_text().replace("A need", "Half a need")
    place.write({IDEA: text}).commit("Change")
    assert debts(place)[0] == 2
    text = voted(text, "eli")
    place.write({IDEA: text}).commit("Anew", author="eli")
    assert debts(place)[0] == 1
    place.write({IDEA: voted(text, "ravi")}).commit("Anew, by another", author="ravi")
    assert debts(place)[0] == 0
    gone = PEOPLE
    for name in ("eli", "ravi"):
        gone = gone.replace(f"{name}@example.com], roles: [product]", f"{name}@example.com], roles: [sales]")
    place.write({"ledger.yml": gone}).commit("Both leave")
    assert debts(place)[0] == 0


def test_a_role_that_says_it_does_not_apply_owes_nothing(tmp_path: Path) -> None:
    place = owing(tmp_path)
    text = voted((place.root / IDEA).read_text(), "ravi", "not-applicable").replace("of: '", "note: No need, of: '")
    place.write({IDEA: text}).commit("No need", author="ravi")
    assert debts(place) == (0, [])


def test_what_is_owed_by_a_role_that_its_gate_no_longer_asks_is_paid_by_one_of_it(tmp_path: Path) -> None:
    place = owing(tmp_path)
    place.write({"schema/flows/small.yml": GATED.replace("product: 1", "data-science: 1")}).commit("Another role")
    assert debts(place) == (1, ["APR002"])
    place.write({IDEA: voted((place.root / IDEA).read_text(), "ravi")}).commit("Anew", author="ravi")
    assert debts(place) == (0, [])


def test_who_took_their_word_back_owes_nothing_whoever_typed_that(tmp_path: Path) -> None:
    place = owing(tmp_path)
    text = voted((place.root / IDEA).read_text(), "dana", "rejected")
    place.write({IDEA: text.replace("Half a need", "No need")}).commit("For dana", author="ravi")
    path, content = LEFT["role"]
    place.write({path: content}).commit("Later")
    assert debts(place)[0] == 0
