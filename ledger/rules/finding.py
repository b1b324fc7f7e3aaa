"""How a rule words what it found."""

from collections.abc import Callable
from typing import TypeAlias

from ledger.codes import diagnostic
from ledger.diagnostics import Diagnostic, Location, Severity
from ledger.records.model import Project
from ledger.records.papers import PhaseDocument
from ledger.words import CARD_NAME

Where: TypeAlias = Callable[[], Location]  # asked only of what is found: it takes another look at the text


def finding(
    code: str, location: Location, message: str, hint: str, project: Project | None, severity: Severity | None = None
) -> Diagnostic:
    """A finding of a project, or of the ledger when there is none; its severity is the code's unless one is given."""
    return diagnostic(code, location, message, hint, project.slug if project else None, severity)


def card_place(project: Project, *path: str, key: bool = False) -> Location:
    """Where a value of the card stands, or its key; the card's first line when the card cannot be read."""
    source = project.card_source
    if source is None:
        return Location(path=f"{project.folder}/{CARD_NAME}")
    return source.key_place(*path) if key else source.value_place(*path)


def iteration_finding(project: Project, document: PhaseDocument, expected: int) -> Diagnostic:
    """MOV006: the document's iteration is not the number of times that its phase was entered."""
    times = "once" if expected == 1 else f"{expected} times"
    return finding(
        "MOV006",
        document.source.value_place("iteration"),
        f"iteration must be {expected}, because {document.phase} was entered {times}, found {document.iteration}",
        f"write 'iteration: {expected}'; who enters a phase again counts it up, nobody else changes it",
        project,
    )
