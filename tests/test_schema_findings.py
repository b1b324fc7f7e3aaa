"""Where a finding about a field points, what it says, and what a field may hold."""

import pytest

from ledger.schema import check, compiled
from ledger.schema.engine import is_date
from ledger.text.document import Document, read_yaml
from tests.schemas import card, document, found_in, local, written

# What they find, and where


def test_unknown_fields_point_at_the_key() -> None:
    text = (
        "title: A\nowner: sam\nflow: f\nphase: p\nstatus: active\nstarte: 2026-01-12\nbusiness_case:\n  sponser: dana\n"
    )
    assert found_in(text) == [("SCH001", 7, 1), ("SCH001", 9, 3)]
    hints = [one.hint for one in check(written(text), compiled("project"))]
    assert hints == ["did you mean 'started'?", "did you mean 'sponsor'?"]


def test_missing_fields_point_at_the_mapping() -> None:
    text = "title: A\nowner: sam\nflow: f\nmove:\n  because: x\n"
    assert found_in(text) == [("SCH002", 2, 1), ("SCH002", 2, 1), ("SCH002", 5, 1)]
    messages = [one.message for one in check(written(text), compiled("project"))]
    assert messages == [
        "'phase' must be given, found nothing",
        "'status' must be given, found nothing",
        "'move.to' must be given, found nothing",
    ]


def test_wrong_types_point_at_the_value() -> None:
    text = "phase: research\niteration: '1'\nkpis: none\ntimebox:\ntasks:\n  - {id: t1, title: 2026, status: todo}\n"
    assert found_in(text, "phase") == [("SCH003", 3, 12), ("SCH003", 4, 7), ("SCH003", 5, 9), ("SCH003", 7, 21)]
    messages = [one.message for one in check(written(text), compiled("phase"))]
    assert messages[1:3] == ["'kpis' must be a list, found 'none'", "'timebox' must be a mapping, found nothing"]
    assert messages[3] == "'tasks[0].title' must be text, found 2026"


def test_a_number_where_only_some_texts_will_do_gets_one_of_them_as_hint() -> None:
    text = "phase: research\niteration: 1\nkpis:\n  - {id: reached, target: 0.8}\n"
    (finding,) = check(written(text), compiled("phase"))
    assert (finding.code, finding.hint) == ("SCH003", "write text in quotes, such as '>= 0.80'")


def test_values_that_are_not_allowed() -> None:
    text = "title: A\nowner: sam\nflow: f\nphase: p\nstatus: actve\ndepends_on: [a, b, a]\n"
    assert found_in(text) == [("SCH004", 6, 9), ("SCH004", 7, 20)]
    first = check(written(text), compiled("project"))[0]
    assert first.message == "'status' must be one of active, paused, cancelled, completed, found 'actve'"
    assert first.hint == "did you mean 'active'?"


def test_values_of_the_wrong_form() -> None:
    text = (
        "title: A\nowner: Sam S\nflow: Start Up\nphase: p\nstatus: active\n"
        "started: 2026-02-30\nlinks: {x: 'javascript:a'}\n"
    )
    assert found_in(text) == [("SCH005", 3, 8), ("SCH005", 4, 7), ("SCH005", 7, 10), ("SCH005", 8, 12)]
    date = check(written(text), compiled("project"))[2]
    assert date.message == "'started' must be a day of the calendar, written YYYY-MM-DD, found '2026-02-30'"


def test_a_day_in_another_form_gets_the_right_one_as_hint() -> None:
    (finding,) = check(card(started="2026/1/5"), compiled("project"))
    assert finding.hint == "write 2026-01-05"


def test_values_outside_their_bounds() -> None:
    text = "phase: p\niteration: 0\ntimebox: {weeks: 0}\nbudget: {amount: -1}\n"
    assert found_in(text, "phase") == [("SCH006", 3, 12), ("SCH006", 4, 18), ("SCH006", 5, 18)]


def test_a_size_is_told_in_the_right_number_with_what_the_field_is_for() -> None:
    tightened = local(
        {"properties": {"tags": {"minItems": 1}, "summary": {"minLength": 2, "description": "One line."}}}
    )
    found = check(card(tags=[], summary="-"), compiled("project", local=tightened))
    told = [
        (one.message, str(one.hint).removesuffix(" (asked for by schema/project.json of this ledger)")) for one in found
    ]
    assert told == [
        ("'tags' must have at least 1 entry, found an empty list", "change the value"),
        ("'summary' must have at least 2 characters, found '-'", "One line."),
    ]


def test_names_of_a_mapping_point_at_the_key() -> None:
    read = read_yaml(b"title: A\npeople:\n  .dot: {emails: [a@b.example], roles: []}\n", "ledger.yml")
    assert isinstance(read, Document)
    (finding,) = check(read, compiled("ledger"), project="churn")
    assert (finding.code, finding.location.line, finding.location.column) == ("SCH005", 3, 3)
    assert finding.project == "churn"


def test_one_value_one_type_finding() -> None:
    assert [one.code for one in check(card(status=3, owner=["sam"]), compiled("project"))] == ["SCH003", "SCH004"]


@pytest.mark.parametrize("target", [">= 0.80", "<= 5", "> 1", "< 2", "== 3", ">=-1.5e3"])
def test_targets_that_can_be_compared(target: str) -> None:
    assert not check(
        document({"phase": "p", "iteration": 1, "kpis": [{"id": "k", "target": target}]}), compiled("phase")
    )


@pytest.mark.parametrize("target", ["0.8", ">= 80 %", "=> 1", "high", ">= 1 and more", ">= 1\n", "≥ 1"])
def test_targets_that_cannot(target: str) -> None:
    found = check(document({"phase": "p", "iteration": 1, "kpis": [{"id": "k", "target": target}]}), compiled("phase"))
    assert [one.code for one in found] == ["SCH005"]


@pytest.mark.parametrize("handle", ["søren", "ольга", "प्रिया", "u-0194d2eb", "dana.k", "7of9"])
def test_handles_of_any_script(handle: str) -> None:
    assert not check(card(owner=handle, depends_on=[handle, f"{handle} two"]), compiled("project"))


@pytest.mark.parametrize("handle", ["", ".hidden", "-x", "a/b", "a b", "../a", "a\nb", "a\n"])
def test_what_is_no_handle(handle: str) -> None:
    assert [one.code for one in check(card(owner=handle), compiled("project"))] == ["SCH005"]


def test_thousands_of_findings_come_quickly_and_all() -> None:
    assert len(check(card(**{f"f{number}": 1 for number in range(2000)}), compiled("project"))) == 2000


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-29",
        "2026-13-01",
        "20260112",
        "2026-W03-1",
        "2026-1-5",
        "0000-01-01",
        "",
        "\uff12\uff10\uff12\uff16-01-01",
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert not is_date(text)
    assert [one.code for one in check(card(started=text), compiled("project"))] == ["SCH005"]
