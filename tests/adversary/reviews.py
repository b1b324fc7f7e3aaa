"""Reviews on a forge: what an approval there attests, and what it does not."""

from tests.adversary.case import pull
from tests.adversary.desk import Desk

DANA = "dana-d"
WEAK = "APR001 APR010"


def _attested_asked_for(desk: Desk) -> None:
    desk.swap_in("ledger.yml", "flow: gated\n", "flow: gated\napprovals: {grade: attested}\n").commit()


@pull(prepare=_attested_asked_for)
def a_review_of_the_commit_that_holds_the_vote(desk: Desk) -> None:
    desk.vote().moves().reviewed(DANA)


@pull(prepare=_attested_asked_for)
def a_review_before_the_vote_was_written_down(desk: Desk) -> None:
    desk.commit()
    desk.reviewed(DANA).vote().moves()


@pull(prepare=_attested_asked_for)
def a_review_by_the_account_in_another_case(desk: Desk) -> None:
    desk.vote().moves().reviewed("Dana-D")


@pull(WEAK, prepare=_attested_asked_for)
def a_commit_of_the_approver_where_a_review_is_asked_for(desk: Desk) -> None:
    desk.approves().moves()


@pull(WEAK, prepare=_attested_asked_for)
def a_review_of_an_older_commit_with_other_content(desk: Desk) -> None:
    desk.commit()
    desk.reviewed(DANA).swap("by habit", "by instinct").commit()
    desk.vote().moves()


@pull("APR001 APR007", prepare=_attested_asked_for)
def a_review_of_an_older_commit_and_a_vote_on_it(desk: Desk) -> None:
    desk.vote().commit()
    desk.reviewed(DANA).swap("by habit", "by instinct").moves()


@pull(WEAK, prepare=_attested_asked_for)
def a_review_that_was_dismissed(desk: Desk) -> None:
    desk.vote().moves().reviewed(DANA).reviewed(DANA, "DISMISSED")


@pull(WEAK, prepare=_attested_asked_for)
def a_review_that_became_a_request_for_changes(desk: Desk) -> None:
    desk.vote().moves().reviewed(DANA).reviewed(DANA, "CHANGES_REQUESTED")


@pull(prepare=_attested_asked_for)
def a_review_that_is_followed_by_a_remark(desk: Desk) -> None:
    desk.vote().moves().reviewed(DANA).reviewed(DANA, "COMMENTED")


@pull(WEAK, prepare=_attested_asked_for)
def a_review_that_only_remarks(desk: Desk) -> None:
    desk.vote().moves().reviewed(DANA, "COMMENTED")


@pull(WEAK, prepare=_attested_asked_for)
def a_review_by_another_person_of_the_role(desk: Desk) -> None:
    desk.vote().moves().reviewed("pam-p")


@pull("APR001 APR003", prepare=_attested_asked_for)
def a_review_by_a_person_without_the_role(desk: Desk) -> None:
    desk.vote("cody").moves().reviewed("cody-c")


@pull("APR001 APR004", prepare=_attested_asked_for)
def a_review_by_the_owner(desk: Desk) -> None:
    desk.vote("sam").moves().reviewed("sam-s")


@pull(WEAK, prepare=_attested_asked_for)
def a_review_by_an_account_that_is_given_in_the_same_change(desk: Desk) -> None:
    desk.swap_in("ledger.yml", "github: dana-d", "github: mallory-m").vote().moves().reviewed("mallory-m")


@pull(WEAK, prepare=_attested_asked_for)
def a_review_of_the_base(desk: Desk) -> None:
    desk.swap("by habit", "by instinct").vote().moves().reviewed(DANA, commit="main")


@pull(WEAK, prepare=_attested_asked_for)
def a_review_of_the_same_text_in_another_project(desk: Desk) -> None:
    card = desk.path("README").read_text().replace("Rush hours", "Twin")
    text = desk.path().read_text().replace("by habit", "by instinct")
    desk.write({"projects/twin/README.md": card, "projects/twin/scoping.md": text}).commit()
    desk.reviewed(DANA).swap("by habit", "by instinct").vote().moves()


@pull("APR001", prepare=_attested_asked_for)
def a_review_without_a_vote(desk: Desk) -> None:
    desk.moves().reviewed(DANA)


@pull(WEAK, ground="development")
def a_review_where_a_signature_is_asked_for(desk: Desk) -> None:
    desk.vote(gate="launch", phase="development").moves("operation").reviewed(DANA)
