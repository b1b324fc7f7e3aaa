"""Moves as they are: the card's `move`, iterations, and what phases already left still lack."""

from collections.abc import Iterator

from ledger.diagnostics import Diagnostic, Severity
from ledger.records.flow import Flow
from ledger.records.model import Ledger, Project
from ledger.records.papers import PhaseDocument
from ledger.rules.finding import card_place, finding, iteration_finding
from ledger.rules.leaving import lacks
from ledger.rules.moving import entries, is_iterating, iterations, landed, last_moves, reason_findings
from ledger.words import EventKind


def _readable(ledger: Ledger) -> Iterator[tuple[Project, Flow]]:
    """Projects whose card can be read and whose flow is known: of others nothing can be said."""
    for project in ledger.projects.values():
        if project.card is not None and project.flow is not None and not project.malformed:
            yield project, project.flow


def iteration(ledger: Ledger) -> Iterator[Diagnostic]:
    """MOV006: a document's iteration is the number of times that its phase was entered.

    Of a project that has not landed nothing is known: it may be a renamed one.
    """
    for project, flow in _readable(ledger):
        for document in project.documents.values() if project.visits else ():
            allowed = iterations(project, document.phase, flow, _times_entered(project, document))
            if document.iteration is not None and document.iteration not in allowed:
                yield iteration_finding(project, document, allowed[0])


def _times_entered(project: Project, document: PhaseDocument) -> int:
    entered = entries(project, document.phase)
    if document.phase == project.phase:
        was = landed(project)
        if was is None or was.phase != project.phase or is_iterating(project):
            return entered + 1  # the move is in the files and has not landed yet
    return max(entered, 1)  # a document may be prepared before its phase is entered


def move_target(ledger: Ledger) -> Iterator[Diagnostic]:
    """MOV009: the card's `move.to` is the phase or the status that the card states."""
    for project, _ in _readable(ledger):
        move = project.move
        if move and move.to not in {project.phase, project.status.value}:
            yield finding(
                "MOV009",
                card_place(project, "move", "to"),
                f"the move must lead to where the project is ({project.phase} or {project.status}), found '{move.to}'",
                "describe the last move, or remove 'move' when it was a plain step forward",
                project,
            )


def leftover_move(ledger: Ledger) -> Iterator[Diagnostic]:
    """MOV010: the card's `move` is the last one, and that was more than a plain advance."""
    for project, flow in _readable(ledger):
        move = project.move
        if not project.visits or move is None or move.to not in {project.phase, project.status.value}:
            continue
        made = last_moves(project, flow)
        if not any(one.target == move.to and one.kind is not EventKind.ADVANCED for one in made):
            last = f"the last move was to {made[-1].target}" if made else "the project has not moved yet"
            plain = ", a plain step forward" if made and made[-1].target == move.to else ""
            yield finding(
                "MOV010",
                card_place(project, "move", key=True),
                f"'move' must describe the last move, found one to {move.to} although {last}{plain}",
                "remove 'move': git keeps the reasons of older moves",
                project,
            )


def reason(ledger: Ledger) -> Iterator[Diagnostic]:
    """MOV003: the last move gives the reason that the flow asks for."""
    for project, flow in _readable(ledger):
        yield from reason_findings(project, last_moves(project, flow), flow)


def phases_left(ledger: Ledger) -> Iterator[Diagnostic]:
    """MOV004, MOV005: documents of phases before the current one have their needed fields and steps; warnings."""
    for project, _ in _readable(ledger):
        for phase in project.reached[:-1]:
            if phase.id in project.documents:
                yield from lacks(project, phase, ledger.today, Severity.WARNING)


RULES = (iteration, move_target, leftover_move, reason, phases_left)
