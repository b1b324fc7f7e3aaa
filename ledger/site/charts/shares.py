"""The chart of working and waiting days: what the time of all projects before their delivery went into."""

from ledger.insight import Shares
from ledger.site.charts.rows import days_axis, names, room_of, row_axis, words
from ledger.site.charts.vega import INK, SOFT, Chart, Spec
from ledger.site.words import counted, number_words


def share_rows(found: Shares) -> list[tuple[str, int, str]]:
    """Name, days and colour of every row; roles stand below all waiting."""
    return [
        ("Working", found.working, SOFT),
        ("Waiting for votes", found.waiting, INK),
        *((f"↳ {role.replace('-', ' ')}", days, INK) for role, days in found.roles),
        ("Paused or closed", found.halted, SOFT),
    ]


def shares_chart(found: Shares, *, prefix: str, narrow: bool = False) -> Chart:
    """Bars of days with their share of all days."""
    rows = share_rows(found)
    room = room_of(len(rows), right=120, narrow=narrow)
    beside = [f"{number_words(days)} d · {percent(days, found.days)}" for _, days, _ in rows]
    values = [
        {"row": row, "days": days, "colour": colour, "pale": 0.5 if name.startswith(("↳", "Paused")) else 1}
        for row, (name, days, colour) in enumerate(rows)
    ]
    layers: list[Spec] = [
        {
            "data": {"values": values},
            "mark": {"type": "bar", "cornerRadiusEnd": 3},
            "encoding": {
                "y": row_axis(len(rows), room),
                "x": {"field": "days", **days_axis(max(days for _, days, _ in rows), room)},
                "color": {"field": "colour", "type": "nominal", "scale": None},
                "opacity": {"field": "pale", "type": "quantitative", "scale": None},
            },
        },
        *names([name for name, _, _ in rows], room, beside),
        words(beside, room),
    ]
    desc = " ".join(f"{name.removeprefix('↳ ')}: {counted(days, 'day')}." for name, days, _ in rows)
    return Chart(layers=layers, room=room, prefix=prefix, title="Working and waiting", desc=desc)


def percent(part: int, whole: int) -> str:
    """A share of a whole in per cent, below one named as such."""
    if not part or not whole:
        return "0 %"
    share = 100 * part / whole
    return f"{share:.0f} %" if share >= 1 else "< 1 %"
