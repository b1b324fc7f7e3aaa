"""New projects: card and first document, whose they are, and what is refused."""

from pathlib import Path

import pytest

from ledger.diagnostics import LedgerError
from ledger.scaffold.writing import write_new
from tests.scaffolds import call, commit, files_of, git, read
from tests.scaffolds import home as home  # noqa: PLC0414 - a fixture of that file


@pytest.fixture
def begun(home: Path) -> Path:
    """A ledger with one project in a group."""
    root = home / "ours"
    assert call("init", root).exit_code == 0
    assert call("-C", root, "new", "churn", "--group", "growth/2026", "--new-group").exit_code == 0
    commit(root)
    return root


def test_what_is_to_be_done_next_can_be_done_where_one_is(home: Path) -> None:
    root = home / "ours"
    assert call("init", root).exit_code == 0
    assert "\n  2. git add . && git commit -m 'Start the ledger', which" in call("-C", root, "new", "a").output
    commit(root)
    assert "\n  2. git switch -c b && git add projects/b && git commit" in call("-C", root, "new", "b").output
    git(root, "switch", "-q", "-c", "b")
    assert "\n  2. git add projects/c && git commit" in call("-C", root, "new", "c").output
    git(root, "switch", "-q", "--detach")
    assert "\n  2. git switch -c d && git add projects/d" in call("-C", root, "new", "d").output


def test_new_writes_card_and_first_document(begun: Path) -> None:
    result = call(
        "-C", begun / "projects", "new", "rush-hours", "--flow", "six-step", "--title", "No: 1", "--team", "mobility",
        "--summary", "Forecasts", "--owner", "dana",
    )  # fmt: skip
    assert result.exit_code == 0
    assert result.output.startswith(
        "wrote projects/rush-hours/README.md\nwrote projects/rush-hours/problem.md\n\nnext:"
    )
    meta = read((begun / "projects/rush-hours/README.md").read_text("utf-8")).meta
    assert meta == {
        "title": "No: 1",
        "owner": "dana",
        "team": "mobility",
        "flow": "six-step",
        "phase": "problem",
        "status": "active",
        "started": "2026-11-22",
        "summary": "Forecasts",
    }


def test_new_takes_the_owner_from_git_and_the_flow_from_the_ledger(begun: Path) -> None:
    meta = read((begun / "projects/growth/2026/churn/README.md").read_text("utf-8")).meta
    assert (meta["owner"], meta["flow"], meta["title"]) == ("dana", "startup", "Churn")


def test_new_knows_the_flows_of_the_ledger_and_names_of_any_script(begun: Path) -> None:
    flow = begun / "schema/flows/own.yml"
    flow.parent.mkdir()
    flow.write_text("flow: own\nphases: [{id: only, title: Only, steps: [{title: Need}]}]\n", "utf-8")
    assert call("-C", begun, "new", "परियोजना", "--flow", "own").exit_code == 0
    assert (begun / "projects/परियोजना/only.md").is_file()
    result = call("-C", begun, "check")
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["a b"], "a project's name must be letters, digits, '-', '_' and '.', starting with a letter or digit"),
        (["../x"], "a project's name must be"),
        (["-x"], "a project's name must be"),
        ([".x"], "a project's name must be"),
        (["x."], "a project's name must be"),
        ([""], "a project's name must be"),
        (["x" * 81], "at most 80 characters, found 81"),
        (["x", "--group", "a/../b"], "a group's name must be"),
        (["x", "--group", "growth//a"], "a group's name must be"),
        (["a/b"], "found 'a/b': name its group with --group"),
        (["Rush hours!"], "found 'Rush hours!': write 'rush-hours'"),
        (["?"], "starting with a letter or digit, found '?'"),
        (["Churn"], "a project's name must be in small letters: write 'churn'"),
        (["churn"], "there is a project 'churn' in projects/growth/2026/churn already"),
        (["x", "--group", "growht"], "there is no group 'growht' (did you mean 'growth'): add --new-group to start it"),
        (["x", "--group", "growth/2027"], "there is no group 'growth/2027'"),
        (["growth"], "'projects/growth' is there already"),
        (["x", "--group", "growth/2026/churn"], "is a project, so it cannot be a group"),
        (["x", "--flow", "startp"], "there is no flow 'startp': did you mean 'startup'?"),
        (["x", "--owner", "dan"], "there is no 'dan' among the people of ledger.yml: did you mean 'dana'?"),
    ],
)
def test_new_refuses(begun: Path, arguments: list[str], sentence: str) -> None:
    before = list(files_of(begun))
    own = ["new", "--", *arguments] if arguments[0].startswith("-") else ["new", *arguments]
    result = call("-C", begun, *own)
    assert isinstance(result.exception, LedgerError), result.output
    assert sentence in str(result.exception)
    assert list(files_of(begun)) == before


def test_new_asks_for_an_owner_when_it_cannot_know(begun: Path) -> None:
    people = "people:\n  ada: {emails: [a@example.com], roles: []}\n  bo: {emails: [b@example.com], roles: []}\n"
    (begun / "ledger.yml").write_text(f"title: T\nflow: startup\n{people}", "utf-8")
    assert "add --owner (ada, bo)" in str(call("-C", begun, "new", "x").exception)
    (begun / "ledger.yml").write_text(f"title: T\n{people}", "utf-8")
    assert "no flow is named" in str(call("-C", begun, "new", "x", "--owner", "ada").exception)
    (begun / "ledger.yml").write_text("title: [\n", "utf-8")
    assert "ledger.yml cannot be read" in str(call("-C", begun, "new", "x").exception)
    (begun / "ledger.yml").unlink()
    assert "run 'ledger init'" in str(call("-C", begun, "new", "x").exception)


def test_nothing_is_written_through_a_link_out_of_the_ledger(home: Path, begun: Path) -> None:
    (home / "outside").mkdir()
    (begun / "projects/away").symlink_to(home / "outside")
    with pytest.raises(LedgerError, match="leads out of the repository"):
        write_new(begun, {"projects/away/x/README.md": "text"}, git_dir=begun / ".git")
    assert not list((home / "outside").iterdir())


def test_written_files_are_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("mine", "utf-8")
    (tmp_path / "b").symlink_to(tmp_path / "nowhere")
    (tmp_path / ".git").mkdir()
    done = write_new(tmp_path, {"a": "theirs", "b": "theirs", "c/d": "new"}, git_dir=tmp_path / ".git")
    assert (done.written, done.kept) == (("c/d",), ("a", "b"))
    assert (tmp_path / "a").read_text("utf-8") == "mine"
