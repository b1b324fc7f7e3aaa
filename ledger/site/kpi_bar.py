"""A KPI against its target as a small bar."""

from ledger.records.kpi import KpiRow, parse_target

_WIDTH = 140.0
_ROOM = 1.25  # the scale reaches a quarter beyond the larger of the two values


def kpi_bar(row: KpiRow) -> str:
    """An inline drawing: the bar is the value, the tick the target; empty where there is nothing to draw.

    The words beside it tell the same, so it is hidden from readers that cannot see it.
    """
    target = parse_target(row.target)
    if target is None or row.measured is None or target.value < 0 or row.measured < 0:
        return ""
    top = max(target.value, row.measured) * _ROOM
    if not 0 < top < float("inf"):
        return ""
    bar, tick = round(row.measured / top * _WIDTH, 1), round(target.value / top * _WIDTH, 1)
    tone = "met" if row.met else "missed"
    return (
        f'<svg class="pl-bar pl-bar--{tone}" viewBox="0 0 {_WIDTH:g} 14" width="{_WIDTH:g}" height="14" '
        f'aria-hidden="true">'
        f'<rect class="pl-bar__ground" x="0" y="4" width="{_WIDTH:g}" height="6" rx="3"/>'
        f'<rect class="pl-bar__value" x="0" y="4" width="{bar:g}" height="6" rx="3"/>'
        f'<path class="pl-bar__target" d="M{tick:g} 0V14"/></svg>'
    )
