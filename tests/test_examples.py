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
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Final

import pytest
from typer.testing import CliRunner

from ledger import assemble, rules
from ledger.cli.app import app
from ledger.codes import CODES
from ledger.diagnostics import Diagnostic, Severity
from tests.build import Builder
from tests.examples.generated import FILES, Content, Link

ROOT: Final = Path(__file__).parent / "examples"
TODAY: Final = "2026-11-22"
EXAMPLES: Final = {kind: sorted(path.name for path in (ROOT / kind).iterdir()) for kind in ("invalid", "valid")}
NOTES: Final = {"expect.txt", "today.txt", "author.txt"}
# Found by `ledger audit` alone, which compares two states of a repository's history: a tree cannot show it.
SHOWN_ELSEWHERE: Final = {"GIT004": "tests/test_audit.py"}

BYSTANDER: Final = {
    "projects/bystander/README.md": (
        b"---\ntitle: Bystander\nowner: sam\nflow: kanban\nphase: research\nstatus: active\ncolour: blue\n---\n\nText\n"
    ),
    "projects/bystander/research.md": b"---\nphase: research\niteration: 1\n---\n\nText.\n",
}
BYSTANDER_FINDING: Final = "SCH001 projects/bystander/README.md:7:1"


def tree(folder: Path, added: Mapping[str, Content]) -> dict[str, Content]:
    """Every file of a tree by its path in the ledger."""
    found = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return {
        path: content for path, content in found.items() if path not in NOTES and not path.startswith("uncommitted/")
    } | dict(added)


def put(root: Path, files: Mapping[str, Content]) -> None:
    """Write files and links below a folder."""
    for path, content in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, Link):
            target.symlink_to(content.target)
        else:
            target.write_bytes(content)


def commit(ledger: Builder, files: Mapping[str, Content], subject: str, author: str = "sam") -> str:
    """Make the working tree exactly these files, and commit them."""
    for path in ledger.git("ls-files", "-z").split("\0")[:-1]:
        (ledger.root / path).unlink()
    put(ledger.root, files)
    return ledger.commit(subject, author=author)


def made(name: str, root: Path, added: Mapping[str, Content] = {}) -> tuple[Builder, date, str | None]:
    """The repository of an example, its day, and the base of its change if it is one."""
    ledger, folder = Builder(root, ledger=""), ROOT / name
    day = folder / "today.txt"
    today = date.fromisoformat(day.read_text().strip() if day.exists() else TODAY)
    files = {**FILES.get(name, {}), **added}
    base = None
    if (folder / "base").is_dir():
        lags = (folder / "start").is_dir()
        commit(ledger, tree(folder / ("start" if lags else "base"), files), "The start")
        ledger.git("branch", "change")
        base = commit(ledger, tree(folder / "base", files), "The base") if lags else "main"
        ledger.git("checkout", "-q", "change")
    author = folder / "author.txt"
    who = author.read_text().strip() if author.exists() else "sam"
    commit(ledger, tree(folder / "change" if base else folder, files), "The change", who)
    put(ledger.root, tree(folder / "uncommitted", {}))
    return ledger, today, base


def judged(name: str, root: Path, added: Mapping[str, Content] = {}) -> tuple[Diagnostic, ...]:
    ledger, today, base = made(name, root, added)
    change = assemble.load_change(ledger.root, base=base, today=today) if base else None
    whole = change.after if change else assemble.load(ledger.root, today=today)
    return tuple(rules.judge(whole, change))


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
def test_every_finding_says_what_to_do(name: str, tmp_path: Path) -> None:
    for finding in judged(f"invalid/{name}", tmp_path / "ledger"):
        assert finding.hint, finding
        assert "\n" not in finding.message + finding.hint
        assert finding.message[0].islower() or finding.message[0] in "'\"0123456789" or finding.message[:2].isupper()
        assert not finding.message.endswith(".")


@pytest.mark.parametrize("name", EXAMPLES["valid"])
def test_a_valid_example_has_no_error(name: str, tmp_path: Path) -> None:
    findings = judged(f"valid/{name}", tmp_path / "ledger")
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
