"""The documentation says what the program does: written parts are current, links lead somewhere."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.build import LEDGER, Builder, card, document
from tests.written import ROOT, pages, run_ledger, written

_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|<(?:img|source) [^>]*src(?:set)?=\"([^\"]+)\"")
_SHELL = re.compile(r"^\$ (ledger .*?)(?:  #.*)?$", re.MULTILINE)


def _relative(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", pages(), ids=_relative)
def test_written_parts_are_current(page: Path) -> None:
    text = page.read_text("utf-8")
    same = _without_ids(written(text)) == _without_ids(text)
    assert same, f"run 'make docs': {_relative(page)} is not what the program would write"


def _without_ids(text: str) -> str:
    """A commit's id changes with every byte of the templates; only its place matters here."""
    return re.sub(r"\b[0-9a-f]{9,40}\b", "ID", text)


@pytest.mark.parametrize(
    "page", [*pages(), ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", ROOT / "bench/README.md"], ids=_relative
)
def test_every_link_leads_somewhere(page: Path) -> None:
    broken = [
        target for target in _links(page.read_text("utf-8")) if not (page.parent / target.partition("#")[0]).exists()
    ]
    assert broken == []


def _links(text: str) -> Iterator[str]:
    for found in _LINK.finditer(text):
        target = found[1] or found[2]
        if not target.startswith(("https://", "http://", "#", "mailto:")):
            yield target


def test_the_first_page_leads_to_every_other() -> None:
    index = ROOT / "docs/index.md"
    named = {(index.parent / target).resolve() for target in _links(index.read_text("utf-8"))}
    assert sorted(str(page) for page in set(index.parent.rglob("*.md")) - named - {index}) == []


@pytest.mark.parametrize("page", pages(), ids=_relative)
def test_every_option_in_an_example_is_known(page: Path) -> None:
    known = run_reference()
    for command in _SHELL.findall(page.read_text("utf-8")):
        options = [word.partition("=")[0] for word in command.split() if word.startswith("-")]
        assert [option for option in options if f"`{option}" not in known and f" {option}" not in known] == []


def run_reference() -> str:
    return (ROOT / "docs/reference/commands.md").read_text("utf-8")


def test_the_documentation_builds_without_a_warning(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict", "--site-dir", str(tmp_path / "site")],
        cwd=ROOT,
        env={"NO_MKDOCS_2_WARNING": "1", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "site" / "tutorial.html").exists()


def test_brackets_that_must_be_typed_are_in_the_reference() -> None:
    assert "| `--person 'NAME <EMAIL> ROLES'` |" in (ROOT / "docs/reference/commands.md").read_text("utf-8")


def test_help_names_every_documented_command() -> None:
    said = run_ledger("--help")
    documented = set(re.findall(r"^### `ledger ([a-z]+)", run_reference(), re.MULTILINE))
    assert documented
    assert {name for name in documented if name not in said} == set()


def _block(page: str, language: str, place: int = 1) -> str:
    text = (ROOT / "docs/how-to" / page).read_text("utf-8")
    return text.split(f"```{language}\n")[place].partition("```")[0]


def test_the_weekly_workflow_of_the_guide_passes_the_linters(tmp_path: Path) -> None:
    place = Builder(tmp_path / "portfolio")
    place.write({".github/workflows/report.yml": _block("weekly-report.md", "yaml")})
    place.write({".gitlab-ci.yml": _block("weekly-report.md", "yaml", 2)})
    schemas = (("github-workflows", ".github/workflows/report.yml"), ("gitlab-ci", ".gitlab-ci.yml"))
    for command in (
        ("zizmor", "--offline", "--no-progress", ".github"),
        ("actionlint",),
        *(("check-jsonschema", "--builtin-schema", f"vendor.{name}", path) for name, path in schemas),
    ):
        tool = Path(sys.executable).parent / command[0]
        done = subprocess.run([tool, *command[1:]], cwd=place.root, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


def test_the_flow_of_the_guide_is_a_flow(tmp_path: Path) -> None:
    place = Builder(tmp_path / "portfolio", ledger=LEDGER.replace("flow: small", "flow: own"))
    flow = _block("write-a-flow.md", "yaml").replace("flow: small", "flow: own")
    place.write({"schema/flows/own.yml": flow}).commit()
    assert "nothing to report" in run_ledger("-C", str(place.root), "check")


def test_the_schema_of_the_guide_asks_for_a_team(tmp_path: Path) -> None:
    place = Builder(tmp_path / "portfolio")
    place.write({"schema/project.json": _block("tighten-a-schema.md", "json")}).project().commit()
    found = json.loads(run_ledger("-C", str(place.root), "--now", "2026-01-06", "check", "--json"))["diagnostics"]
    assert [(one["code"], "team" in one["message"]) for one in found] == [("SCH002", True)]


def test_the_waiver_of_the_guide_holds(tmp_path: Path) -> None:
    waiver = _block("waive-a-finding.md", "yaml")
    place = Builder(tmp_path / "portfolio", ledger=LEDGER + waiver)
    place.write({"projects/churn/README.md": card(), "projects/churn/idea.md": document()}).commit()
    found = json.loads(run_ledger("-C", str(place.root), "--now", "2026-01-06", "check", "--json"))["diagnostics"]
    assert [one["code"] for one in found] == ["POL005"]
