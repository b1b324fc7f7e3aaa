"""YAML of strangers: anchors, merge keys and doubled keys are taken, and told of; nothing is ever executed.

What the ledger's own reader takes is read by that. The rest goes through PyYAML's safe loader, with the same scalars,
and what its aliases would swell to is bounded.
"""

import re
from collections.abc import Callable
from typing import Any, Final

import yaml

from ledger.text.strict_yaml import MAX_DEPTH, YamlFault, load

_MOST_VALUES: Final = 20_000
_LOOSE: Final = frozenset({"DOC005", "DOC006", "DOC007", "DOC016"})
_CORE: Final = (
    ("null", r"(?:~|null|Null|NULL|)", [*"~nN", ""]),
    ("bool", r"(?:true|True|TRUE|false|False|FALSE)", [*"tTfF"]),
    ("int", r"[-+]?[0-9]{1,15}", [*"-+0123456789"]),
    ("float", r"[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*)", [*"-+.0123456789"]),
    ("merge", r"<<", ["<"]),
)


class _Loader(yaml.CSafeLoader):
    """The safe loader with the core schema's scalars; a doubled key counts as it stands last."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        if isinstance(node, yaml.MappingNode):
            self.flatten_mapping(node)
        return {self.construct_object(key, deep=True): self.construct_object(value, deep) for key, value in node.value}


_Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _starts in _CORE:
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(rf"{_pattern}\Z"), _starts)


def load_loosely(text: str, tell: Callable[[str], None]) -> Any:
    """The value of a YAML text with text as keys; `tell` hears what was not as it should be. Raises YamlFault."""
    try:
        return load(text)
    except YamlFault as fault:
        if fault.code not in _LOOSE:
            raise
        tell(fault.message)
    try:
        _refuse_deep(text)
        return _plain(yaml.load(text, Loader=_Loader), [_MOST_VALUES], 0)  # noqa: S506 - a safe loader
    except (yaml.YAMLError, ValueError, TypeError) as error:
        message = " ".join(str(error).split())[:100]
        raise YamlFault("DOC009", 1, 1, f"the YAML cannot be read: {message}", "mend the source") from error


def _refuse_deep(text: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise ValueError(f"it is nested deeper than {MAX_DEPTH}")


def _plain(value: Any, left: list[int], depth: int) -> Any:
    """A copy without shared parts; `left` is how many values it may still have."""
    left[0] -= 1
    if left[0] < 0 or depth > MAX_DEPTH:
        raise ValueError("its aliases swell to more than a file of facts can be")
    if isinstance(value, dict):
        return {str(key): _plain(one, left, depth + 1) for key, one in value.items()}
    if isinstance(value, (list, set)):
        return [_plain(one, left, depth + 1) for one in value]
    return value if isinstance(value, (str, int, float, bool)) or value is None else str(value)
