"""What cannot be read, written or printed, and what is told beside it: one true sentence each, never a traceback."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest
from bs4 import BeautifulSoup

from ledger import audit
from ledger.edges.gitrepo import complaint
from ledger.report.audit import sentence
from ledger.site.engines import Engine
from ledger.site.serve import build_at
from ledger.views import needs_of
from tests.build import LEDGER, Builder, advanced, card, document
from tests.portfolio import TODAY, read
from tests.test_votes import GATED, entry, idea

KPIS: Final = 'kpis:\n  - {id: a, product: p, metric: m, target: ">= 1"}\n  - {id: b, product: soft}\n'


def ran(root: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "ledger", "-C", str(root), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ | more)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
@pytest.mark.parametrize("command", [["status"], ["log", "--json"], ["--help"], ["task", "add", "churn", "One"]])
def test_what_cannot_be_printed_is_one_sentence(tmp_path: Path, command: list[str]) -> None:
    root = advanced(tmp_path / "ledger").root
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "ledger", "-C", str(root), *command],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 3
    assert done.stderr == (
        "ledger: what there is to say cannot be printed (No space left on device): "
        "'ledger status' and 'git log' tell what was done\n"
    )


@pytest.mark.parametrize(
    ("command", "closed", "code"),
    [
        ("status", ">&-", 0),
        ("log --json", ">&-", 0),
        ("init --dry-run", "<&-", 0),
        ("why nope", "2>&-", 3),
        ("site build", "<&-", 0),
        ("check", "<&- >&- 2>&-", 0),
    ],
)
def test_a_closed_stream_changes_nothing_but_what_it_would_carry(
    tmp_path: Path, command: str, closed: str, code: int
) -> None:
    root = advanced(tmp_path / "ledger").root
    line = f'"$0" -m ledger -C "$1" {command}'
    free = subprocess.run(["sh", "-c", line, sys.executable, root], capture_output=True, check=False)
    done = subprocess.run(["sh", "-c", f"{line} {closed}", sys.executable, root], capture_output=True, check=False)
    assert (free.returncode, done.returncode) == (code, code)
    assert done.stdout == (b"" if " >&-" in f" {closed}" else free.stdout)
    assert done.stderr == (b"" if "2>&-" in closed else free.stderr)


def test_letters_that_the_terminal_does_not_have_are_printed_by_their_numbers(tmp_path: Path) -> None:
    builder = Builder(tmp_path / "ledger")
    builder.project(README=card(more="summary: Łukasz counts ≥ 80 %\n").replace("Project churn", "≥ 80 %")).commit()
    done = ran(builder.root, "status", "churn", PYTHONIOENCODING="cp1252")
    assert (done.returncode, done.stderr) == (0, "")
    assert "\\u2265 80 %" in done.stdout


def test_a_site_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    done = ran(advanced(tmp_path / "ledger").root, "site", "build", "--out", "/proc/site")
    assert done.returncode == 3
    assert done.stderr == "ledger: '/proc/site' cannot be read or written: No such file or directory\n"


def test_colours_are_left_out_where_nobody_wants_them(tmp_path: Path) -> None:
    builder = Builder(tmp_path / "ledger")
    builder.project(README=card(more="sumary: x\n")).commit()
    done = ran(builder.root, "check", NO_COLOR="1", FORCE_COLOR="1")
    assert "error SCH001" in done.stdout
    assert "\x1b" not in done.stdout


def test_another_users_repository_comes_with_what_git_advises() -> None:
    errors = (
        b"fatal: detected dubious ownership in repository at '/srv/p'\nTo add an exception for this folder, call:\n\n"
        b"\tgit config --global --add safe.directory /srv/p\n"
    )
    assert complaint("rev-parse", errors).endswith(": trust it with 'git config --global --add safe.directory /srv/p'")


@pytest.mark.parametrize("option", ["--at", "--since"])
def test_a_day_in_another_form_is_no_unknown_revision(tmp_path: Path, option: str) -> None:
    done = ran(advanced(tmp_path / "ledger").root, "report", option, "01.02.2026")
    assert done.stderr == "ledger: '01.02.2026' is no revision here, and a day is written YYYY-MM-DD\n"


@pytest.mark.parametrize(("given", "lacking"), [(["churn", "ok"], "--as"), (["churn", "--as", "product"], "GATE")])
def test_what_a_vote_lacks_is_named(tmp_path: Path, given: list[str], lacking: str) -> None:
    done = ran(advanced(tmp_path / "ledger").root, "approve", *given)
    assert f"Invalid value for {lacking}" in done.stderr


def test_a_vote_counts_by_the_roles_that_have_landed(tmp_path: Path) -> None:
    builder = Builder(tmp_path / "ledger", flow=GATED)
    builder.project(idea=idea()).commit()
    builder.write({"ledger.yml": LEDGER.replace("roles: [data-science]", "roles: [data-science, product]")})
    done = ran(builder.root, "approve", "churn", "scope", "--as", "product")
    assert done.returncode == 3
    assert done.stderr.startswith("ledger: 'ledger.yml' has changes that are not committed: let them land first")


def test_verdicts_that_differ_in_their_advice_alone_are_the_same(tmp_path: Path) -> None:
    builder = Builder(tmp_path, flow=GATED)
    builder.write({"ledger.yml": f"{LEDGER}approvals: {{grade: claimed}}\n"})
    builder.project(idea=idea()).commit(date="2026-01-05")
    builder.write({"projects/churn/README.md": card(phase="build"), "projects/churn/build.md": document("build")})
    builder.commit(date="2026-01-06")
    builder.write({"ledger.yml": f"{LEDGER}approvals: {{grade: authored}}\n"}).commit(date="2026-01-07")
    found = audit.read(tmp_path, today=TODAY)
    (judged,) = [one for one in found.judged if one.then]
    assert [one.hint for one in judged.then] != [one.hint for one in judged.now]
    assert "0 verdicts changed" in sentence(found)


def test_an_audit_since_a_commit_that_is_gone_says_what_it_audited(tmp_path: Path) -> None:
    builder = advanced(tmp_path)
    gone = builder.git("commit-tree", "HEAD^{tree}", "-m", "elsewhere").strip()
    said = sentence(audit.read(tmp_path, today=TODAY, since=gone))
    assert f": 2 commits, all of them, since {gone[:12]} is not in the history, " in said


def test_a_kpi_without_a_target_is_counted(tmp_path: Path) -> None:
    builder = Builder(tmp_path, flow=GATED.replace("id: scope,", "id: scope, kpis: defined,"))
    builder.project(idea=document(more=KPIS)).commit()
    ledger = read(tmp_path, TODAY)
    details = [need.detail for need in needs_of(ledger, ledger.projects["churn"]) if need.what == "KPIs defined"]
    assert details == ["1 with a target, 1 without"]


@pytest.mark.parametrize("engine", list(Engine))
def test_votes_on_the_first_day_have_their_list(tmp_path: Path, engine: Engine) -> None:
    builder = Builder(tmp_path, flow=GATED)
    builder.project(idea=idea()).commit(date="2026-01-05")
    builder.write({"projects/churn/idea.md": idea(entry())}).commit(date="2026-01-05")
    build_at(tmp_path, TODAY.replace(month=1, day=5), out=Path("site"), engine=engine)
    page = BeautifulSoup((tmp_path / "site/analysis.html").read_text("utf-8"), "html.parser")
    asked = {str(link["href"])[1:] for link in page.select('.pl a[href^="#"]')}
    assert [one for one in asked if page.find(id=one) is None] == []
