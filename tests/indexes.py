"""A ledger with all that an index remembers, and what is read from it."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from ledger import audit, rules
from ledger.assemble import load, load_events
from ledger.edges import index
from ledger.edges.index import place_of
from ledger.edges.signature import VERDICTS, is_signed, sign
from ledger.records.front_matter import approvals_of
from ledger.report.audit import audit_json
from ledger.report.findings import as_json
from ledger.text.document import Document, read_document
from ledger.views.as_json import events_json
from ledger.votes.digest import digest, statement
from tests.build import LEDGER, Builder, card, document

TODAY = date(2026, 3, 1)
VOTE = "  - {gate: agreed, role: product, by: dana, date: 2026-01-06, decision: approved, of: '%s', signature: '%s'}\n"


def signed(key: Path, slug: str, *, changed: str = "") -> str:
    """A first document with a vote that Dana signed; `changed` is put where it makes the signature false."""
    text = document()
    read = read_document(text.encode(), "idea.md")
    assert isinstance(read, Document)
    of = digest(read.meta, read.body)
    unsigned = read_document(document(more=f"approvals:\n{VOTE % (of, 'x')}").encode(), "idea.md")
    assert isinstance(unsigned, Document)
    (vote,) = approvals_of(unsigned.meta)
    made = sign(statement(slug + changed, "idea", vote), key)
    return document(more=f"approvals:\n{VOTE % (of, made)}")


def make(root: Path) -> Builder:
    """A ledger with two signed votes, one of them false, an unreadable file, a page, a branch and a rename."""
    key = root.with_suffix(".key")
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(key)], check=True)
    public = key.with_suffix(".key.pub").read_text().strip()
    repo = Builder(root, ledger=LEDGER.replace("roles: [product]", f"roles: [product], keys: ['{public}']"))
    repo.project().project("ads", group="shop").write({"projects/shop/README.md": "A page.\n"}).commit()
    repo.write({"projects/churn/idea.md": signed(key, "churn")}).commit("Vote", date="2026-01-06", author="dana")
    repo.write({"projects/shop/ads/idea.md": signed(key, "ads", changed="!")}).commit(date="2026-01-07")
    repo.write({"projects/churn/README.md": "---\ntitle: [\n---\n"}).commit("Break", date="2026-01-08")
    repo.write({"projects/churn/README.md": card(phase="build"), "projects/churn/build.md": document("build")})
    repo.commit("Mend and advance", date="2026-01-09")
    repo.git("checkout", "-q", "-b", "side")
    repo.write({"projects/shop/ads/README.md": card("ads", status="paused")}).commit("Pause", date="2026-01-10")
    repo.git("checkout", "-q", "main")
    repo.git("merge", "-q", "--no-ff", "-m", "Land", "side", date="2026-01-11")
    repo.git("mv", "projects/churn", "projects/loss")
    repo.commit("Rename", date="2026-01-12")
    return repo


@pytest.fixture
def repo(tmp_path: Path) -> Builder:
    return make(tmp_path / "ledger")


def answers(root: Path) -> str:
    """What log, check and audit say, as if a new process said it."""
    is_signed.cache_clear()
    VERDICTS.clear()
    told = [
        events_json(load_events(root)),
        as_json(rules.judge(load(root, today=TODAY))),
        audit_json(audit.read(root, today=TODAY)),
    ]
    return json.dumps(told)


def without_index(root: Path, answer: Callable[[Path], str] = answers) -> str:
    """The same answers with the index switched off."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(index.VARIABLE, "0")
        return answer(root)


def place(repo: Builder) -> Path:
    return place_of(repo.root / ".git")


def listed(folder: Path) -> Iterator[Path]:
    """Every path below a folder."""
    return folder.rglob("*")


def command(repo: Builder, *arguments: str, **more: str) -> "subprocess.Popen[bytes]":
    """A new process of the program."""
    start = [sys.executable, "-m", "ledger.cli", "-C", str(repo.root), "--now", "2026-03-01", *arguments]
    return subprocess.Popen(start, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=os.environ | more)
