"""What was measured and chosen when a phase was entered the last time goes on counting: who enters it again is told."""

from pathlib import Path

from typer.testing import CliRunner

from ledger.cli.app import app
from tests.build import FLOW, Builder, document

KPIS = 'kpis: [{id: f1, target: ">= 0.80", measured: 0.9}, {id: cost}]\n'


def begun_again(tmp_path: Path, kpis: str, flow: str = FLOW) -> str:
    place = Builder(tmp_path / "ledger", flow=flow).project(idea=document(more=kpis, body="## Need\n\nA need.\n"))
    place.commit("Start")
    place.git("config", "user.name", "Sam")
    place.git("config", "user.email", "sam@example.com")
    run = ("-C", str(place.root), "--now", "2026-01-20")
    assert CliRunner().invoke(app, [*run, "advance", "churn"]).exit_code == 0
    done = CliRunner().invoke(app, [*run, "backtrack", "churn", "--to", "idea", "--because", "goal-change"])
    assert done.exit_code == 0, done.output
    return done.output


def test_figures_of_the_last_time_are_named(tmp_path: Path) -> None:
    told = "  state anew in idea.md: timebox and what was measured (f1), which is that of the last time\n"
    assert told in begun_again(tmp_path, KPIS)


def test_what_was_only_defined_stays_without_a_word(tmp_path: Path) -> None:
    assert "state anew in idea.md: timebox, which" in begun_again(tmp_path, KPIS.replace(", measured: 0.9", ""))


def test_what_was_chosen_the_last_time_is_named(tmp_path: Path) -> None:
    """After an approach that failed the document still said that it is the one chosen."""
    ways = "ways: [{name: a, chosen: true}, {name: b}]\n"
    flow = FLOW.replace("needs: [timebox]", "needs: [timebox, ways.chosen]") + "fields: {ways: {type: array}}\n"
    said = begun_again(tmp_path, ways, flow)
    assert "  state anew in idea.md: timebox and what was chosen (ways.chosen), which is" in said
