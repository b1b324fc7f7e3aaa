"""What the portfolio weighs, and how long a filter of it takes in a browser until the page is laid out again."""

import shutil
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Final

from playwright.sync_api import sync_playwright

from bench.measure import last_day
from ledger import assemble
from ledger.site.drawings import palette
from ledger.site.pages.portfolio import portfolio_pages
from ledger.site.render import render
from ledger.site.settings import SCRIPTS
from ledger.views import status_rows

_TIMED: Final = """(rounds) => {
    const portfolio = window.ledgerPortfolio, find = portfolio.form.elements.find, took = [];
    for (const word of Array.from({ length: rounds }, (_, round) => String(round % 10))) {
        const start = performance.now();
        find.value = word;
        portfolio.show();
        document.body.getBoundingClientRect();
        took.push(performance.now() - start);
    }
    return took.sort((a, b) => a - b)[rounds >> 1];
}"""


def lines(place: Path, scratch: Path, rounds: int) -> Iterator[str]:
    """The bytes of each file of the portfolio, then the median milliseconds of a filter with its layout."""
    folder = scratch / "portfolio"
    for path, raw in _written(place, folder).items():
        yield f"{raw / 1e6:8.2f} MB  {path}"
    with sync_playwright() as playwright:
        program = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.goto((folder / "index.html").as_uri())
        page.evaluate("window.ledgerPortfolio.whole()")
        rows = page.locator("#projects-table tbody tr").count()
        yield f"{page.evaluate(_TIMED, max(rounds, 10)):8.1f} ms  one filter of {rows} rows, laid out"
        browser.close()


def _written(place: Path, folder: Path) -> dict[str, int]:
    """The portfolio with its own style and scripts and without the theme; the bytes of its files."""
    own = files("ledger.site") / "assets"
    style = f"<style>{palette.css()}{(own / 'ledger.css').read_text('utf-8')}</style>"
    script = "".join(f"<script>{(own / Path(name).name).read_text('utf-8')}</script>" for name in SCRIPTS)
    sizes = {}
    ledger = assemble.load(place, today=last_day(place))
    for page in portfolio_pages(ledger, status_rows(ledger)):
        text = render(page)
        target = folder / page.path.replace(".md", ".html")
        target.parent.mkdir(parents=True, exist_ok=True)
        is_page = page.path.endswith(".md")
        html = f"<!doctype html><meta charset=utf-8>{style}<body>{text.split('---', 2)[2]}{script}" if is_page else text
        target.write_text(html, "utf-8")
        sizes[target.name] = len(text.encode())
    return sizes
