"""The colours: readable as text, apart for colour-blind eyes, one for every place of a phase."""

import math
from itertools import pairwise

import pytest

from ledger.site.drawings.palette import DARK, LIGHT, PLACES, SCHEMES, Scheme, contrast, css, phase_class, variables

PAGES = {"default": "#ffffff", "slate": "#1e2129"}  # mkdocs-material's own page backgrounds
# Machado, Oliveira and Fernandes (2009), severity 1.0, on linear RGB
EYES = {
    "all cones": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.01182, 0.04294, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.3039)),
}


def seen(colour: str, eye: str) -> tuple[float, float, float]:
    """A colour as an eye sees it, in OKLab."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    rgb = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    red, green, blue = (
        min(1.0, max(0.0, sum(weight * part for weight, part in zip(row, rgb, strict=True)))) for row in EYES[eye]
    )
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    middle = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    return (
        0.2104542553 * long + 0.793617785 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.428592205 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.808675766 * short,
    )


@pytest.mark.parametrize("scheme", SCHEMES, ids=lambda scheme: scheme.name)
def test_letters_on_every_fill_are_readable(scheme: Scheme) -> None:
    colours = variables(scheme)
    fills = [name.removesuffix("-ink") for name in colours if name.endswith("-ink") and name != "ledger-ink"]
    assert len(fills) == PLACES + 1 + 3
    for fill in fills:
        assert contrast(colours[fill], colours[f"{fill}-ink"]) >= 4.5, fill


@pytest.mark.parametrize("scheme", SCHEMES, ids=lambda scheme: scheme.name)
def test_text_is_readable_on_every_surface(scheme: Scheme) -> None:
    texts = [scheme.tones["ink"], scheme.tones["soft"], *scheme.meanings.values()]
    for surface in (scheme.tones["surface"], scheme.tones["tint"], PAGES[scheme.name]):
        for text in texts:
            assert contrast(text, surface) >= 4.5, (text, surface)


@pytest.mark.parametrize("scheme", SCHEMES, ids=lambda scheme: scheme.name)
def test_bars_stand_out_from_every_surface(scheme: Scheme) -> None:
    for surface in (scheme.tones["surface"], scheme.tones["tint"], PAGES[scheme.name]):
        for fill in (scheme.unknown, *scheme.phases):
            assert contrast(fill, surface) >= 3, (fill, surface)


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize("scheme", SCHEMES, ids=lambda scheme: scheme.name)
def test_neighbours_stay_apart_for_every_eye(scheme: Scheme, eye: str) -> None:
    for one, other in pairwise(scheme.phases):
        assert 100 * math.dist(seen(one, eye), seen(other, eye)) >= 12, (one, other)


def test_every_place_has_a_class_and_a_colour_in_both_schemes() -> None:
    style = css()
    assert len(LIGHT.phases) == len(DARK.phases) == PLACES >= 10
    for position in (None, *range(PLACES)):
        name = phase_class(position)
        assert f".{name}{{--phase:var(--{name});" in style
        assert style.count(f"--{name}:") == 3
    assert phase_class(PLACES) == phase_class(0)


def test_the_style_sheet_fetches_nothing_and_its_braces_match() -> None:
    style = css()
    assert "url(" not in style
    assert "@import" not in style
    assert style.count("{") == style.count("}")
    assert '[data-md-color-scheme="slate"] {' in style
