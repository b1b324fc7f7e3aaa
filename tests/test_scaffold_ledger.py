"""New ledgers: what is written passes the checks, keeps what is there, and refuses what cannot be."""

import json
from pathlib import Path

import pytest
import yaml
from hypothesis import given

from ledger.diagnostics import LedgerError
from ledger.records.config import policy_of
from ledger.scaffold.hosting import Forge
from ledger.scaffold.people import NOBODY, Founder
from ledger.scaffold.starter import starter_files
from ledger.schema import check, compiled
from ledger.text.document import Document, read_yaml
from tests.scaffolds import FLOWS, TEXT, call, commit, files_of, git
from tests.scaffolds import home as home  # noqa: PLC0414 - a fixture of that file

ROOT = Path(__file__).parent.parent


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
