"""The index: what it remembers, that nothing depends on it, and that nothing in its way stops a run."""

import json
import os
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.assemble import load_events
from ledger.edges import index
from ledger.edges.gitrepo import open_repository, resolve
from ledger.edges.gitstream import stream_history
from ledger.edges.index import Index, place_of
from ledger.past import memory
from ledger.text.document import Document
from tests.build import Builder
from tests.indexes import answers, command, listed, place, without_index
from tests.indexes import repo as repo  # noqa: PLC0414 - a fixture of that file


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
