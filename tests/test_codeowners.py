"""`ledger codeowners`: who is asked to review which file, and a check that the file says so."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from ledger.cli.app import app
from ledger.diagnostics import LedgerError
from ledger.forge.codeowners import differing, pattern
from tests.build import FLOW, LEDGER, Builder, card

GATES = FLOW.replace(
    "    needs: [timebox]\n", "    needs: [timebox]\n    gates: [{id: go, title: Go, approvals: {product: 1}}]\n"
).replace("because: [degradation]}", "because: [degradation], approvals: {operations: 1}}")
PEOPLE = """\
title: Portfolio
flow: small
people:
  sam: {emails: [sam@example.com], github: sam-codes, roles: [data-science]}
  dana: {emails: [dana@example.com], github: Dana, roles: [product]}
  leo: {emails: [leo@example.com], github: leo, roles: [operations]}
  ines: {emails: [ines@example.com], roles: [product, operations, maintainer]}
"""


def lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("/")]


def run(root: Path, *arguments: str, code: int = 0) -> str:
    done = CliRunner().invoke(app, ["-C", str(root), "--now", "2026-01-20", "codeowners", *arguments])
    if isinstance(done.exception, LedgerError):
        assert code == 3, done.exception
        return str(done.exception)
    assert done.exit_code == code, (done.output, done.exception)
    return done.output


@pytest.fixture
def ledger(tmp_path: Path) -> Builder:
    builder = Builder(tmp_path / "ledger", ledger=PEOPLE, flow=GATES).project()
    builder.commit("Start")
    return builder


def test_rules_projects_and_documents_have_their_owners(ledger: Builder) -> None:
    assert lines(run(ledger.root))[3:] == [
        "/projects/churn/ @sam-codes",
        "/projects/churn/idea.md @Dana @sam-codes",
        "/projects/churn/build.md @sam-codes",
        "/projects/churn/run.md @leo @sam-codes",
    ]


def test_rules_belong_to_everybody_where_nobody_with_an_account_keeps_them(ledger: Builder) -> None:
    everybody = "@Dana @leo @sam-codes"
    expected = [f"/ledger.yml {everybody}", f"/schema/ {everybody}", f"/.github/ {everybody}"]
    assert lines(run(ledger.root))[:3] == expected


@pytest.mark.parametrize("role", ["maintainer", "management"])
def test_rules_belong_to_those_who_keep_them(ledger: Builder, role: str) -> None:
    ledger.write({"ledger.yml": PEOPLE.replace(", maintainer", "").replace("[operations]", f"[operations, {role}]")})
    assert lines(run(ledger.root))[0] == "/ledger.yml @leo"


def test_maintainers_come_before_management(ledger: Builder) -> None:
    people = PEOPLE.replace("[product]", "[management]").replace("[operations]", "[maintainer]")
    ledger.write({"ledger.yml": people})
    assert lines(run(ledger.root))[0] == "/ledger.yml @leo"


def test_a_flow_that_asks_for_votes_on_a_cancellation_asks_in_every_phase(ledger: Builder) -> None:
    flow = GATES.replace("because: [no-data]}", "because: [no-data], approvals: {product: 1}}")
    ledger.write({"schema/flows/small.yml": flow})
    assert "/projects/churn/build.md @Dana @sam-codes" in lines(run(ledger.root))


def test_without_accounts_there_is_no_line(tmp_path: Path) -> None:
    builder = Builder(tmp_path / "ledger", ledger=LEDGER).project()
    builder.commit("Start")
    assert lines(run(builder.root)) == []


def test_an_account_that_is_none_is_not_written(ledger: Builder) -> None:
    ledger.write({"ledger.yml": PEOPLE.replace("github: sam-codes", 'github: "sam\\n/ledger.yml @mallory"')})
    assert "mallory" not in run(ledger.root)


def test_a_project_in_a_group_with_spaces_is_one_pattern(ledger: Builder) -> None:
    ledger.project("prices", group="our team").write({"projects/our team/prices/README.md": card("prices")})
    assert "/projects/our\\ team/prices/ @sam-codes" in lines(run(ledger.root))


@given(st.text(st.characters(exclude_characters="\n"), min_size=1, max_size=30))
def test_a_path_is_one_pattern_without_signs_of_its_own(path: str) -> None:
    made = pattern(f"/{path}")
    assert len(made.replace("\\ ", "x").split()) == 1
    assert len(made.replace("\\ ", " ")) == len(path) + 1
    assert not set(made) & set("*[]!#@\n\t")


def test_the_file_is_written_once_and_checked(ledger: Builder) -> None:
    assert "there must be a CODEOWNERS file, found none" in run(ledger.root, "--check", code=1)
    assert run(ledger.root, "--write") == "wrote .github/CODEOWNERS: commit it\n"
    assert run(ledger.root, "--write") == ".github/CODEOWNERS is up to date\n"
    assert run(ledger.root, "--check") == ""
    assert (ledger.root / ".github/CODEOWNERS").read_text() == run(ledger.root)


def test_the_check_names_the_first_line_that_is_out_of_date(ledger: Builder) -> None:
    run(ledger.root, "--write")
    ledger.write({"ledger.yml": PEOPLE.replace("github: leo", "github: leonard")})
    said = run(ledger.root, "--check", code=1)
    assert said.startswith(".github/CODEOWNERS:3:1: ")
    assert "hint: run 'ledger codeowners --write'" in said


def test_line_ends_of_windows_are_no_difference() -> None:
    assert differing("a\r\nb\r\n", "a\nb\n") == 0
    assert [differing("a\n", "a\nb\n"), differing("a\nb\n", "a\n"), differing("", "a\n")] == [2, 2, 1]


def test_a_link_is_not_followed(ledger: Builder) -> None:
    (ledger.root / ".github").mkdir()
    (ledger.root / ".github/CODEOWNERS").symlink_to(ledger.root.parent / "outside")
    assert "is a symbolic link" in run(ledger.root, "--write", code=3)
    assert not (ledger.root.parent / "outside").exists()


def test_it_is_either_written_or_checked(ledger: Builder) -> None:
    assert "either write it or check it" in run(ledger.root, "--write", "--check", code=2)


def test_who_has_no_account_cannot_be_asked_and_that_is_said(tmp_path: Path) -> None:
    builder = Builder(tmp_path / "ledger").project()
    builder.commit("Start")
    assert "nobody in ledger.yml has an account, so nobody can be asked: add 'github: ACCOUNT'" in run(builder.root)
    assert "add 'gitlab: ACCOUNT'" in run(builder.root, "--forge", "gitlab", "--write")
