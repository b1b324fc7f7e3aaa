"""What the second judge asks of KPIs: targets stay as agreed, values are those of their files, and gates ask for both.

Targets and values are compared as the decimals that they are written as.
"""

from collections.abc import Container, Iterable, Iterator
from decimal import Decimal
from operator import eq, ge, gt, le, lt
from typing import Final

from tests.chance.flows import Flow
from tests.chance.landed import Landed
from tests.chance.polls import Polls
from tests.chance.world import Kpi, Project

_COMPARE: Final = {">=": ge, "<=": le, "==": eq, ">": gt, "<": lt}


def standing(project: Project, flow: Flow) -> Iterator[str]:
    """What is wrong whoever changed it: a second target, a value without a promise, a file that says otherwise.

    Without a flow that is known every document is asked.
    """
    phases = flow.phases if flow.name else tuple(sorted(project.papers))
    first = targets(project, phases)
    promised = {
        name for paper in project.papers.values() for name, kpi in paper.kpis.items() if kpi.words or kpi.target
    }
    known = [paper for phase, paper in project.papers.items() if phase in phases]
    for name, kpi in (item for paper in known for item in paper.kpis.items()):
        if kpi.target and _parsed(kpi.target) != _parsed(first[name][1]):
            yield "KPI001"
        if name not in promised and (kpi.is_read or kpi.measured is not None):
            yield "KPI007"
        read = project.metrics.get(name) if kpi.is_read else kpi.measured
        if kpi.is_read and not isinstance(read, float):
            yield "KPI003"
        elif kpi.measured not in {None, read}:
            yield "KPI002"


def left(flow: Flow, old: Project, new: Project, phase: str) -> Iterator[str]:
    """What the gates of a phase that is left ask: of the phases before it the targets that had landed hold."""
    asked = {flow.kpis.get(gate, "none") for gate in flow.gates[phase]} - {"none"}
    if phase not in new.papers:
        return  # a finding of its own
    before = flow.phases[: flow.phases.index(phase)]
    goals = targets(new, (*before, phase)) | targets(old, before)
    if asked and not goals:
        yield "KPI005"
    elif "met" in asked:
        found = new.papers[phase].kpis
        if not all(
            name in found and _is_met(target, _value(new, name, found[name])) for name, (_, target) in goals.items()
        ):
            yield "KPI004"


def kept(polls: Polls, past: Landed, unread: Container[str]) -> Iterator[str]:
    """A target of a phase that was left, and that is not entered again, stays unless its gates agree anew.

    So does one of a phase that the flow does not have, and that was entered under another.
    """
    flow, old, new = polls.flow, polls.old, polls.new
    if old is None:
        return
    behind = flow.phases[: min(_passed(flow, past, old.phase), _passed(flow, past, new.phase))]
    elsewhere = [phase for phase in old.papers if phase not in flow.phases and phase in past.entered]
    agreed = [*targets(old, behind).items(), *targets(old, elsewhere).items()]
    for name, (phase, target) in agreed:
        now = new.papers[phase].kpis.get(name, Kpi()).target if phase in new.papers else ""
        if phase not in unread and (not now or _parsed(now) != _parsed(target)) and not polls.is_agreed_anew(phase):
            yield "KPI001"


def _passed(flow: Flow, past: Landed, phase: str) -> int:
    """How many phases of the flow lie before one; before another flow's all of the way there do."""
    return flow.phases.index(phase) if phase in flow.phases else past.place(flow) + 1


def targets(project: Project, phases: Iterable[str]) -> dict[str, tuple[str, str]]:
    """The targets by KPI, each with the first of these phases that states one."""
    found: dict[str, tuple[str, str]] = {}
    for phase in phases:
        for name, kpi in project.papers[phase].kpis.items() if phase in project.papers else ():
            if kpi.target:
                found.setdefault(name, (phase, kpi.target))
    return found


def _value(project: Project, name: str, kpi: Kpi) -> float | str | None:
    return project.metrics.get(name) if kpi.is_read else kpi.measured


def _is_met(target: str, value: float | str | None) -> bool:
    sign, number = _parsed(target)
    return isinstance(value, float) and bool(_COMPARE[sign](Decimal(str(value)), number))


def _parsed(target: str) -> tuple[str, Decimal]:
    sign, _, number = target.partition(" ")
    return sign, Decimal(number)
