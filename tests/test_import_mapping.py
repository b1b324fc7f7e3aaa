"""Mappings are read strictly, and what they name must be there; `ledger import` lists, shows and reports."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.assemble import load
from ledger.cli import CANNOT_RUN, FINDINGS
from ledger.diagnostics import LedgerError
from ledger.forms.front_matter import document_text
from ledger.imports.change import Reading
from ledger.imports.mapping import Plan
from ledger.imports.moments import day_of, moment_of
from ledger.imports.pages import Page, parted
from ledger.imports.patterns import patterns_of
from ledger.imports.people import People
from ledger.imports.plan_file import builtin_mappings, plan_of, read_plan, shown_mapping
from ledger.imports.remarks import Remarks
from ledger.imports.states import state_of
from ledger.text.document import Document, read_document
from ledger.votes.digest import digest
from tests.build import Builder
from tests.test_cli import ledger

GOOD = """\
title: Ideas
flow: startup
files: "{slug}.md"
project: {slug: "{slug}", title: title}
states:
  - {field: state, values: {Draft: scoping}}
"""


def faults(text: str) -> list[tuple[str, str, str]]:
    found = plan_of(text.encode(), "map.yaml")
    assert not isinstance(found, Plan)
    return [(one.code, one.message, one.hint or "") for one in found]


@pytest.mark.parametrize("name", builtin_mappings())
def test_every_mapping_of_the_program_is_sound(name: str) -> None:
    assert isinstance(read_plan(name), Plan)
    assert f"`{name}`" in (Path(__file__).parents[1] / "ledger/builtin/imports/README.md").read_text()


@pytest.mark.parametrize(
    ("old", "new", "code", "said"),
    [
        ("title: Ideas\n", "", "SCH002", "'title' must be given"),
        ("states:", "state:", "SCH001", "did you mean 'states'?"),
        ("title: title", "titel: title", "SCH001", "did you mean 'title'?"),
        ("flow: startup", "flow: start-up", "REF001", "did you mean 'startup'?"),
        ("Draft: scoping", "Draft: scopping", "REF002", "did you mean 'scoping'?"),
        ("Draft: scoping", "Draft: {status: cancelled, because: bored}", "MOV003", "the reason must be one"),
        ("Draft: scoping", "Draft: scoping, draft: research", "REF012", "a value must stand once"),
        ('slug: "{slug}"', 'slug: "{slog}"', "REF007", "did you mean 'slug'?"),
        ("flow: startup", "flow: startup\nback: {because: bored}", "MOV003", "the reason must be one"),
        ("flow: startup", "flow: startup\nzone: Mars/Base", "SCH004", "Europe/Berlin"),
        ("flow: startup", "flow: startup\nbody: {sections: {Plan: reserch}}", "REF002", "did you mean 'research'?"),
        ("flow: startup", "flow: {flow: own, phases: []}", "SCH006", "at least 1"),
        (
            "flow: startup",
            "flow: startup\napprovals: [{field: by, gate: no-such, role: product}]",
            "REF010",
            "the gate must be one",
        ),
        (
            "flow: startup",
            "flow: startup\napprovals: [{gate: technical-validity-check, role: product, field: x, to: y}]",
            "SCH004",
            "either a 'field' or the value 'to'",
        ),
    ],
)
def test_what_a_mapping_names_must_be_there(old: str, new: str, code: str, said: str) -> None:
    found = faults(GOOD.replace(old, new))
    assert any(one == code and said in f"{message} {hint}" for one, message, hint in found), found


def test_a_mapping_that_is_not_there_is_named() -> None:
    with pytest.raises(
        LedgerError, match="there is no mapping 'kepp', neither as a file nor built in: did you mean 'kep'"
    ):
        read_plan("kepp")


@pytest.mark.parametrize(
    ("pattern", "path", "parts"),
    [
        ("keps/{team}/{slug}/kep.yaml", "keps/net/12-x/kep.yaml", {"team": "net", "slug": "12-x"}),
        ("a/{number}-{slug}.md", "a/0001-my-idea.md", {"number": "0001", "slug": "my-idea"}),
        ("docs/**/*.md", "docs/x.md", {}),
        ("docs/**/*.md", "docs/a/b/x.md", {}),
        ("{slug}/{slug}.md", "a/b.md", None),
        ("docs/*.md", "docs/a/x.md", None),
        ("a+b/*.md", "aab/x.md", None),
    ],
)
def test_patterns_name_the_parts_of_a_path(pattern: str, path: str, parts: dict[str, str] | None) -> None:
    assert patterns_of([pattern]).parts(path) == parts
    assert patterns_of([pattern, f"!{path}"]).parts(path) is None


@pytest.mark.parametrize(
    ("text", "form", "zone", "utc"),
    [
        ("2024-01-10T10:00:00.000+0200", None, None, "2024-01-10T08:00:00"),
        ("2024-07-10 12:00", None, "Europe/Berlin", "2024-07-10T10:00:00"),
        ("10.01.2024 12:00", "%d.%m.%Y %H:%M", "Europe/Berlin", "2024-01-10T11:00:00"),
        ("2024-01-10T10:00:00Z", None, "Europe/Berlin", "2024-01-10T10:00:00"),
        ("soon", None, None, None),
        ("1950-01-01", None, None, None),
    ],
)
def test_moments_are_read_in_their_zone(text: str, form: str | None, zone: str | None, utc: str | None) -> None:
    found = moment_of(text, form, zone)
    assert (found.timestamp() if found else None) == (
        moment.timestamp() if (moment := moment_of(f"{utc}Z", None, None)) else None
    )


@pytest.mark.parametrize(
    ("text", "day"),
    [("2024-01-10", "2024-01-10"), ("26-May-2001", "2001-05-26"), ("2024/1/9", "2024-01-09"), ("31.31.31", None)],
)
def test_days_are_read_as_people_write_them(text: str, day: str | None) -> None:
    assert day_of(text) == day


def test_one_person_has_one_handle_however_written() -> None:
    people = People(())
    said = ["Sam Doe <sam@example.com>", "Sam Doe", "@samd", "Sam Doe (@samd)", {"displayName": "Sam Doe"}]
    assert [people.handle(one) for one in said] == ["sam-doe", "sam-doe", "samd", "samd", "sam-doe"]
    assert people.handle("") is None
    assert people.facts(addressed=True)["sam-doe"]["emails"] == ["sam@example.com"]
    assert people.facts(addressed=False)["sam-doe"]["emails"] == ["sam-doe@import.invalid"]


def test_two_people_of_one_name_are_two() -> None:
    people = People(())
    first = {"displayName": "Sam", "emailAddress": "sam@one.example"}
    second = {"displayName": "Sam", "emailAddress": "sam@two.example"}
    assert [people.handle(one) for one in (first, second, first)] == ["sam", "sam-2", "sam"]


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda one: st.lists(one) | st.dictionaries(st.text(), one),
)


@pytest.fixture(scope="module")
def plan() -> Plan:
    found = plan_of(GOOD.encode(), "map.yaml")
    assert isinstance(found, Plan)
    return found


@given(fields=st.dictionaries(st.text(), _VALUES))
def test_whatever_a_source_says_the_card_can_be_read(plan: Plan, fields: dict[str, object]) -> None:
    reading = Reading(key="a", place="a.md", fields={"title": "A", **fields}, parts={"slug": "a"})
    state = state_of(reading, plan, Remarks(), "")
    assert state is not None
    assert isinstance(read_document(document_text(state.card, "").encode(), "README.md"), Document)


@given(body=st.text(alphabet="#-=` \nab", max_size=60))
def test_parting_a_text_loses_nothing(body: str) -> None:
    parts = parted(body, {"a": "one", "b": "two"}, "card")
    assert sorted("".join(parts.values()).replace("\n", "")) == sorted(body.replace("\n", ""))


@given(body=st.text(alphabet="#- \nab\t", max_size=40))
def test_a_vote_covers_the_document_as_it_is_read(body: str) -> None:
    page = Page(phase="idea", body=body)
    found = read_document(page.text().encode(), "idea.md")
    assert isinstance(found, Document)
    assert page.sealed() == digest(found.meta, found.body)


def test_the_command_lists_shows_and_imports(tmp_path: Path) -> None:
    source = Builder(tmp_path / "eips", ledger="")
    source.write({"EIPS/eip-7.md": "---\ntitle: Seven\nauthor: Ann (@ann)\nstatus: Review\n---\n"}).commit()
    assert ledger(tmp_path, "import", "--list").stdout.split() == list(builtin_mappings())
    assert ledger(tmp_path, "import", "--show", "eip").stdout == shown_mapping("eip")
    done = ledger(tmp_path, "import", "markdown", "eips", "--map", "eip", "--out", "ledger")
    assert (done.returncode, "1 change became 1 project" in done.stdout) == (0, True)
    assert "nothing to report" in ledger(tmp_path / "ledger", "check").stdout


PEP = """\
PEP: 7
Title: Style: a guide
Author: Ann <ann at example.com>,
        Bo <bo at example.com>
Status: STATUS
Type: Process
Created: 05-Jul-2001

Abstract
========

Why.
"""
TASK = """\
---
id: task-12
title: Count the leavers
status: STATUS
assignee:
  - '@ann'
created_date: '2025-06-08 10:00'
labels: [shop]
---

## Description

Why.
"""


@pytest.mark.parametrize(
    ("name", "text", "places", "statuses", "phases", "started"),
    [
        (
            "pep",
            PEP,
            ("pep-0007.txt", "peps/pep-0007.rst"),
            ("Draft", "Accepted", "Draft", "Final"),
            ("draft", "accepted", "final"),
            date(2001, 7, 5),
        ),
        (
            "backlog",
            TASK,
            ("backlog/tasks/task-12 - Count.md", "backlog/completed/task-12 - Count.md"),
            ("To Do", "In Progress", "To Do", "Done"),
            ("to-do", "doing", "review"),
            date(2025, 6, 8),
        ),
    ],
)
def test_projects_that_others_keep_as_files(
    tmp_path: Path,
    name: str,
    text: str,
    places: tuple[str, str],
    statuses: tuple[str, ...],
    phases: tuple[str, ...],
    started: date,
) -> None:
    source = Builder(tmp_path / "source", ledger="")
    for day, status in enumerate(statuses, 1):
        source.write({places[0]: text.replace("STATUS", status)}).commit(date=f"2026-01-0{day}")
    source.write({places[0]: None, places[1]: text.replace("STATUS", statuses[-1])}).commit(date="2026-01-05")
    done = ledger(tmp_path, "import", "markdown", "source", "--map", name, "--out", "ledger")
    assert done.returncode == 0, done.stdout + done.stderr
    found = load(tmp_path / "ledger", today=date(2026, 2, 1))
    (project,) = found.projects.values()
    first, middle, last = phases
    assert [f"{one.kind} {one.target}" for one in found.events] == [
        f"created {first}",
        f"advanced {middle}",
        f"backtracked {first}",
        f"advanced {last}",
        "completed completed",
    ]
    assert project.card is not None
    assert (project.card.started, project.card.owner) == (started, "ann")


def test_the_command_says_what_is_left_to_settle(tmp_path: Path) -> None:
    Builder(tmp_path / "eips", ledger="").write({"EIPS/eip-7.md": "---\ntitle: A\nstatus: Odd\n---\n"}).commit()
    done = ledger(tmp_path, "import", "markdown", "eips", "--map", "eip", "--out", "ledger")
    assert done.returncode == FINDINGS
    assert "nothing was written: settle 1 error" in done.stdout
    (tmp_path / "bad.yaml").write_text("title: x\n")
    done = ledger(tmp_path, "import", "markdown", "eips", "--map", "bad.yaml", "--out", "ledger")
    assert (done.returncode, "bad.yaml:1:1: error SCH002" in done.stdout) == (FINDINGS, True)
    assert ledger(tmp_path, "import", "jira", "no.json", "--map", "jira", "--out", "x").returncode == CANNOT_RUN


def test_the_mapping_of_the_guide_is_sound() -> None:
    guide = (Path(__file__).parents[1] / "docs/how-to/import-markdown.md").read_text()
    assert isinstance(plan_of(guide.partition("```yaml\n")[2].partition("```")[0].encode(), "ideas.yaml"), Plan)
