"""Which files are projects: patterns of paths whose named parts say something."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

_TOKEN: Final = re.compile(r"\{(\w+)\}|(\*\*/)|(\*\*)|(\*)|([^{*]+|\{)")


@dataclass(frozen=True, slots=True)
class Patterns:
    """Patterns in their order, and those of what is left out (written with a leading `!`)."""

    wanted: tuple[re.Pattern[str], ...]
    left_out: tuple[re.Pattern[str], ...]

    def parts(self, path: str) -> Mapping[str, str] | None:
        """The named parts of a path by the first pattern that fits, or None where none does."""
        if any(one.fullmatch(path) for one in self.left_out):
            return None
        found = next((match for one in self.wanted if (match := one.fullmatch(path))), None)
        return None if found is None else found.groupdict()


def patterns_of(texts: Iterable[str]) -> Patterns:
    """Patterns such as `keps/{team}/{slug}/kep.yaml`, `docs/**/*.md` and `!docs/template.md`."""
    known = tuple(texts)
    return Patterns(
        wanted=tuple(_compiled(one) for one in known if not one.startswith("!")),
        left_out=tuple(_compiled(one[1:]) for one in known if one.startswith("!")),
    )


def _compiled(text: str) -> re.Pattern[str]:
    seen: set[str] = set()

    def expression(token: re.Match[str]) -> str:
        name, folders, anything, some, literal = token.groups()
        if name:
            known = name in seen
            seen.add(name)
            return f"(?P={name})" if known else f"(?P<{name}>[^/]+?)"
        return "(?:.*/)?" if folders else ".*" if anything else "[^/]*" if some else re.escape(literal)

    return re.compile(_TOKEN.sub(expression, text), re.DOTALL)
