"""What the page of codes shows: what each finding means, with a bad and a good example."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from markupsafe import Markup

from ledger.codes import CODES, FAMILIES
from ledger.diagnostics import Severity
from ledger.site import markdown_text
from ledger.site.page import Page, url
from ledger.site.render import safe

CODES_PATH = "codes.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """A code with its explanation."""

    code: str
    severity: Severity
    title: str
    html: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Codes that begin with the same letters."""

    letters: str
    title: str
    codes: tuple[Explained, ...]


def code_url(code: str, start: str) -> str:
    """The address of a code's explanation, seen from the page whose Markdown file is `start`."""
    return f"{url(CODES_PATH, start)}#{code}"


@cache
def _families() -> tuple[Family, ...]:
    return tuple(
        Family(
            letters=letters,
            title=title,
            codes=tuple(_explained(code) for code in CODES if code.startswith(letters)),
        )
        for letters, title in FAMILIES.items()
    )


def _explained(code: str) -> Explained:
    severity, title = CODES[code]
    text = (files("ledger") / "explanations" / f"{code}.md").read_text("utf-8")
    # The file starts with the code as its heading, which the page has already.
    body = text.partition("\n")[2]
    html = markdown_text.to_html(body, markdown_text.Place(prefix=code.lower(), level=3))
    return Explained(code=code, severity=severity, title=title, html=safe(html))


def codes_page() -> Page:
    """Every code that a finding can have."""
    return Page(
        path=CODES_PATH,
        title="What the findings mean",
        description="Every finding of the ledger by its code: what it means, an example of it, and how it is mended.",
        template="codes.html.j2",
        values={"families": tuple(one for one in _families() if one.codes)},
    )
