"""Approvals that are owed stay owed until the role approves anew, whatever becomes of their voter."""

from pathlib import Path
from typing import Final

import pytest

from ledger import assemble
from ledger.views import gates_of, status_rows
from tests.build import Builder, card, document
from tests.gated import CARD, IDEA, PEOPLE, TODAY, owing, standing, voted


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
