"""What `ledger site build` costs against mkdocs-material alone, and what of it is drawing."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from bench.measure import Line, environment, last_day, medians, quiet
from ledger.assemble import load_whole
from ledger.edges.index import PAGES, Index, place_of
from ledger.site import publish
from ledger.site.build import source_of
from ledger.site.easel import Contents
from ledger.site.record import record_of
from ledger.site.settings import look_of

_BARE: Final = """site_name: Bare
theme: material
use_directory_urls: false
nav: [index.md, backtracks.md, analysis.md, people.md, activity.md, flows/index.md, audit.md, data.md]
not_in_nav: /**
"""


class Source:
    """The source of a site, drawn as often as asked; an index below `index` holds what an earlier one left."""

    def __init__(self, place: Path) -> None:
        """Read the ledger and judge its history, which is not part of drawing."""
        self.place = place
        self.ledger, told = load_whole(place, today=last_day(place))
        self.record = record_of(self.ledger, told)

    def drawn(self, index: Path | None = None) -> Contents:
        """Every file of the source."""
        kept = Index(index, PAGES)
        return source_of(self.ledger, look_of(self.place), root=self.place, record=self.record, index=kept)[0]


def lines(place: Path, scratch: Path, rounds: int) -> Iterator[Line]:
    """Whole builds by two processes, both into empty folders and from nothing kept; then drawing alone, here."""
    before, after = Source(place), Source(with_one_change(place, scratch / "changed"))
    contents = before.drawn()
    bare, ours = scratch / "bare", scratch / "ours"
    publish.write(bare / "docs", contents)
    (bare / "mkdocs.yml").write_text(_BARE, "utf-8")
    index = scratch / "index"
    index.mkdir()
    before.drawn(index)
    kept = place_of(index, PAGES).read_bytes()

    def ledger_whole() -> None:
        shutil.rmtree(ours, ignore_errors=True)
        shutil.rmtree(place / ".git" / "ledger", ignore_errors=True)
        program = [sys.executable, "-m", "ledger.cli", "-C", str(place), "--now", before.ledger.today.isoformat()]
        quiet([*program, "site", "build", "--out", str(ours)])

    def mkdocs_alone() -> None:
        shutil.rmtree(bare / "site", ignore_errors=True)
        quiet([sys.executable, "-m", "mkdocs", "build", "--quiet"], home=bare)

    def drawn_once() -> None:
        before.drawn()

    def drawn_again() -> None:
        place_of(index, PAGES).write_bytes(kept)
        after.drawn(index)

    ways = {"ledger": ledger_whole, "mkdocs": mkdocs_alone, "drawn": drawn_once, "again": drawn_again}
    took = medians(ways, rounds)
    pages = sum(path.endswith(".md") for path in contents)
    detail = f"{pages} pages, {took['ledger']:.1f} and {took['mkdocs']:.1f} s, history read and judged"
    alone, drawing = "mkdocs-material alone on the same Markdown", "drawing all Markdown"
    yield Line(what="ledger site build", against=alone, ratio=took["ledger"] / took["mkdocs"], detail=detail)
    yield Line(what=drawing, against="ledger site build", ratio=took["drawn"] / took["ledger"])
    yield Line(what=drawing, against=alone, ratio=took["drawn"] / took["mkdocs"])
    what = "drawing again after a change to one project"
    yield Line(what=what, against=drawing, ratio=took["again"] / took["drawn"])


def with_one_change(place: Path, clone: Path) -> Path:
    """A clone in which one project's text is another, since the day of the last commit."""
    quiet(["git", "clone", "-q", "--no-hardlinks", str(place), str(clone)])
    document = next((clone / "projects").rglob("*.md"))
    text = document.read_text("utf-8")
    document.write_text(f"{text}\nOne more line.\n", "utf-8")
    day = f"{last_day(place)}T23:59:59Z"  # of another day nothing would be remembered
    who = ["-c", "user.name=Bench", "-c", "user.email=bench@example.com", "-c", "commit.gpgsign=false"]
    dated = {"GIT_AUTHOR_DATE": day, "GIT_COMMITTER_DATE": day}
    subprocess.run(["git", *who, "commit", "-qam", "One line"], cwd=clone, check=True, env=environment() | dated)
    return clone
