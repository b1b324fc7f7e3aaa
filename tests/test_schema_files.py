"""`ledger schema`: what an editor gets from a ledger, and the copies that a ledger keeps."""

import json
from pathlib import Path

import pytest

from ledger.diagnostics import LedgerError
from ledger.schema import KINDS, builtin_text
from ledger.schema_files import VSCODE, editor_schema, ledger_root, write_schemas
from tests.build import Builder

FLOW = """\
flow: own
phases:
  - {id: idea, gates: [{id: go, approvals: {product: 1}}]}
  - {id: run}
fields:
  risk: {type: string}
"""


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    Builder(tmp_path, ledger="")
    (tmp_path / "ledger.yml").write_text("title: A\nflow: own\n", "utf-8")
    (tmp_path / "schema" / "flows").mkdir(parents=True)
    (tmp_path / "schema" / "flows" / "own.yml").write_text(FLOW, "utf-8")
    (tmp_path / "projects" / "churn").mkdir(parents=True)
    return tmp_path


def test_the_default_flow_of_the_ledger_counts(ledger: Path) -> None:
    schema = editor_schema(ledger / "projects" / "churn", "phase", None)
    assert schema["properties"]["risk"] == {"type": "string"}
    assert schema["properties"]["phase"]["enum"] == ["idea", "run"]
    vote = schema["properties"]["approvals"]["items"]["properties"]
    assert vote["gate"]["enum"] == ["go", "backtrack", "cancel"]
    assert vote["role"]["enum"] == ["product"]


def test_another_flow_can_be_asked_for(ledger: Path) -> None:
    assert editor_schema(ledger, "project", "kanban")["properties"]["phase"]["enum"][0] == "research"
    with pytest.raises(LedgerError, match="did you mean 'kanban'"):
        editor_schema(ledger, "phase", "kanbn")
    with pytest.raises(LedgerError, match="there is no schema 'phases'"):
        editor_schema(ledger, "phases", None)


def test_outside_of_a_ledger_the_built_in_schema_is_shown(tmp_path: Path) -> None:
    assert ledger_root(tmp_path) is None
    assert "enum" not in editor_schema(tmp_path, "phase", None)["properties"]["phase"]
    with pytest.raises(LedgerError, match="ledger init"):
        list(write_schemas(tmp_path))


def test_what_the_ledger_tightens_is_shown(ledger: Path) -> None:
    (ledger / "schema" / "project.json").write_text('{"required": ["team"]}', "utf-8")
    assert editor_schema(ledger, "project", None)["allOf"] == [{"required": ["team"]}]
    (ledger / "schema" / "project.json").write_text('{"$ref": "https://example.com"}', "utf-8")
    with pytest.raises(LedgerError, match=r"schema/project\.json:1:10 cannot be used"):
        editor_schema(ledger, "project", None)


def test_an_unreadable_flow_is_one_sentence(ledger: Path) -> None:
    (ledger / "schema" / "flows" / "own.yml").write_text("flow: [\n", "utf-8")
    with pytest.raises(LedgerError, match=r"schema/flows/own\.yml:\d+:\d+ cannot be used"):
        editor_schema(ledger, "phase", None)


def test_a_schema_that_never_ends_is_refused(ledger: Path) -> None:
    layers = {f"l{n}": {"allOf": [{"$ref": f"#/$defs/l{n + 1}"}] * 4} for n in range(12)} | {"l12": {}}
    (ledger / "schema" / "phase.json").write_text(
        json.dumps({"$defs": layers, "properties": {"x": {"$ref": "#/$defs/l0"}}}), "utf-8"
    )
    with pytest.raises(LedgerError, match="references"):
        editor_schema(ledger, "phase", None)


def test_copies_are_written_once_and_own_schemas_stay(ledger: Path) -> None:
    (ledger / "schema" / "phase.json").write_text("{}", "utf-8")
    first, second = list(write_schemas(ledger)), list(write_schemas(ledger))
    assert [line.split()[0] for line in first] == ["wrote", "wrote", "wrote", "kept"]
    assert second[0] == "schema/ledger.json is up to date"
    assert (ledger / "schema" / "phase.json").read_text("utf-8") == "{}"
    assert {
        kind for kind in KINDS if (ledger / "schema" / f"{kind}.json").read_text("utf-8") == builtin_text(kind)
    } == {
        "ledger",
        "flow",
        "project",
    }


def test_nothing_is_written_through_symbolic_links(ledger: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (ledger / "schema" / "phase.json").symlink_to(outside / "phase.json")
    assert list(write_schemas(ledger))[-1].startswith("kept schema/phase.json")
    (ledger / "schema").rename(ledger / "other")
    (ledger / "schema").symlink_to(outside)
    with pytest.raises(LedgerError, match="symbolic link"):
        list(write_schemas(ledger))
    assert not list(outside.iterdir())


def test_the_editor_settings_name_the_written_files() -> None:
    settings = json.loads("".join(line for line in VSCODE.splitlines() if not line.startswith("//")))
    assert set(settings["yaml.schemas"]) <= {f"./schema/{kind}.json" for kind in KINDS}
