"""Both engines build the same pages from the same input: MkDocs by default, Zensical on request."""

from pathlib import Path
from typing import Final

import pytest
from bs4 import BeautifulSoup
from bs4.element import Tag

from ledger.diagnostics import LedgerError
from ledger.site import engines
from ledger.site.build import Report, build
from ledger.site.engines import Engine, with_zensical
from ledger.site.merged_yaml import merged
from tests.build import Builder
from tests.portfolio import portfolio, read

MKDOCS_YML: Final = "site_name: Ours\ntheme: {name: material}\n"
GUIDE: Final = "# Guide\n\n[below](#more) https://example.com/ :smile: ==x==\n\n## More\n\n| a |\n|---|\n| b |\n"
SAID: Final = (
    "Build started\nWarning: page does not exist\n   ╭─[ guide/a.md:3:5 ]\n   │\n 3 │ [x](no.md)\n"
    "───╯\nWarning: anchor does not exist\n     ╭─[ b.md:1:2 ]\n2 issues found\n"
)


class Sites:
    """One ledger with a page of documentation, built by both engines."""

    def __init__(self, folder: Path) -> None:
        self.ledger: Builder = portfolio(folder / "ledger")
        self.ledger.write(
            {"mkdocs.yml": MKDOCS_YML, "docs/index.md": "# Guide\n\n[below](#more)\n\n## More\n\nwords\n"}
        )
        self.ledger.commit("Document", date="2026-05-01")
        self.built = {engine: folder / engine.value for engine in Engine}
        for engine in Engine:
            self.build(engine)

    def build(self, engine: Engine, *, strict: bool = True) -> Report:
        root = self.ledger.root
        return build(read(root), root=root, out=self.built[engine], engine=engine, strict=strict)

    def pages(self, engine: Engine) -> list[str]:
        return sorted(path.relative_to(self.built[engine]).as_posix() for path in self.built[engine].rglob("*.html"))

    def page(self, engine: Engine, path: str) -> BeautifulSoup:
        return BeautifulSoup((self.built[engine] / path).read_text("utf-8"), "html.parser")


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Sites:
    return Sites(tmp_path_factory.mktemp("sites"))


def _article(page: BeautifulSoup) -> Tag:
    found = page.find("article")
    assert isinstance(found, Tag)
    return found


def test_both_engines_make_the_same_pages(sites: Sites) -> None:
    pages = sites.pages(Engine.MKDOCS)
    assert pages == sites.pages(Engine.ZENSICAL)
    assert {"index.html", "projects/churn/index.html", "guide/index.html"} < set(pages)


def test_both_engines_say_the_same_words(sites: Sites) -> None:
    for path in sites.pages(Engine.MKDOCS):
        pages = [sites.page(engine, path) for engine in Engine]
        titles = {page.title.get_text() for page in pages if page.title}
        texts = {" ".join(_article(page).get_text(" ").split()) for page in pages}
        assert (len(titles), len(texts)) == (1, 1), path


def test_both_engines_keep_the_same_links_and_anchors(sites: Sites) -> None:
    for path in sites.pages(Engine.MKDOCS):
        found = [
            (
                [link["href"] for link in _article(page).find_all("a", href=True)],
                [one["id"] for one in _article(page).find_all(id=True) if one["id"] != "__skip"],
            )
            for page in (sites.page(engine, path) for engine in Engine)
        ]
        assert found[0] == found[1], path


@pytest.mark.parametrize("engine", Engine)
def test_no_page_loads_anything_from_elsewhere(sites: Sites, engine: Engine) -> None:
    for path in sites.pages(engine):
        page = sites.page(engine, path)
        loaded = [str(one.get("src") or one.get("href")) for one in page.find_all(["script", "img", "link", "iframe"])]
        assert [one for one in loaded if "//" in one] == [], path


def test_both_engines_take_the_search_index_from_the_disk(sites: Sites) -> None:
    for engine, name in ((Engine.MKDOCS, "search/search_index.js"), (Engine.ZENSICAL, "search.js")):
        assert (sites.built[engine] / name).read_text("utf-8").startswith('var __index = {"config"')


def test_the_same_ledger_gives_the_same_bytes(sites: Sites) -> None:
    assert sites.build(Engine.ZENSICAL).written == 0


def test_a_strict_build_fails_on_a_dead_link_and_names_its_place(sites: Sites) -> None:
    dead = sites.ledger.root / "docs/dead.md"
    dead.write_text("# Dead\n\n[x](nowhere.md)\n", encoding="utf-8")
    try:
        with pytest.raises(LedgerError, match=r"found: guide/dead\.md:3:5: page does not exist"):
            sites.build(Engine.ZENSICAL)
        assert sites.build(Engine.ZENSICAL, strict=False).warnings == ("guide/dead.md:3:5: page does not exist",)
    finally:
        dead.unlink()
        sites.build(Engine.ZENSICAL)


def test_warnings_are_read_and_at_least_counted() -> None:
    assert with_zensical.warnings_in(SAID) == (
        "guide/a.md:3:5: page does not exist",
        "b.md:1:2: anchor does not exist",
    )
    assert with_zensical.warnings_in("Build started\n2 issues found\n") == ("2 issues found",)
    assert with_zensical.warnings_in("Build started\nNo issues found\n") == ()


def test_an_engine_that_breaks_down_is_one_sentence(tmp_path: Path) -> None:
    config = tmp_path / "mkdocs.yml"
    config.write_text("site_name: x\ndocs_dir: /nowhere\n", encoding="utf-8")
    for engine in Engine:
        with pytest.raises(LedgerError, match=r"the site cannot be built, mend mkdocs\.yml"):
            engines.run(engine, config, epoch=0)


def test_an_engine_that_is_not_installed_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(with_zensical, "find_spec", lambda _: None)
    with pytest.raises(LedgerError, match=r"pip install 'project-ledger\[zensical\]'"):
        engines.run(Engine.ZENSICAL, tmp_path / "mkdocs.yml", epoch=0)


def test_a_look_that_inherits_and_holds_tags_serves_both_engines(sites: Sites) -> None:
    own = (
        "INHERIT: parts/base.yml\nmarkdown_extensions:\n  - admonition\n"
        "  - toc: {slugify: !!python/name:markdown.extensions.toc.slugify_unicode }\nnav: [index.md]\n"
    )
    sites.ledger.write({"mkdocs.yml": own, "parts/base.yml": "site_name: !ENV [NOT_SET_ANYWHERE, Inherited]\n"})
    try:
        for engine in Engine:
            sites.build(engine)
            page = sites.page(engine, "guide/index.html")
            assert page.title
            assert page.title.get_text() == "Guide - Inherited"
            assert [link.get_text(strip=True) for link in page.select(".md-tabs__link")][:2] == [
                "Portfolio",
                "Backtracks",
            ]
    finally:
        sites.ledger.write({"mkdocs.yml": MKDOCS_YML, "parts/base.yml": None})
        for engine in Engine:
            sites.build(engine)


def test_two_texts_merge_as_trees() -> None:
    base = b"a: !ENV X\nb: {c: 1, d: [1]}\ne: [1]\n"
    assert merged(base, "b: {d: [2], f: 3}\ne: null\n") == "a: !ENV 'X'\nb:\n  c: 1\n  d: [2]\n  f: 3\ne: null\n"
    assert merged(b"", "a: 1\n") == "a: 1\n"
