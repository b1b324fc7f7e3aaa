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
from playwright.sync_api import Browser, sync_playwright

from ledger.demo.make import make
from ledger.site.engines import Engine
from ledger.site.serve import build_at
from tests.odd import TODAY as ODD_DAY
from tests.odd import odd

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


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A browser for the tests of a file: to start one takes longer than most of them."""
    found = next((path for name in _BROWSERS if (path := shutil.which(name))), None)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=_ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def browser(chromium: Browser) -> Iterator[Browser]:
    """The browser without pages; those that a test has opened are closed after it, lest they go on working."""
    yield chromium
    for context in chromium.contexts:
        context.close()


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
