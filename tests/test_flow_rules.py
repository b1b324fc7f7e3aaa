"""Flows: every built-in one is right, and what is wrong with a flow is found with its place and reason."""

from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.schema import check, compiled
from ledger.schema.flow_rules import check_flow
from ledger.text.document import Document, read_yaml

HEAD = "flow: own\nphases:\n"
PHASES = "  - {id: idea}\n  - {id: build}\n  - {id: run, delivers: true}\n"
BUILTIN = sorted(
    (entry.name, entry.read_bytes())
    for entry in (files("ledger") / "builtin" / "flows").iterdir()
    if entry.name.endswith(".yml")
)


def flow(text: str | bytes) -> Document:
    found = read_yaml(text if isinstance(text, bytes) else text.encode(), "schema/flows/own.yml")
    assert isinstance(found, Document), found
    return found


def found_in(text: str) -> list[tuple[str, int, int, str]]:
    findings = check_flow(flow(text), "own")
    assert not check(flow(text), compiled("flow")), "what the schema finds is not the business of these rules"
    assert all(one.message and one.hint for one in findings)
    return [(one.code, one.location.line, one.location.column, one.hint or "") for one in findings]


@pytest.mark.parametrize(("name", "raw"), BUILTIN, ids=[name for name, _ in BUILTIN])
def test_built_in_flows_are_right(name: str, raw: bytes) -> None:
    assert not check(flow(raw), compiled("flow"))
    assert not check_flow(flow(raw), name.removesuffix(".yml"))


def test_there_are_four_built_in_flows() -> None:
    assert [name for name, _ in BUILTIN] == ["kanban.yml", "product.yml", "six-step.yml", "startup.yml"]


def test_a_small_flow_is_right() -> None:
    assert (
        found_in(
            HEAD
            + PHASES
            + "backtracks:\n  - {from: build, to: idea, because: [x]}\n  - {from: run, to: run, because: [x]}\n"
        )
        == []
    )


def test_a_way_back_to_an_unknown_phase() -> None:
    text = (
        HEAD
        + PHASES
        + "backtracks:\n  - {from: biuld, to: idea, because: [x]}\n  - {from: run, to: ide, because: [x]}\n"
    )
    assert found_in(text) == [("POL001", 7, 12, "did you mean 'build'?"), ("POL001", 8, 21, "did you mean 'idea'?")]


def test_a_step_on_an_unknown_track() -> None:
    text = "tracks: [product]\n" + HEAD + "  - id: idea\n    steps:\n      - {title: Need, track: prodct}\n"
    assert found_in(text) == [("POL001", 6, 30, "did you mean 'product'?")]
    assert found_in(text.replace("tracks: [product]", "tracks: []"))[0][3] == "list it under 'tracks'"


def test_a_reason_that_is_not_explained() -> None:
    text = (
        HEAD + PHASES + "backtracks:\n  - {from: run, to: idea, because: [drift, dirft]}\ncancel: {because: [no-dta]}\n"
    )
    assert found_in(text) == []
    explained = text + "reasons:\n  drift: It drifts.\n  no-data: There is none.\n"
    assert found_in(explained) == [
        ("POL001", 7, 44, "did you mean 'drift'?"),
        ("POL001", 8, 20, "did you mean 'no-data'?"),
    ]


def test_phases_gates_and_steps_stand_once() -> None:
    gates = "    gates: [{id: g, approvals: {}}, {id: g, approvals: {}}]\n"
    steps = "    steps: [{title: Need}, {title: need}]\n"
    text = HEAD + "  - id: idea\n" + gates + steps + "  - {id: idea, gates: [{id: g, approvals: {}}]}\n"
    assert [one[:3] for one in found_in(text)] == [("POL002", 4, 42), ("POL002", 5, 36), ("POL002", 6, 10)]


def test_a_way_back_stands_once() -> None:
    text = (
        HEAD
        + PHASES
        + "backtracks:\n  - {from: run, to: idea, because: [x]}\n  - {from: run, to: idea, because: [y]}\n"
    )
    assert [one[:3] for one in found_in(text)] == [("POL002", 8, 5)]


@pytest.mark.parametrize("name", ["paused", "completed", "active", "cancelled", "readme"])
def test_phases_named_like_something_else(name: str) -> None:
    assert [one[:3] for one in found_in(HEAD + f"  - {{id: {name}}}\n")] == [("POL002", 3, 10)]


@pytest.mark.parametrize("name", ["cancel", "backtrack"])
def test_gates_named_like_the_votes_on_a_move(name: str) -> None:
    text = HEAD + f"  - id: idea\n    gates: [{{id: {name}, approvals: {{product: 1}}}}]\n"
    assert [one[:3] for one in found_in(text)] == [("POL002", 4, 18)]


def test_fields_named_like_built_in_ones() -> None:
    text = HEAD + PHASES + "fields:\n  kpis: {type: array}\n  card: {type: object}\n  own: {type: string}\n"
    assert [one[:3] for one in found_in(text)] == [("POL002", 7, 3), ("POL002", 8, 3)]


@pytest.mark.parametrize(
    "need",
    [
        *("kpi", "timebox.week", "kpis.ids", "kpis.id.a", "card.owners", "card.business_case.sponser"),
        *("card.tags.a", "own.b", "own.a.b"),
    ],
)
def test_a_need_that_no_document_can_meet_cuts_off_what_follows(need: str) -> None:
    fields = "fields:\n  own: {type: object, additionalProperties: false, properties: {a: {type: string}}}\n"
    text = HEAD + f"  - {{id: idea, needs: [{need}]}}\n  - {{id: build}}\n" + fields
    assert [one[:3] for one in found_in(text)] == [("POL003", 3, 24)]


@pytest.mark.parametrize(
    "need",
    [
        "kpis",
        "kpis.id",
        "timebox.weeks",
        "card.business_case.value.amount",
        "own",
        "own.a",
        "extra.x.y",
        "card.extra.x",
    ],
)
def test_needs_that_can_be_met(need: str) -> None:
    fields = "fields:\n  own: {type: object, properties: {a: {type: string}}}\n"
    assert found_in(HEAD + f"  - {{id: idea, needs: [{need}]}}\n" + fields) == []


@pytest.mark.parametrize(
    ("field", "faults"), [("own.a", []), ("own.b", ["POL001"]), ("on", ["POL001"]), ("kpis.id", ["POL001"])]
)
def test_estimates_stand_in_a_field_that_documents_may_hold(field: str, faults: list[str]) -> None:
    fields = "fields:\n  own: {type: object, additionalProperties: false, properties: {a: {type: object}}}\n"
    text = HEAD + PHASES + f"estimates: {field}\n" + fields
    assert [one[0] for one in found_in(text)] == faults


def test_a_way_back_that_leads_forward_is_never_taken() -> None:
    text = (
        HEAD
        + PHASES
        + "backtracks:\n  - {from: idea, to: build, because: [x]}\n  - {from: idea, to: run, because: [x]}\n"
    )
    assert found_in(text) == [
        ("POL003", 7, 22, "remove it: the way forward is always the next phase"),
        ("POL003", 8, 22, "remove it: no phase may be skipped"),
    ]


def test_a_file_is_named_like_its_flow() -> None:
    (finding,) = check_flow(flow("title: A\nflow: mine\nphases:\n  - {id: a}\n"), "own")
    assert (finding.code, finding.location.line, finding.location.column) == ("POL004", 2, 7)
    assert not check_flow(flow("flow: mine\nphases:\n  - {id: a}\n"), None)


@pytest.mark.parametrize(
    ("schema", "line", "column"),
    [
        ("{type: strin}", 7, 15),
        ("{properties: {a: {minLength: -1}}}", 7, 37),
        ("{$ref: '#/x'}", 7, 15),
        ("{items: {$ref: 'https://example.com/a'}}", 7, 23),
        ("{$id: 'https://example.com/a'}", 7, 14),
        ("{$schema: 'https://json-schema.org/draft/2020-12/schema'}", 7, 18),
        ("{pattern: '(a'}", 7, 18),
    ],
)
def test_a_field_whose_schema_cannot_be_used(schema: str, line: int, column: int) -> None:
    assert [one[:3] for one in found_in(HEAD + PHASES + f"fields:\n  own: {schema}\n")] == [("POL009", line, column)]


VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.sampled_from(["", "a", "idea", "card.x", "product"])),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["id", "title", "track", "steps", "gates", "needs", "from", "to", "because"]), inner
        ),
    ),
)
KEYS = st.sampled_from(["flow", "phases", "backtracks", "cancel", "reasons", "fields", "tracks"])


@given(st.dictionaries(KEYS, VALUES))
def test_no_flow_breaks_the_rules(meta: dict[str, object]) -> None:
    document = Document(path="schema/flows/own.yml", meta=meta, header="{}", header_line=1)
    assert all(one.code.startswith("POL") for one in check_flow(document, "own"))
    assert bool(check(document, compiled("flow"))) != compiled("flow").is_valid(meta)
