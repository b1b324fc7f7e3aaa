"""A ledger's directory to its site: once, or again and again behind a local web server."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import date
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Final

from ledger.assemble import load_whole
from ledger.diagnostics import LedgerError
from ledger.edges.gitrepo import open_repository
from ledger.edges.index import PAGES, Index, is_off
from ledger.site.build import Progress, Report, build
from ledger.site.engines import Engine
from ledger.site.record import record_of

Say = Callable[[str], None]

_IGNORED: Final = frozenset({".git", ".venv", "node_modules", "__pycache__", "site", "build", ".mypy_cache"})
_PULSE: Final = 250  # milliseconds between two looks at what the watch has seen
_HEAD_FILES: Final = ("HEAD", "logs/HEAD", "packed-refs")


def build_at(
    directory: Path,
    today: date,
    *,
    out: Path,
    engine: Engine = Engine.MKDOCS,
    strict: bool = True,
    progress: Progress = lambda _: None,
) -> Report:
    """Builds the site of the ledger that holds `directory`; a relative `out` counts from the ledger's root."""
    repository = open_repository(directory)
    root = repository.root or repository.home
    progress("reading the ledger")
    ledger, told = load_whole(directory, today=today)
    progress("judging the history")
    record = record_of(ledger, told)
    index = Index(None if is_off() else repository.common_dir, PAGES)
    return build(
        ledger,
        root=root,
        out=root / out,
        record=record,
        index=index,
        engine=engine,
        strict=strict,
        progress=progress,
    )


class _Handler(SimpleHTTPRequestHandler):
    """Serves files without a line for each request and without letting the browser keep an old page."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        """Says nothing."""

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")
        super().end_headers()


def _is_watched(root: Path, path: str) -> bool:
    parts = Path(path).relative_to(root).parts if Path(path).is_relative_to(root) else Path(path).parts
    if parts[:1] == (".git",):
        return "/".join(parts[1:]) in _HEAD_FILES
    return not _IGNORED.intersection(parts[:1]) and "__pycache__" not in parts


def _rebuild(directory: Path, today: date, out: Path, engine: Engine, say: Say) -> None:
    """One line for each build; what cannot be built leaves the last good site where it is."""
    try:
        report = build_at(directory, today, out=out, engine=engine, strict=False)
    except (LedgerError, OSError) as error:  # a file may go while it is copied
        say(f"kept the last good site: {error}")
        return
    say(f"built {report.pages} pages, {report.written} files changed")
    for warning in report.warnings:
        say(f"warning: {warning}")


@contextmanager
def _served(out: Path, host: str, port: int) -> Iterator[str]:
    """The address at which a folder is served meanwhile. Raises LedgerError when the port is taken."""
    try:
        server = ThreadingHTTPServer((host, port), partial(_Handler, directory=str(out)))
    except OSError as error:
        raise LedgerError(f"port {port} on {host} cannot be used, choose another with --port: {error}") from error
    with server:
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://{host}:{server.server_address[1]}/"
        finally:
            server.shutdown()


def serve(
    directory: Path, today: Callable[[], date], *, host: str, port: int, say: Say, engine: Engine = Engine.MKDOCS
) -> None:
    """Serves the site until it is interrupted and builds it anew, as of `today` then, whenever the ledger changes.

    Raises LedgerError when the first build fails or the port is taken.
    """
    from watchfiles import watch  # noqa: PLC0415 - only serving watches

    repository = open_repository(directory)
    root = (repository.root or repository.home).resolve()
    with TemporaryDirectory(prefix="ledger-serve-") as folder, ExitStack() as running:
        out = Path(folder).resolve() / "site"
        is_up = False
        changes = watch(
            root,
            watch_filter=lambda _, path: _is_watched(root, path),
            raise_interrupt=True,
            yield_on_timeout=True,
            rust_timeout=_PULSE,
        )
        with suppress(KeyboardInterrupt):
            # The first pulse tells that the watch has begun, so that no change after the first build goes unseen.
            for changed in changes:
                if not is_up:
                    report = build_at(directory, today(), out=out, engine=engine, strict=False)
                    address = running.enter_context(_served(out, host, port))
                    say(f"built {report.pages} pages; serving {address} until Ctrl-C")
                    is_up = True
                elif changed:
                    _rebuild(directory, today(), out, engine, say)
    say("stopped")
