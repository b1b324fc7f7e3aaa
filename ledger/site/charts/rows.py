"""Horizontal charts with one row a name: the scale below, names on the left, words on the right."""

from collections.abc import Sequence
from typing import Any, Final

from ledger.site.charts.vega import INK, SOFT, Room, Spec, steps
from ledger.site.drawings.lettering import wrap

ROW: Final = 30
LEFT: Final = 140
NAME: Final = 12
LINE_HEIGHT: Final = 13


def room_of(rows: int, *, right: int) -> Room:
    """Room for so many rows in a chart 580 pixels wide."""
    return Room(width=580 - LEFT - right, height=ROW * max(rows, 1), left=LEFT, right=right)


def days_axis(most: float) -> dict[str, Any]:
    """A scale of days from 0 to `most` with its named steps."""
    return {
        "type": "quantitative",
        "scale": {"domain": [0, max(most, 1)], "nice": False, "zero": True},
        "axis": {"values": steps(most), "grid": True, "format": ",d"},
        "stack": None,  # bars stand before one another; stacked round ones would be clipped by numbered ids
    }


def row_axis(rows: int) -> dict[str, Any]:
    """Rows from top to bottom without an axis; a datum names its row by its number."""
    return {
        "field": "row",
        "type": "ordinal",
        "scale": {"domain": list(range(rows)), "paddingInner": 0.45, "paddingOuter": 0.225},
        "axis": None,
    }


def names(titles: Sequence[str]) -> list[Spec]:
    """The names of the rows, on the left of the plot, long ones on two lines around the middle of their row."""
    wrapped = [wrap(title, LEFT - 12, NAME, lines=2) for title in titles]
    look = {"type": "text", "align": "right", "color": INK, "fontSize": NAME, "lineHeight": LINE_HEIGHT}
    return [
        {
            "data": {"values": [{"row": row, "words": one} for row, one in enumerate(wrapped) if len(one) == lines]},
            "mark": {**look, "dy": -LINE_HEIGHT * (lines - 1) / 2},
            "encoding": {"y": row_axis(len(titles)), "x": {"value": -10}, "text": {"field": "words"}},
        }
        for lines in (1, 2)
    ]


def words(told: Sequence[str], room: Room) -> Spec:
    """What stands at the right of each row."""
    return {
        "data": {"values": [{"row": row, "words": one} for row, one in enumerate(told)]},
        "mark": {"type": "text", "align": "left", "color": SOFT, "fontSize": NAME},
        "encoding": {"y": row_axis(len(told)), "x": {"value": room.width + 10}, "text": {"field": "words"}},
    }
