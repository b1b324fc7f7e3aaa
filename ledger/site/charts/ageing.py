"""The chart of ageing work: each project in progress as a dot on its phase's row, over what is usual there."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from ledger.insight import Age, PhaseTime
from ledger.site.charts.rows import NAME, days_axis, names, room_of, row_axis, words
from ledger.site.charts.vega import INK, LATE, SURFACE, Chart, Room, Spec, phase_colour
from ledger.site.drawings.lettering import fit, width
from ledger.site.drawings.palette import phase_class
from ledger.site.words import counted, number_words

_PLACES = 60  # dots that would lie on one another are drawn as one, larger
_MANY = 40  # projects from which on dots are smaller
_BESIDE = 10  # pixels between a dot's middle and its name


def ageing_chart(
    ages: Sequence[Age], times: Sequence[PhaseTime], titles: dict[str, str], *, prefix: str, narrow: bool = False
) -> Chart:
    """Dots on bands, in days; `titles` are the names of projects by slug, the oldest of each phase is named."""
    room = room_of(len(times), right=180, narrow=narrow)
    most = max([1.0, *(age.days for age in ages), *(time.all.p85 * 1.15 for time in times if time.all)])
    rows = {time.phase: row for row, time in enumerate(times)}
    bands = [
        {
            "row": row,
            "median": time.all.median,
            "p85": time.all.p85,
            "colour": phase_colour(phase_class(time.position)),
        }
        for row, time in enumerate(times)
        if time.all
    ]
    y, x = row_axis(len(times), room), days_axis(most, room)
    colour = {"field": "colour", "type": "nominal", "scale": None}
    base = {"data": {"values": bands}}
    dots = _dots(ages, rows, most)
    layers: list[Spec] = [
        {
            **base,
            "mark": {"type": "bar", "opacity": 0.2},
            "encoding": {"y": y, "x": {"field": "p85", **x}, "color": colour},
        },
        {
            **base,
            "mark": {"type": "bar", "opacity": 0.28},
            "encoding": {"y": y, "x": {"field": "median", **x}, "color": colour},
        },
        {
            **base,
            "mark": {"type": "tick", "thickness": 2, "bandSize": 24},
            "encoding": {"y": y, "x": {"field": "p85", **x}, "color": colour},
        },
        _points([dot for dot in dots if not dot["beyond"]], "circle", INK, y, x),
        _points([dot for dot in dots if dot["beyond"]], "diamond", LATE, y, x),
        *_words(ages, times, titles, room, most),
    ]
    desc = " ".join(_told(time, ages) for time in times)
    return Chart(layers=layers, room=room, prefix=prefix, title="Work in progress and its age", desc=desc)


def _dots(ages: Sequence[Age], rows: dict[str, int], most: float) -> list[dict[str, Any]]:
    each = max(1, round(most / _PLACES))
    counts = Counter((rows[age.phase], age.days // each * each, age.is_beyond) for age in ages if age.phase in rows)
    least, more = (36, 9) if len(ages) > _MANY else (70, 30)
    return [
        {
            "row": row,
            "days": days,
            "beyond": beyond,
            "size": min(least + more * (count - 1), 4 * least) * (1.6 if beyond else 1),
        }
        for (row, days, beyond), count in sorted(counts.items())
    ]


def _points(dots: list[dict[str, Any]], shape: str, colour: str, y: dict[str, Any], x: dict[str, Any]) -> Spec:
    return {
        "data": {"values": dots},
        "mark": {"type": "point", "shape": shape, "filled": True, "color": colour, "opacity": 1, "stroke": SURFACE},
        "encoding": {
            "y": y,
            "x": {"field": "days", **x},
            "size": {"field": "size", "type": "quantitative", "scale": None},
        },
    }


def _words(
    ages: Sequence[Age], times: Sequence[PhaseTime], titles: dict[str, str], room: Room, most: float
) -> list[Spec]:
    """The phases, and the oldest project of each."""
    phases = [time.title for time in times]
    if not room.is_narrow:
        rows = {time.phase: row for row, time in enumerate(times)}
        return [*names(phases, room), *_labels(ages, rows, titles, room, most)]
    first = {age.phase: age.slug for age in reversed(ages)}
    free = [room.width - width(phase, NAME) - 16 for phase in phases]
    oldest = [titles[first[time.phase]] if time.phase in first else "" for time in times]
    told = [fit(title, max(left, room.width / 3), NAME) for title, left in zip(oldest, free, strict=True)]
    return [*names(phases, room, told), words(told, room)]


def _labels(ages: Sequence[Age], rows: dict[str, int], titles: dict[str, str], room: Room, most: float) -> list[Spec]:
    """The name of the oldest project of each phase beside its dot, where it has room."""
    values: dict[str, list[dict[str, Any]]] = {"left": [], "right": []}
    for phase, row in rows.items():
        places = sorted((room.width * age.days / most for age in ages if age.phase == phase), reverse=True)
        oldest = next((age for age in ages if age.phase == phase), None)
        if oldest is None:
            continue
        title = titles[oldest.slug]
        usual = room.width * oldest.usual.p85 / most if oldest.usual else 0
        is_crossed = places[0] <= usual < places[0] + _BESIDE + width(title, NAME)
        begin = oldest.usual.p85 if is_crossed and oldest.usual else oldest.days  # the words stand beyond the tick
        free_right = room.right + room.width - max(places[0], usual * is_crossed) - 2 * _BESIDE
        free_left = places[0] - max(usual, *places[1:2], 0) - 2 * _BESIDE
        is_left = width(title, NAME) > free_right and width(title, NAME) <= free_left
        shown = title if is_left else fit(title, free_right, NAME)
        values["right" if is_left else "left"].append(
            {"row": row, "days": oldest.days if is_left else begin, "words": shown}
        )
    return [
        {
            "data": {"values": found},
            "mark": {"type": "text", "align": side, "dx": _BESIDE if side == "left" else -_BESIDE, "fontSize": NAME},
            "encoding": {
                "y": row_axis(len(rows), room),
                "x": {"field": "days", **days_axis(most, room)},
                "text": {"field": "words"},
            },
        }
        for side, found in values.items()
    ]


def _told(time: PhaseTime, ages: Sequence[Age]) -> str:
    here = [age for age in ages if age.phase == time.phase]
    if not here:
        return f"{time.title}: none."
    late = sum(age.is_beyond for age in here)
    oldest = counted(max(age.days for age in here), "day")
    usual = f"85 % of finished stays took at most {number_words(time.all.p85)}" if time.all else "no stay has ended yet"
    return f"{time.title}: {counted(len(here), 'project')}, the oldest for {oldest}, {late} longer than usual; {usual}."
