"""The marks of the drawings, each a shape of its own so that colour is never needed to tell them apart."""

from ledger.site.drawings.placing import Area
from ledger.site.drawings.svg import element, points, text

TIMES = "\N{MULTIPLICATION SIGN}"
SIGNS = {
    "approved": "approved",
    "lapsed": "approval lapsed",
    "back": "went back",
    "again": "began again",
    "paused": "paused",
    "closed": "closed all the time",
    "timebox": "time box",
    "overrun": "time box overrun",
    "delivered": "delivered",
    "cancelled": "cancelled",
    "completed": "completed",
}


def diamond(x: float, y: float, kind: str, *words: str) -> str:
    """A filled diamond for an approval, a hollow one for one that lapsed."""
    size = 5.5
    outline = points("M", x, y - size, "L", x + size, y, "L", x, y + size, "L", x - size, y, "Z")
    return element("path", *words, class_=f"sign-{kind}", d=outline)


def flag(x: float, y: float) -> str:
    """A flag whose pole stands at (x, y)."""
    pole = element("path", class_="sign-pole", d=points("M", x, y, "V", y - 18))
    return pole + element("path", class_="sign-delivered", d=points("M", x, y - 19, "l", 12, 4.5, "l", -12, 4.5, "Z"))


def cross(x: float, y: float) -> str:
    """A cross: cancelled."""
    size = 5
    strokes = points("M", x - size, y - size, "L", x + size, y + size, "M", x - size, y + size, "L", x + size, y - size)
    return element("path", class_="sign-cancelled", d=strokes)


def check(x: float, y: float) -> str:
    """A check mark: completed."""
    return element("path", class_="sign-completed", d=points("M", x - 5, y, "L", x - 1.5, y + 4, "L", x + 5.5, y - 5))


def bracket(x: float, end: float, y: float, *words: str, late: bool, is_open: bool) -> str:
    """A bracket over a span; one that reaches further than the drawing stays open."""
    tail = () if is_open else ("v", 5)
    outline = points("M", x + 0.5, y + 5, "V", y, "H", max(x + 4, end), *tail)
    return element("path", *words, class_="sign-overrun" if late else "sign-timebox", d=outline)


def rest(area: Area) -> str:
    """The empty outline of a bar: the project was closed."""
    return element(
        "rect",
        class_="bar-closed",
        x=area.x + 0.5,
        y=area.y + 0.5,
        width=max(1.0, area.width - 1),
        height=max(1.0, area.height - 1),
        rx=3,
    )


def hatch(name: str, class_: str) -> str:
    """A pattern of slanted lines in a phase's colour."""
    lines = element("path", class_="hatch-line", d="M-2 2l4-4M0 8l8-8M6 10l4-4")
    back = element("rect", class_="hatch-back", width=8, height=8)
    return element("pattern", back, lines, id=name, class_=class_, width=8, height=8, patternUnits="userSpaceOnUse")


def head(x: float, y: float, dx: float, dy: float, kind: str, *, long: float = 7.0, half: float = 3.6) -> str:
    """An arrow head with its tip at (x, y) that points along (dx, dy); `half` is half of its width."""
    length = (dx * dx + dy * dy) ** 0.5 or 1.0
    ux, uy = dx / length, dy / length
    left = (x - ux * long - uy * half, y - uy * long + ux * half)
    right = (x - ux * long + uy * half, y - uy * long - ux * half)
    return element("path", class_=f"head-{kind}", d=points("M", x, y, "L", *left, "L", *right, "Z"))


_SAMPLES = {
    "approved": diamond(11, 8, "approved"),
    "lapsed": diamond(11, 8, "lapsed"),
    "back": element("path", class_="join-back", d="M4 14C20 14 20 4 7 4") + head(7, 4, -1, 0, "back"),
    "again": element("path", class_="join-again", d="M6 3C6 18 16 18 16 5") + head(16, 3, 0, -1, "again"),
    "paused": element("rect", class_="hatch-edge", x=1, y=3, width=20, height=10, rx=3)
    + element("path", class_="hatch-line", d="M4 11l6-6M9 11l6-6M14 11l5-5"),
    "closed": rest(Area(x=1, y=3, width=20, height=10)),
    "timebox": bracket(2, 20, 6, late=False, is_open=False),
    "overrun": bracket(2, 20, 6, late=True, is_open=False),
    "delivered": flag(7, 17),
    "cancelled": cross(11, 8),
    "completed": check(11, 8),
}


def legend(kinds: list[str]) -> str:
    """What the marks that occur mean."""
    items = [element("li", _picture(kind), element("span", text(SIGNS[kind]))) for kind in SIGNS if kind in kinds]
    return element("ul", *items, class_="ledger-legend") if items else ""


def _picture(kind: str) -> str:
    return element(
        "svg", _SAMPLES[kind], class_="ledger-sign", viewBox="0 0 22 17", width=22, height=17, aria_hidden="true"
    )
