"""What tests of several drawings share: drawn pictures read back, and reasons of every length."""

import xml.etree.ElementTree as ET

from hypothesis import settings

calm = settings(deadline=None, max_examples=60)
REASONS = ("approach-failure", "goal-change", "data-deficient", None, "a reason " * 9)


def parsed(markup: str) -> ET.Element:
    assert "\n\n" not in markup
    return ET.fromstring(markup)  # noqa: S314  our own output


def words_of(markup: str) -> str:
    return " ".join("".join(parsed(markup).itertext()).split())
