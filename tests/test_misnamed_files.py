"""Names of files that git takes and nobody can print: the check refuses them, and the site survives what landed."""

import os
from datetime import date
from pathlib import Path

import pytest

from ledger import assemble, rules
from ledger.diagnostics import LedgerError
from ledger.report.findings import as_text
from ledger.site.build import build
from tests.build import Builder, card, document

TODAY = date(2026, 6, 1)


def named(place: Path, name: bytes, text: str = "") -> Builder:
    """A ledger with a project and one more file of that name in its folder."""
    repo = Builder(place / "ledger").project(idea=document())
    path = repo.root / "projects/churn" / os.fsdecode(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    repo.commit("Begin")
    return repo


@pytest.mark.parametrize(
    ("name", "code", "shown"),
    [
        (
            b"reports/n\xff.ipynb",
            "DOC012",
            r"the name of a file must be UTF-8, found 'projects/churn/reports/n\xff.ipynb'",
        ),
        (b"a\nb.md", "DOC011", r"must not hold control characters, found 'projects/churn/a\nb.md'"),
        ("a\u2028b.csv".encode(), "DOC011", r"must not hold control characters, found 'projects/churn/a\u2028b.csv'"),
        (b"\x1b[31m.csv", "DOC011", r"must not hold control characters, found 'projects/churn/\x1b[31m.csv'"),
    ],
)
def test_a_name_that_is_no_text_is_refused_in_one_line(tmp_path: Path, name: bytes, code: str, shown: str) -> None:
    ledger = assemble.load(named(tmp_path, name).root, today=TODAY)
    (found,) = (one for one in rules.judge(ledger) if one.code in {"DOC011", "DOC012"})
    assert (found.code, found.project) == (code, "churn")
    assert shown in found.message
    assert all(line.replace("\udcff", "").isprintable() for line, _ in as_text([found], 1))


@pytest.mark.parametrize("name", ["Übersicht.csv", "売上 2026.csv", "a b.csv"])
def test_any_script_may_name_a_file(tmp_path: Path, name: str) -> None:
    ledger = assemble.load(named(tmp_path, name.encode()).root, today=TODAY)
    assert not [one for one in rules.judge(ledger) if one.code in {"DOC011", "DOC012"}]


@pytest.mark.parametrize(
    "twin",
    ["churn\u200b", "\u202echurn", "\uff43hurn", "churn ", "churn.", "Chu\u00adrn", "churn\u3164", "churn\ufe0f"],
)
def test_a_twin_that_nobody_can_tell_apart_is_another_project_of_that_name(tmp_path: Path, twin: str) -> None:
    place = Builder(tmp_path / "ledger").project(idea=document())
    place.project(twin, idea=document()).project("churn-b2b", idea=document()).commit("Begin")
    found = rules.judge(assemble.load(place.root, today=TODAY))
    assert [one.project for one in found if one.code == "REF008"] == [max("churn", twin)]  # the second by path


def test_a_file_that_landed_under_such_a_name_does_not_end_the_site(tmp_path: Path) -> None:
    repo = named(tmp_path, b"reports/n\xff.ipynb", '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}')
    ledger = assemble.load(repo.root, today=TODAY)
    build(ledger, root=repo.root, out=tmp_path / "site")
    assert (tmp_path / "site/projects/churn/index.html").is_file()


def test_a_folder_of_such_a_name_is_named_by_the_site(tmp_path: Path) -> None:
    repo = named(tmp_path, b"../b\xff/README.md", card())
    ledger = assemble.load(repo.root, today=TODAY)
    with pytest.raises(
        LedgerError, match=r"'projects/b\\xff' is not UTF-8, so its page can have no address: rename it"
    ):
        build(ledger, root=repo.root, out=tmp_path / "site")
