"""A home in which ledgers are begun, and the command that begins them."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from ledger.cli.app import app
from ledger.records.config import builtin_flows
from ledger.text.document import Document, read_document

FLOWS = builtin_flows()


# What front matter can hold: the reader refuses control characters and the characters that YAML forbids.
TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"], exclude_characters="\ufeff\ufffe\uffff"), max_size=20
) | st.sampled_from(
    ["on", "no", "~", "null", "0o7", "1e3", "2026-01-12", "<<", "---", "- a", "a: b", "a #b", "*a", "."]
)


def read(text: str, path: str = "projects/x/a.md") -> Document:
    document = read_document(text.encode(), path)
    assert isinstance(document, Document), document
    return document


# --- a ledger -------------------------------------------------------------------------------------------------------


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home whose git knows nobody but Dana."""
    (tmp_path / ".gitconfig").write_text("[user]\n\tname = Dana Ö\n\temail = dana@example.com\n", "utf-8")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    return tmp_path


def call(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["--now", "2026-11-22", *map(str, arguments)])


def git(root: Path, *arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=root, check=True, capture_output=True, text=True).stdout


def commit(root: Path) -> None:
    git(root, "add", ".")
    git(root, "commit", "-q", "-m", "Change")


def files_of(root: Path) -> Iterator[str]:
    yield from sorted(p.relative_to(root).as_posix() for p in root.rglob("*") if p.is_file() and ".git" not in p.parts)
