"""The ledgers of `tests/examples`, made in real repositories and judged."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from ledger import assemble, rules
from ledger.diagnostics import Diagnostic
from tests.build import Builder
from tests.examples.generated import FILES, Content, Link

ROOT: Final = Path(__file__).parent / "examples"
TODAY: Final = "2026-11-22"
EXAMPLES: Final = {kind: sorted(path.name for path in (ROOT / kind).iterdir()) for kind in ("invalid", "valid")}
NOTES: Final = {"expect.txt", "today.txt", "author.txt"}


def tree(folder: Path, added: Mapping[str, Content]) -> dict[str, Content]:
    """Every file of a tree by its path in the ledger."""
    found = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return {
        path: content for path, content in found.items() if path not in NOTES and not path.startswith("uncommitted/")
    } | dict(added)


def put(root: Path, files: Mapping[str, Content]) -> None:
    """Write files and links below a folder."""
    for path, content in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, Link):
            target.symlink_to(content.target)
        else:
            target.write_bytes(content)


def commit(ledger: Builder, files: Mapping[str, Content], subject: str, author: str = "sam") -> str:
    """Make the working tree exactly these files, and commit them."""
    for path in ledger.git("ls-files", "-z").split("\0")[:-1]:
        (ledger.root / path).unlink()
    put(ledger.root, files)
    return ledger.commit(subject, author=author)


def made(name: str, root: Path, added: Mapping[str, Content] = {}) -> tuple[Builder, date, str | None]:
    """The repository of an example, its day, and the base of its change if it is one."""
    ledger, folder = Builder(root, ledger=""), ROOT / name
    day = folder / "today.txt"
    today = date.fromisoformat(day.read_text().strip() if day.exists() else TODAY)
    files = {**FILES.get(name, {}), **added}
    base = None
    if (folder / "base").is_dir():
        lags = (folder / "start").is_dir()
        commit(ledger, tree(folder / ("start" if lags else "base"), files), "The start")
        ledger.git("branch", "change")
        base = commit(ledger, tree(folder / "base", files), "The base") if lags else "main"
        ledger.git("checkout", "-q", "change")
    author = folder / "author.txt"
    who = author.read_text().strip() if author.exists() else "sam"
    commit(ledger, tree(folder / "change" if base else folder, files), "The change", who)
    put(ledger.root, tree(folder / "uncommitted", {}))
    return ledger, today, base


def judged(name: str, root: Path, added: Mapping[str, Content] = {}) -> tuple[Diagnostic, ...]:
    ledger, today, base = made(name, root, added)
    change = assemble.load_change(ledger.root, base=base, today=today) if base else None
    whole = change.after if change else assemble.load(ledger.root, today=today)
    return tuple(rules.judge(whole, change))


@cache
def alone(name: str) -> tuple[Diagnostic, ...]:
    """The findings of an example as it is, which several tests read."""
    with TemporaryDirectory() as folder:
        return judged(name, Path(folder) / "ledger")
