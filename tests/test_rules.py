"""Every rule is registered, every code is documented, and a change cannot excuse itself."""

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

import pytest

from ledger import assemble, rules
from ledger.codes import CODES
from ledger.diagnostics import Diagnostic, Severity
from ledger.records.model import Change, Ledger
from ledger.rules.waivers import ONLY_IN_CHANGES
from tests.build import FLOW, LEDGER, Builder, card, document
from tests.test_examples import SHOWN_ELSEWHERE

SOURCES = Path(rules.__file__).parent
EXPLANATIONS = SOURCES.parent / "explanations"
EXAMPLES = Path(__file__).parent / "examples"
TODAY = date(2026, 1, 12)
BACK = "move: {to: idea, because: goal-change}\n"


def _rules_of_modules() -> list[object]:
    """Every public function of the package that looks like a rule."""
    found: list[object] = []
    for module in pkgutil.iter_modules([str(SOURCES)]):
        members = inspect.getmembers(
            importlib.import_module(f"ledger.rules.{module.name}"), inspect.isgeneratorfunction
        )
        for name, function in members:
            *asked, gives = inspect.get_annotations(function).values()
            if (
                not name.startswith("_")
                and function.__module__.endswith(f".{module.name}")
                and asked in ([Ledger], [Change])
                and gives == Iterator[Diagnostic]
            ):
                found.append(function)
    return found


def test_every_rule_is_registered_once() -> None:
    registered = [*rules.RULES, *rules.CHANGE_RULES]
    assert len(set(registered)) == len(registered)
    assert [rule for rule in _rules_of_modules() if rule not in registered] == []


@pytest.mark.parametrize(
    "rule", [*rules.RULES, *rules.CHANGE_RULES], ids=lambda rule: f"{rule.__module__}.{rule.__name__}"
)
def test_every_rule_says_which_codes_it_finds(rule: object) -> None:
    named = re.findall(r"\b[A-Z]{3}\d{3}\b", (inspect.getdoc(rule) or "").split("\n")[0])
    assert named
    assert set(named) <= set(CODES)


def _found_by(several: Iterable[object]) -> set[str]:
    return {
        code
        for rule in several
        for code in re.findall(r"\b[A-Z]{3}\d{3}\b", (inspect.getdoc(rule) or "").split("\n")[0])
    }


def test_a_waiver_may_cover_nothing_where_only_a_change_or_an_audit_finds_its_code() -> None:
    of_reading = {"GIT002", "GIT003", "GIT004"}
    only = {code for code in _found_by(rules.CHANGE_RULES) - _found_by(rules.RULES) if not code.startswith("APR")}
    assert only | of_reading == ONLY_IN_CHANGES


@pytest.mark.parametrize("code", CODES)
def test_every_code_is_explained_and_has_a_good_and_a_bad_example(code: str) -> None:
    text = (EXPLANATIONS / f"{code}.md").read_text(encoding="utf-8")
    assert text.startswith(f"# {code}: {CODES[code][1]}\n")
    assert re.findall(r"^## (.+)$", re.sub(r"```.*?```", "", text, flags=re.DOTALL), re.MULTILINE) == [
        "Bad",
        "Good",
        "How to fix",
    ]
    for kind in ("invalid", "valid"):
        assert code in SHOWN_ELSEWHERE or list((EXAMPLES / kind).glob(f"{code}-*"))


def test_no_code_is_explained_that_is_not_known() -> None:
    assert {path.stem for path in EXPLANATIONS.glob("*.md")} == set(CODES)


def _judged(ledger: Builder, base: str | None = None) -> dict[str, list[Diagnostic]]:
    change = assemble.load_change(ledger.root, base=base, today=TODAY) if base else None
    whole = change.after if change else assemble.load(ledger.root, today=TODAY)
    found: dict[str, list[Diagnostic]] = {}
    for one in rules.judge(whole, change):
        found.setdefault(one.code, []).append(one)
    return found


def _in_build(tmp_path: Path) -> Builder:
    """A project that went from idea to build, on a branch that has not changed anything."""
    ledger = Builder(tmp_path / "ledger").project()
    ledger.commit("Start")
    ledger.write({"projects/churn/README.md": card(phase="build"), "projects/churn/build.md": document("build")})
    ledger.commit("Advance")
    ledger.git("checkout", "-q", "-b", "branch")
    return ledger


def test_a_flow_is_judged_by_its_state_at_the_base(tmp_path: Path) -> None:
    ledger = _in_build(tmp_path)
    softer = FLOW.replace("[goal-change]", "[goal-change, whim]")
    moved = card(more="move: {to: idea, because: whim}\n")
    ledger.write({"schema/flows/small.yml": softer, "projects/churn/README.md": moved})
    ledger.write({"projects/churn/idea.md": document(iteration=2)})
    found = _judged(ledger, "main")
    assert [one.message for one in found["MOV003"]] == ["the reason for a way back must be goal-change, found 'whim'"]
    assert found["POL008"][0].severity is Severity.NOTE


def test_a_waiver_of_the_change_does_not_count_and_one_of_the_base_does(tmp_path: Path) -> None:
    waiver = "waivers:\n  - {code: MOV003, project: churn, until: 2026-12-31, reason: agreed by mail}\n"
    moved = {"projects/churn/README.md": card(), "projects/churn/idea.md": document(iteration=2)}
    ledger = _in_build(tmp_path / "own")
    ledger.write({"ledger.yml": LEDGER + waiver, **moved})
    assert [one.waived for one in _judged(ledger, "main")["MOV003"]] == [None]
    ledger = _in_build(tmp_path / "base")
    ledger.git("checkout", "-q", "main")
    ledger.write({"ledger.yml": LEDGER + waiver}).commit("Waive")
    ledger.write(moved)
    assert [one.waived for one in _judged(ledger, "main")["MOV003"]] == ["agreed by mail"]


def test_what_lacks_is_an_error_in_the_change_and_a_warning_afterwards(tmp_path: Path) -> None:
    ledger = Builder(tmp_path / "ledger").project(idea=document(body="## Need\n"))
    ledger.commit("Start")
    ledger.git("checkout", "-q", "-b", "branch")
    ledger.write({"projects/churn/README.md": card(phase="build"), "projects/churn/build.md": document("build")})
    ledger.commit("Advance")
    assert [one.severity for one in _judged(ledger, "main")["MOV005"]] == [Severity.ERROR]
    assert [one.severity for one in _judged(ledger)["MOV005"]] == [Severity.WARNING]


def test_a_change_that_begins_a_ledger_may_bring_projects_in_any_phase(tmp_path: Path) -> None:
    ledger = Builder(tmp_path / "ledger", ledger="")
    ledger.write({"notes.txt": "nothing yet\n"}).commit("Before the ledger")
    ledger.git("checkout", "-q", "-b", "branch")
    ledger.write({"ledger.yml": LEDGER, "schema/flows/small.yml": FLOW})
    ledger.project(README=card(phase="build"), build=document("build"))
    assert _judged(ledger, "main") == {}


def test_a_new_project_is_judged_by_the_flow_that_comes_with_it(tmp_path: Path) -> None:
    ledger = _in_build(tmp_path)
    own = FLOW.replace("flow: small", "flow: own")
    new = card("ads", phase="build").replace("flow: small", "flow: own")
    ledger.write({"schema/flows/own.yml": own}).project("ads", README=new, build=document("build"))
    assert [one.project for one in _judged(ledger, "main")["MOV011"]] == ["ads"]


def test_a_rename_keeps_the_past_and_its_moves_are_judged(tmp_path: Path) -> None:
    ledger = _in_build(tmp_path)
    ledger.git("mv", "projects/churn", "projects/leavers")
    ledger.write({"projects/leavers/README.md": card(more=BACK), "projects/leavers/idea.md": document(iteration=2)})
    assert _judged(ledger, "main") == _judged(ledger) == {}
    ledger.write({"projects/leavers/idea.md": document(iteration=1)})
    assert [one.project for one in _judged(ledger, "main")["MOV006"]] == ["leavers"]


def test_an_uncommitted_move_is_seen_as_the_last_one(tmp_path: Path) -> None:
    ledger = _in_build(tmp_path)
    ledger.write({"projects/churn/README.md": card(more=BACK), "projects/churn/idea.md": document(iteration=2)})
    assert _judged(ledger) == {}
    ledger.write({"projects/churn/README.md": card()})
    assert set(_judged(ledger)) == {"MOV003"}


def test_a_card_that_speaks_of_an_older_move_is_found_once_it_has_moved_on(tmp_path: Path) -> None:
    ledger = _in_build(tmp_path)
    ledger.write({"projects/churn/README.md": card(more=BACK), "projects/churn/idea.md": document(iteration=2)})
    ledger.commit("Back")
    again = {"projects/churn/build.md": document("build", iteration=2)}
    stale = card(phase="build", more="move: {to: build, because: model-failure}\n")
    ledger.write({"projects/churn/README.md": stale, **again}).commit("Forward again")
    assert set(_judged(ledger)) == {"MOV010"}
    ledger.write({"projects/churn/README.md": card(phase="build"), **again})
    assert _judged(ledger) == {}


def test_a_project_that_comes_back_as_it_went_keeps_the_reason_of_its_last_move(tmp_path: Path) -> None:
    ledger = _in_build(tmp_path)
    back = {"projects/churn/README.md": card(more=BACK), "projects/churn/idea.md": document(iteration=2)}
    ledger.write(back).commit("Back")
    ledger.write({f"projects/churn/{name}.md": None for name in ("README", "idea", "build")}).commit("Gone")
    ledger.write({**back, "projects/churn/build.md": document("build")}).commit("Here again")
    assert _judged(ledger) == {}


def test_a_project_that_comes_back_elsewhere_has_made_no_move(tmp_path: Path) -> None:
    ledger = _in_build(tmp_path)
    ledger.write({f"projects/churn/{name}.md": None for name in ("README", "idea", "build")}).commit("Gone")
    ledger.write({"projects/churn/README.md": card(more=BACK), "projects/churn/idea.md": document(iteration=2)})
    assert set(_judged(ledger)) == {"MOV010"}


def test_two_moves_that_need_a_reason_need_two_changes(tmp_path: Path) -> None:
    ledger = _in_build(tmp_path)
    moved = card(status="cancelled", more=BACK)
    ledger.write({"projects/churn/README.md": moved, "projects/churn/idea.md": document(iteration=2)})
    assert [one.message.split(" must")[0] for one in _judged(ledger, "main")["MOV003"]] == ["a cancellation"]


def test_the_findings_are_the_same_on_every_run(tmp_path: Path) -> None:
    ledger = _in_build(tmp_path)
    ledger.write({"projects/churn/README.md": card(phase="run"), "projects/churn/run.md": document("run", iteration=4)})
    change = assemble.load_change(ledger.root, base="main", today=TODAY)
    assert rules.judge(change.after, change) == rules.judge(change.after, change)
    assert rules.judge(change.after, change)
