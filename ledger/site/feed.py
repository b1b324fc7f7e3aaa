"""The newest events as an Atom feed (RFC 4287): the same bytes for the same commit."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5
from xml.etree.ElementTree import Element, SubElement, indent, register_namespace, tostring

from ledger.records.model import Event, Ledger
from ledger.site.drawings.svg import plain
from ledger.site.page import project_path, url
from ledger.views import moment_json, move_row
from ledger.views.event_words import event_pieces, plain_words

FEED_PATH: Final = "feed.xml"
_ENTRIES: Final = 100
_ATOM: Final = "http://www.w3.org/2005/Atom"
_SPACE: Final = uuid5(NAMESPACE_URL, "project-ledger atom feed 1")


def feed(ledger: Ledger, *, address: str, page_of: Callable[[Event], str]) -> bytes:
    """The feed; `page_of` tells the Markdown file of an event's own page, or nothing.

    `address` is that of the site, with a slash at its end. Without one links are relative to the feed, as RFC 4287
    allows. Ids are made of the commits alone, so that a site that moves to another host repeats no entry.
    """
    register_namespace("", _ATOM)
    root = Element(f"{{{_ATOM}}}feed")
    events = ledger.events
    _text(root, "id", _urn(f"feed {events[0].commit if events else ledger.head}"))
    _text(root, "title", ledger.policy.title or "Project ledger")
    _text(root, "updated", moment_json(max((event.time for event in events), default=ledger.at)))
    _text(root, "generator", "Project Ledger")
    _link(root, address or "index.html", "alternate", "text/html")
    _link(root, f"{address}{FEED_PATH}", "self", "application/atom+xml")
    newest = {event.commit for event in events[-_ENTRIES:]}
    told = [event for event in events if event.commit in newest]  # a name tells only events of one commit apart
    for name, event in list(zip(_names(told), told, strict=True))[: -_ENTRIES - 1 : -1]:
        _entry(root, ledger, event, _urn(name), f"{address}{_place(ledger, event, page_of(event))}")
    indent(root)
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _entry(root: Element, ledger: Ledger, event: Event, identity: str, href: str) -> None:
    row = move_row(ledger, event)
    entry = SubElement(root, f"{{{_ATOM}}}entry")
    _text(entry, "id", identity)
    _text(entry, "title", f"{row.title}: {plain_words(event_pieces(row, proof=False))}")
    _text(entry, "updated", moment_json(event.time))
    _text(SubElement(entry, f"{{{_ATOM}}}author"), "name", event.author or "unknown")
    SubElement(entry, f"{{{_ATOM}}}category", term=event.kind.value)
    _link(entry, href, "alternate", "text/html")
    _text(entry, "summary", " ".join(part for part in (row.because.replace("-", " "), row.note, event.subject) if part))


def _place(ledger: Ledger, event: Event, own: str) -> str:
    """The page that tells more: that of the vote, of the project, or of all activity."""
    page = own or (project_path(event.project) if event.project in ledger.projects else "activity.md")
    return url(page)


def _names(events: Iterable[Event]) -> Iterator[str]:
    """A name for each event, to make its id of, that no later commit changes, not even one that renames the project."""
    seen = Counter[tuple[object, ...]]()
    for event in events:
        facts = event.target, event.phase, event.task, event.gate, event.role, event.by, event.of
        key = event.commit, event.kind.value, *facts
        seen[key] += 1
        yield " ".join(map(str, (*key, seen[key])))


def _urn(name: str) -> str:
    made: UUID = uuid5(_SPACE, name)
    return made.urn


def _text(parent: Element, name: str, words: str) -> None:
    SubElement(parent, f"{{{_ATOM}}}{name}").text = plain(words)


def _link(parent: Element, href: str, relation: str, kind: str) -> None:
    SubElement(parent, f"{{{_ATOM}}}link", rel=relation, type=kind, href=href)
