"""A schema of a ledger's own: it tightens, never loosens, and whatever it holds is a finding at worst."""

import json

import pytest

from ledger.diagnostics import Diagnostic
from ledger.schema import builtin_schema, check, compiled, read_local, resolved
from tests.schemas import card, flow, found_in, local, written


def refusal(text: str | bytes) -> Diagnostic:
    found = read_local(text if isinstance(text, bytes) else text.encode(), "schema/project.json", "project")
    assert isinstance(found, Diagnostic), found
    assert (found.code, found.location.path) == ("POL009", "schema/project.json")
    return found


# How a ledger tightens


def test_both_schemas_must_hold() -> None:
    own = local({"required": ["tags", "title"], "properties": {"tags": {"minItems": 1}, "owner": {"enum": ["dana"]}}})
    found = check(written("owner: sam\nflow: f\nphase: p\nstatus: activ\ntags: []\n"), compiled("project", local=own))
    assert [one.code for one in found] == ["SCH002", "SCH004", "SCH004", "SCH006"]
    asked = [one.hint for one in found if one.hint and "asked for by schema/project.json of this ledger" in one.hint]
    assert len(asked) == 2


def test_a_field_that_came_after_the_copy_was_made_is_told_with_the_way_to_a_newer_one() -> None:
    properties = {name: one for name, one in builtin_schema("project")["properties"].items() if name != "tags"}
    older = local({**builtin_schema("project"), "properties": properties})
    (found,) = check(card(tags=["a"]), compiled("project", local=older))
    assert found.code == "SCH001"
    assert str(found.hint).endswith(
        "(asked for by schema/project.json of this ledger; if that is a copy of an older one, "
        "remove it and run 'ledger schema --write')"
    )


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


@pytest.mark.parametrize(
    ("raw", "hint"),
    [
        (b"\xff", "mend the JSON"),
        (b"", "mend the JSON"),
        (b"[" * 50_000, "flatten it with '$defs'"),
        (b'{"not":' * 100 + b"{}" + b"}" * 100, "flatten it with '$defs'"),
        (b" " * 300_000, "keep only what tightens the built-in schema"),
    ],
)
def test_hostile_bytes_are_a_finding(raw: bytes, hint: str) -> None:
    assert refusal(raw).hint == hint


def _unfolding(keyword: str, layers: int, last: dict[str, object]) -> dict[str, object]:
    """A schema of few lines that becomes very large when what it refers to is put in place."""
    twice = {f"l{n}": {keyword: [{"$ref": f"#/$defs/l{n + 1}"}] * 2} for n in range(layers)}
    return {"$defs": twice | {f"l{layers}": last}, "$ref": "#/$defs/l0"}


@pytest.mark.parametrize("keyword", ["allOf", "anyOf"])
def test_references_that_unfold_without_end_are_a_finding(keyword: str) -> None:
    found = refusal(json.dumps(_unfolding(keyword, 45, {"required": ["nope"]})))
    assert "references" in found.message
    chain = {f"l{n}": {"$ref": f"#/$defs/l{n + 1}"} for n in range(2_000)} | {"l2000": {}}
    assert "references" in refusal(json.dumps({"$defs": chain, "$ref": "#/$defs/l0"})).message


def test_definitions_that_all_refer_to_each_other_are_a_finding() -> None:
    """Six of them kept the check busy without end; none is met twice within itself."""
    each = [{"$ref": f"#/$defs/d{number}"} for number in range(6)]
    schema = {"$ref": "#/$defs/d0", "$defs": {f"d{number}": {"allOf": each} for number in range(6)}}
    assert "references" in refusal(json.dumps(schema)).message


def test_references_that_unfold_a_little_are_followed() -> None:
    own = local(_unfolding("allOf", 8, {"required": ["nope"]}))
    assert [one.code for one in check(card(), compiled("project", local=own))] == ["SCH002"]


def test_thousands_of_missing_fields_come_quickly_and_all() -> None:
    names = [f"f{number}" for number in range(3_000)]
    for wanted in ({"required": names}, {"dependentRequired": {"title": names}}):
        assert len(check(card(), compiled("project", local=local(wanted)))) == 3_000


def test_a_reference_may_be_spelt_as_in_an_address() -> None:
    own = local({"$defs": {"a b/%": {"minLength": 30}}, "properties": {"title": {"$ref": "#/%24defs/a%20b~1%25"}}})
    assert [one.code for one in check(card(), compiled("project", local=own))] == ["SCH006"]
    assert resolved(compiled("project", local=own))["allOf"][0]["properties"]["title"] == {"minLength": 30}
    assert "is there" in refusal('{"$ref": "#/%24defs/none"}').message


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


@pytest.mark.parametrize(
    ("bound", "told"),
    [
        ({"contains": {"pattern": "^x-"}, "maxContains": 1}, "at most 1 entry of the kind that its schema asks for"),
        ({"contains": {"pattern": "^a"}, "minContains": 2}, "at least 2 entries of the kind that its schema asks for"),
    ],
)
def test_how_many_entries_of_a_kind_there_may_be_is_told(bound: dict[str, object], told: str) -> None:
    own = local({"properties": {"tags": bound}})
    (finding,) = check(card(tags=["x-ray", "x-men", "a"]), compiled("project", local=own))
    assert (finding.code, finding.message) == ("SCH006", f"'tags' must have {told}, found a list of 3")
