"""The rooms of charts, and those with one row a name: the scale below, names on the left, words on the right.

Where the screen is narrow both stand above their row, which then has the whole width.
"""

from collections.abc import Sequence
from typing import Any, Final

from ledger.site.charts.vega import INK, SOFT, Room, Spec, steps
from ledger.site.drawings.lettering import fit, width, wrap

ROW: Final = 30
LEFT: Final = 140
NARROW: Final = 320  # pixels of a chart on a narrow screen
_TALL: Final = 48  # a row with its name above it
_ABOVE: Final = -18  # from the middle of the row to the words above it
NAME: Final = 12
LINE_HEIGHT: Final = 13


def room_of(rows: int, *, right: int, narrow: bool = False) -> Room:
    """Room for so many rows in a chart 580 pixels wide, or in a narrow one."""
    if narrow:
        return Room(width=NARROW - 16, height=_TALL * max(rows, 1), left=4, right=12, top=2, is_narrow=True)
    return Room(width=580 - LEFT - right, height=ROW * max(rows, 1), left=LEFT, right=right)


def time_room(height: int, *, narrow: bool = False) -> Room:
    """Room for a chart over time, as wide as those with rows."""
    if narrow:
        return Room(width=NARROW - 58, height=height, left=36, right=22, is_narrow=True)
    return Room(width=510, height=height, left=42, right=28)


def days_axis(most: float, room: Room) -> dict[str, Any]:
    """A scale of days from 0 to `most` with its named steps."""
    return {
        "type": "quantitative",
        "scale": {"domain": [0, max(most, 1)], "nice": False, "zero": True},
        "axis": {"values": steps(most, count=4 if room.is_narrow else 5), "grid": True, "format": ",d"},
        "stack": None,  # bars stand before one another; stacked round ones would be clipped by numbered ids
    }


def row_axis(rows: int, room: Room) -> dict[str, Any]:
    """Rows from top to bottom without an axis; a datum names its row by its number."""
    free = 0.68 if room.is_narrow else 0.45
    return {
        "field": "row",
        "type": "ordinal",
        "scale": {"domain": list(range(rows)), "paddingInner": free, "paddingOuter": free / 2},
        "axis": None,
    }


def names(titles: Sequence[str], room: Room, told: Sequence[str] = ()) -> list[Spec]:
    """The names of the rows, on the left of the plot, long ones on two lines around the middle of their row.

    On a narrow screen they stand above the row, as long as what is `told` beside them leaves room.
    """
    if room.is_narrow:
        free = [room.width - (width(one, NAME) + 10 if one else 0) for one in told or [""] * len(titles)]
        short = [fit(title, room_left, NAME) for title, room_left in zip(titles, free, strict=True)]
        look = {"type": "text", "align": "left", "color": INK, "fontSize": NAME, "dy": _ABOVE}
        return [_texts(short, look, 0, room)]
    wrapped = [wrap(title, LEFT - 12, NAME, lines=2) for title in titles]
    look = {"type": "text", "align": "right", "color": INK, "fontSize": NAME, "lineHeight": LINE_HEIGHT}
    return [
        {
            "data": {"values": [{"row": row, "words": one} for row, one in enumerate(wrapped) if len(one) == lines]},
            "mark": {**look, "dy": -LINE_HEIGHT * (lines - 1) / 2},
            "encoding": {"y": row_axis(len(titles), room), "x": {"value": -10}, "text": {"field": "words"}},
        }
        for lines in (1, 2)
    ]


def words(told: Sequence[str], room: Room) -> Spec:
    """What stands at the right of each row."""
    look = {"type": "text", "color": SOFT, "fontSize": NAME}
    if room.is_narrow:
        return _texts(told, {**look, "align": "right", "dy": _ABOVE}, room.width, room)
    return _texts(told, {**look, "align": "left"}, room.width + 10, room)


def _texts(told: Sequence[str], look: Spec, x: int, room: Room) -> Spec:
    return {
        "data": {"values": [{"row": row, "words": one} for row, one in enumerate(told)]},
        "mark": look,
        "encoding": {"y": row_axis(len(told), room), "x": {"value": x}, "text": {"field": "words"}},
    }
