"""New documents: what is written passes the schema, asks the right questions, harms nothing."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.forms.front_matter import document_text
from ledger.forms.template import card, phase_document
from ledger.records.flow import Flow, Gate, Phase, Step
from ledger.records.front_matter import phase_document_of
from ledger.records.readiness import steps_without_text
from ledger.schema import check, compiled
from tests.scaffolds import FLOWS, TEXT, read

PHASES = [(flow, phase) for flow in FLOWS.values() for phase in flow.phases]


IDS = [f"{flow.id}-{phase.id}" for flow, phase in PHASES]


TODAY = date(2026, 11, 22)


KEYS = TEXT.filter(bool) | st.sampled_from(["content", "handler", "metadata"])


SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT
)


VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3))


def same(one: Any, other: Any) -> bool:
    """Equal in value and in kind: 1 is neither True nor 1.0."""
    if isinstance(one, dict) and isinstance(other, dict):
        return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return type(one) is type(other) and bool(one == other)


@given(st.dictionaries(KEYS, VALUES, min_size=1, max_size=4))
def test_front_matter_is_read_back_as_it_was(meta: dict[str, Any]) -> None:
    document = read(document_text(meta, "## A step\n\nText."))
    assert same(dict(document.meta), meta)
    assert document.body.strip() == "## A step\n\nText."


def test_a_date_stays_as_people_type_it() -> None:
    text = document_text({"started": "2026-01-12", "title": "A: B", "no": "on"}, "")
    assert text == "---\nstarted: 2026-01-12\ntitle: 'A: B'\nno: on\n---\n"


@pytest.mark.parametrize(("flow", "phase"), PHASES, ids=IDS)
def test_untouched_document_is_valid_and_empty(flow: Flow, phase: Phase) -> None:
    document = read(phase_document(flow, phase, iteration=2, start=TODAY), f"projects/x/{phase.id}.md")
    assert document.meta == {"phase": phase.id, "iteration": 2}
    assert not check(document, compiled("phase", flow=flow))
    assert steps_without_text(phase, phase_document_of(document, phase.id)) == phase.steps


@pytest.mark.parametrize(("flow", "phase"), PHASES, ids=IDS)
def test_document_asks_every_question_and_explains_every_gate(flow: Flow, phase: Phase) -> None:
    text = phase_document(flow, phase)
    for step in phase.steps:
        assert f"## {step.title}\n" in text
        assert all(line in text for line in step.guide.splitlines())
    for gate in phase.gates:
        assert f"- {gate.title} ({gate.id}): " in text
        assert all(f"1 of {role}" in text for role in gate.approvals)


def uncommented(text: str) -> str:
    """The front matter as it is when somebody has taken the marks away."""
    header = text.split("---\n")[1]
    return "\n".join(line.removeprefix("# ") for line in header.splitlines() if not line.startswith("##"))


def filled(value: Any, schema: Mapping[str, Any], defs: Mapping[str, Any]) -> Any:
    """A sketched value with every gap filled as its schema asks."""
    if "$ref" in schema:
        schema = {**defs[schema["$ref"].removeprefix("#/$defs/")], **schema}
    if isinstance(value, dict):
        return {name: filled(inner, schema["properties"][name], defs) for name, inner in value.items()}
    if isinstance(value, list):
        return [filled(inner, schema["items"], defs) for inner in value]
    return value if value is not None else example(schema)


def example(schema: Mapping[str, Any]) -> Any:
    if "enum" in schema:
        return schema["enum"][0]
    if schema.get("format") == "date":
        return "2026-11-22"
    by_pattern = {"^(>=": ">= 0.8", "^[A-Z]{": "EUR", "^[^#\\s": "reports/metrics.json#/a", "^([0-9a-f]{40}": "0" * 40}
    fitting = (one for start, one in by_pattern.items() if schema.get("pattern", "").startswith(start))
    by_type = {"number": 1, "integer": 1, "boolean": True}
    return next(fitting, by_type.get(schema.get("type", ""), "word"))


@pytest.mark.parametrize(("flow", "phase"), PHASES, ids=IDS)
def test_sketched_fields_pass_the_schema_once_filled(flow: Flow, phase: Phase) -> None:
    sketched = read(f"---\n{uncommented(phase_document(flow, phase, start=TODAY))}\n---\n").meta
    schema = compiled("phase", flow=flow).parts[0].schema
    meta = filled(dict(sketched), schema, schema["$defs"])
    document = read(document_text(meta, ""))
    assert not check(document, compiled("phase", flow=flow))
    tops = {need.partition(".")[0] for need in phase.needs if not need.startswith("card.")}
    assert tops <= set(meta)


@pytest.mark.parametrize("flow", FLOWS.values(), ids=FLOWS)
def test_card_is_valid_and_its_sketch_is_once_filled(flow: Flow) -> None:
    text = card(flow, title="Rush: hours", owner="sam", started=TODAY, team="mobility")
    assert read(text).meta["phase"] == flow.phases[0].id
    assert not check(read(text), compiled("project"))
    schema = compiled("project").parts[0].schema
    meta = filled(dict(read(f"---\n{uncommented(text)}\n---\n").meta), schema, schema["$defs"])
    assert not check(read(document_text(meta, "")), compiled("project"))
    assert {"need", "value", "effort_weeks", "sponsor", "end_users", "lies_awake"} <= set(meta["business_case"])


def test_needed_parts_are_marked() -> None:
    flow = FLOWS["startup"]
    lines = phase_document(flow, flow.phases[0]).splitlines()
    assert any(line.startswith("#   limit:  # needed: ") for line in lines)
    assert any(line.startswith("#   left_out:  # What") for line in lines)


def test_known_kpis_are_measured_and_not_defined_again() -> None:
    flow = FLOWS["startup"]
    sketched = uncommented(phase_document(flow, flow.phases[2], kpis=["within-half"]))
    kpis = read(f"---\n{sketched}\n---\n").meta["kpis"]
    assert kpis == [{"id": "within-half", "measured": None, "source": None}]


@pytest.mark.parametrize(
    ("schema", "line"),
    [
        ({"type": "array", "items": True}, "# d:  # needed"),
        ({"type": "object", "properties": {"x": True, "y": False}}, "#   x:  # needed"),
        ({"type": "array", "items": {"properties": {"x": True}}}, "#   - x:  # needed"),
        ({"type": "array", "items": [True], "minItems": "2"}, "# d:  # needed"),  # no schema, which POL009 says
        ({"properties": {"x": {"$ref": 3, "enum": 4, "required": 5}}}, "#   x:  # needed"),
        (True, "# d:"),
        ([], "# d:"),
    ],
)
def test_a_schema_that_tells_nothing_is_sketched_by_its_name(schema: Any, line: str) -> None:
    """`true` is a schema, and a flow with it passed the check and stopped 'ledger new'."""
    phase = Phase(id="p", title="P", needs=("d.x",))
    flow = Flow(id="f", title="F", phases=(phase,), fields={"d": schema})
    assert line in phase_document(flow, phase).splitlines()


def test_hostile_flow_cannot_break_out_of_comments() -> None:
    step = Step(title="A\n## B", guide="stop --> here\n<!-- x --!> y")
    gate = Gate(id="g", title="G --> x", approvals={})
    fields = {"a": {"description": "one\n---\nphase: b", "type": "string"}}
    phase = Phase(id="p", title="P", steps=(step,), gates=(gate,), needs=("a",))
    flow = Flow(id="f", title="F", phases=(phase,), fields=fields)
    document = read(phase_document(flow, phase))
    assert document.meta == {"phase": "p", "iteration": 1}
    assert [line for line in document.body.splitlines() if line.startswith("#")] == ["## A ## B"]
    assert document.body.count("-->") == document.body.count("<!--") == 2
