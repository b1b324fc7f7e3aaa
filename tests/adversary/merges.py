"""How a change gets to main: merges in merges, forks, branches that lag behind, and votes that travel."""

from tests.adversary.case import pull
from tests.adversary.desk import TODAY, Desk

CHURN = "projects/churn"


def _from_the_base(desk: Desk, branch: str) -> Desk:
    desk.git("checkout", "-q", "-b", branch, "main")
    return desk


@pull(merge="authored", squash="claimed", squash_co="authored", rebase="authored", pick="authored")
def a_fork_of_strangers_with_a_commit_of_the_approver(desk: Desk) -> None:
    desk.swap("by habit", "by instinct").commit(author="mallory")
    desk.approves().moves(author="eve")


@pull("APR001 APR010", merge="claimed", squash="claimed", rebase="claimed")
def a_fork_of_strangers_without_one(desk: Desk) -> None:
    desk.swap("by habit", "by instinct").commit(author="mallory")
    desk.vote().moves(author="eve")


@pull("APR001 APR007", merge="authored")
def a_fork_that_edits_after_the_commit_of_the_approver(desk: Desk) -> None:
    desk.approves()
    desk.swap("by habit", "by instinct").moves(author="mallory")


@pull(merge="authored")
def the_approver_merges_their_own_branch_into_the_pull_request(desk: Desk) -> None:
    _from_the_base(desk, "dana").approves()
    desk.back().swap("status: active", "status: active\nsummary: Hours.", "README").commit()
    desk.git("merge", "-q", "--no-ff", "-m", "Take the vote", "dana")
    desk.moves()


@pull(merge="authored")
def a_branch_in_a_branch_in_a_branch(desk: Desk) -> None:
    _from_the_base(desk, "inner").approves()
    _from_the_base(desk, "middle").commit("Nothing")
    desk.git("merge", "-q", "--no-ff", "-m", "Middle", "inner")
    desk.back().commit("Nothing")
    desk.git("merge", "-q", "--no-ff", "-m", "Outer", "middle")
    desk.moves()


@pull("APR001 APR010", merge="claimed")
def the_approver_merges_a_branch_with_a_forged_vote_of_theirs(desk: Desk) -> None:
    _from_the_base(desk, "sam").vote("dana").commit(author="sam")
    desk.back().commit("Start of Dana's branch", author="dana")
    desk.git("merge", "-q", "--no-ff", "-m", "Merge branch 'sam'", "sam", author="dana")
    desk.moves()


@pull("APR001 APR010", merge="claimed")
def the_approver_votes_in_a_merge_commit(desk: Desk) -> None:
    _from_the_base(desk, "sam").swap("status: active", "status: active\nsummary: Hours.", "README").commit()
    desk.back().commit("Start", author="dana")
    desk.git("merge", "-q", "--no-ff", "--no-commit", "sam", author="dana")
    desk.vote().commit("Merge branch 'sam'", author="dana")
    desk.moves()


@pull(merge="authored authored")
def the_base_is_merged_into_the_branch_by_its_author(desk: Desk) -> None:
    desk.approves().on_main().approves("pam", gate="cancel")
    desk.back()
    desk.git("merge", "-q", "-s", "ours", "--no-commit", "--no-ff", "main")
    theirs = desk.git("show", f"main:{CHURN}/scoping.md")
    desk.write({f"{CHURN}/scoping.md": theirs}).vote("dana").commit("Merge main", author="dana")
    desk.moves()


@pull("APR001 APR007")
def the_document_changed_on_main_meanwhile(desk: Desk) -> None:
    desk.approves().moves().on_main().swap("Airports staff", "Airports and stations staff").commit()
    desk.back()


@pull("APR001 APR007")
def a_budget_was_agreed_on_main_meanwhile_without_a_conflict(desk: Desk) -> None:
    desk.on_main().swap("iteration: 1\n", "iteration: 1\n" + "# room\n" * 8).commit()
    desk.git("checkout", "-q", "-B", "pull")
    desk.approves().moves().on_main().swap(
        "iteration: 1\n", "iteration: 1\nbudget: {amount: 1, currency: EUR}\n"
    ).commit()
    desk.back()


@pull("APR001 APR003")
def the_role_was_taken_away_on_main_meanwhile(desk: Desk) -> None:
    desk.approves().moves()
    desk.on_main().swap_in(
        "ledger.yml",
        'roles: [product], keys: ["' + desk.keys.public("dana"),
        'roles: [sales], keys: ["' + desk.keys.public("dana"),
    ).commit()
    desk.back()


@pull("APR001")
def the_gate_was_tightened_on_main_meanwhile(desk: Desk) -> None:
    desk.approves().moves().on_main()
    desk.swap_in("schema/flows/gated.yml", "{product: 1}, kpis", "{product: 2}, kpis").commit()
    desk.back()


@pull("APR001 APR009 APR010 GIT002")
def a_veto_landed_meanwhile_at_the_same_place(desk: Desk) -> None:
    desk.vote("dana").moves(author="sam")
    desk.on_main().approves("pam", decision="rejected", note="No.").back()


@pull("APR009 GIT002")
def both_sides_move_the_project(desk: Desk) -> None:
    desk.approves().moves()
    desk.on_main().approves("pam").moves("scoping", "no-time", status="paused").back()


@pull("APR001 APR010", merge="claimed claimed")
def a_forged_vote_that_landed_is_not_proven_by_copying_it(desk: Desk) -> None:
    desk.on_main().vote("dana").commit(author="sam")
    desk.git("checkout", "-q", "-B", "pull")
    desk.vote("dana").moves(author="sam")


@pull(merge="claimed authored", squash_co="claimed authored")
def a_forged_vote_that_landed_can_be_given_truly_on_the_same_day(desk: Desk) -> None:
    desk.on_main().vote("dana").commit(author="sam")
    desk.git("checkout", "-q", "-B", "pull")
    desk.approves("dana").moves(author="sam")


@pull("APR010", merge="authored claimed", squash="authored claimed")
def a_forged_copy_does_not_weaken_the_vote_that_landed(desk: Desk) -> None:
    desk.on_main().approves("dana")
    desk.git("checkout", "-q", "-B", "pull")
    desk.vote("dana").commit(author="sam")
    desk.moves()


def _lost(desk: Desk) -> None:
    """A landed approval is taken away on main, past every check."""
    text = desk.path().read_text()
    desk.approves()
    desk.write({f"{CHURN}/scoping.md": text}).commit()


@pull("APR001 APR010", prepare=_lost)
def a_vote_that_main_lost_is_written_down_again_by_another(desk: Desk) -> None:
    desk.vote("dana").commit(author="sam")
    desk.moves()


def _lost_and_forged(desk: Desk) -> None:
    _lost(desk)
    desk.vote("dana").commit(author="sam")


@pull("APR001", prepare=_lost_and_forged)
def a_vote_that_main_lost_does_not_bless_its_forged_copy_there(desk: Desk) -> None:
    desk.moves()


@pull(merge="authored")
def the_project_moved_into_a_group_on_main_meanwhile(desk: Desk) -> None:
    desk.approves().on_main()
    (desk.root / "projects/air").mkdir()
    desk.git("mv", CHURN, "projects/air/churn")
    desk.commit()
    desk.swap_in("projects/air/churn/README.md", "status: active", "status: active\nsummary: Hours.").commit()
    desk.back()


def _merge_of_nothing(desk: Desk) -> None:
    """Main gets a merge commit that brings no branch, only a vote."""
    desk.vote("dana").git("add", "-A")
    tree = desk.git("write-tree").strip()
    arguments = ["commit-tree", tree, "-p", "HEAD", "-p", "HEAD~1", "-m", "Merge nothing"]
    desk.git("reset", "-q", "--hard", desk.git(*arguments, date=TODAY, author="dana").strip())


@pull("APR001", prepare=_merge_of_nothing, merge="claimed")
def a_vote_that_stands_in_a_merge_of_nothing(desk: Desk) -> None:
    desk.moves()
