"""The pages about records: audit, codes, activity, data; the feed, the sheets, the badges, what a link shows."""

import csv
import re
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ledger.codes import CODES
from ledger.export.text import csv_of
from ledger.records.model import Ledger
from ledger.site.drawings import badge
from ledger.site.feed import feed
from ledger.site.page import Page
from ledger.site.pages.activity import PAGED, activity_pages, chunks_of, decision_of
from ledger.site.pages.audit import audit_page
from ledger.site.pages.codes import codes_page
from ledger.site.record import Record
from ledger.site.render import render
from ledger.views import events_json, status_rows
from ledger.views.sheets import Sheet, sheets_of
from tests.build import LEDGER, Builder, card, document
from tests.links import checked
from tests.test_decisions import GATED, holding, read, vote

ATOM: Final = "{http://www.w3.org/2005/Atom}"
DAY: Final = date(2026, 11, 20)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Builder:
    """A project that advanced with a vote on another text, under a policy that has changed since."""
    found = Builder(tmp_path_factory.mktemp("records") / "ledger", flow=GATED).project()
    found.commit("Start")
    found.write(holding(document(body="New.\n"), vote(document()))).commit("Vote", date="2026-01-06", author="dana")
    found.write({"projects/churn/README.md": card(phase="build"), "projects/churn/build.md": document("build")})
    found.commit("Advance", date="2026-02-10")
    waiver = "waivers: [{code: APR001, project: churn, until: 2026-12-31, reason: agreed by phone}]\n"
    found.write({"ledger.yml": LEDGER + waiver}).commit("Waive", date="2026-02-11")
    return found


@pytest.fixture(scope="module")
def told(place: Builder) -> tuple[Ledger, Record]:
    return read(place)


def test_the_audit_shows_verdicts_grades_and_waivers(told: tuple[Ledger, Record]) -> None:
    ledger, record = told
    assert record.audit
    html = render(audit_page(ledger, record, record.audit, forge=None))
    assert f"4 commits up to {ledger.head[:8]} of 11 Feb 2026 were judged again: 2 moves of 1 project, 1 vote." in html
    assert "agreed by phone" in html
    assert f"ledger audit --since {ledger.head[:12]}" in html
    assert re.search(r'href="projects/churn/decisions/idea-scope-dana-1\.html"', html)
    assert re.search(r'href="codes\.html#APR001"', html)


def test_every_code_is_explained_at_its_anchor() -> None:
    html = render(codes_page())
    assert re.findall(r'<h3 id="([A-Z]{3}\d{3})"', html) == list(CODES)


def test_activity_tells_every_event_with_its_decision(told: tuple[Ledger, Record]) -> None:
    ledger, record = told
    (page,) = activity_pages(ledger, record.decisions, forge=None)
    html = render(page)
    assert html.count('<li class="pl-move ') == len(ledger.events) == 3
    assert re.findall(r'data-kind="(\w+)"', html) == ["moves", "votes", "moves"]
    assert '<a href="projects/churn/decisions/idea-scope-dana-1.html">decision</a>' in html
    assert html.index('id="2026-02"') < html.index('id="2026-01"')


@given(st.lists(st.integers(1, 900), min_size=1, max_size=12))
def test_a_page_of_activity_that_is_closed_never_changes(counts: list[int]) -> None:
    months = [(f"m{place}", count) for place, count in enumerate(counts)]
    pages = chunks_of(months)
    assert [month for page in pages for month in page] == [month for month, _ in months]
    sizes = dict(months)
    assert all(sum(sizes[month] for month in page) >= PAGED for page in pages[:-1])
    before = chunks_of(months[:-1])[:-1] if len(months) > 1 else ()
    assert pages[: len(before)] == before


def atom(told: tuple[Ledger, Record], address: str = "") -> ET.Element:
    ledger, record = told
    return ET.fromstring(feed(ledger, address=address, page_of=decision_of(record.decisions)))  # noqa: S314 - our own


def test_the_feed_has_what_atom_asks_for(told: tuple[Ledger, Record]) -> None:
    root = atom(told, "https://example.com/ledger/")
    entries = root.findall(f"{ATOM}entry")
    for one in (root, *entries):
        assert all(one.findtext(f"{ATOM}{name}") for name in ("id", "title", "updated"))
        assert str(one.findtext(f"{ATOM}id")).startswith("urn:uuid:")
    assert [entry.findtext(f"{ATOM}updated") for entry in entries] == [
        "2026-02-10T12:00:00Z",
        "2026-01-06T12:00:00Z",
        "2026-01-05T12:00:00Z",
    ]
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == 3
    links = [str(link.get("href")) for link in root.iter(f"{ATOM}link")]
    assert all(link.startswith("https://example.com/ledger/") for link in links)
    assert "https://example.com/ledger/projects/churn/decisions/idea-scope-dana-1.html" in links


def test_an_entry_keeps_its_id_wherever_the_site_is(told: tuple[Ledger, Record]) -> None:
    def ids(address: str) -> list[str | None]:
        return [one.findtext(f"{ATOM}id") for one in atom(told, address).iter(f"{ATOM}entry")]

    assert ids("") == ids("https://example.com/")


def test_no_cell_is_a_formula() -> None:
    values = ("=1+1", "+1", "-1", "@x", "\tx", "\rx", "plain", -1, None, "it's")
    sheet = Sheet(name="s", words="", columns={str(place): "" for place in range(len(values))}, rows=(values,))
    _, row = csv.reader(StringIO(csv_of(sheet).decode(), newline=""))
    assert row == ["'=1+1", "'+1", "'-1", "'@x", "'\tx", "'\rx", "plain", "-1", "", "it's"]


def test_sheets_hold_a_value_for_every_column(told: tuple[Ledger, Record]) -> None:
    ledger, record = told
    facts = events_json(ledger.events)["events"]
    projects, events, approvals = sheets_of(ledger, status_rows(ledger), record.decisions, events=facts)
    assert [len(sheet.rows) for sheet in (projects, events, approvals)] == [1, 3, 1]
    assert all(len(row) == len(sheet.columns) for sheet in (projects, events, approvals) for row in sheet.rows)
    assert dict(zip(approvals.columns, approvals.rows[0], strict=True))["state"] == "lapsed"


def test_a_badge_says_phase_status_and_debt(told: tuple[Ledger, Record]) -> None:
    (row,) = status_rows(told[0])
    root = ET.fromstring(badge.draw(row))  # noqa: S314 - our own
    title = root.findtext("{http://www.w3.org/2000/svg}title")
    assert title == "Project churn: Build, active, 1 approval lapsed"


@pytest.fixture(scope="module")
def demo(demonstration: Path) -> Path:
    return demonstration / "site"


def test_every_link_of_the_demonstration_leads_somewhere(demo: Path) -> None:
    found = checked(demo)
    assert found.broken == ()
    assert found.pages > 100
    assert found.links > 20 * found.pages


def test_every_decision_of_the_demonstration_shows_its_text_and_what_changed(demo: Path) -> None:
    pages = sorted(demo.glob("projects/*/decisions/*.html"))
    assert len(pages) == 56
    for page in pages:
        html = page.read_text("utf-8")
        assert "No commit of this history" not in html, page
        changed = "changed since</span>" in html and "unchanged since</span>" not in html
        assert changed == ('id="changed"' in html), page
        assert changed == bool(re.search('class="pl-line pl-line--(added|removed)"', html)), page


def test_pages_tell_who_links_to_them_what_they_are(demo: Path) -> None:
    head = (demo / "audit.html").read_text("utf-8").partition("</head>")[0]
    assert '<meta property="og:title" content="Audit">' in head
    assert re.search('<meta property="og:description" content="372 commits up to [^"]+">', head)
    assert '<meta property="og:url" content="https://example.com/ledger/audit.html">' in head
    assert 'type="application/atom+xml" title="Activity" href="feed.xml"' in head


def test_a_lost_reader_finds_the_way_from_any_depth(demo: Path) -> None:
    html = (demo / "404.html").read_text("utf-8")
    assert "This page is not here" in html
    assert 'href="/ledger/index.html">portfolio</a>' in html


@pytest.mark.parametrize("words", ["A \N{GRINNING FACE} title", "a\u2028b", "\ufffe\x85\ud800end"])
def test_titles_of_any_letters_reach_the_page(words: str) -> None:
    text = render(Page(path="x.md", title=words, description=words, template="codes.html.j2", values={"families": ()}))
    front = yaml.safe_load(text.encode().decode().split("---\n")[1])
    assert front["title"] == front["description"] == re.sub("[\ufffe\x85\ud800\u2028]+", " ", words).strip()


def test_what_happened_and_why_are_words_apart(demonstration: Path) -> None:
    page = (demonstration / "site/projects/churn/index.html").read_text("utf-8")
    assert "cancelled because of priority change" in " ".join(re.sub(r"<[^>]+>", "", page).split())
