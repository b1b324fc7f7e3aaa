"""Source code with its words marked for the theme to colour; the colours themselves are the theme's."""

from functools import cache
from html import escape
from typing import Final

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name

# A closed list: the words after a fence are the writer's, and some lexers take very long over odd texts.
_LANGUAGES: Final = {
    **dict.fromkeys(("python", "py", "python3", "ipython", "ipython3"), "python"),
    **dict.fromkeys(("pycon", "doctest"), "pycon"),
    **dict.fromkeys(("bash", "sh", "shell", "zsh"), "bash"),
    **dict.fromkeys(("console", "shell-session", "terminal"), "console"),
    **dict.fromkeys(("yaml", "yml"), "yaml"),
    **dict.fromkeys(("javascript", "js"), "javascript"),
    **dict.fromkeys(("typescript", "ts"), "typescript"),
    **dict.fromkeys(("r", "splus"), "r"),
    **dict.fromkeys(("dockerfile", "docker"), "docker"),
    **dict.fromkeys(("cpp", "c++"), "cpp"),
    **{one: one for one in ("c", "css", "diff", "go", "html", "ini", "java", "json", "julia", "kotlin", "make")},
    **{one: one for one in ("rust", "scala", "sql", "toml", "xml")},
}
_LONGEST: Final = 30_000


@cache
def _formatter() -> "HtmlFormatter[str]":
    return HtmlFormatter(nowrap=True)


@cache
def _lexer(language: str) -> Lexer:
    return get_lexer_by_name(language, stripnl=False)


def code_block(source: str, language: str = "") -> str:
    """A block of code; one in an unknown language, or a very long one, without colours."""
    known = _LANGUAGES.get(language.lower())
    shown = highlight(source, _lexer(known), _formatter()) if known and len(source) <= _LONGEST else escape(source)
    return f'<div class="highlight"><pre tabindex="0"><code>{shown}</code></pre></div>\n'
