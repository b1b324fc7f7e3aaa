"""The projects that a change brings, takes away, puts elsewhere or dates anew."""

from collections.abc import Iterator
from typing import Final

from ledger.codes import diagnostic
from ledger.diagnostics import Diagnostic, Location
from ledger.paths import slug_of
from ledger.records.model import Change, Project
from ledger.rules.finding import card_place, finding
from ledger.rules.moving import landed
from ledger.rules.passages import created, flow_for_new, matched, old_names, removed
from ledger.words import CARD_NAME, Status

_TAKEN: Final = (
    "rename in a change of its own, and let another project have the free name in a later one; "
    "two projects swap their names in three, by way of a third name"
)
_REWRITTEN: Final = (
    "if '{heir}' is '{slug}', rename its folder in a change of its own that leaves card and documents as they are, and "
    "write them anew in a later one; if it is another project, let '{slug}' stay: it is cancelled, never removed"
)


def removal(change: Change) -> Iterator[Diagnostic]:
    """MOV008: a project is cancelled, never removed; a rename keeps it."""
    for project in removed(change):
        yield finding(
            "MOV008",
            Location(path=f"{project.folder}/{CARD_NAME}"),
            "a project must be kept for good, found its card removed",
            "restore the folder and set 'status: cancelled' with a reason; "
            "to rename a project, move its whole folder in a change of its own that leaves the texts alone",
            project,
        )


def displaced(change: Change) -> Iterator[Diagnostic]:
    """MOV014: where a project was, nothing else begins in the change that moves it away: the history would go on there.

    It follows a folder that is gone to where its content came; while there is one of the same name, it stays.
    """
    heirs = {was: now for now, was in old_names(change).items()}
    for old, new in sorted(change.displaced.items()):
        slug = slug_of(old)
        heir = heirs.get(slug, slug)
        is_elsewhere = slug_of(new) != heir
        gone = f"moved to '{new}'" if is_elsewhere else "gone"
        left = f"'{slug}' {gone} and its past left to '{heir}'"
        hint = _TAKEN if is_elsewhere else _REWRITTEN.format(slug=slug, heir=heir)
        message = f"a project must take its past along, found {left}"
        yield diagnostic("MOV014", Location(path=f"{new}/{CARD_NAME}"), message, hint, slug)


def first_day(change: Change) -> Iterator[Diagnostic]:
    """MOV015: the day on which a project started stays as it landed; a place that another one takes is told as that."""
    for before, after in matched(change):
        if before is None or before.card is None or after.card is None or before.folder in change.displaced:
            continue
        was, now = before.card.started, after.card.started
        if was not in {None, now}:
            message = f"the first day of a project must stay as it is, {was}, found {now or 'none'}"
            why = "or say in the pull request why that day was wrong: the audit tells of it for good"
            yield finding("MOV015", card_place(after, "started"), message, f"write '{was}' again, {why}", after)


def beginning(change: Change) -> Iterator[Diagnostic]:
    """MOV011, MOV010: a new project starts active in the first phase of its flow, and has not moved yet.

    One that was removed may also come back as it was.
    """
    for project in created(change):
        flow = flow_for_new(project, change)
        if project.malformed or flow is None or not flow.phases:
            continue
        first, was = flow.phases[0].id, landed(project)
        is_back = was is not None and (project.phase != first or was.phase == first)
        phase, status = (was.phase, was.status) if was and is_back else (first, Status.ACTIVE)
        who = "a project that comes back" if is_back else "a new project"
        if project.phase is not None and project.phase != phase:
            yield _beginning(project, who, "phase", phase, project.phase)
        if project.status is not status:
            yield _beginning(project, who, "status", status, project.status)
        if project.move and not is_back:
            message = "'move' must describe the last move, found one although the project has not moved yet"
            yield finding("MOV010", card_place(project, "move", key=True), message, "remove 'move'", project)


def _beginning(project: Project, who: str, field: str, expected: str, found: str) -> Diagnostic:
    return finding(
        "MOV011",
        card_place(project, field),
        f"{who} must start with '{field}: {expected}', found '{found}'",
        "start at the start, and move it in changes of their own",
        project,
    )


CHANGE_RULES = (removal, displaced, first_day, beginning)
