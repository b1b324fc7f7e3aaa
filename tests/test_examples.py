"""Examples are the specification: each folder of `tests/examples` is a ledger, named after the code that it is about.

`invalid/<CODE>-<slug>` must have the findings of `expect.txt` (`CODE path:line:column`; all of the folder's code);
`valid/<CODE>-<slug>` none of that code and no error at all. Rules about changes have two trees, `base/` and `change/`:
the change is a commit on top of the base, or, where there is a tree `start/` too, both are commits on top of that
one, so that the change lags behind. `uncommitted/` holds files written after the last commit. `today.txt` holds the
day on which the ledger is checked, `author.txt` who commits the change. Every invalid
example is checked beside a second project that is wrong in its own way: that finding must not get lost.
"""

import json
import re
from pathlib import Path
from typing import Final

import pytest
from typer.testing import CliRunner

from ledger.cli.app import app
from ledger.codes import CODES
from ledger.diagnostics import Diagnostic, Severity
from tests.examples.generated import FILES
from tests.examples_made import EXAMPLES, ROOT, TODAY, alone, judged, made

# Found only in a history of several commits: two trees cannot show it.
SHOWN_ELSEWHERE: Final = {"GIT004": "tests/test_audit.py", "POL013": "tests/test_waived_names.py"}

BYSTANDER: Final = {
    "projects/bystander/README.md": (
        b"---\ntitle: Bystander\nowner: sam\nflow: kanban\nphase: research\nstatus: active\ncolour: blue\n---\n\nText\n"
    ),
    "projects/bystander/research.md": b"---\nphase: research\niteration: 1\n---\n\nText.\n",
}
BYSTANDER_FINDING: Final = "SCH001 projects/bystander/README.md:7:1"


def written(finding: Diagnostic) -> str:
    where = finding.location
    return f"{finding.code} {where.path}:{where.line}:{where.column}"


@pytest.mark.parametrize("name", EXAMPLES["invalid"])
def test_an_invalid_example_is_found_where_it_is_wrong(name: str, tmp_path: Path) -> None:
    findings = judged(f"invalid/{name}", tmp_path / "ledger", BYSTANDER)
    own = [finding for finding in findings if finding.code == name[:6]]
    expected = (ROOT / "invalid" / name / "expect.txt").read_text(encoding="utf-8").splitlines()
    found = [written(finding) for finding in own if written(finding) != BYSTANDER_FINDING]
    assert sorted(found) == sorted(expected), findings
    assert BYSTANDER_FINDING in map(written, findings), "the rest of the ledger must still be checked"


@pytest.mark.parametrize("name", EXAMPLES["invalid"])
def test_every_finding_says_what_to_do(name: str) -> None:
    for finding in alone(f"invalid/{name}"):
        assert finding.hint, finding
        assert "\n" not in finding.message + finding.hint
        assert finding.message[0].islower() or finding.message[0] in "'\"0123456789" or finding.message[:2].isupper()
        assert not finding.message.endswith(".")


@pytest.mark.parametrize("name", EXAMPLES["valid"])
def test_a_valid_example_has_no_error(name: str) -> None:
    findings = alone(f"valid/{name}")
    assert [finding for finding in findings if finding.code == name[:6] or finding.severity is Severity.ERROR] == []


@pytest.mark.parametrize("code", [code for code in CODES if code not in SHOWN_ELSEWHERE])
def test_every_code_has_a_good_and_a_bad_example(code: str) -> None:
    for kind, names in EXAMPLES.items():
        assert any(name.startswith(f"{code}-") for name in names), f"no {kind} example"


@pytest.mark.parametrize(("code", "path"), SHOWN_ELSEWHERE.items())
def test_a_code_without_examples_has_a_test_of_its_own(code: str, path: str) -> None:
    assert code in (ROOT.parent.parent / path).read_text(encoding="utf-8")


def test_the_generated_files_belong_to_examples() -> None:
    assert {name for name in FILES if not (ROOT / name).is_dir()} == set()


def run(root: Path, *arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["-C", str(root), "--now", TODAY, *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    return result.exit_code, result.stdout


@pytest.mark.parametrize(
    "name", ["DOC005-key-twice", "DOC011-nul-byte", "DOC017-project", "REF005-circle", "SCH003-wrong-types"]
)
def test_the_command_reports_what_the_example_expects(name: str, tmp_path: Path) -> None:
    ledger, _, _ = made(f"invalid/{name}", tmp_path / "ledger")
    code, output = run(ledger.root, "check", "--json")
    found = json.loads(output)
    assert (code, found["version"]) == (1, 1)
    keys = {"code", "severity", "path", "line", "column", "message", "hint", "project", "waived"}
    assert all(set(one) == keys for one in found["diagnostics"])
    expected = (ROOT / "invalid" / name / "expect.txt").read_text(encoding="utf-8").splitlines()
    assert set(expected) <= {
        f"{one['code']} {one['path']}:{one['line']}:{one['column']}" for one in found["diagnostics"]
    }


def test_the_command_is_content_with_a_valid_example(tmp_path: Path) -> None:
    ledger, _, _ = made("valid/REF009-same-phase", tmp_path / "ledger")
    assert run(ledger.root, "check")[0] == 0


def test_the_text_report_stays_one_line_a_finding(tmp_path: Path) -> None:
    ledger, _, _ = made("invalid/DOC011-nul-byte", tmp_path / "ledger")
    _, output = run(ledger.root, "check")
    assert re.search(r"^projects/churn/research\.md:7:12: error DOC011: .+\n    hint: .+$", output, re.MULTILINE)
