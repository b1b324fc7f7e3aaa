"""The schemas: what they say to editors, what they find and where, and how a ledger tightens them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from ledger.records.config import builtin_flows
from ledger.records.flow import Flow
from ledger.schema import KINDS, builtin_schema, check, compiled, resolved
from ledger.words import Decision, Grade, KpiCondition, PhaseKind, Status, TaskStatus
from tests.schemas import card, flow, found_in, properties

ROOT = Path(__file__).parent.parent


# What the schemas say


@pytest.mark.parametrize("kind", KINDS)
def test_every_property_speaks_to_the_editor(kind: str) -> None:
    schema = resolved(compiled(kind))
    described = dict(properties(schema))
    assert len(described) > 10
    for place, one in {"": schema, **described}.items():
        assert one["title"].strip(), place
        assert one["description"].endswith("."), place
    assert "$ref" not in json.dumps(schema)


@pytest.mark.parametrize("kind", KINDS)
def test_mappings_are_closed_or_say_what_their_values_are(kind: str) -> None:
    schema = resolved(compiled(kind))
    open_ones = {("flow", "/properties/fields/additionalProperties")}  # holds a schema
    for place, one in {"": schema, **dict(properties(schema))}.items():
        if one.get("type") == "object" and not place.endswith("/extra") and (kind, place) not in open_ones:
            assert one["additionalProperties"] is False or isinstance(one["additionalProperties"], dict), place


@pytest.mark.parametrize("kind", KINDS)
def test_the_copies_for_editors_are_the_schemas(kind: str) -> None:
    copy = (ROOT / "schema" / f"{kind}.json").read_bytes()
    assert copy == (ROOT / "ledger" / "builtin" / "schema" / f"{kind}.json").read_bytes()
    assert json.loads(copy)["$id"] == f"https://project-ledger.example/schema/{kind}.json"


def test_closed_vocabularies_are_those_of_the_words() -> None:
    phase, flow = resolved(compiled("phase"))["properties"], resolved(compiled("flow"))["properties"]
    gate = flow["phases"]["items"]["properties"]["gates"]["items"]["properties"]
    said = {
        Status: resolved(compiled("project"))["properties"]["status"],
        Decision: phase["approvals"]["items"]["properties"]["decision"],
        TaskStatus: phase["tasks"]["items"]["properties"]["status"],
        PhaseKind: flow["phases"]["items"]["properties"]["kind"],
        KpiCondition: gate["kpis"],
        Grade: gate["grade"],
    }
    for words, schema in said.items():
        assert schema["enum"] == list(words)
        assert len(schema["enumDescriptions"]) == len(schema["enum"])
    grade = resolved(compiled("ledger"))["properties"]["approvals"]["properties"]["grade"]
    assert grade["enum"] == list(Grade)


def test_a_caller_may_change_its_copy() -> None:
    builtin_schema("phase")["properties"].clear()
    assert "iteration" in builtin_schema("phase")["properties"]


def test_the_wording_is_imported_only_on_failure() -> None:
    program = (
        "import sys; from ledger.schema import check, compiled; from ledger.text.document import Document\n"
        "for kind, meta in (('ledger', {'title': 'A'}), ('phase', {'phase': 'p', 'iteration': 1})):\n"
        "    assert not check(Document(path='a', meta=meta, header='', header_line=1), compiled(kind))\n"
        "assert 'jsonschema' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_fields_of_a_flow() -> None:
    own = flow(milestone={"type": "string"})
    assert found_in("phase: p\niteration: 1\nmilestone: v1\n", "phase", flow=own) == []
    assert found_in("phase: p\niteration: 1\nmilestone: 1\n", "phase", flow=own) == [("SCH003", 4, 12)]
    assert found_in("phase: p\niteration: 1\nmilestone: v1\n", "phase") == [("SCH001", 4, 1)]
    assert [one.code for one in check(card(milestone="v1"), compiled("project", flow=own))] == ["SCH001"]


def test_fields_of_a_flow_never_replace_built_in_ones_nor_break_a_document() -> None:
    own = flow(iteration={"type": "string"}, broken={"type": "strin"}, far={"$ref": "https://example.com/a.json"})
    assert found_in("phase: p\niteration: 1\nbroken: 3\nfar: 4\n", "phase", flow=own) == []


@pytest.mark.parametrize("one", builtin_flows().values(), ids=lambda one: one.id)
def test_an_editor_is_offered_the_names_of_the_flow(one: Flow) -> None:
    schema = resolved(compiled("phase", flow=one), one)
    assert schema["properties"]["phase"]["enum"] == [phase.id for phase in one.phases]
    assert set(one.fields) <= set(schema["properties"])
    gates = schema["properties"]["approvals"]["items"]["properties"]["gate"]["enum"]
    assert gates[-2:] == ["backtrack", "cancel"]


def test_the_same_content_gives_the_same_schema() -> None:
    assert compiled("phase", flow=flow(a={})) is compiled("phase", flow=flow(a={}))
    assert compiled("phase", flow=flow(a={})) is not compiled("phase", flow=flow(b={}))
