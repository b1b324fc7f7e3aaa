"""Why an approval lapsed: which fields and how many lines differ from what was approved."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import assemble
from ledger.records.model import Lapse, Ledger
from ledger.views import needs_of, status_row
from ledger.votes.digest import digest
from ledger.votes.lapses import lapse
from tests.build import FLOW, LEDGER, Builder, card, document

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text("abc", max_size=3),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("abc"), inner, max_size=2),
    max_leaves=6,
)
FIELDS = st.dictionaries(st.sampled_from(["kpis", "budget", "iteration", "tasks"]), VALUES)
BODIES = st.lists(st.sampled_from(["a", "b", "c"]), max_size=6).map("\n".join)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ({}, {}, "the content has changed"),
        (
            {"budget": {"amount": 1, "spent": 1}},
            {"budget": {"amount": 2, "spent": 1}},
            "budget.amount has changed since",
        ),
        ({"kpis": [1]}, {"kpis": [1, 2], "extra": {}}, "kpis and extra have changed since"),
        ({"iteration": 1}, {"iteration": 2, "kpis": []}, "the phase was entered again since"),
        ({"tasks": [1]}, {"approvals": [1]}, "the content has changed"),
        (dict.fromkeys("abcdef", 1), {}, "a, b, c, d and 2 more fields have changed since"),
        ({"tasks": 1, "new": 1}, {"tasks": 2, "new": 2}, "new has changed since"),
        ({"same": 1, "new": 1}, {"same": 1.0, "new": 2}, "new has changed since"),
        ({"yes": True}, {"yes": False}, "yes has changed since"),
        ({"yes": True, "no": [0]}, {"yes": 1, "no": [False]}, "yes and no have changed since"),
        ({"kpis": [1, 2]}, {"kpis": [1]}, "kpis has changed since"),
        ({"kpis": [1], "steps": [{}]}, {"kpis": 1, "steps": [1]}, "kpis and steps have changed since"),
        ({"kpis": [{"id": "f1", "target": 1}]}, {"kpis": [{"id": "f1", "target": 1.0}]}, "the content has changed"),
        ({"kpis": [{"id": "f1"}]}, {"kpis": [{"id": "f2"}]}, "kpis has changed since"),
        ({"kpis": [{"id": "f1"}]}, {"kpis": [{"id": "f1", "target": 1}]}, "kpis has changed since"),
    ],
)
def test_fields_are_named(old: dict[str, object], new: dict[str, object], words: str) -> None:
    assert lapse(old, "", new, "").words == words


@pytest.mark.parametrize(
    ("old", "new", "lines"),
    [
        ("a\nb\nc", "a\nx\nc", 1),
        ("a\nb", "a\nb\nc\nd", 2),
        ("\n a\n\n", "a\n", 0),
        ("\u00a0\na", "a", 1),
        ("a", "\u00a0\na", 1),
        ("X\na", "a", 1),
        ("a", "X\na", 1),
        ("a\n" * 150 + "b\n" + "a\n" * 150, "a\n" * 300, 1),
        ("a\n" * 3000, "a\n" * 2999 + "b\n", 1),
        ("a\n" * 3000, "a\n" * 2990, 10),
        ("a\n" * 2990, "a\n" * 3000, 10),
    ],
)
def test_lines_are_counted(old: str, new: str, lines: int) -> None:
    assert lapse({}, old, {}, new).lines == lines


@pytest.mark.parametrize(("unlike", "equal", "lines"), [(1998, 1, 2), (1999, 1, 0), (143, 316, 2), (144, 316, 0)])
def test_lines_of_a_long_text_are_counted_without_their_order(unlike: int, equal: int, lines: int) -> None:
    text = ["first", *map(str, range(unlike)), *["equal"] * equal]
    moved = [*text[1:], text[0]]
    assert lapse({}, "\n".join(text), {}, "\n".join(moved)).lines == lines


def test_a_text_of_equal_lines_is_counted_at_once() -> None:
    old, new = "equal\n" * 1999, "".join(f"equal\n{at}\n" for at in range(999))
    assert lapse({}, old, {}, new).lines == 1000


@given(FIELDS, BODIES, FIELDS, BODIES)
def test_nothing_differs_exactly_when_the_digest_is_the_same(
    old: dict[str, object], old_body: str, new: dict[str, object], new_body: str
) -> None:
    found = lapse(old, old_body, new, new_body)
    assert (not found.fields and not found.lines) == (digest(old, old_body) == digest(new, new_body))


def voted(tmp_path: Path) -> tuple[Builder, str, str]:
    """A ledger in which Dana approved a document; what she approved, and how the document states it."""
    asked = FLOW.replace("needs: [timebox]", "gates: [{id: scope, approvals: {product: 1}}]")
    place = Builder(tmp_path / "ledger", flow=asked)
    place.project().commit("Start")
    of = digest({"phase": "idea", "iteration": 1, "timebox": {"start": "2026-01-05", "weeks": 2}}, "## Need\n\nA need.")
    vote = (
        f"approvals:\n  - {{gate: scope, role: product, by: dana, date: 2026-01-06, decision: approved, of: '{of}'}}\n"
    )
    place.write({"projects/churn/idea.md": document(more=vote)}).commit("Vote", author="dana")
    return place, of, vote


def test_status_says_what_changed_since_the_vote(tmp_path: Path) -> None:
    place, of, vote = voted(tmp_path)
    assert _read(place).projects["churn"].lapses == {}
    place.write({"projects/churn/idea.md": document(more=vote, body="## Need\n\nAnother need.\n")}).commit("Edit")
    found = assemble.load(place.root, today=date(2026, 1, 12))
    details = [need.detail for need in needs_of(found, found.projects["churn"]) if need.gate_id]
    assert details == ["dana approved on 2026-01-06, does not count: 1 line has changed since"]
    assert found.projects["churn"].lapses == {("idea", of): Lapse(fields=(), lines=1, is_new_iteration=False)}


def test_what_holds_for_several_approvals_is_said_once(tmp_path: Path) -> None:
    place, _, vote = voted(tmp_path)
    place.write({"ledger.yml": LEDGER + "  omar: {name: Omar, emails: [omar@example.com], roles: [product]}\n"}).commit(
        "Omar"
    )
    omars = vote.replace("approvals:\n", "").replace("by: dana", "by: omar")
    text = document(more=vote + omars, body="## Need\n\nAnother need.\n")
    place.write({"projects/churn/idea.md": text}).commit("Late", author="omar")
    found = _read(place)
    (need,) = [need for need in needs_of(found, found.projects["churn"], called=found.policy.called) if need.gate_id]
    assert need.detail == (
        "the approvals of Dana (2026-01-06) and Omar (2026-01-06) do not count: 1 line has changed since"
    )
    assert "dana (2026-01-06) and omar" in next(
        one.detail for one in needs_of(found, found.projects["churn"]) if one.gate_id
    )


def test_an_approval_whose_voter_has_lost_the_role_is_debt_until_the_phase_is_left(tmp_path: Path) -> None:
    place, *_ = voted(tmp_path)
    debts = [status_row(_read(place), _read(place).projects["churn"]).debt]
    place.write({"ledger.yml": LEDGER.replace("[product]", "[sales]")}).commit("Dana moves on")
    found = _read(place)
    debts.append(status_row(found, found.projects["churn"]).debt)
    details = [need.detail for need in needs_of(found, found.projects["churn"]) if need.gate_id]
    assert details == ["dana approved on 2026-01-06, does not count: the person does not hold the role"]
    place.write({"projects/churn/README.md": card(phase="build"), "projects/churn/build.md": document("build")})
    place.commit("Build")
    debts.append(status_row(_read(place), _read(place).projects["churn"]).debt)
    assert debts == [0, 1, 0]


def _read(place: Builder) -> Ledger:
    return assemble.load(place.root, today=date(2026, 1, 12))
