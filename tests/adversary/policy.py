"""Rules that are loosened, hidden or taken away by the change that needs them to be so."""

import shutil

from tests.adversary.case import pull
from tests.adversary.desk import Desk

FLOW_FILE = "schema/flows/gated.yml"


@pull("APR001")
def a_gate_is_taken_out_in_the_same_change(desk: Desk) -> None:
    desk.swap_in(FLOW_FILE, "    gates: [{id: scope, approvals: {product: 1}, kpis: defined}]\n", "").moves()


@pull("APR001")
def a_gate_asks_for_fewer_in_the_same_change(desk: Desk) -> None:
    desk.swap_in(FLOW_FILE, "approvals: {product: 1}, kpis: defined", "approvals: {}, kpis: none").moves()


@pull("APR001")
def a_gate_asks_for_another_role_in_the_same_change(desk: Desk) -> None:
    desk.swap_in(FLOW_FILE, "{product: 1}, kpis", "{customer-success: 1}, kpis")
    desk.approves("cody", "customer-success").moves()


@pull("REF010")
def a_gate_gets_another_name_in_the_same_change(desk: Desk) -> None:
    desk.swap_in(FLOW_FILE, "id: scope,", "id: scope-it,").approves().moves()


@pull("APR001 APR010", ground="development")
def a_gate_no_longer_asks_for_a_signature_in_the_same_change(desk: Desk) -> None:
    desk.swap_in(FLOW_FILE, ", grade: signed", "").approves(gate="launch", phase="development").moves("operation")


@pull("APR001 APR010")
def the_least_grade_is_lowered_in_the_same_change(desk: Desk) -> None:
    desk.swap_in("ledger.yml", "flow: gated\n", "flow: gated\napprovals: {grade: claimed}\n").commit()
    desk.vote().moves()


def _claims_count(desk: Desk) -> None:
    desk.swap_in("ledger.yml", "flow: gated\n", "flow: gated\napprovals: {grade: claimed}\n").commit()


@pull(prepare=_claims_count, merge="claimed")
def a_claim_where_the_base_takes_claims(desk: Desk) -> None:
    desk.vote().moves()


@pull()
def stricter_rules_do_not_judge_the_change_that_brings_them(desk: Desk) -> None:
    desk.swap_in("ledger.yml", "flow: gated\n", "flow: gated\napprovals: {grade: signed}\n").commit()
    desk.approves().moves()


@pull("APR001 MOV001 POL001")
def a_phase_is_taken_out_in_the_same_change_to_skip_it(desk: Desk) -> None:
    text = (desk.root / FLOW_FILE).read_text()
    research = text[text.index("  - id: research") : text.index("  - id: development")]
    desk.swap_in(FLOW_FILE, research, "").moves("development")


@pull("APR001 REF001")
def the_flow_file_is_removed_in_the_same_change(desk: Desk) -> None:
    desk.write({FLOW_FILE: None}).moves()


@pull("APR001 DOC005")
def the_flow_file_is_made_unreadable_in_the_same_change(desk: Desk) -> None:
    desk.swap_in(FLOW_FILE, "flow: gated\n", "flow: gated\nflow: gated\n").moves()


@pull("APR001 DOC005")
def the_ledger_file_is_made_unreadable_in_the_same_change(desk: Desk) -> None:
    desk.swap_in("ledger.yml", "flow: gated\n", "flow: gated\nflow: gated\n").moves()


@pull("APR001")
def a_waiver_is_added_in_the_same_change(desk: Desk) -> None:
    waiver = "waivers:\n  - {code: APR001, project: churn, until: 2026-12-31, reason: in a hurry}\n"
    desk.swap_in("ledger.yml", "people:\n", f"{waiver}people:\n").moves()


def _waived(desk: Desk) -> None:
    waiver = "waivers:\n  - {code: APR001, project: churn, until: 2026-02-02, reason: agreed in the board}\n"
    desk.swap_in("ledger.yml", "people:\n", f"{waiver}people:\n").commit()


@pull(prepare=_waived)
def a_waiver_that_landed_before(desk: Desk) -> None:
    desk.moves()


def _waived_long_ago(desk: Desk) -> None:
    _waived(desk)
    desk.swap_in("ledger.yml", "until: 2026-02-02", "until: 2026-02-01").commit()


RESEARCH = "---\nphase: research\niteration: 1\n---\n\nText.\n"


def _renamed_and_moved(desk: Desk, old: str, new: str) -> None:
    desk.git("mv", f"projects/{old}", f"projects/{new}")
    desk.swap("phase: scoping", "phase: research", "README", new)
    desk.write({f"projects/{new}/research.md": RESEARCH}).commit(f"Call {old} {new}, and move it")


@pull(prepare=_waived)
def a_waiver_goes_with_a_project_that_is_renamed(desk: Desk) -> None:
    desk.swap_in("ledger.yml", "project: churn", "project: leavers").commit()
    _renamed_and_moved(desk, "churn", "leavers")


def _waived_by_a_name_that_is_free(desk: Desk) -> None:
    _waived(desk)
    desk.git("mv", "projects/churn", "projects/leavers")
    desk.commit("Rename")


@pull(prepare=_waived_by_a_name_that_is_free)
def a_project_that_has_a_waiver_gets_its_name_back(desk: Desk) -> None:
    _renamed_and_moved(desk, "leavers", "churn")


def _waived_beside_another(desk: Desk) -> None:
    _waived_by_a_name_that_is_free(desk)
    shutil.copytree(desk.root / "projects/leavers", desk.root / "projects/rush")
    desk.swap("started: 2026", "started: 2025", "README", "rush").commit("Another one")


@pull("APR001 POL013", prepare=_waived_beside_another)
def a_project_takes_the_name_of_another_one_that_has_a_waiver(desk: Desk) -> None:
    _renamed_and_moved(desk, "rush", "churn")


def _with_the_name_of_another(desk: Desk) -> None:
    _waived_beside_another(desk)
    desk.git("mv", "projects/rush", "projects/churn")
    desk.commit("Rename")


@pull("APR001 POL013", prepare=_with_the_name_of_another)
def a_project_that_has_the_name_of_another_one_that_has_a_waiver(desk: Desk) -> None:
    desk.moves()


@pull("APR001", prepare=_waived_long_ago)
def a_waiver_that_has_ended(desk: Desk) -> None:
    desk.moves()


@pull("APR001", prepare=_waived_long_ago)
def a_waiver_that_is_prolonged_in_the_same_change(desk: Desk) -> None:
    desk.swap_in("ledger.yml", "until: 2026-02-01", "until: 2026-12-31").moves()


STRICT = """\
{"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "required": ["budget"]}
"""
LOOSE = """\
{"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "additionalProperties": true}
"""


def _strict(desk: Desk) -> None:
    money = "budget: {amount: 1, currency: EUR}\n"
    desk.swap("extra:", f"{money}extra:").write({"schema/phase.json": STRICT}).commit()


@pull("SCH002", prepare=_strict)
def a_document_against_the_schema_of_the_ledger(desk: Desk) -> None:
    desk.swap("budget: {amount: 1, currency: EUR}\n", "").commit()


@pull("SCH001")
def a_schema_that_would_allow_unknown_fields(desk: Desk) -> None:
    desk.write({"schema/phase.json": LOOSE}).swap("extra:", "waved_through: true\nextra:").commit()


@pull("APR001 APR010 SCH001")
def a_schema_that_would_allow_fields_of_a_vote(desk: Desk) -> None:
    desk.write({"schema/phase.json": LOOSE}).enter(
        {
            "gate": "scope",
            "role": "product",
            "by": "dana",
            "date": "2026-02-02",
            "decision": "approved",
            "of": desk.digest(),
            "waived": "true",
        }
    ).moves()
