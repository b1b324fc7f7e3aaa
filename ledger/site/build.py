"""The site of a ledger: gather pages, render them to Markdown, let MkDocs build them, publish the result."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from ledger.diagnostics import LedgerError
from ledger.model import Ledger
from ledger.site import engines, publish
from ledger.site.drawings import palette
from ledger.site.engines import Engine
from ledger.site.forge import forge_of
from ledger.site.guide import guide_files, guide_nav
from ledger.site.images import Gallery
from ledger.site.pages import pages_of
from ledger.site.render import render
from ledger.site.settings import CONFIG_NAME, SCRIPT, SEARCH, STYLE, Look, config_of, look_of
from ledger.views import events_json, ledger_json

Progress = Callable[[str], None]
Contents = Mapping[str, bytes | Path]

_INDEXES: Final = ("search/search_index.json", "search.json")  # of MkDocs and of Zensical


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a build made: pages drawn by us, files written anew in `out`, warnings of the engine."""

    out: Path
    pages: int
    written: int
    warnings: tuple[str, ...]


def _quiet(_: str) -> None:
    """Progress that nobody watches."""


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def _assets() -> dict[str, bytes]:
    own = files("ledger.site") / "assets"
    style = palette.css() + "\n" + (own / "ledger.css").read_text("utf-8")
    scripts = {SCRIPT: (own / "ledger.js").read_bytes(), SEARCH: (own / "offline-search.js").read_bytes()}
    return {STYLE: style.encode(), **scripts}


def source_of(ledger: Ledger, look: Look, *, root: Path, progress: Progress = _quiet) -> tuple[Contents, int]:
    """Every file of the site's source by its path, and the number of pages that were drawn."""
    gallery = Gallery(ledger, root)
    drawn: dict[str, bytes] = {}
    for page in pages_of(ledger, forge=forge_of(look.repository), gallery=gallery):
        drawn[page.path] = render(page).encode()
        progress(f"{len(drawn)} pages drawn")
    data = {"data/ledger.json": _json(ledger_json(ledger)), "data/events.json": _json(events_json(ledger.events))}
    contents: dict[str, bytes | Path] = {**guide_files(look), **gallery.wanted, **drawn, **data, **_assets()}
    return contents, len(drawn)


def _offline_index(built: Path) -> None:
    """The search index once more as a script, which is what the theme loads from file://."""
    for name in _INDEXES:
        index = built / name
        if index.is_file():
            script = f"var __index = {index.read_text('utf-8')}"
            index.with_suffix(".js").write_text(script, encoding="utf-8")


def build(
    ledger: Ledger,
    *,
    root: Path,
    out: Path,
    engine: Engine = Engine.MKDOCS,
    strict: bool = True,
    progress: Progress = _quiet,
) -> Report:
    """Builds the site of a ledger whose files are at `root` into the folder `out`.

    With `strict` any warning of the engine fails the build and leaves `out` as it was. Raises LedgerError.
    """
    publish.check_target(out, root)
    look = look_of(root)
    with TemporaryDirectory(prefix="ledger-site-") as folder:
        work = Path(folder).resolve()
        docs, built = work / "docs", work / "site"
        contents, pages = source_of(ledger, look, root=root, progress=progress)
        publish.write(docs, contents)
        nav = guide_nav(look, guide_files(look))
        config = config_of(look, ledger, docs=docs.name, out=built.name, guide=nav)
        (work / CONFIG_NAME).write_text(config, encoding="utf-8")
        progress(f"{engine} builds the pages")
        warnings = engines.run(engine, work / CONFIG_NAME, epoch=int(ledger.at.timestamp()))
        warnings = tuple(one.replace(f"{work}/", "") for one in warnings)
        if strict and warnings:
            more = f" (and {len(warnings) - 1} more)" if len(warnings) > 1 else ""
            raise LedgerError(f"a strict build allows no warning, found: {warnings[0]}{more}")
        out.mkdir(parents=True, exist_ok=True)
        _offline_index(built)
        written = publish.write(out, publish.files_below(built))
    return Report(out=out, pages=pages, written=written, warnings=warnings)
