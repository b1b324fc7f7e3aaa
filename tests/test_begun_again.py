"""`ledger init` where a ledger is already, as after an import: what is there is not asked for."""

from pathlib import Path

from typer.testing import CliRunner

from ledger.cli.app import app
from ledger.imports.mapping import Plan
from ledger.imports.plan_file import plan_of
from tests.build import Builder


def said(place: Builder) -> str:
    done = CliRunner().invoke(app, ["-C", str(place.root), "--now", "2026-01-20", "init", "--yes"])
    assert done.exit_code == 0, done.output
    return done.output


def test_people_and_lines_that_are_there_are_not_asked_for(tmp_path: Path) -> None:
    place = Builder(tmp_path / "ledger").write({".gitignore": "*.log\n/site/\n"})
    told = said(place)
    assert "\n  1. open ledger.yml and look at the people and their roles\n  2. git" in told
    assert "add people beside" not in told
    assert ".gitignore holds" not in told


def test_a_line_that_is_missing_is_asked_for(tmp_path: Path) -> None:
    assert ".gitignore holds a line /site/" in said(Builder(tmp_path / "ledger").write({".gitignore": "site.md\n"}))


def test_the_mapping_of_a_table_in_the_guide_is_whole() -> None:
    guide = (Path(__file__).parents[1] / "docs/how-to/move-from-jira.md").read_text("utf-8")
    mapping = guide.partition("**As CSV**")[2].partition("```yaml\n")[2].partition("```")[0]
    assert isinstance(plan_of(mapping.encode(), "board.yaml"), Plan)


def test_the_status_of_a_ledger_without_projects_says_how_one_starts(tmp_path: Path) -> None:
    place = Builder(tmp_path / "ledger")
    place.commit("Start")
    done = CliRunner().invoke(app, ["-C", str(place.root), "--now", "2026-01-20", "status"])
    assert done.output == "there is no project: 'ledger new NAME' starts one\n"
    place.project().commit("Start churn")
    done = CliRunner().invoke(app, ["-C", str(place.root), "--now", "2026-01-20", "status", "--status", "paused"])
    assert done.output == "no such project\n"
