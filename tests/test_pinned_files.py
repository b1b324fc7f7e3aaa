"""A deliverable whose content its document pins: votes on the document cover the file, too."""

from datetime import date
from pathlib import Path
from typing import Final

import pytest

from ledger import assemble, rules
from ledger.assemble import load_whole
from ledger.site.pages.decisions import decision_pages
from ledger.site.record import record_of
from ledger.site.render import render
from tests.build import Builder, document
from tests.gated import GATED, IDEA, started, voted
from tests.test_moves import Desk

TODAY: Final = date(2026, 3, 12)
REPORT: Final = "projects/churn/reports/a.ipynb"
LISTED: Final = "deliverables:\n  - {title: A, path: reports/a.ipynb}\n  - {title: All, path: reports}\n"


def found(place: Builder, base: str | None = None) -> list[str]:
    """What the check says of files: the code, then what it must be and what was found."""
    if base is None:
        told = rules.judge(assemble.load(place.root, today=TODAY))
    else:
        change = assemble.load_change(place.root, base=base, today=TODAY)
        told = rules.judge(change.after, change)
    return [f"{one.code} {one.message}" for one in told if one.code.startswith("REF")]


def pinned(place: Builder, path: str = "reports/a.ipynb", *, at: str = REPORT) -> str:
    """A document that lists a file and pins the content that the file has on the disk."""
    blob = place.git("hash-object", at).strip()
    return document(more=f"deliverables:\n  - {{title: A, path: {path}, blob: '{blob}'}}\n")


@pytest.mark.parametrize("object_format", ["sha1", "sha256"])
def test_a_file_is_held_to_the_content_that_is_pinned(tmp_path: Path, object_format: str) -> None:
    place = Builder(tmp_path / "ledger", object_format=object_format).project().write({REPORT: "{}\n"})
    place.write({IDEA: pinned(place, "./reports/a.ipynb")}).commit("Start")
    blob = place.git("hash-object", REPORT)[:12]
    assert found(place) == []
    place.write({REPORT: "{1}\n"})
    said = f"REF014 './reports/a.ipynb' must have the content that is pinned, {blob}, found "
    other = place.git("hash-object", REPORT)[:12]
    assert found(place) == [said + other]  # not committed yet
    place.commit("Run it again")
    assert found(place) == [said + other]
    place.write({REPORT: "{}\n"})
    assert found(place) == []


def test_a_pull_request_that_changes_the_file_alone_is_refused(tmp_path: Path) -> None:
    place = Builder(tmp_path / "ledger").project().write({REPORT: "{}\n"})
    place.write({IDEA: pinned(place)}).commit("Start")
    place.git("checkout", "-q", "-b", "work")
    place.write({REPORT: "{1}\n"}).commit("Run it again")
    assert [one[:6] for one in found(place, "main")] == ["REF014"]
    place.git("checkout", "-q", "main")
    place.write({"projects/churn/b.txt": "B\n"}).commit("Go on")
    place.git("checkout", "-q", "work")
    assert [one[:6] for one in found(place, "main")] == ["REF014"]  # as git merges the two


def test_what_is_not_there_is_told_as_that_alone(tmp_path: Path) -> None:
    place = Builder(tmp_path / "ledger").project().write({REPORT: "{}\n"})
    place.write({IDEA: pinned(place)}).commit("Start")
    place.write({REPORT: None}).commit("Tidy up")
    assert [one[:6] for one in found(place)] == ["REF007"]


def test_each_file_is_held_to_its_own_content(tmp_path: Path) -> None:
    place = Builder(tmp_path / "ledger").project().write({REPORT: "{}\n"})
    held = pinned(place)
    others = ("b.txt", "../b.txt", "reports/../reports/a.ipynb", "reports/a.ipynb")
    more = "".join(f"  - {{title: A, path: {path}, blob: '{'0' * 40}'}}\n" for path in others)
    place.write({IDEA: held.replace("deliverables:\n", f"deliverables:\n{more}")}).commit("Start")
    assert sorted(one[:6] for one in found(place)) == ["REF006", "REF006", "REF007", "REF014", "REF014"]


def test_content_without_a_path_is_that_of_no_file(tmp_path: Path) -> None:
    place = Builder(tmp_path / "ledger").project().write({REPORT: "{}\n"})
    place.write({IDEA: pinned(place).replace(" path: reports/a.ipynb,", "")}).commit("Start")
    assert found(place) == []


@pytest.mark.parametrize(
    ("phase", "path", "hint"),
    [
        ("idea", "reports/a.ipynb", "ledger deliverable pin churn reports/a.ipynb"),
        ("build", "reports/a.ipynb", "ledger deliverable pin churn reports/a.ipynb --phase build"),
        ("idea", "reports", "pin the files of a folder one by one, or take out 'blob'"),
    ],
)
def test_how_to_pin_what_is_there_is_said(tmp_path: Path, phase: str, path: str, hint: str) -> None:
    place = Builder(tmp_path / "ledger").project().write({REPORT: "{}\n"})
    held = document(phase, more=f"deliverables: [{{title: A, path: {path}, blob: '{'0' * 40}'}}]\n")
    place.write({f"projects/churn/{phase}.md": held}).commit("Start")
    told = rules.judge(assemble.load(place.root, today=TODAY))
    (said,) = [one.hint for one in told if one.code == "REF014" and one.hint]
    assert said.removeprefix("put it back, or pin what is there, on which everybody votes anew: ") == hint


def test_neither_a_folder_nor_a_link_has_content(tmp_path: Path) -> None:
    place = Builder(tmp_path / "ledger").project().write({REPORT: "{}\n"})
    place.write({IDEA: pinned(place, "reports")}).commit("Start")
    (one,) = found(place)
    assert one.startswith("REF014 'reports' must have the content that is pinned, ")
    assert one.endswith(", found no regular file")
    (place.root / "projects/churn/link").symlink_to("reports/a.ipynb")
    place.git("add", "-A")
    target = place.git("rev-parse", ":projects/churn/link").strip()
    held = document(more=f"deliverables:\n  - {{title: A, path: link, blob: '{target}'}}\n")
    place.write({IDEA: held}).commit("Link")
    assert [one[:6] for one in found(place)] == ["REF014"]


def test_no_path_leads_to_a_file_of_another_project(tmp_path: Path) -> None:
    place = Builder(tmp_path / "ledger").project().project("other").write({"projects/other/x.txt": "x\n"})
    place.write({IDEA: pinned(place, "../other/x.txt", at="projects/other/x.txt")}).commit("Start")
    assert [one[:6] for one in found(place)] == ["REF006"]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    found = Desk(tmp_path / "ledger")
    found.write({IDEA: document(more=LISTED), REPORT: "{}\n", "projects/churn/b.txt": "B\n"}).commit("Explore")
    return found


def test_files_are_pinned_as_they_are_committed(desk: Desk) -> None:
    blob = desk.git("rev-parse", f"HEAD:{REPORT}").strip()
    done = desk.run("deliverable", "pin", "churn")
    assert done.output.startswith("churn: pin reports/a.ipynb\n")
    assert f"  - {{title: A, path: reports/a.ipynb, blob: {blob}}}\n" in desk.file(IDEA)
    assert "{title: All, path: reports}" in desk.file(IDEA)
    assert desk.refuses("deliverable", "pin", "churn").startswith(f"'{IDEA}' says so already")
    desk.write({REPORT: "{1}\n"})
    assert f"'{REPORT}' has changes that are not committed" in desk.refuses("deliverable", "pin", "churn")
    assert desk.run("check").exit_code == 1
    desk.commit("Run it again")
    assert desk.run("deliverable", "pin", "churn", REPORT).exit_code == 0
    assert desk.run("check").exit_code == 0


def test_a_file_is_pinned_where_it_is_listed(desk: Desk) -> None:
    blob = desk.git("rev-parse", "HEAD:projects/churn/b.txt").strip()
    words = ("deliverable", "add", "churn", "b.txt", "--title", "B")
    assert desk.run(*words, "--pin").exit_code == 0
    assert f"path: b.txt, blob: {blob}}}" in desk.file(IDEA)


def test_a_file_is_listed_in_the_phase_that_is_named_and_there_once(desk: Desk) -> None:
    desk.write({"projects/churn/build.md": document("build")}).commit("Plan")
    words = ("deliverable", "add", "churn", "reports/a.ipynb", "--title", "A again")
    assert desk.run(*words, "--phase", "build").exit_code == 0
    assert "- title: A again\n  path: reports/a.ipynb\n" in desk.file("projects/churn/build.md")
    desk.write({IDEA: document(more=LISTED.replace("reports/a", "./reports/a"))}).commit("Spell it in another way")
    assert desk.refuses(*words) == "'reports/a.ipynb' is a deliverable of idea already: there is nothing to add"


def test_all_that_are_pinned_are_named(desk: Desk) -> None:
    desk.write({IDEA: document(more=f"{LISTED}  - {{title: B, path: b.txt}}\n")}).commit("List another one")
    assert desk.run("deliverable", "pin", "churn").output.startswith("churn: pin reports/a.ipynb, b.txt\n")


def test_what_nobody_else_has_cannot_be_pinned(desk: Desk) -> None:
    desk.write({REPORT: "{1}\n"})
    said = "'reports/a.ipynb' has changes that are not committed: commit them first, then pin it"
    assert desk.refuses("deliverable", "pin", "churn", "--no-commit") == said


def test_a_file_that_is_listed_twice_is_pinned_twice(desk: Desk) -> None:
    listed = LISTED.replace("{title: All, path: reports}", "{title: The same, path: ./reports/a.ipynb}")
    desk.write({IDEA: document(more=listed)}).commit("List it twice")
    desk.run("deliverable", "pin", "churn", "reports/a.ipynb")
    assert desk.file(IDEA).count("blob: ") == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("reports/b.ipynb", "'reports/b.ipynb' is no deliverable of idea: did you mean 'reports/a.ipynb'?"),
        ("reports", "'reports' is no file of the project that could be pinned: of a folder, pin its files"),
        ("--phase build", "build lists no file: 'ledger deliverable add' lists one"),
        ("b.txt --phase build", "'b.txt' is no deliverable of build: 'ledger deliverable add' lists one"),
        ("reports/a.ipynb --phase build", "'reports/a.ipynb' is no deliverable of build: idea lists it, so add"),
    ],
)
def test_what_cannot_be_pinned_is_said(desk: Desk, words: str, said: str) -> None:
    desk.write({"projects/churn/build.md": document("build")}).commit("Plan")
    assert desk.refuses("deliverable", "pin", "churn", *words.split()).startswith(said)


def test_whoever_pins_other_content_ends_the_votes_on_the_old(desk: Desk) -> None:
    desk.write({"schema/flows/small.yml": GATED}).commit("Ask")
    desk.run("deliverable", "pin", "churn")
    desk.git("config", "user.email", "dana@example.com")
    assert desk.run("approve", "churn", "scope", "--as", "product").exit_code == 0
    desk.write({REPORT: "{1}\n"}).commit("Run it again")
    assert "REF014" in desk.run("check").output
    vote = ("approve", "churn", "scope", "--as", "product")
    assert desk.refuses(*vote).startswith("'reports/a.ipynb' is not what 'projects/churn/idea.md' pins, so a yes would")
    assert desk.run(*vote, "--decision", "changes-requested").exit_code == 0
    said = desk.run("deliverable", "pin", "churn", "reports/a.ipynb").output
    assert "  the content changed, so votes on it count no more: ask dana again\n" in said


def decision(place: Builder) -> str:
    ledger, told = load_whole(place.root, today=TODAY)
    (page,) = decision_pages(ledger, record_of(ledger, told).decisions, forge=None)
    return render(page)


def test_the_page_of_a_vote_tells_what_became_of_the_files(tmp_path: Path) -> None:
    place = started(tmp_path).write({REPORT: "{}\n"})
    text = pinned(place)
    blob = place.git("hash-object", REPORT)[:12]
    place.write({IDEA: text}).commit("Explore")
    place.write({IDEA: voted(text, "ravi")}).commit("Vote", author="ravi", date="2026-01-06")
    page = decision(place)
    assert "The document still holds exactly that." in page
    assert f'<code>{blob}</code></td><td data-label="today">unchanged</td>' in page
    assert ">unchanged since</span>" in page
    place.write({REPORT: "{1}\n"}).commit("Run it again")
    page = decision(place)
    assert "holds exactly that, but the vote covers reports/a.ipynb, too, which has changed." in page
    assert ">a file changed since</span>" in page
    assert '<td data-label="today" class="pl-back">other content</td>' in page
    place.write({REPORT: None}).commit("Tidy up")
    assert '<td data-label="today" class="pl-back">not there any more</td>' in decision(place)
