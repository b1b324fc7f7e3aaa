"""Draws the pages of every project: those that an earlier build drew are used again, the rest is shared out."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ledger.index import Index
from ledger.model import Ledger, Project
from ledger.site import workers
from ledger.site.forge import Forge
from ledger.site.images import Gallery
from ledger.site.pages import pages_of_project
from ledger.site.record import Record
from ledger.site.remembered import Drawn, Remembered, alone
from ledger.site.render import render


@dataclass(frozen=True, slots=True, kw_only=True)
class Easel:
    """What the pages of a project are drawn from besides it: `root` holds its files, `address` is the site's."""

    ledger: Ledger
    root: Path
    forge: Forge | None
    address: str
    record: Record

    def drawn(self, held: Ledger, project: Project) -> Drawn:
        """The pages of one project with the files that they show; `held` is all of the ledger that they may name."""
        gallery = Gallery(held, self.root)
        pages = pages_of_project(
            held, project, forge=self.forge, gallery=gallery, record=self.record, address=self.address
        )
        return Drawn(pages={page.path: render(page).encode() for page in pages}, files=gallery.wanted)


def projects_drawn(easel: Easel, index: Index) -> Iterator[Drawn]:
    """The pages of every project, and at the end the index holds them all."""
    ledger = easel.ledger
    common = f"{easel.forge!r} {easel.address} {sorted(ledger.flows.items())!r}"
    remembered = Remembered(index, easel.root, ledger.today, common)
    missing: list[tuple[Ledger, Project]] = []
    keys: list[bytes] = []
    for slug, project in sorted(ledger.projects.items()):
        held = alone(ledger, project)
        key, found = remembered.find(project, held, easel.record.decisions.get(slug, ()))
        if found is None:
            missing.append((held, project))
            keys.append(key)
        else:
            yield found
    for key, made in zip(keys, workers.each(lambda one: easel.drawn(*one), missing), strict=True):
        remembered.keep(key, made)
        yield made
    remembered.save()
