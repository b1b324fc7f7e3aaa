"""A text of a project in Markdown of ours: it is read as it is, and nothing in it acts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from ledger.report import markdown

BREAK = "\N{ZERO WIDTH SPACE}"


@given(st.text(st.sampled_from("ab \\`*_{}[]()<>#+-.!|~@:&\"'$^=/\n\t1") | st.characters(), max_size=60))
def test_inline_text_is_only_text(text: str) -> None:
    row = f"| a | b |\n| --- | --- |\n| {markdown.inline(text)} | x |\n"
    tokens = MarkdownIt("gfm-like", {"html": True, "linkify": False}).parse(row)
    cells = [token for token in tokens if token.type == "inline"]
    assert len(cells) == 4
    assert {child.type for cell in cells for child in cell.children or ()} <= {"text", "text_special"}


@given(st.text(st.sampled_from("ab \\`*_{}[]()<>#+-.!|~@:&\"'$^=/\n\t1") | st.characters(), max_size=60))
def test_inline_text_is_one_paragraph_of_an_item_and_reads_as_it_is(text: str) -> None:
    said = " ".join(text.split())
    tokens = MarkdownIt("gfm-like", {"html": True, "linkify": False}).parse(f"- {markdown.inline(said)}\n")
    kinds = [token.type for token in tokens if not token.type.startswith("paragraph")]
    assert kinds == [
        "bullet_list_open",
        "list_item_open",
        *(["inline"] if said else []),
        "list_item_close",
        "bullet_list_close",
    ]
    shown = "".join(child.content for token in tokens for child in token.children or ())
    assert shown.replace(BREAK, "") == "".join(sign if sign.isprintable() else "\ufffd" for sign in said)


def test_a_plain_sentence_reads_well_where_nothing_renders_it() -> None:
    said = 'It\'s so: 60 % (v2) - of all, "a+b"; 3. or 4)!'
    assert markdown.inline(said) == said


@pytest.mark.parametrize("text", ["1. one", "2)", "- one", "+", "---", "===", "www.example.com", "https://example.com"])
def test_what_would_begin_a_list_or_a_link_does_not(text: str) -> None:
    assert text not in markdown.inline(text)


@pytest.mark.parametrize(("text", "sign"), [("!12", "!"), ("GH-12", "-"), ("$12", ";"), ("~12", ";")])
def test_a_number_is_no_reference_of_a_forge(text: str, sign: str) -> None:
    assert f"{sign}{BREAK}12" in markdown.inline(text).replace("&#33;", "!")


def test_an_address_is_none_where_escapes_are_gone() -> None:
    assert f"https&#58;{BREAK}//example&#46;com" == markdown.inline("https://example.com")


def test_a_link_leads_only_where_it_says() -> None:
    assert markdown.link("a", "") == "a"
    assert markdown.link("a", 'https://e.org/x) "y" <z>|`') == "[a](https://e.org/x%29%20%22y%22%20%3Cz%3E%7C%60)"


def test_inline_text_mentions_nobody() -> None:
    assert "@" not in markdown.inline("ask @dana in #12")
    assert "&#64;\N{ZERO WIDTH SPACE}dana" in markdown.inline("ask @dana")
    assert "&#35;\N{ZERO WIDTH SPACE}12" in markdown.inline("in #12")
