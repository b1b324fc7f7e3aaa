"""The flows of the team: plain values that are written as files, and how the lot alters them."""

import json
import random
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, TypeAlias

Asked: TypeAlias = Mapping[str, int]  # how many votes of which roles
Way: TypeAlias = tuple[str, str]  # from a phase to an earlier one, or to itself
Ways: TypeAlias = Mapping[Way, tuple[frozenset[str], Asked]]  # for which reasons, with whose votes

STEPS: Final = {
    "scope": "Need",
    "study": "Paths",
    "build": "Result",
    "run": "Watch",
    "learn": "Paths",
    "make": "Result",
}
OTHER_NAMES: Final = {"study": "learn", "learn": "study", "build": "make", "make": "build"}
OTHER_GATES: Final = {"agreed": "settled", "settled": "agreed", "shown": "proved", "proved": "shown"}
OTHER_ROLES: Final = {"customers": "clients", "clients": "customers"}
# What is wrong with a file of rules, by the code that tells of it: what then stands at its head. All but the last make
# it unreadable.
RULE_FAULTS: Final = {
    "DOC005": "extra: {}\nextra: {}\n",
    "DOC009": "extra: [\n",
    "DOC010": "<<<<<<< ours\n=======\n>>>>>>> theirs\n",
    "SCH003": "extra: [1]\n",
}
NEED: Final = "extra.data"
REASONS: Final = ("goal-change", "approach-failure", "data-lack", "model-failure", "drift", "no-data", "no-value")


@dataclass(frozen=True, kw_only=True)
class Flow:
    """A way of working: `kpis` is what a gate asks of the KPIs, `back` and `cancel` are reasons and votes.

    The gates in `signed` ask for signatures, those in `attested` for reviews or more; `fault` is the code of what makes
    the file unreadable.
    """

    name: str
    gates: Mapping[str, Mapping[str, Asked]]  # by phase, in their order
    steps: frozenset[str]
    needs: frozenset[str] = frozenset()
    kpis: Mapping[str, str] = field(default_factory=dict)
    signed: frozenset[str] = frozenset()
    attested: frozenset[str] = frozenset()
    back: Ways
    cancel: tuple[frozenset[str], Asked]
    fault: str = ""

    @property
    def phases(self) -> tuple[str, ...]:
        """Its phases in their order; the last one delivers."""
        return tuple(self.gates)

    @property
    def text(self) -> str:
        """The file."""
        phases = "".join(f"  - {json.dumps(self._phase(phase))}\n" for phase in self.phases)
        ways = "".join(f"  - {json.dumps(_way(ends, *asked))}\n" for ends, asked in self.back.items())
        cancel = json.dumps({"because": sorted(self.cancel[0]), "approvals": dict(self.cancel[1])})
        backtracks = f"backtracks:\n{ways}" if ways else ""
        head = RULE_FAULTS[self.fault] if self.fault else ""
        return f"{head}flow: {self.name}\ntitle: Flow\nphases:\n{phases}{backtracks}cancel: {cancel}\n"

    def _phase(self, phase: str) -> dict[str, object]:
        gates = [
            {"id": gate, "approvals": dict(asked), "kpis": self.kpis.get(gate, "none")}
            | ({"grade": "attested"} if gate in self.attested else {})
            | ({"grade": "signed"} if gate in self.signed else {})
            for gate, asked in self.gates[phase].items()
        ]
        return {
            "id": phase,
            "title": phase.title(),
            "gates": gates,
            "steps": [{"title": STEPS[phase]}] if phase in self.steps else [],
            "needs": [NEED] if phase in self.needs else [],
            "delivers": phase == self.phases[-1],
        }


def _way(ends: Way, reasons: frozenset[str], asked: Asked) -> dict[str, object]:
    return {"from": ends[0], "to": ends[1], "because": sorted(reasons), "approvals": dict(asked)}


TOUR: Final = Flow(
    name="tour",
    gates={
        "scope": {"agreed": {"product": 1}},
        "study": {"sound": {"engineering": 1}, "worth": {"product": 2}},
        "build": {"shown": {"product": 1, "customers": 1}},
        "run": {},
    },
    steps=frozenset({"scope", "build", "run"}),
    needs=frozenset({"study"}),
    kpis={"agreed": "defined", "worth": "defined", "shown": "met"},
    signed=frozenset({"shown"}),
    attested=frozenset({"sound"}),
    back={
        ("study", "scope"): (frozenset({"goal-change"}), {}),
        ("build", "study"): (frozenset({"approach-failure", "data-lack"}), {"product": 1}),
        ("build", "build"): (frozenset({"model-failure"}), {}),
        ("run", "build"): (frozenset({"drift"}), {}),
    },
    cancel=(frozenset({"no-data", "no-value"}), {"product": 1}),
)
SPRINT: Final = Flow(
    name="sprint",
    gates={
        "scope": {"agreed": {"product": 1}},
        "build": {"shown": {"product": 1}},
        "run": {"lasting": {"customers": 1}},
    },
    steps=frozenset({"build"}),
    kpis={"shown": "met", "lasting": "met"},
    back={
        ("build", "scope"): (frozenset({"goal-change", "data-lack"}), {}),
        ("build", "build"): (frozenset({"model-failure"}), {"product": 1}),
    },
    cancel=(frozenset({"no-data"}), {}),
)


def altered(flow: Flow, lot: random.Random) -> Flow:
    """The flow with one thing that it asks for changed."""
    phase, last = lot.choice(flow.phases), flow.phases[-1]
    changes: list[dict[str, Any]] = [
        {"gates": {**flow.gates, last: {} if flow.gates[last] else {"lasting": {"customers": 1}}}},
        {"kpis": {**flow.kpis, "shown": "none" if flow.kpis.get("shown") == "met" else "met"}},
        {"cancel": (flow.cancel[0], {} if flow.cancel[1] else {"product": 1})},
        {"signed": flow.signed ^ {lot.choice(("agreed", "shown"))}},
        {"attested": flow.attested ^ {lot.choice(("agreed", "sound", "shown"))}},
        {"steps": flow.steps ^ {phase}},
        {"needs": flow.needs ^ {phase}},
    ]
    for one, gates in flow.gates.items():
        if "agreed" in gates:
            changes.append({"gates": {**flow.gates, one: {"agreed": {"product": 3 - gates["agreed"]["product"]}}}})
    if len(flow.phases) > 1:
        changes.append({"back": _toggled(flow.back, (last, flow.phases[0]))})
    for ends, (reasons, asked) in flow.back.items():
        if ends[0] == ends[1]:
            changes.append({"back": {**flow.back, ends: (reasons ^ {"drift"}, asked)}})
            changes.append({"back": {**flow.back, ends: (reasons, {} if asked else {"product": 1})}})
    return replace(flow, **lot.choice(changes))


def _toggled(back: Ways, ends: Way) -> Ways:
    others = {one: asked for one, asked in back.items() if one != ends}
    return others if ends in back else {**back, ends: (frozenset({"drift"}), {})}


def without(flow: Flow, phase: str) -> Flow:
    """The flow without a phase, and without the ways from it and to it."""
    return replace(
        flow,
        gates={one: gates for one, gates in flow.gates.items() if one != phase},
        steps=flow.steps - {phase},
        needs=flow.needs - {phase},
        back={ends: asked for ends, asked in flow.back.items() if phase not in ends},
    )


def renamed(flow: Flow, phase: str, name: str) -> Flow:
    """The flow with another id for a phase."""
    names = {one: one for one in flow.phases} | {phase: name}
    return replace(
        flow,
        gates={names[one]: gates for one, gates in flow.gates.items()},
        steps=frozenset(names[one] for one in flow.steps),
        needs=frozenset(names[one] for one in flow.needs),
        back={(names[start], names[end]): asked for (start, end), asked in flow.back.items()},
    )


def regated(flow: Flow, gate: str) -> Flow:
    """The flow with another id for a gate."""
    names = {gate: OTHER_GATES[gate]}
    return replace(
        flow,
        gates={
            one: {names.get(gate, gate): asked for gate, asked in gates.items()} for one, gates in flow.gates.items()
        },
        kpis={names.get(gate, gate): asked for gate, asked in flow.kpis.items()},
        signed=frozenset(names.get(gate, gate) for gate in flow.signed),
        attested=frozenset(names.get(gate, gate) for gate in flow.attested),
    )


def reroled(flow: Flow, role: str) -> Flow:
    """The flow with another name for a role."""

    def called(asked: Asked) -> Asked:
        return {OTHER_ROLES[role] if one == role else one: count for one, count in asked.items()}

    return replace(
        flow,
        gates={one: {gate: called(asked) for gate, asked in gates.items()} for one, gates in flow.gates.items()},
        back={ends: (reasons, called(asked)) for ends, (reasons, asked) in flow.back.items()},
        cancel=(flow.cancel[0], called(flow.cancel[1])),
    )
