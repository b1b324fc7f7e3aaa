"""The chart of throughput: projects delivered and closed otherwise by period, and how many were started."""

from collections.abc import Sequence
from typing import Any

from ledger.insight import Period
from ledger.site.charts.rows import time_room
from ledger.site.charts.vega import INK, PROVEN, SOFT, Chart, Room, Spec, steps
from ledger.site.words import MONTHS, counted

_NAMED = 8  # periods that have room for a name


def period_words(period: Period, months: int) -> str:
    """A month, a quarter or a year as people write it."""
    if months == 1:
        return f"{MONTHS[period.first.month - 1]} {period.first.year}"
    return str(period.first.year) if months > 3 else f"Q{(period.first.month + 2) // 3} {period.first.year}"  # noqa: PLR2004 - months of a quarter


def periods_chart(periods: Sequence[Period], months: int, *, prefix: str, narrow: bool = False) -> Chart:
    """Columns by period: delivered below, closed otherwise on it, a line where as many were started."""
    room = time_room(170, narrow=narrow)
    most = max((max(len(one.started), len(one.delivered) + _otherwise(one)) for one in periods), default=1)
    x: dict[str, Any] = {
        "field": "place",
        "type": "ordinal",
        "scale": {"domain": list(range(len(periods))), "paddingInner": 0.3, "paddingOuter": 0.15},
        "axis": None,
    }
    y: dict[str, Any] = {
        "type": "quantitative",
        "scale": {"domain": [0, max(most, 1)], "nice": False},
        "axis": {"values": steps(max(most, 1), count=4), "grid": True, "format": ",d"},
    }
    delivered = [{"place": at, "low": 0, "high": len(one.delivered)} for at, one in enumerate(periods)]
    closed = [
        {"place": at, "low": len(one.delivered), "high": len(one.delivered) + _otherwise(one)}
        for at, one in enumerate(periods)
    ]
    started = [{"place": at, "high": len(one.started)} for at, one in enumerate(periods) if one.started]
    band = room.width / max(len(periods), 1)
    layers: list[Spec] = [
        _columns(delivered, {"color": PROVEN}, x, y),
        _columns(closed, {"color": SOFT, "fillOpacity": 0.3, "stroke": SOFT, "strokeWidth": 1}, x, y),
        {
            "data": {"values": started},
            "mark": {
                "type": "tick",
                "color": INK,
                "thickness": 2,
                "orient": "horizontal",
                "bandSize": round(band * 0.9, 1),
            },
            "encoding": {"x": x, "y": {"field": "high", **y}},
        },
        _names(periods, months, x, room),
    ]
    return Chart(
        layers=layers,
        room=room,
        prefix=prefix,
        title="Throughput",
        desc=" ".join(_told(one, months) for one in periods),
    )


def _otherwise(period: Period) -> int:
    return len(period.cancelled) + len(period.completed)


def _columns(values: list[dict[str, int]], look: dict[str, Any], x: dict[str, Any], y: dict[str, Any]) -> Spec:
    some = [value for value in values if value["high"] > value["low"]]
    return {
        "data": {"values": some},
        "mark": {"type": "bar", **look},
        "encoding": {"x": x, "y": {"field": "low", **y}, "y2": {"field": "high"}},
    }


def _names(periods: Sequence[Period], months: int, x: dict[str, Any], room: Room) -> Spec:
    each = -(-len(periods) // (_NAMED // 2 if room.is_narrow else _NAMED))
    named = [
        {"place": at, "words": period_words(one, months)}
        for at, one in enumerate(periods)
        if (len(periods) - 1 - at) % each == 0
    ]
    return {
        "data": {"values": named},
        "mark": {"type": "text", "color": SOFT, "fontSize": 11},
        "encoding": {"x": x, "y": {"value": room.height + 15}, "text": {"field": "words"}},
    }


def _told(period: Period, months: int) -> str:
    return (
        f"{period_words(period, months)}: {counted(len(period.delivered), 'project')} delivered, "
        f"{_otherwise(period)} closed otherwise, {len(period.started)} started."
    )
