"""What a source tells, whatever its form: changes in order, each with what it says about some projects."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ledger.imports.mapping import Fields
from ledger.scaffold.repository import Stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the source says about one project after a change.

    `key` is what the source knows it by (a path, an issue's key), `parts` are the named parts of its path.
    """

    key: str
    place: str
    fields: Fields
    body: str = ""
    parts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change of the source: who, when, what was said, and what was so afterwards.

    `renamed` gives the old key by the new one, `gone` are the keys of what was removed. `origin` is the commit's id
    or the row that it was read from.
    """

    author: Stamp
    committer: Stamp
    message: str
    origin: str
    readings: tuple[Reading, ...] = ()
    gone: tuple[str, ...] = ()
    renamed: Mapping[str, str] = field(default_factory=dict)
