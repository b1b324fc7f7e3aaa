"""The headings of a Markdown text and what stands below each."""

from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from ledger.text.headings import heading_key, heading_lines, is_empty, sections, texts_below


@pytest.mark.parametrize(
    ("body", "titles"),
    [
        ("## Need\ntext", ["Need"]),
        ("  ## Need  ##  \n", ["Need"]),
        ("##Need\n", []),
        ("    ## code\n", []),
        ("```\n## code\n```\n## Need", ["Need"]),
        ("~~~~ md\n## code\n~~~\n## code\n~~~~\n## Need", ["Need"]),
        ("```\n## never closed\n", []),
        ("<!--\n## hidden\n-->\n## Need", ["Need"]),
        ("Need\n---\ntext", ["Need"]),
        ("- item\n---\ntext", []),
        ("> quote\n---\n", []),
        ("- ## item\n> ## quote", []),
        ("two\nlines\n===\n", ["two lines"]),
    ],
)
def test_headings_are_those_that_commonmark_sees(body: str, titles: list[str]) -> None:
    assert [section.title for section in sections(body)] == titles


def test_text_below_a_heading_ends_at_the_next_heading_of_its_level() -> None:
    body = "# Title\nintro\n## Need\n\nHours.\n### Who\nAirports.\n## Scope\n# Other\nlast"
    assert texts_below(body) == {"need": "Hours.\nAirports.", "scope": ""}


def test_comments_are_no_text_and_code_is() -> None:
    hidden = "## A\n<!-- What is it?\n\nWhy? -->\n## B\nseen <!-- unseen --> seen\n"
    body = hidden + "## C\n```\n<!-- code -->\n```\n## D\nuse `<!--` here"
    texts = texts_below(body)
    assert texts["a"] == ""
    assert texts["b"] == "seen  seen"
    assert texts["c"] == "<!-- code -->"
    assert texts["d"] == "use `<!--` here"


def test_equal_headings_are_joined_and_the_first_has_the_line() -> None:
    body = "intro\n## Need\none\n\n## NEED (product)\ntwo"
    assert texts_below(body) == {"need": "one\ntwo"}
    assert heading_lines(body) == {"need": 2}


@pytest.mark.parametrize(
    "title", ["Product need", " product  NEED ", "Product need (product)", "**Product need**", "`Product need`"]
)
def test_case_space_marks_and_track_do_not_part_headings(title: str) -> None:
    assert heading_key(title) == "product need"


@pytest.mark.parametrize(
    "text", ["", " \n\t", "---", "- \n- ", "- [ ] ", "...", "\\", "<br>", "<BR />", "&nbsp;\n<br/>"]
)
def test_marks_alone_say_nothing(text: str) -> None:
    assert is_empty(text)


@pytest.mark.parametrize("sign", "\u00a0\u00ad\u200b\u200d\u202e\u2060\u2800\u3000\u3164\ufe0f\ufeff\U000e0041")
def test_what_nobody_sees_says_nothing(sign: str) -> None:
    assert is_empty(f"- {sign}\n{sign}")
    assert not is_empty(f"{sign}a{sign}")


@pytest.mark.parametrize("text", ["x", "- a", "数", "![](plot.png)", "42", "👍", "<b>", "<https://a.b>", "&amp;"])
def test_any_word_says_something(text: str) -> None:
    assert not is_empty(text)


_LINES = st.sampled_from(
    [
        "# A",
        "## B",
        "### C #",
        "text",
        "",
        "---",
        "===",
        "```",
        "~~~",
        "<!--",
        "-->",
        "<!-- c -->",
        "- item",
        "> quote",
        "    code",
        "1. one",
        "2. two",
        "-",
        "* * *",
        "| a |",
        "  more",
        "  ## C",
        "  ~~~",
        "   <!--",
        "> - a",
        "- ```",
        "- ## D",
    ]
)


def _top_headings(body: str) -> list[tuple[int, str]]:
    tokens = MarkdownIt("commonmark").parse(body)
    pairs = pairwise(tokens)
    return [
        (int(token.tag[1]), " ".join(inline.content.split()))
        for token, inline in pairs
        if token.type == "heading_open" and token.level == 0
    ]


@example("-\n    code\n-->\n---")
@example("1.\n   text\ntext\n---")
@example("-\n      code\ntext\n---")
@example("-\n\n    code\ntext\n---")
@example("-\n  ## B\ntext\n---")
@settings(max_examples=300, deadline=None)
@given(st.lists(_LINES, max_size=12).map("\n".join))
def test_the_scanner_agrees_with_a_full_parser(body: str) -> None:
    assert [(one.level, " ".join(one.title.split())) for one in sections(body)] == _top_headings(body)


def test_code_in_a_list_is_code_and_ends_there() -> None:
    (need,) = sections("## Need\n- one\n  ```\n  ## no heading <!-- kept -->\n  ```\n- two <!-- gone -->\n")
    assert need.text.split("\n") == ["- one", "  ## no heading <!-- kept -->", "- two"]


@given(st.text(max_size=200))
def test_any_text_can_be_read(body: str) -> None:
    assert all(1 <= one.line <= body.count("\n") + 1 for one in sections(body))
