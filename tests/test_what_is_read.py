"""What the ledger reads is what git will land: one commit for a name, and the content that git has of a file."""

from datetime import date
from pathlib import Path

import pytest

from ledger.diagnostics import LedgerError, Severity
from ledger.gitrepo import open_repository, resolve
from ledger.pushes import Update, judge_push
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
    (verdict,) = judge_push(repo.root, [update], today=TODAY)
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
