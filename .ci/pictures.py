"""Take README's pictures from the site of the demonstration: usage `pictures.py SITE OUT`."""

import shutil
import sys
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

WIDTH, HEIGHT = 1280, 860
COLOURS = 256  # flat drawings and text need no more, and a picture is half the size
SHOWN = {
    "portfolio": "index.html",
    "history": "projects/rush-hours/index.html",
    "decision": "projects/store-energy/decisions/problem-problem-agreed-tomas-1.html",
    "analysis": "analysis.html",
    "people": "people.html",
}


def main(site: Path, out: Path) -> None:
    """Every page of `SHOWN` in both schemes."""
    out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for scheme in ("light", "dark"):
            for name, path in SHOWN.items():
                _save(_taken(browser, scheme, name, (site / path).as_uri()), out / f"{name}-{scheme}.png")
        browser.close()


def _taken(browser: Browser, scheme: str, name: str, address: str) -> bytes:
    context = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme=scheme)
    page = context.new_page()
    page.goto(address)
    taken = _picture(page, name)
    context.close()
    return taken


def _picture(page: Page, name: str) -> bytes:
    """The drawing of a history; of an analysis what starts at its first flow; else the top of the page."""
    if name == "history":
        return page.locator("figure:has(svg)").first.screenshot()
    if name == "analysis":
        page.evaluate("document.querySelector('#flow-startup').scrollIntoView()")
        page.wait_for_timeout(1000)  # milliseconds: the theme slides the title of the page into its bar
    return page.screenshot()


def _save(taken: bytes, target: Path) -> None:
    Image.open(BytesIO(taken)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(target, optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), Path(sys.argv[2]))
