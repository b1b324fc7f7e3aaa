"""What the ledger reads is what git will land: one commit for a name, and the content that git has of a file."""

import os
import subprocess
from datetime import date
from pathlib import Path

import pytest

from ledger import audit
from ledger.assemble import load, load_change, load_events, load_trial
from ledger.diagnostics import LedgerError, Severity
from ledger.edges.gitrepo import open_repository, resolve
from ledger.edges.snapshot import Snapshot, is_read, tree_snapshot, worktree_snapshot
from ledger.pushes import Update, judge_push
from ledger.records.model import Ledger
from ledger.rules import judge
from ledger.words import EventKind
from tests.build import FLOW, LEDGER, Builder, card, document

TODAY = date(2026, 3, 1)
WAIVED = "waivers: [{code: MOV001, until: 2026-12-31, reason: agreed}, {code: MOV002, until: 2026-12-31, reason: so}]\n"


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


def pushed(repo: Builder, old: str) -> list[str]:
    """The codes of the errors for which a push of all commits since `old` to the ledger's branch is refused."""
    update = Update(old=old, new=repo.git("rev-parse", "HEAD").strip(), ref="refs/heads/main")
    (verdict,) = judge_push(repo.root, [update], today=TODAY, branch=None, every_branch=False)
    return [one.code for one in verdict.findings if one.severity is Severity.ERROR and one.waived is None]


def delivered_and_taken_back(repo: Builder) -> None:
    """Two commits that no flow allows, and that come to nothing together."""
    on = {f"projects/churn/{name}.md": document(name) for name in ("build", "run")}
    repo.write({"projects/churn/README.md": card(phase="run"), **on}).commit("Deliver", date="2026-02-01")
    repo.write({"projects/churn/README.md": card(), **dict.fromkeys(on)}).commit("Take back", date="2026-02-02")


@pytest.mark.parametrize(
    ("first", "last"),
    [({}, {"ledger.yml": LEDGER + WAIVED}), ({"ledger.yml": LEDGER + WAIVED}, {"ledger.yml": LEDGER})],
    ids=["waived at the end", "waived in between"],
)
def test_no_waiver_of_a_push_excuses_its_commits(tmp_path: Path, first: dict[str, str], last: dict[str, str]) -> None:
    repo = Builder(tmp_path).project()
    old = repo.commit("Start")
    repo.write(first).commit("Before", date="2026-01-20")
    delivered_and_taken_back(repo)
    repo.write(last).commit("After", date="2026-02-03")
    assert {"MOV001", "MOV002"} <= set(pushed(repo, old))


def test_a_waiver_from_before_a_push_holds_for_all_its_commits(tmp_path: Path) -> None:
    repo = Builder(tmp_path, ledger=LEDGER + WAIVED).project()
    old = repo.commit("Start")
    skip = {"projects/churn/README.md": card(phase="run"), "projects/churn/build.md": document("build")}
    repo.write({**skip, "projects/churn/run.md": document("run")}).commit("Skip", date="2026-02-01")
    repo.write({"ledger.yml": LEDGER}).commit("Remove what is no longer needed", date="2026-02-02")
    assert pushed(repo, old) == []


def test_no_flow_of_a_push_excuses_its_commits(tmp_path: Path) -> None:
    repo = Builder(tmp_path).project()
    old = repo.commit("Start")
    way = "cancel:", "  - {from: run, to: idea, because: [so]}\ncancel:"
    loose = FLOW.replace("  - {id: build, title: Build}\n", "").replace(*way)
    repo.write({"schema/flows/small.yml": loose}).commit("Loosen", date="2026-01-20")
    run = {"projects/churn/README.md": card(phase="run"), "projects/churn/run.md": document("run")}
    repo.write(run).commit("Deliver", date="2026-02-01")
    back = card(more="move: {to: idea, because: so}\n")
    repo.write({"projects/churn/README.md": back, "projects/churn/idea.md": document(iteration=2)})
    repo.write({"projects/churn/run.md": None}).commit("Take back", date="2026-02-02")
    repo.write({"projects/churn/README.md": card(), "projects/churn/idea.md": document()})
    repo.write({"schema/flows/small.yml": FLOW}).commit("Restore", date="2026-02-03")
    assert "MOV001" in pushed(repo, old)


# git replaces what stands between the two marks of `ident` when it checks a file out: on the disk the phase is hidden.
FILTERED = """\
---
{title: Churn, owner: sam, flow: small, status: active, started: 2026-01-01,
summary: "$Id:x","phase":"run","extra":{"q":'$", phase: idea, extra: {"e":"$Id:y',"w":"$"}}
---
Text.
"""


@pytest.fixture
def filtered(tmp_path: Path) -> Builder:
    """A fresh checkout of a change that skips a phase, which the bytes on the disk do not show."""
    repo = Builder(tmp_path / "made").project()
    repo.commit("Start")
    repo.git("switch", "-q", "-c", "skip")
    repo.write({"projects/churn/README.md": FILTERED, "projects/churn/run.md": document("run")})
    blob = blob_of(repo, FILTERED)
    repo.write({".gitattributes": "projects/churn/README.md ident\n"}).git("add", "-A")
    repo.git("update-index", "--cacheinfo", f"100644,{blob},projects/churn/README.md")
    repo.git("commit", "-q", "-m", "Words")
    repo.git("clone", "-q", ".", str(tmp_path / "clone"))
    return Builder(tmp_path / "clone", ledger="")


def found(repo: Builder, base: str = "refs/remotes/origin/main", *, head: str | None = None) -> list[str]:
    """The codes of what the check of a change finds, in order."""
    change = load_change(repo.root, base=base, head=head, today=TODAY)
    return [one.code for one in judge(change.after, change)]


def test_the_check_judges_what_lands_and_not_what_a_filter_shows(filtered: Builder) -> None:
    assert '"phase":"run"' not in (filtered.root / "projects/churn/README.md").read_text()
    assert found(filtered) == found(filtered, head="HEAD")
    assert {"MOV001", "POL008"} <= set(found(filtered))


def test_attributes_that_hide_themselves_hide_nothing(filtered: Builder, tmp_path: Path) -> None:
    own = (filtered.root / ".gitattributes").read_text() + ".gitattributes working-tree-encoding=UTF-16\n"
    filtered.git("update-index", "--cacheinfo", f"100644,{blob_of(filtered, own)},.gitattributes")
    filtered.git("commit", "-q", "-m", "Hide")
    filtered.git("clone", "-q", ".", str(tmp_path / "again"))
    again = Builder(tmp_path / "again", ledger="")
    assert (again.root / ".gitattributes").read_bytes() != own.encode()
    assert same(again)


def test_a_text_that_only_the_past_had_is_read_in_full(tmp_path: Path) -> None:
    repo, path = Builder(tmp_path).project(), "projects/churn/idea.md"
    old = document(body="## Need\n\nFirst words.\n")
    repo.write({path: old}).commit("Start")
    repo.write({path: document(body="## Need\n\nOther words.\n")}).commit("Change")
    written = load_trial(repo.root, today=TODAY)({path: old.encode()}).after.projects["churn"].documents["idea"]
    assert "First words." in written.body
    assert written.source.value_place("iteration").line > 1


def blob_of(repo: Builder, text: str) -> str:
    """The blob of a text, written without any filter."""
    repo.write({".git/text": text})
    return repo.git("hash-object", "-w", "--no-filters", ".git/text").strip()


def test_what_was_edited_is_read_from_the_disk(filtered: Builder) -> None:
    filtered.write({"projects/churn/run.md": None, "ledger.yml": LEDGER + WAIVED})
    filtered.write({"projects/churn/more.md": "x", "projects/churn/idea.md": document(body="")})
    found = snapshot(filtered)
    assert found.texts["ledger.yml"] == (LEDGER + WAIVED).encode()
    assert found.texts["projects/churn/more.md"] == b"x"
    assert found.texts["projects/churn/idea.md"] == document(body="").encode()
    assert "projects/churn/run.md" not in found.files


def test_a_file_that_is_filtered_and_removed_is_gone(filtered: Builder) -> None:
    assert "projects/churn/README.md" in snapshot(filtered).files
    filtered.write({"projects/churn/README.md": None})
    assert "projects/churn/README.md" not in snapshot(filtered).files


def test_files_are_read_whatever_bytes_their_names_have(tmp_path: Path) -> None:
    names = (os.fsdecode(b"caf\xe9.md"), "a\tb\tc.md", "café.md")
    made = Builder(tmp_path).project().write({f"projects/churn/{name}": "x" for name in names})
    made.write({".gitattributes": "*.md ident\n"}).commit("Start")
    assert same(made)
    made.write({f"projects/churn/{name}": "edited, but for a filter" for name in names})
    assert same(made)
    assert {f"projects/churn/{name}" for name in names} < snapshot(made).files.keys()


def test_a_file_that_goes_while_the_ledger_is_read_is_not_read(
    filtered: Builder, monkeypatch: pytest.MonkeyPatch
) -> None:
    passing = filtered.root / "projects/churn/4913.md"
    before, repository = snapshot(filtered), open_repository(filtered.root)
    with monkeypatch.context() as patched:
        patched.setattr("os.path.lexists", lambda _: True)  # so .github is taken for something that was there
        assert worktree_snapshot(repository, filtered.root) == before
    passing.write_text("x")

    def gone_by_now(path: str) -> bool:
        (filtered.root / path).unlink() if path.endswith("4913.md") else None
        return is_read(path)

    monkeypatch.setattr("ledger.edges.snapshot.is_read", gone_by_now)
    assert snapshot(filtered) == before
    assert not passing.exists()


def test_a_link_is_told_of_the_project_that_holds_it(tmp_path: Path) -> None:
    repo = Builder(tmp_path).project(group="retail")
    for folder in ("projects/retail/churn/reports", "projects/other", "schema/flows"):
        (tmp_path / folder).mkdir(exist_ok=True)
    links = ("projects/retail/churn/reports/x.md", "projects/other/README.md", "projects/gone", "schema/flows/x.yml")
    for path in links:
        (tmp_path / path).symlink_to("nowhere")
    repo.commit("Links")
    found = {one.location.path: one.project for one in load(tmp_path, today=TODAY).findings if one.code == "DOC017"}
    assert found == dict(zip(links, ("churn", "other", "gone", None), strict=True))


def snapshot(repo: Builder) -> Snapshot:
    """The snapshot of the working tree."""
    return worktree_snapshot(open_repository(repo.root), repo.root)


def same(repo: Builder) -> bool:
    """Whether the working tree is read as its last commit is."""
    return snapshot(repo) == tree_snapshot(open_repository(repo.root), "HEAD")


@pytest.mark.parametrize("setting", ["core.autocrlf=true", "core.autocrlf=input", "core.eol=crlf"])
def test_a_fresh_checkout_is_read_as_its_commit(tmp_path: Path, setting: str) -> None:
    made = Builder(tmp_path / "made").project(group="2026")
    made.write({"projects/churn.md": "x", "projects/a/reports/.old/x.ipynb": "{}", "projects/a/.gitattributes": ""})
    made.write({".gitattributes": "*.md text\n", ".github/CODEOWNERS": "* @dana\n"}).commit("Start")
    made.git("clone", "-q", "-c", setting, ".", str(tmp_path / "clone"))
    clone = Builder(tmp_path / "clone", ledger="")
    assert same(clone)
    text = clone.root / "projects/churn.md"
    text.write_bytes(b"x\r\ny\r\n")
    assert snapshot(clone).texts["projects/churn.md"] == b"x\r\ny\r\n"


def test_a_touched_file_is_no_changed_one(tmp_path: Path) -> None:
    made = Builder(tmp_path).project()
    made.commit("Start")
    for path in sorted((made.root / "projects").rglob("*.md")):
        os.utime(path, (0, 0))
    assert same(made)


def test_a_sparse_checkout_is_read_in_full(tmp_path: Path) -> None:
    made = Builder(tmp_path / "made").project(group="growth").project("stock", group="ops")
    made.commit("Start")
    made.git("clone", "-q", "--sparse", ".", str(tmp_path / "clone"))
    clone = Builder(tmp_path / "clone", ledger="")
    clone.git("sparse-checkout", "set", "--cone", "schema", "projects/growth")
    assert not (clone.root / "projects/ops").exists()
    assert same(clone)
    assert sorted(load(clone.root, today=TODAY).projects) == ["churn", "stock"]
    assert "MOV008" not in found(clone, "HEAD")


def test_a_hidden_file_counts_once_git_has_it(tmp_path: Path) -> None:
    made = Builder(tmp_path).project()
    made.write({"projects/churn/.old/a.txt": "a"}).commit("Start")
    made.write({"projects/churn/.old/b.txt": "b", "projects/churn/.old/a.txt": "edited"})
    assert "projects/churn/.old/a.txt" in snapshot(made).files
    assert "projects/churn/.old/b.txt" not in snapshot(made).files
    made.write({"projects/churn/.old/a.txt": None})
    assert "projects/churn/.old/a.txt" not in snapshot(made).files


def test_nothing_is_read_behind_a_link_that_takes_the_place_of_a_folder(tmp_path: Path) -> None:
    made = Builder(tmp_path / "made").project()
    made.commit("Start")
    (made.root / "projects/churn").rename(tmp_path / "outside")
    (tmp_path / "outside/idea.md").write_text("Secret.")
    (made.root / "projects/churn").symlink_to(tmp_path / "outside")
    assert b"Secret." not in snapshot(made).texts.values()
    assert snapshot(made).is_symlink("projects/churn")


def test_what_is_in_conflict_or_only_announced_is_read_from_the_disk(tmp_path: Path) -> None:
    made = Builder(tmp_path).project()
    made.commit("Start")
    made.git("switch", "-q", "-c", "other")
    made.write({"projects/churn/idea.md": document(body="## Need\n\nOne.\n")}).commit("One")
    made.git("switch", "-q", "main")
    made.write({"projects/churn/idea.md": document(body="## Need\n\nTwo.\n")}).commit("Two")
    with pytest.raises(subprocess.CalledProcessError):
        made.git("merge", "-q", "other")
    made.write({"projects/churn/new.md": "New.\n"}).git("add", "-N", "projects/churn/new.md")
    assert b"<<<<<<<" in snapshot(made).texts["projects/churn/idea.md"]
    assert snapshot(made).texts["projects/churn/new.md"] == b"New.\n"


def test_a_card_that_gives_way_to_another_repository_is_removed(tmp_path: Path) -> None:
    made = Builder(tmp_path).project().project("stock")
    start = made.commit("Start")
    made.git("rm", "-q", "--cached", "projects/churn/README.md")
    made.git("update-index", "--add", "--cacheinfo", f"160000,{start},projects/churn/README.md")
    made.git("commit", "-q", "-m", "Replace", date="2026-02-01")
    made.git("rm", "-q", "--cached", "projects/churn/README.md")
    made.commit("Back again", date="2026-02-02")
    kinds = [event.kind for event in load_events(made.root) if event.project == "churn"]
    assert kinds == [EventKind.CREATED, EventKind.REMOVED, EventKind.CREATED]
    assert "MOV008" in [one.code for one in audit.read(made.root, today=TODAY).then]


def links(ledger: Ledger) -> list[tuple[str, str, str | None]]:
    """What is said of links out of a ledger: the last word of the sentence, the path, the project."""
    found = [one for one in ledger.findings if one.code == "DOC017"]
    return [(one.message.split()[-1], one.location.path, one.project) for one in found]


def test_another_repository_among_the_projects_is_told_as_a_link_is(tmp_path: Path) -> None:
    made = Builder(tmp_path / "made").project()
    start = made.commit("Start")
    for path in ("projects/sub", "projects/churn/data", "schema/flows/more", "vendor/sub", ".github/actions"):
        made.git("update-index", "--add", "--cacheinfo", f"160000,{start},{path}")
    made.git("commit", "-q", "-m", "Other repositories", date="2026-02-01")
    said = [
        ("submodule", "projects/churn/data", "churn"),
        ("submodule", "projects/sub", "sub"),
        ("submodule", "schema/flows/more", None),
    ]
    made.git("clone", "-q", ".", "../clone")
    assert links(load(tmp_path / "clone", today=TODAY)) == said
    assert links(load(tmp_path / "clone", today=TODAY, revision="HEAD")) == said
    assert links(load_change(tmp_path / "clone", base=start, today=TODAY).after) == said
    (tmp_path / "clone/projects/sub").rmdir()
    assert links(load(tmp_path / "clone", today=TODAY)) == [said[0], said[2]]


def test_nothing_is_read_of_a_submodule_that_is_checked_out_and_edited(tmp_path: Path) -> None:
    other = Builder(tmp_path / "other").project("inner")
    other.commit("Another ledger")
    made = Builder(tmp_path / "made").project()
    made.commit("Start")
    made.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", str(other.root), "projects/sub")
    made.commit("Another repository")
    (made.root / "projects/sub/ledger.yml").write_text("edited")
    ledger = load(made.root, today=TODAY)
    assert links(ledger) == [("submodule", "projects/sub", "sub")]
    assert sorted(ledger.projects) == ["churn"]
    assert [path for path in snapshot(made).files if path.startswith("projects/sub")] == []
