"""Every edit that a command makes, on every content that the documents of a ledger have ever had.

`python -m tests.roundtrip REPOSITORY` reads the whole history of a ledger, changes nothing in it, and tells which edits
would change more than the lines that they mean; it ends with 1 if there is one.
"""

import difflib
import json
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from ledger.diagnostics import LedgerError
from ledger.edit.front_matter import edited
from ledger.edit.splices import Append, Drop, Edit, Put
from ledger.text.document import Document, read_document

MOVE: Final = {"to": "research", "because": "approach-failure", "note": "a: b # c"}
TASK: Final = {"id": "t9", "title": "Collect counts", "status": "todo"}
VOTE: Final = {"gate": "go", "role": "product", "by": "dana", "of": "sha256:" + 64 * "0", "date": "2026-01-23"}
EDITS: Final[tuple[Edit, ...]] = (
    Put(path=("phase",), value="elsewhere"),
    Put(path=("iteration",), value=7, after="phase"),
    Put(path=("status",), value="paused", after="phase"),
    Put(path=("move",), value=MOVE, after="status"),
    Put(path=("title",), value="A: new 'title'"),
    Drop(key="move"),
    Drop(key="kpis"),
    Append(key="tasks", item=TASK),
    Append(key="deliverables", item={"title": "A report", "path": "reports/a.ipynb"}),
    Append(key="kpis", item={"id": "f9", "measured": 0.5}),
    Append(key="approvals", item=VOTE, spread=True),
)
_INSIDE: Final = (("tasks", "status", "done"), ("kpis", "measured", 0.25), ("kpis", "source", "reports/a.json#/f1"))


@dataclass(slots=True, kw_only=True)
class Tried:
    """How many documents and edits there were, which were refused, and which changed something else."""

    documents: int = 0
    edits: int = 0
    left_alone: tuple[str, ...] = ()
    beyond: tuple[str, ...] = field(default=())


def tried(texts: Iterable[bytes]) -> Tried:
    """Make every edit on every text that is a document."""
    done = Tried()
    for raw in texts:
        document = read_document(raw, "document.md")
        if isinstance(document, Document):
            done.documents += 1
            for edit in edits_of(document):
                done.edits += 1
                try:
                    fault = beyond(raw, edit)
                except LedgerError as refusal:
                    done.left_alone += (str(refusal),)
                else:
                    done.beyond += (f"{edit}: {fault}\n{raw!r}",) if fault else ()
    return done


def edits_of(document: Document) -> Iterator[Edit]:
    """The edits that make sense for a document: all, but removing what is not there or all that there is."""
    for edit in EDITS:
        if not isinstance(edit, Drop) or (edit.key in document.meta and len(document.meta) > 1):
            yield edit
    for name, key, value in _INSIDE:
        entries = document.meta.get(name)
        yield from (Put(path=(name, at, key), value=value) for at in range(len(entries or ())))


def beyond(raw: bytes, edit: Edit) -> str | None:
    """What an edit changes beyond the lines of its key, or None; raises LedgerError when it is refused."""
    before = read_document(raw, "document.md")
    assert isinstance(before, Document)
    name = str(edit.path[0]) if isinstance(edit, Put) else edit.key
    if isinstance(edit, Drop) and (name not in before.meta or len(before.meta) == 1):
        return None
    made = edited(raw, [edit], path="document.md")
    after = read_document(made, "document.md")
    if not isinstance(after, Document):
        return "it can be read no more"
    if _others(before, name) != _others(after, name):
        return "another value"
    if after.body != before.body or _is_crlf(made) != _is_crlf(raw):
        return "the text, or how lines end"
    own = lines_of(before, name)
    foreign = [] if _is_kept_around(own, raw, made) else sorted(set(changed_lines(raw, made)) - set(own))
    return f"lines {foreign}" if foreign else None


def _is_kept_around(own: range, before: bytes, after: bytes) -> bool:
    """Whether all lines above and below are the same; of equal lines a diff cannot know which ones went."""
    old, new = before.splitlines(), after.splitlines()
    above, below = old[: own.start], old[own.stop :]
    ends = new[len(new) - len(below) :]
    return len(above) + len(below) <= len(new) and new[: own.start] == above and ends == below


def _others(document: Document, name: str) -> str:
    """Values in a form in which 1, 1.0 and true differ, without one key's."""
    return json.dumps({key: value for key, value in document.meta.items() if key != name})


def _is_crlf(raw: bytes) -> bool:
    return raw.count(b"\r\n") == raw.count(b"\n")


def lines_of(document: Document, name: str) -> range:
    """The lines of the file (from 0) that a key of the top takes, up to the next key; empty for a new one."""
    end = document.body_line - 2
    if document.header.lstrip().startswith("{"):
        return range(1, end)
    starts = sorted(document.key_place(key).line - 1 for key in document.meta)
    first = document.key_place(name).line - 1 if name in document.meta else end
    return range(first, next((line for line in starts if line > first), end))


def changed_lines(before: bytes, after: bytes) -> list[int]:
    """The lines of the first text (from 0) that the second one lacks."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    return [at for tag, i1, i2, _, _ in matcher.get_opcodes() if tag != "equal" for at in range(i1, i2)]


def contents(repository: Path) -> Iterator[bytes]:
    """Every content that a Markdown file below `projects/` has had in any commit, each once, in the order of its id."""
    listed = _git(repository, "rev-list", "--objects", "--all", "--", "projects").decode("utf-8", "surrogateescape")
    blobs = {line.split(" ", 1)[0] for line in listed.splitlines() if line.endswith(".md")}
    read = _git(repository, "cat-file", "--batch", stdin="\n".join(sorted(blobs)).encode())
    while read:
        head, _, rest = read.partition(b"\n")
        size = int(head.split()[2])
        yield rest[:size]
        read = rest[size + 1 :]


def _git(repository: Path, *arguments: str, stdin: bytes = b"") -> bytes:
    return subprocess.run(["git", *arguments], cwd=repository, input=stdin, capture_output=True, check=True).stdout


def main(arguments: list[str]) -> int:
    """Try a ledger's whole history and tell."""
    known = list(contents(Path(arguments[0])))
    done = tried(text for raw in known for text in (raw, raw.replace(b"\n", b"\r\n")))
    wrong, alone = len(done.beyond), len(done.left_alone)
    for line in (*done.beyond, *sorted(set(done.left_alone))):
        sys.stdout.write(f"{line}\n")
    sys.stdout.write(
        f"{done.documents} documents ({len(known)} contents of the history, each with both line ends), "
        f"{done.edits} edits:\n{done.edits - wrong - alone} changed the lines that they mean and no other, "
        f"{alone} left the file alone, {wrong} changed something else\n"
    )
    return 1 if done.beyond else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
