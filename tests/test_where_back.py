"""The backtracks page says where projects go back: never 'most' where as many go back from elsewhere."""

from collections.abc import Mapping

import pytest

from ledger.site.pages.backtracks import flow_answer
from ledger.views import BacktrackCount, FlowTraffic

TITLES = {"a": "Ask", "b": "Build", "c": "Check", "d": "Deploy", "e": "End"}


def told(back: Mapping[str, int]) -> str:
    """The answer for a flow whose phases five projects reached, so many of which went back from each."""
    ways = tuple(
        BacktrackCount(origin=phase, target="a", count=count, projects=count, reasons=(), costs=())
        for phase, count in back.items()
    )
    traffic = FlowTraffic(
        flow="small",
        title="Small",
        projects=5,
        reached=tuple((phase, 5) for phase in TITLES),
        went_back=tuple((phase, back.get(phase, 0)) for phase in TITLES),
        forward=(),
        backward=ways,
        former=(),
        strange=(),
        turned=(),
        former_onward=0,
    )
    return flow_answer(traffic, TITLES).striptags()


@pytest.mark.parametrize(
    ("back", "said"),
    [
        ({"c": 2, "b": 1}, "Most go back from Check (2 of the 5 projects that reached it)."),
        ({"c": 2}, "All went back from Check (2 of the 5 projects that reached it)."),
        (
            {"c": 1, "b": 1},
            "go back from Build (1 of the 5 projects that reached it) and Check (1 of the 5 projects that reached it).",
        ),
        ({"b": 1, "c": 1, "d": 1, "e": 1}, "No phase stands out."),
    ],
)
def test_only_the_phase_that_most_go_back_from_is_called_so(back: Mapping[str, int], said: str) -> None:
    assert told(back).endswith(said)
