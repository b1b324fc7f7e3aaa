"""`ledger approve --inbox`: what waits for one person's vote, here and on branches."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ledger.assemble import load, load_change, load_changes
from ledger.inbox import Inbox, read_inbox
from ledger.views.people import asked_votes
from tests.build import card, document
from tests.desk import IDEA, PEOPLE, TODAY, Desk, in_build


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "ledger").sit()


def inbox(desk: Desk, by: str | None = None, *, base: str | None = None, branches: bool = False) -> Inbox:
    return read_inbox(desk.root, by=by, base=base, has_branches=branches, today=TODAY)


def asked(desk: Desk, by: str | None = None, *, branches: bool = False) -> list[tuple[str, str, str | None]]:
    return [(row.gate.id, row.role, row.branch) for row in inbox(desk, by, branches=branches).waiting]


def test_it_lists_the_gates_of_the_phase_that_ask_for_ones_roles(desk: Desk) -> None:
    assert asked(desk) == [("budget", "management", None), ("go", "product", None)]
    assert asked(desk, "mira") == [("go", "data-engineering", None)]
    assert {row.since for row in inbox(desk).waiting} == {date(2026, 1, 5)}


def test_the_command_that_it_names_signs_where_the_gate_asks_for_it(desk: Desk) -> None:
    named = [line.strip() for line in desk.run("--inbox").splitlines() if line.startswith("  ledger ")]
    assert named == [
        "ledger approve churn budget --as management --sign",
        "ledger approve churn go --as product",
    ]
    desk.write({"ledger.yml": f"{PEOPLE}approvals: {{grade: signed}}\n"}).commit("Signatures")
    assert desk.run("--inbox").count(" --sign\n") == 2


def test_who_owns_the_project_is_not_asked(desk: Desk) -> None:
    assert asked(desk, "sam") == []
    assert desk.run("--inbox", "--by", "sam") == "sam: nothing waits for you\n"


def test_what_was_voted_on_waits_no_more_until_it_lapses(desk: Desk) -> None:
    desk.run("churn", "go", "--as", "product")
    assert asked(desk) == [("budget", "management", None)]
    desk.write({IDEA: (desk.root / IDEA).read_text().replace("A need.", "Another.")}).commit("Edit", date="2026-01-19")
    (again,) = (row for row in inbox(desk).waiting if row.role == "product")
    assert again.last is not None
    assert (again.since, again.last.standing.value) == (date(2026, 1, 19), "the content has changed")


def test_while_the_card_cannot_be_read_votes_wait_for_that_everywhere(desk: Desk) -> None:
    place = "projects/churn/README.md"
    desk.write({place: (desk.root / place).read_text().replace("owner: sam", "owner: [sam")})
    desk.commit("Broken", date="2026-01-19")
    rows = inbox(desk).waiting
    votes = [vote for vote in asked_votes(load(desk.root, today=TODAY)) if "dana" in vote.voters]
    assert [(row.gate.id, row.missing) for row in rows] == [("budget", ("README.md",)), ("go", ("README.md",))]
    assert {(row.gate.id, row.since, row.is_complete) for row in rows} == {
        (vote.gate_id, vote.since, vote.is_ready) for vote in votes
    }


def test_an_own_veto_waits_for_whoever_gave_it(desk: Desk) -> None:
    desk.run("churn", "go", "--as", "product", "--changes-requested")
    desk.run("churn", "go", "--as", "management", "--reject")
    assert asked(desk) == [("budget", "management", None), ("go", "management", None), ("go", "product", None)]
    assert "  you said changes requested on 2026-01-20: blocks\n" in desk.run("--inbox")


@pytest.mark.parametrize("weak", ["date: 2026-01-20", "date: 2027-01-01"])
def test_a_veto_waits_for_whoever_gave_it_whatever_entry_of_theirs_that_does_not_count_follows(
    desk: Desk, weak: str
) -> None:
    desk.run("churn", "go", "--as", "product", "--reject")
    of = desk.votes()[0].of
    later = f"- {{gate: go, role: product, by: dana, {weak}, decision: approved, of: '{of}'}}\n"
    desk.write({IDEA: (desk.root / IDEA).read_text().replace("\n---\n", f"\n{later}---\n", 1)})
    desk.commit("Not by dana", author="sam")
    (row,) = (row for row in inbox(desk).waiting if row.gate.id == "go")
    assert (row.role, row.last and row.last.standing.value) == ("product", "blocks")


@pytest.mark.parametrize(("needed", "told"), [(1, []), (2, [("go", "product", None)])])
def test_nobody_else_is_asked_where_lifting_a_veto_is_enough(
    desk: Desk, needed: int, told: list[tuple[str, str, None]]
) -> None:
    for path, old, new in (
        ("ledger.yml", "people:\n", "people:\n  lou: {emails: [lou@example.com], roles: [product]}\n"),
        ("schema/flows/small.yml", "product: 1", f"product: {needed}"),
    ):
        desk.write({path: (desk.root / path).read_text().replace(old, new, 1)})
    desk.commit("Let Lou vote", date="2026-01-18")
    assert asked(desk, "lou") == [("go", "product", None)]
    desk.run("churn", "go", "--as", "product", "--reject")
    assert asked(desk, "lou") == told
    if needed == 1:
        (vote,) = (
            one for one in asked_votes(load(desk.root, today=TODAY)) if (one.gate, one.role) == ("Go", "product")
        )
        assert (vote.voters, vote.is_blocked) == (("dana",), True)


def test_an_incomplete_text_comes_last_and_says_what_is_missing(desk: Desk) -> None:
    empty = document(body="## Need\n").replace("timebox: {start: 2026-01-05, weeks: 2}\n", "")
    desk.project("ads", idea=empty).commit("Start", date="2026-01-01")
    rows = inbox(desk, "mira").waiting
    assert [(row.project, row.is_complete, row.missing) for row in rows] == [
        ("churn", True, ()),
        ("ads", False, ("Need", "timebox")),
    ]
    said = desk.run("--inbox", "--by", "mira")
    assert said.startswith("mira: 2 votes wait for you, 1 with a complete text\n\nchurn: Project churn\n")
    assert "  not written yet: Need, timebox\n  ledger approve ads go --as data-engineering\n" in said


@pytest.mark.parametrize("status", ["paused", "cancelled", "completed"])
def test_a_project_that_rests_asks_for_nothing(desk: Desk, status: str) -> None:
    desk.write({"projects/churn/README.md": card(status=status)}).commit("Rest")
    assert asked(desk) == []


def on_a_branch(desk: Desk, name: str) -> Desk:
    desk.git("checkout", "-q", "-b", name)
    return in_build(desk)


def test_on_a_branch_that_moves_the_project_the_gates_of_the_move_wait(desk: Desk) -> None:
    on_a_branch(desk, "advance")
    assert asked(desk, "mira") == [("go", "data-engineering", None)]
    assert "  advanced: idea -> build\n" in desk.run("--inbox", "--by", "mira")
    desk.git("checkout", "-q", "--detach")
    assert asked(desk, "mira") == [("go", "data-engineering", None)]


def test_a_phase_that_a_branch_only_enters_asks_for_nothing_yet(desk: Desk) -> None:
    flow = (desk.root / "schema/flows/small.yml").read_text()
    gated = flow.replace("title: Build}", "title: Build, gates: [{id: try, title: Try, approvals: {product: 1}}]}")
    desk.write({"schema/flows/small.yml": gated}).commit("Ask for a try")
    assert [gate for gate, _, _ in asked(on_a_branch(desk, "advance"))] == ["budget", "go"]
    desk.git("branch", "-f", "main", "advance")
    assert [gate for gate, _, _ in asked(desk)] == ["try"]


def test_a_vote_on_a_move_waits_as_long_as_it_did_before_the_move_was_proposed(desk: Desk) -> None:
    desk.write({IDEA: (desk.root / IDEA).read_text().replace("A need.", "Another.")}).commit("Edit", date="2026-01-16")
    assert {row.since for row in inbox(desk).waiting} == {date(2026, 1, 16)}
    on_a_branch(desk, "advance")
    assert {row.since for row in inbox(desk).waiting} == {date(2026, 1, 16)}


def test_a_vote_on_a_move_waits_since_the_one_before_it_lapsed(desk: Desk) -> None:
    desk.run("churn", "go", "--as", "product")
    unfinished = (desk.root / IDEA).read_text().replace("A need.", "")
    desk.write({IDEA: unfinished}).commit("Edit", date="2026-01-20")
    on_a_branch(desk, "advance")
    assert {row.role: row.since for row in inbox(desk).waiting}["product"] == TODAY


@pytest.mark.parametrize("has_moved", [False, True])
def test_a_text_that_only_a_branch_has_waits_since_it_was_proposed(desk: Desk, *, has_moved: bool) -> None:
    desk.git("checkout", "-q", "-b", "text")
    if has_moved:
        in_build(desk)
    desk.write({IDEA: (desk.root / IDEA).read_text().replace("A need.", "Another.")}).commit("Edit", date="2026-01-18")
    assert {row.since for row in inbox(desk).waiting} == {date(2026, 1, 18)}


def test_every_branch_that_main_lacks_is_looked_at(desk: Desk) -> None:
    on_a_branch(desk, "advance").git("checkout", "-q", "main")
    assert asked(desk, "mira", branches=True) == [("go", "data-engineering", "advance")]
    assert "  advanced: idea -> build, on the branch advance\n" in desk.run("--inbox", "--branches", "--by", "mira")
    on = [(row.since, row.move) for row in inbox(desk, "mira", branches=True).waiting]
    assert on == [(date(2026, 1, 12), "advanced: idea -> build")]


def test_nothing_waits_since_a_day_to_come(desk: Desk) -> None:
    """The clock of whoever committed last ran ahead, on a branch and on main."""
    desk.run("churn", "go", "--as", "product")
    desk.write({IDEA: (desk.root / IDEA).read_text().replace("A need.", "Another.")}).commit("Edit", date="2026-01-23")
    assert [row.since for row in inbox(desk).waiting if row.role == "product"] == [TODAY]
    on_a_branch(desk, "advance").commit("Ahead", date="2026-01-24")
    desk.git("checkout", "-q", "main")
    assert {row.since for row in inbox(desk, branches=True).waiting if row.branch} == {TODAY}
    assert "as product, since 2026-01-20 (0 days)" in desk.run("--inbox", "--branches")


def test_a_vote_that_a_branch_has_already_does_not_wait_on_main(desk: Desk) -> None:
    on_a_branch(desk, "advance").sit("mira").run("churn", "go", "--as", "data-engineering")
    desk.git("checkout", "-q", "main")
    assert asked(desk, "mira", branches=True) == []
    assert asked(desk, "mira") == [("go", "data-engineering", None)]


def test_remote_branches_count_once_and_merged_ones_not_at_all(desk: Desk, tmp_path: Path) -> None:
    on_a_branch(desk, "advance")
    desk.git("branch", "done", "main")
    desk.git("checkout", "-q", "main")
    clone = tmp_path / "clone"
    desk.git("clone", "-q", str(desk.root), str(clone))
    desk.git("-C", str(clone), "branch", "mine", "origin/advance")
    rows = read_inbox(clone, by="mira", base=None, has_branches=True, today=TODAY).waiting
    assert [(row.role, row.branch) for row in rows] == [("data-engineering", "mine")]


@pytest.mark.parametrize("name", ["main", "master"])
def test_a_clone_of_what_was_empty_knows_the_main_branch_of_its_origin(desk: Desk, tmp_path: Path, name: str) -> None:
    on_a_branch(desk, "advance")
    server, clone = tmp_path / "server.git", tmp_path / "clone"
    desk.git("init", "-q", "--bare", str(server))
    desk.git("clone", "-q", str(server), str(clone))
    desk.git("push", "-q", str(server), f"main:{name}", "advance")
    desk.git("-C", str(clone), "fetch", "-q")
    desk.git("-C", str(clone), "remote", "set-head", "origin", "--delete")  # newer git sets it when it fetches
    desk.git("-C", str(clone), "switch", "-q", "advance")
    rows = read_inbox(clone, by="mira", base=None, has_branches=False, today=TODAY).waiting
    assert [(row.gate.id, row.role) for row in rows] == [("go", "data-engineering")]


def test_a_branch_that_is_no_ledger_is_named_and_the_rest_read(desk: Desk) -> None:
    on_a_branch(desk, "advance").git("checkout", "-q", "--orphan", "pages")
    desk.git("rm", "-rfq", ".")
    desk.write({"index.html": "x"}).commit("A site")
    desk.git("checkout", "-q", "main")
    found = inbox(desk, "mira", branches=True)
    assert [name for name, _ in found.unread] == ["pages"]
    assert "not read: pages (" in desk.run("--inbox", "--branches", "--by", "mira")
    assert [row.branch for row in found.waiting] == ["advance"]


@pytest.mark.parametrize("branches", [True, False])
def test_a_branch_that_conflicts_is_named_and_hides_nothing_that_main_asks_for(desk: Desk, *, branches: bool) -> None:
    desk.git("checkout", "-q", "-b", "old")
    desk.write({IDEA: document(body="## Need\nOne thing.\n")}).commit("One", date="2026-01-06")
    desk.git("checkout", "-q", "main")
    desk.write({IDEA: document(body="## Need\nAnother.\n")}).commit("Another", date="2026-01-08")
    desk.git("checkout", "-q", "main" if branches else "old")
    found = inbox(desk, "mira", branches=branches)
    assert [(row.gate.id, row.since, row.branch) for row in found.waiting] == [("go", date(2026, 1, 8), None)]
    name, why = "old" if branches else "HEAD", f"it conflicts with main in {IDEA}"
    assert found.unread == ((name, f"{why}: merge or rebase onto main and resolve it"),)
    said = desk.run("--inbox", "--by", "mira", *(["--branches"] if branches else []))
    assert f"\nnot read: {name} ({why}: " in said


def test_a_cancellation_asks_for_no_text_and_waits_since_it_was_proposed(desk: Desk) -> None:
    desk.write({IDEA: document(body="## Need\n")}).commit("Nothing written yet", date="2026-01-06")
    desk.git("checkout", "-q", "-b", "stop")
    stopped = card(status="cancelled", more="move: {to: cancelled, because: no-data}\n")
    desk.write({"projects/churn/README.md": stopped})
    assert [(row.gate.id, row.since, row.missing) for row in inbox(desk).waiting] == [("cancel", TODAY, ())]
    desk.commit("Stop", date="2026-01-16")
    here = [(row.gate.id, row.since, row.missing) for row in inbox(desk).waiting]
    assert here == [("cancel", date(2026, 1, 16), ())]
    desk.git("checkout", "-q", "main")
    there = [(row.gate.id, row.since, row.missing) for row in inbox(desk, branches=True).waiting if row.branch]
    assert there == here


def test_a_way_back_asks_for_no_text_and_waits_since_it_was_proposed(desk: Desk) -> None:
    in_build(desk).git("checkout", "-q", "-b", "back")
    back = card(phase="idea", more="move: {to: idea, because: goal-change}\n")
    desk.write({"projects/churn/README.md": back, IDEA: document(iteration=2)}).commit("Back", date="2026-01-16")
    (row,) = (row for row in inbox(desk).waiting if row.gate.id == "backtrack")
    assert (row.since, row.missing) == (date(2026, 1, 16), ())


def test_changes_onto_a_base_that_is_read_once_are_those_of_each_alone(desk: Desk) -> None:
    first = (desk.root / IDEA).read_text()
    desk.write({IDEA: document(body="## Need\n\nLanded words.\n")}).commit("Land")
    texts = {"back": first, "other": document(body="## Need\n\nOther words.\n")}
    for name, text in texts.items():
        desk.git("checkout", "-q", "-b", name, "main")
        desk.write({IDEA: text}).commit(name)
    desk.git("checkout", "-q", "-b", "conflict", "main~1")
    desk.write({IDEA: document(body="## Need\n\nRival words.\n")}).commit("Rival")
    before, change_of = load_changes(desk.root, base="main", today=TODAY)
    for name in (*texts, "conflict", "main~1"):
        change, alone = change_of(name), load_change(desk.root, base="main", head=name, today=TODAY)
        assert (change.before, change.after, change.renames) == (alone.before, alone.after, alone.renames)
        assert change.before == before
    assert "A need." in change_of("back").after.projects["churn"].documents["idea"].body


def test_a_branch_cannot_make_somebody_a_voter(desk: Desk) -> None:
    on_a_branch(desk, "advance")
    desk.write({"ledger.yml": PEOPLE.replace("roles: [data-engineering]", "roles: [management]")}).commit("Loosen")
    desk.git("checkout", "-q", "main")
    assert asked(desk, "mira", branches=True) == [("go", "data-engineering", "advance")]


def test_json_has_a_version_and_what_the_text_says(desk: Desk) -> None:
    found: dict[str, Any] = json.loads(desk.run("--inbox", "--json"))
    assert (found["version"], found["person"], found["base"]) == (1, "dana", "refs/heads/main")
    assert found["waiting"][1] == {
        "project": "churn",
        "title": "Project churn",
        "phase": "idea",
        "gate": "go",
        "role": "product",
        "since": "2026-01-05",
        "complete": True,
        "missing": [],
        "branch": None,
        "move": None,
        "said": None,
        "standing": None,
    }


def test_without_a_main_branch_the_checked_out_ledger_is_read(desk: Desk) -> None:
    desk.git("branch", "-m", "main", "trunk")
    assert inbox(desk).base is None
    assert len(asked(desk)) == 2
    assert "there is no branch main to compare with" in desk.run("--inbox", "--branches", code=3)
    assert len(inbox(desk, base="trunk", branches=True).waiting) == 2


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("--inbox", "churn"), 2, "this belongs to a vote on one gate, not to --inbox"),
        (("--inbox", "--as", "product"), 2, "this belongs to a vote on one gate, not to --inbox"),
        (("--branches", "churn", "go", "--as", "product"), 2, "this belongs to --inbox"),
        (("--json", "churn", "go", "--as", "product"), 2, "this belongs to --inbox"),
        (("--inbox", "--by", "dnaa"), 3, "ledger.yml knows no person 'dnaa': did you mean 'dana'?"),
        (("--inbox", "--base", "nowhere"), 3, "the revision 'nowhere' is unknown here"),
        (("--inbox", "--base", "--all"), 3, "'--all' is not a revision"),
    ],
)
def test_what_is_no_inbox_is_refused(desk: Desk, arguments: tuple[str, ...], code: int, sentence: str) -> None:
    assert sentence in " ".join(desk.run(*arguments, code=code).replace("│", "").split())
