"""What is told of votes that do not count: why, where and what to do, for every reason that there is."""

from datetime import date
from pathlib import Path
from typing import Final

import pytest

from ledger import assemble, rules
from ledger.diagnostics import Diagnostic
from ledger.votes.digest import digest
from tests.build import FLOW, LEDGER, Builder, card, document

TODAY: Final = date(2026, 1, 12)
PEOPLE: Final = LEDGER.replace("roles: [data-science]", "roles: [product]").replace(
    "people:\n", "people:\n  lou: {name: Lou, emails: [lou@example.com], roles: [design]}\n"
)
GATED: Final = FLOW.replace("needs: [timebox]", "gates: [{id: scope, approvals: {product: 1}}]")
OF: Final = digest(
    {"phase": "idea", "iteration": 1, "timebox": {"start": "2026-01-05", "weeks": 2}}, "## Need\n\nA need.\n"
)
FACTS: Final = {"gate": "scope", "role": "product", "by": "dana", "date": "2026-01-06", "decision": "approved"}


def vote(**other: str) -> str:
    facts = FACTS | {"of": f"'{OF}'"} | other
    return f"  - {{{', '.join(f'{name}: {said}' for name, said in facts.items())}}}\n"


def brought(root: Path, *votes: str, author: str = "dana", grade: str = "authored") -> tuple[Diagnostic, ...]:
    """What is found in a change that brings votes to the document of an idea, and leaves it."""
    policy = f"approvals: {{grade: {grade}}}\n{PEOPLE}"
    place = Builder(root, ledger=policy, flow=GATED).project(README=card(), idea=document())
    place.commit("Start")
    place.git("checkout", "-q", "-b", "work")
    place.write({"projects/churn/idea.md": document(more="approvals:\n" + "".join(votes))}).commit(
        "Vote", author=author
    )
    place.project(
        README=card(phase="build"), idea=document(more="approvals:\n" + "".join(votes)), build=document("build")
    )
    change = assemble.load_change(place.root, base="main", today=TODAY)
    return rules.judge(change.after, change)


@pytest.mark.parametrize(
    ("votes", "lacks"),
    [
        ([vote(decision="rejected")], "rejected by dana; 0 of 1 for product"),
        ([vote(), vote(of="'sha256:0'")], "0 of 1 for product (dana: the content has changed)"),
        ([vote(by="kim")], "0 of 1 for product (kim: the person is not known)"),
        ([vote(by="lou")], "0 of 1 for product (lou: the person does not hold the role)"),
        ([vote(by="sam")], "0 of 1 for product (sam: the owner may not approve their own project)"),
        ([vote(date="2026-02-01")], "0 of 1 for product (dana: the date is later than today)"),
        ([vote(date="soon")], "0 of 1 for product (dana: the date cannot be read)"),
        ([vote(decision="not-applicable")], "0 of 1 for product (dana: not-applicable needs a note that says why)"),
        ([vote(decision="perhaps")], "0 of 1 for product (dana: the decision is not known)"),
    ],
)
def test_a_gate_that_is_not_satisfied_says_why_each_vote_does_not_count(
    tmp_path: Path, votes: list[str], lacks: str
) -> None:
    (one,) = (one for one in brought(tmp_path / "ledger", *votes) if one.code == "APR001")
    assert one.message == f"the gate 'scope' must be satisfied for the move to build, found {lacks}"


@pytest.mark.parametrize(
    ("cast", "code", "at", "hint"),
    [
        (vote(by="kim"), "APR003", "by: kim", "let the person land in ledger.yml first"),
        (vote(by="lou"), "APR003", "role: product", "ask somebody who holds it"),
        (vote(by="sam"), "APR004", "by: sam", "ask another holder of the role"),
        (vote(date="2026-02-01"), "APR005", "date: 2026-02-01", "write the day of the vote, as it is in UTC"),
        (
            vote(decision="not-applicable"),
            "APR006",
            "decision: not-applicable",
            "add a note that says why the role has nothing to say",
        ),
    ],
)
def test_a_new_vote_that_can_never_count_is_told_at_what_is_wrong(
    tmp_path: Path, cast: str, code: str, at: str, hint: str
) -> None:
    found = {(one.location.line, one.location.column, one.hint) for one in brought(tmp_path, cast) if one.code == code}
    assert found == {(6, cast.index(at) + at.index(" ") + 2, hint)}


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({}, 1),
        ({"decision": "not-applicable", "note": "nothing of theirs"}, 1),
        ({"decision": "rejected"}, 0),
        ({"decision": "changes-requested"}, 0),
    ],
)
def test_an_approval_needs_proof_and_a_veto_needs_none(tmp_path: Path, facts: dict[str, str], told: int) -> None:
    found = brought(tmp_path / "ledger", vote(**facts), author="lou")
    assert [one.code for one in found].count("APR010") == told


@pytest.mark.parametrize(
    ("grade", "hints"),
    [
        ("claimed", []),
        (
            "authored",
            ["let dana commit the entry themselves, with an address that ledger.yml has for them, or sign it"],
        ),
        ("attested", ["let dana approve it on the forge where a witness records it, or sign it"]),
        ("signed", ["let dana sign it"]),
    ],
)
def test_the_proof_that_lacks_is_asked_for(tmp_path: Path, grade: str, hints: list[str]) -> None:
    found = brought(tmp_path / "ledger", vote(), author="lou", grade=grade)
    assert [one.hint for one in found if one.code == "APR010"] == hints
