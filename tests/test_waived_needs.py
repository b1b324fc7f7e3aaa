"""What a waiver does without is waited for by nobody, and every surface says so."""

import json
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest
from bs4 import BeautifulSoup
from typer.testing import CliRunner

from ledger import assemble, rules
from ledger.cli.app import app
from ledger.report.summary import as_markdown
from ledger.site.serve import build_at
from ledger.views.changes import change_rows
from tests.build import FLOW, LEDGER, Builder, card, document

TODAY: Final = date(2026, 3, 1)
GATED: Final = FLOW.replace(
    "    needs: [timebox]\n",
    "    needs: [budget.amount]\n    gates: [{id: scope, title: Scope, approvals: {product: 1}, kpis: met}]\n",
)
KPI: Final = 'kpis: [{id: f1, product: few misses, metric: F1, target: ">= 0.80"}]\n'
# What each code excuses, as the status says it.
OPEN: Final = {
    "APR001": "product: Scope",
    "KPI004": "KPIs met",
    "KPI005": "KPIs met",
    "MOV004": "field: budget.amount",
    "MOV005": "text: Need",
    "BIZ001": "decision on the time box",
}
IDEA: Final = "projects/churn/idea.md"


def waiver(*codes: str, until: str = "2026-12-31") -> str:
    each = (f'  - {{code: {code}, project: churn, until: {until}, reason: "as agreed"}}\n' for code in codes)
    return f"waivers:\n{''.join(each)}"


def bare(root: Path, *codes: str, kpis: str = KPI, idea: str | None = "", until: str = "2026-12-31") -> Builder:
    """A project whose phase lacks everything, under waivers of some codes."""
    made = Builder(root / "ledger", ledger=LEDGER + (waiver(*codes, until=until) if codes else ""), flow=GATED)
    text = document(more=kpis, body="## Need\n") if idea == "" else idea
    made.project(**({"idea": text} if text else {}))
    if text is None:
        made.write({IDEA: None})
    made.commit("Start")
    return made


def run(place: Builder, *arguments: str, code: int = 0) -> str:
    done = CliRunner().invoke(app, ["-C", str(place.root), "--now", TODAY.isoformat(), *arguments])
    assert done.exit_code == code, done.output
    return done.output


def told(place: Builder, *arguments: str) -> Any:
    return json.loads(run(place, *arguments, "--json"))


def status(place: Builder) -> Any:
    return told(place, "status")["projects"][0]


def page(place: Builder, path: str) -> BeautifulSoup:
    build_at(place.root, TODAY, out=Path("site"))
    return BeautifulSoup((place.root / "site" / path).read_text("utf-8"), "html.parser")


def whole(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize(("code", "kpis"), [(code, "" if code == "KPI005" else KPI) for code in OPEN])
def test_what_is_waived_is_waited_for_by_nobody(tmp_path: Path, code: str, kpis: str) -> None:
    without, with_it = bare(tmp_path / "1", kpis=kpis), bare(tmp_path / "2", code, kpis=kpis)
    assert OPEN[code] in status(without)["waits_for"]
    assert status(with_it)["waits_for"] == [one for one in status(without)["waits_for"] if one != OPEN[code]]
    assert code not in [need["code"] for need in told(with_it, "why", "churn")["needs"]]
    assert whole(run(with_it, "status", "churn")).count("waived: as agreed") == 1
    assert "POL005" not in run(with_it, "check")


def test_a_waiver_that_has_ended_does_without_nothing(tmp_path: Path) -> None:
    ended = bare(tmp_path / "1", *OPEN, until="2026-02-28")
    assert status(ended)["waits_for"] == status(bare(tmp_path / "2"))["waits_for"]


def test_a_waived_vote_is_asked_of_nobody(tmp_path: Path) -> None:
    place = bare(tmp_path, "APR001")
    row = status(place)
    assert (row["asks_votes"], row["asks_roles"]) == (0, [])
    assert told(place, "approve", "--inbox", "--by", "dana")["waiting"] == []
    assert told(place, "report", "--since", "2026-01-01")["waiting"] == []
    assert page(place, "people.html").select("#votes ~ p")[0].get_text() == "None."


def test_the_pages_show_a_waived_vote_with_its_reason(tmp_path: Path) -> None:
    shown = page(bare(tmp_path, "APR001"), "projects/churn/index.html")
    (need,) = shown.select(".pl-need--waived")
    assert whole(need.get_text(" ")) == "\N{EN DASH} Scope vote of product nobody has voted; waived: as agreed waived"
    gate = shown.select(".pl-gates tbody tr")[0]
    assert whole(gate.get_text(" ")) == "Scope Idea · waived: as agreed"


def test_a_project_that_waits_for_nothing_but_what_is_waived_says_so(tmp_path: Path) -> None:
    shown = page(bare(tmp_path, *OPEN), "projects/churn/index.html")
    assert "All that its phase asks for is there or waived." in shown.select(".pl-answer")[0].get_text()


def test_a_change_asks_for_no_vote_that_its_base_does_without(tmp_path: Path) -> None:
    place = bare(tmp_path, "APR001")
    place.git("checkout", "-q", "-b", "work")
    place.write({"projects/churn/README.md": card(phase="build"), "projects/churn/build.md": document("build")})
    place.commit("Go")
    assert told(place, "approve", "--inbox", "--by", "dana")["waiting"] == []
    change = assemble.load_change(place.root, base="main", today=TODAY)
    assert "| Scope | waived: as agreed |" in as_markdown(change_rows(change), (), (), 1)


def test_a_change_that_brings_the_waiver_still_asks(tmp_path: Path) -> None:
    place = bare(tmp_path)
    place.git("checkout", "-q", "-b", "work")
    place.write({"ledger.yml": LEDGER + waiver("APR001"), "projects/churn/README.md": card(phase="build")})
    place.write({"projects/churn/build.md": document("build")}).commit("Go")
    assert [one["gate"] for one in told(place, "approve", "--inbox", "--by", "dana")["waiting"]] == ["scope"]
    change = assemble.load_change(place.root, base="main", today=TODAY)
    assert "| Scope | product: 0 of 1; dana can vote |" in as_markdown(change_rows(change), (), (), 1)


def test_a_move_names_the_gate_that_it_passes_by_a_waiver(tmp_path: Path) -> None:
    place = bare(tmp_path, *OPEN)
    run(place, "advance", "churn")
    assert "Gate: scope (waived: as agreed)" in place.git("log", "-1", "--format=%B")


# A phase may be left without a document where a waiver says so and nobody is asked for a vote, which would stand in it.


@pytest.mark.parametrize(("codes", "open_ones"), [(("DOC018", "APR001"), []), (("DOC018",), ["DOC018", "APR001"])])
def test_a_document_that_may_stay_away_is_asked_for_nowhere(
    tmp_path: Path, codes: tuple[str, ...], open_ones: list[str]
) -> None:
    place = bare(tmp_path, *codes, idea=None)
    found = [need["code"] for need in told(place, "why", "churn")["needs"]]
    assert [code for code in found if code in {"DOC018", "APR001"}] == open_ones
    assert ("idea.md" in status(place)["waits_for"], bool(status(place)["waits_for"])) == (bool(open_ones),) * 2
    run(place, "advance", "churn", "--dry-run", code=1 if open_ones else 0)


def test_a_document_that_votes_need_is_missing_before_them(tmp_path: Path) -> None:
    (vote,) = told(bare(tmp_path, "DOC018", idea=None), "approve", "--inbox", "--by", "dana")["waiting"]
    assert vote["missing"] == ["idea.md", "Need", "budget.amount", "KPIs met"]


def test_a_figure_that_is_waived_is_not_asked_for_of_a_kpi_that_is_still_to_come(tmp_path: Path) -> None:
    asked = {need["code"] for need in told(bare(tmp_path, "KPI004", kpis=""), "why", "churn")["needs"]}
    assert "KPI005" in asked
    assert "KPI004" not in asked


def test_an_iteration_takes_along_the_document_that_may_stay_away(tmp_path: Path) -> None:
    made = Builder(tmp_path / "ledger", ledger=LEDGER + waiver("DOC018", "APR001"), flow=GATED)
    made.project(README=card(phase="build")).commit("Start")
    assert [need["code"] for need in told(made, "why", "churn", "--to", "build")["needs"]] == ["DOC018"]


def test_a_way_back_without_votes_asks_for_no_document(tmp_path: Path) -> None:
    place = bare(tmp_path)
    place.write({"projects/churn/README.md": card(phase="build")}).commit("Go")
    found = told(place, "why", "churn", "--to", "idea")
    assert found["needs"] == []
    moved = card(phase="idea", more="move: {to: idea, because: goal-change, note: smaller}\n")
    place.git("checkout", "-q", "-b", "work")
    place.write({"projects/churn/README.md": moved, IDEA: document(iteration=2, more=KPI)}).commit("Back")
    change = assemble.load_change(place.root, base="main", today=TODAY)
    assert [one.code for one in rules.judge(change.after, change) if one.severity == "error"] == []


# Nobody is told to remove a waiver of what the present phase still lacks.


def test_a_waiver_of_what_is_there_is_told_as_idle(tmp_path: Path) -> None:
    text = document(more=f"{KPI}budget: {{amount: 1, currency: EUR}}\n")
    place = bare(tmp_path, "MOV004", "MOV005", "KPI005", "KPI004", idea=text)
    idle = [line for line in run(place, "check").splitlines() if "POL005" in line]
    assert [line.split("one for ")[1][:6] for line in idle] == ["MOV004", "MOV005", "KPI005"]
