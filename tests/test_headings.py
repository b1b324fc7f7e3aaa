"""The headings of a Markdown text and what stands below each."""

import re
import sys
import time
import unicodedata
from collections.abc import Iterable, Iterator
from html import unescape
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it.token import Token
from markdown_it.utils import EnvType

from ledger.site.text.dialect import parser
from ledger.text.headings import heading_key, heading_lines, is_empty, sections, texts_below
from ledger.text.unseen import without_unseen


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
    "text",
    [
        *("", " \n\t", "---", "- \n- ", "- [ ] ", "...", "\\", "<br>", "<BR />", "&nbsp;\n<br/>"),
        *("[](a.md)", "- [ ]( <a b> 't')\n[](.)", "[<b></b>](?a&amp;b)"),
        *("<b>", "<div></div>", '<span class="x">\n</span>', "<your words here>", "&zwnj; &#8203;&#x200B;&emsp;"),
    ],
)
def test_marks_alone_say_nothing(text: str) -> None:
    assert is_empty(text)


@pytest.mark.parametrize("sign", "\u00a0\u00ad\u200b\u200d\u202e\u2060\u2800\u3000\u3164\ufe0f\ufeff\U000e0041")
def test_what_nobody_sees_says_nothing(sign: str) -> None:
    assert is_empty(f"- {sign}\n{sign}")
    assert not is_empty(f"{sign}a{sign}")


def test_no_sign_of_format_says_anything_or_parts_two_names() -> None:
    formats = "".join(sign for sign in map(chr, range(sys.maxunicode + 1)) if unicodedata.category(sign) == "Cf")
    assert is_empty(formats)
    assert without_unseen(f"a{formats}b") == "ab"


@pytest.mark.parametrize(
    "text",
    [
        "x",
        "- a",
        "数",
        "![](plot.png)",
        "[](a)b",
        "[a](b)",
        "[](a b)",
        '<img src="plot.png">',
        "42",
        "👍",
        "<b>x</b>",
        "a < b > c",
        "<https://a.b>",
        "&amp;",
        "&eacute;",
        "&;",
    ],
)
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
        "<div>",
        "</div> word",
        "<!-- c --> seen",
        "a <!-- b",
        "[a]: https://a.b",
        "[a]: https://a.b 'title'",
        "'title'",
        "- [c]: /d",
        "[](/d)",
        "1.",
        "2) [ ]",
        "3. -",
        "[b]:",
        "[^1]: note",
        "see [^1] and [a]",
        "## F <!-- why -->",
        "G <!-- b",
        "- > [!TIP]",
        "$$",
        "$$x$$",
        "!!! note",
        '??? tip "T"',
        ": means",
        "|-|",
        "> [!NOTE]",
        "\t## E",
        "\u00a0",
        "&shy;",
    ]
)


_Heading = tuple[int, int, str]


def _without_kinds(tokens: Iterable[Token]) -> Iterator[Token]:
    """Tokens without the titles of notes for which nobody wrote one."""
    is_kind, is_within = False, False
    for token in tokens:
        if token.type in {"admonition_open", "alert_open"}:
            is_kind = token.type == "alert_open" or len(token.info.split()) == 1
        is_within |= is_kind and token.type.endswith("_title_open")
        if not is_within:
            yield token
        is_within &= not token.type.endswith("_title_close")


def _shown(body: str) -> tuple[list[_Heading], list[str]]:
    """The headings that stand at the margin of a page, with the words below each.

    Of raw HTML the tags are no words, and neither is the title of a note that is drawn from its kind.
    """
    env: EnvType = {}
    tokens = list(_without_kinds(parser().parse(body, env)))
    headings, pieces = list[_Heading](), list[list[Token]]()
    for token, inside in pairwise((*tokens, *tokens[:1])):
        if token.type == "footnote_block_open":
            break
        if token.type == "heading_open" and token.level == 0 and token.map:
            title = re.sub(r"<!--.*?-->", "", inside.content, flags=re.DOTALL)
            headings.append((token.map[0] + 1, int(token.tag[1]), " ".join(title.split())))
            pieces.append([])
        elif pieces and not (token.level == 0 and token.type == "heading_close"):
            # Of a formula what was typed: drawn, a hyphen alone becomes a minus, which is a sign that says something.
            pieces[-1].append(token.copy(type="code_block") if token.type == "math_block" else token)
    drawn = [parser().renderer.render(piece[1:], parser().options, env) for piece in pieces]
    return headings, [unescape(re.sub(r"<[^>]*>", "", one)) for one in drawn]


@example("-\n    code\n-->\n---")
@example("1.\n   text\ntext\n---")
@example("-\n      code\ntext\n---")
@example("-\n\n    code\ntext\n---")
@example("-\n  ## B\ntext\n---")
@example("|a|\n|-|\nNeed\n---")
@example("text\n\u00a0\n---")
@example("# A\n$$\n- ```\n$$")
@example("# A\n<div>\n$$\n$$")
@settings(max_examples=500, deadline=None)
@given(st.lists(_LINES, max_size=12).map("\n".join))
def test_headings_and_what_is_below_them_are_those_of_the_page(body: str) -> None:
    found = sections(body)
    headings, words = _shown(body)
    assert [(one.line, one.level, " ".join(one.title.split())) for one in found] == headings
    assert [is_empty(one.text) for one in found] == [is_empty(one) for one in words]


@pytest.mark.parametrize(
    ("body", "texts"),
    [
        ("<div>\n## Need\nHours.\n</div>", {"need": "Hours.\n</div>"}),  # the site shows tags as they are typed
        ("## Need\n[a]: https://a.b", {"need": ""}),
        ("## Need\n1.\n2. [ ]\n3) - ", {"need": ""}),
        ("## Need\nThere are\n1.\n", {"need": "There are\n1."}),
        ("## Need\n[a]:\n  https://a.b\n  'title'\n\n[B c]: <d e>", {"need": ""}),
        ("## Need\n[a]: javascript:x", {"need": "[a]: javascript:x"}),
        ("## Need\n[^1]: below", {"need": ""}),
        ("## Need\nsee[^1]\n\n[^1]: below\n\n    more", {"need": "see[^1]"}),
        ("[a]: https://a.b\n---\n## Need", {"need": ""}),
        ("$$\n## Need\n$$", {}),
        ("|a|\n|-|\nNeed\n---", {}),
        ("text\n\u00a0\n---\nbelow", {"text": "below"}),
        ("## Need\n!!! note", {"need": ""}),
        ("## Need\n??? tip\n    Hours.", {"need": "Hours."}),
        ("## Need\n- > [!NOTE]", {"need": ""}),
        ('## Need\n!!! note "Hours"', {"need": '!!! note "Hours"'}),
        ("## Need\n> [!NOTE]", {"need": ""}),
        ("## Need\n> [!NOTE]\n> Hours.", {"need": "> Hours."}),
        ("## Need <!-- why -->\nHours.", {"need": "Hours."}),
        ("## <!-- a --> Need <!--b--> ##\nHours.", {"need": "Hours."}),
        ("Need <!-- why\nnot -->\n---\nHours.", {"need": "Hours."}),
        ("- item\n\n## Need <!-- why -->\n$$x$$", {"need": "x"}),
        ("## Need `<!-- b -->`\nHours.", {"need `<!-- b -->": "Hours."}),
        ("## Need <!-- why\nHours.", {"need <!-- why": "Hours."}),
    ],
)
def test_what_the_page_does_not_show_is_no_step(body: str, texts: dict[str, str]) -> None:
    assert texts_below(body) == texts


def test_signs_of_code_that_nothing_closes_are_read_in_a_moment() -> None:
    unclosed = " ".join("`" * count for count in range(1, 2_000))
    before = time.perf_counter()
    assert texts_below(f"## Need\n\n{unclosed} <!-- a --> b\n")["need"] == f"{unclosed}  b"
    assert time.perf_counter() - before < 5


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a <!-- b --> c", "a  c"),
        ("`<!-- a -->` b", "`<!-- a -->` b"),
        ("``a ` <!-- b --> `` c", "``a ` <!-- b --> `` c"),
        ("`` a <!-- b --> ` c", "`` a  ` c"),
        ("a <!-- ` --> b ` c <!-- d -->", "a  b ` c"),
        ("a <!-- b", "a <!-- b"),
        ("a <!--> b --> c", "a  c"),
        ("a <!-- b <!-- c --> d --> e", "a  d --> e"),
        ("` a ` <!-- b --> ` c `", "` a `  ` c `"),
    ],
)
def test_a_comment_is_cut_out_of_a_paragraph_but_not_of_code(text: str, shown: str) -> None:
    assert texts_below(f"## Need\n\n{text}\n")["need"] == shown


def test_code_in_a_list_is_code_and_ends_there() -> None:
    (need,) = sections("## Need\n- one\n  ```\n  ## no heading <!-- kept -->\n  ```\n- two <!-- gone -->\n")
    assert need.text.split("\n") == ["- one", "  ## no heading <!-- kept -->", "- two"]


@given(st.text(max_size=200))
def test_any_text_can_be_read(body: str) -> None:
    assert all(1 <= one.line <= body.count("\n") + 1 for one in sections(body))
