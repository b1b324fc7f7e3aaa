"""Notes that stand out of a text: `!!! note` of Python-Markdown, `??? note` that opens, `> [!NOTE]` of GitHub."""

from collections.abc import Sequence
from typing import Final

from markdown_it.token import Token

KINDS: Final = frozenset(
    [
        *("note", "abstract", "info", "tip", "success", "question", "warning", "failure", "danger", "bug", "example"),
        "quote",
    ]
)
_MEANT: Final = {
    **dict.fromkeys(("summary", "tldr"), "abstract"),
    **dict.fromkeys(("todo", "important"), "info"),
    "hint": "tip",
    **dict.fromkeys(("check", "done"), "success"),
    **dict.fromkeys(("help", "faq"), "question"),
    "attention": "warning",
    **dict.fromkeys(("fail", "missing"), "failure"),
    **dict.fromkeys(("error", "caution"), "danger"),
    "cite": "quote",
}
_ALERTS: Final = {"alert_open": "admonition_open", "alert_close": "admonition_close"}


def kind_of(word: str) -> str:
    """The kind of note that a word asks for; a plain note for an unknown word."""
    word = word.lower()
    return word if word in KINDS else _MEANT.get(word, "note")


def dress(tokens: Sequence[Token]) -> None:
    """Gives notes of all spellings the elements and classes that the theme draws, and none that a writer chose."""
    inside: list[bool] = []
    for token in tokens:
        match token.type:
            case "admonition_open" | "alert_open":
                inside.append(token.markup.startswith("?"))
                _open(token, opens=inside[-1])
            case "admonition_close" | "alert_close":
                token.tag = "details" if inside.pop() else "div"
            case "admonition_title_open" | "alert_title_open":
                token.tag = "summary" if inside[-1] else "p"
                token.attrs = {} if inside[-1] else {"class": "admonition-title"}
            case "admonition_title_close" | "alert_title_close":
                token.tag = "summary" if inside[-1] else "p"
        token.type = _ALERTS.get(token.type, token.type)


def _open(token: Token, *, opens: bool) -> None:
    kind = kind_of(str(token.meta.get("tag") or token.meta.get("kind") or ""))
    if not opens:
        token.attrs = {"class": f"admonition {kind}"}
        return
    token.tag = "details"
    token.attrs = {"class": kind, **({"open": "open"} if token.markup == "???+" else {})}
