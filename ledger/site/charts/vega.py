"""A Vega-Lite specification to inline SVG in the site's palette.

vl-convert brings Vega-Lite, Vega and a JavaScript engine along: no browser, no network, nothing at view time. Every
place is given in pixels, so that no text is ever measured: the fonts of the building machine change no byte.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import vl_convert

from ledger.site.drawings.svg import element, identifier, number, text

VERSION: Final = "5.20"  # of Vega-Lite
SIZE: Final = 12  # of letters, in pixels
INK, SOFT, LINE, SURFACE = (f"var(--ledger-{tone})" for tone in ("ink", "soft", "line", "surface"))
LATE, PROVEN = "var(--ledger-late)", "var(--ledger-proven)"
Spec = Mapping[str, Any]

_CONFIG: Final = {
    "aria": False,
    "background": None,
    "view": {"stroke": None},
    "axis": {
        "domain": False,
        "ticks": False,
        "title": None,
        "gridColor": LINE,
        "labelColor": SOFT,
        "labelFontSize": SIZE,
        "labelPadding": 6,
        "labelLimit": 0,
        "labelOverlap": False,
        "labelBound": False,
        "labelFlush": False,
    },
    "text": {"fontSize": SIZE, "color": INK, "baseline": "middle"},
    "legend": {"disable": True},
}
_TAG: Final = re.compile(r"<[^>]*>")
_LONG: Final = re.compile(r"-?\d+\.\d{2,}")
_OUTER: Final = re.compile(r"^<svg[^>]*>")
_NEEDLESS: Final = re.compile(r' (?:font-family|pointer-events|aria-\w+|role)="[^"]*"| opacity="1"')
_EMPTY: Final = re.compile(r'<path class="(?:background|foreground)"[^>]*/>')


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """The size of a chart in pixels: the plot, and the margins around it that labels may use.

    A narrow one is drawn for a telephone: 320 pixels wide, with the same letters.
    """

    width: int
    height: int
    left: int
    right: int
    top: int = 8
    bottom: int = 26
    is_narrow: bool = False


def phase_colour(class_: str) -> str:
    """The colour of a phase's class, such as `phase-3`."""
    return f"var(--{class_})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Layers of marks on one plot, with what it is called and what it tells; its ids start with `prefix`."""

    layers: Sequence[Spec]
    room: Room
    prefix: str
    title: str
    desc: str


def draw(chart: Chart) -> str:
    """A chart as an SVG element with a title and a description, in colours of the palette."""
    found = vl_convert.vegalite_to_svg(_spec(chart), vl_version=VERSION, allowed_base_urls=[])
    return _named(found, chart.room, prefix=identifier(chart.prefix), title=chart.title, desc=chart.desc)


def _spec(chart: Chart) -> dict[str, Any]:
    room = chart.room
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": room.width,
        "height": room.height,
        "autosize": {"type": "none"},
        "padding": {"left": room.left, "right": room.right, "top": room.top, "bottom": room.bottom},
        "config": _CONFIG,
        "layer": list(chart.layers),
    }


def _named(found: str, room: Room, *, prefix: str, title: str, desc: str) -> str:
    inner = _OUTER.sub("", found.strip()).removesuffix("</svg>")
    inner = _EMPTY.sub("", _TAG.sub(lambda tag: _LONG.sub(_short, _NEEDLESS.sub("", tag[0])), inner))
    wide, high = room.left + room.width + room.right, room.top + room.height + room.bottom
    return element(
        "svg",
        element("title", text(title), id=f"{prefix}-title"),
        element("desc", text(desc), id=f"{prefix}-desc"),
        inner,
        class_="pl-chart__picture",
        viewBox=f"0 0 {number(wide)} {number(high)}",
        role="img",
        aria_labelledby=f"{prefix}-title {prefix}-desc",
        style=None if room.is_narrow else f"min-width:{number(wide * 0.82)}px",
    )


def _short(found: re.Match[str]) -> str:
    return number(float(found[0]))


def steps(most: float, *, count: int = 5) -> list[int]:
    """Whole numbers from 0 that part a scale in at most `count` even steps of 1, 2 or 5 times a power of ten."""
    size, place = 1, 0
    while size * count < most:
        place += 1
        size = (1, 2, 5)[place % 3] * 10 ** (place // 3)
    return list(range(0, int(most) + 1, size))
