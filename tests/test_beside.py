"""What stood in other projects before a change is counted, and not told again to whoever proposes it."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ledger.cli.app import app
from tests.build import FLOW, LEDGER, Builder, document

IDEA = "projects/churn/idea.md"
LATE = "projects/north/late/idea.md"
LONG = document().replace("weeks: 2", "weeks: 52")
OTHER = LONG.replace("A need.", "Another need.")
BESIDE = "1 warning in 1 project that this change leaves alone: see 'ledger check'"


@pytest.fixture
def place(tmp_path: Path) -> Builder:
    """Two projects, of which one is over its time box, and a branch on which the other one has been worked on."""
    made = Builder(tmp_path).project("churn", idea=LONG).project("late", group="north")
    made.commit("Begin")
    made.git("switch", "-qc", "work")
    made.write({IDEA: OTHER}).commit("Work")
    return made


def checked(place: Builder, *more: str, base: str = "main", summary: Path | None = None) -> tuple[int, list[str]]:
    arguments = ["-C", str(place.root), "--now", "2026-02-20", "check", "--base", base, *more]
    done = CliRunner().invoke(app, arguments, env={"GITHUB_STEP_SUMMARY": str(summary or "")})
    return done.exit_code, done.output.splitlines()


def test_a_change_is_told_what_concerns_it_and_how_much_is_beside_it(place: Builder) -> None:
    assert checked(place) == (0, [f"2 projects checked: nothing to report; {BESIDE}"])


def test_its_own_project_is_told_of_whole(place: Builder) -> None:
    place.write({LATE: document(body="## Need\n\nAnother need.\n")}).commit("Late")
    assert checked(place)[1][0].startswith(f"{LATE}:4:1: warning BIZ001: ")
    assert checked(place)[1][-1] == "2 projects checked: 1 warning"


def test_a_file_beside_the_documents_is_of_its_project(place: Builder) -> None:
    place.write({"projects/north/late/reports/sums.csv": "1\n"}).commit("Sums")
    assert checked(place)[1][-1] == "2 projects checked: 1 warning"


def test_a_project_is_its_own_under_another_name_and_in_another_group(place: Builder) -> None:
    place.git("mv", "projects/north", "projects/south")
    place.git("mv", "projects/south/late", "projects/south/later")
    place.commit("Rename")
    assert [line[:42] for line in checked(place)[1] if "BIZ001" in line] == [
        "projects/south/later/idea.md:4:1: warning "
    ]


@pytest.mark.parametrize(
    "files",
    [
        {"ledger.yml": LEDGER.replace("Data science portfolio", "Portfolio")},
        {"schema/flows/small.yml": FLOW.replace("A small flow", "Another flow")},
    ],
)
def test_whoever_changes_the_rules_is_told_everything(place: Builder, files: dict[str, str]) -> None:
    place.write(files).commit("Rules")
    assert any(line.startswith(f"{LATE}:4:1: warning BIZ001: ") for line in checked(place)[1])


def test_an_error_is_told_wherever_it_stands(place: Builder) -> None:
    place.git("switch", "-q", "main")
    place.write({LATE: document(more="kpis: none\n")}).commit("Broken")
    place.git("switch", "-q", "work")
    place.git("merge", "-q", "--no-edit", "main")
    code, lines = checked(place)
    assert (code, [line.split(": ")[1] for line in lines if line.startswith(LATE)]) == (1, ["error SCH003"])
    assert lines[-1] == f"2 projects checked: 1 error; {BESIDE}"


def test_what_is_waived_of_another_project_is_beside_the_change(place: Builder) -> None:
    place.git("switch", "-q", "main")
    waiver = "waivers:\n  - {code: SCH003, project: late, until: 2026-12-31, reason: it is old}\n"
    place.write({LATE: LONG.replace("---\n\n", "kpis: none\n---\n\n"), "ledger.yml": LEDGER + waiver}).commit("Broken")
    place.git("switch", "-q", "work")
    place.git("merge", "-q", "--no-edit", "main")
    assert checked(place) == (0, [f"2 projects checked: nothing to report; {BESIDE.replace('warning', 'waived')}"])


def test_a_strict_check_tells_all_that_it_fails_for(place: Builder) -> None:
    code, lines = checked(place, "--strict")
    assert (code, lines[-1]) == (1, "2 projects checked: 1 warning")
    assert lines[0].startswith(f"{LATE}:4:1: warning BIZ001: ")


@pytest.mark.parametrize("style", ["json", "sarif", "gitlab"])
def test_programs_get_every_finding(place: Builder, style: str) -> None:
    assert LATE in json.dumps(json.loads("\n".join(checked(place, "--format", style)[1])))


def test_neither_annotations_nor_the_summary_speak_of_other_projects(place: Builder, tmp_path: Path) -> None:
    place.write({IDEA: OTHER.replace("weeks: 52", "weeks: 1")}).commit("Shorter")
    summary = tmp_path / "summary.md"
    lines = checked(place, "--format", "github", summary=summary)[1]
    assert [line.split(",")[0] for line in lines] == [
        f"::warning file={IDEA}",
        f"2 projects checked: 1 warning; {BESIDE}",
    ]
    assert (LATE in summary.read_text(), "1 warning in 1 project that this change" in summary.read_text()) == (
        False,
        True,
    )
