"""What a change is held to although it would rewrite it: the targets, schemas, fields and limits of its base."""

from datetime import date
from pathlib import Path
from typing import Final

import pytest

from ledger import assemble, audit, rules
from ledger.diagnostics import Diagnostic, Severity
from ledger.votes.digest import digest
from tests.build import FLOW, LEDGER, Builder, card, document

TEAM: Final = '{"required": ["team"], "properties": {"team": {"enum": ["growth"]}}}'
STRICT: Final = FLOW.replace("phases:", "limits: {task_days: 5, tasks_in_progress: 1}\nphases:")
FIELD: Final = FLOW.replace("phases:", "fields: {interval: {type: integer}}\nphases:")
LET_LAND: Final = "the rules of the base judge this change: let the new ones land first; otherwise: "
TODAY: Final = date(2026, 1, 12)
BOX: Final = {"start": "2026-01-05", "weeks": 2}
AGREED: Final = ">= 0.80"
LOWER: Final = ">= 0.50"
FLOW_WITH_KPIS: Final = (
    FLOW.replace("needs: [timebox]", "gates: [{id: scope, approvals: {product: 1}, kpis: defined}]")
    .replace("{id: build, title: Build}", "{id: build, title: Build, gates: [{id: good, approvals: {}, kpis: met}]}")
    .replace("cancel:", "  - {from: run, to: idea, because: [goal-change]}\ncancel:")
)


def found(place: Builder) -> list[Diagnostic]:
    """What is found in the change from main, notes left out."""
    change = assemble.load_change(place.root, base="main", today=TODAY)
    return [one for one in rules.judge(change.after, change) if one.severity is not Severity.NOTE]


def judged(place: Builder) -> list[str]:
    """The errors of the change from main: code, place and sentence."""
    return [
        f"{one.code} {one.location.path.removeprefix('projects/churn/')}:{one.location.line} {one.message}"
        for one in found(place)
        if one.severity is Severity.ERROR
    ]


def goal(target: str, *voted: str, iteration: int = 1) -> str:
    """The document of the first phase with a target, and votes of Dana on it as it was with other ones or is."""
    votes = [
        {"gate": "scope", "role": "product", "by": "dana", "date": "2026-01-06", "decision": "approved"}
        | {"of": digest({"phase": "idea", "iteration": 1, "timebox": BOX, "kpis": [kpi(one)]}, "## Need\n\nA need.\n")}
        for one in voted
    ]
    more = f"kpis: {[kpi(target)]}\n" + (f"approvals: {votes}\n" if votes else "")
    return document(iteration=iteration, more=more)


def kpi(target: str) -> dict[str, str]:
    return {"id": "f1", "product": "P", "target": target}


@pytest.fixture
def place(tmp_path: Path) -> Builder:
    """A branch of a project whose target of 0.80 was approved, and which measured 0.60 in the phase that it is in."""
    made = Builder(tmp_path / "ledger", flow=FLOW_WITH_KPIS).project(idea=goal(AGREED))
    made.commit("Start")
    made.write({"projects/churn/idea.md": goal(AGREED, AGREED)}).commit("Vote", author="dana")
    measured = document("build", more="kpis: [{id: f1, measured: 0.6}]\n")
    made.write({"projects/churn/README.md": card(phase="build"), "projects/churn/build.md": measured}).commit("Move")
    made.git("checkout", "-q", "-b", "work")
    return made


def go_on(place: Builder) -> Builder:
    return place.write({"projects/churn/README.md": card(phase="run"), "projects/churn/run.md": document("run")})


LOWERED: Final = "KPI001 idea.md:5 the target of 'f1' must stay '>= 0.80' as in idea.md of the base, found"
MISSED: Final = "KPI004 build.md:5 'f1' must be >= 0.80 for the gate 'good' of build, found 0.6"


def test_a_target_that_was_agreed_is_not_lowered_on_the_way_through_its_gate(place: Builder) -> None:
    go_on(place).write({"projects/churn/idea.md": goal(LOWER, AGREED)}).commit("Lower and go on")
    assert judged(place) == [MISSED, f"{LOWERED} '>= 0.50'"]
    place.git("checkout", "-q", "main")
    place.git("merge", "-q", "--no-ff", "work")
    last = audit.read(place.root, today=TODAY).judged[-1]
    assert [one.code for one in last.then] == [one.code for one in last.now] == ["KPI004", "KPI001"]


def test_a_target_that_the_change_takes_away_is_still_asked_for(place: Builder) -> None:
    kept = go_on(place).root / "projects/churn/idea.md"
    place.write({"projects/churn/idea.md": kept.read_text("utf-8").replace(f", 'target': '{AGREED}'", "")})
    assert judged(place) == [MISSED, f"{LOWERED} none"]
    place.write({"projects/churn/idea.md": None})
    assert {MISSED, f"{LOWERED} none".replace(":5", ":1")} < {*judged(place)}


@pytest.mark.parametrize("votes", [(), (AGREED,)])
def test_a_target_stays_while_a_flow_is_followed_that_does_not_know_its_phase(
    place: Builder, votes: tuple[str, ...]
) -> None:
    def lowered() -> list[str]:
        return [one for one in judged(place) if one.startswith("KPI001")]

    idea = FLOW_WITH_KPIS[FLOW_WITH_KPIS.index("  - id: idea") : FLOW_WITH_KPIS.index("  - {id: build")]
    other = FLOW_WITH_KPIS.replace("flow: small", "flow: other").replace(idea, "  - {id: start, title: Start}\n")
    other = other.replace("to: idea", "to: start")
    place.git("checkout", "-q", "main")
    place.write({"schema/flows/other.yml": other, "projects/churn/idea.md": goal(AGREED, *votes)}).commit(
        "Another flow"
    )
    place.git("checkout", "-q", "-B", "work")
    changed = card(phase="build").replace("flow: small", "flow: other")
    place.write({"projects/churn/README.md": changed, "projects/churn/idea.md": goal(LOWER, *votes)})
    place.commit("Follow it")
    assert lowered() == [f"{LOWERED} '>= 0.50'"]
    place.write({"projects/churn/idea.md": goal(AGREED, *votes)}).commit("As it was")
    assert lowered() == []
    place.git("branch", "-qf", "main", "work")
    place.write({"projects/churn/idea.md": goal(LOWER, *votes)}).commit("Lower it there")
    assert lowered() == [f"{LOWERED} '>= 0.50'"]
    place.git("checkout", "-q", "main")
    place.git("merge", "-q", "--no-ff", "work")
    assert "KPI001" in [one.code for one in audit.read(place.root, today=TODAY).judged[-1].then]


def test_a_target_is_the_same_however_it_is_written(place: Builder) -> None:
    place.write({"projects/churn/idea.md": goal(">=0.8", AGREED)})
    assert judged(place) == []


def test_a_target_changes_by_going_back_to_the_phase_that_set_it(place: Builder) -> None:
    back = card(more="move: {to: idea, because: goal-change}\n")
    again = goal(LOWER, AGREED, iteration=2)
    place.write({"projects/churn/README.md": back, "projects/churn/idea.md": again}).commit("Go back")
    assert judged(place) == []


def test_a_target_changes_by_a_new_vote_that_lands_before_the_move(place: Builder) -> None:
    place.write({"projects/churn/idea.md": goal(LOWER, AGREED, LOWER)}).commit("Agree on less", author="dana")
    assert judged(place) == []
    go_on(place).commit("Go on", author="dana")
    assert judged(place) == [MISSED]
    place.git("branch", "-qf", "main", "work~1")
    assert judged(place) == []


def test_nobody_agrees_on_another_target_in_the_change_that_makes_them_the_owner(place: Builder) -> None:
    own = card(phase="build").replace("owner: sam", "owner: dana")
    place.write({"projects/churn/idea.md": goal(LOWER, AGREED, LOWER), "projects/churn/README.md": own})
    place.commit("Agree on less, for oneself", author="dana")
    assert f"{LOWERED} '>= 0.50'" in judged(place)


def test_where_another_target_stands_and_how_to_agree_on_it_is_told(place: Builder) -> None:
    place.write({"projects/churn/idea.md": goal(LOWER, AGREED)})
    (told,) = [one for one in found(place) if one.code == "KPI001"]
    column = goal(LOWER).splitlines()[4].index("'>=") + 1
    hint = "to change what was agreed, go back to idea, or bring new votes of its gates on the document as it is now"
    assert (told.location.line, told.location.column, told.hint) == (5, column, hint)


def test_a_veto_on_another_target_binds_also_in_the_change_that_makes_its_person_the_owner(place: Builder) -> None:
    place.git("checkout", "-q", "main")
    people = f"{LEDGER}  ravi: {{name: Ravi, emails: [ravi@example.com], roles: [product]}}\n"
    place.write({"ledger.yml": people}).commit("Ravi")
    place.git("checkout", "-q", "-B", "work")
    vetoed = "dana', 'date': '2026-01-06', 'decision': 'rejected'".join(
        goal(LOWER, AGREED, LOWER).rsplit("dana', 'date': '2026-01-06', 'decision': 'approved'", 1)
    )
    place.write({"projects/churn/idea.md": vetoed}).commit("Veto", author="dana")
    yes = goal(LOWER, AGREED, LOWER, LOWER).rsplit("{'gate'", 1)[1].partition("}")[0].replace("dana", "ravi")
    both = vetoed.replace("}]\n---", f"}}, {{'gate'{yes}}}]\n---")
    place.write({"projects/churn/idea.md": both}).commit("Yes", author="ravi")
    own = card(phase="build").replace("owner: sam", "owner: dana")
    place.write({"projects/churn/README.md": own}).commit("Dana owns it now")
    assert judged(place) == [f"{LOWERED} '>= 0.50'"]


def test_a_target_may_change_in_the_phase_that_sets_it(tmp_path: Path) -> None:
    place = Builder(tmp_path / "ledger", flow=FLOW_WITH_KPIS).project(idea=goal(AGREED))
    place.commit("Start")
    place.git("checkout", "-q", "-b", "work")
    place.write({"projects/churn/idea.md": goal(LOWER)})
    assert judged(place) == []


def on_a_branch(root: Path, *, flow: str = FLOW, team: str = "growth", **files: str) -> Builder:
    """A branch of a ledger whose cards must name the team, with one project."""
    made = Builder(root, flow=flow).project(README=card(more=f"team: {team}\n"), **files)
    made.write({"schema/project.json": TEAM}).commit("Start")
    made.git("checkout", "-q", "-b", "work")
    return made


def lax(place: Builder, *, flow: str = FLOW) -> Builder:
    return place.write({"schema/project.json": None, "schema/flows/small.yml": flow})


def test_a_change_is_held_to_the_schemas_limits_and_rhythm_that_it_loosens(tmp_path: Path) -> None:
    rhythm = STRICT.replace("phases:", "review_business_case_weeks: 1\nphases:")
    case = "business_case: {need: N}\n"
    place = on_a_branch(tmp_path / "ledger", flow=rhythm)
    place.write({"projects/churn/README.md": card(more=f"team: growth\n{case}").replace("01-05", "01-01")})
    place.commit("A business case")
    place.git("branch", "-qf", "main")
    tasks = "tasks: [{id: t1, title: Big, status: doing, days: 9}, {id: t2, title: Next, status: doing}]\n"
    parts = {"README": card(more="team: other\n").replace("01-05", "01-01"), "idea": document(more=tasks)}
    place.project("churn", **parts).project("fresh", README=card("fresh"))
    under_both = [(one.code, one.location, one.message) for one in found(place)]
    assert {code for code, _, _ in under_both} == {"BIZ004", "SCH002", "SCH004", "TSK001", "TSK002"}
    assert [(one.code, one.location, one.message) for one in found(lax(place))] == under_both


def test_a_field_is_written_once_the_flow_that_declares_it_has_landed(tmp_path: Path) -> None:
    place = on_a_branch(tmp_path / "ledger")
    place.write({"schema/flows/small.yml": FIELD, "projects/churn/idea.md": document(more="interval: 3\n")})
    assert [one.split()[0] for one in judged(place)] == ["SCH001"]
    assert all((one.hint or "").startswith(LET_LAND) for one in found(place))
    place.write({"projects/churn/idea.md": document()}).commit("The flow alone")
    assert judged(place) == []
    place.git("branch", "-qf", "main")
    assert judged(place.write({"projects/churn/idea.md": document(more="interval: 3\n")})) == []


def test_a_schema_that_alone_is_taken_away_is_held_to(tmp_path: Path) -> None:
    place = on_a_branch(tmp_path / "ledger")
    place.write({"schema/project.json": None, "projects/churn/README.md": card(more="team: other\n")})
    assert [one.split()[0] for one in judged(place)] == ["SCH004"]


def test_documents_are_held_to_the_schema_and_the_fields_that_the_change_loosens(tmp_path: Path) -> None:
    place = Builder(tmp_path / "ledger", flow=FIELD).project(idea=document(more="interval: 3\n"))
    place.write({"schema/phase.json": '{"properties": {"extra": {"required": ["cost"]}}}'}).commit("Start")
    place.git("checkout", "-q", "-b", "work")
    looser = FIELD.replace("{type: integer}", "{}")
    place.write({"schema/phase.json": None, "schema/flows/small.yml": looser})
    place.write({"projects/churn/idea.md": document(more="interval: three\nextra: {}\n")}).commit("Loosen and write")
    assert [one.split()[0] for one in judged(place)] == ["SCH003", "SCH002"]
    assert all((one.hint or "").startswith(LET_LAND) for one in found(place) if one.severity is Severity.ERROR)


def test_what_both_rules_find_is_told_once_as_the_change_itself_tells_it(tmp_path: Path) -> None:
    place = on_a_branch(tmp_path / "ledger", flow=STRICT)
    tasks = "tasks: [{id: t1, title: Big, status: todo, days: 9}]\n"
    place.write(
        {"projects/churn/README.md": card(more="team: other\n"), "projects/churn/idea.md": document(more=tasks)}
    )
    place.write({"schema/flows/small.yml": STRICT.replace("task_days: 5", "task_days: 7")})
    said = [(one.code, (one.hint or "").startswith(LET_LAND)) for one in found(place)]
    assert said == [("SCH004", False), ("TSK001", False)]
    assert "at most 7 days" in found(place)[1].message


def test_a_change_may_tighten_the_rules_and_mend_the_files_at_once(tmp_path: Path) -> None:
    place = on_a_branch(tmp_path / "ledger", flow=FIELD)
    wanted = TEAM.replace('"team"]', '"team", "tags"]')
    place.write({"schema/project.json": wanted, "projects/churn/README.md": card(more="team: growth\ntags: [x]\n")})
    assert judged(place.write({"schema/flows/small.yml": STRICT})) == []


@pytest.mark.parametrize("folder", ["churn", "leavers"])
def test_what_the_base_had_already_is_not_laid_to_the_change(tmp_path: Path, folder: str) -> None:
    tasks = "tasks: [{id: t1, title: Big, status: todo, days: 9}]\n"
    place = on_a_branch(tmp_path / "ledger", flow=STRICT, team="other", idea=document(more=tasks))
    assert [one.split()[0] for one in judged(place)] == ["SCH004", "TSK001"]
    lax(place)
    if folder != "churn":
        place.git("mv", "projects/churn", f"projects/{folder}")
    assert judged(place) == []
    longer = document(more=tasks + "budget: {amount: 1, currency: EUR}\n")
    card_now = card(more="team: other\ntags: [x]\n")
    place.write({f"projects/{folder}/README.md": card_now, f"projects/{folder}/idea.md": longer})
    assert judged(place) == []
    place.write({f"projects/{folder}/idea.md": longer.replace("days: 9", "days: 8")})
    assert [one.split()[0] for one in judged(place)] == ["TSK001"]


def test_policy_and_flows_are_held_to_the_schemas_that_the_change_removes(tmp_path: Path) -> None:
    place = Builder(tmp_path / "ledger").project()
    place.write({"schema/ledger.json": '{"properties": {"title": {"const": "Data science portfolio"}}}'})
    place.write({"schema/flow.json": '{"properties": {"title": {"const": "A small flow"}}}'}).commit("Start")
    place.git("checkout", "-q", "-b", "work")
    place.write({"schema/ledger.json": None, "schema/flow.json": None})
    assert judged(place) == []
    place.write({"ledger.yml": LEDGER.replace("Data", "Other"), "schema/flows/small.yml": FLOW.replace("A small", "B")})
    said = [["SCH004", "ledger.yml:1"], ["SCH004", "schema/flows/small.yml:2"]]
    assert [one.split()[:2] for one in judged(place)] == said


def test_of_faults_that_read_alike_those_that_the_change_adds_are_told(tmp_path: Path) -> None:
    def big(count: int) -> str:
        return document(more=f"tasks: [{', '.join(['{id: t1, title: Big, status: todo, days: 9}'] * count)}]\n")

    place = Builder(tmp_path / "ledger", flow=STRICT).project(idea=big(1))
    place.commit("Start")
    place.git("checkout", "-q", "-b", "work")
    place.write({"schema/flows/small.yml": FLOW})
    for count in (1, 2, 3):
        place.write({"projects/churn/idea.md": big(count)})
        assert [one.split()[0] for one in judged(place)].count("TSK001") == count - 1
