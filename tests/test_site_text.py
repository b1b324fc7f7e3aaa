"""What documents may hold on the site: notes, footnotes, tasks, definitions, code and maths, and nothing that runs."""

import re
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.site.markdown_text import Place, to_html
from ledger.site.text import maths
from ledger.site.text.clean import clean, clean_foreign
from ledger.site.text.code import code_block
from ledger.site.text.maths import mathml
from ledger.text.headings import sections
from tests.hostile.markup import elements_of

PLACE = Place(prefix="text-idea", level=3)

# Pieces that a formula or a text is made of, so that random ones come near to what means something.
_SIGNS = [*r"{}^_&$x1+<> \\", r"\frac", r"\left(", r"\right)", r"\text{<b>}", r"\begin{matrix}", r"\sqrt"]
_TEX = st.lists(st.sampled_from(_SIGNS)).map("".join)
_WORDS = [
    *("<script>", "</script>", "<img onerror=x src=x>", "<!--", "-->", "!!! ", "> [!NOTE]", "[^1]", "[^1]:", "$$", "$"),
    *("```", "\n", "\n\n", "    ", "- [ ] ", ": ", "|", "|-|", "# ", "](javascript:a)", "[", "a", "&lt;", '"', "{{"),
]
_MARKDOWN = st.lists(st.sampled_from(_WORDS), max_size=40).map("".join)


def html(text: str) -> str:
    return to_html(text, PLACE)


@pytest.mark.parametrize(
    ("text", "kind", "title"),
    [
        ("!!! warning\n    Mind.", "warning", "Warning"),
        ('!!! tip "Say *it*"\n    Mind.', "tip", "Say <em>it</em>"),
        ("!!! md-overlay pl-quiet\n    Mind.", "note", "pl-quiet"),
        ("> [!CAUTION]\n> Mind.", "danger", "Caution"),
    ],
)
def test_notes_of_both_spellings_are_drawn_by_the_theme(text: str, kind: str, title: str) -> None:
    opened = f'<div class="admonition {kind}">\n<p class="admonition-title">{title}</p>\n'
    assert html(text) == f"{opened}<p>Mind.</p>\n</div>\n"


def test_a_note_may_be_folded() -> None:
    assert html("??? note\n    Mind.").startswith('<details class="note">\n<summary>Note</summary>')
    assert html("???+ bug\n    Mind.").startswith('<details class="bug" open="open">')


def test_footnotes_have_ids_of_their_document() -> None:
    made = html("A[^x].\n\n[^x]: Because [so](javascript:alert(1)).")
    assert '<a href="#fn-text-idea-1" id="fnref-text-idea-1">[1]</a>' in made
    assert '<li id="fn-text-idea-1" class="footnote-item">' in made
    assert "<a href=" not in made.partition("Because")[2].partition(")).")[0]


def test_tasks_are_pictures_of_boxes_with_words() -> None:
    made = html("- [x] seen\n- [ ] not yet")
    assert '<span class="pl-check" role="img" aria-label="done">☑</span> seen' in made
    assert 'aria-label="open">☐</span> not yet' in made
    assert "<input" not in made


def test_definitions_and_tables() -> None:
    assert "<dt>Bandit</dt>\n<dd>Learns while it acts</dd>" in html("Bandit\n: Learns while it acts")
    assert '<th scope="col" style="text-align:right">n</th>' in html("|a|n|\n|-|-:|\n|x|1|").replace(
        'style="text-align:right" scope="col"', 'scope="col" style="text-align:right"'
    )


def test_code_is_marked_in_known_languages_only() -> None:
    assert '<span class="k">def</span>' in html("```python\ndef f(): pass\n```")
    assert html("```mermaid\na<b\n```") == (
        '<div class="highlight"><pre tabindex="0"><code>a&lt;b\n</code></pre></div>\n'
    )
    assert "<span" not in code_block("x = 1\n" * 10_000, "python")


def test_formulas_become_mathml_with_their_source() -> None:
    made = html("So $x^2$:\n\n$$\n\\frac{a}{b}\n$$")
    assert '<math display="inline" alttext="x^2"><mrow><msup><mi>x</mi><mn>2</mn></msup></mrow></math>' in made
    assert '<math display="block" alttext="\\frac{a}{b}">' in made
    assert html("It costs $5 and then $7.") == "<p>It costs $5 and then $7.</p>\n"


@pytest.mark.parametrize(
    "tex", ["{", r"\left(", r"\def\a{\a\a}\a", r"\newcommand{\a}{b}\a", "{" * 1500, "x" * 5000, " "]
)
def test_a_formula_that_cannot_be_drawn_shows_its_source(tex: str) -> None:
    assert mathml(tex, display=False) == f'<code class="pl-tex">{tex}</code>'


@pytest.mark.parametrize(
    "tex",
    [
        r"\text{<script>alert(1)</script>}",
        r"\href{javascript:alert(1)}{x}",
        r"\style{position:fixed;inset:0}{x}",
        r"\class{md-overlay}{x}",
        r"\rule{99999em}{99999em}",
        r"\color{red;background:url(//x)}{x}",
        r"\unicode{x3c}script\unicode{x3e}",
    ],
)
def test_a_formula_is_only_a_formula(tex: str) -> None:
    made = mathml(tex, display=False)
    assert {one.tag for one in elements_of(made)} <= {"math", *maths.TAGS}
    attributes = {name: value for one in elements_of(made) for name, value in one.attributes.items()}
    assert attributes.pop("alttext") == tex
    assert not attributes.keys() & {"href", "style", "class", "width", "mathbackground", "mathcolor"}


@given(_TEX)
def test_no_formula_gets_through_as_anything_else(tex: str) -> None:
    made = mathml(tex, display=True)
    assert {one.tag for one in elements_of(made)} <= {"code", *maths.TAGS}
    assert clean(made) == clean(clean(made))


@given(_MARKDOWN)
def test_no_text_brings_elements_of_its_own(text: str) -> None:
    made = html(text)
    found = elements_of(made)
    assert not {one.tag for one in found} & {"script", "img", "style", "iframe", "svg", "input", "form"}
    assert not [name for one in found for name in one.attributes if name.startswith("on")]
    assert all(one.attributes.get("href", "#").startswith("#") for one in found)
    assert clean(made) == made
    ids = [one.attributes["id"] for one in found if "id" in one.attributes]
    assert len(ids) == len(set(ids))
    assert all(one.startswith(("text-idea.", "fn-text-idea-", "fnref-text-idea-")) for one in ids)


def test_headings_that_repeat_each_other_have_ids_of_their_own() -> None:
    ids = re.findall(r'id="([^"]*)"', html("# A\n# A\n# A-1\n# A\n" + "# B\n" * 2000))
    assert ids[:4] == ["text-idea.a", "text-idea.a-1", "text-idea.a-1-1", "text-idea.a-2"]
    assert (len(ids), ids[-1]) == (2004, "text-idea.b-1999")


def test_foreign_html_keeps_its_tables_and_loses_its_looks() -> None:
    foreign = (
        '<style>p{}</style><table class="dataframe" border=1 style="position:fixed"><tr onclick=x>'
        '<th id=__search>a</th><td colspan=2><a href="javascript:x">b</a><a href="/x">c</a>'
        "<img src=x onerror=x></td></tr></table><math><mtext>"
    )
    assert clean_foreign(foreign).replace("<tbody>", "").replace("</tbody>", "") == (
        '<table><tr><th>a</th><td colspan="2"><a rel="noopener noreferrer nofollow">b</a>'
        '<a rel="noopener noreferrer nofollow">c</a></td></tr></table>'
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a <!-- b --> `<!-- c -->`", "<p>a  <code>&lt;!-- c --&gt;</code></p>\n"),
        ("a <!-- b\nc --> d", "<p>a  d</p>\n"),
        ("a\n<!--\n\nb\n--> *c*\nd", "<p>a</p>\n<p><em>c</em></p>\n<p>d</p>\n"),
        ("<!-- a -->\nb", "<p>b</p>\n"),
        ("a <!-- b", "<p>a &lt;!-- b</p>\n"),
        ("    <!-- a -->", code_block("<!-- a -->\n", "")),
        ("1.  run\n\n    ```\n    <!-- a -->\n    ```", code_block("<!-- a -->\n", "")),
    ],
)
def test_comments_are_nothing_but_in_code(text: str, shown: str) -> None:
    assert clean(shown) in html(text)
    assert "-->" not in html(text).replace("--&gt;", "")


_COMMENTED = [
    *("w", "w <!-- w --> w", "<!-- w -->", "<!-- w", "w -->", "<!-- w --> w", "w <!-- w", "    w", "```"),
    *(
        "    <!-- w -->",
        "",
        "- w",
        "  w",
        "  <!-- w -->",
        "> w <!-- w -->",
        "> <!-- w",
        "`w <!-- w -->`",
        "  ```",
        "   <!-- w",
        "1. w",
    ),
]


@settings(max_examples=200)
@given(st.lists(st.sampled_from(_COMMENTED), max_size=10))
def test_the_page_shows_what_the_rules_read(lines: list[str]) -> None:
    numbers = count()
    body = "\n".join(re.sub("w", lambda _: f"w{next(numbers)}", line) for line in ("# T", *lines))
    (section,) = sections(body)
    assert re.findall(r"w\d+", html(body)) == re.findall(r"w\d+", section.text)
