"""What `ledger site build` costs against mkdocs-material alone on the same Markdown."""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from bench.checking import TODAY
from bench.measure import Line, medians, quiet
from ledger import assemble
from ledger.site import publish
from ledger.site.build import source_of
from ledger.site.settings import config_of, look_of


def lines(place: Path, scratch: Path, rounds: int) -> Iterator[Line]:
    """Whole builds by two processes, both into empty folders: ours, and MkDocs on the Markdown that ours has drawn."""
    ledger = assemble.load(place, today=TODAY)
    look = look_of(place)
    contents, pages = source_of(ledger, look, root=place)
    docs, ours, theirs = scratch / "docs", scratch / "ours", scratch / "theirs"
    publish.write(docs, contents)
    settings = scratch / "mkdocs.yml"
    settings.write_text(config_of(look, ledger, docs=docs.name, out=theirs.name, guide=()), "utf-8")

    def ledger_alone() -> None:
        shutil.rmtree(ours, ignore_errors=True)
        program = [sys.executable, "-m", "ledger.cli", "-C", str(place), "--now", TODAY.isoformat()]
        quiet([*program, "site", "build", "--out", str(ours)])

    def mkdocs_alone() -> None:
        shutil.rmtree(theirs, ignore_errors=True)
        quiet([sys.executable, "-m", "mkdocs", "build", "--quiet", "--config-file", str(settings)])

    took = medians({"ledger": ledger_alone, "mkdocs": mkdocs_alone}, rounds)
    detail = f"{pages / took['ledger']:.0f} and {pages / took['mkdocs']:.0f} pages a second, history included"
    ratio = took["ledger"] / took["mkdocs"]
    yield Line(what="ledger site build", against="mkdocs-material on the same Markdown", ratio=ratio, detail=detail)
