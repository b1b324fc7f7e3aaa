"""The command as people run it: what it prints, and with which exit code."""

import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import pytest

from tests.build import FLOW, LEDGER, Builder, advanced, card, document
from tests.here import here

NOW = ("--now", "2026-02-10")


def ledger(root: Path, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """What a command says, and its exit code: in this process, or in one of its own where its environment matters."""
    kept = {name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"}
    if not environment:
        return here("-C", str(root), *arguments, environment=kept)
    return subprocess.run(
        [sys.executable, "-m", "ledger.cli", "-C", str(root), *arguments],
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
        env=kept | environment,
    )


@pytest.fixture
def repo(tmp_path: Path) -> Builder:
    return advanced(tmp_path / "ledger")


def test_log_prints_versioned_json_with_the_keys_that_apply(repo: Builder) -> None:
    told = json.loads(ledger(repo.root, "log", "--json").stdout)
    assert told["version"] == 1
    created, advanced = told["events"]
    assert set(created) == {"project", "event", "commit", "time", "author", "to", "phase", "iteration"}
    assert (advanced["time"], advanced["from"], advanced["to"]) == ("2026-02-01T12:00:00Z", "idea", "build")


def test_log_filters_by_project_kind_and_day(repo: Builder) -> None:
    repo.project("other").commit(date="2026-02-05")
    events = json.loads(ledger(repo.root, "log", "--kind", "created", "--since", "2026-02-05", "--json").stdout)[
        "events"
    ]
    assert [event["project"] for event in events] == ["other"]
    assert "advanced" in ledger(repo.root, "log", "churn").stdout
    late = ledger(repo.root, "log", "--since", "2027-01-01").stdout
    assert late == "no such event: the last of 3 events is of 2026-02-05\n"
    (other,) = ledger(repo.root, "log", "other", "--kind", "advanced").stdout.splitlines()
    assert other == "no such event: the only one of other is of 2026-02-05"


def test_a_log_of_no_project_says_how_one_is_started(tmp_path: Path) -> None:
    empty = Builder(tmp_path / "ledger")
    empty.write({"ledger.yml": LEDGER, "schema/flows/small.yml": FLOW}).commit("Start")
    assert ledger(empty.root, "log").stdout == "nothing has landed yet: 'ledger new NAME' starts a project\n"


@pytest.mark.parametrize("command", [("advance",), ("pause", "--note", "Later"), ("task", "add", "Do it"), ("log",)])
def test_a_project_that_is_not_committed_is_told_as_such(repo: Builder, command: tuple[str, ...]) -> None:
    repo.project("new-one", group="one team")
    verb, rest = (command[:2], command[2:]) if command[0] == "task" else (command[:1], command[1:])
    done = ledger(repo.root, *NOW, *verb, "new-one", *rest)
    said = (
        "'projects/one team/new-one' is not committed yet: first run git add 'projects/one team/new-one' && git commit"
    )
    assert (done.returncode, said in done.stderr) == (3, True)


def test_status_counts_days_to_today(repo: Builder) -> None:
    (row,) = json.loads(ledger(repo.root, *NOW, "status", "--json").stdout)["projects"]
    assert (row["phase"], row["days"], row["iteration"], row["status"]) == ("build", 9, 1, "active")


def test_status_at_a_day_is_as_it_was(repo: Builder) -> None:
    told = json.loads(ledger(repo.root, "status", "--at", "2026-01-20", "--json").stdout)
    assert (told["today"], told["uncommitted"]) == ("2026-01-20", False)
    assert (told["projects"][0]["phase"], told["projects"][0]["days"]) == ("idea", 15)


def test_status_tells_of_changes_that_are_not_committed(repo: Builder) -> None:
    def is_uncommitted() -> bool:
        return bool(json.loads(ledger(repo.root, *NOW, "status", "--json").stdout)["uncommitted"])

    assert not is_uncommitted()
    repo.write({"projects/churn/notes.md": "Not yet.\n"})
    assert is_uncommitted()


def test_source_date_epoch_fixes_today(repo: Builder) -> None:
    moment = datetime(2026, 2, 1, tzinfo=UTC) + timedelta(days=3)
    told = ledger(repo.root, "status", "--json", SOURCE_DATE_EPOCH=str(int(moment.timestamp()))).stdout
    assert json.loads(told)["today"] == "2026-02-04"


def test_one_project_is_shown_in_full(repo: Builder) -> None:
    shown = ledger(repo.root, *NOW, "status", "churn").stdout
    assert "Project churn (churn)" in shown
    assert "How it got there" in shown


@pytest.mark.parametrize(
    "unknown",
    [("churm",), ("--phase", "biuld"), ("--status", "aktive"), ("--flow", "smal"), ("--waits-for", "prodct")],
)
def test_status_names_the_nearest_for_what_it_does_not_know(repo: Builder, unknown: tuple[str, ...]) -> None:
    done = ledger(repo.root, "status", *unknown)
    assert (done.returncode, done.stdout) == (3, "")
    assert "did you mean" in done.stderr


@pytest.mark.parametrize("filters", [("--phase", "idea"), ("--waits-for", "product"), ("--tag", ""), ("--overdue",)])
def test_status_of_one_project_takes_no_filter(repo: Builder, filters: tuple[str, ...]) -> None:
    for more in ((), ("--json",)):
        done = ledger(repo.root, "status", "churn", *filters, *more)
        assert (done.returncode, done.stdout) == (2, "")
        assert "filters choose among all projects" in " ".join(done.stderr.replace("│", " ").split())


def test_status_tells_which_projects_wait_for_a_role(demonstration: Path) -> None:
    def waiting(role: str) -> dict[str, list[str]]:
        told = ledger(demonstration, "--now", "2026-11-20", "status", "--waits-for", role, "--json").stdout
        return {row["project"]: row["asks_roles"] for row in json.loads(told)["projects"]}

    both = ["data-engineering", "product"]
    assert waiting("product") == {"delivery-promises": both, "shelf-gaps": ["product", "customer-success"]}
    assert waiting("data-engineering") == {"delivery-promises": both}
    assert waiting("data-science") == {}


def test_check_passes_fails_and_fails_strictly(repo: Builder) -> None:
    clean = ledger(repo.root, "--now", "2026-01-18", "check")
    assert (clean.returncode, clean.stdout) == (0, "1 project checked: nothing to report\n")
    assert ledger(repo.root, *NOW, "check").returncode == 0
    assert ledger(repo.root, *NOW, "check", "--strict").returncode == 1
    repo.write({"projects/churn/README.md": card(phase="biuld")})
    assert ledger(repo.root, *NOW, "check").returncode == 1


def test_check_prints_place_code_and_hint(repo: Builder) -> None:
    repo.write({"projects/churn/README.md": card(phase="biuld")})
    first, hint, *_ = ledger(repo.root, *NOW, "check").stdout.splitlines()
    assert first.startswith("projects/churn/README.md:5:8: error REF002: ")
    assert hint == "    hint: did you mean 'build'?"


def test_a_change_is_judged_against_its_base(repo: Builder) -> None:
    repo.project("other").commit(date="2026-02-02")
    repo.git("switch", "-q", "-c", "skip")
    repo.write({"projects/other/README.md": card("other", phase="run"), "projects/other/run.md": document("run")})
    repo.commit(date="2026-02-03")
    assert ledger(repo.root, *NOW, "check", "--base", "main").returncode == 1
    found = json.loads(ledger(repo.root, *NOW, "check", "--base", "main", "--json").stdout)["diagnostics"]
    assert "MOV001" in {one["code"] for one in found}


def test_a_branch_that_lags_behind_is_judged_as_it_would_merge(repo: Builder) -> None:
    repo.git("switch", "-q", "-c", "depend")
    card_with_need = card(phase="build", more="depends_on: [other]\n")
    repo.git("switch", "-q", "main")
    repo.project("other").commit(date="2026-02-02")
    repo.git("branch", "-f", "depend", "main")
    repo.git("switch", "-q", "depend")
    repo.write({"projects/churn/README.md": card_with_need}).commit(date="2026-02-03")
    repo.git("switch", "-q", "main")
    repo.git("mv", "projects/other", "projects/another")
    repo.commit(date="2026-02-04")
    repo.git("switch", "-q", "depend")
    codes = {
        one["code"] for one in json.loads(ledger(repo.root, "check", "--base", "main", "--json").stdout)["diagnostics"]
    }
    assert "REF004" in codes


def test_a_conflict_with_the_base_is_a_finding(repo: Builder) -> None:
    repo.git("switch", "-q", "-c", "side")
    repo.write({"projects/churn/README.md": card(phase="build").replace("owner: sam", "owner: dana")}).commit()
    repo.git("switch", "-q", "main")
    repo.write({"projects/churn/README.md": card(phase="build").replace("owner: sam", "owner: noone")}).commit()
    repo.git("switch", "-q", "side")
    found = json.loads(ledger(repo.root, "check", "--base", "main", "--json").stdout)["diagnostics"]
    assert [(one["code"], one["path"]) for one in found] == [("GIT002", "projects/churn/README.md")]


def test_of_a_change_that_conflicts_nothing_else_is_told_and_no_move(repo: Builder, tmp_path: Path) -> None:
    repo.git("switch", "-q", "-c", "side")
    repo.write(
        {
            "projects/churn/README.md": card(phase="run").replace("owner: sam", "owner: dana"),
            "projects/churn/run.md": document("run"),
        }
    ).commit()
    repo.git("switch", "-q", "main")
    repo.project("other").write(
        {"projects/churn/README.md": card(phase="build").replace("owner: sam", "owner: kim")}
    ).commit()
    repo.git("switch", "-q", "side")
    place = tmp_path / "summary.md"
    result = ledger(repo.root, "check", "--base", "main", "--format", "github", GITHUB_STEP_SUMMARY=str(place))
    said = [line.partition("title=")[2][:6] for line in result.stdout.splitlines() if "title=" in line]
    assert (result.returncode, said) == (1, ["GIT002"])
    assert "idea" not in place.read_text()
    assert "→" not in place.read_text()


def test_a_conflict_that_is_waived_hides_nothing(repo: Builder) -> None:
    waiver = "waivers:\n  - {code: GIT002, until: 2027-01-01, reason: the forge has its own merge}\n"
    repo.write({"ledger.yml": (repo.root / "ledger.yml").read_text() + waiver}).commit()
    repo.git("switch", "-q", "-c", "side")
    repo.write({"projects/churn/README.md": card(phase="build").replace("owner: sam", "owner: dana")}).commit()
    repo.git("switch", "-q", "main")
    repo.project("other").write(
        {"projects/churn/README.md": card(phase="build").replace("owner: sam", "owner: kim")}
    ).commit()
    repo.git("switch", "-q", "side")
    result = ledger(repo.root, *NOW, "check", "--base", "main", "--json")
    codes = {one["code"] for one in json.loads(result.stdout)["diagnostics"]}
    assert (result.returncode, {"GIT002", "MOV008"} <= codes) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("check", "--base", "nope"), 3),
        (("check", "--base", "--output=x"), 3),
        (("log", "nothing"), 3),
        (("log", "--kind", "advancd"), 3),
        (("status", "--at", "2026-02-30"), 3),
        (("status", "--at", "2020-01-01"), 3),
        (("log", "--since", "yesterday"), 2),
        (("frobnicate",), 2),
        (("check", "--format", "xml"), 2),
    ],
)
def test_what_cannot_run_says_so_in_a_sentence(repo: Builder, arguments: tuple[str, ...], code: int) -> None:
    done = ledger(repo.root, *arguments)
    assert (done.returncode, done.stdout) == (code, "")
    assert "Traceback" not in done.stderr
    assert done.stderr.strip()


def test_bad_dates_for_today_are_usage_errors(repo: Builder) -> None:
    assert ledger(repo.root, "--now", "tomorrow", "status").returncode == 2
    assert ledger(repo.root, "status", SOURCE_DATE_EPOCH="soon").returncode == 2


def test_doctor_does_not_deny_a_look_that_it_cannot_read(repo: Builder, tmp_path: Path) -> None:
    repo.git("clone", "-q", "--bare", str(repo.root), str(tmp_path / "bare.git"))
    assert "without a working tree no mkdocs.yml is read" in ledger(tmp_path / "bare.git", "doctor").stdout


def test_doctor_is_content_with_a_good_ledger_and_names_the_remedy_without(repo: Builder, tmp_path: Path) -> None:
    good = ledger(repo.root, "doctor", GIT_AUTHOR_NAME="Dana", GIT_AUTHOR_EMAIL="dana@example.com")
    assert good.returncode == 0
    assert "ledger: 'Data science portfolio', 1 project, flows in use: small\n" in good.stdout
    assert [line.split(":")[0].split()[-1] for line in good.stdout.splitlines() if line.startswith("ok ")] == [
        "Python",
        "git",
        "repository",
        "interrupted",
        "history",
        "ledger",
        "people",
        "files",
        "site",
        "you",
        "index",
        "pages",
    ]
    bad = ledger(tmp_path, "doctor")
    assert bad.returncode == 1
    assert "run 'ledger init'" in bad.stdout


def test_the_doctor_says_whose_votes_are_proven_here(repo: Builder) -> None:
    known = ledger(repo.root, "doctor", GIT_AUTHOR_NAME="D", GIT_AUTHOR_EMAIL="DANA@example.com")
    assert "ok   you: dana, by DANA@example.com, as product\n" in known.stdout
    other = ledger(repo.root, "doctor", GIT_AUTHOR_NAME="D", GIT_AUTHOR_EMAIL="d@home.example")
    assert "you: the address d@home.example is of nobody in ledger.yml\n" in other.stdout
    assert "     commit with an address of yours that is in ledger.yml, or let yours land there\n" in other.stdout
    assert (known.returncode, other.returncode) == (0, 0)


NO_GIT: Final = "git was not found: install git 2.38 or later and put it on the PATH"


@pytest.mark.parametrize(
    "words", [["status"], ["check"], ["init", "--yes"], ["demo", "new"], ["report", "--since", "HEAD"]]
)
def test_without_git_a_command_is_one_sentence(repo: Builder, tmp_path: Path, words: list[str]) -> None:
    (tmp_path / "ssh-keygen").symlink_to(shutil.which("ssh-keygen") or "")
    done = ledger(repo.root, *(str(tmp_path / "new") if word == "new" else word for word in words), PATH=str(tmp_path))
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == f"ledger: {NO_GIT}\n"


def test_the_doctor_looks_at_the_git_that_is_in_use(repo: Builder, tmp_path: Path) -> None:
    missing = ledger(repo.root, "doctor", PATH=str(tmp_path))
    assert (missing.returncode, missing.stderr) == (1, "")
    assert "install git 2.38 or later and put it on the PATH" in missing.stdout
    own = tmp_path / "git"
    own.write_text("#!/bin/sh\necho git version 2.1.0\n")
    own.chmod(0o755)
    assert "2.1.0" in ledger(repo.root, "doctor", GIT_PYTHON_GIT_EXECUTABLE=str(own)).stdout


def test_output_moves_no_cursor_and_survives_a_plain_locale(repo: Builder) -> None:
    title = 'title: "Überfällig \N{RIGHT-TO-LEFT OVERRIDE}x"'
    repo.write({"projects/churn/README.md": card(phase="build").replace("title: Project churn", title)})
    done = ledger(repo.root, "status", "churn", LC_ALL="C", PYTHONUTF8="0", PYTHONIOENCODING="utf-8")
    assert done.returncode == 0
    assert "\N{RIGHT-TO-LEFT OVERRIDE}" not in done.stdout


def test_a_reader_that_goes_away_hears_no_complaint(repo: Builder) -> None:
    command = f"{sys.executable} -m ledger.cli -C {repo.root} explain --json | head -c 1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("{", "")
