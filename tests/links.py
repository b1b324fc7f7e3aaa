"""Whether every link of a built site leads somewhere: `python -m tests.links SITE` says which do not."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

_LOADS: Final = {"script": "src", "img": "src", "link": "href", "iframe": "src", "source": "src", "object": "data"}


class Links(HTMLParser):
    """Collects the ids of a page, what it links to, and what it loads."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.targets: list[str] = []
        self.loads: list[str] = []
        self.handlers: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id" and value:
                self.ids.append(value)
            if name in {"href", "src", "xlink:href"} and value:
                self.targets.append(value)
            if name == _LOADS.get(tag) and value:
                self.loads.append(value)
            if name.startswith("on"):
                self.handlers.append(f"{tag} {name}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """How many pages and links within the site there are, and which of these lead nowhere, as `page: target`."""

    pages: int
    links: int
    broken: tuple[str, ...]


def links_of(page: Path) -> Links:
    """What one page holds."""
    parser = Links()
    parser.feed(page.read_text("utf-8"))
    return parser


def pages_of(site: Path) -> Iterator[Path]:
    """The pages of a site but the one for lost readers, whose links depend on where the site is served."""
    return (page for page in sorted(site.resolve().rglob("*.html")) if page.name != "404.html")


def checked(site: Path) -> Checked:
    """Follows every link of every page to its file and its anchor."""
    site = site.resolve()
    known = {page: links_of(page) for page in pages_of(site)}
    ids = {page: frozenset(found.ids) for page, found in known.items()}
    inside = [
        (page, target)
        for page, found in known.items()
        for target in found.targets
        if not urlsplit(target).scheme and not urlsplit(target).netloc
    ]
    broken = (f"{page.relative_to(site)}: {target}" for page, target in inside if not _leads(page, target, ids))
    return Checked(pages=len(known), links=len(inside), broken=tuple(broken))


def _leads(page: Path, target: str, ids: dict[Path, frozenset[str]]) -> bool:
    parts = urlsplit(target)
    file = (page.parent / unquote(parts.path)).resolve() if parts.path else page
    file = file / "index.html" if file.is_dir() else file
    return file.is_file() and (not parts.fragment or unquote(parts.fragment) in ids.get(file, ()))


def main(site: Path) -> int:
    """Prints what was found; 1 where a link is broken."""
    found = checked(site)
    for one in found.broken:
        print(one)  # noqa: T201 - what the command is for
    print(  # noqa: T201 - likewise
        f"{found.pages:,} pages, {found.links:,} links within the site, {len(found.broken):,} broken"
    )
    return 1 if found.broken else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
