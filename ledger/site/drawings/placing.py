"""Finding room: boxes on a drawing and the first of several places where a label meets nothing."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import pairwise

Point = tuple[float, float]
_THIN = 9.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A rectangle; x and y are its upper left corner."""

    x: float
    y: float
    width: float
    height: float

    def meets(self, other: "Area", gap: float = 0.0) -> bool:
        """Whether the two overlap, or come nearer than `gap`."""
        return (
            self.x < other.x + other.width + gap
            and other.x < self.x + self.width + gap
            and self.y < other.y + other.height + gap
            and other.y < self.y + self.height + gap
        )

    def holds(self, other: "Area") -> bool:
        """Whether the other lies wholly inside."""
        return (
            self.x <= other.x
            and self.y <= other.y
            and other.x + other.width <= self.x + self.width
            and other.y + other.height <= self.y + self.height
        )


class Room:
    """The free room of one drawing while it is being laid out; thin things are lines that a number may cover."""

    def __init__(self, frame: Area, taken: Iterable[Area], gap: float = 2.0) -> None:
        self._frame, self._gap = frame, gap
        self._taken = list(taken)
        self.thin = frozenset(area for area in self._taken if min(area.width, area.height) <= _THIN)

    def take(self, area: Area, ignoring: Collection[Area] = ()) -> bool:
        """Whether the area was free inside the frame; from now on it is taken."""
        is_free = self._frame.holds(area) and not any(
            area.meets(other, self._gap) for other in self._taken if other not in ignoring
        )
        if is_free:
            self._taken.append(area)
        return is_free


def around(box: Area) -> Area:
    """The area with its corners in order, for a line that may run in any direction."""
    return Area(
        x=min(box.x, box.x + box.width),
        y=min(box.y, box.y + box.height),
        width=abs(box.width),
        height=abs(box.height),
    )


def on_curve(start: Point, one: Point, two: Point, end: Point, share: float) -> Point:
    """The point of a cubic Bezier curve at a share between 0 and 1."""
    rest = 1 - share
    weights = (rest**3, 3 * rest**2 * share, 3 * rest * share**2, share**3)
    corners = (start, one, two, end)
    return (
        sum(weight * point[0] for weight, point in zip(weights, corners, strict=True)),
        sum(weight * point[1] for weight, point in zip(weights, corners, strict=True)),
    )


def along(start: Point, one: Point, two: Point, end: Point, pieces: int = 12) -> tuple[Area, ...]:
    """A curve as small boxes that cover it."""
    spots = [on_curve(start, one, two, end, place / pieces) for place in range(pieces + 1)]
    return tuple(around(Area(x=ax, y=ay, width=bx - ax, height=by - ay)) for (ax, ay), (bx, by) in pairwise(spots))
