"""What is left of HTML: the elements and attributes that a document's text may have, and nothing else."""

from typing import Final

import nh3
from pygments.token import STANDARD_TYPES

from ledger.site.text import maths
from ledger.site.text.notes import KINDS

OUTSIDE: Final = frozenset({"http", "https", "mailto"})
REL: Final = "noopener noreferrer nofollow"

_FORM: Final = "blockquote br code dd del dl dt em h2 h3 h4 h5 h6 hr li ol p pre s strong sub sup ul"
_PLAIN: Final = frozenset(f"{_FORM} table tbody td th thead tr".split())
_TAGS: Final = {*_PLAIN, "a", "details", "div", "img", "section", "span", "summary", *maths.TAGS}
_ID: Final = {"id"}
_ATTRIBUTES: Final[dict[str, set[str]]] = {
    "a": {"href", "title", "id", "rel", "aria-label"},
    "details": {"open"},
    "div": {"tabindex", "role", "aria-label"},
    **dict.fromkeys(("h2", "h3", "h4", "h5", "h6", "li"), _ID),
    "img": {"src", "alt", "title", "loading"},
    "ol": {"start"},
    "pre": {"tabindex"},
    "section": {"aria-label"},
    "span": {"role", "aria-label"},
    "td": {"style"},
    "th": {"style", "scope"},
    **{tag: set(names) for tag, names in maths.ATTRIBUTES.items()},
}
_NOTE_CLASSES: Final = {"admonition", *KINDS}
_CLASSES: Final[dict[str, set[str]]] = {
    "a": {"footnote-backref"},
    "code": {"pl-tex"},
    "details": _NOTE_CLASSES,
    "div": {"pl-scroll", "highlight", "pl-formula", *_NOTE_CLASSES},
    "hr": {"footnotes-sep"},
    "li": {"footnote-item", "task-list-item"},
    "ol": {"footnotes-list"},
    "p": {"admonition-title"},
    "section": {"footnotes"},
    "span": {"pl-check", *filter(None, STANDARD_TYPES.values())},
    "sup": {"footnote-ref"},
    "ul": {"contains-task-list"},
}
_CELL: Final = "cell code_cell text_cell input input_area prompt output output_area output_stderr output_error"
_LAYOUT: Final = {*_CELL.split(), "pl-scroll", "pl-formula", "highlight", *_NOTE_CLASSES}
_COLOURS: Final = {
    *(
        f"ansi-{name}{strength}-{ground}"
        for name in ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")
        for strength in ("", "-intense")
        for ground in ("fg", "bg")
    ),
    *("ansi-bold", "ansi-underline", "ansi-inverse"),
}

_OWN: Final = nh3.Cleaner(
    tags=_TAGS,
    attributes=_ATTRIBUTES,
    allowed_classes=_CLASSES,
    filter_style_properties={"text-align"},
    url_schemes=set(OUTSIDE),
    link_rel=None,
)
_OF_NOTEBOOKS: Final = nh3.Cleaner(
    tags={*_TAGS, "b", "caption", "i", "small", "tfoot", "u"},
    attributes={**_ATTRIBUTES, **{tag: {*_ATTRIBUTES[tag], "colspan", "rowspan"} for tag in ("td", "th")}},
    allowed_classes={
        **_CLASSES,
        "div": _LAYOUT,
        "p": {"admonition-title", "pl-cut"},
        "span": {*_CLASSES["span"], *_COLOURS},
    },
    filter_style_properties={"text-align"},
    url_schemes=set(OUTSIDE),
    link_rel=None,
)


def clean(html: str) -> str:
    """HTML that our own renderer made, without whatever it should not have let through."""
    return _OWN.clean(html)


def clean_notebook(html: str) -> str:
    """A notebook as it was laid out, of cells that were cleaned one by one before."""
    return _OF_NOTEBOOKS.clean(html)


def clean_foreign(html: str) -> str:
    """What somebody else's HTML says, without its looks: no ids, classes, styles, images or relative links."""
    return _OF_OTHERS.clean(html)


def _absolute(_tag: str, name: str, value: str) -> str | None:
    """An attribute's value, unless it is a link that would count from our page."""
    return value if name != "href" or value.lower().startswith(tuple(f"{one}:" for one in OUTSIDE)) else None


_OF_OTHERS: Final = nh3.Cleaner(
    tags={*_PLAIN, "a", "b", "caption", "i", "small", "tfoot", "u"},
    attributes={"a": {"href", "title"}, **{tag: {"colspan", "rowspan"} for tag in ("td", "th")}},
    attribute_filter=_absolute,
    url_schemes=set(OUTSIDE),
    link_rel=REL,
)
