"""Notebooks and files of figures: what is shown of them, what is cut, what is left out and said."""

import json
from base64 import b64encode
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.site.files.figures import MOST_ROWS, FiguresFault, csv_table, json_table
from ledger.site.files.notebook import NotebookFault, render_notebook
from tests.hostile.markup import elements_of, text_of
from tests.portfolio import PIXEL

PNG = b64encode(PIXEL).decode()


def notebook(*cells: Mapping[str, Any]) -> bytes:
    meta = {"language_info": {"name": "python"}}
    return json.dumps({"nbformat": 4, "nbformat_minor": 4, "metadata": meta, "cells": cells}).encode()


def text(source: str, **more: Any) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": source, **more}


def code(*outputs: Mapping[str, Any], source: str | list[str] = "x = 1") -> dict[str, Any]:
    return {"cell_type": "code", "metadata": {}, "execution_count": 1, "source": source, "outputs": list(outputs)}


def gave(**data: Any) -> dict[str, Any]:
    return {"output_type": "display_data", "metadata": {}, "data": {k.replace("__", "/"): v for k, v in data.items()}}


def html(*cells: Mapping[str, Any]) -> str:
    return render_notebook(notebook(*cells), folder="x.images").html


def test_text_code_and_streams_are_shown() -> None:
    stream = {"output_type": "stream", "name": "stderr", "text": ["\x1b[31mred\x1b[0m <b>"]}
    made = html(text("# A *b* $x$"), code(stream, source=["def f():\n", "    pass"]))
    assert '<h2 id="cell-1.a-b">A <em>b</em> <math' in made
    assert '<span class="k">def</span>' in made
    assert '<span class="ansi-red-fg">red</span> &lt;b&gt;' in made
    assert "In&nbsp;[1]:" in made


def test_tables_keep_their_cells_and_lose_their_looks() -> None:
    foreign = (
        '<style scoped>p{}</style><table border="1" class="dataframe"><tr><th colspan=2 onclick=x>a</th></tr></table>'
    )
    made = html(code(gave(text__html=foreign, text__plain="a")))
    assert '<table><tbody><tr><th colspan="2">a</th></tr></tbody></table>' in made
    assert "dataframe" not in made


def test_images_become_files_named_by_their_content() -> None:
    attached = text("![a](attachment:a.png)", attachments={"a.png": {"image/png": PNG}})
    made = render_notebook(notebook(attached, code(gave(image__png=[PNG], text__plain="x"))), folder="x.images")
    assert list(made.images.values()) == [PIXEL]
    assert made.html.count(f'src="x.images/{next(iter(made.images))}"') == 2


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"application/javascript": "alert(1)", "text/plain": "x"}, "A script is not shown."),
        ({"image/svg+xml": "<svg onload=alert(1)>", "text/plain": "x"}, "A drawing in SVG"),
        ({"application/vnd.jupyter.widget-view+json": {"model_id": "a"}, "text/plain": "Slider()"}, "A widget"),
        ({"text/html": "<script>alert(1)</script><div id=plot></div>"}, "HTML without text"),
        ({"image/png": "aGVsbG8="}, "a kind that no page shows"),
        ({"text/html": "<p>" + "x" * 200_000}, "characters of HTML is not shown"),
    ],
)
def test_what_may_run_is_left_out_and_named(data: Mapping[str, Any], words: str) -> None:
    made = html(code({"output_type": "display_data", "metadata": {}, "data": data}))
    assert words in text_of(made)
    assert "alert" not in made


def test_tracebacks_have_their_colours() -> None:
    error = {"output_type": "error", "ename": "E", "evalue": "v", "traceback": ["\x1b[0;31mE\x1b[0m: <script>", "two"]}
    made = html(code(error))
    assert '<span class="ansi-red-fg">E</span>: &lt;script&gt;' in made


def test_long_outputs_are_cut_and_say_so() -> None:
    made = html(code({"output_type": "stream", "name": "stdout", "text": "line\n" * 5000}))
    assert made.count("line\n") <= 200
    assert "The output is cut here: it has 5,000 lines and 25,000 characters." in made
    assert "it has 500 cells, 400 are shown" in html(*[text("a")] * 500)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "it is no JSON"),
        (b"\xff", "it is not UTF-8 text"),
        (b"[" * 100_000, "it is nested too deeply"),
        (b"{}", "it is no valid notebook"),
        (b'{"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": [1]}', "it is no valid notebook"),
        (b'{"nbformat": 99, "cells": []}', "it is no valid notebook"),
    ],
)
def test_what_is_no_notebook_says_why(raw: bytes, reason: str) -> None:
    with pytest.raises(NotebookFault) as caught:
        render_notebook(raw, folder="x")
    assert caught.value.reason == reason


_HTML = st.lists(
    st.sampled_from(
        [
            *(
                "<script>",
                "</script>",
                "<svg>",
                "<math><mtext>",
                "<style>",
                "<!--",
                "-->",
                "<table>",
                "<img src=x onerror=a>",
            ),
            *(
                "<a href=javascript:a>",
                "<p id=__search class=md-overlay style=color:red>",
                "</",
                '"',
                "'",
                "text",
                "<b>",
            ),
        ]
    ),
    max_size=12,
).map("".join)


@given(_HTML)
def test_no_output_brings_elements_that_run(foreign: str) -> None:
    found = elements_of(html(code(gave(text__html=foreign, text__markdown=foreign))))
    assert not {one.tag for one in found} & {"script", "svg", "style", "img", "iframe", "math", "form", "input"}
    names = {name for one in found for name in one.attributes}
    assert names <= {"class", "tabindex", "role", "aria-label", "href", "rel", "title", "colspan", "rowspan"}


def test_rendering_is_a_function_of_the_bytes() -> None:
    raw = notebook(text("# A"), code(gave(image__png=PNG)))
    assert render_notebook(raw, folder="a") == render_notebook(raw, folder="a")


def test_json_becomes_pointers_with_the_figures_as_written() -> None:
    table = json_table(b'{"a": {"b/c": [1, 0.10]}, "__proto__": null, "n": 1e999, "e": {}, "t": "<b>"}')
    assert table.rows == (
        ("/a/b~1c/0", "1"),
        ("/a/b~1c/1", "0.10"),
        ("/__proto__", "null"),
        ("/n", "1e999"),
        ("/e", "empty"),
        ("/t", "<b>"),
    )


def test_tables_of_figures_are_bounded() -> None:
    assert json_table(json.dumps(list(range(1000))).encode()).cut == f"Only the first {MOST_ROWS} values are shown."
    wide = csv_table("\n".join([",".join(map(str, range(50)))] * 500).encode())
    assert (len(wide.columns), len(wide.rows)) == (30, MOST_ROWS)
    assert wide.cut == "Only the first 200 rows are shown. Only the first 30 of 50 columns are shown."


def test_csv_is_read_with_either_separator() -> None:
    assert csv_table(b"\xef\xbb\xbfname;share\nbandit;0,4\n").rows == (("bandit", "0,4"),)
    assert csv_table(b"a\tb\n1\n", separator="\t").rows == (("1", ""),)


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "it is empty"),
        (b"\n", "it is empty"),
        (b"\xff", "it is not UTF-8 text"),
        (b'a\n"b', "it is no CSV"),
    ],
)
def test_what_is_no_table_says_why(raw: bytes, why: str) -> None:
    with pytest.raises(FiguresFault, match=why):
        csv_table(raw)
