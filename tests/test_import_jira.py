"""`ledger import jira`: issues with their changelog become projects with a past, moves back included."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ledger import assemble
from ledger.diagnostics import LedgerError, Severity
from ledger.imports.make import Imported, Wish
from ledger.imports.run import import_jira
from ledger.words import Grade

TODAY = date(2026, 6, 1)
FLOW = """\
flow:
  flow: work
  phases:
    - {id: idea, gates: [{id: go, approvals: {product: 1}}]}
    - {id: build}
    - {id: run, delivers: true}
  backtracks: [{from: build, to: idea, because: [goal-change]}, {from: run, to: build, because: [defect]}]
  cancel: {because: [priority-change]}
"""
STATES = """\
states:
  - field: {field}
    values:
      To Do: idea
      In Progress: build
      Done: {{phase: run, status: completed}}
      Dropped: {{status: cancelled, because: priority-change}}
approvals: [{{from: To Do, to: In Progress, gate: go, role: product}}]
people: {{dana: {{emails: [dana@example.com], roles: [product]}}}}
back: {{because: goal-change}}
"""
JSON_MAP = "title: Work\nproject: {slug: key, title: summary, owner: assignee, tags: labels}\n" + STATES.format(
    field="status"
)
CSV_MAP = (
    "title: Work\nchange: {at: When, from: From, to: To, author: Who, email: Mail}\nzone: Europe/Berlin\n"
    "project: {slug: Key, title: Name}\n" + STATES.format(field="To")
)
ROWS = """\
Key,Name,When,From,To,Who,Mail
CH-1,Churn,2024-01-10 12:00,To Do,In Progress,Dana,dana@example.com
CH-1,Churn,2024-07-10 12:00,In Progress,To Do,Ann,ann@example.com
"""


SHORT_MAP = (
    "title: Work\nchange: {at: Key, to: Name}\nproject: {slug: Key, title: Name}\n"
    "states: [{field: Name, values: {To Do: idea}}]\n"
)


def user(name: str) -> dict[str, str]:
    return {"displayName": name, "emailAddress": f"{name.lower()}@example.com"}


def moved(at: str, by: str, before: str, after: str, field: str = "status") -> dict[str, Any]:
    return {"author": user(by), "created": at, "items": [{"field": field, "fromString": before, "toString": after}]}


def issue(*histories: dict[str, Any], status: str = "To Do", **more: Any) -> dict[str, Any]:
    fields = {
        "summary": "Churn",
        "status": {"name": status},
        "assignee": user("Ann"),
        "creator": user("Ann"),
        "created": "2024-01-01T08:00:00.000+0100",
        "labels": ["retail"],
    }
    log = {"total": len(histories), "histories": list(histories)}
    return {"key": "CH-1", "fields": fields | more, "changelog": log}


def imported(folder: Path, export: str | bytes, mapping: str, *, keep_going: bool = False) -> Imported:
    (folder / "map.yaml").write_text(mapping + FLOW)
    file = folder / "export"
    file.write_bytes(export if isinstance(export, bytes) else export.encode())
    wish = Wish(directory=folder / "ledger", today=TODAY, keep_going=keep_going)
    found = import_jira(file, str(folder / "map.yaml"), wish, lambda _done, _total: None)
    assert isinstance(found, Imported), found
    return found


def events(folder: Path) -> list[str]:
    return [
        f"{one.time:%Y-%m-%dT%H:%M:%SZ} {one.author} {one.kind} {one.target or ''} {one.because or ''}".rstrip()
        for one in assemble.load(folder / "ledger", today=TODAY).events
    ]


def test_a_changelog_tells_every_move_in_utc_and_back(tmp_path: Path) -> None:
    there = moved("2024-02-01T10:00:00.500+0200", "Ann", "To Do", "In Progress")
    back = moved("2024-03-01T00:30:00.000-0500", "Dana", "In Progress", "To Do")
    export = json.dumps({"issues": [issue(back, there)]})
    found = imported(tmp_path, export, JSON_MAP)
    assert [one for one in found.findings if one.severity is Severity.ERROR] == []
    assert events(tmp_path) == [
        "2024-01-01T07:00:00Z Ann created idea",
        "2024-02-01T08:00:00Z Ann approved",
        "2024-02-01T08:00:00Z Ann advanced build",
        "2024-03-01T05:30:00Z Dana lapsed",
        "2024-03-01T05:30:00Z Dana backtracked idea goal-change",
    ]


def test_a_transition_is_a_claimed_vote_of_who_made_it(tmp_path: Path) -> None:
    export = json.dumps(
        [issue(moved("2024-02-01T10:00:00.000+0000", "Dana", "To Do", "In Progress"), status="In Progress")]
    )
    imported(tmp_path, export, JSON_MAP)
    project = assemble.load(tmp_path / "ledger", today=TODAY).projects["ch-1"]
    (vote,) = project.documents["idea"].approvals
    assert (vote.by, vote.role, vote.date, project.grades["idea", 0]) == (
        "dana",
        "product",
        "2024-02-01",
        Grade.CLAIMED,
    )


def test_other_fields_are_as_they_were_before_their_change(tmp_path: Path) -> None:
    renamed = moved("2024-02-01T10:00:00.000+0000", "Ann", "Chrun", "Churn", "summary")
    handed = moved("2024-03-01T10:00:00.000+0000", "Ann", "Bob", "Ann", "assignee")
    imported(tmp_path, json.dumps([issue(renamed, handed)]), JSON_MAP)
    cards = [
        assemble.load(tmp_path / "ledger", today=TODAY, revision=one).projects["ch-1"].card
        for one in ("main~3", "main")
    ]
    assert [(one.title, one.owner) for one in cards if one] == [("Chrun", "bob"), ("Churn", "ann")]


def test_a_description_in_jiras_own_form_is_text(tmp_path: Path) -> None:
    doc = {
        "type": "doc",
        "content": [{"type": "paragraph", "content": [{"type": "text", "text": word}]} for word in "AB"],
    }
    mapping = JSON_MAP.replace("tags: labels", "body: description")
    imported(tmp_path, json.dumps([issue(description=doc)]), mapping)
    assert (tmp_path / "ledger/projects/ch-1/README.md").read_text().endswith("---\n\nA\n\nB\n")


def test_what_is_missing_in_an_export_is_told(tmp_path: Path) -> None:
    torn, late = issue(), issue(moved("yesterday", "Ann", "To Do", "Done"))
    torn["changelog"]["total"] = 200
    late["key"] = "CH-2"
    found = imported(tmp_path, json.dumps([torn, late, {"key": "CH-3"}]), JSON_MAP)
    assert [(one.what, one.place, one.value) for one in found.remarks if one.is_error] == [
        ("an issue comes without its whole changelog", "export: CH-1", ""),
        ("a time cannot be read", "export: CH-2", "yesterday"),
        ("an issue has no key or no fields", "export: issue 3", ""),
    ]


def test_a_table_of_changes_tells_the_same(tmp_path: Path) -> None:
    imported(tmp_path, ROWS, CSV_MAP)
    assert events(tmp_path) == [
        "2024-01-10T11:00:00Z Dana created idea",
        "2024-01-10T11:00:00Z Dana approved",
        "2024-01-10T11:00:00Z Dana advanced build",
        "2024-07-10T10:00:00Z Ann lapsed",
        "2024-07-10T10:00:00Z Ann backtracked idea goal-change",
    ]


def test_semicolons_another_encoding_and_written_dates_are_read(tmp_path: Path) -> None:
    rows = "Key;Name;When;From;To;Who;Mail\nCH-1;Käse;10.01.2024 12:00;To Do;In Progress;Dana;dana@example.com\n"
    mapping = CSV_MAP + 'encoding: cp1252\ndates: "%d.%m.%Y %H:%M"\n'
    imported(tmp_path, rows.encode("cp1252"), mapping)
    assert assemble.load(tmp_path / "ledger", today=TODAY).projects["ch-1"].title == "Käse"


def test_bad_rows_are_told_with_their_line(tmp_path: Path) -> None:
    found = imported(tmp_path, ROWS + "CH-2,x\n,No,2024-01-01,,To Do,A,a\nCH-3,N,soon,,To Do,A,a\n", CSV_MAP)
    assert [(one.place, one.what) for one in found.remarks if one.is_error] == [
        ("export:4", "a row has not as many cells as the head"),
        ("export:5", "a row names no project"),
        ("export:6", "a time cannot be read"),
    ]


@pytest.mark.parametrize(
    ("export", "mapping", "said"),
    [
        (b"", CSV_MAP, "is empty"),
        (ROWS.encode("utf-16"), CSV_MAP, r"is not utf-8 \(byte 0xff in line 1\)"),
        (ROWS.encode(), CSV_MAP + "encoding: latin-99\n", "encoding 'latin-99' is unknown"),
        (ROWS.encode(), CSV_MAP.replace("at: When", "at: Wen"), "no column 'Wen'.*did you mean 'When'"),
        (ROWS.encode(), JSON_MAP, "the mapping has no 'change'"),
        (b'Key,Name\n"x\n', SHORT_MAP, "is no CSV file, line"),
        (b"{", JSON_MAP, "cannot be read as JSON"),
        (b"[" * 100_000, JSON_MAP, "is nested deeper than 100 levels"),
        (b"{}", JSON_MAP, "holds no issues"),
    ],
)  # fmt: skip
def test_what_is_no_export_is_refused_in_one_sentence(tmp_path: Path, export: bytes, mapping: str, said: str) -> None:
    with pytest.raises(LedgerError, match=said):
        imported(tmp_path, export, mapping)


def test_the_same_export_gives_the_same_commits(tmp_path: Path) -> None:
    heads = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        imported(tmp_path / name, ROWS, CSV_MAP)
        heads.append((tmp_path / name / "ledger/.git/refs/heads/main").read_text())
    assert heads[0] == heads[1]
