"""A finding, for the tests of what is printed of it."""

from dataclasses import replace
from pathlib import Path

from typer.testing import CliRunner, Result

from ledger.cli.app import app
from ledger.diagnostics import Diagnostic, Location, Severity

PLAIN = Diagnostic(
    code="MOV001",
    severity=Severity.ERROR,
    location=Location(path="projects/churn/README.md", line=5, column=8),
    message="a project must advance by one phase",
    hint="enter it first",
    project="churn",
)
HOSTILE = "100 %, a:b\r\n::error file=x::evil <script>alert(1)</script> @dana | `x` #7 [l](javascript:x)"


def finding(**parts: object) -> Diagnostic:
    return replace(PLAIN, **parts)  # type: ignore[arg-type]  # any field of a finding


def check(root: Path, style: str, **env: str) -> Result:
    return CliRunner().invoke(app, ["-C", str(root), "--now", "2026-01-12", "check", "--format", style], env=env)
