"""Names and links: what the examples cannot show for every shape."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import assemble, rules
from ledger.diagnostics import Location, Severity
from ledger.paths import why_outside
from ledger.rules import references
from ledger.rules.circles import circles
from ledger.rules.finding import card_place
from tests.build import FLOW, Builder, card, document
from tests.gated import GATED, IDEA, PEOPLE, advancing, branch, started, voted

TODAY = date(2026, 2, 2)
NAMES = st.sampled_from("abcdef")


def found(ledger: Builder) -> list[tuple[str, str, int, int]]:
    ledger.commit()
    whole = assemble.load(ledger.root, today=TODAY)
    findings = [one for rule in references.RULES for one in rule(whole)]
    return [(one.code, one.location.path, one.location.line, one.location.column) for one in findings]


@pytest.mark.parametrize(
    ("needs", "expected"),
    [
        ({}, ()),
        ({"a": ["a"]}, (("a",),)),
        ({"a": ["b"], "b": ["c"], "c": []}, ()),
        ({"b": ["c"], "c": ["a"], "a": ["b"]}, (("a", "b", "c"),)),
        ({"z": ["b"], "b": ["c"], "c": ["b"]}, (("b", "c"),)),
        ({"a": ["b", "c"], "b": ["a"], "c": ["a"]}, (("a", "b"), ("a", "c"))),
        ({"a": ["b", "c"], "b": ["d"], "c": ["d"], "d": []}, ()),
        ({"a": ["b", "c"], "b": ["c"], "c": ["a"]}, (("a", "b", "c"),)),
        ({"a": ["unknown"]}, ()),
    ],
)
def test_each_circle_is_told_once_from_its_smallest_name(
    needs: dict[str, list[str]], expected: tuple[tuple[str, ...], ...]
) -> None:
    assert circles(needs) == expected


@given(st.dictionaries(NAMES, st.lists(NAMES, unique=True)))
def test_circles_are_true_and_none_is_left_without_them(needs: dict[str, list[str]]) -> None:
    told = circles(needs)
    for circle in told:
        assert all(after in needs[name] for name, after in zip(circle, (*circle[1:], circle[0]), strict=True))
    assert len(set(told)) == len(told)
    assert bool(told) == _has_circle(needs)


def _has_circle(needs: dict[str, list[str]]) -> bool:
    left = {name: {other for other in others if other in needs} for name, others in needs.items()}
    while free := [name for name, others in left.items() if not others]:
        left = {name: others.difference(free) for name, others in left.items() if name not in free}
    return bool(left)


def test_a_long_chain_of_projects_is_followed_to_its_end() -> None:
    chain = {f"{number:05}": [f"{(number + 1) % 5000:05}"] for number in range(5000)}
    assert [len(circle) for circle in circles(chain)] == [5000]


@pytest.mark.parametrize(
    "path",
    [
        *("/a", "//host/a", "../a", "a/../../b", "a/..", "..", "C:/a", "c:a", "C:\\a", "\\\\host\\a", "a\\b"),
        *("a\x00b", "a\x1fb", "a\x7fb", "aZ:a", "h2:a", "svn+ssh:a", "a.b:a", "view-source:a"),
        *("https://example.com/a", "file:///a", "javascript:alert(1)", "data:text/html,x", "a\nb", "a\tb"),
    ],
)
def test_a_path_that_may_lead_out_is_refused(path: str) -> None:
    assert why_outside(path) is not None


@pytest.mark.parametrize(
    "path", ["a", "12:30.md", "a/b.c", "./a", "a//b", "..a", "a..b", "...", "~a", "a b", "ä/😀.md", "%2e%2e/a"]
)
def test_a_plain_path_is_accepted(path: str) -> None:
    assert why_outside(path) is None


def test_the_people_of_a_ledger_that_cannot_be_read_are_not_asked_for(tmp_path: Path) -> None:
    assert found(Builder(tmp_path, ledger="title: [\n").project()) == []


def test_an_unknown_person_is_found_in_the_card_and_in_documents(tmp_path: Path) -> None:
    tasks = "tasks:\n  - {id: t1, title: Count, status: todo, assignee: kim}\n"
    ledger = Builder(tmp_path).project(README=card(more="business_case: {sponsor: kim}\n"), idea=document(more=tasks))
    assert found(ledger) == [
        ("REF003", "projects/churn/README.md", 8, 26),
        ("REF003", "projects/churn/idea.md", 6, 52),
    ]


def test_a_card_that_was_readable_once_is_not_judged_again(tmp_path: Path) -> None:
    stated = card(more="depends_on: [gone]\nmove: {to: idea, evidence: gone.pdf}\n").replace("owner: sam", "owner: kim")
    ledger = Builder(tmp_path).project(README=stated)
    assert [code for code, *_ in found(ledger)] == ["REF003", "REF004", "REF007"]
    ledger.write({"projects/churn/README.md": "---\nowner: [\n---\n"})
    assert found(ledger) == []


def test_a_place_in_a_card_that_cannot_be_read_is_its_first_line(tmp_path: Path) -> None:
    Builder(tmp_path).project(README="---\nowner: [\n---\n").commit()
    (project,) = assemble.load(tmp_path, today=TODAY).projects.values()
    assert card_place(project, "owner") == Location(path="projects/churn/README.md", line=1, column=1)


def test_a_vote_names_a_known_gate_and_a_role_that_somebody_holds_or_the_flow_asks_for(tmp_path: Path) -> None:
    flow = FLOW.replace("needs: [timebox]", "gates: [{id: scope, approvals: {design: 1}}]")
    roles = ("design", "product", "artist")
    votes = "approvals:\n" + "".join(f"  - {{gate: scope, role: {role}}}\n" for role in roles)
    moves = "  - {gate: backtrack}\n  - {gate: cancel}\n  - {gate: gone}\n"
    ledger = Builder(tmp_path, flow=flow).project(idea=document(more=votes + moves))
    assert found(ledger) == [("REF010", "projects/churn/idea.md", line, at) for line, at in ((8, 25), (11, 12))]


def test_an_id_is_looked_for_among_all_before_it(tmp_path: Path) -> None:
    tasks = "tasks:\n" + "".join(f"  - {{{entry}title: T}}\n" for entry in ("id: a, ", "id: b, ", "", "", "id: a, "))
    assert found(Builder(tmp_path).project(idea=document(more=tasks))) == [("REF012", "projects/churn/idea.md", 10, 10)]


def test_a_name_stands_only_once_however_often_it_is_wrong(tmp_path: Path) -> None:
    ledger = Builder(tmp_path).project(README=card(more="depends_on: [gone, gone, lost]\n"))
    assert found(ledger) == [
        ("REF004", "projects/churn/README.md", 8, 20),
        ("REF004", "projects/churn/README.md", 8, 26),
    ]


def test_values_of_the_wrong_type_are_left_to_the_schema(tmp_path: Path) -> None:
    more = "depends_on: {churn: churn}\nbusiness_case: 3\nmove: [1]\n"
    broken = document(more="tasks: 3\napprovals: {gate: [1]}\nkpis: [1, {id: 2}]\ndeliverables: [{path: 4}]\n")
    assert found(Builder(tmp_path).project(README=card(more=more), idea=broken)) == []


def test_votes_that_landed_stay_as_their_gate_and_role_get_other_names(tmp_path: Path) -> None:
    place = started(tmp_path)
    place.write({IDEA: voted(document(), "dana")}).commit("Vote", author="dana")
    branch(place).write(
        {
            "schema/flows/small.yml": GATED.replace("id: scope", "id: agreed").replace("product", "owner"),
            "ledger.yml": PEOPLE.replace("[product]", "[owner]"),
        }
    ).commit("Other names")
    change = assemble.load_change(place.root, base="main", today=TODAY)
    told = [one for one in rules.judge(change.after, change) if one.code == "REF010"]
    assert [one.severity for one in told] == [Severity.NOTE] * 2
    assert "a vote that landed stays as it is" in str(told[0].hint)
    again = voted((place.root / IDEA).read_text(), "ravi")
    place.write({IDEA: again}).commit("A new vote under the old names", author="ravi")
    change = assemble.load_change(place.root, base="main", today=TODAY)
    told = [one for one in rules.judge(change.after, change) if one.code == "REF010"]
    assert [one.severity for one in told] == [Severity.NOTE, Severity.NOTE, Severity.ERROR, Severity.ERROR]


def test_votes_of_a_phase_that_was_left_are_told_no_more(tmp_path: Path) -> None:
    place = started(tmp_path)
    approved = voted(document(), "dana")
    place.write({IDEA: approved}).commit("Vote", author="dana")
    place.write(advancing(approved)).commit("Go")
    place.write({"schema/flows/small.yml": GATED.replace("id: scope", "id: agreed")})
    assert "REF010" not in [one.code for one in rules.judge(assemble.load(place.root, today=TODAY))]


@pytest.mark.parametrize(("lifted", "severity"), [(False, Severity.ERROR), (True, Severity.NOTE)])
@pytest.mark.parametrize("renamed", ["gate", "role"])
def test_no_veto_is_lifted_by_another_name_of_its_gate_or_its_role(
    tmp_path: Path, renamed: str, lifted: bool, severity: Severity
) -> None:
    place = started(tmp_path)
    text = voted(document(), "dana", "rejected")
    place.write({IDEA: voted(text, "dana") if lifted else text}).commit("Vote", author="dana")
    gated = GATED.replace("id: scope", "id: agreed") if renamed == "gate" else GATED.replace("product", "owner")
    people = PEOPLE if renamed == "gate" else PEOPLE.replace("[product]", "[owner]")
    branch(place).write({"schema/flows/small.yml": gated, "ledger.yml": people}).commit("Another name")
    change = assemble.load_change(place.root, base="main", today=TODAY)
    told = [one.severity for one in rules.judge(change.after, change) if one.code == "REF010"]
    assert told == [severity] * len(told)
    assert told


def test_a_veto_is_taken_back_under_any_handle_of_its_person(tmp_path: Path) -> None:
    place = started(tmp_path)
    also = PEOPLE + "  d2: {name: Dana, emails: [dana@example.com], roles: [product]}\n"
    text = voted(voted(document(), "dana", "rejected"), "d2")
    place.write({"ledger.yml": also, IDEA: text}).commit("Vote", author="dana")
    branch(place).write({"schema/flows/small.yml": GATED.replace("id: scope", "id: agreed")}).commit("Another name")
    change = assemble.load_change(place.root, base="main", today=TODAY)
    told = [one.severity for one in rules.judge(change.after, change) if one.code == "REF010"]
    assert told == [Severity.NOTE, Severity.NOTE]
