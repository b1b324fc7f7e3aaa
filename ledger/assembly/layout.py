"""Which folders below `projects/` are projects, which are groups, and which are neither."""

import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from ledger.codes import diagnostic
from ledger.diagnostics import Diagnostic, Location
from ledger.edges.snapshot import Snapshot, is_workflow
from ledger.paths import MAX_NAME_BYTES, folder_of, has_control, is_utf8, longest_name, slug_of, spelt_out
from ledger.text.document import Document
from ledger.text.unseen import without_unseen
from ledger.words import CARD_NAME, PROJECTS_DIR

Documents = Mapping[str, Document | Diagnostic | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Project folders by slug, the texts of group pages by path, and what is wrong with the folders."""

    projects: Mapping[str, str]
    pages: Mapping[str, str]
    findings: tuple[Diagnostic, ...]


def layout_of(
    snapshot: Snapshot,
    documents: Documents,
    phases: frozenset[str],
    were_projects: frozenset[str],
    tells: Callable[[Document], bool],
) -> Layout:
    """The layout of a snapshot; `phases` names all phases, `were_projects` the folders that have had a card.

    One of these whose card is a link by now holds a project still, of which the card cannot be read. Inside another
    project what the history takes for one is a project, too: one that has landed, and one whose card `tells` where it
    is. Any other front matter there is only told as such.
    """
    links = {folder for folder in were_projects if snapshot.is_symlink(f"{folder}/{CARD_NAME}")}
    cards = sorted({folder_of(path) for path in documents if path.endswith(f"/{CARD_NAME}")} | links)
    with_phases = _folders_with_phases(snapshot, documents, phases)
    is_card = {
        folder: documents.get(f"{folder}/{CARD_NAME}") is not None or folder in with_phases or folder in were_projects
        for folder in cards
        if folder.count("/") >= 1
    }
    folders = [folder for folder, yes in is_card.items() if yes]
    outer = _without_nested(folders)
    known = {*outer, *were_projects}
    there = [
        folder
        for folder in folders
        if folder in known or (isinstance(card := documents.get(f"{folder}/{CARD_NAME}"), Document) and tells(card))
    ]
    unique, clashes = _by_slug(there)
    findings = [
        *_elsewhere(snapshot, there),
        *_misnamed(snapshot, there),
        *_nested(folders, outer),
        *clashes,
        *_cardless(with_phases, cards, outer),
    ]
    pages = dict(_group_pages(snapshot, cards, is_card))
    return Layout(projects=unique, pages=pages, findings=tuple(findings))


def _folders_with_phases(snapshot: Snapshot, documents: Documents, phases: frozenset[str]) -> dict[str, str]:
    """The first phase document of each folder that holds one: a file that is named after a phase and names it.

    One that cannot be read may name it: else a project whose card is gone would be gone without a word.
    """
    found: dict[str, str] = {}
    for path in sorted(documents):
        folder, _, name = path.rpartition("/")
        document = documents[path]
        named = name.removesuffix(".md") in phases and name.endswith(".md") and folder.count("/") >= 1
        is_one = isinstance(document, Diagnostic) or (document is not None and "phase" in document.meta)
        if named and is_one and path in snapshot.files:
            found.setdefault(folder, path)
    return found


def _without_nested(folders: Iterable[str]) -> tuple[str, ...]:
    chosen: set[str] = set()
    for folder in sorted(folders, key=lambda one: one.count("/")):
        if not chosen.intersection(_above(folder)):
            chosen.add(folder)
    return tuple(sorted(chosen))


def _above(folder: str) -> Iterator[str]:
    while "/" in folder:
        folder = folder_of(folder)
        yield folder


def _by_slug(folders: Iterable[str]) -> tuple[dict[str, str], list[Diagnostic]]:
    unique: dict[str, str] = {}
    folded: dict[str, str] = {}
    clashes: list[Diagnostic] = []
    for folder in folders:
        slug = slug_of(folder)
        key = _folded(slug)
        if key in folded:
            message = f"a project's name must differ from every other, found '{slug}' and '{folded[key]}'"
            hint = "rename one of the two folders: case, the form of letters and signs that nobody sees part none"
            clashes.append(diagnostic("REF008", Location(path=f"{folder}/{CARD_NAME}"), message, hint, slug))
        folded.setdefault(key, folder)
        unique.setdefault(slug, folder)
    return unique, clashes


def _folded(slug: str) -> str:
    """A name without what people, addresses and file systems may not tell apart."""
    plain = unicodedata.normalize("NFKC", slug).casefold()
    return without_unseen(plain).strip(" .")


def _elsewhere(snapshot: Snapshot, projects: Collection[str]) -> Iterator[Diagnostic]:
    """Places whose content is kept elsewhere: links, and other repositories."""
    must = "a file of the ledger must be a regular file or folder, found a"
    for path in sorted({*snapshot.files, *snapshot.submodules}):
        if is_workflow(path):
            continue
        project = _project_of(path, projects)
        if snapshot.is_symlink(path):
            hint = "replace the link by what it points to"
            yield diagnostic("DOC017", Location(path=path), f"{must} symbolic link", hint, project)
        elif path in snapshot.submodules:
            hint = "take it out with 'git rm --cached', and add the files themselves, or link to their repository"
            yield diagnostic("DOC017", Location(path=path), f"{must} submodule", hint, project)


def _misnamed(snapshot: Snapshot, projects: Collection[str]) -> Iterator[Diagnostic]:
    """Files that no page, list or address can name; a folder once."""
    told: set[str] = set()
    for path in sorted(snapshot.files):
        if is_workflow(path):
            continue
        if has_control(path):
            message = f"the name of a file must not hold control characters, found '{spelt_out(path)}'"
            hint = "give it a name in plain letters"
            yield diagnostic("DOC011", Location(path=path), message, hint, _project_of(path, projects))
        if not is_utf8(path):
            name = path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
            message = f"the name of a file must be UTF-8, found '{spelt_out(name)}'"
            hint = "rename it, or its folder"
            yield diagnostic("DOC012", Location(path=path), message, hint, _project_of(path, projects))
        longest, length = longest_name(path)
        if length > MAX_NAME_BYTES and longest not in told:
            told.add(longest)
            message = f"the name of a file or a folder must have at most {MAX_NAME_BYTES} bytes, found {length}"
            hint = "give it a shorter name: pages of the site are named after it"
            yield diagnostic("DOC020", Location(path=path), message, hint, _project_of(path, projects))


def _project_of(path: str, projects: Collection[str]) -> str | None:
    """The project that a link belongs to; where a card or a folder was replaced by it, what could be one."""
    if folder := next((above for above in _above(path) if above in projects), None):
        return slug_of(folder)
    if not path.startswith(f"{PROJECTS_DIR}/"):
        return None
    return slug_of(path.removesuffix(f"/{CARD_NAME}"))


def _nested(folders: Iterable[str], outer: tuple[str, ...]) -> Iterator[Diagnostic]:
    for folder in folders:
        if folder not in outer:
            holder = next(above for above in _above(folder) if above in outer)
            message = f"a project must not stand inside another, found '{folder}' inside '{holder}'"
            hint = "move it beside the other one, or remove its front matter if it is an ordinary page"
            yield diagnostic("REF013", Location(path=f"{folder}/{CARD_NAME}"), message, hint, slug_of(folder))


def _cardless(with_phases: Mapping[str, str], cards: Iterable[str], outer: tuple[str, ...]) -> Iterator[Diagnostic]:
    known = {*cards, *outer}
    for folder, path in with_phases.items():
        if folder not in known and not known.intersection(set(_above(folder)) & set(outer)):
            message = f"a folder with phase documents must hold a project card, found no '{folder}/{CARD_NAME}'"
            hint = f"write '{CARD_NAME}' with the project's front matter"
            yield diagnostic("DOC019", Location(path=path), message, hint, slug_of(folder))


def _group_pages(snapshot: Snapshot, cards: Iterable[str], is_card: Mapping[str, bool]) -> Iterator[tuple[str, str]]:
    for folder in cards:
        path = f"{folder}/{CARD_NAME}"
        if not is_card.get(folder, False) and path in snapshot.texts:
            yield path, snapshot.texts[path].decode("utf-8", "replace")
