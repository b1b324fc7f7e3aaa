"""`ledger approve`: a vote on what is committed, proven, and nothing else in the commit."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from ledger import assemble, rules
from ledger.words import Grade
from tests.build import card, document
from tests.desk import IDEA, PEOPLE, TODAY, Desk, in_build


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "ledger").sit()


# --- a vote -------------------------------------------------------------------------------------------------------


def test_a_vote_is_written_and_committed_by_the_voter(desk: Desk) -> None:
    said = desk.run("churn", "go", "--as", "product", "--note", "Half an hour is out of scope: later")
    (vote,) = desk.votes()
    assert (vote.gate, vote.role, vote.by, vote.date, vote.decision) == (
        "go",
        "product",
        "dana",
        "2026-01-20",
        "approved",
    )
    assert vote.note == "Half an hour is out of scope: later"
    assert f"  {vote.of}\n  | ## Need\n  | A need.\n" in said
    assert "proof: authored, and the gate asks for authored\n" in said
    assert desk.git("log", "-1", "--format=%ae %s") == "dana@example.com Approve go of churn as product\n"
    assert desk.read().grades["idea", 0] is Grade.AUTHORED
    assert desk.git("status", "--porcelain") == ""


def test_only_the_document_is_committed(desk: Desk) -> None:
    desk.write({"projects/churn/README.md": card(more="team: growth\n"), "new.txt": "x"})
    desk.git("add", "new.txt")
    desk.run("churn", "go", "--as", "product")
    assert desk.git("show", "--format=", "--name-only", "HEAD") == f"{IDEA}\n"
    assert desk.git("status", "--porcelain") == "A  new.txt\n M projects/churn/README.md\n"


def test_a_vote_may_be_left_uncommitted_and_followed_by_another(desk: Desk) -> None:
    assert "not committed" in desk.run("churn", "go", "--as", "product", "--no-commit")
    assert desk.git("status", "--porcelain") == f" M {IDEA}\n"
    desk.run("churn", "budget", "--as", "management")
    assert [(vote.gate, vote.role) for vote in desk.votes()] == [("go", "product"), ("budget", "management")]
    assert desk.git("status", "--porcelain") == ""


def on_a_branch(desk: Desk, on_main: Mapping[str, str], on_branch: Mapping[str, str]) -> None:
    """A branch and the main one that have gone on in two ways."""
    desk.git("switch", "-q", "-c", "work")
    desk.write(on_branch).commit("Work")
    desk.git("switch", "-q", "main")
    desk.write(on_main).commit("Meanwhile")
    desk.git("switch", "-q", "work")


AGAINST = "the check of its pull request will refuse it:\n"


@pytest.mark.parametrize(
    ("on_main", "on_branch", "code"),
    [
        ({IDEA: document(body="## Need\n\nAnother need.\n")}, {"projects/churn/notes/a.md": "A.\n"}, "APR007"),
        ({IDEA: document(body="## Need\n\nA.\n")}, {IDEA: document(body="## Need\n\nB.\n")}, "GIT002"),
        ({"ledger.yml": PEOPLE.replace("roles: [product, management]", "roles: []")}, {"notes.md": "A.\n"}, "APR003"),
        ({"projects/churn/README.md": card().replace("owner: sam", "owner: dana")}, {"notes.md": "A.\n"}, "APR004"),
        ({}, {"ledger.yml": PEOPLE.replace("[product, management]", "[product, management, data-science]")}, ""),
        ({}, {IDEA: document(body="## Need\n\nA better need.\n")}, ""),
    ],
)
def test_a_vote_on_a_branch_says_what_its_pull_request_will_be_refused_for(
    desk: Desk, on_main: Mapping[str, str], on_branch: Mapping[str, str], code: str
) -> None:
    on_a_branch(desk, on_main, on_branch)
    _, _, refused = desk.run("churn", "go", "--as", "product").partition(AGAINST)
    assert [line.split(": ")[1] for line in refused.splitlines()[::2]] == ([code] if code else [])
    change = assemble.load_change(desk.root, base="main", today=TODAY)
    assert {one.code for one in rules.judge(change.after, change) if one.code == code} == ({code} if code else set())


def test_so_does_a_vote_in_a_role_that_has_not_landed(desk: Desk) -> None:
    on_a_branch(desk, {}, {"ledger.yml": PEOPLE.replace("roles: [data-engineering]", "roles: [product]")})
    assert "APR003: the voter must hold the role" in desk.sit("mira").run("churn", "go", "--as", "product")
    desk.git("switch", "-q", "main")
    assert AGAINST not in desk.sit("dana").run("churn", "go", "--as", "product")


def test_a_vote_that_nobody_was_shown_before_tells_what_is_not_written_yet(desk: Desk) -> None:
    desk.write({IDEA: document(body="## Need\n")}).commit("Empty")
    assert "  not written yet: Need" in desk.run("churn", "go", "--as", "product")


def test_a_hook_that_changes_the_document_is_told(desk: Desk) -> None:
    hook = desk.root / ".git/hooks/pre-commit"
    hook.write_text(f"#!/bin/sh\necho >> {IDEA}\ngit add {IDEA}\n")
    hook.chmod(0o755)
    said = desk.run("churn", "go", "--as", "product")
    assert f"  a hook or filter of git changed {IDEA} as it was committed: see 'git show " in said


def test_hooks_may_refuse_the_commit(desk: Desk) -> None:
    hook = desk.root / ".git/hooks/pre-commit"
    hook.write_text("#!/bin/sh\necho not on a Friday >&2\nexit 1\n")
    hook.chmod(0o755)
    assert desk.run("churn", "go", "--as", "product", code=3) == "git commit failed: not on a Friday"


@pytest.mark.parametrize(
    ("decision", "subject"),
    [
        ("changes-requested", "Ask for changes before go of churn as product"),
        ("rejected", "Reject go of churn as product"),
        ("not-applicable", "Declare not applicable: go of churn as product"),
    ],
)
def test_every_decision_can_be_recorded(desk: Desk, decision: str, subject: str) -> None:
    desk.run("churn", "go", "--as", "product", "--decision", decision, "--note", "See the review.")
    assert desk.git("log", "-1", "--format=%s") == f"{subject}\n"
    assert [vote.decision for vote in desk.votes()] == [decision]


@pytest.mark.parametrize(
    ("option", "decision"),
    [("--changes-requested", "changes-requested"), ("--reject", "rejected"), ("--not-applicable", "not-applicable")],
)
def test_every_decision_has_a_word_of_its_own(desk: Desk, option: str, decision: str) -> None:
    desk.run("churn", "go", "--as", "product", option, "--decision", decision, "--note", "See the review.")
    assert [vote.decision for vote in desk.votes()] == [decision]


@pytest.mark.parametrize("options", [("--reject", "--not-applicable"), ("--decision", "approved", "--reject")])
def test_a_vote_says_one_thing(desk: Desk, options: tuple[str, ...]) -> None:
    assert "a vote says one thing, found" in desk.run("churn", "go", "--as", "product", *options, code=2)
    assert desk.git("status", "--porcelain") == ""


def test_a_role_that_the_gate_does_not_ask_may_still_object(desk: Desk) -> None:
    assert "does not ask for the role 'management': vote as product or data-engineering" in desk.run(
        "churn", "go", "--as", "management", code=3
    )
    desk.run("churn", "go", "--as", "management", "--decision", "rejected")


def test_a_vote_for_somebody_else_says_that_it_is_only_claimed(desk: Desk) -> None:
    said = desk.run("churn", "go", "--as", "data-engineering", "--by", "mira")
    assert "proof: claimed, and the gate asks for authored: mira must commit the entry or sign it" in said


# --- what is refused ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("chrun", "go", "--as", "product"), "there is no project 'chrun': did you mean 'churn'?"),
        (("churn", "goo", "--as", "product"), "the phase idea has no gate 'goo': did you mean 'go'?"),
        (("churn", "go", "--as", "prodct"), "there is no role 'prodct': did you mean 'product'?"),
        (
            ("churn", "go", "--as", "data-engineering"),
            "in ledger.yml: vote as product or management",
        ),
        (("churn", "go", "--as", "product", "--by", "dnaa"), "knows no person 'dnaa': did you mean 'dana'?"),
        (
            ("churn", "go", "--as", "product", "--by", "sam"),
            "sam owns churn and may not approve it: ask dana or twin or other",
        ),
        (("churn", "go", "--as", "product", "--date", "2026-01-21"), "later than today, found 2026-01-21"),
        (("churn", "go", "--as", "product", "--decision", "not-applicable"), "needs a note"),
        (("churn", "go", "--as", "product", "--phase", "bild"), "has no phase 'bild': did you mean 'build'?"),
        (("churn", "go", "--as", "product", "--phase", "run"), "is one of idea and not of run: leave --phase out"),
        (("churn", "backtrack", "--as", "product"), "the phase idea has no gate 'backtrack'"),
        (("churn", "go", "--as", "product", "--not-applicable"), "not-applicable needs a note that says why"),
    ],
)
def test_a_vote_that_could_not_count_is_refused(desk: Desk, arguments: tuple[str, ...], sentence: str) -> None:
    assert sentence in desk.run(*arguments, code=3)
    assert desk.git("status", "--porcelain") == ""


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("go", "--as", "product", "--by", "eli"), "the role 'product' in ledger.yml: ask somebody who does, or let"),
        (("late", "--as", "product"), "is one of build, and 'churn' is in idea: vote on it once the project is there"),
        (("good", "--as", "product"), "the gate 'good' does not ask for the role 'product': it needs no vote"),
        (
            ("go", "--as", "data-science", "--by", "sam", "--not-applicable", "--note", "Why."),
            "may not approve it: nobody else holds the role data-science, so let it land in ledger.yml who does",
        ),
    ],
)
def test_where_nobody_else_can_vote_another_way_is_told(
    tmp_path: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    desk = Desk(tmp_path / "ledger", ledger=f"{PEOPLE}  eli: {{emails: [eli@example.com]}}\n").sit()
    gates = "gates:\n      - {id: good, kpis: defined}\n      - {id: sure, approvals: {data-science: 1}}\n"
    flow = (desk.root / "schema/flows/small.yml").read_text().replace("gates:\n", gates)
    flow = flow.replace("{product: 1, ", "{data-science: 1, product: 1, ")
    flow = flow.replace("title: Build}", "title: Build, gates: [{id: late, approvals: {product: 1}}]}")
    desk.write({"schema/flows/small.yml": flow}).commit("Ask")
    assert sentence in desk.run("churn", *arguments, code=3)


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        (
            {"projects/churn/README.md": card(phase="bild")},
            "the card of 'churn' cannot be read as it is: see 'ledger check' and mend it first",
        ),
        (
            {"schema/flows/small.yml": None},
            "the flow of 'churn' is not there: see 'ledger check' and mend that first",
        ),
    ],
)
def test_without_a_card_or_a_flow_there_is_no_gate(desk: Desk, files: Mapping[str, str | None], sentence: str) -> None:
    desk.write(files).commit("Past the check")
    assert desk.run("churn", "go", "--as", "product", code=3) == sentence


def test_the_owner_may_where_the_policy_lets_them(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "ledger", ledger=PEOPLE + "approvals: {self: true}\n").sit("sam")
    desk.run("churn", "go", "--as", "product")
    assert [vote.by for vote in desk.votes()] == ["sam"]


def test_what_others_cannot_see_is_not_approved(desk: Desk) -> None:
    desk.write({IDEA: document(body="## Need\n\nSomething else.\n")})
    assert "has changes that are not committed" in desk.run("churn", "go", "--as", "product", code=3)
    desk.write({"projects/other/README.md": card("other"), "projects/other/idea.md": document()})
    assert "is not committed yet" in desk.run("other", "go", "--as", "product", code=3)


def test_errors_of_what_a_vote_covers_are_told_with_it(desk: Desk) -> None:
    desk.write({IDEA: document(more="sumary: x\n")}).commit("Summarise")
    said = desk.run("churn", "go", "--as", "product")
    assert "the document has 1 error, and whoever mends them may end the vote:\n" in said
    assert f"{IDEA}:5: SCH001: a field must be a known one, found 'sumary'\n" in said


def test_what_is_told_of_votes_and_of_other_documents_ends_none(desk: Desk) -> None:
    vote = "approvals: [{gate: go, role: product, by: dana, date: 2026-01-09, decision: approved, of: 'sha256:0'}]\n"
    broken = document("build", more="sumary: x\n")
    desk.write({IDEA: document(more=vote), "projects/churn/build.md": broken}).commit("Vote", author="dana")
    assert "may end the vote" not in desk.run("churn", "go", "--as", "product")


def test_the_same_is_not_said_twice(desk: Desk) -> None:
    desk.run("churn", "go", "--as", "product")
    assert "has said 'approved' to this very content" in desk.run("churn", "go", "--as", "product", code=3)
    desk.run("churn", "go", "--as", "product", "--decision", "rejected")
    desk.run("churn", "go", "--as", "product")
    assert [vote.decision for vote in desk.votes()] == ["approved", "rejected", "approved"]


def test_nor_under_another_handle_of_the_same_person(desk: Desk) -> None:
    desk.write({"ledger.yml": f"{PEOPLE}  dk: {{emails: [d@example.com], roles: [product]}}\n"}).commit("Twice")
    desk.run("churn", "go", "--as", "product")
    again = desk.run("churn", "go", "--as", "product", "--by", "dk", code=3)
    assert "dana has said 'approved' to this very content" in again


def test_nobody_votes_without_a_name(desk: Desk) -> None:
    desk.git("config", "user.email", "who@example.com")
    assert "the address who@example.com is of nobody in ledger.yml" in desk.run(
        "churn", "go", "--as", "product", code=3
    )
    desk.git("config", "user.email", "both@example.com")
    assert "is of other and twin in ledger.yml" in desk.run("churn", "go", "--as", "product", code=3)


def test_git_must_know_who_commits(desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    desk.git("config", "--remove-section", "user")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    said = desk.run("churn", "go", "--as", "product", code=3)
    assert said.startswith("git does not know who you are: run 'git config --global user.name NAME'")
    assert desk.git("status", "--porcelain") == ""


def test_an_unborn_branch_has_nothing_to_approve(desk: Desk) -> None:
    desk.git("checkout", "-q", "--orphan", "fresh")
    assert desk.run("churn", "go", "--as", "product", code=3).startswith("the branch has no commits yet: commit the")


def test_a_vote_on_no_branch_would_be_lost(desk: Desk) -> None:
    desk.git("checkout", "-q", "--detach")
    said = desk.run("churn", "go", "--as", "product", code=3)
    assert said.startswith("HEAD is detached, so a commit would be lost: switch to a branch first")
    assert "not committed" in desk.run("churn", "go", "--as", "product", "--no-commit")


def test_the_voter_is_whom_git_would_name_as_the_author(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_AUTHOR_EMAIL", "mira@example.com")
    monkeypatch.setenv("GIT_AUTHOR_DATE", "2026-01-19T08:00:00+0000")
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    assert "mira as data-engineering: approved" in desk.run("churn", "go", "--as", "data-engineering")
    monkeypatch.delenv("GIT_DIR")
    assert desk.git("log", "-1", "--format=%ae %aI") == "mira@example.com 2026-01-19T08:00:00+00:00\n"
    assert desk.read().grades["idea", 0] is Grade.AUTHORED


def test_a_document_that_is_a_link_is_not_followed(desk: Desk) -> None:
    outside = desk.root.parent / "outside.md"
    outside.write_text(document())
    desk.write({IDEA: None})
    (desk.root / IDEA).symlink_to(outside)
    desk.commit("Link")
    assert "cannot be read" in desk.run("churn", "go", "--as", "product", code=3)
    assert outside.read_text() == document()


def test_what_is_approved_must_be_named(desk: Desk) -> None:
    said = " ".join(desk.run("churn", code=2).split())
    assert "name what you approve" in said
    assert "'ledger approve --inbox' lists what waits for you" in said


# --- other phases -------------------------------------------------------------------------------------------------


def test_on_a_branch_that_moves_the_project_the_phase_left_is_approved(desk: Desk) -> None:
    in_build(desk).run("churn", "go", "--as", "product")
    assert [vote.gate for vote in desk.votes("idea")] == ["go"]


def test_a_way_back_and_a_cancellation_are_voted_on_in_the_phase_left(desk: Desk) -> None:
    in_build(desk).run("churn", "backtrack", "--as", "product")
    desk.run("churn", "cancel", "--as", "management")
    assert [vote.gate for vote in desk.votes("build")] == ["backtrack", "cancel"]


def test_after_a_way_back_its_votes_still_stand_in_the_phase_left(desk: Desk) -> None:
    in_build(desk).write({"projects/churn/README.md": card(more="move: {to: idea, because: goal-change}\n")})
    desk.write({IDEA: document(iteration=2)}).commit("Back", date="2026-01-15")
    desk.run("churn", "backtrack", "--as", "product")
    assert [vote.gate for vote in desk.votes("build")] == ["backtrack"]


def test_a_gate_of_any_phase_before_is_found(desk: Desk) -> None:
    flow = (desk.root / "schema/flows/small.yml").read_text()
    asked = flow.replace("title: Build}", "title: Build, gates: [{id: late, approvals: {product: 1}}]}")
    desk.write({"schema/flows/small.yml": asked}).commit("Ask", date="2026-01-06")
    in_build(desk).write({"projects/churn/README.md": card(phase="run"), "projects/churn/run.md": document("run")})
    desk.commit("Advance", date="2026-01-13")
    desk.run("churn", "late", "--as", "product")
    desk.run("churn", "go", "--as", "product")
    assert [[vote.gate for vote in desk.votes(phase)] for phase in ("idea", "build")] == [["go"], ["late"]]


def test_a_phase_that_its_flow_has_no_more_has_no_gate(desk: Desk) -> None:
    flow = in_build(desk).root.joinpath("schema/flows/small.yml").read_text()
    lines = [line for line in flow.splitlines() if "build" not in line]
    desk.write({"schema/flows/small.yml": "\n".join(lines)}).commit("No build any more", date="2026-01-13")
    assert "the phase build has no gate 'sure'" in desk.run("churn", "sure", "--as", "product", code=3)
    assert "is one of idea, and 'churn' is in build" in desk.run("churn", "go", "--as", "product", code=3)


def test_of_several_ways_back_the_last_one_is_voted_on(desk: Desk) -> None:
    flow = (desk.root / "schema/flows/small.yml").read_text()
    asked = flow.replace("because: [degradation]}", "because: [degradation], approvals: {product: 1}}")
    desk.write({"schema/flows/small.yml": asked}).commit("Ask", date="2026-01-06")
    in_build(desk).write({"projects/churn/README.md": card(phase="run"), "projects/churn/run.md": document("run")})
    desk.commit("Advance", date="2026-01-13")
    back = card(phase="build", more="move: {to: build, because: degradation}\n")
    desk.write({"projects/churn/README.md": back, "projects/churn/build.md": document("build", iteration=2)})
    desk.commit("Back", date="2026-01-14")
    desk.write({"projects/churn/README.md": card(more="move: {to: idea, because: goal-change}\n")})
    desk.write({IDEA: document(iteration=2)}).commit("Back", date="2026-01-15")
    desk.write({"projects/churn/README.md": card(status="paused", more="move: {to: paused, because: waiting}\n")})
    desk.commit("Rest", date="2026-01-16")
    desk.run("churn", "backtrack", "--as", "product")
    assert [len(desk.votes(phase)) for phase in ("build", "run")] == [1, 0]
