"""Where the front matter's text must be cut for one edit, and what is put there.

The places come from libyaml's own tree of the text and the values from its emitter, so every byte that an edit does
not mean stays as it was typed. A library that reads and writes the whole text again would lay it out anew.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import yaml

from ledger.forms.front_matter import inline_text

Spot: TypeAlias = tuple[int, int]  # line and column of the front matter, from 0
_BLOCK_TEXT: Final = frozenset({"|", ">"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Put:
    """Set the value at `path`; a key of the top that is new stands below the key `after`, else at the end."""

    path: tuple[str | int, ...]
    value: Any
    after: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Drop:
    """Remove a key of the top, with its value."""

    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Append:
    """Add an item to the list at a key of the top, which is made when it is not there.

    An item in braces follows one in braces, unless it is `spread` over lines in any case.
    """

    key: str
    item: Mapping[str, Any]
    spread: bool = False


Edit: TypeAlias = Put | Drop | Append


@dataclass(frozen=True, slots=True, kw_only=True)
class Splice:
    """Text instead of what stands from `start` up to `end`."""

    start: Spot
    end: Spot
    text: str


class CannotSplice(Exception):
    """The text is laid out so that the edit has no place in it."""


def splice_of(header: str, edit: Edit) -> Splice:
    """What one edit does to the text of a front matter that the strict reader accepts. Raises CannotSplice."""
    root: Any = yaml.compose(header, Loader=yaml.CSafeLoader)
    if not isinstance(root, yaml.MappingNode):
        raise CannotSplice
    match edit:
        case Put():
            return _put(header, root, edit)
        case Drop():
            return _drop(header, root, edit.key)
        case Append():
            return _append(header, root, edit)


def _put(header: str, root: yaml.MappingNode, put: Put) -> Splice:
    node: yaml.Node = root
    for step in put.path[:-1]:
        node = _child(node, step)[1]
    if not isinstance(node, yaml.MappingNode):
        raise CannotSplice
    name = str(put.path[-1])
    found = _pair(node, name)
    if found is None:
        return _new_key(header, node, name, put.value, after=put.after if node is root else None, is_root=node is root)
    key, value = found
    if isinstance(value, yaml.ScalarNode):
        return _instead_of_scalar(header, value, put.value)
    if not isinstance(value, yaml.CollectionNode) or value.flow_style or not _starts_line(header, key):
        return Splice(start=_start(value), end=_spot(value.end_mark), text=inline_text(put.value))
    lines = _pair_lines(name, put.value, key.start_mark.column)
    return Splice(start=(key.start_mark.line, 0), end=(_next_line(header, value), 0), text=lines)


def _child(node: yaml.Node, step: str | int) -> tuple[yaml.Node | None, yaml.Node]:
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return None, node.value[step]
    found = _pair(node, step) if isinstance(node, yaml.MappingNode) else None
    if found is None:
        raise CannotSplice
    return found


def _pair(node: yaml.MappingNode, name: str | int) -> tuple[yaml.Node, yaml.Node] | None:
    return next(((key, value) for key, value in node.value if key.value == name), None)


def _instead_of_scalar(header: str, old: yaml.ScalarNode, value: Any) -> Splice:
    start, end = _start(old), _spot(old.end_mark)
    if old.style in _BLOCK_TEXT:
        return Splice(start=start, end=(_next_line(header, old), 0), text=f"{inline_text(value)}\n")
    if start == end:  # nothing was written: the place is right behind the colon
        at = (start[0], len(header.split("\n")[start[0]][: start[1]].rstrip()))
        return Splice(start=at, end=at, text=f" {inline_text(value)}")
    return Splice(start=start, end=end, text=_quoted_alike(value, old.style))


def _quoted_alike(value: Any, style: str | None) -> str:
    """A value in the quotes that its forerunner had, where they can hold it."""
    if isinstance(value, str) and value.isprintable():
        if style == '"':
            return json.dumps(value, ensure_ascii=False)
        if style == "'":
            return "'{}'".format(value.replace("'", "''"))
    return inline_text(value)


def _new_key(header: str, node: yaml.MappingNode, name: str, value: Any, *, after: str | None, is_root: bool) -> Splice:
    if node.flow_style:
        return _in_braces(node, f"{inline_text(name)}: {inline_text(value)}")
    known = _pair(node, after) if after else None
    if known is not None:
        line = _next_line(header, known[1])
    else:
        line = header.count("\n") if is_root else _next_line(header, node)
    return Splice(start=(line, 0), end=(line, 0), text=_pair_lines(name, value, node.start_mark.column))


def _in_braces(node: yaml.MappingNode, text: str) -> Splice:
    """A further pair at the end of a mapping in braces."""
    if node.value:
        at = _spot(node.value[-1][1].end_mark)
        return Splice(start=at, end=at, text=f", {text}")
    at = (node.start_mark.line, node.start_mark.column + 1)
    return Splice(start=at, end=at, text=text)


def _pair_lines(name: str, value: Any, indent: int) -> str:
    margin = " " * indent
    if not isinstance(value, Mapping):
        return f"{margin}{inline_text(name)}: {inline_text(value)}\n"
    below = (f"{margin}  {inline_text(key)}: {inline_text(one)}\n" for key, one in value.items())
    return f"{margin}{inline_text(name)}:\n{''.join(below)}"


def _drop(header: str, root: yaml.MappingNode, name: str) -> Splice:
    place = next((at for at, (key, _) in enumerate(root.value) if key.value == name), None)
    if place is None:
        raise CannotSplice
    key, value = root.value[place]
    if not root.flow_style:
        line = _next_line(header, value)
        if place and _keeps_blanks(header, root.value[place - 1][1]):
            line = _next_text(header, line)
        return Splice(start=(key.start_mark.line, 0), end=(line, 0), text="")
    if place:
        return Splice(start=_spot(root.value[place - 1][1].end_mark), end=_spot(value.end_mark), text="")
    end = _start(root.value[1][0]) if len(root.value) > 1 else _spot(value.end_mark)
    return Splice(start=_start(key), end=end, text="")


def _append(header: str, root: yaml.MappingNode, edit: Append) -> Splice:
    found = _pair(root, edit.key)
    if found is None:
        return _new_list(header, root, edit)
    key, value = found
    if isinstance(value, yaml.SequenceNode) and value.value:
        if value.flow_style:
            at = _spot(value.value[-1].end_mark)
            return Splice(start=at, end=at, text=f", {inline_text(edit.item)}")
        line = _next_line(header, value)
        last = value.value[-1]
        is_alike = isinstance(last, yaml.MappingNode) and last.flow_style and not edit.spread
        return Splice(
            start=(line, 0), end=(line, 0), text=_item(edit.item, value.start_mark.column, is_spread=not is_alike)
        )
    return _first_item(header, key, value, edit, in_flow=bool(root.flow_style))


def _new_list(header: str, root: yaml.MappingNode, edit: Append) -> Splice:
    name = inline_text(edit.key)
    if root.flow_style:
        return _in_braces(root, f"{name}: [{inline_text(edit.item)}]")
    indent, at = root.start_mark.column, (header.count("\n"), 0)
    return Splice(start=at, end=at, text=f"{' ' * indent}{name}:\n{_item(edit.item, indent)}")


def _first_item(header: str, key: yaml.Node, value: yaml.Node, edit: Append, *, in_flow: bool) -> Splice:
    """The first item where a list has no value, or is an empty one in brackets."""
    start, end = _start(value), _spot(value.end_mark)
    if start[0] != end[0]:
        inside = (start[0], start[1] + 1)
        return Splice(start=inside, end=inside, text=inline_text(edit.item))
    line = header.split("\n")[start[0]]
    behind_colon = (start[0], len(line[: start[1]].rstrip()))
    has_value = end > start
    if in_flow or (has_value and line[end[1] :].strip()):
        end = end if has_value else behind_colon
        return Splice(start=behind_colon, end=end, text=f" [{inline_text(edit.item)}]")
    item = _item(edit.item, key.start_mark.column).removesuffix("\n")
    at = behind_colon if has_value else (start[0], len(line))
    return Splice(start=at, end=end if has_value else at, text=f"\n{item}")


def _item(item: Mapping[str, Any], indent: int, *, is_spread: bool = True) -> str:
    margin = " " * indent
    if not is_spread:
        return f"{margin}- {inline_text(item)}\n"
    lines = [f"{inline_text(name)}: {inline_text(value)}" for name, value in item.items()]
    return f"{margin}- " + f"\n{margin}  ".join(lines) + "\n"


def _starts_line(header: str, node: yaml.Node) -> bool:
    return not header.split("\n")[node.start_mark.line][: node.start_mark.column].strip()


def _next_line(header: str, node: yaml.Node) -> int:
    """The line after the last one of a node; the mark of a block collection stands only at what follows it."""
    line, column = _spot(_last(node).end_mark)
    return min(line if column == 0 else line + 1, header.count("\n"))


def _last(node: yaml.Node) -> yaml.Node:
    """What stands last in a node: the innermost value of a block collection."""
    while isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        node = last[1] if isinstance(node, yaml.MappingNode) else last
    return node


def _keeps_blanks(header: str, node: yaml.Node) -> bool:
    """Whether blank lines below a node belong to it, as they do to text that is opened with `|+` or `>+`."""
    last = _last(node)
    if not isinstance(last, yaml.ScalarNode) or last.style not in _BLOCK_TEXT:
        return False
    line, column = _start(last)
    return "+" in header.split("\n")[line][column:].partition("#")[0]


def _next_text(header: str, line: int) -> int:
    """The first line from a given one that is not blank, or the end."""
    lines = header.split("\n")
    return next((at for at in range(line, len(lines)) if lines[at].strip()), header.count("\n"))


def _start(node: yaml.Node) -> Spot:
    return _spot(node.start_mark)


def _spot(mark: Any) -> Spot:
    return mark.line, mark.column
