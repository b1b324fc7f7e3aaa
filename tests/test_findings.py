"""What the findings of the examples say, word for word: place, weight, project, sentence, hint and waiver."""

from pathlib import Path

import pytest

from tests.findings import expected, names, report
from tests.test_examples import judged

EXPECTED = expected()


@pytest.mark.parametrize("name", names())
def test_every_finding_of_an_example_says_exactly_this(name: str, tmp_path: Path) -> None:
    assert report(judged(name, tmp_path / "ledger")) == EXPECTED.get(name, "")


def test_only_examples_that_are_there_have_findings() -> None:
    assert set(EXPECTED) <= set(names())
