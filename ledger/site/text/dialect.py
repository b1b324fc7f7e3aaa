"""The dialect of Markdown that documents are written in, as it is drawn: the parser of blocks with rules of its own."""

from collections.abc import Sequence
from functools import cache
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from ledger.site.text.code import code_block
from ledger.site.text.maths import mathml
from ledger.text.dialect import comment_block, new_parser

_TABLE: Final = '<div class="pl-scroll" tabindex="0" role="group" aria-label="Table">'


@cache
def parser() -> MarkdownIt:
    """The parser of whole texts, which draws what it reads."""
    made = new_parser()
    made.block.ruler.at("html_block", _comment, {"alt": ["paragraph", "reference", "blockquote"]})
    made.inline.ruler.at("html_inline", _comment_within)
    for name, rule in _RULES.items():
        made.add_render_rule(name, rule)
    return made


def _comment(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """The block of a comment leaves the paragraph of what stands behind it, as the rules read it."""
    if not comment_block(state, start, end, silent):
        return False
    if not silent:
        behind = state.tokens.pop()
        if behind.content.strip():
            state.push("paragraph_open", "p", 1).map = behind.map
            inside = state.push("inline", "", 0)
            inside.content, inside.map, inside.children = behind.content.strip(), behind.map, []
            state.push("paragraph_close", "p", -1)
    return True


def _comment_within(state: StateInline, silent: bool) -> bool:  # noqa: ARG001 - there is no token to be silent about
    """A comment within a paragraph is passed over."""
    end = state.src.find("-->", state.pos + 4) if state.src.startswith("<!--", state.pos) else -1
    if end < 0:
        return False
    state.pos = end + 3
    return True


def _fence(_self: object, tokens: Sequence[Token], index: int, _options: object, _env: object) -> str:
    words = tokens[index].info.split()
    return code_block(tokens[index].content, words[0].strip("{}.") if words else "")


def _inline_maths(_self: object, tokens: Sequence[Token], index: int, _options: object, _env: object) -> str:
    return mathml(tokens[index].content, display=False)


def _display_maths(_self: object, tokens: Sequence[Token], index: int, _options: object, _env: object) -> str:
    return f'<div class="pl-formula">{mathml(tokens[index].content, display=True)}</div>\n'


def _wide_inline_maths(_self: object, tokens: Sequence[Token], index: int, _options: object, _env: object) -> str:
    return mathml(tokens[index].content, display=True)


def _table_open(_self: object, _tokens: Sequence[Token], _index: int, _options: object, _env: object) -> str:
    return f"{_TABLE}<table>\n"


def _table_close(_self: object, _tokens: Sequence[Token], _index: int, _options: object, _env: object) -> str:
    return "</table></div>\n"


def _item_open(self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    token = tokens[index]
    opened = self.renderToken(tokens, index, options, env)
    if "checked" not in token.meta:
        return opened
    # A picture of a box instead of a box: there is nothing to tick on a page.
    mark, words = ("☑", "done") if token.meta["checked"] else ("☐", "open")
    return f'{opened}<span class="pl-check" role="img" aria-label="{words}">{mark}</span> '


def _th_open(self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    tokens[index].attrSet("scope", "col")
    return self.renderToken(tokens, index, options, env)


_RULES: Final = {
    "fence": _fence,
    "code_block": _fence,
    "list_item_open": _item_open,
    "math_inline": _inline_maths,
    "math_inline_double": _wide_inline_maths,
    "math_block": _display_maths,
    "table_open": _table_open,
    "table_close": _table_close,
    "th_open": _th_open,
}
