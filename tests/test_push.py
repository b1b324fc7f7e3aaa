"""A server with the hook: a whole pull request lands through it, and no hostile push does."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ledger.diagnostics import LedgerError
from ledger.edges.ambient import environment, reading_a_push
from ledger.pushes import Update, updates_of
from ledger.scaffold.hook import install
from tests.build import FLOW, LEDGER, Builder, card, document
from tests.here import here

TODAY = "2026-01-20"
NOON = "1768910400"  # 2026-01-20T12:00:00Z
PEOPLE = LEDGER + "  mira: {name: Mira, emails: [mira@example.com], roles: [data-engineering]}\n"
GATE = "gates: [{id: agreed, approvals: {product: 1, data-engineering: 1}}]"
GATED = FLOW.replace("needs: [timebox]", f"needs: [timebox]\n    {GATE}")
ON_BUILD = card(phase="build")
ZEROS = "0" * 40


class Person(Builder):
    """Somebody with a clone of the server, who commits and pushes under their own name."""

    def __init__(self, server: Path, home: Path, name: str) -> None:
        self.root, self.name = home, name
        subprocess.run(["git", "clone", "-q", str(server), str(home)], check=True, capture_output=True)
        self.git("config", "user.name", name.capitalize())
        self.git("config", "user.email", f"{name}@example.com")

    def record(self, subject: str, **texts: str) -> "Person":
        """Commit files of the project churn."""
        self.write({f"projects/churn/{name}.md": text for name, text in texts.items()})
        self.commit(subject, date=TODAY, author=self.name)
        return self

    def push(self, *arguments: str) -> tuple[int, str]:
        """The exit code of a push and all that the server said."""
        command = ["git", "push", "origin", *arguments]
        done = subprocess.run(command, cwd=self.root, env=outside(), check=False, capture_output=True, text=True)
        return done.returncode, done.stderr

    def ledger(self, *arguments: str) -> str:
        """What a command prints that must succeed."""
        done = here(*arguments, place=self.root, environment=outside())
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


def outside() -> dict[str, str]:
    """The environment of a person at noon of today."""
    noon = {f"GIT_{role}_DATE": f"{NOON} +0000" for role in ("AUTHOR", "COMMITTER")}
    return environment() | noon | {"SOURCE_DATE_EPOCH": NOON, "GIT_CONFIG_GLOBAL": os.devnull}


@pytest.fixture
def server(tmp_path: Path) -> Path:
    """A bare repository with a ledger of one project and the hook."""
    seed = Builder(tmp_path / "seed", ledger=PEOPLE, flow=GATED).project()
    seed.commit("Start")
    bare = tmp_path / "server.git"
    seed.git("clone", "-q", "--bare", ".", str(bare))
    assert install(bare, sys.executable, []) == (bare / "hooks/pre-receive").resolve()
    return bare


def tip(server: Path, branch: str = "main") -> str:
    done = subprocess.run(["git", "rev-parse", "-q", "--verify", branch], cwd=server, capture_output=True, check=False)
    return done.stdout.decode().strip()


def stopped(server: Path, person: Person, *arguments: str) -> str:
    """What the server says to a push that must be refused and change nothing."""
    before = tip(server)
    code, said = person.push(*arguments)
    assert code == 1, said
    assert tip(server) == before
    return said


def test_a_hook_whose_branch_is_not_there_guards_nothing_in_silence_no_more(tmp_path: Path) -> None:
    bare = tmp_path / "server.git"
    subprocess.run(["git", "init", "-q", "--bare", "-b", "master", str(bare)], check=True)
    install(bare, sys.executable, [])
    seed = Builder(tmp_path / "seed", ledger=PEOPLE, flow=GATED).project()
    seed.commit("Start")
    seed.git("remote", "add", "origin", str(bare))
    push = ["git", "push", "origin", "main"]
    refused = subprocess.run(push, cwd=seed.root, env=outside(), check=False, capture_output=True, text=True)
    assert refused.returncode != 0
    assert "the branch 'master' that this hook guards is not here: push it first" in refused.stderr
    subprocess.run(["git", "symbolic-ref", "HEAD", "refs/heads/main"], cwd=bare, check=True)
    assert subprocess.run(push, cwd=seed.root, env=outside(), check=False, capture_output=True).returncode == 0


def test_a_whole_pull_request(server: Path, tmp_path: Path) -> None:
    sam, dana, mira = (Person(server, tmp_path / name, name) for name in ("sam", "dana", "mira"))
    sam.git("switch", "-q", "-c", "churn-to-build")
    sam.record("Advance churn to build", README=ON_BUILD, build=document("build", body=""))
    assert sam.push("churn-to-build")[0] == 0  # a draft may lie on the server
    said = stopped(server, sam, "churn-to-build:main")
    assert "remote: projects/churn/" in said
    assert "APR" in said
    assert "ledger: main stays as it was" in said
    for person, role in ((dana, "product"), (mira, "data-engineering")):
        person.git("fetch", "-q")
        person.git("switch", "-q", "churn-to-build")
        person.ledger("approve", "churn", "agreed", "--as", role)
        assert person.push("churn-to-build")[0] == 0
    sam.git("pull", "-q", "--ff-only", "origin", "churn-to-build")
    sam.git("switch", "-q", "main")
    assert " idea " in Person(server, tmp_path / "before", "visitor").ledger("status", "churn")
    sam.git("merge", "-q", "--no-ff", "-m", "Advance churn to build", "churn-to-build", date=TODAY)
    assert sam.push("main")[0] == 0
    assert tip(server) == sam.git("rev-parse", "HEAD").strip()
    assert site_of(server, tmp_path / "after").startswith("In <bdi>Build</bdi> ")


def site_of(server: Path, home: Path) -> str:
    """The sentence of churn's page that says where it is, from a fresh clone."""
    visitor = Person(server, home, "visitor")
    visitor.ledger("site", "build", "--strict")
    text = (home / "site/projects/churn/index.html").read_text("utf-8")
    return text.partition('"pl-answer">')[2].partition("</p>")[0]


def test_commits_that_land_one_by_one_are_judged_one_by_one(server: Path, tmp_path: Path) -> None:
    sam, dana, mira = (Person(server, tmp_path / name, name) for name in ("sam", "dana", "mira"))
    sam.record("Advance", README=ON_BUILD, build=document("build", body=""))
    sam.push("main:draft")
    for person, role in ((dana, "product"), (mira, "data-engineering")):
        person.git("pull", "-q", "origin", "draft")
        person.ledger("approve", "churn", "agreed", "--as", role)
        person.push("HEAD:draft")
    said = stopped(server, mira, "HEAD:main")
    assert "the push is in order as a whole, but not each of its commits" in said
    assert "--no-ff" in said


def test_the_ledgers_branch_is_never_rewritten(server: Path, tmp_path: Path) -> None:
    sam = Person(server, tmp_path / "sam", "sam")
    sam.record("Write", idea=document(body="## Need\n\nMore.\n"))
    assert sam.push("main")[0] == 0
    sam.git("commit", "-q", "--amend", "-m", "Write it otherwise")
    assert "is never rewritten" in stopped(server, sam, "--force", "main")
    assert "never deleted" in stopped(server, sam, ":main")


def test_what_has_landed_stays_on_the_branchs_own_line(server: Path, tmp_path: Path) -> None:
    sam, dana = (Person(server, tmp_path / name, name) for name in ("sam", "dana"))
    sam.record("Write", idea=document(body="## Need\n\nMore.\n"))
    assert sam.push("main")[0] == 0
    dana.write({"notes.md": "x"}).commit("Note", date=TODAY, author="dana")
    dana.git("pull", "-q", "--no-rebase", "--no-edit", "origin", "main")
    assert "must stay on the branch's own line" in stopped(server, dana, "main")
    dana.git("reset", "-q", "--hard", "HEAD^1")
    dana.git("pull", "-q", "--rebase", "origin", "main")
    assert dana.push("main")[0] == 0


@pytest.mark.parametrize("commits", [1, 2])
def test_a_policy_does_not_hold_for_the_push_that_brings_it(server: Path, tmp_path: Path, commits: int) -> None:
    sam = Person(server, tmp_path / "sam", "sam")
    sam.write({"schema/flows/small.yml": FLOW})  # without the gate
    if commits == 2:
        sam.commit("Drop the gate", date=TODAY)
    sam.record("Advance churn to build", README=ON_BUILD, build=document("build", body=""))
    assert "ledger: main stays as it was" in stopped(server, sam, "main")


WAIVER = "waivers:\n  - {code: APR001, project: churn, until: 2026-01-12, reason: Nobody was there to vote}\n"


@pytest.mark.parametrize("until", ["2026-01-12", "2026-01-20"])
def test_a_clock_that_runs_behind_revives_no_waiver_that_has_ended(tmp_path: Path, until: str) -> None:
    seed = Builder(tmp_path / "seed", ledger=PEOPLE + WAIVER.replace("2026-01-12", until), flow=GATED).project()
    seed.commit("Start")
    bare = tmp_path / "server.git"
    seed.git("clone", "-q", "--bare", ".", str(bare))
    install(bare, sys.executable, [])
    sam = Person(bare, tmp_path / "sam", "sam").record("Advance", README=ON_BUILD, build=document("build", body=""))
    sam.git("commit", "-q", "--amend", "--no-edit", date="2026-01-11")
    if until == TODAY:
        assert sam.push("main")[0] == 0
    else:
        assert "error APR001" in stopped(bare, sam, "main")


def test_who_pushes_with_a_slow_clock_is_told_so(server: Path, tmp_path: Path) -> None:
    dana = Person(server, tmp_path / "dana", "dana")
    dana.ledger("approve", "churn", "agreed", "--as", "product")
    assert dana.push("main")[0] == 0
    sam = Person(server, tmp_path / "sam", "sam")
    sam.write({"projects/churn/README.md": card(more="tags: [a]\n")}).commit("Tag it", date="2026-01-11", author="sam")
    said = stopped(server, sam, "main")
    assert "error APR005" in said
    assert "the newest commit is dated 2026-01-11, where the branch had come to 2026-01-20" in said
    sam.git("commit", "-q", "--amend", "--no-edit", date=TODAY)
    assert sam.push("main")[0] == 0


def test_a_branch_named_like_an_option_is_only_a_name(server: Path, tmp_path: Path) -> None:
    sam = Person(server, tmp_path / "sam", "sam")
    sam.record("Write", idea=document(body="## Need\n\nMore.\n"))
    for name in ("refs/heads/--upload-pack=x", "refs/heads/-C", "refs/heads/\u2028main", "refs/tags/--help"):
        code, said = sam.push(f"HEAD:{name}")
        assert code == 0, said


def test_all_refs_of_a_push_are_refused_together(server: Path, tmp_path: Path) -> None:
    sam = Person(server, tmp_path / "sam", "sam")
    sam.record("Skip", README=card(phase="run"), run=document("run", body=""))
    sam.git("tag", "v1")
    said = stopped(server, sam, "main:main", "main:draft", "v1")
    assert "MOV" in said
    assert (tip(server, "draft"), tip(server, "v1")) == ("", "")
    assert sam.push("main:draft", "v1")[0] == 0


def test_a_push_through_another_name_of_the_branch_is_judged(server: Path, tmp_path: Path) -> None:
    sam = Person(server, tmp_path / "sam", "sam")
    subprocess.run(["git", "symbolic-ref", "refs/heads/alias", "refs/heads/main"], cwd=server, check=True)
    sam.record("Skip", README=card(phase="run"), run=document("run", body=""))
    assert "ledger: alias stays as it was" in stopped(server, sam, "main:alias")


def test_every_branch_can_be_judged(server: Path, tmp_path: Path) -> None:
    (server / "hooks/pre-receive").unlink()
    install(server, sys.executable, ["--every-branch", "--branch", "main"])
    sam = Person(server, tmp_path / "sam", "sam")
    sam.record("Skip", README=card(phase="run"), run=document("run", body=""))
    assert "ledger: draft stays as it was" in stopped(server, sam, "main:draft")
    sam.git("reset", "-q", "--hard", "HEAD^")
    assert sam.push("HEAD:draft")[0] == 0
    assert sam.push(":draft")[0] == 0


@pytest.mark.parametrize("strict", [False, True])
def test_what_stood_in_other_projects_stops_only_a_strict_hook_which_tells_it(
    server: Path, tmp_path: Path, *, strict: bool
) -> None:
    sam = Person(server, tmp_path / "sam", "sam")
    sam.write({f"projects/late/{name}.md": text for name, text in (("README", card("late")), ("idea", document()))})
    sam.record("Another project, over its time box by now")
    assert sam.push("main")[0] == 0
    (server / "hooks/pre-receive").unlink()
    install(server, sys.executable, ["--strict"] if strict else [])
    sam.record("Work", idea=document().replace("weeks: 2", "weeks: 52"))
    code, said = sam.push("main")
    assert (code, "projects/late/idea.md:4:1: warning BIZ001" in said) == ((1, True) if strict else (0, False))
    assert "leaves alone" not in said


@pytest.mark.parametrize("broken", [False, True])
def test_the_first_push_is_judged_by_itself(tmp_path: Path, *, broken: bool) -> None:
    bare = tmp_path / "server.git"
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(bare)], check=True)
    install(bare, sys.executable, [])
    seed = Builder(tmp_path / "seed").project(README=card(phase="unknown" if broken else "idea"))
    seed.commit("Start")
    done = subprocess.run(["git", "push", str(bare), "main"], cwd=seed.root, env=outside(), check=False)
    assert (done.returncode, bool(tip(bare))) == ((1, False) if broken else (0, True))


def test_a_repository_with_files_and_another_hash_is_guarded_as_well(tmp_path: Path) -> None:
    seed = Builder(tmp_path / "seed", object_format="sha256").project()
    seed.commit("Start")
    install(seed.root, sys.executable, ["--branch", "main"])
    seed.git("switch", "-q", "-c", "aside")
    sam = Person(seed.root, tmp_path / "sam", "sam")
    sam.git("switch", "-q", "main")
    sam.record("Skip", README=card(phase="run"), run=document("run", body=""))
    assert "ledger: main stays as it was" in stopped(seed.root, sam, "main")
    sam.git("reset", "-q", "--hard", "HEAD^")
    sam.record("Write", idea=document(body="## Need\n\nMore.\n"))
    assert sam.push("main")[0] == 0


def test_what_is_no_ledger_is_refused_in_a_sentence(server: Path, tmp_path: Path) -> None:
    sam = Person(server, tmp_path / "sam", "sam")
    sam.write({"ledger.yml": None}).commit("Remove the policy", date=TODAY)
    assert "there is no ledger.yml at the top of the repository" in stopped(server, sam, "main")


def test_a_hook_that_is_there_stays(server: Path) -> None:
    before = (server / "hooks/pre-receive").read_bytes()
    with pytest.raises(LedgerError, match="there is a hook already"):
        install(server, sys.executable, [])
    assert (server / "hooks/pre-receive").read_bytes() == before
    assert shutil.which("pre-receive", path=str(server / "hooks"))


@pytest.mark.parametrize("told", ["x", f"{ZEROS} {ZEROS}", f"{ZEROS} {ZEROS[1:]} refs/heads/a", f"{ZEROS} {ZEROS} a"])
def test_what_git_would_not_tell_is_refused(told: str) -> None:
    with pytest.raises(LedgerError, match="let git run this hook"):
        updates_of(f"{told}\n")


def test_the_refs_of_a_push_are_read() -> None:
    first, last = updates_of(f"{ZEROS} {'1' * 40} refs/heads/a\n{'1' * 40} {ZEROS} refs/heads/b\u2028c\n")
    assert (first.is_first, first.is_deletion, last.is_deletion) == (True, False, True)
    assert last == Update(old="1" * 40, new=ZEROS, ref="refs/heads/b\u2028c")
    assert updates_of("") == ()


def test_only_a_push_is_read_from_its_quarantine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_OBJECT_DIRECTORY", "elsewhere")
    monkeypatch.setenv("GIT_DIR", "elsewhere")
    with reading_a_push():
        inside = environment()
    assert (inside["GIT_OBJECT_DIRECTORY"], "GIT_DIR" in inside) == ("elsewhere", False)
    assert "GIT_OBJECT_DIRECTORY" not in environment()
