"""The strip: a project's past in one line, on a time axis that all rows of a table share."""

from collections.abc import Iterator
from datetime import date

from ledger.site.drawings.lettering import width
from ledger.site.drawings.palette import phase_class
from ledger.site.drawings.scale import Scale, linear, ticks
from ledger.site.drawings.signs import hatch
from ledger.site.drawings.svg import element, identifier, letters, number, points, text
from ledger.site.drawings.timeline import (
    Span,
    Staircase,
    Stay,
    active_word,
    days_active,
    from_project,
    reason_words,
    stays,
    title_of,
)
from ledger.site.words import day_words
from ledger.views import closing_halt
from ledger.words import RETURNS, EventKind, Status

__all__ = ["axis", "draw", "from_project"]
WIDE, HIGH, BAR_TOP, BAR, LEAST = 240.0, 20.0, 7.0, 10.0, 3.0
LEFT, RIGHT = 2.0, WIDE - 14.0
TICK = 10.0


def draw(past: Staircase, *, start: date, end: date, prefix: str) -> str:
    """One line: a bar per visit, notches where it went back, hatches where it paused, a sign where it ended.

    A table has many, so what they share stands in the style sheet, and the hatch in the `axis` of the same prefix.
    """
    scale, name = linear(start, end, LEFT, RIGHT), identifier(prefix)
    told = tuple(stay for stay in stays(past) if stay.end >= start and stay.start <= end)
    pauses = [halt for halt in past.halts if halt.status is Status.PAUSED]
    notches = "".join(_notch(scale.place(stay.end)) for stay in told if _went_back(stay, end))
    parts = [
        element("title", text(brief(past))),
        element("path", class_="track", d=f"M{number(LEFT)} 12H{number(RIGHT)}"),
        *_bars(past, told, scale),
        *(_pause(halt, past.today, scale, name) for halt in pauses if told),
        element("path", class_="notch", d=notches) if notches else "",
        *_signs(past, told, scale),
    ]
    return _svg(*parts, class_="ledger-strip")


def brief(past: Staircase) -> str:
    """The line in words: every visit with its days, ways back with their reasons, and how it stands."""
    told = stays(past)
    if not told:
        return "No phase entered yet."
    before, visits = None, []
    for stay in told:
        name = f"{title_of(past, stay.visit.phase)} {days_active(past, stay):,} d{active_word(past, stay)}"
        visits.append(f"{_back_words(before)}{name}")
        before = stay
    now = past.halts[-1] if past.halts and past.halts[-1].ended is None else None
    ended = f"; {now.status} on {day_words(now.began)}" if now else ""
    return f"From {day_words(told[0].start)}: {', '.join(visits)}{ended}."


def _back_words(before: Stay | None) -> str:
    if before is None or before.visit.ended_by not in RETURNS:
        return ""
    because = reason_words(before.visit.because)
    word = "back to" if before.visit.ended_by is EventKind.BACKTRACKED else "anew"
    return f"{word}{f' ({because})' if because else ''} "


def axis(start: date, end: date, *, prefix: str) -> str:
    """The header of the column: the same line with its times named."""
    scale = linear(start, end, LEFT, RIGHT)
    parts, free = [element("defs", hatch(f"{identifier(prefix)}-hatch", "phase-0"))], 0.0
    for tick in ticks(start, end, RIGHT - LEFT, apart=52):
        x, half = scale.place(tick.day), width(tick.words, TICK) / 2
        if x - half < free or x + half > WIDE:
            continue
        parts.append(letters(x, 7, tick.words, class_="tick", font_size=TICK, text_anchor="middle"))
        parts.append(element("path", class_="line-tick", d=points("M", x, 15, "V", HIGH)))
        free = x + half + 6
    label = f"Time axis from {day_words(start)} to {day_words(end)}"
    return _svg(*parts, class_="ledger-strip ledger-axis", aria_label=label)


def _svg(*parts: str, **attributes: object) -> str:
    return element("svg", *parts, viewBox=f"0 0 {number(WIDE)} {number(HIGH)}", role="img", **attributes)


def _bars(past: Staircase, told: tuple[Stay, ...], scale: Scale) -> Iterator[str]:
    """Bars to scale, none narrower than can be seen; a cancelled or completed time shows the bare track."""
    positions = {row.id: row.position for row in past.phases}
    off = [halt for halt in past.halts if halt.status is not Status.PAUSED]
    for stay in told:
        for begin, end in _without(stay, off):
            x, wide = _seen(scale.place(begin), scale.place(end))
            class_ = f"bar {phase_class(positions.get(stay.visit.phase))}"
            yield element("rect", class_=class_, x=x, width=wide)


def _without(stay: Stay, off: list[Span]) -> Iterator[tuple[date, date]]:
    begin = stay.start
    for halt in off:
        if halt.began > stay.end or (halt.ended or stay.end) < begin:
            continue
        if halt.began > begin:
            yield begin, halt.began
        begin = max(begin, min(halt.ended or stay.end, stay.end))
    if begin < stay.end or begin == stay.start:
        yield begin, stay.end


def _seen(x: float, end: float) -> tuple[float, float]:
    """A stretch at least as wide as can be seen, within the line, with a hair of space after it."""
    wide = max(LEAST, end - x - 0.6)
    return min(x, RIGHT - LEAST), wide


def _pause(halt: Span, today: date, scale: Scale, name: str) -> str:
    x, wide = _seen(scale.place(halt.began), scale.place(halt.ended or today))
    return element("rect", class_="hatch-edge phase-0", fill=f"url(#{name}-hatch)", x=x, width=wide)


def _went_back(stay: Stay, end: date) -> bool:
    return stay.visit.ended_by is EventKind.BACKTRACKED and stay.end <= end


def _notch(x: float) -> str:
    """A wedge from above, its tip in the bar."""
    return f"M{number(x - 3.5)} 1h7L{number(x)} 8.5Z"


def _signs(past: Staircase, told: tuple[Stay, ...], scale: Scale) -> Iterator[str]:
    """A small flag at the delivery, a cross or a check mark where the project ended."""
    if past.delivered and told and told[0].start <= past.delivered <= told[-1].end:
        x = scale.place(past.delivered)
        yield element("path", class_="sign-pole", d=points("M", x, BAR_TOP, "V", 0.5))
        yield element("path", class_="sign-delivered", d=points("M", x, 0.5, "l", 6, 2.5, "l", -6, 2.5, "Z"))
    closed = closing_halt(past.halts)
    if closed and told:
        x, y = scale.place(told[-1].end) + 7, BAR_TOP + BAR / 2
        crossed = points("M", x - 3, y - 3, "l", 6, 6, "M", x - 3, y + 3, "l", 6, -6)
        checked = points("M", x - 3, y, "l", 2.5, 2.5, "l", 4, -5.5)
        is_cancelled = closed.status is Status.CANCELLED
        yield element("path", class_=f"sign-{closed.status}", d=crossed if is_cancelled else checked)
