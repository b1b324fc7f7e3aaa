"""HTML as a parser sees it: elements with their attributes, text apart."""

from dataclasses import dataclass
from html.parser import HTMLParser


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """An element's name and attributes."""

    tag: str
    attributes: dict[str, str]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag=tag, attributes={name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def elements_of(html: str) -> list[Element]:
    """Every element of a text of HTML, in order."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.elements


def text_of(html: str) -> str:
    """The text of HTML without its elements."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return "".join(reader.words)
