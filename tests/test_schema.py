"""The schemas: what they say to editors, what they find and where, and how a ledger tightens them."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.config import builtin_flows
from ledger.diagnostics import Diagnostic
from ledger.document import Document, read_document, read_yaml
from ledger.flow import Flow
from ledger.schema import KINDS, LocalSchema, builtin_schema, check, compiled, read_local, resolved
from ledger.schema.engine import is_date
from ledger.schema.failures import failures
from ledger.words import Decision, Grade, KpiCondition, PhaseKind, Status, TaskStatus

ROOT = Path(__file__).parent.parent
CARD = {"title": "Churn", "owner": "sam", "flow": "startup", "phase": "scoping", "status": "active"}


def card(**more: Any) -> Document:
    return document({**CARD, **more})


def document(meta: dict[str, Any]) -> Document:
    found = read_document(f"---\n{json.dumps(meta, ensure_ascii=False)}\n---\n".encode(), "a.md")
    assert isinstance(found, Document), found
    return found


def written(text: str) -> Document:
    found = read_document(f"---\n{text}---\n".encode(), "projects/churn/README.md")
    assert isinstance(found, Document), found
    return found


def found_in(text: str, kind: str = "project", **options: Any) -> list[tuple[str, int, int]]:
    findings = check(written(text), compiled(kind, **options))
    assert all(one.message and one.hint for one in findings)
    return [(one.code, one.location.line, one.location.column) for one in findings]


def local(schema: object, kind: str = "project") -> LocalSchema:
    found = read_local(json.dumps(schema).encode(), f"schema/{kind}.json", kind)
    assert isinstance(found, LocalSchema), found
    return found


def refusal(text: str | bytes) -> Diagnostic:
    found = read_local(text if isinstance(text, bytes) else text.encode(), "schema/project.json", "project")
    assert isinstance(found, Diagnostic), found
    assert (found.code, found.location.path) == ("POL009", "schema/project.json")
    return found


def properties(node: Any, place: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(node, dict):
        for name, schema in node.get("properties", {}).items():
            yield f"{place}/{name}", schema
        for name in ("items", "additionalProperties"):
            if isinstance(node.get(name), dict):
                yield f"{place}/{name}", node[name]
        for name, value in node.items():
            yield from properties(value, f"{place}/{name}")


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


# What they find, and where


def test_unknown_fields_point_at_the_key() -> None:
    text = (
        "title: A\nowner: sam\nflow: f\nphase: p\nstatus: active\nstarte: 2026-01-12\nbusiness_case:\n  sponser: dana\n"
    )
    assert found_in(text) == [("SCH001", 7, 1), ("SCH001", 9, 3)]
    hints = [one.hint for one in check(written(text), compiled("project"))]
    assert hints == ["did you mean 'started'?", "did you mean 'sponsor'?"]


def test_missing_fields_point_at_the_mapping() -> None:
    text = "title: A\nowner: sam\nflow: f\nmove:\n  because: x\n"
    assert found_in(text) == [("SCH002", 2, 1), ("SCH002", 2, 1), ("SCH002", 5, 1)]
    messages = [one.message for one in check(written(text), compiled("project"))]
    assert messages == [
        "'phase' must be given, found nothing",
        "'status' must be given, found nothing",
        "'move.to' must be given, found nothing",
    ]


def test_wrong_types_point_at_the_value() -> None:
    text = "phase: research\niteration: '1'\nkpis: none\ntimebox:\ntasks:\n  - {id: t1, title: 2026, status: todo}\n"
    assert found_in(text, "phase") == [("SCH003", 3, 12), ("SCH003", 4, 7), ("SCH003", 5, 9), ("SCH003", 7, 21)]
    messages = [one.message for one in check(written(text), compiled("phase"))]
    assert messages[1:3] == ["'kpis' must be a list, found 'none'", "'timebox' must be a mapping, found nothing"]
    assert messages[3] == "'tasks[0].title' must be text, found 2026"


def test_values_that_are_not_allowed() -> None:
    text = "title: A\nowner: sam\nflow: f\nphase: p\nstatus: actve\ndepends_on: [a, b, a]\n"
    assert found_in(text) == [("SCH004", 6, 9), ("SCH004", 7, 20)]
    first = check(written(text), compiled("project"))[0]
    assert first.message == "'status' must be one of active, paused, cancelled, completed, found 'actve'"
    assert first.hint == "did you mean 'active'?"


def test_values_of_the_wrong_form() -> None:
    text = (
        "title: A\nowner: Sam S\nflow: Start Up\nphase: p\nstatus: active\n"
        "started: 2026-02-30\nlinks: {x: 'javascript:a'}\n"
    )
    assert found_in(text) == [("SCH005", 3, 8), ("SCH005", 4, 7), ("SCH005", 7, 10), ("SCH005", 8, 12)]
    date = check(written(text), compiled("project"))[2]
    assert date.message == "'started' must be a day of the calendar, written YYYY-MM-DD, found '2026-02-30'"


def test_a_day_in_another_form_gets_the_right_one_as_hint() -> None:
    (finding,) = check(card(started="2026/1/5"), compiled("project"))
    assert finding.hint == "write 2026-01-05"


def test_values_outside_their_bounds() -> None:
    text = "phase: p\niteration: 0\ntimebox: {weeks: 0}\nbudget: {amount: -1}\n"
    assert found_in(text, "phase") == [("SCH006", 3, 12), ("SCH006", 4, 18), ("SCH006", 5, 18)]


def test_a_size_is_told_in_the_right_number_with_what_the_field_is_for() -> None:
    tightened = local(
        {"properties": {"tags": {"minItems": 1}, "summary": {"minLength": 2, "description": "One line."}}}
    )
    found = check(card(tags=[], summary="-"), compiled("project", local=tightened))
    told = [
        (one.message, str(one.hint).removesuffix(" (asked for by schema/project.json of this ledger)")) for one in found
    ]
    assert told == [
        ("'tags' must have at least 1 entry, found an empty list", "change the value"),
        ("'summary' must have at least 2 characters, found '-'", "One line."),
    ]


def test_names_of_a_mapping_point_at_the_key() -> None:
    read = read_yaml(b"title: A\npeople:\n  .dot: {emails: [a@b.example], roles: []}\n", "ledger.yml")
    assert isinstance(read, Document)
    (finding,) = check(read, compiled("ledger"), project="churn")
    assert (finding.code, finding.location.line, finding.location.column) == ("SCH005", 3, 3)
    assert finding.project == "churn"


def test_one_value_one_type_finding() -> None:
    assert [one.code for one in check(card(status=3, owner=["sam"]), compiled("project"))] == ["SCH003", "SCH004"]


@pytest.mark.parametrize("target", [">= 0.80", "<= 5", "> 1", "< 2", "== 3", ">=-1.5e3"])
def test_targets_that_can_be_compared(target: str) -> None:
    assert not check(
        document({"phase": "p", "iteration": 1, "kpis": [{"id": "k", "target": target}]}), compiled("phase")
    )


@pytest.mark.parametrize("target", ["0.8", ">= 80 %", "=> 1", "high", ">= 1 and more", ">= 1\n", "≥ 1"])
def test_targets_that_cannot(target: str) -> None:
    found = check(document({"phase": "p", "iteration": 1, "kpis": [{"id": "k", "target": target}]}), compiled("phase"))
    assert [one.code for one in found] == ["SCH005"]


@pytest.mark.parametrize("handle", ["søren", "ольга", "प्रिया", "u-0194d2eb", "dana.k", "7of9"])
def test_handles_of_any_script(handle: str) -> None:
    assert not check(card(owner=handle, depends_on=[handle, f"{handle} two"]), compiled("project"))


@pytest.mark.parametrize("handle", ["", ".hidden", "-x", "a/b", "a b", "../a", "a\nb", "a\n"])
def test_what_is_no_handle(handle: str) -> None:
    assert [one.code for one in check(card(owner=handle), compiled("project"))] == ["SCH005"]


def test_thousands_of_findings_come_quickly_and_all() -> None:
    assert len(check(card(**{f"f{number}": 1 for number in range(2000)}), compiled("project"))) == 2000


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-29",
        "2026-13-01",
        "20260112",
        "2026-W03-1",
        "2026-1-5",
        "0000-01-01",
        "",
        "\uff12\uff10\uff12\uff16-01-01",
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert not is_date(text)
    assert [one.code for one in check(card(started=text), compiled("project"))] == ["SCH005"]


def test_the_wording_is_imported_only_on_failure() -> None:
    program = (
        "import sys; from ledger.schema import check, compiled; from ledger.document import Document\n"
        "for kind, meta in (('ledger', {'title': 'A'}), ('phase', {'phase': 'p', 'iteration': 1})):\n"
        "    assert not check(Document(path='a', meta=meta, header='', header_line=1), compiled(kind))\n"
        "assert 'jsonschema' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


# What a flow adds


def flow(**fields: Any) -> Flow:
    return Flow(id="own", title="Own", phases=(), fields=fields)


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


# How a ledger tightens


def test_both_schemas_must_hold() -> None:
    own = local({"required": ["tags", "title"], "properties": {"tags": {"minItems": 1}, "owner": {"enum": ["dana"]}}})
    found = check(written("owner: sam\nflow: f\nphase: p\nstatus: activ\ntags: []\n"), compiled("project", local=own))
    assert [one.code for one in found] == ["SCH002", "SCH004", "SCH004", "SCH006"]
    asked = [one.hint for one in found if one.hint and "asked for by schema/project.json of this ledger" in one.hint]
    assert len(asked) == 2


def test_a_ledger_never_loosens() -> None:
    own = local({"additionalProperties": True, "properties": {"status": {"type": "string"}}})
    assert found_in("title: A\nowner: sam\nflow: f\nphase: p\nstatus: odd\nnew: 1\n", local=own) == [
        ("SCH004", 6, 9),
        ("SCH001", 7, 1),
    ]


def test_a_copy_of_the_built_in_schema_changes_nothing() -> None:
    copy = local(builtin_schema("phase"), "phase")
    own = flow(milestone={"type": "string"})
    assert len(compiled("phase", local=copy).parts) == 1
    changed = local({**builtin_schema("phase"), "required": ["phase", "iteration", "timebox"]}, "phase")
    assert found_in("phase: p\niteration: 1\nmilestone: a\n", "phase", flow=own, local=changed) == [("SCH002", 2, 1)]


def test_branches_give_the_fault_of_the_one_that_was_meant() -> None:
    own = local(
        {
            "properties": {
                "extra": {"anyOf": [{"type": "null"}, {"required": ["cost"]}], "not": {"required": ["secret"]}}
            }
        }
    )
    assert [one.code for one in check(card(extra={}), compiled("project", local=own))] == ["SCH002"]
    assert [one.code for one in check(card(extra={"cost": 1, "secret": 1}), compiled("project", local=own))] == [
        "SCH004"
    ]
    forms = local({"properties": {"extra": {"oneOf": [{"required": ["a"]}, {"required": ["b"]}]}}})
    assert [one.code for one in check(card(extra={}), compiled("project", local=forms))] == ["SCH004"]


def test_what_only_the_fast_validator_refuses_is_not_passed_over() -> None:
    circle = {"$defs": {"a": {"allOf": [{"$ref": "#/$defs/b"}]}, "b": {"allOf": [{"$ref": "#/$defs/a"}]}}}
    own = local({**circle, "properties": {"tags": {"allOf": [{"$ref": "#/$defs/a"}, {"maxItems": 0}]}}})
    assert [one.code for one in check(card(tags=["x"]), compiled("project", local=own))] == ["SCH004"]


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ('{\n "properties": {"a": {"$ref": "https://example.com/a.json"}}}', 2, 31),
        ('{"$ref": "file:///etc/passwd"}', 1, 10),
        ('{"allOf": [{"$dynamicRef": "#meta"}]}', 1, 28),
        ('{\n"items": {"$ref": "#/$defs/none"}}', 2, 19),
        ('{"$schema": "http://json-schema.org/draft-07/schema#"}', 1, 13),
        ('{"properties": {"a": {"$id": "https://example.com/b"}}}', 1, 30),
        ('{"properties": {\n  "a": {"type": "strin"}}}', 2, 17),
        ('{"properties": {"a": {"pattern": "(a"}}}', 1, 34),
        ('{"properties": {"a": {"pattern": "(?=a)b"}}}', 1, 34),
        ('{"a": 1,\n  b}', 2, 3),
        ('{"a": 1, "a": 2}', 1, 1),
        ("[]", 1, 1),
        ('{"const": NaN}', 1, 1),
        ('{"const": "\\ud800"}', 1, 1),
    ],
)
def test_schemas_that_cannot_be_used(text: str, line: int, column: int) -> None:
    where = refusal(text).location
    assert (where.line, where.column) == (line, column)


@pytest.mark.parametrize("raw", [b"\xff", b"", b"[" * 50_000, b'{"not":' * 100 + b"{}" + b"}" * 100, b" " * 300_000])
def test_hostile_bytes_are_a_finding(raw: bytes) -> None:
    assert refusal(raw).hint


def test_a_pattern_that_would_never_end_ends() -> None:
    own = local({"properties": {"title": {"pattern": "^(a+)+$"}}})
    assert [one.code for one in check(card(title="a" * 5000 + "!"), compiled("project", local=own))] == ["SCH005"]


def test_own_schemas_are_written_out_for_the_editor() -> None:
    own = local(
        {
            "$id": "https://example.com/x",
            "$defs": {"t": {"minLength": 3}},
            "properties": {"title": {"$ref": "#/$defs/t"}},
        }
    )
    schema = resolved(compiled("project", local=own))
    assert schema["allOf"] == [{"properties": {"title": {"minLength": 3}}}]


# The two validators agree

VALID = {
    "project": CARD
    | {
        "started": "2026-01-12",
        "business_case": {"value": {"amount": 1, "currency": "EUR"}, "effort_weeks": 3, "end_users": ["ops"]},
        "move": {"to": "research", "because": "approach-failure"},
        "depends_on": ["ads"],
        "links": {"board": "https://example.com"},
        "tags": ["a"],
        "extra": {"any": [1]},
    },
    "phase": {
        "phase": "scoping",
        "iteration": 1,
        "timebox": {"start": "2026-01-12", "weeks": 2},
        "kpis": [{"id": "f1", "target": ">= 0.8", "measured": 0.9, "source": "m.json#/f1"}],
        "tasks": [{"id": "t1", "title": "Look", "status": "done", "days": 3}],
        "approvals": [
            {
                "gate": "g",
                "role": "r",
                "by": "dana",
                "date": "2026-01-23",
                "decision": "approved",
                "of": f"sha256:{'a' * 64}",
            }
        ],
    },
}
WRITTEN = st.characters(categories=["L", "M", "N", "P", "S", "Zs"])  # what a YAML file may hold
SCALARS = st.sampled_from(
    [None, True, False, 0, 1, -1, 0.5, 10**15, "", " ", "a", "A b", "2026-02-30", "2026-02-28", "https://x", "a\n"]
)
VALUES = st.one_of(
    SCALARS,
    st.text(WRITTEN, max_size=8),
    st.lists(SCALARS, max_size=3),
    st.dictionaries(st.text(WRITTEN, max_size=5), SCALARS, max_size=2),
)


@st.composite
def mutated(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """A valid file with some values replaced, removed or added anywhere."""
    kind = draw(st.sampled_from(sorted(VALID)))
    meta = json.loads(json.dumps(VALID[kind]))
    for _ in range(draw(st.integers(min_value=0, max_value=4))):
        node = meta
        while True:
            keys = list(node) if isinstance(node, dict) else list(range(len(node)))
            key = draw(st.sampled_from([*keys, "new" if isinstance(node, dict) else 0])) if keys else "new"
            inner = node.get(key) if isinstance(node, dict) else node[key] if keys else None
            if not (isinstance(inner, (dict, list)) and inner and draw(st.booleans())):
                break
            node = inner
        if isinstance(node, dict) and key in node and draw(st.booleans()):
            del node[key]
        elif isinstance(node, dict) or keys:
            node[key] = draw(VALUES)
    return kind, meta


@given(mutated())
def test_both_validators_agree(one: tuple[str, dict[str, Any]]) -> None:
    kind, meta = one
    (part,) = compiled(kind).parts
    assert part.judge.is_valid(meta) == (not failures(part.text, meta))


@given(mutated())
def test_every_refusal_is_worded_with_a_place_and_a_hint(one: tuple[str, dict[str, Any]]) -> None:
    kind, meta = one
    findings = check(document(meta), compiled(kind))
    assert bool(findings) != compiled(kind).is_valid(meta)
    for finding in findings:
        assert finding.message
        assert finding.hint
        assert finding.location.line >= 2
