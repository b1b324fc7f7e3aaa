"""What an approval covers: edits that must void it, edits that must not, and documents that hide what they say."""

from tests.adversary.case import pull
from tests.adversary.desk import Desk

PATH = "projects/churn/scoping.md"


def _approved(desk: Desk) -> None:
    desk.approves()


def _raw(desk: Desk) -> bytes:
    return desk.path().read_bytes()


@pull(prepare=_approved)
def line_ends_become_crlf(desk: Desk) -> None:
    desk.write({PATH: _raw(desk).replace(b"\n", b"\r\n")}).moves()


@pull(prepare=_approved)
def white_space_at_the_end(desk: Desk) -> None:
    desk.write({PATH: _raw(desk) + b"  \n\n\t\n"}).moves()


@pull(prepare=_approved)
def only_the_tasks_change(desk: Desk) -> None:
    desk.swap("status: todo", "status: done").moves()


@pull(prepare=_approved)
def fields_change_places(desk: Desk) -> None:
    desk.swap("extra: {share: 0.80}\n", "").swap("phase: scoping\n", "extra: {share: 0.80}\nphase: scoping\n").moves()


@pull(prepare=_approved)
def a_comment_in_the_front_matter(desk: Desk) -> None:
    desk.swap("iteration: 1", "iteration: 1  # the first").moves()


@pull(prepare=_approved)
def a_number_in_another_spelling(desk: Desk) -> None:
    desk.swap("share: 0.80", "share: 0.8").moves()


@pull("APR001", prepare=_approved)
def a_number_becomes_text(desk: Desk) -> None:
    desk.swap("share: 0.80", 'share: "0.80"').moves()


@pull("APR001", prepare=_approved)
def another_number(desk: Desk) -> None:
    desk.swap("share: 0.80", "share: 0.8000001").moves()


@pull("APR001", prepare=_approved)
def the_target_is_lowered(desk: Desk) -> None:
    desk.swap(">= 0.80", ">= 0.60").moves()


@pull("APR001", prepare=_approved)
def white_space_inside_the_text(desk: Desk) -> None:
    desk.swap("staff by", "staff  by").moves()


@pull("APR001 MOV006", prepare=_approved)
def only_the_iteration_is_counted_up(desk: Desk) -> None:
    desk.swap("iteration: 1", "iteration: 2").moves()


@pull("APR001 APR007 APR009 APR010 DOC018 REF010", prepare=_approved)
def the_approved_document_becomes_that_of_another_phase(desk: Desk) -> None:
    desk.move("research")
    desk.git("mv", "-f", PATH, "projects/churn/research.md")
    desk.swap("phase: scoping", "phase: research", "research").commit()


@pull("APR001 DOC018")
def the_document_of_the_phase_left_is_missing(desk: Desk) -> None:
    desk.write({PATH: None}).moves()


@pull("APR001 DOC017 DOC018", prepare=_approved)
def the_approved_document_becomes_a_link(desk: Desk) -> None:
    desk.write({"elsewhere.md": _raw(desk), PATH: None})
    desk.path().symlink_to("../../elsewhere.md")
    desk.moves()


@pull("DOC017")
def the_card_becomes_a_link(desk: Desk) -> None:
    desk.write({"card.md": desk.path("README").read_bytes(), "projects/churn/README.md": None})
    desk.path("README").symlink_to("../../card.md")
    desk.commit()


@pull("APR001 DOC005 DOC018", prepare=_approved)
def a_second_list_of_approvals(desk: Desk) -> None:
    desk.swap("approvals:", "approvals: []\napprovals:").moves()


@pull("APR001 DOC006 DOC018")
def a_vote_behind_an_alias(desk: Desk) -> None:
    vote = (
        f'&vote {{gate: scope, role: product, by: dana, date: 2026-02-02, decision: approved, of: "{desk.digest()}"}}'
    )
    desk.swap("extra: {share: 0.80}\n", f"extra: {{share: 0.80, vote: {vote}}}\napprovals: [*vote]\n")
    desk.commit(author="dana")
    desk.moves()


@pull("APR001 DOC007 DOC018")
def a_vote_behind_a_merge_key(desk: Desk) -> None:
    vote = f'<<: {{gate: scope, role: product, by: dana, date: 2026-02-02, decision: approved}}, of: "{desk.digest()}"'
    desk.swap("extra: {share: 0.80}\n", f"extra: {{share: 0.80}}\napprovals: [{{{vote}}}]\n").commit(author="dana")
    desk.moves()


@pull("APR001 DOC006 DOC018")
def a_veto_that_becomes_an_alias_of_an_approval(desk: Desk) -> None:
    desk.approves().swap("- {gate", "- &yes {gate").swap("}\n---", "}\n  - *yes\n---").moves()


@pull("APR001 DOC008 DOC018")
def a_vote_behind_a_tag(desk: Desk) -> None:
    desk.approves().swap("approvals:", "approvals: !!omap").moves()


@pull("APR001 SCH003")
def approvals_as_a_mapping(desk: Desk) -> None:
    vote = f'gate: scope, role: product, by: dana, date: 2026-02-02, decision: approved, of: "{desk.digest()}"'
    desk.swap("extra:", f"approvals: {{first: {{{vote}}}}}\nextra:").commit(author="dana")
    desk.moves()


@pull("APR001 APR003 APR010 SCH003")
def one_vote_in_the_name_of_two(desk: Desk) -> None:
    desk.vote().swap('by: "dana"', "by: [dana, pam]").commit(author="dana")
    desk.moves()


@pull("APR001 DOC003 DOC018")
def a_byte_before_the_fence_hides_the_front_matter(desk: Desk) -> None:
    desk.approves().write({PATH: b"\n" + _raw(desk)}).moves()


@pull("APR001 DOC013 DOC018")
def a_byte_order_mark_before_the_fence(desk: Desk) -> None:
    desk.approves().write({PATH: b"\xef\xbb\xbf" + _raw(desk)}).moves()


@pull("APR001 DOC010 DOC018")
def conflict_markers_among_the_votes(desk: Desk) -> None:
    desk.approves().swap("approvals:\n", "approvals:\n<<<<<<< ours\n").moves()


@pull("MOV005 APR001", prepare=_approved)
def the_text_of_a_step_is_commented_out(desk: Desk) -> None:
    desk.swap("Airports staff by habit.", "<!-- Airports staff by habit. -->").moves()


@pull("MOV004 KPI005")
def the_kpis_are_missing_although_product_approved(desk: Desk) -> None:
    desk.swap('kpis:\n  - {id: within-half, product: Weekly hours, target: ">= 0.80"}\n', "").approves().moves()
