"""`ledger report`: the same figures as the log, the status and the site, in words that are only words."""

import json
import re
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest
from bs4 import BeautifulSoup
from markdown_it import MarkdownIt
from typer.testing import CliRunner, Result

from ledger.assemble import load
from ledger.cli.app import app
from ledger.demo.make import make
from ledger.site.pages.people import answer as people_answer
from ledger.site.pages.portfolio import answer as portfolio_answer
from ledger.views import delivered_on, status_rows
from ledger.views.people import asked_votes, people_rows
from tests.build import FLOW, LEDGER, Builder, card, document
from tests.hostile.strings import STRINGS
from tests.test_votes import GATED, entry, idea

STORY: Final = date(2026, 11, 20)
SPANS: Final = ("2026-11-20", "2026-11-13", "2026-09-01", "2025-06-01", "2024-01-01")
BACK: Final = "move: {to: idea, because: goal-change, note: Another goal.}\n"
IDEA: Final = "projects/churn/idea.md"
CARD: Final = "projects/churn/README.md"


def ran(root: Path, *arguments: str, now: str = "2026-02-10") -> Result:
    return CliRunner().invoke(app, ["-C", str(root), "--now", now, *arguments])


def told(root: Path, *arguments: str, now: str = "2026-02-10") -> str:
    done = ran(root, "report", *arguments, now=now)
    assert done.exception is None
    return done.stdout


def data(root: Path, *arguments: str, now: str = "2026-02-10") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(ran(root, *arguments, "--json", now=now).stdout)
    return found


def refused(root: Path, *arguments: str, now: str = "2026-02-10") -> str:
    return str(ran(root, "report", *arguments, now=now).exception)


def rendered(text: str) -> BeautifulSoup:
    """The report as a forge shows it, raw HTML allowed."""
    return BeautifulSoup(MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(text), "html.parser")


def section(text: str, title: str) -> str:
    """What stands below a heading, empty where there is none."""
    return text.partition(f"### {title}\n\n")[2].partition("\n### ")[0]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("report") / "ledger"
    make(root)
    return root


@pytest.fixture
def place(tmp_path: Path) -> Builder:
    """A project that began on 5 January and was built from 1 February on."""
    made = Builder(tmp_path / "ledger", flow=FLOW.replace("needs: [timebox]", ""))
    made.project().commit("Start", date="2026-01-05")
    made.write({CARD: card(phase="build"), "projects/churn/build.md": document("build", body="A model.\n")})
    made.commit("Advance", date="2026-02-01")
    return made


# --- the same figures everywhere ----------------------------------------------------------------------------------


@pytest.mark.parametrize("since", SPANS)
def test_its_events_and_figures_are_those_of_the_log_and_the_status(demo: Path, since: str) -> None:
    found = data(demo, "report", "--since", since, now=str(STORY))
    assert found["events"] == data(demo, "log", "--since", since, now=str(STORY))["events"]
    projects = data(demo, "status", now=str(STORY))["projects"]
    statuses = [one["status"] for one in projects]
    assert found["statuses"] == {name: statuses.count(name) for name in found["statuses"]}
    late = {(one["project"], over["what"], over["days"]) for one in projects for over in one["overdue"]}
    assert {(one["project"], one["what"], one["days"]) for one in found["overdue"]} == late
    assert len(found["waiting"]) == sum(one["asks_votes"] for one in projects)
    assert {one["project"]: one["approvals"] for one in found["debt"]} == {
        one["project"]: one["debt"] for one in projects if one["debt"]
    }
    assert found["delivered"] == [one["project"] for one in projects if (one["delivered"] or "") >= since]


def test_its_sentences_say_the_numbers_of_the_site(demo: Path) -> None:
    ledger = load(demo, today=STORY)
    rows, asked = status_rows(ledger), asked_votes(ledger)
    site = f"{portfolio_answer(ledger, rows)} {people_answer(people_rows(ledger, rows, asked), asked)}"
    page = BeautifulSoup(site, "html.parser").get_text()
    text = told(demo, now=str(STORY)).replace("**", "")
    for sentence in (
        r"\d+ projects: ",
        r"\d+ projects? (is|are) overdue for a decision",
        r"\d+ votes (is|are) waited for",
    ):
        found = re.search(sentence, page)
        assert found
        assert found[0] in text
    assert re.findall(r"\d+ (?:active|paused|cancelled|completed)", text.partition("Since")[0]) == re.findall(
        r"\d+ (?:active|paused|cancelled|completed)", page
    )


def test_each_project_is_delivered_once_on_the_day_that_the_views_tell(
    demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ledger.report.news_sections.MOST", 1000)
    ledger = load(demo, today=STORY)
    first = {(slug, f"{day}") for slug, project in ledger.projects.items() if (day := delivered_on(project))}
    text = told(demo, "--since", "2020-01-01", now=str(STORY))
    marked = re.findall(r"\(([\w-]+)\) [^(]*, \*\*delivered\*\*[^(]*\((\S+), ", text)
    assert f" {len(first)} delivered, " in text
    assert sorted(marked) == sorted(first)


def test_the_same_commit_and_day_give_the_same_bytes(demo: Path) -> None:
    first, second = (told(demo, "--since", "2025-01-01", now=str(STORY)) for _ in range(2))
    assert first == second
    assert first.endswith(".\n")


# --- since when ---------------------------------------------------------------------------------------------------


def test_without_a_word_it_tells_of_the_seven_days_before_today(place: Builder) -> None:
    text = told(place.root, now="2026-02-08")
    assert text.startswith("## Data science portfolio: what changed since 2026-02-01\n\n**1 project: 1 active.** ")
    assert "Since 2026-02-01: 1 move forward." in text
    later = told(place.root, now="2026-02-09")
    assert "Nothing happened since 2026-02-02." in later
    assert "###" not in later.partition("### Overdue")[0]


def test_since_a_commit_is_what_landed_after_it(place: Builder) -> None:
    start = place.git("rev-parse", "HEAD~1").strip()
    place.git("tag", "v1|_", start)
    text = told(place.root, "--since", "v1|_")
    assert text.startswith(f"## Data science portfolio: what changed since v1&#124;&#95; ({start[:9]}, 2026-01-05)\n")
    assert [one["event"] for one in data(place.root, "report", "--since", start)["events"]] == ["advanced"]
    found = data(place.root, "report", "--since", "HEAD")
    assert (found["events"], found["since"]) == ([], None)
    assert found["after"] == place.git("rev-parse", "HEAD").strip()


def test_since_a_commit_of_a_branch_is_after_the_merge_that_landed_it(place: Builder) -> None:
    place.git("checkout", "-q", "-b", "side", "HEAD~1")
    side = place.project("ads", README=card("ads")).commit("Ads", date="2026-01-06")
    place.git("checkout", "-q", "main")
    place.project("logs", README=card("logs")).commit("Logs", date="2026-02-02")
    place.git("merge", "-q", "--no-ff", "-m", "Merge", "side", date="2026-02-03")
    place.project("taxes", README=card("taxes")).commit("Taxes", date="2026-02-04")
    assert [one["project"] for one in data(place.root, "report", "--since", side)["events"]] == ["taxes"]


@pytest.mark.parametrize(
    ("since", "said"),
    [
        ("2026-02-11", "2026-02-11 has yet to come, today is 2026-02-10: name an earlier day with --since"),
        ("2026-02-30", "'2026-02-30' is not a day of the calendar, written YYYY-MM-DD"),
        ("v9", "the revision 'v9' is unknown here: fetch it first, or mend its spelling"),
        ("--output=x", "'--output=x' is not a revision"),
        ("", "'' is not a revision"),
    ],
)
def test_what_is_no_day_or_commit_to_begin_with_is_refused(place: Builder, since: str, said: str) -> None:
    assert refused(place.root, f"--since={since}") == said


def test_a_commit_that_has_not_landed_is_refused(place: Builder) -> None:
    head = place.git("rev-parse", "HEAD").strip()
    place.git("checkout", "-q", "-b", "side")
    place.commit("Side", date="2026-02-02")
    place.git("checkout", "-q", "main")
    said = f"'side' is not in the history of {head[:9]}: name a commit that has landed"
    assert refused(place.root, "--since", "side") == said


def test_a_past_report_is_told_as_it_was(place: Builder) -> None:
    text = told(place.root, "--at", "2026-01-09", now="2026-08-01")
    assert "what changed since 2026-01-02\n" in text
    assert "1 new project" in text
    assert "started in Idea (2026-01-05, " in section(text, "Began, paused, ended")
    assert "As of 2026-01-09, commit " in text
    assert "has yet to come" in refused(place.root, "--at", "2026-01-09", "--since", "2026-01-10")


# --- a newcomer ---------------------------------------------------------------------------------------------------


def test_a_ledger_without_commits_or_projects_says_what_to_do(tmp_path: Path) -> None:
    place = Builder(tmp_path / "ledger")
    assert refused(place.root).startswith("the branch has no commits yet: commit the ledger")
    place.commit("Begin")
    text = told(place.root)
    assert "There is no project: `ledger new NAME` starts one. Nothing happened since 2026-02-03.\n" in text
    assert "###" not in text
    assert "is not in a git repository" in refused(tmp_path)


def test_changes_that_are_not_committed_are_told(place: Builder) -> None:
    assert "not committed" not in told(place.root)
    place.write({CARD: card(phase="build", status="paused", more="move: {to: paused}\n")})
    text = told(place.root)
    assert text.endswith(" and changes that are not committed.\n")
    assert "1 paused" in text
    assert data(place.root, "report")["uncommitted"] is True
    assert "not committed" not in told(place.root, "--at", "HEAD", "--since", "2026-01-01")


# --- sections -----------------------------------------------------------------------------------------------------


def test_a_way_back_tells_from_where_why_and_what_was_noted(place: Builder) -> None:
    place.write({CARD: card(more=BACK), IDEA: document(iteration=2)}).commit("Back", date="2026-02-05")
    again = BACK.replace("to: idea, because: goal-change", "to: build, because: model-failure")
    place.write({CARD: card(phase="build", more="")}).commit("On", date="2026-02-06")
    built = document("build", iteration=3, body="A model.\n")
    place.write({CARD: card(phase="build", more=again), "projects/churn/build.md": built})
    commit = place.commit("Again", date="2026-02-07")
    text = told(place.root)
    assert "1 move back, 1 new iteration, 1 move forward" in text
    first, second = section(text, "Went back or started anew").strip().splitlines()
    words = "went back from Build to Idea because of goal change: “Another goal.” (2026-02-05, "
    assert first.startswith(f"- **Project churn** (churn) {words}")
    assert second.endswith(
        f"started anew in Build because of model failure: “Another goal.” (2026-02-07, {commit[:9]})"
    )
    assert text.index("### Went back or started anew") < text.index("### Moved forward") < text.index("### Overdue")


def test_projects_that_came_stopped_went_and_got_another_name_are_told(place: Builder) -> None:
    place.project("ads", README=card("ads")).commit(date="2026-02-04")
    place.git("mv", "projects/churn", "projects/leavers")
    place.commit("Rename", date="2026-02-05")
    paused = card("leavers", phase="build", status="paused", more="move: {to: paused, note: Summer.}\n")
    place.write({"projects/leavers/README.md": paused}).commit(date="2026-02-06")
    place.git("rm", "-q", "-r", "projects/ads")
    place.commit("Remove", date="2026-02-07")
    text = told(place.root)
    assert "**1 project: 1 paused.** Since 2026-02-03: 1 new project, 1 paused, 1 removed, 1 renamed." in text
    page = rendered(text)
    assert [item.get_text().partition(" (2026")[0] for item in page.find_all("li")] == [
        "ads removed",
        "Project leavers (leavers) paused: “Summer.”",
        "Project leavers (leavers) moved from churn to leavers",
        "ads started in idea",
    ]
    assert "### Overdue" not in text  # a paused project owes no decision


def test_a_vote_that_lapsed_is_told_and_who_is_asked_again(tmp_path: Path) -> None:
    place = Builder(tmp_path / "ledger", flow=GATED).project(idea=document())
    place.commit("Start", date="2026-01-05")
    place.write({IDEA: idea(entry())}).commit("Vote", date="2026-01-12", author="dana")
    place.write({IDEA: idea(entry()).replace("A need.", "Another.")}).commit("Edit", date="2026-02-05")
    text = told(place.root, "--since", "2026-01-10")
    lines = section(text, "Votes").strip()
    assert re.sub(r", \w{9}\)", ")", lines) == (
        "- **Project churn** (churn): approval lapsed: Scope, Dana as product (2026-02-05); "
        "approved: Scope, Dana as product (2026-01-12)"
    )
    waits = section(text, "Waits for whom")
    assert "| Dana | product | **Project churn** (churn) | Scope | 2026-02-05 | 5 |\n" in waits
    assert waits.endswith("Lapsed and not given anew: 1 approval of **Project churn** (churn).\n")
    assert "1 vote, 1 lapsed approval." in text


def test_a_refusal_tells_what_was_said_and_who_may_lift_it(tmp_path: Path) -> None:
    place = Builder(tmp_path / "ledger", flow=GATED).project(idea=document())
    place.commit("Start", date="2026-01-05")
    veto = entry(decision="changes-requested", note="Too vague.")
    place.write({IDEA: idea(veto)}).commit("Vote", date="2026-02-09", author="dana")
    text = told(place.root)
    assert ": changes requested: Scope, Dana as product: “Too vague.” (2026-02-09, " in section(text, "Votes")
    assert "| Scope (to lift a veto) | 2026-02-09 | 1 |" in section(text, "Waits for whom")


def test_a_vote_waits_for_people_by_name_for_a_role_or_for_nobody(tmp_path: Path) -> None:
    person = "  p{0}: {{name: Person {0}, emails: [p{0}@example.com], roles: [product]}}\n"
    nobody = LEDGER.replace("[product]", "[design]")
    few, many = (LEDGER + "".join(person.format(number) for number in range(count)) for count in (1, 4))
    for name, ledger, said in (("0", nobody, "nobody may"), ("1", few, "Dana or Person 0"), ("2", many, "any of 5")):
        place = Builder(tmp_path / name, flow=GATED, ledger=ledger).project(idea=document())
        place.commit("Start", date="2026-01-05")
        assert f"| {said} | product | **Project churn** (churn) | Scope | 2026-01-05 | 36 |" in told(place.root)


def test_a_vote_on_a_text_that_is_not_written_waits_for_nobody_yet(tmp_path: Path) -> None:
    place = Builder(tmp_path / "ledger", flow=GATED).project(idea=document(body="## Need\n"))
    place.commit("Start", date="2026-02-05")
    text = told(place.root)
    assert "1 vote is waited for, and could not be given today." in text
    assert "### Waits for whom" not in text
    place.project("ads", README=card("ads"), idea=document()).commit(date="2026-02-06")
    assert "\n\n1 more vote waits for a text that is not complete yet.\n\n" in told(place.root)


def test_what_is_overdue_is_told_with_its_owner_most_days_first(place: Builder) -> None:
    box = document().replace("2026-01-05", "2026-01-12")
    place.project("ads", README=card("ads").replace("owner: sam", "owner: eve"), idea=box).commit(date="2026-02-01")
    rows = section(told(place.root), "Overdue").splitlines()
    assert rows[2:4] == [
        "| **Project churn** (churn) | time box | 2026-01-19 | 22 days | Sam |",
        "| **Project ads** (ads) | time box | 2026-01-26 | 15 days | eve |",
    ]


def test_a_long_section_is_cut_off_and_says_where_the_rest_is(tmp_path: Path) -> None:
    place = Builder(tmp_path / "ledger")
    for number in range(23):
        place.project(f"p{number:02}", README=card(f"p{number:02}"))
    place.commit(date="2026-02-05")
    text = told(place.root)
    assert section(text, "Began, paused, ended").count("- **") == 20
    assert "\n\nAnd 3 more: see `ledger log`.\n" in text
    assert "\n\nAnd 3 more: see `ledger status --overdue`.\n" in text
    assert len(data(place.root, "report")["overdue"]) == 23


def test_filters_narrow_everything_and_are_told(place: Builder) -> None:
    place.project("ads", README=card("ads").replace("owner: sam", "owner: eve", 1), idea=document())
    place.write({"projects/gone/README.md": card("gone"), "projects/gone/idea.md": document()})
    place.commit(date="2026-02-05")
    place.git("rm", "-q", "-r", "projects/gone")
    place.commit("Remove", date="2026-02-06")
    text = told(place.root, "--owner", "eve")
    assert "\n\nOnly projects of owner eve.\n\n**1 project: 1 active.** Since 2026-02-03: 1 new project. " in text
    assert "churn" not in text
    assert "gone" not in text
    assert "gone" in told(place.root)
    assert "There is no such project." in told(place.root, "--owner", "dana")
    assert refused(place.root, "--owner", "evi") == "there is no owner 'evi': did you mean 'eve'?"


def test_a_project_that_cannot_be_read_is_told(place: Builder) -> None:
    place.write({CARD: "---\ntitle: [\n---\n"}).commit(date="2026-02-05")
    assert "1 project cannot be read as it stands: `ledger check` tells why." in told(place.root)


# --- links --------------------------------------------------------------------------------------------------------


def test_projects_and_commits_lead_to_the_site_and_the_forge(place: Builder) -> None:
    addresses = "site_url: https://example.com/a (b)/\nrepo_url: https://github.com/example/ledger.git\n"
    commit = place.write({"mkdocs.yml": addresses}).commit("Look", date="2026-02-02")
    site, forge = "https://example.com/a%20%28b%29", f"https://github.com/example/ledger/commit/{commit}"
    text = told(place.root)
    assert f"[Project churn]({site}/projects/churn/index.html)" in text
    assert f"As of 2026-02-10, commit [{commit[:9]}]({forge}). More in [the portfolio]({site}/index.html).\n" in text
    assert {link["href"] for link in rendered(text).find_all("a")} >= {f"{site}/index.html", forge}


@pytest.mark.parametrize(
    "config",
    [
        "site_url: javascript:alert(1)\nrepo_url: https://example.com/x\n",
        "site_url: !ENV ADDRESS\nrepo_url: [https://github.com/a/b]\n",
        "site_url: [\n",
        "- site_url\n",
        "[" * 1000,
        b"\xff\xfe\x00",
        "run: !!python/object/apply:os.mkdir [made]\n",
    ],
)
def test_a_look_without_plain_addresses_gives_no_links_and_runs_nothing(
    place: Builder, config: str | bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.write({"mkdocs.yml": config}).commit("Look", date="2026-02-02")
    monkeypatch.chdir(place.root)
    assert "](" not in told(place.root)
    assert not (place.root / "made").exists()


# --- hostile texts ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, tuple[str, ...]]:
    """A ledger with each hostile string as title, owner and note of a project, and the texts as they were written."""
    texts = (*STRINGS, "@dana #12 !7 GH-3", "| a | b |", "- [x] done\n\n# Head", "![a](https://evil.example/x)", "1. a")
    place = Builder(tmp_path_factory.mktemp("report") / "hostile", flow=GATED)
    for back in (False, True):
        for number, text in enumerate(texts):
            facts = {"title": text, "owner": text, "flow": "small", "phase": "idea" if back else "build"}
            move = {"move": {"to": "idea", "because": "goal-change", "note": text}} if back else {}
            front = json.dumps({**facts, "status": "active", "started": "2026-01-05", **move})
            place.write({f"projects/p{number:02}/README.md": f"---\n{front}\n---\n"})
            place.write({f"projects/p{number:02}/idea.md": document(iteration=1 + back)})
        place.commit("Move", date=f"2026-02-0{4 + back}")
    return place.root, texts


def test_hostile_texts_are_only_text(hostile: tuple[Path, tuple[str, ...]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ledger.report.news_sections.MOST", 1000)
    root, texts = hostile
    text = told(root)
    page = rendered(text)
    names = {tag.name for tag in page.find_all()}
    assert names == {"h2", "h3", "p", "strong", "ul", "li", "table", "thead", "tbody", "tr", "th", "td"}
    assert not re.search(r"[@#]\w", page.get_text())
    assert not re.search(r"^\s*/", text, re.MULTILINE)  # GitLab would run it
    back = page.select("ul")[0].find_all("li", recursive=False)
    assert len(back) == len(texts)
    assert len(page.find_all("tr")) == 2 * (len(texts) + 1)
    assert {len(row.find_all(["td", "th"])) for row in page.find_all("tr")} == {5, 6}


def test_hostile_texts_can_still_be_read(hostile: tuple[Path, tuple[str, ...]]) -> None:
    root, _ = hostile
    item = rendered(told(root)).select("li")[0]
    shown = " ".join(item.get_text().replace("\N{ZERO WIDTH SPACE}", "").split())
    assert shown.startswith("1. a (p")
    assert "went back from Build to Idea because of goal change: “1. a” (2026-02-05, " in shown
