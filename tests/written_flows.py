"""The reference of a built-in flow, written from the flow itself."""

from collections.abc import Iterator, Mapping

from ledger.records.config import builtin_flows
from ledger.records.flow import Flow, Gate, Phase
from ledger.words import KpiCondition


def flow_reference(name: str) -> str:
    """A built-in flow in full: its limits, its phases with what each asks, its ways back and iterations, its fields."""
    flow = builtin_flows()[name]
    return "\n".join(_lines(flow)) + "\n"


def _lines(flow: Flow) -> Iterator[str]:
    yield from (flow.summary, "", *(f"- {fact}" for fact in _facts(flow)), "")
    for phase in flow.phases:
        yield from (f"### `{flow.id}`: `{phase.id}`", "", *_phase(phase))
    yield from (f"### `{flow.id}`: ways back and iterations", "")
    yield from ("| from | to | because | votes |", "| --- | --- | --- | --- |")
    for way in flow.backtracks:
        reasons = ", ".join(f"`{reason}`" for reason in way.because)
        yield f"| `{way.origin}` | `{way.target}` | {reasons} | {_votes(way.approvals)} |"
    yield ""
    if flow.reasons:
        yield from ("| reason | means |", "| --- | --- |")
        yield from (f"| `{reason}` | {_cell(words)} |" for reason, words in flow.reasons.items())
    yield from ("", f"### `{flow.id}`: fields of its own", "", "| field | meaning |", "| --- | --- |")
    for field, schema in flow.fields.items():
        about = schema.get("description", "") if isinstance(schema, Mapping) else ""
        yield f"| `{field}` | {_cell(str(about))} |"


def _facts(flow: Flow) -> Iterator[str]:
    yield f"Source: {flow.source}"
    if flow.tracks:
        yield f"Tracks: {', '.join(flow.tracks)}"
    if flow.limits.task_days is not None:
        yield f"A task takes at most {flow.limits.task_days:g} days"
    if flow.limits.tasks_in_progress is not None:
        yield f"Tasks in progress in a project: at most {flow.limits.tasks_in_progress}"
    if flow.review_business_case_weeks is not None:
        yield f"The business case is looked at again every {flow.review_business_case_weeks} weeks"
    if flow.estimates is not None:
        yield f"The time taken in each phase is held against the weeks in `{flow.estimates}`"
    reasons = ", ".join(f"`{reason}`" for reason in flow.cancel.because) or "any reason"
    votes = f"; it takes votes: {_votes(flow.cancel.approvals)}" if flow.cancel.approvals else ""
    yield f"A cancellation may be because of {reasons}{votes}"


def _phase(phase: Phase) -> Iterator[str]:
    kind = f" {phase.kind.value.capitalize()}." if phase.kind else ""
    yield f"{phase.title}.{kind} {phase.summary}{' Entering it means delivered.' if phase.delivers else ''}".strip()
    yield ""
    if phase.steps:
        yield "To leave it, text below these headings:"
        yield ""
        yield from (f"- {step.title}{f' ({step.track})' if step.track else ''}" for step in phase.steps)
        yield ""
    if phase.needs:
        yield f"and a value in: {', '.join(f'`{need}`' for need in phase.needs)}"
        yield ""
    if phase.gates:
        yield from ("| gate | title | votes | KPIs | proof |", "| --- | --- | --- | --- | --- |")
        yield from (_gate(gate) for gate in phase.gates)
        yield ""


def _gate(gate: Gate) -> str:
    kpis = "" if gate.kpis is KpiCondition.NONE else gate.kpis.value
    return f"| `{gate.id}` | {_cell(gate.title)} | {_votes(gate.approvals)} | {kpis} | {gate.grade or ''} |"


def _votes(approvals: Mapping[str, int]) -> str:
    return ", ".join(f"{count} of `{role}`" for role, count in approvals.items())


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "&#124;").split())
