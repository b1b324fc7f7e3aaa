"""The page for unknown addresses: whole at any depth, also below a path that nobody told the site."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Page, expect

from ledger.site.build import build
from ledger.site.engines import Engine
from tests.build import Builder
from tests.portfolio import read
from tests.visit import Visit


class _Host(SimpleHTTPRequestHandler):
    """A host of static sites: what is not there gets the page for that, as forges do it."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        lost = next((one for one in Path(self.directory).rglob("404.html")), None)
        if code != 404 or lost is None:
            super().send_error(code, message, explain)
            return
        self.send_response(404)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(lost.read_bytes())

    def log_message(self, format: str, *_: object) -> None:  # noqa: A002 - the name of the base class
        """Nothing."""


@contextmanager
def hosted(folder: Path) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Host, directory=str(folder))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="module", params=list(Engine))
def host(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a site in `a/ledger` whose configuration says no address."""
    root = tmp_path_factory.mktemp("ledger")
    Builder(root).project().commit("Start")
    folder = tmp_path_factory.mktemp("host")
    build(read(root), root=root, out=folder / "a" / "ledger", engine=request.param)
    return folder


def is_whole(page: Page) -> None:
    """The links of the page lead somewhere and its style is there."""
    link = page.get_by_role("link", name="portfolio", exact=True)
    expect(link).to_have_css("text-decoration-line", "underline")
    page.locator("html[data-pl-root]").wait_for(state="attached")
    link.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Data science portfolio")


@pytest.mark.parametrize("path", ["gone.html", "projects/gone/index.html", "x/y/z/", "%22%3E%3Cb%3E/x"])
def test_a_lost_reader_finds_back_below_a_path_that_the_site_was_not_told(
    host: Path, browser: Browser, path: str
) -> None:
    with hosted(host) as address:
        page = Visit(browser).page
        page.goto(f"{address}/a/ledger/{path}")
        is_whole(page)
        assert page.url == f"{address}/a/ledger/index.html"


def test_at_the_top_of_a_host_nothing_has_to_be_found(host: Path, browser: Browser) -> None:
    with hosted(host / "a" / "ledger") as address:
        page = Visit(browser).page
        page.goto(f"{address}/projects/gone/index.html")
        page.get_by_role("link", name="portfolio", exact=True).click()
        page.wait_for_url(f"{address}/index.html")


def test_no_address_makes_the_page_ask_another_host(host: Path, browser: Browser) -> None:
    with hosted(host) as address:
        page = Visit(browser).page
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{address}//localhost:1/x/gone.html")
        page.wait_for_timeout(300)
        assert len(asked) > 3
        assert [url for url in asked if not url.startswith(address)] == []


@pytest.mark.parametrize("name", ["404.html", "index.html"])
def test_the_search_has_its_name_before_any_script_runs(host: Path, name: str) -> None:
    page = BeautifulSoup((host / "a" / "ledger" / name).read_bytes(), "html.parser")
    (dialog,) = page.select("[role=dialog]")
    assert dialog.get("aria-label") == "Search"
    assert page.select_one("header .md-header__title") is not None
