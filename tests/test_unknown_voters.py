"""What a ledger that has just begun lacks: voters that nobody knows, roles that too few hold, a business case."""

from datetime import date
from pathlib import Path
from typing import Final

import pytest

from ledger import assemble, rules
from tests.build import FLOW, LEDGER, Builder, card, document
from tests.findings import report
from tests.test_votes import entry, idea

TODAY: Final = date(2026, 1, 12)
GATED: Final = FLOW.replace("needs: [timebox]", "gates: [{id: scope, approvals: {data-science: 1}}]")
ALONE: Final = (
    "POL011 projects/churn/README.md:3:8 warning churn\n"
    "    the gate 'scope' asks for 1 person in the role data-science beside the owner, found 0\n"
    "    hint: give 'data-science' to somebody else too, or let another person own the project\n"
)


def told(root: Path, code: str, *, ledger: str = LEDGER, flow: str = FLOW, readme: str = "", idea: str = "") -> str:
    place = Builder(root, ledger=ledger, flow=flow).project(README=readme or card(), idea=idea or document())
    place.commit("Start")
    return report(one for one in rules.judge(assemble.load(place.root, today=TODAY)) if one.code == code)


def again(root: Path) -> str:
    return report(one for one in rules.judge(assemble.load(root, today=TODAY)) if one.code == "REF003")


def test_a_voter_that_nobody_knows_is_found_where_the_vote_names_them(tmp_path: Path) -> None:
    idea = document(more="approvals:\n  - {gate: scope, role: product}\n  - {gate: scope, role: product, by: Dana}\n")
    assert told(tmp_path / "ledger", "REF003", idea=idea) == (
        "REF003 projects/churn/idea.md:7:38 error churn\n"
        "    who votes must be a handle of 'people' in ledger.yml, found 'Dana'\n"
        "    hint: write the handle 'dana'\n"
    )


def test_only_a_vote_that_has_not_landed_may_be_rewritten(tmp_path: Path) -> None:
    place = Builder(tmp_path / "ledger", flow=GATED).project()
    place.commit("Start")
    voted = idea(entry(by="Dana"))
    place.write({"projects/churn/idea.md": voted})
    assert "hint: write the handle 'dana'\n" in again(place.root)
    place.write({"projects/churn/idea.md": voted.replace("Dana", "dana")}).commit("Vote", author="dana")
    assert again(place.root) == ""
    place.write({"ledger.yml": LEDGER.replace("dana: {", "dana-b: {")}).commit("Another handle")
    assert "hint: a vote that landed stays as it is: list 'dana' in 'people'" in again(place.root)
    place.write({"ledger.yml": LEDGER.replace("roles: [product]", "roles: []")}).commit("Dana has left")
    assert again(place.root) == ""


@pytest.mark.parametrize("words", ["DANA", "Dana Ko", "dana@example.com", "Dee-Ko", "@dee-ko", "@dana", "dko"])
def test_a_handle_is_told_to_who_wrote_a_name_an_address_or_an_account(tmp_path: Path, words: str) -> None:
    ledger = LEDGER.replace("name: Dana", "name: Dana Ko, github: Dee-Ko, gitlab: DKo")
    readme = card().replace("owner: sam", f"owner: '{words}'")
    assert "hint: write the handle 'dana'\n" in told(tmp_path / "ledger", "REF003", ledger=ledger, readme=readme)


def test_gates_of_moves_that_too_few_could_satisfy_are_named(tmp_path: Path) -> None:
    flow = FLOW.replace("[goal-change]}", "[goal-change], approvals: {product: 2}}")
    found = told(tmp_path / "ledger", "POL011", flow=flow.replace("cancel: {", "cancel: {approvals: {sponsor: 1}, "))
    assert "the gate 'backtrack' of 'small' asks for 2 people in the role product, found 1\n" in found
    assert "the gate 'cancel' of 'small' asks for 1 person in the role sponsor, found 0\n" in found


@pytest.mark.parametrize(
    ("ledger", "readme", "said"),
    [
        (LEDGER, card(), ALONE),
        (LEDGER, card(status="paused"), ""),
        (LEDGER, "---\ntitle: [\n---\n", ""),
        (LEDGER.replace("roles: [product]", "roles: [product, data-science]"), card(), ""),
    ],
)
def test_an_owner_who_alone_holds_a_role_is_told(tmp_path: Path, ledger: str, readme: str, said: str) -> None:
    assert told(tmp_path / "ledger", "POL011", ledger=ledger, flow=GATED, readme=readme) == said


def test_two_handles_of_one_person_are_one_where_a_gate_asks_for_people(tmp_path: Path) -> None:
    two = GATED.replace("data-science: 1", "product: 2")
    again = LEDGER + "  dana2: {name: Dana, emails: [dana@home.example], github: Dee, roles: [product]}\n"
    one = again.replace("name: Dana,", "name: Dana, github: dee,", 1)
    found = told(tmp_path / "two", "POL011", ledger=one, flow=two)
    assert "the gate 'scope' of 'small' asks for 2 people in the role product, found 1\n" in found
    assert told(tmp_path / "apart", "POL011", ledger=again, flow=two) == ""


def test_an_owner_is_not_somebody_else_under_another_handle(tmp_path: Path) -> None:
    alias = LEDGER + "  sam2: {name: Sam, emails: [sam@example.com], roles: [data-science]}\n"
    assert told(tmp_path / "alias", "POL011", ledger=alias, flow=GATED) == ALONE
    only_there = alias.replace("roles: [data-science]}", "roles: []}", 1)
    assert told(tmp_path / "only", "POL011", ledger=only_there, flow=GATED) == ALONE


def test_it_is_a_note_while_the_text_is_still_being_written(tmp_path: Path) -> None:
    begun = document(body="## Need\n\n<!-- What is needed? -->\n")
    assert told(tmp_path / "begun", "POL011", flow=GATED, idea=begun) == ALONE.replace("warning", "note")
    fields = GATED.replace("gates: [", "needs: [timebox, budget]\n    gates: [")
    assert told(tmp_path / "fields", "POL011", flow=fields) == ALONE.replace("warning", "note")


def test_a_ledger_of_one_person_is_only_reminded_of_roles_that_nobody_holds(tmp_path: Path) -> None:
    flow, (*rest, dana) = GATED.replace("data-science: 1", "product: 1"), LEDGER.splitlines(keepends=True)
    assert dana.startswith("  dana:")
    assert "ledger.yml:3:1 note None\n" in told(tmp_path / "one", "POL011", ledger="".join(rest), flow=flow)
    twice = "".join(rest) + "  sam2: {name: Sam, emails: [sam@example.com], roles: []}\n"
    assert "ledger.yml:3:1 note None\n" in told(tmp_path / "twice", "POL011", ledger=twice, flow=flow)
    several = LEDGER.replace("roles: [product]", "roles: []")
    assert "ledger.yml:3:1 warning None\n" in told(tmp_path / "several", "POL011", ledger=several, flow=flow)


@pytest.mark.parametrize(
    ("started", "phase", "weight", "by"),
    [
        ("2025-12-29", "idea", "note", " by 2026-01-12"),
        ("2025-12-28", "idea", "warning", ""),
        ("2025-12-29", "build", "warning", ""),
        ("soon", "idea", "warning", ""),
    ],
)
def test_a_business_case_may_be_written_until_it_would_be_looked_at(
    tmp_path: Path, started: str, phase: str, weight: str, by: str
) -> None:
    readme = card(phase=phase).replace("2026-01-05", started)
    said = told(tmp_path / "ledger", "BIZ004", flow=f"{FLOW}review_business_case_weeks: 2\n", readme=readme)
    wanted = f"the flow 'small' reviews the business case, so the card must have one{by}, found none"
    assert said.startswith(f"BIZ004 projects/churn/README.md:4:1 {weight} churn\n    {wanted}\n")
