"""The pages of a project as an earlier build drew them, for as long as nothing that they could show has changed.

A project is drawn from a ledger that holds nothing but it and what its pages may name, and the print of that ledger is
the key: what is not in the key cannot be on a page. Commit ids stand in it only where something changed; the head's is
put into the drawn pages last.
"""

import base64
import hashlib
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Final

from ledger.decisions import Decided
from ledger.document import Document
from ledger.index import Index
from ledger.model import Ledger, Project
from ledger.policy import Policy
from ledger.site.images import MAX_READ_BYTES
from ledger.words import LEDGER_FILE, Grade

HEAD: Final = hashlib.sha1(b"the commit that the site shows", usedforsecurity=False).hexdigest()
_DRAW_WITH: Final = ("jinja2", "markdown-it-py", "mdit-py-plugins", "nbconvert", "nh3", "pygments", "latex2mathml")
_NOBODY: Final = Policy(
    title="", default_flow=None, grade=Grade.CLAIMED, self_approval=False, people={}, waivers=(), witnesses=()
)
_MALFORMED: Final = (ValueError, TypeError, KeyError, AttributeError, zlib.error)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """The pages of a project by their path below the site's source, and the files that they show, likewise."""

    pages: Mapping[str, bytes]
    files: Mapping[str, bytes | Path]


def alone(ledger: Ledger, project: Project) -> Ledger:
    """The ledger with nothing in it but one project, those that it depends on, and its own files."""
    named = {project.slug, *(project.card.depends_on if project.card else ())}
    inside = f"{project.folder}/"
    return replace(
        ledger,
        projects={slug: ledger.projects[slug] for slug in sorted(named) if slug in ledger.projects},
        head=HEAD,
        uncommitted=False,
        at=datetime.combine(ledger.today, time(), UTC),
        events=project.events,
        findings=tuple(one for one in ledger.findings if one.project == project.slug),
        files=frozenset(path for path in project.files),
        symlinks=frozenset(path for path in ledger.symlinks if path.startswith(inside)),
        json_files={path: raw for path, raw in ledger.json_files.items() if path.startswith(inside)},
        pages={},
        policy_source=Document(path=LEDGER_FILE, meta={}, header="", header_line=1),
    )


class Remembered:
    """What an earlier build drew, by print; `root` is where the files of projects are read, `common` what all share."""

    def __init__(self, index: Index, root: Path, today: date, common: str) -> None:
        """Read what the index holds of this very program, drawing with these very libraries."""
        self._index, self._root, self._common = index, root.resolve(), common
        self._kind = f"pages {today} {_print()}"  # no page of another day is ever wanted again
        self._known = index.read(self._kind)
        self._policies: dict[int, tuple[Policy, bytes]] = {}

    def find(self, project: Project, held: Ledger, votes: Sequence[Decided]) -> tuple[bytes, Drawn | None]:
        """The print of a project, and its pages if they were drawn before; `held` is the ledger to draw them from."""
        key = self._key(project, held, votes)
        found = _read(self._known.get(key, b""), self._root)
        if found is not None:
            self._index.use(self._kind, key, self._known[key])
        return key, found

    def keep(self, key: bytes, drawn: Drawn) -> None:
        """Note the pages of a project by its print."""
        self._index.add(self._kind, key, _written(drawn, self._root))

    def save(self) -> None:
        """Leave what was drawn for the next build."""
        self._index.save([self._kind])

    def _key(self, project: Project, held: Ledger, votes: Sequence[Decided]) -> bytes:
        made = hashlib.sha256(self._common.encode())
        for part in (*self._told(held), *self._said(votes), *self._contents(project)):
            made.update(b"%d " % len(part))
            made.update(part)
        return made.digest()

    def _told(self, held: Ledger) -> Iterator[bytes]:
        """Everything that a ledger holds; what has no order of its own is sorted."""
        for project in held.projects.values():
            yield _bytes(sorted(project.files))
            yield _bytes(replace(project, files=frozenset()))
        yield _bytes((sorted(held.files), sorted(held.symlinks)))
        yield self._of_policy(held.policy)
        yield _bytes(replace(held, projects={}, files=frozenset(), symlinks=frozenset(), policy=_NOBODY, flows={}))

    def _said(self, votes: Sequence[Decided]) -> Iterator[bytes]:
        for vote in votes:
            landing = vote.graded.landing
            yield _bytes(sorted(landing.emails))
            yield self._of_policy(landing.policy) if landing.policy else b"none"
            bare = replace(landing, emails=frozenset(), policy=None)
            yield _bytes(replace(vote, graded=replace(vote.graded, landing=bare)))

    def _of_policy(self, policy: Policy) -> bytes:
        """The print of a policy; one object serves many votes."""
        if id(policy) not in self._policies:
            self._policies[id(policy)] = policy, hashlib.sha256(_bytes(policy)).digest()
        return self._policies[id(policy)][1]

    def _contents(self, project: Project) -> Iterator[bytes]:
        """The files beside the documents, by content: notebooks, images, figures."""
        for path in sorted(project.files - {f"{phase}.md" for phase in project.documents}):
            file = self._root / project.folder / path
            try:
                is_read = not file.is_symlink() and file.is_file() and file.stat().st_size <= MAX_READ_BYTES
                yield f"{path} {hashlib.sha256(file.read_bytes()).hexdigest() if is_read else 'not read'}".encode()
            except OSError:
                yield f"{path} cannot be read".encode()


def _bytes(value: object) -> bytes:
    return repr(value).encode("utf-8", "surrogatepass")


@cache
def _print() -> str:
    """What decides how anything is drawn: the program's own sources and templates, and what it draws with."""
    home = Path(__file__).parent.parent
    made = hashlib.sha256(" ".join(version(name) for name in _DRAW_WITH).encode())
    for source in sorted(path for path in home.rglob("*") if path.suffix in {".py", ".j2"}):
        made.update(b"%b\0%b\0" % (source.relative_to(home).as_posix().encode(), source.read_bytes()))
    return made.hexdigest()[:32]


def _written(drawn: Drawn, root: Path) -> bytes:
    found = {
        "pages": {path: raw.decode() for path, raw in drawn.pages.items()},
        "files": {
            path: file.relative_to(root).as_posix() for path, file in drawn.files.items() if isinstance(file, Path)
        },
        "made": {path: base64.b64encode(raw).decode() for path, raw in drawn.files.items() if isinstance(raw, bytes)},
    }
    return zlib.compress(json.dumps(found, ensure_ascii=False).encode(), 1)


def _read(raw: bytes, root: Path) -> Drawn | None:
    if not raw:
        return None
    try:
        found = json.loads(zlib.decompress(raw))
        files = {path: root / name for path, name in found["files"].items()}
        made = {path: base64.b64decode(text) for path, text in found["made"].items()}
        return Drawn(pages={path: text.encode() for path, text in found["pages"].items()}, files={**files, **made})
    except _MALFORMED:
        return None
