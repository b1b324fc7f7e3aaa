"""A new ledger passes everything that will ever judge it, as it was written: checks, both engines, linters, hooks."""

import json
import os
import pty
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest
import yaml

from ledger.diagnostics import Diagnostic, Location, Severity
from ledger.records.config import builtin_flows
from ledger.report.findings import as_text
from ledger.scaffold.hosting import Forge
from ledger.site.engines import Engine
from tests.here import here

ROOT = Path(__file__).parent.parent
NOON = "1768910400"  # 2026-01-20T12:00:00Z
_BEGUN: Final[dict[tuple[str, ...], Path]] = {}
CONFIG = "[user]\n\tname = Dana\n\temail = dana@example.com\n[github]\n\tuser = dana-codes\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home whose git knows Dana."""
    (tmp_path / ".gitconfig").write_text(CONFIG, "utf-8")
    return tmp_path


def at_home(home: Path, **more: str) -> Mapping[str, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "XDG_"))}
    tools = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    noon = {"SOURCE_DATE_EPOCH": NOON, "GIT_COMMITTER_DATE": f"{NOON} +0000"}
    return {**clean, "HOME": str(home), "PATH": tools, **noon, "PYTHONPATH": str(ROOT), **more}


def run(home: Path, place: Path, *command: str, code: int = 0, **more: str) -> str:
    """What a command prints, which ends with a code."""
    done = subprocess.run(command, cwd=place, env=at_home(home, **more), capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def ledger(home: Path, place: Path, *arguments: str, code: int = 0) -> str:
    done = here(*arguments, place=place, environment=at_home(home))
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def begun(home: Path, *arguments: str) -> Path:
    """A committed ledger: begun in earnest by the first test that asks for one like it, and copied for the others."""
    root = home / "ours"
    if arguments not in _BEGUN:
        ledger(home, home, "init", "ours", "--yes", *arguments)
        run(home, root, "git", "add", ".")
        run(home, root, "git", "commit", "-q", "-m", "Start the ledger")
        _BEGUN[arguments] = shutil.copytree(root, home.parent / f"begun-{len(_BEGUN)}")
    else:
        shutil.copytree(_BEGUN[arguments], root)
    return root


@pytest.mark.parametrize("forge", Forge)
def test_it_is_in_order_by_its_own_checks(home: Path, forge: Forge) -> None:
    root = begun(home, "--forge", forge)
    assert "0 projects checked: nothing to report" in ledger(home, root, "check", "--strict")
    if forge is not Forge.NONE:
        ledger(home, root, "codeowners", "--check", "--forge", forge)


@pytest.mark.parametrize("flow", builtin_flows())
def test_a_first_project_lacks_only_what_people_must_write(home: Path, flow: str) -> None:
    root = begun(home, "--flow", flow, "--project", "rush-hours")
    found = json.loads(ledger(home, root, "check", "--strict", "--json"))["diagnostics"]
    said = {(one["code"], one["severity"]) for one in found}
    assert said <= {("BIZ004", "note"), ("POL011", "note")}  # no business case, nobody beside the owner
    assert (root / "projects/rush-hours" / f"{builtin_flows()[flow].phases[0].id}.md").is_file()


def test_a_first_project_of_every_flow_is_shown_by_both_engines(home: Path) -> None:
    root = begun(home)
    for flow in builtin_flows():
        ledger(home, root, "new", f"by-{flow}", "--flow", flow)
    shown_by_both_engines(home, root, *(f"by-{flow}" for flow in builtin_flows()))


def test_a_ledger_without_projects_is_shown_by_both_engines(home: Path) -> None:
    shown_by_both_engines(home, begun(home))


def shown_by_both_engines(home: Path, root: Path, *slugs: str) -> None:
    for engine in Engine:
        ledger(home, root, "site", "build", "--strict", "--engine", engine, "--out", engine)
        assert "Ours" in (root / engine / "index.html").read_text("utf-8")
        assert [slug for slug in slugs if not (root / engine / "projects" / slug / "index.html").is_file()] == []


def test_its_workflows_pass_the_linters_as_they_are(home: Path) -> None:
    root = begun(home)
    run(home, root, "zizmor", "--offline", "--no-progress", ".github")
    run(home, root, "actionlint")
    workflows = [str(path) for path in sorted((root / ".github/workflows").iterdir())]
    run(home, root, "check-jsonschema", "--builtin-schema", "vendor.github-workflows", *workflows)


def test_its_pipeline_is_what_gitlab_reads(home: Path) -> None:
    root = begun(home, "--forge", "gitlab")
    run(home, root, "check-jsonschema", "--builtin-schema", "vendor.gitlab-ci", ".gitlab-ci.yml")
    first, *others = yaml.safe_load((root / ".gitlab-ci.yml").read_text("utf-8"))["check"]["script"]
    for target, code in (("main", 0), ("skip", 1)):
        names = {"CI_DEFAULT_BRANCH": "main", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": target}
        run(home, root, "bash", "-c", first, code=code, **names)
    assert "TARGET_BRANCH" not in " ".join(others)
    assert not (root / ".github").exists()


def test_without_a_forge_nothing_of_one_is_there(home: Path) -> None:
    root = begun(home, "--forge", "none")
    assert not any((root / name).exists() for name in (".github", ".gitlab", ".gitlab-ci.yml"))


def test_owners_are_those_with_an_account(home: Path) -> None:
    root = begun(home, "--project", "rush-hours", "--person", "Kim <kim@example.com> product")
    owners = (root / ".github/CODEOWNERS").read_text("utf-8")
    assert "/ledger.yml @dana-codes\n" in owners
    assert "/projects/rush-hours/ @dana-codes\n" in owners
    people = yaml.safe_load((root / "ledger.yml").read_text("utf-8"))["people"]
    assert people["dana"]["github"] == "dana-codes"
    assert people["kim"] == {"name": "Kim", "emails": ["kim@example.com"], "roles": ["product"]}


def test_two_of_one_name_are_two(home: Path) -> None:
    root = begun(home, "--person", "Dana Two <two@example.com>", "--person", "dana <DANA@example.com> product")
    people = yaml.safe_load((root / "ledger.yml").read_text("utf-8"))["people"]
    assert {handle: one["emails"] for handle, one in people.items()} == {
        "dana": ["DANA@example.com"],
        "dana-2": ["two@example.com"],
    }
    assert people["dana"]["roles"] == ["product"]


def test_a_dry_run_shows_and_writes_nothing(home: Path) -> None:
    (home / "ours").mkdir()
    (home / "ours/mkdocs.yml").write_text("site_name: Ours\n", "utf-8")
    said = ledger(home, home, "init", "ours", "--dry-run", "--project", "rush-hours")
    assert "would start a git repository in ours\nwould write ledger.yml\n" in said
    assert "would keep  mkdocs.yml, which is there" in said
    assert [path.name for path in (home / "ours").iterdir()] == ["mkdocs.yml"]
    ledger(home, home, "init", "other/deep", "--dry-run")
    assert not (home / "other").exists()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--project", "Rush"], "a project's name must be in small letters: write 'rush'"),
        (["--person", "Dana"], "a person must be 'NAME <EMAIL> ROLE, ROLE', found 'Dana'"),
        (["--person", "Kim <kim>"], "must be an e-mail address"),
        (["--person", "Kim <kim@example.com> Big_Role"], "this would be no good ledger.yml"),
        (["--forge", "none", "--account", "dana"], "an account is one at a forge"),
        (["--forge", "gitea"], "there is no forge 'gitea'"),
    ],
)
def test_what_cannot_be_begun_is_one_sentence_and_no_file(home: Path, arguments: list[str], sentence: str) -> None:
    said = ledger(home, home, "init", "ours", *arguments, code=3)
    assert sentence in said
    assert said.count("\n") == 1
    assert not (home / "ours").exists()


def test_an_account_needs_somebody(home: Path) -> None:
    (home / ".gitconfig").unlink()
    assert "must be somebody's" in ledger(home, home, "init", "ours", "--account", "dana", code=3)


def test_beginning_again_adds_only_what_is_missing(home: Path) -> None:
    root = begun(home, "--project", "rush-hours")
    (root / ".github/CODEOWNERS").unlink()
    (root / ".vscode/settings.json").unlink()
    said = ledger(home, root, "init", "--project", "rush-hours")
    assert [line for line in said.splitlines() if line.startswith("wrote")] == ["wrote .vscode/settings.json"]
    said = ledger(home, root, "init", "--project", "churn")
    assert "wrote projects/churn/README.md" in said


# --- at the keyboard ------------------------------------------------------------------------------------------------


def typed(home: Path, answers: str, *arguments: str) -> str:
    """All that a terminal shows when somebody types these lines."""
    keyboard, screen = pty.openpty()
    command = [sys.executable, "-m", "ledger", "init", "ours", *arguments]
    with subprocess.Popen(command, cwd=home, env=at_home(home), stdin=screen, stdout=screen, stderr=screen) as process:
        os.close(screen)
        os.write(keyboard, answers.encode() + b"\x04")  # the end of input: a question too many is no waiting for ever
        shown = b""
        try:
            while piece := os.read(keyboard, 1 << 14):
                shown += piece
        except OSError:  # Linux ends a terminal whose program has gone with EIO
            pass
    os.close(keyboard)
    assert process.returncode == 0, shown.decode()
    return shown.decode()


def test_every_question_has_a_default(home: Path) -> None:
    typed(home, "\n" * 9)
    asked = (home / "ours/ledger.yml").read_text("utf-8")
    shutil.rmtree(home / "ours")
    ledger(home, home, "init", "ours", "--yes")
    assert (home / "ours/ledger.yml").read_text("utf-8") == asked


def test_answers_are_taken(home: Path) -> None:
    lines = ["Airports", "kanban", "gitlab", "Sam", "sam@example.com", "sam-codes", "product", "Kim <kim@example.com>"]
    shown = typed(home, "\n".join([*lines, "", "rush-hours", ""]))
    assert "What is the ledger called [Ours]: " in shown
    meta = yaml.safe_load((home / "ours/ledger.yml").read_text("utf-8"))
    assert (meta["title"], meta["flow"], list(meta["people"])) == ("Airports", "kanban", ["sam", "kim"])
    assert (meta["people"]["sam"]["gitlab"], meta["people"]["sam"]["roles"]) == ("sam-codes", ["product"])
    assert (home / "ours/projects/rush-hours/README.md").is_file()


def test_only_what_is_open_is_asked(home: Path) -> None:
    given = ["--title", "T", "--flow", "startup", "--forge", "none", "--person", "Sam <sam@example.com>"]
    shown = typed(home, "\n", *given)
    assert [line for line in shown.splitlines() if line.endswith(": ")] == []
    assert shown.count("(empty for none)") == 1


# --- editor and pre-commit ------------------------------------------------------------------------------------------


def test_the_editor_finds_the_place_of_every_finding(home: Path) -> None:
    root = begun(home)
    task = json.loads((root / ".vscode/tasks.json").read_text("utf-8"))["tasks"][0]
    pattern = re.compile(task["problemMatcher"]["pattern"]["regexp"])
    for severity in Severity:
        place = Location(path="projects/a b/idea.md", line=3, column=7)
        finding = Diagnostic(code="SCH001", severity=severity, location=place, message="must: be", hint="mend")
        (line, _), *_ = as_text([finding], 1)
        found = pattern.fullmatch(line)
        assert found
        assert found.groups() == ("projects/a b/idea.md", "3", "7", severity.value, "SCH001", "must: be")


def test_the_editor_is_given_schemas_that_are_there(home: Path) -> None:
    root = begun(home)
    settings = json.loads((root / ".vscode/settings.json").read_text("utf-8"))
    assert all((root / path).is_file() for path in settings["yaml.schemas"])


def local(hooks: list[dict[str, object]]) -> str:
    """A configuration with the same hooks, run by the program that is installed."""
    own = [{**hook, "language": "system"} for hook in hooks]
    for hook in own:
        hook.pop("additional_dependencies", None)
    return yaml.safe_dump({"repos": [{"repo": "local", "hooks": own}]})


def test_pre_commit_runs_the_hook_of_a_new_ledger(home: Path) -> None:
    root = begun(home, "--project", "rush-hours")
    place = root / ".pre-commit-config.yaml"
    run(home, root, "pre-commit", "validate-config", str(place))
    hooks = yaml.safe_load(place.read_text("utf-8"))["repos"][0]["hooks"]
    place.write_text(local(hooks), "utf-8")
    run(home, root, "git", "add", ".")
    run(home, root, "pre-commit", "install")
    card = root / "projects/rush-hours/README.md"
    card.write_text(card.read_text("utf-8").replace("phase: scoping", "phase: scopin"), "utf-8")
    said = run(home, root, "git", "commit", "-a", "-m", "Break it", code=1)
    assert "ledger check" in said
    assert "error REF002" in said
    run(home, root, "git", "checkout", "HEAD", "--", "projects")
    run(home, root, "git", "commit", "-q", "-m", "Set pre-commit up")


def test_the_published_hooks_are_run_by_pre_commit(home: Path) -> None:
    root = begun(home, "--project", "rush-hours")
    manifest = ROOT / ".pre-commit-hooks.yaml"
    run(home, root, "pre-commit", "validate-manifest", str(manifest))
    hooks = yaml.safe_load(manifest.read_text("utf-8"))
    assert {hook["language"] for hook in hooks} == {"python"}
    for hook in hooks:
        hook["args"] = [one.replace("refs/remotes/origin/main", "main") for one in hook.get("args", [])]
    (root / ".pre-commit-config.yaml").write_text(local(hooks), "utf-8")
    for stage in ("pre-commit", "pre-push"):
        said = run(home, root, "pre-commit", "run", "--all-files", "--hook-stage", stage)
        assert "Failed" not in said
        assert "Passed" in said


# --- the action -----------------------------------------------------------------------------------------------------


def test_the_action_is_what_github_reads(home: Path) -> None:
    run(home, ROOT, "check-jsonschema", "--builtin-schema", "vendor.github-actions", "action.yml")
    run(home, ROOT, "zizmor", "--offline", "--no-progress", "action.yml")
    action = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
    assert all(one["description"] for one in action["inputs"].values())
    taken = {name for step in action["runs"]["steps"] for name in step.get("env", {})}
    assert {"BASE", "DIRECTORY", "MAIN", "NUMBER", "REVIEWS", "SARIF", "STRICT", "VERSION"} <= taken


def acted(home: Path, root: Path, code: int = 0, **inputs: str) -> str:
    """What the action's script says in a checked-out ledger."""
    given = {"BASE": "", "DIRECTORY": str(root), "NUMBER": "", "REVIEWS": "true", "SARIF": "false", "STRICT": "false"}
    runner = {"GITHUB_BASE_REF": "", "MAIN": "main", "RUNNER_TEMP": str(home)}
    return run(home, home, "bash", str(ROOT / ".github/actions/check.sh"), code=code, **(given | runner | inputs))


def test_the_action_checks_files_and_changes(home: Path) -> None:
    root = begun(home, "--project", "rush-hours")
    assert "1 project checked: 2 notes" in acted(home, root, STRICT="true", BASE="none")
    document = root / "projects/rush-hours/scoping.md"
    late = document.read_text("utf-8").replace(
        "iteration: 1\n", "iteration: 1\ntimebox: {start: 2020-01-06, weeks: 2}\n"
    )
    document.write_text(late, "utf-8")
    assert "BIZ001" in acted(home, root, BASE="none")
    acted(home, root, STRICT="true", BASE="none", code=1)
    run(home, root, "git", "checkout", "-q", "--", ".")
    run(home, root, "git", "switch", "-q", "-c", "skip")
    card = root / "projects/rush-hours/README.md"
    card.write_text(card.read_text("utf-8").replace("phase: scoping", "phase: research"), "utf-8")
    run(home, root, "git", "commit", "-q", "-a", "-m", "Skip the gate")
    assert "::error file=projects/rush-hours/" in acted(home, root, BASE="main", code=1)
    acted(home, root, BASE="none", code=1)


def test_the_action_judges_a_pull_request_by_the_ledgers_branch_or_not_at_all(home: Path) -> None:
    root = begun(home, "--project", "rush-hours")
    run(home, root, "git", "branch", "-M", "main")
    for name in ("main", "ledger", "skip"):
        run(home, root, "git", "update-ref", f"refs/remotes/origin/{name}", "HEAD")
    card = root / "projects/rush-hours/README.md"
    card.write_text(card.read_text("utf-8").replace("phase: scoping", "phase: research"), "utf-8")
    run(home, root, "git", "commit", "-q", "-a", "-m", "Skip the gate")
    run(home, root, "git", "update-ref", "refs/remotes/origin/skip", "HEAD")
    assert "::error file=projects/rush-hours/" in acted(home, root, GITHUB_BASE_REF="main", code=1)
    told = "::error::only a pull request into main is judged, this one goes to skip\n"
    assert acted(home, root, GITHUB_BASE_REF="skip", code=1) == told
    own = {"BASE": "refs/remotes/origin/ledger"}
    assert "::error file=projects/rush-hours/" in acted(home, root, GITHUB_BASE_REF="ledger", code=1, **own)
    assert acted(home, root, GITHUB_BASE_REF="skip", code=1, **own) == told.replace("main", "ledger")
    assert "APR001" not in acted(home, root, GITHUB_BASE_REF="skip", BASE="none", code=1)


def test_an_input_of_the_action_is_no_option(home: Path) -> None:
    root = begun(home)
    assert "'--strict' is not a revision" in acted(home, root, BASE="--strict", code=3)


# --- the shell ------------------------------------------------------------------------------------------------------


def test_the_shell_completes_commands_and_options(home: Path) -> None:
    program = str(Path(sys.executable).parent / "ledger")
    for words, expected in (("ledger bac", "backtrack"), ("ledger hook pre", "pre-receive")):
        typed_words = {"COMP_WORDS": words, "COMP_CWORD": str(words.count(" ")), "_LEDGER_COMPLETE": "complete_bash"}
        assert expected in run(home, home, program, code=0, **typed_words)
    # The shell is found among those who started the program, which need not be one here.
    shell = ("bash", "-c", f"'{program}' --show-completion; exit $?")
    assert "_LEDGER_COMPLETE=complete_bash" in run(home, home, *shell)


def test_the_module_is_the_command(home: Path) -> None:
    assert run(home, home, sys.executable, "-m", "ledger", "--version").startswith("ledger ")
