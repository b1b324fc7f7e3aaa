"""A project's badge for other pages: its phase, its status and its debt, in colours of its own."""

from ledger.site.drawings.lettering import fit, width
from ledger.site.drawings.palette import LIGHT, PLACES, ink_on
from ledger.site.drawings.svg import element, isolated, text
from ledger.site.words import counted
from ledger.views import StatusRow
from ledger.words import Status

HIGH, SIZE, PAD = 20.0, 11.0, 7.0
_LONGEST = 170.0  # room for the name of a phase


def draw(row: StatusRow) -> str:
    """An SVG that stands alone: no style sheet, no font and no other file is needed to show it."""
    parts = _parts(row)
    widths = [width(words, SIZE) + 2 * PAD for words, _ in parts]
    whole = sum(widths)
    shapes, x = [], 0.0
    for (words, fill), wide in zip(parts, widths, strict=True):
        shapes.append(element("rect", x=x, width=wide, height=HIGH, fill=fill))
        letters = element("text", isolated(words), x=x + wide / 2, y=HIGH / 2 + SIZE * 0.35, fill=ink_on(fill))
        shapes.append(letters)
        x += wide
    said = ", ".join(words for words, _ in parts)
    clip = element("clipPath", element("rect", width=whole, height=HIGH, rx=3), id="r")
    return element(
        "svg",
        element("title", text(f"{row.title}: {said}")),
        clip,
        element(
            "g", *shapes, clip_path="url(#r)", font_family="Verdana,sans-serif", font_size=SIZE, text_anchor="middle"
        ),
        xmlns="http://www.w3.org/2000/svg",
        width=whole,
        height=HIGH,
        viewBox=f"0 0 {whole:.1f} {HIGH:g}",
        role="img",
    )


def _parts(row: StatusRow) -> list[tuple[str, str]]:
    """The words of each part with its fill."""
    tones, meanings = LIGHT.tones, LIGHT.meanings
    phase = row.phase_title or "unknown phase"
    again = f" ×{row.iteration}" if row.iteration > 1 else ""  # noqa: RUF001 - a multiplication sign, as in the drawings
    colour = LIGHT.unknown if row.position is None else LIGHT.phases[row.position % PLACES]
    statuses = {Status.COMPLETED: meanings["proven"], Status.CANCELLED: tones["soft"], Status.PAUSED: tones["soft"]}
    parts = [
        (fit(phase, _LONGEST, SIZE) + again, colour),
        (row.status.value, statuses.get(row.status, tones["ink"])),
    ]
    if row.debt:
        parts.append((f"{counted(row.debt, 'approval')} lapsed", meanings["back"]))
    return parts
