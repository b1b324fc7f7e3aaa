"""The staircase: a project's past drawn to scale, down a step for every advance and back up for every backtrack."""

from collections.abc import Iterator
from dataclasses import dataclass

from ledger.site.drawings import turned
from ledger.site.drawings.labels import NOTE_RADIUS, Label, Note, Words, lettered
from ledger.site.drawings.lettering import width, wrap
from ledger.site.drawings.marks import bracket_of, delivering, hatches, is_overrun
from ledger.site.drawings.palette import phase_class
from ledger.site.drawings.placing import Area
from ledger.site.drawings.plan import (
    BAR,
    NAME_ROOM,
    NAME_SIZE,
    RIGHT_PAD,
    Bar,
    Join,
    Plan,
    planned,
    row_middle,
)
from ledger.site.drawings.scale import ticks
from ledger.site.drawings.signs import bracket, check, cross, diamond, flag, head, legend, rest
from ledger.site.drawings.style import roomy
from ledger.site.drawings.svg import element, identifier, letters, number, picture, points, text
from ledger.site.drawings.timeline import (
    PhaseRow,
    Staircase,
    from_project,
    reason_words,
    spent_words,
    story,
    title_of,
)
from ledger.site.words import day_words
from ledger.words import CLOSED, EventKind, Status

__all__ = ["Layout", "Staircase", "draw", "from_project", "laid_out", "story"]
TICK_SIZE = 11.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A staircase with everything placed, ready to be drawn."""

    plan: Plan
    words: Words


def laid_out(past: Staircase) -> Layout:
    """Places for all parts of the drawing."""
    plan = planned(past)
    return Layout(plan=plan, words=lettered(plan))


def draw(staircase: Staircase, *, prefix: str) -> str:
    """The whole figure: drawing, notes, legend, and the story in words."""
    start = identifier(prefix)
    layout = laid_out(staircase)
    picture = element(
        "div",
        _picture(layout, start),
        class_="ledger-scroll ledger-wide",
        tabindex="0",
        role="group",
        aria_label=f"Timeline of {staircase.title}, scrolls sideways",
    )
    told = element("p", text(story(staircase)), id=f"{start}-story")
    words = element("details", element("summary", "The same in words"), told, class_="ledger-words")
    return element(
        "figure",
        picture,
        turned.draw(layout.plan, layout.words.marks, prefix=start),
        _notes(layout.words.notes),
        legend(_signs(layout)),
        words,
        class_="ledger-drawing ledger-staircase",
    )


def _picture(layout: Layout, start: str) -> str:
    plan = layout.plan
    parts = [
        element("defs", *hatches(plan, f"{start}-hatch")),
        *_grid(plan),
        *(_step(join) for join in plan.joins if join.curve is None),
        *(part for bar in plan.bars for part in _bar(plan, bar, start)),
        *(part for bar in plan.bars for part in _over(plan, bar)),
        *(part for join in plan.joins if join.curve for part in _curve(plan, join)),
        *(_label(label) for label in layout.words.labels),
        *(_nothing(plan) if not plan.bars else ()),
        *(part for note in layout.words.notes for part in _note_number(note)),
    ]
    names = (_name(plan, place, row) for place, row in enumerate(plan.past.phases))
    return picture(
        parts,
        (*names, *_mark(layout)),
        viewBox=f"0 0 {number(plan.width)} {number(plan.height)}",
        aria_label=f"Timeline of {plan.past.title}",
        aria_describedby=f"{start}-story",
        style=f"min-width:{number(plan.width * 0.8)}px",
        class_=roomy(plan.width),
    )


def _grid(plan: Plan) -> Iterator[str]:
    """Named ticks, a thin line through each row, today's dotted line."""
    right, low = plan.width - RIGHT_PAD, plan.height - 4
    begin = plan.bars[0].stay.start if plan.bars else plan.end
    today = None if plan.closed else plan.scale.place(plan.past.today)
    now = f"today, {day_words(plan.past.today)}"
    wide = width(now, TICK_SIZE, bold=True)
    label = None
    if today is not None:
        label = Area(x=min(max(today - wide / 2, plan.gutter), plan.width - wide - 2), y=0, width=wide, height=20)
    for row in range(max(len(plan.past.phases), 1)):
        yield element("path", class_="line-row", d=points("M", plan.gutter, row_middle(row), "H", right))
    free = plan.gutter - 8.0
    for tick in ticks(begin, plan.end, right - plan.gutter):
        x = plan.scale.place(tick.day)
        area = Area(x=x - width(tick.words, TICK_SIZE) / 2, y=0, width=width(tick.words, TICK_SIZE), height=20)
        if area.x < free or area.x + area.width > plan.width:
            continue
        yield element("path", class_="line-tick", d=points("M", x, 26, "V", low))
        if label is None or not area.meets(label, 8):
            yield letters(x, 14, tick.words, class_="tick", font_size=TICK_SIZE, text_anchor="middle")
            free = area.x + area.width + 10
    if label is not None and today is not None:
        yield element("path", class_="line-today", d=points("M", today, 24, "V", low))
        middle = label.x + wide / 2
        yield letters(middle, 14, now, class_="tick-today", font_size=TICK_SIZE, text_anchor="middle")


def _nothing(plan: Plan) -> Iterator[str]:
    yield letters(plan.gutter + 14, row_middle(0) - 14, "no phase entered yet", class_="off-bar", font_size=12)


def _name(plan: Plan, place: int, row: PhaseRow) -> str:
    lines = wrap(row.title, NAME_ROOM, NAME_SIZE, lines=2, bold=True)
    is_now = bool(plan.bars) and not plan.closed and plan.bars[-1].stay.visit.phase == row.id
    been = any(bar.stay.visit.phase == row.id for bar in plan.bars)
    top = row_middle(place) - (len(lines) - 1) * 8
    shown = [
        letters(plan.gutter - 14, top + 16 * line, words, font_size=NAME_SIZE, text_anchor="end")
        for line, words in enumerate(lines)
    ]
    class_ = "name-now" if is_now else "name" if been else "name-ahead"
    name = element("g", element("title", text(row.title)), *shown, class_=class_)
    return element("a", name, href=row.href, aria_label=row.title) if row.href else name


def _step(join: Join) -> str:
    down = join.after.area.y > join.before.area.y
    begin = join.before.area.y + (BAR if down else 0)
    end = join.after.area.y + (0 if down else BAR)
    return element("path", class_="join-step", d=points("M", join.after.area.x, begin, "V", end))


def bar_words(plan: Plan, bar: Bar) -> str:
    """What pointing at a bar tells."""
    stay = bar.stay
    again = f", iteration {stay.visit.iteration}" if stay.visit.iteration > 1 else ""
    until = day_words(stay.end) if stay.visit.left else "now" if not plan.closed else day_words(stay.end)
    because = f"; {stay.visit.ended_by}: {reason_words(stay.visit.because)}" if stay.visit.because else ""
    name = title_of(plan.past, stay.visit.phase)
    return f"{name}{again}: {day_words(stay.start)} to {until}, {spent_words(plan.past, stay)}{because}"


def _bar(plan: Plan, bar: Bar, start: str) -> Iterator[str]:
    class_ = phase_class(bar.position)
    solid = [
        element("rect", class_="bar", x=one.x, y=bar.area.y, width=one.end - one.x, height=BAR, rx=4)
        for one in bar.solid
    ]
    if bar.closed:
        solid.append(rest(bar.area))
    paused = [
        element(
            "rect",
            class_="hatch-edge",
            fill=f"url(#{start}-hatch-{class_})",
            x=one.x + 0.5,
            y=bar.area.y + 0.5,
            width=max(1.0, one.end - one.x - 1),
            height=BAR - 1,
            rx=3,
        )
        for one in bar.paused
    ]
    yield element("g", element("title", text(bar_words(plan, bar))), *solid, *paused, class_=class_)


def _over(plan: Plan, bar: Bar) -> Iterator[str]:
    """What stands at a bar: bracket, flag, cross or check."""
    area, box = bracket_of(plan, bar), bar.stay.visit.timebox
    if area and box:
        tip = element("title", text(f"time box until {day_words(box.end)}"))
        cut = box.end > plan.end
        yield bracket(area.x, area.x + area.width, area.y, tip, late=is_overrun(plan, bar), is_open=cut)
    if bar is delivering(plan):
        yield flag(bar.area.x, bar.area.y)
    ends = [one.end for one in bar.solid[:-1]]
    if bar.open_until < bar.end - 1 or (plan.closed and bar is plan.bars[-1]):
        ends.append(bar.open_until)
    closings = [halt for halt in plan.past.halts if halt.status in CLOSED]
    within = [halt for halt in closings if bar.stay.start <= halt.began <= bar.stay.end]
    for end, halt in zip(reversed(ends), reversed(within), strict=False):
        x = end + (min(9.0, bar.area.width / 2) if bar.closed else 9.0)
        yield (cross if halt.status is Status.CANCELLED else check)(x, bar.middle)


def _curve(plan: Plan, join: Join) -> Iterator[str]:
    assert join.curve is not None  # noqa: S101  callers draw curves only
    kind = "back" if join.kind is EventKind.BACKTRACKED else "again"
    begin, one, two, end = join.curve
    path = points("M", *begin, "C", *one, *two, *end)
    origin, target = (title_of(plan.past, bar.stay.visit.phase) for bar in (join.before, join.after))
    went = f"{origin} back to {target}" if kind == "back" else f"{target} began again"
    because = reason_words(join.before.stay.visit.because)
    tip = element("title", text(f"{day_words(join.after.stay.start)}: {went}{', ' + because if because else ''}"))
    yield element("path", class_="halo", stroke_width=5, d=path)
    yield element(
        "g", tip, element("path", class_=f"join-{kind}", d=path), head(*end, end[0] - two[0], end[1] - two[1], kind)
    )


def _mark(layout: Layout) -> Iterator[str]:
    for placed in layout.words.marks:
        words = placed.words
        sign = diamond(placed.x, placed.y, placed.kind, element("title", text(words)))
        # The page's other links lead there too, so that the keyboard need not pass through every mark.
        href = placed.marks[-1].href
        yield element("a", sign, href=href, aria_label=words, tabindex="-1") if href else sign


def _label(label: Label) -> str:
    middle = label.area.y + label.area.height / 2
    anchor = None if label.anchor == "start" else label.anchor
    class_ = f"{label.class_} {phase_class(label.position)}" if label.class_ == "on-bar" else label.class_
    return letters(label.x, middle, label.words, class_=class_, font_size=label.size, text_anchor=anchor)


def _note_number(note: Note) -> Iterator[str]:
    if note.spot:
        x, y = note.spot
        class_ = "note" if note.is_back else "note-again"
        spot = element("circle", cx=x, cy=y, r=NOTE_RADIUS)
        yield element("g", spot, letters(x, y, str(note.number), font_size=10, text_anchor="middle"), class_=class_)


def _notes(notes: tuple[Note, ...]) -> str:
    items = [element("li", text(note.words), value=note.number) for note in notes]
    return element("ol", *items, class_="ledger-notes") if items else ""


def _signs(layout: Layout) -> list[str]:
    """The kinds of marks that occur."""
    plan = layout.plan
    kinds: list[str] = [placed.kind for placed in layout.words.marks]
    kinds += ["back" if join.kind is EventKind.BACKTRACKED else "again" for join in plan.joins if join.curve]
    kinds += ["paused" for bar in plan.bars if bar.paused]
    kinds += ["closed" for bar in plan.bars if bar.closed]
    kinds += ["overrun" if is_overrun(plan, bar) else "timebox" for bar in plan.bars if bracket_of(plan, bar)]
    kinds += [str(halt.status) for halt in plan.past.halts if halt.status is not Status.PAUSED]
    kinds += ["delivered"] if delivering(plan) else []
    return kinds
