"""The index: what it remembers, that nothing depends on it, and that nothing in its way stops a run."""

import json
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ledger import audit, index, memory, rules
from ledger.assemble import load, load_events
from ledger.digest import digest, statement
from ledger.document import Document, read_document
from ledger.gitrepo import open_repository, resolve
from ledger.gitstream import stream_history
from ledger.index import Index, place_of
from ledger.records import approvals_of
from ledger.report.audit import audit_json
from ledger.report.findings import as_json
from ledger.signature import VERDICTS, is_signed, sign
from ledger.views.as_json import events_json
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


def test_a_second_run_says_the_same_and_asks_git_for_no_commit(repo: Builder) -> None:
    assert answers(repo.root) == answers(repo.root) == without_index(repo.root)
    opened = open_repository(repo.root)
    with memory.remembered(opened) as known:
        tip = resolve(opened, "HEAD")
        asked: list[str] = []
        kept = stream_history(opened, tip, lambda _: True, lambda blob, *_: asked.append(blob), known.commit)
        assert [one.id for one in kept] == repo.git("rev-list", "--first-parent", "HEAD").split()
        assert all(known.commit(one.id) == one for one in kept)
        assert known.events(tip) == load_events(repo.root)


def test_a_new_commit_is_seen(repo: Builder) -> None:
    answers(repo.root)
    repo.project("fresh").commit("New", date="2026-02-01")
    warm = answers(repo.root)
    assert warm == without_index(repo.root)
    assert "fresh" in warm


def test_rewritten_and_other_histories_are_read_as_they_are(repo: Builder) -> None:
    answers(repo.root)
    repo.git("checkout", "-q", "-b", "other", "HEAD~2")
    assert answers(repo.root) == without_index(repo.root)
    repo.project("fork").commit("Fork", date="2026-02-01")
    assert answers(repo.root) == without_index(repo.root)
    repo.git("reset", "-q", "--hard", "HEAD~3")
    repo.git("commit", "-q", "--amend", "-m", "Another past", date="2026-02-02")
    repo.git("reflog", "expire", "--expire=now", "--all")
    repo.git("gc", "-q", "--prune=now")
    assert answers(repo.root) == without_index(repo.root)


def test_one_content_at_paths_that_are_read_differently_is_not_confused(repo: Builder) -> None:
    repo.write({"projects/shop/ads/build.md": "A page.\n"}).commit("No front matter", date="2026-02-01")
    answers(repo.root)
    repo.write({"projects/shop/README.md": "Another.\n"}).commit(date="2026-02-02")
    assert answers(repo.root) == without_index(repo.root)


def test_other_kinds_of_repositories_share_one_index(tmp_path: Path) -> None:
    repo = Builder(tmp_path / "ledger", object_format="sha256")
    repo.project().commit()
    repo.git("worktree", "add", "-q", str(tmp_path / "tree"))
    repo.git("clone", "-q", "--bare", ".", str(tmp_path / "bare.git"))
    for root in (tmp_path / "tree", tmp_path / "bare.git"):
        assert without_index(root) == answers(root) == answers(root)
    assert place_of(tmp_path / "bare.git").is_file()
    assert place(repo).is_file()


def damaged(raw: bytes, blows: list[tuple[int, int]], cut: int) -> bytes:
    """Bytes with some of them changed, and the last ones cut off."""
    found = bytearray(raw)
    for at, mask in blows:
        found[at % len(found)] ^= mask
    return bytes(found[: len(found) - cut % len(found)] if cut else found)


BLOWS = st.lists(st.tuples(st.integers(0, 2**20), st.integers(1, 255)), min_size=1, max_size=400)
CUTS = st.one_of(st.just(0), st.integers(1, 2**20))


@dataclass(frozen=True, slots=True, kw_only=True)
class Indexed:
    """A ledger with its index: the repository, its answers, and the index's bytes."""

    repo: Builder
    expected: str = field(repr=False)
    raw: bytes = field(repr=False)


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Indexed:
    repo = make(tmp_path_factory.mktemp("indexed") / "ledger")
    expected = without_index(repo.root)
    assert answers(repo.root) == expected
    return Indexed(repo=repo, expected=expected, raw=place(repo).read_bytes())


@settings(max_examples=30)
@given(blows=BLOWS, cut=CUTS)
@example(blows=[(4066, 128)], cut=0)  # in the text of the schema, which sqlite3 then cannot word its error with
def test_a_damaged_index_changes_nothing(indexed: Indexed, blows: list[tuple[int, int]], cut: int) -> None:
    place(indexed.repo).write_bytes(damaged(indexed.raw, blows, cut))
    assert answers(indexed.repo.root) == indexed.expected
    assert answers(indexed.repo.root) == indexed.expected


@given(blows=BLOWS, cut=CUTS)
@example(blows=[(4066, 128)], cut=0)
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_damage_reads_as_absence_and_never_as_another_entry(
    tmp_path: Path, blows: list[tuple[int, int]], cut: int
) -> None:
    entries = {b"%d" % number: b"%d" % (number * number) * 40 for number in range(300)}
    shutil.rmtree(tmp_path / "ledger", ignore_errors=True)
    made = Index(tmp_path)
    for key, value in entries.items():
        made.add("squares", key, value)
    made.save(["squares"])
    assert Index(tmp_path).read("squares") == entries
    place_of(tmp_path).write_bytes(damaged(place_of(tmp_path).read_bytes(), blows, cut))
    assert Index(tmp_path).read("squares").items() <= entries.items()
    again = Index(tmp_path)
    again.add("squares", b"more", b"of it")
    again.save(["squares"])
    assert Index(tmp_path).read("squares").items() <= (entries | {b"more": b"of it"}).items()


def _a_foreign_file(at: Path) -> None:
    at.write_text("no database\n" * 999)


def _a_foreign_table(at: Path) -> None:
    with closing(sqlite3.connect(at)) as file:
        file.execute("CREATE TABLE remembered (kind TEXT, other TEXT)")


def _a_later_schema(at: Path) -> None:
    with closing(sqlite3.connect(at)) as file:
        file.execute("CREATE TABLE entries (kind, key, value, seal)")
        file.execute("PRAGMA user_version = 999")


def _an_empty_file(at: Path) -> None:
    at.touch()


@pytest.mark.parametrize("put", [_a_foreign_file, _a_foreign_table, _a_later_schema, _an_empty_file])
def test_a_foreign_file_in_its_place_is_replaced(repo: Builder, put: Callable[[Path], None]) -> None:
    expected = without_index(repo.root)
    place(repo).parent.mkdir()
    put(place(repo))
    assert answers(repo.root) == expected
    with memory.remembered(open_repository(repo.root)) as known:
        assert known.commit(repo.git("rev-parse", "HEAD").strip())


def _a_folder(at: Path) -> None:
    at.mkdir(parents=True)


def _a_file_for_the_folder(at: Path) -> None:
    at.parent.write_text("mine")


def _a_link(at: Path) -> None:
    at.parent.mkdir()
    at.symlink_to(at.parents[2] / "elsewhere.sqlite3")


def _a_link_for_the_folder(at: Path) -> None:
    (at.parents[2] / "elsewhere").mkdir()
    at.parent.symlink_to(at.parents[2] / "elsewhere")


@pytest.mark.parametrize("put", [_a_folder, _a_file_for_the_folder, _a_link, _a_link_for_the_folder])
def test_what_is_no_file_of_ours_is_left_alone(repo: Builder, put: Callable[[Path], None]) -> None:
    expected = without_index(repo.root)
    put(place(repo))
    before = sorted((path, path.is_file() and path.read_bytes()) for path in listed(repo.root))
    assert answers(repo.root) == answers(repo.root) == expected
    assert sorted((path, path.is_file() and path.read_bytes()) for path in listed(repo.root)) == before


def listed(folder: Path) -> Iterator[Path]:
    """Every path below a folder."""
    return folder.rglob("*")


def test_a_locked_index_is_done_without(repo: Builder) -> None:
    expected = answers(repo.root)
    repo.project("fresh").commit(date="2026-02-01")
    with closing(sqlite3.connect(place(repo), isolation_level=None)) as file:
        file.execute("BEGIN EXCLUSIVE")
        assert answers(repo.root) == without_index(repo.root) != expected
        file.execute("ROLLBACK")
    assert answers(repo.root) == without_index(repo.root)


def test_a_git_directory_that_cannot_be_written_is_enough(repo: Builder) -> None:
    expected = without_index(repo.root)
    git_dir = repo.root / ".git"
    git_dir.chmod(0o555)
    try:
        assert answers(repo.root) == expected
        assert place(repo).exists() == os.access(git_dir, os.W_OK)  # to the superuser nothing is read-only
    finally:
        git_dir.chmod(0o755)


def command(repo: Builder, *arguments: str, **more: str) -> "subprocess.Popen[bytes]":
    """A new process of the program."""
    start = [sys.executable, "-m", "ledger.cli", "-C", str(repo.root), "--now", "2026-03-01", *arguments]
    return subprocess.Popen(start, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=os.environ | more)


def test_a_full_disk_is_no_trouble(repo: Builder) -> None:
    def no_room() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192))

    arguments = [sys.executable, "-m", "ledger.cli", "-C", str(repo.root), "log", "--json"]
    full = subprocess.run(arguments, capture_output=True, check=True, preexec_fn=no_room)
    assert full.stderr == b""
    assert json.loads(full.stdout) == events_json(load_events(repo.root))
    assert answers(repo.root) == without_index(repo.root)


def test_runs_at_the_same_time_do_not_disturb_each_other(repo: Builder) -> None:
    expected = command(repo, "audit", "--json", LEDGER_INDEX="0").communicate()
    for _ in range(2):
        several = [command(repo, "audit", "--json") for _ in range(4)]
        assert [one.communicate() for one in several] == [expected] * 4
    with closing(sqlite3.connect(place(repo))) as file:
        assert file.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_each_signature_is_verified_once_and_never_again(repo: Builder, tmp_path: Path) -> None:
    calls, real = tmp_path / "calls", shutil.which("ssh-keygen")
    wrapper = tmp_path / "bin" / "ssh-keygen"
    wrapper.parent.mkdir()
    wrapper.write_text(f'#!/bin/sh\necho "$@" >> "{calls}"\nexec "{real}" "$@"\n')
    wrapper.chmod(0o755)
    path = f"{wrapper.parent}{os.pathsep}{os.environ['PATH']}"
    first = command(repo, "audit", "--json", PATH=path).communicate()
    assert len(calls.read_text().splitlines()) == 2
    calls.unlink()
    repo.project("fresh").commit(date="2026-02-01")
    assert b"fresh" in command(repo, "log", "--json", PATH=path).communicate()[0]
    assert command(repo, "audit", "--json", PATH=path).communicate() != first
    assert not calls.exists()
    command(repo, "audit", PATH=path, LEDGER_INDEX="0").communicate()
    assert len(calls.read_text().splitlines()) == 2


def test_a_failure_of_ssh_keygen_is_not_taken_for_a_verdict(repo: Builder, tmp_path: Path) -> None:
    broken = tmp_path / "bin" / "ssh-keygen"
    broken.parent.mkdir()
    broken.write_text("#!/bin/sh\necho out of memory >&2\nexit 255\n")
    broken.chmod(0o755)
    path = f"{broken.parent}{os.pathsep}{os.environ['PATH']}"
    assert b'"signed"' not in command(repo, "log", "--json", PATH=path).communicate()[0]
    repo.project("fresh").commit(date="2026-02-01")
    assert b'"signed"' in command(repo, "log", "--json").communicate()[0]


def test_nothing_is_written_outside_the_git_directory(repo: Builder, tmp_path: Path) -> None:
    before = {path for path in listed(tmp_path) if ".git" not in path.parts}
    home = {"HOME": str(tmp_path), "TMPDIR": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path)}
    for arguments in (("log",), ("check",), ("audit",), ("status",)):
        command(repo, *arguments, **home, PYTHONDONTWRITEBYTECODE="1").communicate()
    assert {path for path in listed(tmp_path) if ".git" not in path.parts} == before
    assert repo.git("status", "--porcelain", "--untracked-files=all") == ""
    assert [path.name for path in listed(place(repo).parent)] == ["index.sqlite3"]


def test_switched_off_it_is_neither_written_nor_read(repo: Builder) -> None:
    without_index(repo.root)
    assert not place(repo).parent.exists()


def test_doctor_says_where_it_is_and_whether_it_can_be_written(repo: Builder) -> None:
    def said(what: bytes = b"index", **more: str) -> bytes:
        lines = command(repo, "doctor", **more).communicate()[0].splitlines()
        return next(line for line in lines if b" %b: " % what in line)

    assert b".git/ledger/index.sqlite3, 0." in said()
    assert said().endswith(b" MB, may be deleted at any time")
    assert said(b"pages").endswith(b".git/ledger/pages.sqlite3, nothing yet")
    (place(repo).parent / "pages.sqlite3").write_bytes(b"x" * 250_000)
    assert said(b"pages").endswith(b".git/ledger/pages.sqlite3, 0.2 MB, may be deleted at any time")
    assert b"LEDGER_INDEX=0" in said(LEDGER_INDEX="0")
    assert b"LEDGER_INDEX=0" in said(b"pages", LEDGER_INDEX="0")
    shutil.rmtree(place(repo).parent)
    place(repo).parent.write_text("mine")
    assert b"nothing yet" in said()
    assert not said().startswith(b"ok")


def test_values_of_another_reader_are_not_taken_and_go_when_there_is_something_new(tmp_path: Path) -> None:
    old = Index(tmp_path)
    old.add("documents of an older reader", b"a", b"1")
    old.save(["documents of an older reader"])
    new = Index(tmp_path)
    assert new.read("documents") == {}
    new.add("documents", b"a", b"2")
    new.save(["documents"])
    assert new.read("documents") == {b"a": b"2"}
    assert new.read("documents of an older reader") == {}


def test_an_index_that_has_grown_too_large_keeps_what_was_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = Index(tmp_path)
    for number in range(100):
        first.add("documents", b"%d" % number, b"x" * 1000)
    first.save(["documents"])
    monkeypatch.setattr(index, "MAX_BYTES", 50_000)
    second = Index(tmp_path)
    second.use("documents", b"7", b"x" * 1000)
    second.add("documents", b"new", b"y")
    second.save(["documents"])
    assert second.read("documents") == {b"7": b"x" * 1000, b"new": b"y"}


VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-(2**53), 2**53), st.floats(allow_nan=False), st.text()),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@settings(max_examples=50)
@given(meta=st.dictionaries(st.text(), VALUES), digest_=st.none() | st.text())
def test_a_document_comes_back_as_it_was(meta: dict[str, object], digest_: str | None) -> None:
    one = Document(path="a.md", meta=meta, header="", header_line=2, body_line=9, digest=digest_)
    back = memory._found("a.md", json.loads(memory._packed(memory._shape(one))))
    assert back == one
    assert repr(back) == repr(one)  # 1 is not 1.0 here, nor True, and the order counts
