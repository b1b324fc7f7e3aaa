"""What holds for every test, and the one demonstration site that several tests read."""

import fcntl
import gc
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Final

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, Playwright, expect, sync_playwright

from ledger.demo.make import make
from ledger.site.engines import Engine
from ledger.site.serve import build_at
from tests.odd import TODAY as ODD_DAY
from tests.odd import odd
from tests.visit import leave

# Properties are judged by what they find, never by the speed of the machine; each run draws other examples.
settings.register_profile("steady", deadline=None, max_examples=50)
settings.load_profile("steady")

# Where an environment forbids bytecode, every command that a test starts would compile the program anew, a quarter of
# its time.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

DAY: Final = date(2026, 11, 20)
_BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome")
# Of these Playwright's own list has all but the first two, and the last list counts. Those two fill the address bar of
# every window with pages of its own, hidden ones too, which took a third of the time.
_WITHOUT: Final = (
    *("WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "AimEnabled", "PreconnectToSearch", "OptimizationHints"),
    *("NetworkTimeServiceQuerying", "HttpsUpgrades", "MediaRouter", "PaintHolding", "DestroyProfileOnBrowserClose"),
    # A process is kept ready for the next site that a window may go to, but ours go to none.
    "SpareRendererForSitePerProcess",
)
_ARGUMENTS: Final = [
    *("--no-sandbox", "--disable-gpu", "--disable-background-networking"),
    f"--disable-features={','.join(_WITHOUT)}",
]
_PATIENCE: Final = 30_000  # milliseconds until what a page is to become counts as missed, on a busy machine too
_STARTED: Final[list[tuple[Playwright, Browser]]] = []
GUIDE: Final = """\
# How we work

Read [the flows](second.md#a-table) first.

```python
def share(part: int, whole: int) -> float:  # of hours
    return part / whole
```
"""
SECOND: Final = "# Second page\n\n## A table\n\n| What | Who |\n| --- | --- |\n| Votes | Dana |\n"


def pytest_collection_finish() -> None:
    """Leave out of every later search for garbage what thousands of collected tests hold: a twelfth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files that need a browser first, so that one is started for all of them."""
    shown = {item.path for item in items if _needs_browser(item)}
    items.sort(key=lambda item: item.path not in shown)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Close the browser once a file needs none: until then no other loop of asyncio can run."""
    if _STARTED and not any(_needs_browser(one) for one in item.session.items if one.path == item.path):
        _close()


def pytest_sessionfinish() -> None:
    """Close the browser when its files were the last."""
    _close()


def _needs_browser(item: pytest.Item) -> bool:
    return "browser" in getattr(item, "fixturenames", ())


def _started() -> Browser:
    if not _STARTED:
        found = next((path for name in _BROWSERS if (path := shutil.which(name))), None)
        playwright = sync_playwright().start()
        expect.set_options(timeout=_PATIENCE)
        _STARTED.append((playwright, playwright.chromium.launch(executable_path=found, args=_ARGUMENTS)))
    return _STARTED[0][1]


def _close() -> None:
    for playwright, browser in _STARTED:
        browser.close()
        playwright.stop()
    _STARTED.clear()


@pytest.fixture
def browser() -> Iterator[Browser]:
    """The one browser of a run, without pages: what a test has opened is left after it, lest it go on working."""
    yield (started := _started())
    leave(started)


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration ledger with a guide and an address; its site is in `site`. Nobody writes into it."""
    return once(tmp_path_factory, "demonstration", _demonstration)


@pytest.fixture(scope="session")
def zensical_site(demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the demonstration by the other engine."""
    return once(tmp_path_factory, "zensical", lambda out: build_at(demonstration, DAY, out=out, engine=Engine.ZENSICAL))


@pytest.fixture(scope="session")
def odd_history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger in whose history every date is a trap; its site is in `site`. Nobody writes into it."""
    return once(tmp_path_factory, "odd", lambda root: build_at(odd(root).root, ODD_DAY, out=Path("site")))


def _demonstration(root: Path) -> None:
    make(root)
    with (root / "mkdocs.yml").open("a", encoding="utf-8") as config:
        config.write("\nsite_url: https://example.com/ledger\n")
    (root / "docs").mkdir()
    (root / "docs" / "index.md").write_text(GUIDE, encoding="utf-8")
    (root / "docs" / "second.md").write_text(SECOND, encoding="utf-8")
    build_at(root, DAY, out=Path("site"))


def once(factory: pytest.TempPathFactory, name: str, fill: Callable[[Path], object]) -> Path:
    """A folder that the first of all test processes fills, and the others wait for."""
    base = factory.getbasetemp()
    base = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    with (base / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (base / f"{name}.ready").exists():
            fill(base / name)
            (base / f"{name}.ready").touch()
    return base / name
