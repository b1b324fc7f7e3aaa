"""What could not be taken over as it stands: where, in which commit, which value, and what was done about it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from ledger.text.strict_yaml import shown

ID: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """One kind of trouble: `place` and `commit` are where it was first seen, `times` how often it was."""

    is_error: bool
    what: str
    value: str
    done: str
    place: str
    commit: str
    times: int


@dataclass(slots=True)
class Remarks:
    """Gathers remarks in the order in which they are first made; the same one again is only counted."""

    _seen: dict[tuple[bool, str, str, str], list[str | int]] = field(default_factory=dict)

    def note(self, what: str, done: str, *, place: str, value: object = "", commit: str = "") -> None:
        """Remember something that was settled, and how."""
        self._add(False, what, done, place, value, commit)

    def error(self, what: str, done: str, *, place: str, value: object = "", commit: str = "") -> None:
        """Remember something that somebody must settle before the import is right."""
        self._add(True, what, done, place, value, commit)

    def _add(self, is_error: bool, what: str, done: str, place: str, value: object, commit: str) -> None:
        key = (is_error, what, shown(str(value)), done)
        if key in self._seen:
            self._seen[key][2] = int(self._seen[key][2]) + 1
        else:
            self._seen[key] = [place, commit[:ID], 1]

    def all(self) -> tuple[Remark, ...]:
        """Every remark, errors first."""
        return tuple(sorted(self._remarks(), key=lambda one: not one.is_error))

    def _remarks(self) -> Iterator[Remark]:
        for (is_error, what, value, done), (place, commit, times) in self._seen.items():
            yield Remark(
                is_error=is_error,
                what=what,
                value=value,
                done=done,
                place=str(place),
                commit=str(commit),
                times=int(times),
            )
