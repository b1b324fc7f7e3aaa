"""The blocks of the Markdown that documents are written in: one parser, by which the rules read and the site shows."""

from functools import cache
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from mdit_py_plugins.admon import admon_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin

_OPTIONS: Final[dict[str, Any]] = {
    "html": False,
    "linkify": False,
    "typographer": False,
    "alerts": True,
    "tasklists": True,
}


def new_parser() -> MarkdownIt:
    """A parser of texts; raw HTML is text to it, but for comments, which are nothing."""
    made = MarkdownIt("commonmark", _OPTIONS).enable(["table", "strikethrough"])
    made.block.ruler.at("html_block", comment_block, {"alt": ["paragraph", "reference", "blockquote"]})
    made.use(admon_plugin).use(deflist_plugin).use(footnote_plugin)
    made.use(
        dollarmath_plugin,
        allow_labels=False,
        allow_space=False,
        allow_digits=False,
        allow_blank_lines=False,
        double_inline=True,
    )
    return made


@cache
def block_parser() -> MarkdownIt:
    """The parser that leaves off where blocks are known; a footnote stays where it is written."""
    made = new_parser()
    made.core.ruler.enableOnly(["normalize", "block"])
    return made


def comment_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A rule of markdown-it: the block of an HTML comment, from the line that begins it to the one that ends it.

    The content of its token is what stands behind the comment on its last line.
    """
    at = state.bMarks[start] + state.tShift[start]
    if state.is_code_block(start) or not state.src.startswith("<!--", at):
        return False
    if silent:
        return True
    line = start
    while line < end and not (line > start and state.sCount[line] < state.blkIndent):
        line += 1
        _, is_closed, behind = state.src[state.bMarks[line - 1] : state.eMarks[line - 1]].partition("-->")
        if is_closed:
            break
    state.line = line
    token = state.push("html_block", "", 0)
    token.map = [start, line]
    token.content = behind
    return True
