"""What a run remembers of earlier ones, as entries of the index: documents by blob, commits by id, the last log.

Entries are JSON, in which nothing can run. They bear the print of the program that wrote them, so that values of
another reader, another Python or another libyaml are never taken for its own.
"""

import contextlib
import hashlib
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import fields
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeAlias

import rfc8785
import yaml
from yaml import _yaml

from ledger.diagnostics import Diagnostic, Location, Severity
from ledger.edges.gitlog import Commit, FileChange
from ledger.edges.gitrepo import Repository
from ledger.edges.index import Index, is_off
from ledger.edges.signature import VERDICTS
from ledger.edges.snapshot import manner_of
from ledger.records.model import Event
from ledger.text.document import Document
from ledger.words import EventKind, Grade

Found: TypeAlias = Document | Diagnostic | None

_VERDICTS: Final = "verdicts"  # a verdict depends on nothing but what its key is made of
_LAST: Final = b"last"
# What decides how anything is read, below the program's own folder.
READS: Final = (
    *("*.py", "text/*.py", "records/*.py", "votes/*.py", "edges/*.py", "past/*.py", "proof/*.py", "assembly/*.py"),
    "builtin/flows/*",
)
_ENCODE: Final = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode  # one for thousands of entries
_MALFORMED: Final = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError)
_EVENT: Final = tuple(field.name for field in fields(Event))
_KIND, _TIME, _GRADE = (_EVENT.index(name) for name in ("kind", "time", "grade"))


@cache
def _print() -> str:
    """What decides how anything is read: the program's own sources and flows, and what it reads with."""
    home = Path(__file__).parent.parent
    made_of = hashlib.sha256(f"{sys.version} {yaml.__version__} {_yaml.get_version_string()}".encode())
    made_of.update(rfc8785.__version__.encode())
    for source in sorted(path for pattern in READS for path in home.glob(pattern)):
        made_of.update(b"%b\0%b\0" % (source.relative_to(home).as_posix().encode(), source.read_bytes()))
    return made_of.hexdigest()[:32]


class Memory:
    """What earlier runs left for this one, and what this one leaves; without an index it knows nothing."""

    def __init__(self, index: Index) -> None:
        """Look up what the index holds of this very program."""
        self._index = index
        self._documents, self._commits, self._logs = (f"{kind} {_print()}" for kind in ("documents", "commits", "log"))
        self._known_documents = index.read(self._documents)
        self._known_commits = index.read(self._commits)
        self._verdicts = index.read(_VERDICTS)
        VERDICTS.update({key: value == b"yes" for key, value in self._verdicts.items()})

    def document(self, path: str, blob: str) -> Found:
        """What was found in a blob when it was read at such a path, its text left out. Raises LookupError."""
        key = _name(path, blob)
        value = self._known_documents[key]
        try:
            found = _found(path, json.loads(value))
        except _MALFORMED as error:
            raise LookupError(blob) from error
        self._index.use(self._documents, key, value)
        return found

    def add_document(self, path: str, blob: str, found: Found) -> None:
        """Remember what was found in a blob; of a document, all but its text."""
        self._index.add(self._documents, _name(path, blob), _packed(_shape(found)))

    def commit(self, commit: str) -> Commit | None:
        """A commit of some mainline with its wanted changes, or None when it is not remembered."""
        key = bytes.fromhex(commit)
        if key not in self._known_commits:
            return None
        try:
            parents, *facts, emails, subject, changes = json.loads(self._known_commits[key])
            time, author = facts
            found = Commit(
                id=commit,
                parents=tuple(parents),
                time=time,
                author=author,
                emails=tuple(emails),
                subject=subject,
                changes=tuple(FileChange(*change) for change in changes),
            )
        except _MALFORMED:
            return None
        self._index.use(self._commits, key, self._known_commits[key])
        return found

    def add_commit(self, one: Commit) -> None:
        """Remember a commit with its wanted changes."""
        if (key := bytes.fromhex(one.id)) in self._known_commits:
            return
        changes = [(change.path, change.mode, change.blob, change.old_blob) for change in one.changes]
        facts = (one.parents, one.time, one.author, one.emails, one.subject, changes)
        self._index.add(self._commits, key, _packed(facts))

    def events(self, tip: str) -> tuple[Event, ...] | None:
        """What the mainline of a commit told, when that is what was asked last."""
        try:
            told, events = json.loads(self._index.read(self._logs)[_LAST])
            return tuple(map(_event, events)) if told == tip else None
        except _MALFORMED:
            return None

    def set_events(self, tip: str, events: Iterable[Event]) -> None:
        """Remember what the mainline of a commit told, in the place of another."""
        told = [[_plain(getattr(event, name)) for name in _EVENT] for event in events]
        self._index.add(self._logs, _LAST, _packed((tip, told)))

    def save(self) -> None:
        """Leave to the next run what this one found out."""
        for key, verdict in VERDICTS.items():
            if key not in self._verdicts:
                self._index.add(_VERDICTS, key, b"yes" if verdict else b"no")
            else:
                self._index.use(_VERDICTS, key, self._verdicts[key])
        self._index.save((self._documents, self._commits, self._logs, _VERDICTS))


@contextlib.contextmanager
def remembered(repository: Repository) -> Iterator[Memory]:
    """The memory of a repository, saved when all went well."""
    has_grafts = (repository.common_dir / "info" / "grafts").exists()  # they give commits other parents
    memory = Memory(Index(None if is_off() or has_grafts else repository.common_dir))
    yield memory
    memory.save()


def _name(path: str, blob: str) -> bytes:
    return f"{manner_of(path)} {blob}".encode()


def _packed(value: object) -> bytes:
    return _ENCODE(value).encode("ascii")


def _shape(found: Found) -> object:
    match found:
        case Document():
            return [found.meta, found.header_line, found.body_line, found.digest]
        case Diagnostic(location=place):
            return {
                "severity": found.severity,
                "code": found.code,
                "message": found.message,
                "hint": found.hint,
                "line": place.line,
                "column": place.column,
            }
        case None:
            return None


def _found(path: str, shape: Any) -> Found:
    if shape is None:
        return None
    if isinstance(shape, list):
        meta, header_line, body_line, digest = shape
        return Document(path=path, meta=meta, header="", header_line=header_line, body_line=body_line, digest=digest)
    place = Location(path=path, line=shape.pop("line"), column=shape.pop("column"))
    return Diagnostic(location=place, severity=Severity(shape.pop("severity")), **shape)


def _plain(value: Any) -> Any:
    return int(value.timestamp()) if isinstance(value, datetime) else value


def _event(values: list[Any]) -> Event:
    values[_KIND] = EventKind(values[_KIND])
    values[_TIME] = datetime.fromtimestamp(values[_TIME], UTC)
    values[_GRADE] = values[_GRADE] and Grade(values[_GRADE])
    return Event(**dict(zip(_EVENT, values, strict=True)))
