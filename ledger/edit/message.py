"""What a move says in `git log` and in a pull request."""

from collections.abc import Iterator
from typing import Final

from ledger.edit.plan import VERBS, Plan
from ledger.records.model import Change
from ledger.rules.gates import gate_counts
from ledger.rules.passages import passages
from ledger.rules.waivers import reason_for
from ledger.votes.approvals import GateCount, Standing
from ledger.words import EventKind

_WIDEST: Final = 200  # of a reason in a subject


def subject(plan: Plan) -> str:
    """The first line, such as `rush-hours: development -> research (approach-failure)`."""
    because = one_line(plan.request.because or "")[:_WIDEST]
    again = f"{plan.origin} once more" if plan.request.kind is EventKind.ITERATED else f"{plan.origin} -> {plan.target}"
    return f"{plan.project.slug}: {again}" + (f" ({because})" if because else "")


def message(plan: Plan, change: Change) -> str:
    """The whole message: the subject, why, and what the move stands on."""
    request = plan.request
    note = "\n".join(one_line(line) for line in (request.note or "").splitlines()).strip()
    facts = [f"Evidence: {one_line(request.evidence)}"] if request.evidence else []
    facts += [f"Iteration: {plan.iteration}"] if plan.iteration and plan.iteration > 1 else []
    facts += [f"Gate: {said}" for said in passed_gates(plan, change)]
    return "\n\n".join(part for part in (subject(plan), note, "\n".join(facts)) if part)


def passed_gates(plan: Plan, change: Change) -> Iterator[str]:
    """Each gate that the move passed, with the votes that count, such as `go (dana as product)`, or why without."""
    waived = _without_votes(plan, change)
    for gate in _counted_gates(plan, change):
        if waived and not gate.is_satisfied:
            yield f"{gate.gate.id} (waived: {one_line(waived)})"
        elif gate.is_satisfied:
            votes = [
                f"{one_line(vote.approval.by or '')} as {one_line(vote.approval.role or '')}"
                for vote in gate.votes
                if vote.standing is Standing.COUNTS
            ]
            yield f"{gate.gate.id} ({', '.join(votes)})" if votes else gate.gate.id


def waiting_gates(plan: Plan, change: Change) -> Iterator[GateCount]:
    """The gates that the move still waits for; none where a waiver does without votes."""
    if not _without_votes(plan, change):
        yield from (gate for gate in _counted_gates(plan, change) if not gate.is_satisfied)


def _without_votes(plan: Plan, change: Change) -> str | None:
    """Why the gates of the move do without votes, as a waiver of its base says; None where they are asked for."""
    return reason_for(change.before.policy.waivers, "APR001", plan.project.slug, change.after.today)


def _counted_gates(plan: Plan, change: Change) -> Iterator[GateCount]:
    """The gates that the move needs, as they are counted on what it would land."""
    for passage in passages(change):
        if passage.after.slug == plan.project.slug:
            yield from (counted for _, _, counted, _ in gate_counts(passage, change) if counted is not None)


def branch_name(plan: Plan) -> str:
    """A branch for the move, such as `advance-rush-hours-to-development`, or `...-2` for the second such move.

    The branch of the first one is often still in the clone of whoever made it.
    """
    kind = plan.request.kind
    to = f"-to-{plan.target}" if kind in {EventKind.ADVANCED, EventKind.BACKTRACKED} else ""
    made = sum(event.kind is kind and (not to or event.target == plan.target) for event in plan.project.events)
    return f"{VERBS[kind]}-{plan.project.slug}{to}{f'-{made + 1}' if made else ''}"


def one_line(text: str) -> str:
    """Text that cannot begin a new line or steer a terminal."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
