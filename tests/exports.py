"""The demonstration and a small ledger, and what they are exported to."""

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest

from ledger.export.run import Exported, Format, Wish, export
from tests.build import Builder, advanced

DAY: Final = date(2026, 11, 20)


@pytest.fixture
def small(tmp_path: Path) -> Builder:
    return advanced(tmp_path / "ledger")


def exported(root: Path, form: Format, out: Path, **more: Any) -> Exported:
    return export(root, DAY, Wish(format=form, out=out, **more), lambda _: None)


def table(path: Path, sheet: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as database:
        return database.execute(f'SELECT * FROM "{sheet}" ORDER BY rowid').fetchall()  # noqa: S608 - a name of ours
