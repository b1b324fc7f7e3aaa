"""The colours of the site: one per place of a phase, three that mean something, in a light and a dark scheme."""

from typing import Final, NamedTuple

from ledger.site.drawings.style import RULES


class Scheme(NamedTuple):
    """The colours of one scheme; `tones` are surfaces, lines and letters, `meanings` crimson, amber and green."""

    name: str
    phases: tuple[str, ...]
    unknown: str
    tones: dict[str, str]
    meanings: dict[str, str]


LIGHT: Final = Scheme(
    name="default",
    phases=(
        *("#4b639f", "#1f9598", "#b87f1d", "#893a1e", "#548e61", "#613888"),
        *("#3493c4", "#5a631d", "#9e5e92", "#215645", "#7188c6", "#6e430a"),
    ),
    unknown="#6b7480",
    tones={"ink": "#1c2530", "soft": "#566270", "line": "#dfe4ea", "surface": "#ffffff", "tint": "#f5f7f9"},
    meanings={"back": "#b5154f", "late": "#8f5600", "proven": "#1b7748"},
)
DARK: Final = Scheme(
    name="slate",
    phases=(
        *("#719bda", "#70d7d7", "#ebc167", "#c07957", "#add5a1", "#8b7bcf"),
        *("#8cccfa", "#94894c", "#d1a0c9", "#5f8f85", "#b0c3fb", "#a8794f"),
    ),
    unknown="#98a2ae",
    tones={"ink": "#e8edf3", "soft": "#a5b1bf", "line": "#364252", "surface": "#1a232e", "tint": "#222c39"},
    meanings={"back": "#ff7aa5", "late": "#f0b441", "proven": "#62cf93"},
)
SCHEMES: Final = (LIGHT, DARK)
PLACES: Final = len(LIGHT.phases)
BRIGHT: Final = "#ffffff"
DEEP: Final = "#0b0f14"


def luminance(colour: str) -> float:
    """The relative luminance of `#rrggbb` as WCAG 2 defines it."""
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)  # noqa: PLR2004  WCAG's own figures
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def ink_on(colour: str) -> str:
    """The letters for a fill: white where it is readable, else near black."""
    return BRIGHT if contrast(BRIGHT, colour) >= 4.5 else DEEP  # noqa: PLR2004  WCAG's AA for text


def phase_class(position: int | None) -> str:
    """The class that gives an element its phase's colours; positions count from 0, None is an unknown phase."""
    return "phase-0" if position is None else f"phase-{position % PLACES + 1}"


def variables(scheme: Scheme) -> dict[str, str]:
    """Every custom property of a scheme with its colour."""
    fills = {f"phase-{place}": colour for place, colour in enumerate((scheme.unknown, *scheme.phases))}
    fills |= {f"ledger-{name}": colour for name, colour in scheme.meanings.items()}
    inks = {f"{name}-ink": ink_on(colour) for name, colour in fills.items()}
    return {f"ledger-{name}": colour for name, colour in scheme.tones.items()} | fills | inks


def css() -> str:
    """The style sheet of all drawings: colours of both schemes, then rules that only use them."""
    dark = _block(f'[data-md-color-scheme="{DARK.name}"]', variables(DARK))
    blocks = [
        _block(":root", variables(LIGHT)),
        _block(f'[data-md-color-scheme="{LIGHT.name}"]', variables(LIGHT)),
        f"@media screen {{\n{dark}}}",  # paper is white
    ]
    blocks += [
        f".phase-{place}{{--phase:var(--phase-{place});--phase-ink:var(--phase-{place}-ink)}}"
        for place in range(PLACES + 1)
    ]
    return "\n".join([*blocks, RULES])


def _block(selector: str, properties: dict[str, str]) -> str:
    lines = "".join(f"  --{name}: {value};\n" for name, value in properties.items())
    return f"{selector} {{\n{lines}}}"
