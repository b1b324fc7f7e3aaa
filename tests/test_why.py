"""Why a project is not further: whoever does exactly what is listed passes the check."""

import copy
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from ledger import assemble, rules
from ledger.cli.app import app
from ledger.diagnostics import Severity
from ledger.votes.digest import digest
from tests.build import Builder

TODAY: Final = date(2026, 6, 1)
POLICY: Final = """\
title: Portfolio
flow: small
people:
  sam: {emails: [sam@example.com], roles: [data-science, product]}
  dana: {emails: [dana@example.com], roles: [product]}
  kim: {emails: [kim@example.com], roles: [product]}
  lee: {emails: [lee@example.com], roles: [design]}
"""
FLOW: Final = """\
flow: small
title: A small flow
phases:
  - id: idea
    title: Idea
    steps: [{title: Need}, {title: Data}]
    needs: [timebox, card.summary]
    gates: [{id: go, title: Go, approvals: {product: 2}}]
  - id: build
    title: Build
    gates:
      - {id: good, title: Good enough, approvals: {product: 1, design: 1}, kpis: met}
  - {id: run, title: Run, delivers: true}
backtracks:
  - {from: build, to: idea, because: [goal-change, no-data], approvals: {design: 1}}
  - {from: build, to: build, because: [model-failure]}
  - {from: run, to: build, because: [degradation]}
"""
KPI_ENTRY: Final = {"id": "f1", "product": "few misses", "metric": "F1", "target": ">= 0.80"}
FILLED: Final[Mapping[str, Any]] = {"timebox": {"start": "2026-01-05", "weeks": 2}, "summary": "Who leaves, and why."}


@dataclass
class Play:
    """A project as front matter and bodies by file, in a repository with a flow of three phases."""

    repo: Builder
    files: dict[str, tuple[dict[str, Any], str]] = field(default_factory=dict)

    def card(self, **facts: Any) -> "Play":
        known = {
            "title": "Churn",
            "owner": "sam",
            "flow": "small",
            "phase": "idea",
            "status": "active",
            "started": "2026-01-05",
        }
        meta = {**self.files.get("README", (known, ""))[0], **facts}
        self.files["README"] = ({name: value for name, value in meta.items() if value is not None}, "# Churn\n")
        return self

    def document(self, phase: str, body: str = "", **facts: Any) -> "Play":
        self.files[phase] = ({"phase": phase, "iteration": 1, **facts}, body)
        return self

    def vote(self, phase: str, gate: str, by: str, role: str = "product", decision: str = "approved") -> "Play":
        meta, body = self.files[phase]
        entry = {"gate": gate, "role": role, "by": by, "date": "2026-02-01", "decision": decision}
        entry["of"] = digest(meta, body)
        self.files[phase] = ({**meta, "approvals": [*meta.get("approvals", []), entry]}, body)
        return self

    def land(self, subject: str = "Land", *, author: str = "sam") -> "Play":
        self.save()
        self.repo.commit(subject, date="2026-02-01", author=author)
        return self

    def save(self) -> None:
        for name, (meta, body) in self.files.items():
            header = yaml.safe_dump(copy.deepcopy(meta), sort_keys=False)
            self.repo.write({f"projects/churn/{name}.md": f"---\n{header}---\n\n{body}"})

    def why(self, *arguments: str) -> dict[str, Any]:
        code, output = run(self.repo, "why", "churn", "--json", *arguments)
        assert code == 0
        found: dict[str, Any] = json.loads(output)
        return found


def run(repo: Builder, *arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["-C", str(repo.root), "--now", TODAY.isoformat(), *arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        return 3, str(result.exception)
    return result.exit_code, result.stdout


WRITTEN: Final = "## Need\n\nA need.\n\n## Data\n\nSome data.\n"


@pytest.fixture
def play(tmp_path: Path) -> Play:
    return Play(Builder(tmp_path / "ledger", ledger=POLICY, flow=FLOW)).card(summary="Churn.")


def ready(play: Play) -> Play:
    return play.document("idea", WRITTEN, timebox=FILLED["timebox"])


def needed(found: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(need["code"], f"{need['path'].rsplit('/', 1)[-1]}:{need['line']}") for need in found["needs"]]


def test_when_nothing_is_missing_it_says_which_line_makes_the_move(play: Play) -> None:
    ready(play).land().vote("idea", "go", "dana").land(author="dana").vote("idea", "go", "kim").land(author="kim")
    found = play.why()
    assert (found["may_move"], found["to"], found["needs"]) == (True, "build", [])
    assert [(edit["path"], edit["line"], edit["text"]) for edit in found["edits"]] == [
        ("projects/churn/README.md", 5, "phase: build"),
        ("projects/churn/build.md", 1, "a new document with 'phase: build' and 'iteration: 1'"),
    ]
    assert run(play.repo, "why", "churn")[1].startswith("churn is in idea and may advance to build\nmove it:\n")


def test_each_thing_that_is_missing_has_a_code_and_a_place(play: Play) -> None:
    play.document("idea", "## Need\n\n<!-- why? -->\n").card(summary=None).land()
    found = play.why()
    assert needed(found) == [
        ("MOV004", "README.md:2"),
        ("MOV004", "idea.md:2"),
        ("MOV005", "idea.md:5"),
        ("MOV005", "idea.md:6"),
        ("APR001", "idea.md:2"),
    ]


def test_it_names_how_many_votes_are_missing_and_who_may_give_them(play: Play) -> None:
    ready(play).land().vote("idea", "go", "dana").land(author="dana")
    need = play.why()["needs"][0]
    assert (need["gate"], need["role"], need["votes"], need["voters"]) == ("go", "product", 1, ["kim"])
    assert need["of"].startswith("sha256:")


@pytest.mark.parametrize(
    ("phase", "said"),
    [
        ("idea", "ask dana; only 1 can: give somebody else the role in ledger.yml first"),
        ("build", "nobody may vote in it: give somebody else the role in ledger.yml first"),
    ],
)
def test_where_too_few_hold_the_role_it_says_whom_to_give_it(tmp_path: Path, phase: str, said: str) -> None:
    alone = re.sub(r"  (kim|lee): .*\n", "", POLICY)
    play = Play(Builder(tmp_path / "alone", ledger=alone, flow=FLOW)).card(summary="Churn.", phase=phase)
    play.document("idea", WRITTEN, timebox=FILLED["timebox"]).document("build", kpis=[KPI_ENTRY | {"measured": 0.9}])
    hints = {need["role"]: need["hint"] for need in play.land().why()["needs"] if need["code"] == "APR001"}
    assert hints[{"idea": "product", "build": "design"}[phase]] == said


def test_a_vote_that_an_edit_would_void_is_asked_for_again(play: Play) -> None:
    play.document("idea", "## Need\n\nA need.\n", timebox=FILLED["timebox"]).land()
    for by in ("dana", "kim"):
        play.vote("idea", "go", by).land(author=by)
    found = play.why()
    assert [(need["code"], need.get("votes")) for need in found["needs"]] == [("MOV005", None), ("APR001", 2)]
    assert found["needs"][1]["of"] is None, "nobody can vote on a text that is still to be written"
    assert found["needs"][1]["remarks"] == [
        f"approved by {by} is on the text as it is, and lapses with the edits" for by in ("dana", "kim")
    ]


def test_a_veto_is_lifted_by_whoever_gave_it_and_that_vote_counts_for_the_role(play: Play) -> None:
    ready(play).land()
    play.vote("idea", "go", "dana").land(author="dana")
    play.vote("idea", "go", "kim", decision="changes-requested").land(author="kim")
    needs = play.why()["needs"]
    assert [(need["voters"], need["role"], need["votes"]) for need in needs] == [(["kim"], "product", 1)]
    assert "changes-requested by kim" in needs[0]["what"]


def test_an_assumed_role_and_assumed_kpis_are_not_asked_for(play: Play) -> None:
    ready(play).land().card(phase="build").document("build", kpis=[KPI_ENTRY]).land()
    asked = [(need["code"], need.get("role")) for need in play.why()["needs"]]
    assert asked == [("KPI004", None), ("APR001", "product"), ("APR001", "design")]
    assert [need["code"] for need in play.why("--assume", "product=ok", "--assume", "design=ok")["needs"]] == ["KPI004"]
    all_of_it = ("--assume", "product=ok", "--assume", "design=ok", "--assume", "kpi=met")
    assert play.why(*all_of_it)["may_move"]
    assert play.why(*all_of_it)["assumed"] == ["design", "kpi", "product"]


@pytest.mark.parametrize(
    ("assumption", "said"),
    [
        ("prodcut=ok", "did you mean 'product'?"),
        ("kpis=met", "did you mean 'kpi'?"),
        ("product=met", "write 'product=ok'"),
        ("kpi", "write 'kpi=met'"),
    ],
)
def test_an_assumption_that_means_nothing_is_refused(play: Play, assumption: str, said: str) -> None:
    ready(play).land()
    code, output = run(play.repo, "why", "churn", "--assume", assumption)
    assert code == 3
    assert said in output


def test_a_way_back_tells_its_reasons_votes_and_iteration(play: Play) -> None:
    ready(play).land().card(phase="build").document("build").land()
    found = play.why("--to", "idea")
    assert (found["event"], found["reasons"]) == ("backtracked", ["goal-change", "no-data"])
    assert [(need["gate"], need["role"], need["voters"]) for need in found["needs"]] == [
        ("backtrack", "design", ["lee"])
    ]
    assert [edit["text"] for edit in found["edits"]][::2] == ["phase: idea", "iteration: 2"]


def test_a_way_that_the_flow_does_not_list_is_told_by_its_code(play: Play) -> None:
    ready(play).land()
    assert "MOV001" in [need["code"] for need in play.why("--to", "run")["needs"]]
    assert "MOV002" in [need["code"] for need in play.why("--to", "idea")["needs"]]
    assert "did you mean 'build'?" in run(play.repo, "why", "churn", "--to", "biuld")[1]
    assert "did you mean 'churn'?" in run(play.repo, "why", "chrn")[1]


@pytest.mark.parametrize(
    ("status", "said"),
    [("completed", "ledger reopen churn"), ("cancelled", "ledger reopen churn"), ("paused", "ledger resume churn")],
)
def test_who_is_not_active_in_the_last_phase_is_not_told_to_complete(play: Play, status: str, said: str) -> None:
    ready(play).land().card(phase="build").document("build").land().card(phase="run").document("run").land()
    play.card(status=status).land()
    answer = run(play.repo, "why", "churn")[1]
    assert answer.startswith(
        f"churn is in run, the last phase of its flow, and {status}: '{said}' makes it active again"
    )
    found = play.why()
    assert (found["status"], needed(found), found["may_move"]) == (status, [("MOV012", "README.md:6")], False)


@pytest.mark.parametrize(("status", "said"), [("cancelled", "ledger reopen churn"), ("paused", "ledger resume churn")])
def test_who_is_not_active_is_told_the_command_that_makes_it_so(play: Play, status: str, said: str) -> None:
    ready(play).land().card(status=status).land()
    hints = [need["hint"] for need in play.why()["needs"] if need["code"] == "MOV012"]
    assert hints == [f"run '{said}' first, or set 'status: active' in the same change"]


def test_the_last_phase_leads_nowhere_and_a_broken_card_tells_nothing(play: Play) -> None:
    ready(play).land().card(phase="build").document("build").land().card(phase="run").document("run").land()
    assert "the last phase of its flow: 'ledger complete churn' when" in run(play.repo, "why", "churn")[1]
    play.repo.write({"projects/churn/README.md": "---\ntitle: [\n---\n"})
    found = play.why()
    assert (found["to"], found["may_move"], [need["code"] for need in found["needs"]]) == (None, False, ["DOC009"])


def test_a_move_in_the_working_tree_is_the_one_asked_about(play: Play) -> None:
    ready(play).land().card(phase="build").document("build").save()
    found = play.why()
    assert (found["to"], [need["votes"] for need in found["needs"]], found["edits"]) == ("build", [2], [])


def test_a_project_that_has_not_landed_must_land_first(play: Play) -> None:
    play.repo.commit("A ledger without projects")
    ready(play).save()
    assert needed(play.why())[0] == ("MOV011", "README.md:5")


def test_errors_of_other_projects_are_counted(play: Play) -> None:
    ready(play).land().repo.project("other", README="---\ntitle: Other\n---\n")
    several = play.why()["elsewhere"]
    assert several > 1
    assert f"the rest of the ledger has {several} errors, which fail the check too" in run(play.repo, "why", "churn")[1]
    play.repo.project("other", README="no front matter\n")
    assert "the rest of the ledger has 1 error, which fails the check too" in run(play.repo, "why", "churn")[1]


def done(play: Play, found: Mapping[str, Any]) -> None:
    """Do what is listed and nothing else, on a branch: the needs, the edits of the move, and last the votes."""
    for need in found["needs"]:
        if need["code"] != "APR001":
            met(play, need)
    play.repo.git("checkout", "-q", "-b", "move")
    for edit in found["edits"]:
        made(play, edit["path"].rsplit("/", 1)[-1].removesuffix(".md"), edit["text"], found)
    play.land("Edit")
    for need in found["needs"]:
        for by in need["voters"][: need["votes"]] if need["code"] == "APR001" else ():
            play.vote(phase_of(need), need["gate"], by, need["role"]).land("Vote", author=by)


def phase_of(need: Mapping[str, Any]) -> str:
    return str(need["path"]).rsplit("/", 1)[-1].removesuffix(".md")


def met(play: Play, need: Mapping[str, Any]) -> None:
    """One thing that is to be written."""
    phase, quoted = phase_of(need), [*str(need["what"]).split("'"), ""][1]
    match need["code"]:
        case "MOV011":
            play.land("Land the new project")
        case "MOV012":
            play.card(status="active")
        case "DOC018":
            play.document(phase)
        case "MOV004":
            play.files[phase][0][quoted] = FILLED[quoted]
        case "MOV005":
            meta, body = play.files[phase]
            heading = re.compile(rf"^## {quoted}$|\Z", re.MULTILINE)
            play.files[phase] = (meta, heading.sub(f"\n## {quoted}\n\nWritten.\n", body, count=1))
        case "KPI005":
            play.files[phase][0]["kpis"] = [dict(KPI_ENTRY)]
        case "KPI004":
            play.files[phase][0]["kpis"] = [{**KPI_ENTRY, "measured": 0.9}]
        case code:
            raise AssertionError(code)


def made(play: Play, name: str, text: str, found: Mapping[str, Any]) -> None:
    """One edit of the move itself."""
    if text.startswith("phase: "):
        play.card(phase=text.removeprefix("phase: "))
    elif text == "remove 'move'":
        play.card(move=None)
    elif text.startswith("move: "):
        play.card(move={"to": found["to"], "because": found["reasons"][0], "note": "as seen"})
    elif text.startswith("iteration: "):
        play.files[name][0]["iteration"] = int(text.removeprefix("iteration: "))
    else:
        play.document(name, iteration=int(text.split("iteration: ")[1].rstrip("'")))


BALLOTS: Final = st.lists(
    st.tuples(
        st.sampled_from([("dana", "product"), ("kim", "product"), ("lee", "design")]),
        st.sampled_from(["approved", "approved", "changes-requested"]),
    ),
    max_size=3,
)
KPIS: Final = st.sampled_from([None, KPI_ENTRY, {**KPI_ENTRY, "measured": 0.5}, {**KPI_ENTRY, "measured": 0.9}])


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    phase=st.sampled_from(["idea", "build"]),
    to=st.sampled_from([None, None, "idea", "build"]),
    body=st.sampled_from(["", "## Need\n\n## Data\n", WRITTEN]),
    filled=st.booleans(),
    kpi=KPIS,
    ballots=BALLOTS,
    edited=st.booleans(),
    paused=st.booleans(),
    unwritten=st.booleans(),
    landed=st.booleans(),
)
def test_whoever_does_exactly_what_is_listed_passes_the_check(
    tmp_path_factory: pytest.TempPathFactory,
    *,
    phase: str,
    to: str | None,
    body: str,
    filled: bool,
    kpi: dict[str, Any] | None,
    ballots: list[tuple[tuple[str, str], str]],
    edited: bool,
    paused: bool,
    unwritten: bool,
    landed: bool,
) -> None:
    root = tmp_path_factory.mktemp("why") / "ledger"
    play = Play(Builder(root, ledger=POLICY, flow=FLOW)).card(summary="Churn." if filled else None)
    play.repo.commit("Start")
    play.document("idea", body, **({"timebox": FILLED["timebox"]} if filled else {}))
    if landed or phase == "build":
        play.land()
    if phase == "build":
        play.card(phase="build").document("build", kpis=[kpi] if kpi else []).land()
    if to == phase == "idea":
        to = None  # the flow lists no further iteration of it
    gate = "backtrack" if phase == "build" and to == "idea" else {"idea": "go", "build": "good"}[phase]
    for (by, role), decision in ballots if landed or phase == "build" else ():
        play.vote(phase, gate, by, role, decision).land(author=by)
    if edited:
        play.files[phase] = (play.files[phase][0], play.files[phase][1] + "\nMore.\n")
    if paused and (landed or phase == "build"):
        play.card(status="paused", move={"to": "paused", "note": "a holiday"})
    if unwritten and phase == "build" and not ballots:
        del play.files["build"]
        play.repo.write({"projects/churn/build.md": None})
    if landed or phase == "build":
        play.land("As it stands")
    play.save()
    found = play.why(*(["--to", to] if to else []))
    done(play, found)
    change = assemble.load_change(root, base="main", today=TODAY)
    errors = [one for one in rules.judge(change.after, change) if one.severity is Severity.ERROR]
    assert errors == [], json.dumps(found, indent=1)
    assert change.after.projects["churn"].phase == found["to"]


@pytest.mark.parametrize(("until", "codes"), [("2026-06-01", []), ("2026-05-31", ["APR001"])])
def test_votes_are_not_asked_for_while_a_waiver_does_without_them(play: Play, until: str, codes: list[str]) -> None:
    waiver = f"waivers: [{{code: APR001, project: churn, until: {until}, reason: Agreed by word of mouth.}}]\n"
    play.repo.write({"ledger.yml": POLICY + waiver})
    ready(play).land()
    found = play.why()
    assert [need["code"] for need in found["needs"]] == codes
    assert found["may_move"] is (not codes)
    assert (run(play.repo, "advance", "churn", "--dry-run")[0] == 0) is (not codes)


def test_what_is_wrong_among_the_votes_leaves_the_text_open_to_them(play: Play) -> None:
    ready(play).land().vote("idea", "go", "dana").vote("idea", "go", "Kim").land(author="dana")
    found = play.why()
    assert [need["code"] for need in found["needs"]] == ["REF003", "APR001"]
    assert (found["needs"][1]["votes"], found["needs"][1]["voters"]) == (1, ["kim"])
    assert found["needs"][1]["of"].startswith("sha256:")


def test_of_a_document_that_cannot_be_read_only_that_is_asked(tmp_path: Path) -> None:
    place = Builder(tmp_path / "ledger", ledger=POLICY, flow=FLOW).project()
    place.commit("Start")
    idea = "projects/churn/idea.md"
    place.write({idea: "---\nphase: idea\niteration: 1\ntimebox: [\n---\n\n## Need\n\nA need.\n"})
    told = CliRunner().invoke(app, ["-C", str(place.root), "why", "churn", "--json"]).output
    needs = json.loads(told)["needs"]
    assert [need["code"] for need in needs if need["path"] == idea] == ["DOC018", "DOC009"]
    assert needs[0]["hint"] == "mend it first"
    assert not any(need["code"].startswith("APR") for need in needs)
