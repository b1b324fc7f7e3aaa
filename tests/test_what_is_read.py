"""What the ledger reads is what git will land: one commit for a name, and the content that git has of a file."""

from pathlib import Path

import pytest

from ledger.diagnostics import LedgerError
from ledger.gitrepo import open_repository, resolve
from tests.build import Builder, card, document


@pytest.fixture
def skipped(tmp_path: Path) -> Builder:
    """A clone of a ledger: the branch `skip`, checked out, takes churn over a phase that main has not left."""
    server = Builder(tmp_path / "server").project()
    server.commit("Start")
    server.git("switch", "-q", "-c", "skip")
    server.write({"projects/churn/README.md": card(phase="run"), "projects/churn/run.md": document("run")})
    server.commit("Skip", date="2026-02-01")
    server.git("clone", "-q", ".", str(tmp_path / "clone"))
    return Builder(tmp_path / "clone", ledger="")


@pytest.mark.parametrize("suffix", ["", "~0", "^{commit}", "@{0}"])
@pytest.mark.parametrize("tag", ["origin/main", "origin/HEAD", "remotes/origin/main", "heads/skip", "skip"])
def test_a_name_of_two_commits_is_refused(skipped: Builder, tag: str, suffix: str) -> None:
    skipped.git("tag", tag, "HEAD" if tag.endswith("main") else "origin/main")
    with pytest.raises(LedgerError, match=f"{tag}' is more than one commit here, .*refs/tags/{tag}.*: write the one"):
        resolve(open_repository(skipped.root), tag + suffix)


def test_the_refusal_says_what_to_write(skipped: Builder) -> None:
    skipped.git("tag", "-a", "-m", "Fool", "origin/main", "HEAD")
    said = "refs/tags/origin/main and refs/remotes/origin/main: write the one that is meant in full, such as "
    with pytest.raises(LedgerError, match=f"{said}refs/remotes/origin/main$"):
        resolve(open_repository(skipped.root), "origin/main")
    main = skipped.git("rev-parse", "refs/remotes/origin/main").strip()
    assert resolve(open_repository(skipped.root), "refs/remotes/origin/main") == main


def test_two_names_of_one_commit_are_no_doubt(skipped: Builder) -> None:
    skipped.git("tag", "-a", "-m", "The same", "origin/main", "refs/remotes/origin/main")
    skipped.git("branch", "origin/main", "refs/remotes/origin/main")
    main = skipped.git("rev-parse", "refs/remotes/origin/main").strip()
    assert resolve(open_repository(skipped.root), "origin/main") == main


@pytest.mark.parametrize("name", ["HEAD", "@", "HEAD~0", "@{0}", "refs/heads/skip", "COMMIT"])
def test_what_can_mean_one_commit_alone_stays_as_it_is(skipped: Builder, name: str) -> None:
    head = skipped.git("rev-parse", "HEAD").strip()
    name = name.replace("COMMIT", head)
    for tag in ("HEAD", head, "refs/heads/skip"):
        skipped.git("update-ref", f"refs/tags/{tag}", "refs/remotes/origin/main")
    assert resolve(open_repository(skipped.root), name) == head


def test_a_full_name_is_not_taken_for_a_tag_of_that_name(skipped: Builder) -> None:
    skipped.git("update-ref", "refs/tags/refs/remotes/origin/release", "HEAD")
    with pytest.raises(LedgerError, match="'refs/remotes/origin/release' is unknown here"):
        resolve(open_repository(skipped.root), "refs/remotes/origin/release")
