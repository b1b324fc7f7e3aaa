"""Findings for GitHub, GitLab and code scanning tools: complete, and no text of a project can act in them."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.codes import CODES
from ledger.diagnostics import Location, Severity
from ledger.report import github, gitlab, sarif
from tests.build import Builder, card
from tests.reported import HOSTILE, PLAIN, check, finding

TEXTS = st.text(max_size=40)


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


# --- the command --------------------------------------------------------------------------------------------------


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A ledger whose project names a phase that its flow does not have."""
    ledger = Builder(tmp_path / "ledger").project(README=card(phase="nowhere"))
    ledger.commit("Start")
    return ledger.root


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
