"""Letters of every script, and signs beyond them, are written as people type them."""

import pytest

from ledger.forms.front_matter import inline_text, yaml_text
from ledger.text.strict_yaml import load


@pytest.mark.parametrize("title", ["Rocket 🚀", "🚀: an \"A\" # 'b'", "- 🚀", "𝄞 and 𐍈", "Prüfung 検査 فحص"])
def test_no_letter_is_written_as_a_number(title: str) -> None:
    for text in (yaml_text({"title": title}), f"title: {inline_text(title)}\n"):
        assert "\\U" not in text
        assert load(text) == {"title": title}
