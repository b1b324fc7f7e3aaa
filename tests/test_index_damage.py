"""A damaged index, or a foreign file in its place, changes nothing."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ledger.edges.gitrepo import open_repository
from ledger.edges.index import Index, place_of
from ledger.past import memory
from tests.build import Builder
from tests.indexes import answers, make, place, without_index
from tests.indexes import repo as repo  # noqa: PLC0414 - a fixture of that file


def damaged(raw: bytes, blows: list[tuple[int, int]], cut: int) -> bytes:
    """Bytes with some of them changed, and the last ones cut off."""
    found = bytearray(raw)
    for at, mask in blows:
        found[at % len(found)] ^= mask
    return bytes(found[: len(found) - cut % len(found)] if cut else found)


BLOWS = st.lists(st.tuples(st.integers(0, 2**20), st.integers(1, 255)), min_size=1, max_size=400)


CUTS = st.one_of(st.just(0), st.integers(1, 2**20))


@dataclass(frozen=True, slots=True, kw_only=True)
class Indexed:
    """A ledger with its index: the repository, its answers, and the index's bytes."""

    repo: Builder
    expected: str = field(repr=False)
    raw: bytes = field(repr=False)


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Indexed:
    repo = make(tmp_path_factory.mktemp("indexed") / "ledger")
    expected = without_index(repo.root)
    assert answers(repo.root) == expected
    return Indexed(repo=repo, expected=expected, raw=place(repo).read_bytes())


@settings(max_examples=30)
@given(blows=BLOWS, cut=CUTS)
@example(blows=[(4066, 128)], cut=0)  # in the text of the schema, which sqlite3 then cannot word its error with
def test_a_damaged_index_changes_nothing(indexed: Indexed, blows: list[tuple[int, int]], cut: int) -> None:
    place(indexed.repo).write_bytes(damaged(indexed.raw, blows, cut))
    assert answers(indexed.repo.root) == indexed.expected
    assert answers(indexed.repo.root) == indexed.expected


@given(blows=BLOWS, cut=CUTS)
@example(blows=[(4066, 128)], cut=0)
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_damage_reads_as_absence_and_never_as_another_entry(
    tmp_path: Path, blows: list[tuple[int, int]], cut: int
) -> None:
    entries = {b"%d" % number: b"%d" % (number * number) * 40 for number in range(300)}
    shutil.rmtree(tmp_path / "ledger", ignore_errors=True)
    made = Index(tmp_path)
    for key, value in entries.items():
        made.add("squares", key, value)
    made.save(["squares"])
    assert Index(tmp_path).read("squares") == entries
    place_of(tmp_path).write_bytes(damaged(place_of(tmp_path).read_bytes(), blows, cut))
    assert Index(tmp_path).read("squares").items() <= entries.items()
    again = Index(tmp_path)
    again.add("squares", b"more", b"of it")
    again.save(["squares"])
    assert Index(tmp_path).read("squares").items() <= (entries | {b"more": b"of it"}).items()


def _a_foreign_file(at: Path) -> None:
    at.write_text("no database\n" * 999)


def _a_foreign_table(at: Path) -> None:
    with closing(sqlite3.connect(at)) as file:
        file.execute("CREATE TABLE remembered (kind TEXT, other TEXT)")


def _a_later_schema(at: Path) -> None:
    with closing(sqlite3.connect(at)) as file:
        file.execute("CREATE TABLE entries (kind, key, value, seal)")
        file.execute("PRAGMA user_version = 999")


def _an_empty_file(at: Path) -> None:
    at.touch()


@pytest.mark.parametrize("put", [_a_foreign_file, _a_foreign_table, _a_later_schema, _an_empty_file])
def test_a_foreign_file_in_its_place_is_replaced(repo: Builder, put: Callable[[Path], None]) -> None:
    expected = without_index(repo.root)
    place(repo).parent.mkdir()
    put(place(repo))
    assert answers(repo.root) == expected
    with memory.remembered(open_repository(repo.root)) as known:
        assert known.commit(repo.git("rev-parse", "HEAD").strip())
