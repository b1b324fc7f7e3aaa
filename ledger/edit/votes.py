"""A vote at the end of a document's `approvals`, with every other byte of the file left as it is.

The place is found in the YAML's own tree and the new lines are spliced in there; what comes out is read again with the
strict reader and compared, so an edit that would change anything else is refused, whatever the text looks like.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import yaml

from ledger.diagnostics import Diagnostic, LedgerError
from ledger.document import Document, read_document

APPROVALS: Final = "approvals"
_PLAIN: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*|\d{4}-\d{2}-\d{2}")
_WORDS: Final = frozenset({"null", "true", "false"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Splice:
    """Text to put at a place of the front matter (line and column from 0), over `over` characters of that line."""

    line: int
    column: int
    text: str
    over: int = 0


def append_vote(raw: bytes, vote: Mapping[str, str], *, path: str = "the document") -> bytes:
    """The file with one more vote; `approvals` is added when it is missing or empty.

    Raises LedgerError for a file that cannot be read, a vote that YAML cannot keep, and a text that is laid out so
    that nothing can be added without changing something else.
    """
    before = _read(raw, path, "mend it first")
    if not isinstance(before.meta.get(APPROVALS) or [], list):
        raise LedgerError(f"'approvals' of '{path}' must be a list: mend it first")
    edited = _spliced(raw, before, _splice(before.header, vote))
    after = _read(edited, path, "write the vote into it by hand")
    if not _is_only_longer(before, after, vote):
        raise LedgerError(f"'{path}' is laid out so that no vote can be added: write 'approvals' as a plain list")
    return edited


def _read(raw: bytes, path: str, advice: str) -> Document:
    found = read_document(raw, path)
    if isinstance(found, Diagnostic):
        raise LedgerError(f"'{path}' cannot be read, {found.message} (line {found.location.line}): {advice}")
    return found


def _is_only_longer(before: Document, after: Document, vote: Mapping[str, str]) -> bool:
    expected = [*(before.meta.get(APPROVALS) or ()), dict(vote)]
    others = {name: value for name, value in before.meta.items() if name != APPROVALS}
    kept = {name: value for name, value in after.meta.items() if name != APPROVALS}
    return (kept, after.meta.get(APPROVALS), after.body) == (others, expected, before.body)


def _spliced(raw: bytes, document: Document, splice: _Splice) -> bytes:
    lines = raw.decode("utf-8").split("\n")
    end = "\r\n" if lines[0].endswith("\r") else "\n"
    at = splice.line + document.header_line - 1
    line, text = lines[at], splice.text.replace("\n", end)
    lines[at] = line[: splice.column] + text + line[splice.column + splice.over :]
    return "\n".join(lines).encode("utf-8")


def _splice(header: str, vote: Mapping[str, str]) -> _Splice:
    root: Any = yaml.compose(header, Loader=yaml.CSafeLoader)  # the strict reader has accepted the text
    if not isinstance(root, yaml.MappingNode):
        raise LedgerError("the front matter is not a mapping: mend it first")
    found = next(((key, value) for key, value in root.value if key.value == APPROVALS), None)
    if found is None:
        return _new_list(header, root, vote)
    key, value = found
    if isinstance(value, yaml.SequenceNode) and value.value:
        return _in_flow(value, vote) if value.flow_style else _in_block(header, value, vote)
    return _first(header, key, value, vote, in_flow=bool(root.flow_style))


def _new_list(header: str, root: yaml.MappingNode, vote: Mapping[str, str]) -> _Splice:
    if root.flow_style:
        last = root.value[-1][1].end_mark if root.value else None
        at = last or root.start_mark
        text = f"{APPROVALS}: [{_flow(vote)}]"
        return _Splice(line=at.line, column=at.column + (not last), text=f", {text}" if last else text)
    indent = root.start_mark.column
    return _Splice(
        line=header.count("\n"), column=0, text=f"{' ' * indent}{APPROVALS}:\n{_block(vote, indent, is_closed=True)}"
    )


def _first(header: str, key: yaml.Node, value: yaml.Node, vote: Mapping[str, str], *, in_flow: bool) -> _Splice:
    """The first vote where `approvals` has no value, or an empty list in brackets."""
    start, end = value.start_mark, value.end_mark
    if start.line != end.line:
        return _Splice(line=start.line, column=start.column + 1, text=_flow(vote))
    line = header.split("\n")[start.line]
    column = len(line[: start.column].rstrip())
    over = end.column - column if end.column > start.column else 0
    if in_flow or (over and line[end.column :].strip()):
        return _Splice(line=start.line, column=column, over=over, text=f" [{_flow(vote)}]")
    column = column if over else len(line)
    return _Splice(line=start.line, column=column, over=over, text=f"\n{_block(vote, key.start_mark.column)}")


def _in_flow(value: yaml.SequenceNode, vote: Mapping[str, str]) -> _Splice:
    end = value.value[-1].end_mark
    return _Splice(line=end.line, column=end.column, text=f", {_flow(vote)}")


def _in_block(header: str, value: yaml.SequenceNode, vote: Mapping[str, str]) -> _Splice:
    end = _end(value)
    line = end.line if end.column == 0 else end.line + 1  # a block scalar ends where the next line starts
    return _Splice(
        line=min(line, header.count("\n")), column=0, text=_block(vote, value.start_mark.column, is_closed=True)
    )


def _end(node: yaml.Node) -> Any:
    """Where the text of a node ends; the mark of a list in block style stands only at what follows it."""
    while isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        node = last[1] if isinstance(node, yaml.MappingNode) else last
    return node.end_mark


def _block(vote: Mapping[str, str], indent: int, *, is_closed: bool = False) -> str:
    """The vote as an item of a block list; ended by a line feed only when `is_closed`."""
    lines = [f"{name}: {_scalar(text)}" for name, text in vote.items()]
    margin = " " * indent
    return f"{margin}- " + f"\n{margin}  ".join(lines) + ("\n" if is_closed else "")


def _flow(vote: Mapping[str, str]) -> str:
    return "{" + ", ".join(f"{name}: {_scalar(text)}" for name, text in vote.items()) + "}"


def _scalar(text: str) -> str:
    """Plain where that cannot be read as anything else, else in the double quotes that JSON and YAML share."""
    if _PLAIN.fullmatch(text) and text not in _WORDS:
        return text
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise LedgerError("a vote must be text that UTF-8 can carry") from None
    return json.dumps(text, ensure_ascii=False)
