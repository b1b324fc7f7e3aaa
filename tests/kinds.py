"""A page of every kind of the demonstration's site, and a local server that shows the site below a path."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Final

PROJECT: Final = "projects/rush-hours/index.html"
DECISION: Final = "projects/store-energy/decisions/problem-problem-agreed-tomas-1.html"
NOTEBOOK: Final = "projects/rush-hours/files/reports/bandits.ipynb.html"
TABS: Final = {
    "Portfolio": "index.html",
    "Backtracks": "backtracks.html",
    "Flow analysis": "analysis.html",
    "People": "people.html",
    "Activity": "activity.html",
    "Flows": "flows/index.html",
    "Audit": "audit.html",
    "Data": "data.html",
    "Guide": "guide/index.html",
}
KINDS: Final = (
    *TABS.values(),
    PROJECT,
    DECISION,
    NOTEBOOK,
    "projects/rush-hours/files/reports/scope.md.html",
    "projects/rush-hours/files/reports/deployment-metrics.json.html",
    "flows/startup.html",
    "codes.html",
    "onward.html",
    "guide/second.html",
)
LOST: Final = "404.html"  # has absolute addresses, so it is whole only where the site is served


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *_: object) -> None:  # noqa: A002 - the name of the base class
        """Nothing."""


@contextmanager
def served(site: Path, path: str = "ledger") -> Iterator[str]:
    """The address at which the site is served below a path of a local host."""
    with TemporaryDirectory(prefix="ledger-served-") as folder:
        place = Path(folder) / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.symlink_to(site.resolve(), target_is_directory=True)
        with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=folder)) as server:
            Thread(target=server.serve_forever, daemon=True).start()
            yield f"http://127.0.0.1:{server.server_port}/{path}/"
            server.shutdown()
