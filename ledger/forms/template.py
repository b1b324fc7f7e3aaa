"""The documents of a project before anybody has written in them: what to fill in, and the questions to answer."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from ledger.forms.front_matter import document_text
from ledger.forms.sketch import explained, marked, needs_tree, one_line, sketch
from ledger.records.flow import Flow, Gate, Phase, Step
from ledger.schema import builtin_schema
from ledger.words import CARD_PREFIX, KpiCondition, Status

_ALWAYS: Final = ("timebox", "budget", "kpis", "deliverables", "tasks")
_BODY: Final = """\
<!--
What should somebody know who meets this project for the first time?
What will exist when it succeeds, and what is deliberately left out?
-->
"""


def phase_document(
    flow: Flow, phase: Phase, *, iteration: int = 1, start: date | None = None, kpis: Sequence[str] = ()
) -> str:
    """A phase's document with nothing filled in: as such it counts as empty.

    `start` is the day from which a time box would run; `kpis` are the ids that earlier documents define.
    """
    meta = {"phase": phase.id, "iteration": iteration}
    return document_text(meta, _body(phase), sketch=tuple(_phase_sketch(flow, phase, start, kpis)))


def card(
    flow: Flow,
    *,
    title: str,
    owner: str,
    started: date,
    team: str | None = None,
    summary: str | None = None,
) -> str:
    """A project's card in the flow's first phase; the business case is sketched."""
    facts = {
        "title": title,
        "owner": owner,
        "team": team,
        "flow": flow.id,
        "phase": flow.phases[0].id,
        "status": Status.ACTIVE.value,
        "started": started.isoformat(),
        "summary": summary,
    }
    meta = {name: value for name, value in facts.items() if value is not None}
    return document_text(meta, _BODY, sketch=tuple(_card_sketch(flow, started, has_summary=summary is not None)))


def _card_sketch(flow: Flow, started: date, *, has_summary: bool) -> Iterator[str]:
    schema = builtin_schema("project")
    asked = dict.fromkeys(need for phase in flow.phases for need in phase.needs if need.startswith(CARD_PREFIX))
    needs = needs_tree(need.removeprefix(CARD_PREFIX) for need in asked)
    shown = ["business_case", *sorted(set(needs) - {"business_case"})]
    yield explained("Remove the mark in front of a line and fill it in; remove what you do not use.")
    if not has_summary:
        yield from marked(_core("summary", schema, None, {}))
    for name in shown:
        yield from marked(_core(name, schema, needs.get(name), {"reviewed": started.isoformat()}))
    yield explained("Also known here: team, depends_on, links, tags, extra.")


def _phase_sketch(flow: Flow, phase: Phase, start: date | None, kpis: Sequence[str]) -> Iterator[str]:
    needs = needs_tree(need for need in phase.needs if not need.startswith(CARD_PREFIX))
    values = {"start": start.isoformat()} if start else {}
    schema = builtin_schema("phase")
    schema["properties"] |= flow.fields
    others = [name for name in _ALWAYS if name not in needs]
    if needs:
        yield explained("Needed before this phase is left: remove the marks and fill in.")
    for name, below in needs.items():
        yield from marked(_known_kpis(kpis) if name == "kpis" and kpis else _core(name, schema, below, values))
    yield explained("Useful in any phase: remove the marks and fill in, or remove the lines.")
    for name in others:
        yield from marked(_known_kpis(kpis) if name == "kpis" and kpis else _core(name, schema, None, values))
    if rest := [name for name in flow.fields if name not in needs]:
        yield explained(f"Also known in every phase of this flow: {', '.join(rest)} ('ledger schema' explains them).")


def _core(name: str, schema: dict[str, Any], needs: Any, values: Mapping[str, str]) -> Iterator[str]:
    return sketch(name, schema["properties"].get(name, {}), needs=needs, defs=schema.get("$defs", {}), values=values)


def _known_kpis(kpis: Sequence[str]) -> Iterator[str]:
    yield "kpis:  # What was measured for the KPIs that are defined already."
    for kpi in kpis:
        yield f"  - id: {kpi}"
        yield "    measured:  # The figure, or leave it out and name its source."
        yield "    source:  # A file of the project and the place in it: reports/metrics.json#/name"


def _body(phase: Phase) -> str:
    parts = [_step(step) for step in phase.steps]
    if phase.gates:
        parts.append(_comment("To leave this phase:", *(line for gate in phase.gates for line in _gate(gate))))
    return "\n".join(parts)


def _step(step: Step) -> str:
    heading = f"## {one_line(step.title)}\n"
    asked = ([f"Track: {step.track}"] if step.track else []) + step.guide.strip().splitlines()
    return f"{heading}\n{_comment(*asked)}" if asked else heading


def _gate(gate: Gate) -> Iterator[str]:
    votes = ", ".join(f"{count} of {role}" for role, count in gate.approvals.items()) or "no vote"
    kpis = "" if gate.kpis is KpiCondition.NONE else f"; KPIs must be {gate.kpis}"
    yield f"- {gate.title} ({gate.id}): {votes}{kpis}"
    for line in gate.guide.strip().splitlines():
        yield f"  {line}"


def _comment(*lines: str) -> str:
    """An HTML comment; two hyphens would end it early, so they become a dash."""
    kept = (f"{line[: len(line) - len(line.lstrip())]}{one_line(line)}".replace("--", "\N{EN DASH}") for line in lines)
    return "\n".join(("<!--", *kept, "-->", ""))
