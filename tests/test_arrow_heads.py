"""An arrow shows where a way leads however thick its line is: the line ends in the head and never runs past it."""

import re
from typing import Final

from ledger.site.drawings import arcs, upright

_LINES: Final = re.compile(r'<path class="way-back"[^>]* d="([^"]*)"')
_END: Final = {  # of a path: where the turn ends and where the line ends, counted away from the phase
    "wide": re.compile(r"Q \S+ \S+ \S+ (\S+) V (\S+)$"),
    "upright": re.compile(r"Q \S+ \S+ (\S+) \S+ H (\S+)$"),
}


def ways(*counts: int) -> arcs.Arcs:
    """Phases in a row, each with a way back to the one before it that so many went."""
    nodes = tuple(arcs.Node(id=f"p{at}", title=f"Phase {at}", position=at, count=9) for at in range(len(counts) + 1))
    backward = tuple(
        arcs.Way(origin=f"p{at + 1}", target=f"p{at}", count=count, reasons=(("new-goal", count),))
        for at, count in enumerate(counts)
    )
    return arcs.Arcs(title="Flow", nodes=nodes, forward=(), backward=backward, iterations=())


def test_no_line_of_a_desk_runs_past_its_arrow_head() -> None:
    markup = arcs.draw(ways(11, 7, 1), prefix="p").partition("ledger-narrow")[0]
    assert ends_in_heads(markup, "wide") == 3


def test_no_line_of_a_telephone_runs_past_its_arrow_head() -> None:
    assert ends_in_heads(upright.draw(ways(11, 7, 1), prefix="p"), "upright") == 3


def ends_in_heads(markup: str, kind: str) -> int:
    """How many lines there are, all of which must turn before they end."""
    found = [_END[kind].search(spaced(line)) for line in _LINES.findall(markup)]
    assert all(one and float(one[1]) >= float(one[2]) - 0.1 for one in found)
    return len(found)


def spaced(path: str) -> str:
    """A path with each letter and number on its own."""
    return " ".join(re.findall(r"[A-Za-z]|-?\d+(?:\.\d+)?", path))
