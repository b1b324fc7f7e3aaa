"""Repositories of every shape, and the sentences that refuse what cannot be read."""

import os
import subprocess
from datetime import date
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.assemble import load, load_at
from ledger.diagnostics import LedgerError
from ledger.edges.gitlog import FORMAT, FileChange, parse_log
from ledger.edges.gitrepo import open_repository, resolve
from ledger.edges.gitstream import stream_history
from ledger.edges.snapshot import blob_id
from tests.build import Builder

TODAY = date(2026, 6, 1)


@pytest.fixture
def repo(tmp_path: Path) -> Builder:
    made = Builder(tmp_path / "ledger")
    made.project().commit()
    return made


def slugs(directory: Path) -> list[str]:
    return sorted(load(directory, today=TODAY).projects)


def test_a_subfolder_reads_the_whole_ledger(repo: Builder) -> None:
    assert slugs(repo.root / "projects/churn") == ["churn"]


def test_a_linked_worktree_reads_its_own_files(repo: Builder, tmp_path: Path) -> None:
    repo.git("worktree", "add", "-q", "-b", "side", str(tmp_path / "side"))
    (tmp_path / "side/projects/churn").rename(tmp_path / "side/projects/other")
    assert slugs(tmp_path / "side") == ["other"]
    assert slugs(repo.root) == ["churn"]


def test_a_bare_repository_is_read_at_its_head(repo: Builder, tmp_path: Path) -> None:
    repo.git("clone", "-q", "--bare", str(repo.root), str(tmp_path / "bare.git"))
    ledger = load(tmp_path / "bare.git", today=TODAY)
    assert (sorted(ledger.projects), ledger.uncommitted) == (["churn"], False)


def test_a_sha256_repository_is_read(tmp_path: Path) -> None:
    repo = Builder(tmp_path / "ledger", object_format="sha256")
    repo.project()
    commit = repo.commit()
    ledger = load(repo.root, today=TODAY)
    assert len(commit) == 64
    assert [event.commit for event in ledger.events] == [commit]


@pytest.mark.parametrize("slug", ["rush hours", "прогноз", "売上予測", "ü-straße", "-dash", 'quo"te'])
def test_names_in_any_script_and_with_spaces(repo: Builder, slug: str) -> None:
    repo.project(slug, group="Team Süd").commit(date="2026-02-01")
    ledger = load(repo.root, today=TODAY)
    assert ledger.projects[slug].events[0].kind == "created"
    assert ledger.projects[slug].group == "Team Süd"


def test_crlf_files_read_like_any_other(repo: Builder) -> None:
    for path in (repo.root / "projects/churn").iterdir():
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    repo.commit(date="2026-02-01")
    ledger = load(repo.root, today=TODAY)
    assert not ledger.findings
    assert [event.kind for event in ledger.events] == ["created"]


def test_no_repository_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="not in a git repository: run 'ledger init'"):
        load(tmp_path, today=TODAY)


def test_no_directory_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="is no directory: name one that is there"):
        load(tmp_path / "nowhere", today=TODAY)


def test_a_file_is_no_place_to_run_in(tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_text("A.\n", encoding="utf-8")
    with pytest.raises(LedgerError, match=r"notes.md' is a file: name a directory"):
        load(tmp_path / "notes.md", today=TODAY)


def test_no_commits_are_refused(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="no commits yet"):
        load(Builder(tmp_path / "ledger").root, today=TODAY)


def test_no_ledger_file_is_refused(tmp_path: Path) -> None:
    repo = Builder(tmp_path / "plain", ledger="")
    repo.write({"README.md": "# Plain\n"}).commit()
    with pytest.raises(LedgerError, match=r"no ledger\.yml .* run 'ledger init'"):
        load(repo.root, today=TODAY)


def test_a_shallow_clone_is_refused(repo: Builder, tmp_path: Path) -> None:
    repo.commit("Second", date="2026-02-01")
    repo.git("clone", "-q", "--depth=1", f"file://{repo.root}", str(tmp_path / "shallow"))
    with pytest.raises(LedgerError, match="fetch-depth: 0"):
        load(tmp_path / "shallow", today=TODAY)


@pytest.mark.parametrize("revision", ["nope", "--output=/tmp/x", "-h", "", "main..side", "HEAD:ledger.yml"])
def test_what_is_no_commit_is_refused(repo: Builder, revision: str) -> None:
    with pytest.raises(LedgerError, match=r"is unknown here|is not a revision"):
        resolve(open_repository(repo.root), revision)


def test_git_variables_of_a_hook_change_nothing(repo: Builder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    other = Builder(tmp_path / "other")
    other.project("elsewhere").commit()
    monkeypatch.setenv("GIT_DIR", str(other.root / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other.root))
    assert slugs(repo.root) == ["churn"]


@pytest.mark.parametrize("common_dir", ["", "nowhere", "other/.git"])
def test_a_common_directory_of_the_environment_changes_nothing(
    repo: Builder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, common_dir: str
) -> None:
    Builder(tmp_path / "other").commit()
    monkeypatch.setenv("GIT_COMMON_DIR", str(tmp_path / common_dir) if common_dir else "")
    monkeypatch.setenv("GIT_WORK_TREE", str(tmp_path / "other"))
    assert slugs(repo.root) == ["churn"]
    assert slugs(repo.root / ".git") == ["churn"]
    assert open_repository(repo.root).common_dir == repo.root / ".git"
    assert os.environ["GIT_WORK_TREE"] == str(tmp_path / "other")


CONFIGURED: Final = {
    "log.showRoot": "false",
    "diff.renames": "copies",
    "log.showSignature": "true",
    "i18n.logOutputEncoding": "UTF-16",
}


def test_configuration_that_changes_the_log_changes_nothing(repo: Builder) -> None:
    before = load(repo.root, today=TODAY).events
    for name, value in CONFIGURED.items():
        repo.git("config", name, value)
    assert load(repo.root, today=TODAY).events == before


def test_grafted_parents_change_nothing(repo: Builder) -> None:
    before = load(repo.root, today=TODAY).events
    repo.commit("Later", date="2026-02-01")
    (repo.root / ".git/info/grafts").write_text(repo.git("rev-parse", "HEAD"))  # a commit without parents
    assert repo.git("rev-list", "--count", "HEAD").strip() == "1"
    assert load(repo.root, today=TODAY).events == before
    with pytest.raises(LedgerError, match="'nope' is unknown here"):
        resolve(open_repository(repo.root), "nope")


def test_at_a_day_the_ledger_is_as_it_was_at_its_end(repo: Builder) -> None:
    repo.project("later").commit(date="2026-02-01")
    assert sorted(load_at(repo.root, at="2026-01-31", today=TODAY).projects) == ["churn"]
    assert sorted(load_at(repo.root, at="2026-02-01", today=TODAY).projects) == ["churn", "later"]
    assert load_at(repo.root, at="HEAD~1", today=TODAY).today == date(2026, 1, 5)


@pytest.mark.parametrize(("at", "said"), [("2025-01-01", "no commit on or before"), ("2026-02-30", "not a day")])
def test_a_day_without_a_ledger_is_refused(repo: Builder, at: str, said: str) -> None:
    with pytest.raises(LedgerError, match=said):
        load_at(repo.root, at=at, today=TODAY)


@pytest.mark.parametrize("object_format", ["sha1", "sha256"])
def test_blob_ids_are_gits(tmp_path: Path, object_format: str) -> None:
    repo = Builder(tmp_path / "ledger", object_format=object_format)
    repo.write({"a.txt": "zwölf\r\n"})
    assert blob_id("zwölf\r\n".encode(), object_format) == repo.git("hash-object", "--no-filters", "a.txt").strip()


@given(
    paths=st.lists(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1)),
    size=st.integers(1, 50),
)
def test_a_log_reads_the_same_in_any_pieces(paths: list[str], size: int) -> None:
    blob = "b" * 40
    rows = "".join(f":100644 100644 {'a' * 40} {blob} M\0{path}\0" for path in paths)
    raw = f"\x02{'c' * 40}\0\0{1700000000}\0Sam\0sam@example.com\0Subject\0\0{chr(10) if paths else ''}{rows}".encode()
    (commit,) = parse_log(raw[start : start + size] for start in range(0, len(raw), size))
    assert commit.changes == tuple(FileChange(path, "100644", blob, "a" * 40) for path in paths)


def test_the_log_survives_hostile_names_and_subjects(repo: Builder) -> None:
    repo.write({"projects/:100644 x/\x02y\n.md": "text"})
    repo.commit(":000000 100644 \x02 subject", date="2026-02-01", author="eve")
    raw = subprocess.run(
        [
            "git",
            "-C",
            str(repo.root),
            "log",
            "--raw",
            "-z",
            "--no-abbrev",
            f"--format={FORMAT}",
        ],
        capture_output=True,
        check=True,
    ).stdout
    newest = next(parse_log([raw]))
    assert [change.path for change in newest.changes] == ["projects/:100644 x/\x02y\n.md"]


def test_a_history_that_cannot_be_understood_ends_with_its_fault_not_in_waiting(repo: Builder) -> None:
    for number in range(40):
        repo.write({f"projects/churn/reports/{number}-{'x' * 200}.md": "text"}).commit(date="2026-02-01")

    def is_wanted(change: FileChange) -> bool:
        raise ValueError(change.path)

    with pytest.raises(ValueError, match="projects/churn"):
        stream_history(open_repository(repo.root), "HEAD", is_wanted, lambda *_: None)


def test_a_missing_object_is_named(repo: Builder) -> None:
    blob = repo.git("rev-parse", "HEAD:projects/churn/README.md").strip()
    (repo.root / ".git/objects" / blob[:2] / blob[2:]).unlink()
    with pytest.raises(LedgerError, match=f"lacks the object {blob}"):
        load(repo.root, today=TODAY)


def landed(repo: Builder, seconds: str) -> None:
    """Lets a commit of such a time follow, which no git of today would write itself."""
    tree, parent = repo.git("rev-parse", "HEAD^{tree}").strip(), repo.git("rev-parse", "HEAD").strip()
    who = f"Sam <sam@example.com> {seconds} +0000"
    raw = repo.root.parent / "commit"
    raw.write_text(f"tree {tree}\nparent {parent}\nauthor {who}\ncommitter {who}\n\nStrange\n")
    commit = repo.git("hash-object", "-t", "commit", "-w", "--literally", str(raw)).strip()
    repo.git("update-ref", "HEAD", commit)


@pytest.mark.parametrize("seconds", ["253402300800", "99999999999999"])
def test_a_time_after_the_last_date_is_the_last_date(repo: Builder, seconds: str) -> None:
    landed(repo, seconds)
    ledger = load(repo.root, today=date.max)
    assert (ledger.at.date(), sorted(ledger.projects)) == (date.max, ["churn"])
    assert load(repo.root, today=TODAY).at.date() == TODAY  # nothing is told of a day to come
    repo.project("later").commit(date="2026-05-01")
    assert sorted(load_at(repo.root, at="2026-05-01", today=TODAY).projects) == ["churn", "later"]


@pytest.mark.parametrize("seconds", ["x", "-100000"])
def test_a_commit_without_a_time_is_refused_in_one_sentence(repo: Builder, seconds: str) -> None:
    landed(repo, seconds)
    for at in (None, "2026-05-01"):
        with pytest.raises(LedgerError, match="has no time that git can read"):
            load_at(repo.root, at=at, today=TODAY)
