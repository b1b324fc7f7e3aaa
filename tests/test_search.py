"""What search finds: the same with the hook that saves time and without it."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from material.plugins.search.plugin import Parser  # type: ignore[import-untyped]  # it has no types

from ledger.site.build import build
from ledger.site.hook import searched
from tests.portfolio import portfolio, read


def _element(tag: str, parts: list[str]) -> str:
    return f'<{tag} title="a > b">{"".join(parts)}</{tag}>'


_WORDS = st.sampled_from(["gate", " ", "\n", "a < b", '"', "&amp;", "Hours"])
_TAGS = st.sampled_from(["span", "bdi", "p", "ul", "table", "td", "strong", "div", "section", "code", "figure"])
_ELEMENTS = st.recursive(
    _WORDS.map(lambda word: word.replace("<", "&lt;")),
    lambda inner: st.builds(_element, _TAGS, st.lists(inner)),
    max_leaves=12,
)


def found_in(html: str) -> list[tuple[str, str, str]]:
    """The sections that the search plugin finds, with their words; one without a word is of no use to anybody."""
    parser = Parser()
    parser.feed(html)
    parser.close()
    told = [(one.id, one.title, one.text) for one in parser.data if not one.is_excluded()]
    plain = [(str(key), _plain(title), _plain(text)) for key, title, text in told]
    return [one for one in plain if one[1] or one[2]]


def _plain(parts: list[str]) -> str:
    return " ".join("".join(parts).split())


def found(site: Path) -> dict[str, tuple[str, str]]:
    """The search index of a site: title and text of each place that has one."""
    docs: list[dict[str, Any]] = json.loads((site / "search/search_index.json").read_text("utf-8"))["docs"]
    told = {one["location"]: (_plain([one["title"]]), _plain([one["text"]])) for one in docs}
    return {place: words for place, words in told.items() if words[1]}


@given(before=_ELEMENTS, off=_ELEMENTS, after=_ELEMENTS)
def test_search_is_shown_all_that_it_would_find(before: str, off: str, after: str) -> None:
    page = f'<div><h2 id="one">A <bdi>title</bdi></h2>{before}<x-off data-search-exclude>{off}</x-off>{after}</div>'
    assert found_in(searched(page)) == found_in(page)


def test_what_is_excluded_ends_where_its_element_does() -> None:
    page = '<p>one</p><div class="x" data-search-exclude><div>two</div><p>three</p></div><p>four</p>'
    assert found_in(searched(page)) == [("None", "", "<p>one</p><p>four</p>")]
    assert searched("<p>one</p><div data-search-exclude>never closed") == "<p>one</p>"


def test_the_hook_changes_nothing_that_can_be_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository = portfolio(tmp_path / "ledger").root
    build(read(repository), root=repository, out=tmp_path / "with")
    monkeypatch.setattr("ledger.site.settings._hooks", lambda _: [])
    build(read(repository), root=repository, out=tmp_path / "without")
    assert found(tmp_path / "with") == found(tmp_path / "without")


def test_a_project_is_found_by_its_text_and_not_by_every_event(demonstration: Path) -> None:
    index = found(demonstration / "site")
    places = [place for place in index if place.startswith("projects/") and place.count("/") == 2]
    assert any(place.endswith("#facts") for place in places)
    assert not any(place.endswith(("#events", "#past", "#needs")) for place in places)


def test_a_code_is_found(demonstration: Path) -> None:
    title, text = found(demonstration / "site")["codes.html#APR001"]
    assert "APR001" in title
    assert text


def test_a_large_portfolio_is_found_by_facts_and_not_by_texts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository = portfolio(tmp_path / "ledger").root
    build(read(repository), root=repository, out=tmp_path / "small")
    monkeypatch.setattr("ledger.site.easel.SHEET", 1)
    build(read(repository), root=repository, out=tmp_path / "large")
    lost = found(tmp_path / "small").keys() - found(tmp_path / "large").keys()
    assert "projects/churn/index.html#facts" in found(tmp_path / "large")
    assert {"texts", "text-idea", "text-build"} <= {place.partition("#")[2].partition(".")[0] for place in lost}
    assert not any("#text" in place for place in found(tmp_path / "large"))
