"""Findings for GitHub, GitLab and code scanning tools: complete, and no text of a project can act in them."""

import html
import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from typer.testing import CliRunner, Result

from ledger import assemble
from ledger.cli.app import app
from ledger.codes import CODES
from ledger.diagnostics import Diagnostic, Location, Severity
from ledger.digest import digest
from ledger.document import Document, read_document
from ledger.edit.votes import append_vote
from ledger.report import github, gitlab, markdown, sarif, summary
from ledger.views.changes import ChangeRow, GateRow, between_phases, change_rows
from ledger.why import Need, Why
from ledger.words import EventKind
from tests.build import FLOW, LEDGER, Builder, card, document

PLAIN = Diagnostic(
    code="MOV001",
    severity=Severity.ERROR,
    location=Location(path="projects/churn/README.md", line=5, column=8),
    message="a project must advance by one phase",
    hint="enter it first",
    project="churn",
)
HOSTILE = "100 %, a:b\r\n::error file=x::evil <script>alert(1)</script> @dana | `x` #7 [l](javascript:x)"
TEXTS = st.text(max_size=40)
BREAK = "\N{ZERO WIDTH SPACE}"


def finding(**parts: object) -> Diagnostic:
    return replace(PLAIN, **parts)  # type: ignore[arg-type]  # any field of a finding


# --- GitHub -------------------------------------------------------------------------------------------------------


def test_an_annotation_names_file_line_column_and_code() -> None:
    (line,) = github.annotations([PLAIN])
    assert line == (
        "::error file=projects/churn/README.md,line=5,col=8,title=MOV001 in churn::"
        "a project must advance by one phase%0Ahint: enter it first"
    )


def test_severities_become_commands_and_waived_findings_are_notices() -> None:
    found = [finding(severity=severity) for severity in Severity] + [finding(waived="until the move")]
    lines = list(github.annotations(found))
    assert [line.split(" ")[0] for line in lines] == ["::error", "::warning", "::notice", "::notice"]
    assert lines[-1].endswith("%0Awaived: until the move")


def test_a_hostile_text_stays_one_command() -> None:
    (line,) = github.annotations([finding(message=HOSTILE, project=HOSTILE, location=Location(path="a,b:c%\n.md"))])
    head, data = re.fullmatch(r"::error (.*?)::(.*)", line).groups()  # type: ignore[union-attr]  # it must match
    assert head.startswith("file=a%2Cb%3Ac%25%0A.md,line=1,col=1,title=MOV001 in 100 %25%2C a%3Ab%0D%0A")
    assert data.startswith("100 %25, a:b%0D%0A::error")


@given(TEXTS, TEXTS, TEXTS)
def test_what_an_annotation_says_can_be_read_back(path: str, message: str, project: str) -> None:
    found = finding(location=Location(path=path), message=message, project=project or None, hint=None)
    (line,) = github.annotations([found])
    assert not {"\r", "\n"} & set(line)
    properties, _, data = line.removeprefix("::error ").partition("::")
    read = dict(pair.split("=", 1) for pair in properties.split(","))
    assert unescaped(read["file"]) == path
    assert unescaped(data) == message


def unescaped(text: str) -> str:
    for sign, code in ((":", "%3A"), (",", "%2C"), ("\n", "%0A"), ("\r", "%0D"), ("%", "%25")):
        text = text.replace(code, sign)
    return text


# --- GitLab -------------------------------------------------------------------------------------------------------


def test_a_code_quality_entry_is_complete() -> None:
    (entry,) = gitlab.as_json([PLAIN])
    assert re.fullmatch("[0-9a-f]{64}", entry.pop("fingerprint"))
    assert entry == {
        "description": "a project must advance by one phase (enter it first)",
        "check_name": "MOV001",
        "severity": "major",
        "location": {"path": "projects/churn/README.md", "lines": {"begin": 5}},
    }


def test_severities_of_code_quality() -> None:
    found = [finding(severity=severity) for severity in Severity] + [finding(waived="agreed")]
    assert [entry["severity"] for entry in gitlab.as_json(found)] == ["major", "minor", "info", "info"]
    assert gitlab.as_json(found)[-1]["description"].endswith("(waived: agreed)")


def test_a_fingerprint_stays_when_the_line_moves_and_is_never_shared() -> None:
    moved = finding(location=replace(PLAIN.location, line=9))
    assert next(gitlab.fingerprints([PLAIN])) == next(gitlab.fingerprints([moved]))
    several = [PLAIN, moved, finding(code="MOV002"), finding(message="x"), finding(location=Location(path="y"))]
    assert len(set(gitlab.fingerprints(several))) == len(several)


# --- SARIF --------------------------------------------------------------------------------------------------------


def test_a_log_has_one_run_with_every_code_as_a_rule() -> None:
    log = sarif.as_json([])
    assert (log["version"], len(log["runs"])) == ("2.1.0", 1)
    assert log["$schema"].endswith("sarif-schema-2.1.0.json")
    driver = log["runs"][0]["tool"]["driver"]
    assert driver["name"] == "project-ledger"
    assert [rule["id"] for rule in driver["rules"]] == list(CODES)
    for rule in driver["rules"]:
        assert rule["shortDescription"]["text"] == CODES[rule["id"]][1]
        assert rule["help"]["text"].startswith(f"# {rule['id']}: ")
        assert rule["defaultConfiguration"]["level"] in {"error", "warning", "note"}


def test_a_result_points_to_its_rule_and_place() -> None:
    run = sarif.as_json([PLAIN])["runs"][0]
    (result,) = run["results"]
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == "MOV001"
    assert (result["level"], result["message"]["text"]) == ("error", f"{PLAIN.message}\n{PLAIN.hint}")
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "projects/churn/README.md", "uriBaseId": "SRCROOT"}
    assert place["region"] == {"startLine": 5, "startColumn": 8}
    assert "suppressions" not in result


def test_a_waived_result_is_suppressed_with_its_reason() -> None:
    (result,) = sarif.as_json([finding(waived="until the move")])["runs"][0]["results"]
    assert result["suppressions"] == [{"kind": "external", "status": "accepted", "justification": "until the move"}]


def test_a_path_becomes_a_uri() -> None:
    (result,) = sarif.as_json([finding(location=Location(path="a b/%#?ü\udcff.md"))])["runs"][0]["results"]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == "a%20b/%25%23%3F%C3%BC%FF.md"


@given(TEXTS, TEXTS)
def test_logs_are_json_whatever_a_finding_says(message: str, path: str) -> None:
    (result,) = sarif.as_json([finding(message=message, hint=None, location=Location(path=path))])["runs"][0]["results"]
    assert json.loads(json.dumps(result))["message"]["text"] == message


# --- Markdown -----------------------------------------------------------------------------------------------------


@given(st.text(st.sampled_from("ab \\`*_{}[]()<>#+-.!|~@:&\"'$^=/\n\t1") | st.characters(), max_size=60))
def test_inline_text_is_only_text(text: str) -> None:
    row = f"| a | b |\n| --- | --- |\n| {markdown.inline(text)} | x |\n"
    tokens = MarkdownIt("gfm-like", {"html": True, "linkify": False}).parse(row)
    cells = [token for token in tokens if token.type == "inline"]
    assert len(cells) == 4
    assert {child.type for cell in cells for child in cell.children or ()} <= {"text", "text_special"}


@given(st.text(st.sampled_from("ab \\`*_{}[]()<>#+-.!|~@:&\"'$^=/\n\t1") | st.characters(), max_size=60))
def test_inline_text_is_one_paragraph_of_an_item_and_reads_as_it_is(text: str) -> None:
    said = " ".join(text.split())
    tokens = MarkdownIt("gfm-like", {"html": True, "linkify": False}).parse(f"- {markdown.inline(said)}\n")
    kinds = [token.type for token in tokens if not token.type.startswith("paragraph")]
    assert kinds == [
        "bullet_list_open",
        "list_item_open",
        *(["inline"] if said else []),
        "list_item_close",
        "bullet_list_close",
    ]
    shown = "".join(child.content for token in tokens for child in token.children or ())
    assert shown.replace(BREAK, "") == "".join(sign if sign.isprintable() else "\ufffd" for sign in said)


def test_a_plain_sentence_reads_well_where_nothing_renders_it() -> None:
    said = 'It\'s so: 60 % (v2) - of all, "a+b"; 3. or 4)!'
    assert markdown.inline(said) == said


@pytest.mark.parametrize("text", ["1. one", "2)", "- one", "+", "---", "===", "www.example.com", "https://example.com"])
def test_what_would_begin_a_list_or_a_link_does_not(text: str) -> None:
    assert text not in markdown.inline(text)


@pytest.mark.parametrize(("text", "sign"), [("!12", "!"), ("GH-12", "-"), ("$12", ";"), ("~12", ";")])
def test_a_number_is_no_reference_of_a_forge(text: str, sign: str) -> None:
    assert f"{sign}{BREAK}12" in markdown.inline(text).replace("&#33;", "!")


def test_an_address_is_none_where_escapes_are_gone() -> None:
    assert f"https&#58;{BREAK}//example&#46;com" == markdown.inline("https://example.com")


def test_a_link_leads_only_where_it_says() -> None:
    assert markdown.link("a", "") == "a"
    assert markdown.link("a", 'https://e.org/x) "y" <z>|`') == "[a](https://e.org/x%29%20%22y%22%20%3Cz%3E%7C%60)"


def test_inline_text_mentions_nobody() -> None:
    assert "@" not in markdown.inline("ask @dana in #12")
    assert "&#64;\N{ZERO WIDTH SPACE}dana" in markdown.inline("ask @dana")
    assert "&#35;\N{ZERO WIDTH SPACE}12" in markdown.inline("in #12")


# --- the command --------------------------------------------------------------------------------------------------


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A ledger whose project names a phase that its flow does not have."""
    ledger = Builder(tmp_path / "ledger").project(README=card(phase="nowhere"))
    ledger.commit("Start")
    return ledger.root


def check(root: Path, style: str, **env: str) -> Result:
    return CliRunner().invoke(app, ["-C", str(root), "--now", "2026-01-12", "check", "--format", style], env=env)


def test_check_prints_annotations_and_sums_up(broken: Path) -> None:
    done = check(broken, "github")
    assert done.exit_code == 1
    *annotations, last = done.stdout.splitlines()
    assert annotations
    assert all(line.startswith("::") for line in annotations)
    assert last.startswith("1 project checked: ")


def test_check_prints_reports_for_machines(broken: Path) -> None:
    assert "REF002" in [one["check_name"] for one in json.loads(check(broken, "gitlab").stdout)]
    results = json.loads(check(broken, "sarif").stdout)["runs"][0]["results"]
    assert "REF002" in [one["ruleId"] for one in results]


def test_check_knows_no_other_format(broken: Path) -> None:
    assert check(broken, "xml").exit_code == 2


# --- the summary of a job -----------------------------------------------------------------------------------------

GATES = FLOW.replace(
    "    needs: [timebox]\n",
    "    needs: [timebox]\n    gates:\n      - {id: go, title: Go, approvals: {product: 2}}\n"
    "      - {id: clear, title: 'All | clear', approvals: {legal: 1}}\n",
)
PEOPLE = LEDGER.replace("roles: [data-science]", "roles: [data-science, product]") + (
    "  tom: {name: Tom, emails: [tom@example.com], roles: [product]}\n"
)
IDEA = "projects/churn/idea.md"


class Moving:
    """A branch that moves a project from idea to build, and votes on it."""

    def __init__(self, root: Path) -> None:
        self.ledger = Builder(root, ledger=PEOPLE, flow=GATES).project()
        self.ledger.commit("Start")
        self.ledger.git("checkout", "-q", "-b", "branch")
        build = {"projects/churn/README.md": card(phase="build"), "projects/churn/build.md": document("build")}
        self.ledger.write(build).commit("Advance", date="2026-01-10")

    def vote(self, by: str, decision: str = "approved", note: str = "as agreed", author: str = "") -> None:
        raw = (self.ledger.root / IDEA).read_bytes()
        read = read_document(raw, IDEA)
        assert isinstance(read, Document)
        vote = {"gate": "go", "role": "product", "by": by, "date": "2026-01-11", "decision": decision, "note": note}
        self.ledger.write({IDEA: append_vote(raw, {**vote, "of": digest(read.meta, read.body)})})
        self.ledger.commit("Vote", date="2026-01-11", author=author or by)

    def row(self) -> ChangeRow:
        change = assemble.load_change(self.ledger.root, base="main", today=date(2026, 1, 12))
        (row,) = change_rows(change)
        return row

    def missing(self) -> list[tuple[str, ...]]:
        return [gate.missing for gate in self.row().gates]


@pytest.fixture
def moving(tmp_path: Path) -> Moving:
    return Moving(tmp_path / "ledger")


def test_a_row_says_where_a_project_moves_and_who_is_missing(moving: Moving) -> None:
    row = moving.row()
    assert (row.project, row.title, row.move, row.kind) == (
        "churn",
        "Project churn",
        "idea → build",
        EventKind.ADVANCED,
    )
    assert [gate.title for gate in row.gates] == ["Go", "All | clear"]
    assert moving.missing() == [("product: 0 of 2; dana or tom can vote",), ("legal: 0 of 1; nobody can vote",)]


def test_votes_make_a_gate_satisfied(moving: Moving) -> None:
    moving.vote("dana")
    assert moving.missing()[0] == ("product: 1 of 2; tom can vote",)
    moving.vote("tom")
    assert moving.missing()[0] == ()


def test_a_row_says_why_a_vote_does_not_count(moving: Moving) -> None:
    moving.vote("dana", author="sam")
    moving.vote("sam")
    (said,) = moving.missing()[0]
    assert said.startswith(
        "product: 0 of 2; dana or tom can vote; the vote of dana does not count: the proof is too weak"
    )
    assert said.endswith("; the vote of sam does not count: the owner may not approve their own project")


def test_a_row_says_who_blocks(moving: Moving) -> None:
    moving.vote("dana", "rejected", note="no data")
    assert moving.missing()[0][0] == "dana as product said rejected: no data"


def test_a_row_of_a_document_that_is_gone(moving: Moving) -> None:
    moving.ledger.write({IDEA: None}).commit("Remove")
    assert moving.missing()[0] == ("idea.md is not there or cannot be read, so there is nothing to vote on",)


def test_a_change_that_moves_nothing_is_about_its_phase(tmp_path: Path) -> None:
    ledger = Builder(tmp_path / "ledger", ledger=PEOPLE, flow=GATES).project()
    ledger.commit("Start")
    ledger.git("checkout", "-q", "-b", "branch")
    ledger.write({IDEA: document(body="## Need\n\nMore words.\n")}).project("prices").commit("Write")
    rows = change_rows(assemble.load_change(ledger.root, base="main", today=date(2026, 1, 12)))
    assert [(row.project, row.move) for row in rows] == [("churn", "stays in idea"), ("prices", "new, in idea")]


def test_a_change_of_status_is_a_move(tmp_path: Path) -> None:
    ledger = Builder(tmp_path / "ledger", ledger=PEOPLE, flow=GATES).project()
    ledger.commit("Start")
    ledger.git("checkout", "-q", "-b", "branch")
    ledger.write({"projects/churn/README.md": card(status="paused", more="move: {to: paused, note: x}\n")}).commit(
        "Pause"
    )
    (row,) = change_rows(assemble.load_change(ledger.root, base="main", today=date(2026, 1, 12)))
    assert (row.move, row.gates) == ("paused (active → paused)", ())


def test_the_summary_is_appended_for_github_only(moving: Moving, tmp_path: Path) -> None:
    place = tmp_path / "summary.md"
    place.write_text("before\n")
    moving.vote("dana", "rejected", note="<img src=x> | @tom `#7`")
    arguments = ["-C", str(moving.ledger.root), "--now", "2026-01-12", "check", "--base", "main", "--format"]
    CliRunner().invoke(app, [*arguments, "text"], env={"GITHUB_STEP_SUMMARY": str(place)})
    assert place.read_text() == "before\n"
    CliRunner().invoke(app, [*arguments, "github"], env={"GITHUB_STEP_SUMMARY": str(place)})
    nowhere = CliRunner().invoke(app, [*arguments, "github"], env={"GITHUB_STEP_SUMMARY": str(tmp_path)})
    assert "cannot be written" in str(nowhere.exception)
    text = place.read_text()
    assert text.startswith("before\n## Project ledger\n\n| project | change | gate | still missing |\n")
    assert "| Project churn (churn) | **idea → build** | Go | dana as product said rejected: " in text
    assert [part for part in ("<img", "@", "`") if part in text] == []


def test_the_summary_says_what_ledger_why_says(moving: Moving, tmp_path: Path) -> None:
    place = tmp_path / "summary.md"
    arguments = ["-C", str(moving.ledger.root), "--now", "2026-01-12"]
    why = CliRunner().invoke(app, [*arguments, "why", "churn", "--base", "main"]).output
    CliRunner().invoke(
        app, [*arguments, "check", "--base", "main", "--format", "github"], env={"GITHUB_STEP_SUMMARY": str(place)}
    )
    text = re.sub(r"<[^>]*>", "", MarkdownIt().render(place.read_text())).replace("\u200b", "")
    assert "2 more votes of the role product" in why
    assert [line for line in why.splitlines() if line.strip() not in html.unescape(text)] == []


def test_only_projects_between_phases_are_asked_why(moving: Moving) -> None:
    row = moving.row()
    kinds = (None, *EventKind)
    rows = [replace(row, project=str(kind), kind=kind) for kind in kinds]
    assert between_phases([*rows, *rows]) == ("None", "advanced", "backtracked", "iterated")


def test_the_tables_of_a_summary_hold_only_text() -> None:
    gates = (GateRow(gate="go", title=HOSTILE, missing=(HOSTILE, "two")), GateRow(gate="b", title="B", missing=()))
    row = ChangeRow(project="churn", title=HOSTILE, move="a → b", kind=None, gates=gates)
    need = Need(code="APR001", location=PLAIN.location, what=HOSTILE, hint=HOSTILE, remarks=(HOSTILE,))
    answer = Why(project="churn", origin=HOSTILE, target="b", kind=EventKind.ADVANCED, needs=(need,), edits=())
    found = [finding(message=HOSTILE, hint=HOSTILE)] * 201
    text = summary.as_markdown([row, replace(row, gates=())], [answer], found, 1)
    page = MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(text)
    assert set(re.findall(r"<([a-z0-9]+)", page)) == {
        *("h2", "p", "br", "ul", "li"),
        *("table", "thead", "tbody", "tr", "th", "td"),
    }
    assert page.count("<td>") == 3 * 4 + 200 * 3
    assert "1 more findings are in the log." in text
    assert "✓ satisfied" in text
