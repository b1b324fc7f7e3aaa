"""The site of a ledger: gather pages, render them to Markdown, let MkDocs build them, publish the result."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from ledger.diagnostics import LedgerError
from ledger.edges.index import Index
from ledger.paths import is_utf8
from ledger.records.model import Ledger
from ledger.site import engines, publish
from ledger.site.addresses import CONFIG_NAME
from ledger.site.drawings import palette
from ledger.site.easel import Contents, Easel
from ledger.site.engines import Engine
from ledger.site.forge import forge_of
from ledger.site.guide import guide_files, guide_nav
from ledger.site.record import NO_RECORD, Record
from ledger.site.remembered import Remembered
from ledger.site.settings import FONTS, SCRIPTS, SEARCH, STYLE, Look, config_of, look_of
from ledger.views import status_rows

Progress = Callable[[str], None]

_INDEXES: Final = ("search/search_index.json", "search.json")  # of MkDocs and of Zensical
# Below the palette, in order.
_STYLES: Final = ("type.css", "ledger.css", "records.css", "files.css", "people.css", "print.css")


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a build made: pages drawn by us, files written anew in `out`, warnings of the engine."""

    out: Path
    pages: int
    written: int
    warnings: tuple[str, ...]


def _quiet(_: str) -> None:
    """Progress that nobody watches."""


def _assets() -> dict[str, bytes]:
    own = files("ledger.site") / "assets"
    style = "\n".join((palette.css(), *((own / name).read_text("utf-8") for name in _STYLES)))
    scripts = {path: (own / path.rpartition("/")[2]).read_bytes() for path in (*SCRIPTS, *SEARCH)}
    fonts = {f"{FONTS}/{file.name}": file.read_bytes() for file in (own / "fonts").iterdir()}
    return {STYLE: style.encode(), **scripts, **fonts}


def source_of(
    ledger: Ledger,
    look: Look,
    *,
    root: Path,
    record: Record = NO_RECORD,
    index: Index | None = None,
    progress: Progress = _quiet,
) -> tuple[Contents, int]:
    """Every file of the site's source by its path, and the number of pages that it has.

    What an earlier build left in the `index` is not drawn again.
    """
    rows = status_rows(ledger)
    easel = Easel(
        ledger=ledger,
        root=root,
        rows=rows,
        forge=forge_of(look.repository),
        address=look.address,
        record=record,
        remembered=Remembered(index or Index(None), ledger.today),
    )
    contents: dict[str, bytes | Path] = {**guide_files(look), **_assets()}
    done = 0
    for batch in easel.drawn():
        contents |= batch.contents
        done += batch.projects
        progress(f"{done} of {len(rows)} projects drawn" if batch.projects else f"{batch.words} drawn")
    return contents, sum(path.endswith(".md") for path in contents) - len(guide_files(look))


def _overrides(look: Look) -> Contents:
    """The templates: ours, and in their place those of the ledger."""
    ours = files("ledger.site") / "overrides"
    own = publish.files_below(look.templates) if look.templates and look.templates.is_dir() else {}
    return {**{name: (ours / name).read_bytes() for name in ("main.html", "404.html")}, **own}


def _offline_index(built: Path) -> None:
    """The search index once more as a script, which is what the theme loads from file://."""
    for name in _INDEXES:
        index = built / name
        if index.is_file():
            script = f"var __index = {index.read_text('utf-8')}"
            index.with_suffix(".js").write_text(script, encoding="utf-8")


def _refuse_misnamed(ledger: Ledger) -> None:
    """Raise LedgerError for a project whose page can have no address, and that landed past the check."""
    folder = next((one.folder for one in ledger.projects.values() if not is_utf8(one.folder)), None)
    if folder is not None:
        name = folder.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
        raise LedgerError(f"the name of the folder '{name}' is not UTF-8, so its page can have no address: rename it")


def build(
    ledger: Ledger,
    *,
    root: Path,
    out: Path,
    record: Record = NO_RECORD,
    index: Index | None = None,
    engine: Engine = Engine.MKDOCS,
    strict: bool = True,
    progress: Progress = _quiet,
) -> Report:
    """Builds the site of a ledger whose files are at `root` into the folder `out`.

    With `strict` any warning of the engine fails the build and leaves `out` as it was. Raises LedgerError.
    """
    publish.check_target(out, root)
    _refuse_misnamed(ledger)
    look = look_of(root)
    with TemporaryDirectory(prefix="ledger-site-") as folder:
        work = Path(folder).resolve()
        docs, built = work / "docs", work / "site"
        contents, pages = source_of(ledger, look, root=root, record=record, index=index, progress=progress)
        publish.write(docs, contents)
        publish.write(work / "overrides", _overrides(look))
        nav = guide_nav(look, guide_files(look))
        config = config_of(look, ledger, docs=docs, out=built, guide=nav, overrides=work / "overrides")
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
