"""A page of the site in a real browser, which remembers what went wrong and what was fetched."""

from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page


class Visit:
    """A page in a fresh context that remembers what went wrong and what was fetched."""

    def __init__(
        self, browser: Browser, *, width: int = 1280, scheme: Literal["light", "dark"] = "light", script: bool = True
    ) -> None:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=script
        )
        self.page: Page = context.new_page()
        self.problems: list[str] = []
        self.page.on("console", lambda message: self.problems.append(message.text) if message.type == "error" else None)
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.on("dialog", lambda dialog: self.problems.append(dialog.message))
        self.page.on("request", lambda request: self._request(request.url))

    def _request(self, url: str) -> None:
        if not url.startswith(("file:", "data:", "blob:", "about:")):
            self.problems.append(url)

    def open(self, site: Path, path: str, query: str = "") -> "Visit":
        self.page.goto((site / path).as_uri() + query)
        return self
