"""Pages to Markdown: a Jinja2 template makes one block of HTML that every Markdown engine passes through unchanged.

No line of the block starts with anything but a tag, and none is blank: what a document holds (fences, `---`,
snippet or macro marks) can never be taken for Markdown or for a directive of an extension.
"""

import json
import re
from datetime import date, datetime
from functools import cache, lru_cache
from html import escape
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from ledger.plurals import inflected, is_or_are, listed
from ledger.site.drawings.palette import phase_class
from ledger.site.moved import move
from ledger.site.page import Page, flow_path, project_path, url
from ledger.site.words import (
    counted,
    dated_words,
    day_words,
    number_words,
    ordinal,
    small_words,
    target_words,
    times_words,
    written_words,
)
from ledger.views import day_of
from ledger.words import role_words

_PRE: Final = re.compile(r"(<pre\b.*?</pre>)", re.DOTALL)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_MACRO: Final = re.compile(r"\{(?=[{%#])")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("ledger.site", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
        auto_reload=False,  # nobody edits templates while they are in use
    )
    environment.filters.update(
        day=day_words,
        dated=dated_words,
        time=time_of,
        move=move,
        written=written_words,
        number=number_words,
        ordinal=ordinal,
        small=small_words,
        target=target_words,
        times=times_words,
        listed=listed,
        role=role_words,
    )
    environment.globals.update(counted=counted, inflected=inflected, is_or_are=is_or_are, phase_class=phase_class)
    return environment


def one_block(html: str) -> str:
    """The same HTML on lines that each start with a tag; line breaks inside `pre` become character references."""
    parts = _PRE.split(_CONTROL.sub("", html).strip())
    flat = [_flat_pre(part) if place % 2 else _flat(part) for place, part in enumerate(parts)]
    return _MACRO.sub("&#123;", "".join(flat))


def _flat(html: str) -> str:
    first, *rest = html.replace("\t", " ").replace("\r", "\n").split("\n")
    if not rest:
        return first
    *inner, last = rest
    lines = (*filter(None, map(str.strip, inner)), last.lstrip())
    return "".join((first.rstrip(), *(f"\n{line}" if line.startswith("<") else f" {line}" for line in lines)))


def _flat_pre(html: str) -> str:
    return html.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "&#10;").replace("\t", "&#9;")


def render(page: Page) -> str:
    """The Markdown file of a page: front matter, then one block of HTML. A script is what its template says."""
    environment = _environment()
    links: dict[str, Any] = {
        "root": page.root,
        "to_project": lambda slug: url(project_path(slug), page.path),
        "to_flow": lambda flow: url(flow_path(flow), page.path),
        "to": lambda path: url(path, page.path),
    }
    html = environment.get_template(page.template).render({**page.values, **links, "page": page})
    if page.path.endswith(".js"):
        return f"{html}\n"
    # The theme writes title and description into the page as they are, so they are escaped here.
    said = f"description: {_front(page.description)}\n" if page.description else ""
    head = f"---\ntitle: {_front(page.title)}\n{said}hide: [navigation, toc]\ndrawn: true\n---\n\n"
    return f"{head}{one_block(html)}\n"


def time_of(moment: date | datetime) -> Markup:
    """The element of a moment's day, in UTC."""
    return _time(day_of(moment))


@lru_cache(maxsize=4096)  # days; a page has many events of the same
def _time(day: date) -> Markup:
    return Markup('<time datetime="{}">{}</time>').format(day.isoformat(), day_words(day))


def _front(words: str) -> str:
    """One line of words, escaped, as a value of front matter.

    YAML takes what JSON escapes beyond 16 bits for two letters, so letters stay as they are.
    """
    return json.dumps(escape(" ".join(_CONTROL.sub(" ", words).split())), ensure_ascii=False)


def safe(html: str) -> Markup:
    """Marks HTML that was escaped where it was made."""
    return Markup(html)  # noqa: S704 - only drawings and cleaned Markdown come here
