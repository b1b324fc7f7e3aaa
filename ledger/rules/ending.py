"""Where a project is completed: one that its flow means to deliver is over once it has been delivered."""

from collections.abc import Iterator

from ledger.diagnostics import Diagnostic, Severity
from ledger.plurals import either, listed
from ledger.records.flow import Flow
from ledger.records.model import Change, Project
from ledger.rules.finding import card_place, finding
from ledger.rules.passages import passages
from ledger.words import EventKind


def ended_early(change: Change) -> Iterator[Diagnostic]:
    """MOV013: a project is completed once it has been delivered; a flow that delivers nowhere does so by completing.

    Of one that was delivered and never entered the phases that follow it is only noted which these are.
    """
    for passage in passages(change):
        flow, project = passage.flow, passage.after
        if flow is None or not any(made.kind is EventKind.COMPLETED for made in passage.moves):
            continue
        delivering = tuple(phase.id for phase in flow.phases if phase.delivers)
        was_delivered = any(visit.delivered_by is not None for visit in passage.before.visits) or any(
            halt.delivered_by is not None for halt in passage.before.halts
        )
        if delivering and not was_delivered and not flow.may_end(project.phase):
            where = f"after it was delivered ({either(delivering)})"
            yield finding(
                "MOV013",
                card_place(project, "status"),
                f"a project must be completed {where}, found it in {project.phase}",
                "cancel it with the reason when it ends here, or advance it, phase by phase, to where it was delivered",
                project,
            )
        elif delivering and (never := _never_entered(project, flow)):
            yield finding(
                "MOV013",
                card_place(project, "status"),
                f"a project should be completed after the last phase of its flow, found {listed(never)} never entered",
                f"advance it to {never[0]} first, unless nothing is left to be found out there",
                project,
                Severity.NOTE,
            )


def _never_entered(project: Project, flow: Flow) -> tuple[str, ...]:
    """The phases after the one that a project is in, where it has been in none of them."""
    place = flow.position(project.phase)
    after = tuple(phase.id for phase in flow.phases[place + 1 :]) if place is not None else ()
    return () if {visit.phase for visit in project.visits} & {*after} else after


CHANGE_RULES = (ended_early,)
