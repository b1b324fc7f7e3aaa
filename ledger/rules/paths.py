"""Files that a project names are in the project, and there."""

import shlex
from collections.abc import Iterator
from functools import partial
from posixpath import normpath
from typing import Final

from ledger.diagnostics import Diagnostic, nearest
from ledger.paths import folder_of, is_on_the_web, why_outside
from ledger.records.kpi_source import split_source
from ledger.records.model import Ledger, Project
from ledger.rules.finding import Where, card_place, finding
from ledger.text.strict_yaml import shown

_ADDRESS_HINT: Final = "addresses on the web go into 'links' of the card; here stands the path of a file of the project"
_SHORT: Final = 12  # letters of an id that people compare
_PATH_HINT: Final = "copy the file into the project and give its path from the project's folder, with '/'"


def path_findings(ledger: Ledger) -> Iterator[Diagnostic]:
    """REF006, REF007: deliverables, evidence and KPI sources are files of the project.

    Evidence may be an address on the web. Whether a KPI's source can be read is for the rules of KPIs to say.
    """
    for project in ledger.projects.values():
        for what, path, where, must_exist in (*_evidence(project), *_of_documents(project)):
            reason = why_outside(path)
            if reason is not None:
                message = f"{what} must be a file inside the project, found '{shown(path)}', {reason}"
                hint = _ADDRESS_HINT if is_on_the_web(path) else _PATH_HINT
                yield finding("REF006", where(), message, hint, project)
            elif must_exist and not _is_there(path, project.files):
                message = f"{what} must be a file of the project, found no '{shown(path)}'"
                yield finding("REF007", where(), message, _hint(path, project.files), project)


def pinned_content(ledger: Ledger) -> Iterator[Diagnostic]:
    """REF014: a deliverable whose content is pinned is still that file. Whether it is there is said by `REF007`."""
    for project in ledger.projects.values():
        for document in project.documents.values():
            for one in document.deliverables:
                if not one.path or not one.blob or why_outside(normpath(one.path)) is not None:
                    continue
                found = ledger.blob(project, one.path)
                if found != one.blob and _is_there(one.path, project.files):
                    place = document.source.value_place("deliverables", one.index, "blob")
                    hint = _pin_hint(project, document.phase, one.path, found)
                    yield finding("REF014", place, _not_pinned(one.path, one.blob, found), hint, project)


def _not_pinned(path: str, pinned: str, found: str) -> str:
    what = found[:_SHORT] if found else "no regular file"
    return f"'{shown(path)}' must have the content that is pinned, {shown(pinned[:_SHORT])}, found {what}"


def _pin_hint(project: Project, phase: str, path: str, found: str) -> str:
    if not found:
        return "pin the files of a folder one by one, or take out 'blob'"
    command = shlex.join(("ledger", "deliverable", "pin", project.slug, path))
    option = "" if phase == project.phase else f" --phase {phase}"
    return f"put it back, or pin what is there, on which everybody votes anew: {command}{option}"


def _evidence(project: Project) -> Iterator[tuple[str, str, Where, bool]]:
    move = project.card_now.move if project.card_now else None
    if move and move.evidence is not None and not is_on_the_web(move.evidence):
        yield "evidence", move.evidence, partial(card_place, project, "move", "evidence"), True


def _of_documents(project: Project) -> Iterator[tuple[str, str, Where, bool]]:
    for document in project.documents.values():
        for one in document.deliverables:
            if one.path is not None:
                where = partial(document.source.value_place, "deliverables", one.index, "path")
                yield "a deliverable", one.path, where, True
        for kpi in document.kpis:
            if kpi.source is not None:
                where = partial(document.source.value_place, "kpis", kpi.index, "source")
                yield "the source of a KPI", split_source(kpi.source)[0], where, False


def _is_there(path: str, files: frozenset[str]) -> bool:
    """Whether a path is a file, or a folder with files."""
    plain = normpath(path)
    return plain in files or plain == "." or any(name.startswith(f"{plain}/") for name in files)


def _hint(path: str, files: frozenset[str]) -> str:
    folder, _, name = normpath(path).rpartition("/")
    same_name = sorted(one for one in files if one.rpartition("/")[2].casefold() == name.casefold())
    close = same_name[0] if same_name else nearest(path, (one for one in files if folder_of(one) == folder))
    return f"did you mean '{close}'?" if close else "add the file, or remove the entry until it exists"
