"""Whatever a ledger holds, each format gives it back: hostile texts, huge numbers, no numbers."""

import csv
import json
import os
import sqlite3
from contextlib import closing
from io import BytesIO, StringIO
from pathlib import Path
from typing import Final

import pytest
from arro3.io import read_parquet
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.export import parquet
from ledger.export.run import Format
from ledger.export.sheets import COLUMNS
from ledger.export.sqlite import sqlite_of
from ledger.export.text import csv_of
from ledger.views.sheets import Sheet, Value
from tests.build import LEDGER, Builder, card, document
from tests.exports import exported, table
from tests.exports import small as small  # noqa: PLC0414 - a fixture of that file

VOTE: Final = "approvals:\n  - {gate: '=1+1', role: product, by: dana, date: soon, decision: approved}\n"


NASTY: Final = st.one_of(
    st.none(),
    st.text(st.characters(codec=None), max_size=12),
    st.sampled_from(
        ["=1+1", "\ud800x", "a\0b", "'); DROP TABLE projects; --", '"', "a\r\nb", "\N{RIGHT-TO-LEFT OVERRIDE}"]
    ),
)


NUMBERS: Final = st.one_of(st.none(), st.integers(), st.integers(2**62, 2**66), st.integers(-(2**66), -(2**62)))


REALS: Final = st.one_of(st.none(), st.integers(), st.just(10**400), st.floats(allow_nan=False, allow_infinity=False))


def sheet_of(rows: list[tuple[Value, ...]]) -> Sheet:
    columns = {"because": "a text", "days": "whole", "measured": "a number"}
    return Sheet(name="tasks", words="One row.", columns={"project": "which", **columns}, rows=tuple(rows))


def plain(row: tuple[Value, ...]) -> tuple[Value, ...]:
    """What typed formats carry of a row."""
    texts = [None if one is None else str(one).encode("utf-8", "replace").decode() for one in row[:2]]
    days = row[2] if isinstance(row[2], int) and -(2**63) <= row[2] < 2**63 else None
    measured = None if row[3] is None or row[3] == 10**400 else float(row[3])
    return *texts, days, measured


@settings(max_examples=30)
@given(st.lists(st.tuples(NASTY, NASTY, NUMBERS, REALS), max_size=4))
def test_no_value_breaks_a_format(rows: list[tuple[Value, ...]]) -> None:
    sheet = sheet_of(rows)
    others = [Sheet(name=name, words="", columns=COLUMNS[name], rows=()) for name in ("projects", "events", "kpis")]
    with closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(sqlite_of((*others, sheet)))
        assert database.execute("SELECT * FROM tasks ORDER BY rowid").fetchall() == [plain(row) for row in rows]
    read = read_parquet(BytesIO(parquet.parquet_of(sheet, {}))).read_all()
    columns = [read.column(name).to_pylist() for name in sheet.columns]
    assert list(zip(*columns, strict=True)) == [plain(row) for row in rows]
    assert len(list(csv.reader(StringIO(csv_of(sheet).decode(), newline="")))) == len(rows) + 1


def test_a_hostile_ledger_is_exported_as_it_is(tmp_path: Path) -> None:
    title = "'); DROP TABLE projects; --"
    place = Builder(tmp_path / "ledger", ledger=LEDGER.replace("Data science portfolio", '"=cmd|calc"'))
    text = card().replace("Project churn\nowner", f'"{title}"\nowner')
    place.write({"projects/churn/README.md": text, "projects/churn/idea.md": document(iteration=2**53 - 1, more=VOTE)})
    place.write({'projects/x"; DROP TABLE events; --/README.md': card("x")})
    place.write(
        {os.fsdecode(b"projects/caf\xe9/README.md"): card("a"), os.fsdecode(b"projects/caf\xe8/README.md"): card("b")}
    )
    place.commit()
    for form in Format:
        exported(place.root, form, tmp_path / form.value)
    projects = table(tmp_path / "sqlite", "projects")
    assert len(projects) == 4
    assert title in {row[1] for row in projects}
    assert [row[3:5] for row in table(tmp_path / "sqlite", "approvals")] == [(2**53 - 1, "=1+1")]
    assert table(tmp_path / "sqlite", "ledger")[0][0] == "=cmd|calc"
    assert "'=cmd|calc" in (tmp_path / "csv/ledger.csv").read_text("utf-8")
    whole = json.loads((tmp_path / "json").read_bytes())
    assert (whole["title"], whole["approvals"][0]["gate"]) == ("=cmd|calc", "=1+1")


@pytest.mark.parametrize("form", list(Format))
def test_an_export_replaces_an_export_and_leaves_what_is_beside_it(
    small: Builder, tmp_path: Path, form: Format
) -> None:
    out = tmp_path / "out"
    place = out / "x" if form.is_whole else out
    exported(small.root, form, place)
    (out / "mine.txt").write_text("mine")
    small.write({"projects/churn/README.md": card(phase="build", more="team: other\n")}).commit(date="2026-02-03")
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    exported(small.root, form, place)
    after = {path.name: path.read_bytes() for path in out.iterdir()}
    assert before.keys() == after.keys()
    assert after["mine.txt"] == b"mine"
    assert before != after
