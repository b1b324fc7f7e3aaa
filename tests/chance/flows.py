"""The flows of the team: plain values that are written as files, and how the lot alters them."""

import json
import random
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, TypeAlias

Asked: TypeAlias = Mapping[str, int]  # how many votes of which roles
Way: TypeAlias = tuple[str, str]  # from a phase to an earlier one, or to itself
Ways: TypeAlias = Mapping[Way, tuple[frozenset[str], Asked]]  # for which reasons, with whose votes

STEPS: Final = {"scope": "Need", "study": "Paths", "build": "Result", "run": "Watch"}
NEED: Final = "extra.data"
REASONS: Final = ("goal-change", "approach-failure", "data-lack", "model-failure", "drift", "no-data", "no-value")


@dataclass(frozen=True, kw_only=True)
class Flow:
    """A way of working: `kpis` is what a gate asks of the KPIs, `back` and `cancel` are reasons and votes.

    The gates in `signed` ask for signatures.
    """

    name: str
    gates: Mapping[str, Mapping[str, Asked]]  # by phase, in their order
    steps: frozenset[str]
    needs: frozenset[str] = frozenset()
    kpis: Mapping[str, str] = field(default_factory=dict)
    signed: frozenset[str] = frozenset()
    back: Ways
    cancel: tuple[frozenset[str], Asked]

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
        return f"flow: {self.name}\ntitle: Flow\nphases:\n{phases}backtracks:\n{ways}cancel: {cancel}\n"

    def _phase(self, phase: str) -> dict[str, object]:
        gates = [
            {"id": gate, "approvals": dict(asked), "kpis": self.kpis.get(gate, "none")}
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
    phase = lot.choice(flow.phases)
    again, (reasons, asked) = ("build", "build"), flow.back["build", "build"]
    changes: tuple[dict[str, Any], ...] = (
        {"gates": {**flow.gates, "scope": {"agreed": {"product": 3 - flow.gates["scope"]["agreed"]["product"]}}}},
        {"gates": {**flow.gates, "run": {} if flow.gates["run"] else {"lasting": {"customers": 1}}}},
        {"kpis": {**flow.kpis, "shown": "none" if flow.kpis["shown"] == "met" else "met"}},
        {"back": _toggled(flow.back, ("run", "scope"))},
        {"back": {**flow.back, again: (reasons ^ {"drift"}, asked)}},
        {"back": {**flow.back, again: (reasons, {} if asked else {"product": 1})}},
        {"cancel": (flow.cancel[0], {} if flow.cancel[1] else {"product": 1})},
        {"signed": flow.signed ^ {lot.choice(("agreed", "shown"))}},
        {"steps": flow.steps ^ {phase}},
        {"needs": flow.needs ^ {phase}},
    )
    return replace(flow, **lot.choice(changes))


def _toggled(back: Ways, ends: Way) -> Ways:
    others = {one: asked for one, asked in back.items() if one != ends}
    return others if ends in back else {**back, ends: (frozenset({"drift"}), {})}
