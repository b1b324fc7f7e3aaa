"""New ledgers, projects and documents: what is written passes the checks, asks the right questions, harms nothing."""

import json
import subprocess
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from ledger.cli.app import app
from ledger.config import builtin_flows, policy_of
from ledger.diagnostics import LedgerError
from ledger.document import Document, read_document, read_yaml
from ledger.flow import Flow, Gate, Phase, Step
from ledger.forms.front_matter import document_text
from ledger.forms.template import card, phase_document
from ledger.readiness import steps_without_text
from ledger.records import phase_document_of
from ledger.scaffold.hosting import Forge
from ledger.scaffold.people import NOBODY, Founder
from ledger.scaffold.starter import starter_files
from ledger.scaffold.writing import write_new
from ledger.schema import check, compiled

ROOT = Path(__file__).parent.parent
FLOWS = builtin_flows()
PHASES = [(flow, phase) for flow in FLOWS.values() for phase in flow.phases]
IDS = [f"{flow.id}-{phase.id}" for flow, phase in PHASES]
TODAY = date(2026, 11, 22)

# What front matter can hold: the reader refuses control characters and the characters that YAML forbids.
TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"], exclude_characters="\ufeff\ufffe\uffff"), max_size=20
) | st.sampled_from(
    ["on", "no", "~", "null", "0o7", "1e3", "2026-01-12", "<<", "---", "- a", "a: b", "a #b", "*a", "."]
)
KEYS = TEXT.filter(bool) | st.sampled_from(["content", "handler", "metadata"])
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT
)
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3))


def read(text: str, path: str = "projects/x/a.md") -> Document:
    document = read_document(text.encode(), path)
    assert isinstance(document, Document), document
    return document


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
    by_pattern = {"^(>=": ">= 0.8", "^[A-Z]{": "EUR", "^[^#\\s": "reports/metrics.json#/a"}
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


# --- a ledger -------------------------------------------------------------------------------------------------------


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home whose git knows nobody but Dana."""
    (tmp_path / ".gitconfig").write_text("[user]\n\tname = Dana Ö\n\temail = dana@example.com\n", "utf-8")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    return tmp_path


def call(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["--now", "2026-11-22", *map(str, arguments)])


def git(root: Path, *arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=root, check=True, capture_output=True, text=True).stdout


def commit(root: Path) -> None:
    git(root, "add", ".")
    git(root, "commit", "-q", "-m", "Change")


def files_of(root: Path) -> Iterator[str]:
    yield from sorted(p.relative_to(root).as_posix() for p in root.rglob("*") if p.is_file() and ".git" not in p.parts)


@pytest.mark.parametrize("forge", Forge)
@pytest.mark.parametrize("flow", FLOWS)
def test_begun_ledger_passes_its_check(home: Path, forge: Forge, flow: str) -> None:
    root = home / "our-ledger"
    assert call("-C", home, "init", "our-ledger", "--forge", forge, "--flow", flow).exit_code == 0
    assert git(root, "symbolic-ref", "--short", "HEAD") == "main\n"
    commit(root)
    result = call("-C", root, "check")
    assert result.exit_code == 0, result.output
    assert call("-C", root, "new", "first").exit_code == 0
    result = call("-C", root, "check")
    assert result.exit_code == 0, result.output


def test_init_writes_everything_and_says_what_to_do(home: Path) -> None:
    result = call("-C", home, "init", "our-ledger")
    root = home / "our-ledger"
    written = [line.removeprefix("wrote ") for line in result.output.splitlines() if line.startswith("wrote ")]
    assert sorted(written) == list(files_of(root))
    assert {".github/workflows/check.yml", ".github/workflows/site.yml", ".gitignore", "mkdocs.yml"} <= set(written)
    assert "open ledger.yml and add people beside dana" in result.output
    assert "new my-first-project" in result.output
    assert "title: Our ledger" in (root / "ledger.yml").read_text("utf-8")


def test_init_keeps_what_is_there(home: Path) -> None:
    root = home / "ours"
    root.mkdir()
    git(root, "init", "-q", "-b", "trunk")
    (root / "mkdocs.yml").write_text("site_name: Ours\n", "utf-8")
    (root / ".gitignore").write_text("*.log\n", "utf-8")
    result = call("-C", root, "init", "--title", "Ours")
    assert result.exit_code == 0
    assert "kept  mkdocs.yml" in result.output
    assert ".gitignore holds a line /site/" in result.output
    assert (root / "mkdocs.yml").read_text("utf-8") == "site_name: Ours\n"
    assert git(root, "symbolic-ref", "--short", "HEAD") == "trunk\n"
    again = call("-C", root, "init")
    assert again.exit_code == 0
    assert "wrote" not in again.output


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["init", "x", "--flow", "kanbn"], "there is no built-in flow 'kanbn': did you mean 'kanban'?"),
        (["init", "x", "--forge", "githb"], "there is no forge 'githb': did you mean 'github'?"),
        (["init", "file/x"], "cannot be made a folder"),
    ],
)
def test_init_refuses(home: Path, arguments: list[str], sentence: str) -> None:
    (home / "file").write_text("", "utf-8")
    result = call("-C", home, *arguments)
    assert isinstance(result.exception, LedgerError)
    assert sentence in str(result.exception)


def test_init_refuses_below_the_top_of_a_repository(home: Path) -> None:
    git(home, "init", "-q", "outer")
    result = call("-C", home / "outer", "init", "inner")
    assert "a ledger stands at the top of its repository" in str(result.exception)
    bare = home / "bare.git"
    git(home, "init", "-q", "--bare", "bare.git")
    assert "inside git's own files" in str(call("init", bare).exception)


def test_nobody_known_becomes_a_commented_example() -> None:
    files = starter_files(title="T", flow=FLOWS["startup"], forge=Forge.GITHUB, people=[NOBODY])
    assert "# Sam is an example: " in files["ledger.yml"]
    source = read_yaml(files["ledger.yml"].encode(), "ledger.yml")
    assert isinstance(source, Document)
    assert not check(source, compiled("ledger"))
    assert policy_of(source).people["sam"].roles == ("product", "data-engineering", "customer-success")


@given(TEXT, TEXT.filter(lambda name: bool(name.strip())))
def test_policy_is_valid_whatever_people_are_called(title: str, name: str) -> None:
    founder = Founder(name=name, email="a@example.com")
    shown = title if title.strip() else "T"
    files = starter_files(title=shown, flow=FLOWS["kanban"], forge=Forge.GITLAB, people=[founder])
    source = read_yaml(files["ledger.yml"].encode(), "ledger.yml")
    assert isinstance(source, Document)
    assert not check(source, compiled("ledger"))
    assert source.meta["title"] == shown
    assert policy_of(source).people[founder.handle].name == name


def test_starter_is_valid_yaml_and_json() -> None:
    for forge in Forge:
        files = starter_files(title="A: ledger", flow=FLOWS["startup"], forge=forge, people=[NOBODY])
        for path, text in files.items():
            assert "@VERSION@" not in text
            if path.endswith(".json"):
                assert json.loads(text)
            if path.endswith(".yml"):
                assert isinstance(yaml.safe_load(text), dict), path
        assert yaml.safe_load(files["mkdocs.yml"])["site_name"] == "A: ledger"


def test_starter_templates_are_those_of_this_repository() -> None:
    own = {path.name: path.read_text("utf-8") for path in (ROOT / ".github/PULL_REQUEST_TEMPLATE").iterdir()}
    files = starter_files(title="T", flow=FLOWS["startup"], forge=Forge.GITHUB, people=[NOBODY])
    given_out = {Path(path).name: text for path, text in files.items() if "PULL_REQUEST_TEMPLATE" in path}
    assert given_out == own


def uses(workflow: str) -> set[str]:
    return {line.strip().removeprefix("- uses: ") for line in workflow.splitlines() if "uses: " in line}


@pytest.mark.parametrize("name", ["approvals.yml", "check.yml", "site.yml"])
def test_starter_workflows_use_the_actions_of_this_repository(name: str) -> None:
    files = starter_files(title="T", flow=FLOWS["startup"], forge=Forge.GITHUB, people=[NOBODY])
    path = f".github/workflows/{name}"
    assert uses(files[path]) == uses((ROOT / path).read_text("utf-8"))


# --- a project ------------------------------------------------------------------------------------------------------


@pytest.fixture
def begun(home: Path) -> Path:
    """A ledger with one project in a group."""
    root = home / "ours"
    assert call("init", root).exit_code == 0
    assert call("-C", root, "new", "churn", "--group", "growth/2026", "--new-group").exit_code == 0
    commit(root)
    return root


def test_new_writes_card_and_first_document(begun: Path) -> None:
    result = call(
        "-C", begun / "projects", "new", "rush-hours", "--flow", "six-step", "--title", "No: 1", "--team", "mobility",
        "--summary", "Forecasts", "--owner", "dana",
    )  # fmt: skip
    assert result.exit_code == 0
    assert result.output.startswith(
        "wrote projects/rush-hours/README.md\nwrote projects/rush-hours/problem.md\n\nnext:"
    )
    meta = read((begun / "projects/rush-hours/README.md").read_text("utf-8")).meta
    assert meta == {
        "title": "No: 1",
        "owner": "dana",
        "team": "mobility",
        "flow": "six-step",
        "phase": "problem",
        "status": "active",
        "started": "2026-11-22",
        "summary": "Forecasts",
    }


def test_new_takes_the_owner_from_git_and_the_flow_from_the_ledger(begun: Path) -> None:
    meta = read((begun / "projects/growth/2026/churn/README.md").read_text("utf-8")).meta
    assert (meta["owner"], meta["flow"], meta["title"]) == ("dana", "startup", "Churn")


def test_new_knows_the_flows_of_the_ledger_and_names_of_any_script(begun: Path) -> None:
    flow = begun / "schema/flows/own.yml"
    flow.parent.mkdir()
    flow.write_text("flow: own\nphases: [{id: only, title: Only, steps: [{title: Need}]}]\n", "utf-8")
    assert call("-C", begun, "new", "परियोजना", "--flow", "own").exit_code == 0
    assert (begun / "projects/परियोजना/only.md").is_file()
    result = call("-C", begun, "check")
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["a b"], "a project's name must be letters, digits, '-', '_' and '.', starting with a letter or digit"),
        (["../x"], "a project's name must be"),
        (["-x"], "a project's name must be"),
        ([".x"], "a project's name must be"),
        (["x."], "a project's name must be"),
        ([""], "a project's name must be"),
        (["x" * 81], "at most 80 characters, found 81"),
        (["x", "--group", "a/../b"], "a group's name must be"),
        (["x", "--group", "growth//a"], "a group's name must be"),
        (["a/b"], "found 'a/b': name its group with --group"),
        (["Rush hours!"], "found 'Rush hours!': write 'rush-hours'"),
        (["?"], "starting with a letter or digit, found '?'"),
        (["Churn"], "a project's name must be in small letters: write 'churn'"),
        (["churn"], "there is a project 'churn' in projects/growth/2026/churn already"),
        (["x", "--group", "growht"], "there is no group 'growht' (did you mean 'growth'): add --new-group to start it"),
        (["x", "--group", "growth/2027"], "there is no group 'growth/2027'"),
        (["growth"], "'projects/growth' is there already"),
        (["x", "--group", "growth/2026/churn"], "is a project, so it cannot be a group"),
        (["x", "--flow", "startp"], "there is no flow 'startp': did you mean 'startup'?"),
        (["x", "--owner", "dan"], "there is no 'dan' among the people of ledger.yml: did you mean 'dana'?"),
    ],
)
def test_new_refuses(begun: Path, arguments: list[str], sentence: str) -> None:
    before = list(files_of(begun))
    own = ["new", "--", *arguments] if arguments[0].startswith("-") else ["new", *arguments]
    result = call("-C", begun, *own)
    assert isinstance(result.exception, LedgerError), result.output
    assert sentence in str(result.exception)
    assert list(files_of(begun)) == before


def test_new_asks_for_an_owner_when_it_cannot_know(begun: Path) -> None:
    people = "people:\n  ada: {emails: [a@example.com], roles: []}\n  bo: {emails: [b@example.com], roles: []}\n"
    (begun / "ledger.yml").write_text(f"title: T\nflow: startup\n{people}", "utf-8")
    assert "add --owner (ada, bo)" in str(call("-C", begun, "new", "x").exception)
    (begun / "ledger.yml").write_text(f"title: T\n{people}", "utf-8")
    assert "no flow is named" in str(call("-C", begun, "new", "x", "--owner", "ada").exception)
    (begun / "ledger.yml").write_text("title: [\n", "utf-8")
    assert "ledger.yml cannot be read" in str(call("-C", begun, "new", "x").exception)
    (begun / "ledger.yml").unlink()
    assert "run 'ledger init'" in str(call("-C", begun, "new", "x").exception)


def test_nothing_is_written_through_a_link_out_of_the_ledger(home: Path, begun: Path) -> None:
    (home / "outside").mkdir()
    (begun / "projects/away").symlink_to(home / "outside")
    with pytest.raises(LedgerError, match="leads out of the repository"):
        write_new(begun, {"projects/away/x/README.md": "text"}, git_dir=begun / ".git")
    assert not list((home / "outside").iterdir())


def test_written_files_are_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("mine", "utf-8")
    (tmp_path / "b").symlink_to(tmp_path / "nowhere")
    (tmp_path / ".git").mkdir()
    done = write_new(tmp_path, {"a": "theirs", "b": "theirs", "c/d": "new"}, git_dir=tmp_path / ".git")
    assert (done.written, done.kept) == (("c/d",), ("a", "b"))
    assert (tmp_path / "a").read_text("utf-8") == "mine"
