"""The audit: every landed move judged again, under the policy of its time and of today, on real repositories."""

import json
import os
from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from ledger import assemble, audit, rules
from ledger.audit import Audit
from ledger.cli.app import app
from ledger.text.document import Document, read_document
from ledger.votes.digest import digest
from ledger.words import Grade
from tests.build import LEDGER, Builder, card, document

TODAY = date(2026, 6, 1)
POLICY = LEDGER.replace("flow: small\n", "flow: small\napprovals: {grade: claimed}\n")
GATED = """\
flow: small
title: A small flow
phases:
  - id: idea
    title: Idea
    gates: [{id: go, title: Go, approvals: {product: 1}}]
  - {id: build, title: Build, gates: [{id: good, title: Good, kpis: met, approvals: {}}]}
  - {id: run, title: Run, delivers: true}
"""
MERGED = "kpis: [{id: f1, metric: F1, target: '>= 0.80', source: reports/m.json#/f1}]\n"


def vote(text: str, by: str = "dana", **more: str) -> str:
    """A document with one more vote on its content."""
    read = read_document(text.encode(), "idea.md")
    assert isinstance(read, Document)
    facts = {"gate": "go", "role": "product", "by": by, "date": "2026-01-06", "decision": "approved"} | more
    entry = json.dumps(facts | {"of": digest(read.meta, read.body)})
    if "approvals:\n" in text:
        return text.replace("approvals:\n", f"approvals:\n- {entry}\n")
    head, body = text.split("---\n\n", 1)
    return f"{head}approvals:\n- {entry}\n---\n\n{body}"


@pytest.fixture
def repo(tmp_path: Path) -> Builder:
    return Builder(tmp_path / "ledger", ledger=POLICY, flow=GATED)


def advance(repo: Builder, *, date: str = "2026-01-10", slug: str = "churn") -> str:
    repo.write({f"projects/{slug}/README.md": card(slug, phase="build")})
    return repo.write({f"projects/{slug}/build.md": document("build")}).commit("Advance", date=date)


def voted(repo: Builder) -> Builder:
    repo.project(idea=document()).commit("Start", date="2026-01-05")
    repo.write({"projects/churn/idea.md": vote(document())}).commit("Approve", date="2026-01-06", author="dana")
    return repo


def read(repo: Builder, since: str | None = None) -> Audit:
    return audit.read(repo.root, today=TODAY, since=since)


def verdicts(found: Audit) -> list[tuple[str, list[str], list[str]]]:
    return [
        (one.project, [f.code for f in one.then], [f.code for f in one.now])
        for one in found.judged
        if one.then or one.now
    ]


def test_an_approved_advance_is_allowed_and_its_vote_is_graded(repo: Builder) -> None:
    advance(voted(repo))
    found = read(repo)
    assert verdicts(found) == []
    assert [(slug, one.grade, one.landing.vote.by) for slug, one in found.approvals] == [
        ("churn", Grade.AUTHORED, "dana")
    ]


def test_an_advance_without_its_vote_is_found(repo: Builder) -> None:
    repo.project().commit("Start")
    commit = advance(repo)
    found = read(repo)
    assert verdicts(found) == [("churn", ["APR001"], ["APR001"])]
    assert [one.commit for one in found.judged if one.then] == [commit]


def test_a_vote_on_older_content_does_not_carry_an_advance(repo: Builder) -> None:
    voted(repo).write({"projects/churn/idea.md": vote(document()) + "More.\n"}).commit("Edit", date="2026-01-07")
    advance(repo)
    assert verdicts(read(repo)) == [("churn", ["APR001"], ["APR001"])]


def test_a_skipped_phase_and_a_removed_project_are_found(repo: Builder) -> None:
    voted(repo).write({"projects/churn/README.md": card(phase="run"), "projects/churn/run.md": document("run")})
    repo.commit("Leap", date="2026-01-10")
    repo.write({f"projects/churn/{name}.md": None for name in ("README", "idea", "run")}).commit(
        "Gone", date="2026-02-01"
    )
    assert [codes for _, codes, _ in verdicts(read(repo))] == [["MOV001"], ["MOV008"]]


@pytest.mark.parametrize("now", [document(), vote(document(), by="sam"), vote(document(), note="I agree")])
def test_a_removed_or_edited_vote_is_found(repo: Builder, now: str) -> None:
    voted(repo).write({"projects/churn/idea.md": now}).commit("Tidy", date="2026-01-07", author="dana")
    assert "APR009" in verdicts(read(repo))[0][1]


def test_a_vote_that_is_edited_later_still_counted_when_it_carried_the_move(repo: Builder) -> None:
    repo.write({"ledger.yml": POLICY.replace("claimed", "authored")})
    advance(voted(repo))
    repo.write({"projects/churn/idea.md": document()}).commit("Remove the vote", date="2026-02-01")
    assert [codes for _, codes, _ in verdicts(read(repo))] == [["APR009"]]


def test_a_role_that_was_taken_away_since_changes_only_the_verdict_of_today(repo: Builder) -> None:
    advance(voted(repo))
    repo.write({"ledger.yml": POLICY.replace("roles: [product]", "roles: [design]")}).commit(
        "New role", date="2026-03-01"
    )
    found = read(repo)
    assert verdicts(found) == [("churn", [], ["APR003"]), ("churn", [], ["APR001"])]
    assert [one.differs for one in found.judged] == [False, True, True]


def test_a_gate_that_came_later_changes_only_the_verdict_of_today(repo: Builder) -> None:
    ungated = GATED.replace("    gates: [{id: go, title: Go, approvals: {product: 1}}]\n", "")
    repo.write({"schema/flows/small.yml": ungated}).project().commit("Start")
    advance(repo)
    repo.write({"schema/flows/small.yml": GATED}).commit("Gate", date="2026-03-01")
    assert verdicts(read(repo)) == [("churn", [], ["APR001"])]


def test_the_day_of_the_commit_is_today_for_a_vote(repo: Builder) -> None:
    repo.project().commit("Start")
    late = vote(document(), date="2026-01-20")
    repo.write({"projects/churn/idea.md": late}).commit("Approve", date="2026-01-06", author="dana")
    assert verdicts(read(repo)) == [("churn", ["APR005"], ["APR005"])]


def test_a_clock_that_runs_behind_makes_no_veto_that_had_landed_one_of_the_future(repo: Builder) -> None:
    vetoed = vote(vote(document(), date="2026-01-12", decision="rejected"))
    voted(repo).write({"projects/churn/idea.md": vetoed}).commit("Veto", date="2026-01-12", author="dana")
    advance(repo, date="2026-01-08")
    assert verdicts(read(repo)) == [("churn", ["APR001"], ["APR001"])]


@pytest.mark.parametrize(("value", "expected"), [("0.81", []), ("0.79", ["KPI004"])])
def test_a_figure_is_read_as_it_was_at_the_commit(repo: Builder, value: str, expected: list[str]) -> None:
    advance(voted(repo))
    at = {
        "projects/churn/build.md": document("build", more=MERGED),
        "projects/churn/reports/m.json": f'{{"f1": {value}}}',
    }
    repo.write(at).commit("Measure", date="2026-01-20")
    repo.write({"projects/churn/README.md": card(phase="run"), "projects/churn/run.md": document("run")})
    repo.commit("Deliver", date="2026-02-01")
    repo.write({"projects/churn/reports/m.json": '{"f1": 0.5}'}).commit("Drift", date="2026-03-01")
    assert [code for _, codes, _ in verdicts(read(repo)) for code in codes] == expected


def test_a_waiver_of_today_covers_a_finding_of_then_and_shows_its_reason(repo: Builder) -> None:
    repo.project().commit("Start")
    advance(repo)
    waiver = "waivers:\n  - {code: APR001, project: churn, until: 2026-12-31, reason: agreed in the meeting}\n"
    repo.write({"ledger.yml": POLICY + waiver}).commit("Waive", date="2026-03-01")
    assert [one.waived for one in read(repo).then] == ["agreed in the meeting"]
    code, output = run(repo, "audit")
    assert code == 0
    assert "waived: agreed in the meeting" in output


def test_a_renamed_project_keeps_its_past_and_its_votes(repo: Builder) -> None:
    voted(repo).git("mv", "projects/churn", "projects/leavers")
    repo.commit("Rename", date="2026-01-08")
    advance(repo, slug="leavers")
    found = read(repo)
    assert verdicts(found) == []
    assert {one.project for one in found.judged} == {"leavers"}


def test_each_landed_change_is_judged_as_check_would_have_judged_it(repo: Builder) -> None:
    voted(repo).project("other").commit("Another", date="2026-01-07")
    advance(repo)
    advance(repo, slug="other", date="2026-01-11")
    repo.write({"projects/churn/idea.md": document()}).commit("Remove the vote", date="2026-01-12")
    repo.write({f"projects/other/{name}.md": None for name in ("README", "idea", "build")}).commit(
        "Gone", date="2026-01-13"
    )
    expected = {}
    line = repo.git("rev-list", "--reverse", "HEAD").split()
    for base, commit in pairwise(line):
        repo.git("checkout", "-q", commit)
        change = assemble.load_change(repo.root, base=base, today=TODAY)
        expected[commit] = [one for one in rules.judge_landed(change) if one.project]
    repo.git("checkout", "-q", "main")
    found = {one.commit: list(one.then) for one in read(repo).judged}
    assert {commit: several for commit, several in expected.items() if several} == {
        commit: several for commit, several in found.items() if several
    }


def test_several_processes_find_what_one_does(repo: Builder, monkeypatch: pytest.MonkeyPatch) -> None:
    measured = "reports/m.json"
    repo.project(idea=document()).commit("Start", date="2026-01-05")
    for number in range(20):
        repo.write({f"projects/churn/{measured}": f'{{"f1": 0.{70 + number}}}', "projects/churn/idea.md": document()})
        repo.write({"projects/churn/build.md": document("build", more=MERGED)})
        phase = "build" if number % 2 else "run"
        repo.write({"projects/churn/README.md": card(phase=phase)}).commit(f"Move {number}", date="2026-01-06")
    alone = read(repo)
    monkeypatch.setattr("ledger.audit._TOGETHER", 1)
    monkeypatch.setattr("ledger.workers._has_threads", lambda: False)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})
    assert read(repo) == alone
    assert sum(bool(one.then) for one in alone.judged) > 10


def test_only_what_landed_after_the_commit_of_the_last_audit_is_listed(repo: Builder) -> None:
    repo.project().commit("Start")
    since = advance(repo)
    advance(repo.project("other"), slug="other", date="2026-02-01")
    found = read(repo, since[:9])
    assert (found.commits, found.findings, {one.project for one in found.judged}) == (1, (), {"other"})


def test_rewritten_history_is_a_finding(repo: Builder) -> None:
    """GIT004: amended away, pruned, or no longer on the mainline."""
    repo.project().commit("Start")
    lost = advance(repo)
    repo.git("commit", "-q", "--amend", "-m", "Another story", date="2026-02-01")
    for since in (lost, "0123456789abcdef0123456789abcdef01234567"):
        found = read(repo, since)
        assert [one.code for one in found.findings] == ["GIT004"]
        assert len(found.judged) == 2, "all of it is audited anew"
    assert run(repo, "audit", "--since", lost)[0] == 1


def test_a_commit_that_only_a_side_of_a_merge_holds_is_no_longer_on_the_mainline(repo: Builder) -> None:
    start = repo.project().commit("Start")
    audited = repo.commit("On the mainline", date="2026-01-06")
    repo.git("checkout", "-q", "-b", "side", start)
    repo.commit("Aside", date="2026-01-07")
    repo.git("merge", "-q", "--no-ff", "-m", "The wrong way round", audited, date="2026-01-08")
    assert "no longer on the mainline" in read(repo, audited).findings[0].message


def test_a_misspelt_revision_cannot_be_audited_from(repo: Builder) -> None:
    repo.project().commit("Start")
    code, _ = run(repo, "audit", "--since", "last-week")
    assert code == 3


def run(repo: Builder, *arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["-C", str(repo.root), "--now", TODAY.isoformat(), *arguments])
    code = 3 if result.exception and not isinstance(result.exception, SystemExit) else result.exit_code
    return code, result.stdout


def as_json(repo: Builder, *arguments: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(run(repo, "audit", "--json", *arguments)[1])
    return found


def test_the_json_holds_both_verdicts_and_the_proof_of_each_vote(repo: Builder) -> None:
    commit = advance(voted(repo))
    found = as_json(repo)
    assert (found["version"], found["head"], found["commits"]) == (1, commit, 3)
    assert found["grades"] == {"claimed": 0, "authored": 1, "attested": 0, "signed": 0}
    assert found["moves"][-1]["moves"] == [{"event": "advanced", "from": "idea", "to": "build"}]
    assert found["moves"][-1]["then"] == found["moves"][-1]["today"] == []
    assert (found["approvals"][0]["by"], found["approvals"][0]["grade"]) == ("dana", "authored")


def test_the_text_starts_with_one_sentence_that_sums_up(repo: Builder) -> None:
    advance(voted(repo))
    repo.write({"ledger.yml": POLICY.replace("roles: [product]", "roles: [design]")}).commit("New", date="2026-03-01")
    code, output = run(repo, "audit")
    said = " ".join(output.split())
    assert code == 0, "today's policy does not make an old move wrong"
    assert "4 commits, 2 moves of 1 project replayed; 1 vote (1 authored)" in said
    assert "under the policy of its time nothing to report, under today's 2 errors, 2 verdicts changed." in said
    assert "Judged otherwise by today's policy" in output


def test_a_document_that_cannot_be_read_is_told_with_its_commit_and_that_its_votes_are_not_judged(
    repo: Builder,
) -> None:
    repo.project(idea=vote(document())).commit("Start", date="2026-01-05")
    broken = repo.write({"projects/churn/idea.md": vote(document()).replace("---\n\n", "----\n\n")}).commit("Break")
    (found,) = audit.read(repo.root, today=TODAY).findings
    problem = "the closing fence must be a line of exactly '---', found '----'; no vote in it can be judged"
    assert (found.code, found.location.path) == ("GIT001", "projects/churn/idea.md")
    assert found.message == f"a file must be readable at every commit; at {broken[:12]}: {problem}"


def test_of_a_card_that_cannot_be_read_nothing_is_said_of_votes(repo: Builder) -> None:
    repo.project().commit("Start", date="2026-01-05")
    repo.write({"projects/churn/README.md": "---\ntitle: Churn\n"}).commit("Break", date="2026-01-06")
    assert ["vote" in one.message for one in audit.read(repo.root, today=TODAY).findings] == [False]
