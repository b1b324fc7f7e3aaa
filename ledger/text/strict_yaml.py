"""YAML as this ledger reads it: one mapping, the core schema's scalars, every surprise refused with its place.

The values are built from libyaml's events, not by a constructor: that keeps the place of every key, needs no
recursion (so nesting cannot exhaust the stack), and never makes an object that the document did not spell out.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final, TypeAlias

import yaml

from ledger.plurals import counted

MAX_DEPTH: Final = 32
_TOO_DEEP: Final = "exceeded maximum nesting depth"  # of libyaml, which knows a bound of its own since PyYAML 6.0.4
_LONGEST_INTEGER: Final = 20  # characters; no exact one is longer, and Python limits what int() takes
SAFE_INTEGER: Final = 2**53 - 1  # RFC 8785 numbers are IEEE 754 doubles: beyond this an integer is not exact

# YAML 1.2.2, section 10.3.2 (core schema), without .inf and .nan, which JSON cannot carry.
_WORDS: Final[dict[str, bool | None]] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INTEGER: Final = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_DECIMAL: Final = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NUMBER_STARTS: Final = frozenset("+-.0123456789")

# YAML 1.1 breaks lines at U+0085, U+2028 and U+2029, editors and git do not: such a line could hide a key. The others
# cannot stand in XML, or steer a terminal.
_FORBIDDEN: Final = re.compile("[\x80-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_ESCAPED: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")
_LONGEST_SHOWN: Final = 60
_QUOTE: Final = "put it in quotes to keep it as text"
_BEHIND_A_QUOTE: Final = frozenset({"", " ", "\t", "\n", ",", "]", "}"})
_BEFORE_A_QUOTE: Final = (":", ",", "[", "{")
_CLOSE: Final = "close it where the text ends, and put a text that holds such quotes in quotes of the other kind"

Path: TypeAlias = tuple[str | int, ...]
Place: TypeAlias = tuple[int, int]


@dataclass(slots=True)
class YamlFault(Exception):
    """Why a text is refused; `line` and `column` count from 1 within the text."""

    code: str
    line: int
    column: int
    message: str
    hint: str


def shown(text: str | None) -> str:
    """A text as a message quotes it: one line, shortened; nothing for a word that is missing."""
    line = " ".join((text or "").split())
    return line if len(line) <= _LONGEST_SHOWN else line[: _LONGEST_SHOWN - 1] + "…"


def _fault(code: str, event: Any, message: str, hint: str) -> YamlFault:
    mark = event.start_mark
    return YamlFault(code, mark.line + 1, mark.column + 1, message, hint)


def _number(event: Any) -> int | float | None:
    text: str = event.value
    if _INTEGER.fullmatch(text):
        base = {"0o": 8, "0x": 16}.get(text[:2], 10)
        if len(text) > _LONGEST_INTEGER or abs(whole := int(text, base)) > SAFE_INTEGER:
            raise _fault("DOC016", event, f"an integer must be within ±{SAFE_INTEGER}", _QUOTE)
        return whole
    if _DECIMAL.fullmatch(text):
        decimal = float(text)
        if decimal in (float("inf"), float("-inf")):
            raise _fault("DOC016", event, "a decimal must fit an IEEE 754 double", _QUOTE)
        return decimal
    return None


def _refuse_forbidden(text: str) -> None:
    if text.isascii() or (found := _FORBIDDEN.search(text)) is None:
        return
    at = found.start()
    line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
    if found.group() == "\ufeff":
        message = "text must not hold a byte-order mark"
        raise YamlFault("DOC013", line, column, message, "remove the invisible character U+FEFF")
    message = f"YAML must not hold the character U+{ord(found.group()):04X}"
    raise YamlFault("DOC011", line, column, message, "remove it, or break the line with a line feed")


def _refuse_tag(event: Any) -> None:
    if event.tag is not None:
        tag = shown(event.tag.replace("tag:yaml.org,2002:", "!!"))
        raise _fault("DOC008", event, f"a tag is not allowed, found '{tag}'", "remove the tag; quote text instead")


def _refuse_escaped(event: Any) -> None:
    if event.style == '"' and (found := _ESCAPED.search(event.value)):
        message = f"text must not hold control characters, found U+{ord(found.group()):04X} as an escape"
        raise _fault("DOC011", event, message, "remove the escape")


def _scalar(event: Any) -> Any:
    _refuse_tag(event)
    text: str = event.value
    if not event.implicit[0]:  # quoted, literal or folded: text
        _refuse_escaped(event)
        return text
    if text in _WORDS:
        return _WORDS[text]
    if text[0] in _NUMBER_STARTS and (number := _number(event)) is not None:
        return number
    return text


def _events(text: str) -> Iterator[Any]:
    loader = yaml.CSafeLoader(text)
    event, given = None, 0
    try:
        while (following := loader.get_event()) is not None:
            event, given = following, given + 1
            yield event
    except yaml.MarkedYAMLError as error:
        if error.problem == _TOO_DEEP and error.problem_mark:
            # Its scanner looks ahead, so it gives up before it has told of the level that is refused here: that is told
            # by the events of the text above.
            yield from islice(_events(text[: error.problem_mark.index]), given, None)
        found = _unclosed(error, event, text)
        mark = found[0] if found else error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        problem, hint = found[1:] if found else _syntax(text, line, error.problem or "not YAML")
        raise YamlFault("DOC009", line, column, f"the YAML cannot be read: {problem}", hint) from error
    except yaml.YAMLError as error:
        message = f"the YAML cannot be read: {shown(str(error))}"
        raise YamlFault("DOC009", 1, 1, message, "remove the characters that YAML forbids") from error
    finally:
        loader.dispose()


def _unclosed(error: yaml.MarkedYAMLError, last: Any, text: str) -> tuple[Any, str, str] | None:
    """The mark where a quote or a bracket begins that runs on into other lines, with what to say of it and a hint.

    What cannot be read is found lines below the slip, where the next quote or key stands; `last` is the event before.
    """
    at, begun, context = error.problem_mark, error.context_mark, error.context or ""
    if begun and "quoted scalar" in context:
        return begun, "a quote is not closed", _CLOSE
    is_bracket = at and begun and begun.line < at.line and "flow" in context
    is_quoted = isinstance(last, yaml.ScalarEvent) and last.style in {"'", '"'}
    if is_quoted and last.start_mark.line < last.end_mark.line and not (is_bracket and _is_closed(last, text)):
        below = counted(last.end_mark.line - last.start_mark.line, "line")
        return last.start_mark, f"a quote ends only {below} below where it begins", _CLOSE
    if is_bracket:
        what = "list" if "sequence" in context else "mapping"
        return begun, f"a {what} is not closed", "close its bracket where it ends"
    return None


def _is_closed(quoted: Any, text: str) -> bool:
    """Whether a quote over several lines ends where it was meant to, and not where that of the next value begins."""
    return text[quoted.end_mark.index :][:1] in _BEHIND_A_QUOTE and not quoted.value.rstrip().endswith(_BEFORE_A_QUOTE)


def _syntax(text: str, line: int, problem: str) -> tuple[str, str]:
    """What to say about a syntax error, and what to do about it."""
    at = text.split("\n")[line - 1 : line]
    if any("\t" in one[: len(one) - len(one.lstrip())] for one in at):
        return "found a tab in the indentation", "indent with spaces: YAML forbids tabs there"
    if "cannot start any token" in problem:
        return problem, "put a value that starts with @, ` or % in quotes"
    if "alphabetic or numeric character" in problem:
        return problem, "put a value that starts with * or & in quotes"
    if "comment or line break" in problem or "indentation indicator" in problem:
        return "only a text over several lines begins with > or |", "put a value that starts with > or | in quotes"
    if "mapping values are not allowed" in problem:
        return problem, "put a value that contains ': ' in quotes, and check the indentation"
    return problem, "check indentation, quotes and brackets on this line and the one before"


class _Builder:
    """Builds values from events with a stack of its own; with `places`, also remembers where each one stands."""

    def __init__(self, places: dict[Path, tuple[Place, Place]] | None = None) -> None:
        self.places = places
        self.root: Any = None
        self.stack: list[tuple[Any, Any]] = []  # (container, key event of a mapping's pending value)
        self.path: list[str | int] = []

    def build(self, text: str) -> Any:
        _refuse_forbidden(text)
        documents = 0
        for event in _events(text):
            kind = type(event)
            if kind is yaml.ScalarEvent:
                if event.anchor is not None:
                    self._refuse_anchor(event)
                self._scalar(event)
            elif kind is yaml.MappingStartEvent:
                self._open({}, event)
            elif kind is yaml.SequenceStartEvent:
                self._open([], event)
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                self._close()
            elif kind is yaml.AliasEvent:
                message = f"an alias is not allowed, found '*{shown(event.anchor)}'"
                raise _fault("DOC006", event, message, "write the value out, or quote text that starts with '*'")
            elif kind is yaml.DocumentStartEvent:
                documents += 1
                if documents > 1:
                    raise _fault("DOC009", event, "one YAML document is allowed, found a second", "remove this line")
        return self.root

    @staticmethod
    def _refuse_anchor(event: Any) -> None:
        message = f"an anchor is not allowed, found '&{shown(event.anchor)}'"
        raise _fault("DOC006", event, message, "write the value out, or quote text that starts with '&'")

    def _scalar(self, event: Any) -> None:
        if self.stack:
            container, key = self.stack[-1]
            if key is None and type(container) is dict:
                self._key(container, event)
                return
        self._put(_scalar(event), event)

    def _key(self, container: dict[str, Any], event: Any) -> None:
        if event.value == "<<" and event.implicit[0]:
            raise _fault("DOC007", event, "a merge key is not allowed, found '<<'", "write the merged fields out")
        _refuse_tag(event)
        _refuse_escaped(event)
        if event.value in container:
            message = f"a key must stand once, found '{shown(event.value)}' again"
            raise _fault("DOC005", event, message, "keep one of the two")
        container[event.value] = None
        self.stack[-1] = (container, event)
        self.path.append(event.value)

    def _put(self, value: Any, event: Any) -> None:
        if not self.stack:
            self.root = value
            self._mark(event, event)
            return
        container, key = self.stack[-1]
        if type(container) is dict:
            container[key.value] = value
            self._mark(key, event)
            self.path.pop()
            self.stack[-1] = (container, None)
        else:
            self.path.append(len(container))
            container.append(value)
            self._mark(event, event)
            self.path.pop()

    def _mark(self, key: Any, event: Any) -> None:
        if self.places is not None:
            start, at = key.start_mark, event.start_mark
            self.places[tuple(self.path)] = ((start.line + 1, start.column + 1), (at.line + 1, at.column + 1))

    def _open(self, fresh: Any, event: Any) -> None:
        if event.anchor is not None:
            self._refuse_anchor(event)
        _refuse_tag(event)
        if self.stack and self.stack[-1][1] is None and type(self.stack[-1][0]) is dict:
            raise _fault("DOC009", event, "a key must be text, found a list or a mapping", "write a plain word")
        if len(self.stack) >= MAX_DEPTH:
            message = f"nesting must not be deeper than {MAX_DEPTH}"
            raise _fault("DOC015", event, message, "flatten the data or keep it in a file of its own")
        if self.stack and type(self.stack[-1][0]) is list:
            self.path.append(len(self.stack[-1][0]))
            self.stack[-1][0].append(fresh)
            self._mark(event, event)
        elif self.stack:
            container, key = self.stack[-1]
            container[key.value] = fresh
            self._mark(key, event)
        else:
            self.root = fresh
            self._mark(event, event)
        self.stack.append((fresh, None))

    def _close(self) -> None:
        self.stack.pop()
        if self.stack:
            self.path.pop()
            container, _ = self.stack[-1]
            self.stack[-1] = (container, None)


def load(text: str) -> Any:
    """The value of a YAML text: dict, list, str, int, float, bool or None. Raises YamlFault."""
    return _Builder().build(text)


def places(text: str) -> Mapping[Path, tuple[Place, Place]]:
    """Where each key and its value stand (line and column from 1 within the text), by path from the root.

    An item of a list has no key: both places are the item's. Raises YamlFault like `load`.
    """
    found: dict[Path, tuple[Place, Place]] = {}
    _Builder(found).build(text)
    return found
