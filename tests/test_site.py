"""The site: what the pages say, that nothing hostile gets through, that every link leads somewhere."""

import json
import re
from html import unescape
from importlib import import_module
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape
from typer.testing import CliRunner

from ledger.cli.app import app
from ledger.diagnostics import LedgerError
from ledger.site import publish
from ledger.site.build import build
from ledger.site.forge import forge_of
from ledger.site.markdown_text import Place, to_html
from ledger.site.render import one_block
from tests.build import Builder
from tests.links import Links, checked, links_of, pages_of
from tests.portfolio import EVIL, PIXEL, TODAY, portfolio, read


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return portfolio(tmp_path_factory.mktemp("ledger")).root


@pytest.fixture(scope="module")
def site(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("built") / "site"
    report = build(read(repository), root=repository, out=out)
    assert report.warnings == ()
    assert report.pages == len(list(pages_of(out)))
    return out


def content(site: Path, page: str) -> str:
    """What the page's own part holds."""
    text = (site / page).read_text("utf-8")
    start = text.index('<div class="pl ')
    return text[start : text.index("</article>", start)]


def said(site: Path, page: str) -> str:
    """The sentence with which the page answers, as it is read."""
    found = re.search(r'<p class="pl-answer"[^>]*>(.+)</p>', content(site, page))
    return unescape(re.sub(r"<[^>]+>", "", found[1])) if found else ""


def test_every_internal_link_leads_somewhere(site: Path) -> None:
    assert checked(site).broken == ()


def test_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    for page in pages_of(site):
        outside = [load for load in links_of(page).loads if urlsplit(load).scheme or urlsplit(load).netloc]
        assert outside == [], page
    for style in site.rglob("*.css"):
        assert not re.search(r"(url\(|@import)\s*['\"]?(https?:)?//", style.read_text("utf-8")), style


def test_every_browser_underlines_the_links(site: Path) -> None:
    """Safari skips `text-decoration` whole where it says more than which line; the single properties it knows."""
    sheets = [path for path in site.rglob("*.css") if "ledger" in path.name]
    said = {words for path in sheets for words in re.findall(r"text-decoration:\s*([^;}]+)", path.read_text("utf-8"))}
    assert "none" in said
    assert {words.removesuffix("!important").strip() for words in said} <= {"none", "underline"}


def test_ids_stand_once_a_page(site: Path) -> None:
    for page in pages_of(site):
        ids = links_of(page).ids
        assert sorted(set(ids)) == sorted(ids), page


def test_hostile_texts_stay_texts(site: Path) -> None:
    for page in pages_of(site):
        text = page.read_text("utf-8")
        found = links_of(page)
        assert found.handlers == [], page
        assert not re.search(r"<script[^>]*>\s*alert|<b>team|<i>tag", text), page
        assert not [
            target for target in found.targets if re.match(r"\s*(javascript|data|vbscript):", target, re.IGNORECASE)
        ]
    evil = (site / "projects/evil & <co>/index.html").read_text("utf-8")
    head = evil[: evil.index("</head>")]
    assert head.count("<title>") == head.count("</title>") == 1
    assert "&lt;/title&gt;&lt;script&gt;" in evil


def test_documents_keep_their_words_and_lose_their_dangers(site: Path) -> None:
    html = content(site, "projects/evil & <co>/index.html")
    assert "a hidden word" not in html
    assert "&lt;!-- kept in code --&gt;" in html
    assert "---&#10;" in html
    assert '<img src="files/figures/pixel.png" alt="pixel" loading="lazy">' in html
    assert (site / "projects/evil & <co>/files/figures/pixel.png").read_bytes() == PIXEL
    assert not (site / "projects/evil & <co>/files/bad.svg").exists()
    for plain in ("up (../../../ledger.yml)", "svg (bad.svg)", "notes (notes.txt)"):
        assert plain in html
    assert '<a href="#text-build">built</a>' in html
    assert '<a href="#text-idea.need">below</a>' in html
    assert ">nowhere" not in html.replace("<p>", "")
    assert 'href="https://example.com/a?b=1&amp;c=2" rel="noopener noreferrer nofollow"' in html


def test_the_portfolio_answers_first(site: Path) -> None:
    html = content(site, "index.html")
    assert "3 projects: 2 active and 1 cancelled. 2 projects are overdue for a decision." in said(site, "index.html")
    assert "Last to go back: Project churn, 141 days ago." in said(site, "index.html")
    assert '<tr data-flow="small" data-phase="Build" data-status="active" data-owner="sam"' in html
    assert html.index("Board") < html.index('id="projects"') < html.index("Latest moves")
    assert re.findall(r'<tr [^>]*data-status="(\w+)"', html) == ["active", "active", "cancelled"]


def test_a_project_says_what_it_needs_before_its_past(site: Path) -> None:
    html = content(site, "projects/churn/index.html")
    answer = said(site, "projects/churn/index.html")
    assert answer.startswith("In Build for the 2nd time for 127 days, led by Sam.")
    assert "In 176 days it went back once." in answer
    assert html.index("What it needs to move on") < html.index("How it got here") < html.index("Events")
    assert '<q class="pl-under" dir="auto">Simpler is enough.</q>' in html


def test_backtracks_tell_why_and_what_it_cost(site: Path) -> None:
    answer = said(site, "backtracks.html")
    assert "1 backtrack in 3 projects. The reason named most often is goal change (1 of 1)." in answer
    assert "A return costs 14 days in the median." in answer
    assert "there again after 14 days" in content(site, "backtracks.html")


def test_flows_are_explained(site: Path) -> None:
    html = content(site, "flows/small.html")
    told = "3 phases, 2 listed ways back and 1 listed iteration; 3 projects follow it."
    assert said(site, "flows/small.html") == told
    assert "entering it means delivered" in html
    assert '<a href="#phase-idea"><bdi>Idea</bdi></a>' in html
    assert "startup.html" in content(site, "flows/index.html")


def test_data_is_published(site: Path) -> None:
    ledger = json.loads((site / "data/ledger.json").read_text("utf-8"))
    events = json.loads((site / "data/events.json").read_text("utf-8"))
    assert ledger["version"] == events["version"] == 1
    assert ledger["projects"][1]["title"] == EVIL
    assert len(events["events"]) >= 7


def test_the_search_index_is_there_for_file_addresses_too(site: Path) -> None:
    index = (site / "search/search_index.json").read_text("utf-8")
    assert (site / "search/search_index.js").read_text("utf-8") == f"var __index = {index}"
    assert "Simpler is enough" not in index


def test_two_builds_are_equal_and_need_no_hook(
    repository: Path, site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ledger.site.settings._hooks", lambda _: [])
    build(read(repository), root=repository, out=tmp_path / "again")
    first, second = publish.files_below(site), publish.files_below(tmp_path / "again")
    assert list(first) == list(second)
    # The index says the same of everything that can be found, which test_search.py proves.
    assert [
        name
        for name in first
        if not name.startswith("search/") and first[name].read_bytes() != second[name].read_bytes()
    ] == []


def test_a_second_build_removes_what_is_stale(tmp_path: Path) -> None:
    builder = Builder(tmp_path / "ledger").project("one").project("two")
    builder.commit()
    out = tmp_path / "site"
    build(read(builder.root), root=builder.root, out=out)
    assert build(read(builder.root), root=builder.root, out=out).written == 0
    builder.git("mv", "projects/two", "projects/three")
    builder.commit()
    build(read(builder.root), root=builder.root, out=out)
    assert sorted(path.name for path in (out / "projects").iterdir()) == ["one", "three"]


def test_a_site_whose_writing_was_stopped_is_written_again(tmp_path: Path) -> None:
    out, gone = tmp_path / "site", tmp_path / "not there"
    files: dict[str, bytes | Path] = {"404.html": b"1", "about.html": gone, "data/ledger.json": b"{}"}
    with pytest.raises(FileNotFoundError):
        publish.write(out, files)
    publish.check_target(out, tmp_path)
    assert publish.write(out, {**files, "about.html": b"2"}) == 1
    assert set(publish.files_below(out)) == set(files)


def test_a_folder_takes_the_place_of_a_file_and_a_file_that_of_a_folder(tmp_path: Path) -> None:
    sites: tuple[dict[str, bytes], ...] = ({"a.png": b"1"}, {"a.png/b.png": b"2"}, {"a.png": b"3"})
    for files in sites:
        publish.write(tmp_path / "site", files)
        found = publish.files_below(tmp_path / "site")
        assert {name: path.read_bytes() for name, path in found.items()} == files


def test_an_empty_ledger_has_a_site(tmp_path: Path) -> None:
    builder = Builder(tmp_path / "ledger")
    builder.commit()
    build(read(builder.root), root=builder.root, out=tmp_path / "site")
    assert "There is no project yet" in content(tmp_path / "site", "index.html")
    assert "none went back" in content(tmp_path / "site", "backtracks.html")


def test_the_ledgers_own_documentation_becomes_the_guide(tmp_path: Path) -> None:
    builder = Builder(tmp_path / "ledger").project()
    builder.write(
        {
            "mkdocs.yml": "site_name: Ours & theirs\nrepo_url: https://github.com/example/ledger\n"
            "extra_css: [own.css, 'https://evil.example/x.css']\nnav: [{Start: index.md}, {More: [deep/page.md]}, "
            "{Shop: 'https://shop.example/'}, {Trap: 'javascript://%0aalert(1)'}]\n",
            "docs/index.md": "# Start\n\n[page](deep/page.md)\n",
            "docs/deep/page.md": "# Page\n",
            "docs/own.css": "p {}\n",
        }
    )
    sha = builder.commit()
    build(read(builder.root), root=builder.root, out=tmp_path / "site")
    page = (tmp_path / "site/guide/deep/page.html").read_text("utf-8")
    assert "Ours &amp; theirs" in page
    assert 'href="https://shop.example/"' in page
    assert "javascript:" not in page
    assert (tmp_path / "site/guide/own.css").is_file()
    assert f"https://github.com/example/ledger/commit/{sha}" in content(tmp_path / "site", "projects/churn/index.html")
    assert "evil.example" not in (tmp_path / "site/index.html").read_text("utf-8")


def test_a_strict_build_refuses_a_warning_and_keeps_the_last_site(tmp_path: Path) -> None:
    builder = Builder(tmp_path / "ledger").project()
    builder.write({"mkdocs.yml": "site_name: Ours\n", "docs/index.md": "# Start\n\n[gone](gone.md)\n"}).commit()
    out = tmp_path / "site"
    with pytest.raises(LedgerError, match=r"a strict build allows no warning, found: .*gone\.md"):
        build(read(builder.root), root=builder.root, out=out)
    assert not out.exists()
    assert build(read(builder.root), root=builder.root, out=out, strict=False).warnings


@pytest.mark.parametrize("place", [".", "..", "projects"])
def test_a_site_never_replaces_other_files(repository: Path, place: str) -> None:
    with pytest.raises(LedgerError, match="with --out"):
        build(read(repository), root=repository, out=repository / place)


def test_a_broken_mkdocs_file_is_one_sentence(tmp_path: Path) -> None:
    builder = Builder(tmp_path / "ledger").project().write({"mkdocs.yml": "site_name: [\n"})
    builder.commit()
    with pytest.raises(LedgerError, match=r"mkdocs\.yml cannot be read, mend it"):
        build(read(builder.root), root=builder.root, out=tmp_path / "site")


def test_the_command_builds_below_the_root(repository: Path) -> None:
    arguments = ["-C", str(repository / "projects"), "--now", str(TODAY), "site", "build", "--out", "built/site"]
    result = CliRunner().invoke(app, arguments)
    pages = len(list(pages_of(repository / "built/site")))
    assert (result.exit_code, result.output) == (0, f"{pages} pages in {repository}/built/site\n")


@given(st.text())
def test_a_block_passes_markdown_unchanged(text: str) -> None:
    html = one_block(f"<div class='pl'><p>{escape(text)}</p>\n\n<pre><code>{escape(text)}</code></pre></div>")
    assert all(line.startswith("<") for line in html.split("\n"))
    markdown = import_module("markdown").Markdown(
        extensions=["tables", "fenced_code", "md_in_html", "attr_list", "admonition", "toc"]
    )
    assert markdown.convert(html) == html


@given(st.text())
def test_any_text_becomes_harmless_html(text: str) -> None:
    parser = Links()
    parser.feed(to_html(text, Place(prefix="x", level=3)))
    assert parser.handlers == []
    assert parser.loads == []
    schemes = {urlsplit(target).scheme for target in parser.targets if not target.startswith("#")}
    assert schemes <= {"http", "https", "mailto"}


def test_headings_stand_below_those_of_the_page() -> None:
    html = to_html("# One\n\n###### Six\n\n# One\n", Place(prefix="idea", level=3))
    assert re.findall(r"<(h\d) id=\"([^\"]+)\"", html) == [("h3", "idea.one"), ("h6", "idea.six"), ("h3", "idea.one-1")]


@pytest.mark.parametrize(
    ("address", "commit"),
    [
        ("https://github.com/a/b.git", "https://github.com/a/b/commit/c0ffee"),
        ("https://gitlab.example.org/a/b/", "https://gitlab.example.org/a/b/-/commit/c0ffee"),
        ("https://bitbucket.org/a/b", "https://bitbucket.org/a/b/commits/c0ffee"),
        ("https://example.org/a/b", None),
        ("javascript:github.com/a/b", None),
        (None, None),
    ],
)
def test_commits_are_linked_on_a_known_forge(address: str | None, commit: str | None) -> None:
    forge = forge_of(address)
    assert (forge.commit("c0ffee") if forge else None) == commit


def test_files_are_linked_whatever_bytes_their_names_have() -> None:
    forge = forge_of("https://github.com/a/b")
    assert forge is not None
    assert forge.file("c0ffee", "projects/a\udcff b.md") == "https://github.com/a/b/blob/c0ffee/projects/a%FF%20b.md"
