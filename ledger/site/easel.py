"""Draws the whole source of a site in parts, which are shared out; what an earlier build drew is used again."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from ledger import workers
from ledger.records.model import Ledger
from ledger.site.charts import vega
from ledger.site.charts.vega import Chart
from ledger.site.data import data_files
from ledger.site.drawings import badge
from ledger.site.drawn import Drawn, packed, unpacked
from ledger.site.feed import FEED_PATH, feed
from ledger.site.forge import Forge
from ledger.site.images import Gallery
from ledger.site.page import Page, badge_path
from ledger.site.pages import pages_of_project, shared_pages
from ledger.site.pages.activity import decision_of
from ledger.site.pages.data import data_page
from ledger.site.pages.portfolio import SHEET
from ledger.site.prints import HEAD, Prints, alone
from ledger.site.record import Record
from ledger.site.remembered import News, Remembered
from ledger.site.render import render
from ledger.views import StatusRow

Contents = Mapping[str, bytes | Path]

_TOGETHER: Final = 8  # projects of a part, so that none waits long for the last


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Some files of the source that are drawn in one go; `words` name them in the plural, `projects` counts theirs."""

    words: str
    draw: Callable[[], Contents]
    projects: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """The files of a part as they were drawn, in this build or an earlier one."""

    words: str
    contents: Contents
    projects: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Blank:
    """A project that must be drawn anew: its row, the ledger that holds all that its pages may name, and its print."""

    row: StatusRow
    held: Ledger
    key: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Easel:
    """What all is drawn from: `root` holds the ledger's files, `rows` are of its projects, `address` is the site's."""

    ledger: Ledger
    root: Path
    rows: Sequence[StatusRow]
    forge: Forge | None
    address: str
    record: Record
    remembered: Remembered

    def drawn(self) -> Iterator[Batch]:
        """Every file of the source, at first those of the projects that are remembered; the rest is shared out.

        At the end the memory is left for the next build.
        """
        kept, blanks = self._looked_up()
        if found := len(self.rows) - len(blanks):
            yield Batch(words="projects", contents=kept, projects=found)
        parts = (*self._shared(), *self._projects(blanks))
        for part, (contents, news) in zip(parts, workers.each(self._made, parts), strict=True):
            self.remembered.learn(news)
            yield Batch(words=part.words, contents=contents, projects=part.projects)
        self.remembered.save()

    def _made(self, part: Part) -> tuple[Contents, News]:
        contents = part.draw()
        return contents, self.remembered.news()

    def _shared(self) -> Iterator[Part]:
        groups = shared_pages(self.ledger, self.rows, forge=self.forge, record=self.record, draw=self._chart)
        for words, pages in groups.items():
            yield Part(words=words, draw=partial(_rendered, pages))
        yield Part(words="files of data", draw=self._data)
        yield Part(words="entries of the feed", draw=self._feed)

    def _chart(self, chart: Chart) -> str:
        return self.remembered.once(repr(chart), lambda: vega.draw(chart).encode()).decode()

    def _data(self) -> Contents:
        files, sheets = data_files(self.ledger, self.rows, self.record)
        return {**files, "data.md": render(data_page(self.ledger, files, sheets)).encode()}

    def _feed(self) -> Contents:
        page_of = decision_of(self.record.decisions)
        return {FEED_PATH: feed(self.ledger, address=self.address, page_of=page_of)}

    @property
    def _searches_texts(self) -> bool:
        """Whether search looks into the texts of projects: a browser loads all that can be found before it looks."""
        return len(self.rows) <= SHEET

    def _looked_up(self) -> tuple[Contents, Sequence[Blank]]:
        """The files of the projects that are remembered, and the projects that are not."""
        prints = Prints(self.root, f"{self.forge!r} {self.address} {self._searches_texts}")
        kept: dict[str, bytes | Path] = {}
        blanks = []
        for row in self.rows:
            held = alone(self.ledger, self.ledger.projects[row.slug])
            key = prints.of(row, held, self.record.decisions.get(row.slug, ()))
            if drawn := unpacked(self.remembered.find(key) or b"", self.root):
                kept |= self._finished(drawn)
            else:
                blanks.append(Blank(row=row, held=held, key=key))
        self.remembered.learn(self.remembered.news())
        return kept, blanks

    def _finished(self, drawn: Drawn) -> Contents:
        """The files of a project, with the head's commit in its pages."""
        pages = {path: raw.replace(HEAD.encode(), self.ledger.head.encode()) for path, raw in drawn.pages.items()}
        return {**drawn.files, **pages}

    def _projects(self, blanks: Sequence[Blank]) -> Iterator[Part]:
        for start in range(0, len(blanks), _TOGETHER):
            some = blanks[start : start + _TOGETHER]
            yield Part(words="projects", draw=partial(self._some, some), projects=len(some))

    def _some(self, blanks: Iterable[Blank]) -> Contents:
        contents: dict[str, bytes | Path] = {}
        for blank in blanks:
            drawn = self._anew(blank.row, blank.held)
            self.remembered.keep(blank.key, packed(drawn, self.root))
            contents |= self._finished(drawn)
        return contents

    def _anew(self, row: StatusRow, held: Ledger) -> Drawn:
        """The pages of one project, its badge, and the files that they show; `held` is all that they may name."""
        gallery = Gallery(held, self.root)
        pages = pages_of_project(
            held,
            row,
            forge=self.forge,
            gallery=gallery,
            record=self.record,
            address=self.address,
            searches_texts=self._searches_texts,
        )
        drawn = {page.path: render(page).encode() for page in pages}
        return Drawn(pages=drawn, files={**gallery.wanted, badge_path(row.slug): badge.draw(row).encode()})


def _rendered(pages: Callable[[], Iterable[Page]]) -> Contents:
    return {page.path: render(page).encode() for page in pages()}
