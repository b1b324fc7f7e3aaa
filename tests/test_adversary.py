"""Pull requests that try to pass without the approvals they need, and honest ones that must not be stopped."""

import json
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from ledger import assemble, rules
from ledger.diagnostics import LedgerError, Severity
from ledger.forge.reviews import reviews_of
from ledger.words import VOTES
from tests.adversary.case import Pull
from tests.adversary.desk import TODAY, Desk, Keys
from tests.adversary.pulls import PULLS

DAY = date.fromisoformat(TODAY)


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Keys:
    return Keys.made(tmp_path_factory.mktemp("keys"), "dana", "pam", "mallory", "witness")


@pytest.fixture(scope="session")
def grounds(tmp_path_factory: pytest.TempPathFactory, keys: Keys) -> Path:
    """Three repositories to start from: the project ready to leave scoping, in research, and in development."""
    home = tmp_path_factory.mktemp("grounds")
    desk = Desk(home / "scoping", keys)
    shutil.rmtree(home / "scoping" / ".git" / "hooks")
    desk.begin()
    shutil.copytree(home / "scoping", home / "research")
    desk = Desk(home / "research", keys).approves().moves("research")
    shutil.copytree(home / "research", home / "development")
    desk = Desk(home / "development", keys)
    desk.approves("erin", "data-engineering", "validity", phase="research")
    desk.approves("dana", gate="value", phase="research").approves("pam", gate="value", phase="research")
    desk.moves("development")
    return home


@pytest.fixture
def desk(tmp_path: Path, grounds: Path, keys: Keys, pull: Pull) -> Iterator[Desk]:
    """The desk with the pull request built and its branch checked out."""
    shutil.copytree(grounds / pull.ground, tmp_path / "ledger")
    desk = Desk(tmp_path / "ledger", keys)
    if pull.prepare:
        pull.prepare(desk)
    desk.git("checkout", "-q", "-b", "pull")
    pull.build(desk)
    yield desk
    shutil.rmtree(tmp_path / "ledger")


def _errors(desk: Desk, base: str) -> dict[str, str]:
    reviews = reviews_of(json.dumps(desk.reviews).encode())
    assert not isinstance(reviews, str), reviews
    change = assemble.load_change(desk.root, base=base, today=DAY, reviews=reviews)
    found = rules.judge(change.after, change)
    return {one.code: one.message for one in found if one.severity is Severity.ERROR and one.waived is None}


@pytest.mark.parametrize("pull", [pull for pull in PULLS if not pull.refused], ids=lambda pull: pull.name)
def test_a_pull_request_gets_its_verdict(pull: Pull, desk: Desk) -> None:
    found = _errors(desk, pull.base)
    assert set(found) == pull.codes, found


@pytest.mark.parametrize("pull", [pull for pull in PULLS if pull.refused], ids=lambda pull: pull.name)
def test_what_cannot_be_judged_is_refused(pull: Pull, desk: Desk) -> None:
    with pytest.raises(LedgerError, match=pull.refused):
        assemble.load_change(desk.root, base=pull.base, today=DAY)


LANDINGS = [(pull, way) for pull in PULLS for way in pull.lands]


@pytest.mark.parametrize(("pull", "way"), LANDINGS, ids=[f"{pull.name}-{way}" for pull, way in LANDINGS])
def test_votes_keep_what_they_are_worth_on_main(pull: Pull, way: str, desk: Desk) -> None:
    desk.land(way)
    ledger = assemble.load(desk.root, revision="main", today=DAY)
    told = [event.grade for event in ledger.events if event.kind in VOTES]
    held = [grade for project in ledger.projects.values() for grade in project.grades.values()]
    assert " ".join(map(str, told)) == pull.lands[way]
    assert sorted(map(str, held)) == sorted(map(str, told))


def test_the_corpus_is_large_and_names_every_attack_once() -> None:
    assert len(PULLS) >= 64
    assert len({pull.name for pull in PULLS}) == len(PULLS)
