"""Take README's pictures from the site of the demonstration: usage `pictures.py SITE OUT`."""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

WIDTH, HEIGHT = 1280, 880


def main(site: Path, out: Path) -> None:
    """The portfolio and the history of one project, in both schemes."""
    out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for scheme in ("light", "dark"):
            context = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme=scheme)
            page = context.new_page()
            _portfolio(page, site).screenshot(path=out / f"portfolio-{scheme}.png")
            _history(page, site, out / f"history-{scheme}.png")
        browser.close()


def _portfolio(page: Page, site: Path) -> Page:
    page.goto((site / "index.html").as_uri())
    return page


def _history(page: Page, site: Path, target: Path) -> None:
    page.goto((site / "projects/rush-hours/index.html").as_uri())
    page.locator("figure:has(svg)").first.screenshot(path=target)


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), Path(sys.argv[2]))
