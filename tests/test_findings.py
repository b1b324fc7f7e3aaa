"""What the findings of the examples say, word for word: place, weight, project, sentence, hint and waiver."""

import pytest

from tests.examples_made import alone
from tests.findings import expected, names, report

EXPECTED = expected()


@pytest.mark.parametrize("name", names())
def test_every_finding_of_an_example_says_exactly_this(name: str) -> None:
    assert report(alone(name)) == EXPECTED.get(name, "")


def test_only_examples_that_are_there_have_findings() -> None:
    assert set(EXPECTED) <= set(names())
