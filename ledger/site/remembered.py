"""What an earlier build drew, by the print of what it was drawn from: for this very program and this very day."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Final

from ledger.edges.index import Index

_DRAW_WITH: Final = (
    *("jinja2", "markdown-it-py", "mdit-py-plugins", "nbconvert", "nh3", "pygments", "latex2mathml"),
    "vl-convert-python",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What a piece of work found in the memory, by print, and what it drew anew."""

    used: frozenset[bytes]
    fresh: Mapping[bytes, bytes]


class Remembered:
    """Drawn things by their prints. A worker has a copy; what it notes there is handed over as its news."""

    def __init__(self, index: Index, today: date) -> None:
        """Read what the index holds of this very program, drawing with these very libraries."""
        self._index = index
        self._kind = f"pages {today} {_print()}"  # no page of another day is ever wanted again
        self._known = index.read(self._kind)
        self._used: set[bytes] = set()
        self._fresh: dict[bytes, bytes] = {}

    def find(self, key: bytes) -> bytes | None:
        """What was drawn under a print, if anything was."""
        if (found := self._known.get(key)) is not None:
            self._used.add(key)
        return found

    def keep(self, key: bytes, drawn: bytes) -> None:
        """Note what was drawn under a print."""
        self._fresh[key] = drawn

    def once(self, drawn_from: str, draw: Callable[[], bytes]) -> bytes:
        """What was drawn from those words, or what is drawn now."""
        key = hashlib.sha256(drawn_from.encode("utf-8", "surrogatepass")).digest()
        if (found := self.find(key)) is None:
            found = draw()
            self.keep(key, found)
        return found

    def news(self) -> News:
        """What was found and noted since this was asked last."""
        told = News(used=frozenset(self._used), fresh=self._fresh)
        self._used, self._fresh = set(), {}
        return told

    def learn(self, news: News) -> None:
        """Take over the news of a piece of work, wherever it was done."""
        for key in news.used:
            self._index.use(self._kind, key, self._known[key])
        for key, drawn in news.fresh.items():
            self._index.add(self._kind, key, drawn)

    def save(self) -> None:
        """Leave what was drawn for the next build."""
        self._index.save([self._kind])


@cache
def _print() -> str:
    """What decides how anything is drawn: the program's own sources and templates, and what it draws with."""
    home = Path(__file__).parent.parent
    made = hashlib.sha256(" ".join(version(name) for name in _DRAW_WITH).encode())
    for source in sorted(path for path in home.rglob("*") if path.suffix in {".py", ".j2"}):
        made.update(b"%b\0%b\0" % (source.relative_to(home).as_posix().encode(), source.read_bytes()))
    return made.hexdigest()[:32]
