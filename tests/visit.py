"""A page of the site in a real browser, which remembers what went wrong and what was fetched."""

from pathlib import Path
from typing import Final, Literal
from weakref import WeakKeyDictionary

from playwright.sync_api import Browser, Page

_FORGET: Final = "() => { localStorage.clear(); sessionStorage.clear(); }"
_NO_PAGE: Final = ("about:", "chrome-error:")


class Visit:
    """A page without a past that remembers what went wrong and what was fetched.

    With scripts it is one of the browser's that an earlier test has left: a new window costs as much as what is shown
    in it.
    """

    def __init__(
        self, browser: Browser, *, width: int = 1280, scheme: Literal["light", "dark"] = "light", script: bool = True
    ) -> None:
        own = None if script else _Heard(browser.new_context(java_script_enabled=False).new_page())
        heard = own or _taken(browser)
        self.page: Page = heard.page
        self.problems: list[str] = heard.problems
        self.page.set_viewport_size({"width": width, "height": 900})
        self.page.emulate_media(color_scheme=scheme)

    def open(self, site: Path, path: str, query: str = "") -> "Visit":
        self.page.goto((site / path).as_uri() + query)
        return self


class _Heard:
    """A page and what went wrong in it and was fetched by it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.problems: list[str] = []
        page.on("console", lambda message: self.problems.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("dialog", lambda dialog: self.problems.append(dialog.message))
        page.on("request", lambda request: self._request(request.url))

    def _request(self, url: str) -> None:
        if not url.startswith(("file:", "data:", "blob:", "about:")):
            self.problems.append(url)

    def forget(self) -> None:
        """Leave nothing of what was shown, typed and chosen."""
        if not self.page.url.startswith(_NO_PAGE):
            self.page.evaluate(_FORGET)
        self.page.goto("about:blank")
        self.page.emulate_media(media="null", forced_colors="null", reduced_motion="null")
        self.problems.clear()


_IN_USE: Final[WeakKeyDictionary[Browser, list[_Heard]]] = WeakKeyDictionary()
_SPARE: Final[WeakKeyDictionary[Browser, list[_Heard]]] = WeakKeyDictionary()


def _taken(browser: Browser) -> _Heard:
    spare = _SPARE.setdefault(browser, [])
    taken = spare.pop() if spare else _Heard(browser.new_context().new_page())
    _IN_USE.setdefault(browser, []).append(taken)
    return taken


def leave(browser: Browser) -> None:
    """End all visits of a browser: their pages can be used again, and nothing goes on in them."""
    left = [one for one in _IN_USE.pop(browser, []) if not one.page.is_closed()]
    for one in left:
        one.forget()
    _SPARE.setdefault(browser, []).extend(left)
    kept = {id(one.page.context) for one in _SPARE[browser]}
    for context in browser.contexts:
        if id(context) not in kept:
            context.close()
