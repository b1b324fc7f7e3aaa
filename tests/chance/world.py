"""A team that works at random: its flow and people, and its projects as plain records that are written as files."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

PHASES: Final = ("scope", "study", "build", "run")
STEPS: Final = {"scope": "Need", "build": "Result", "run": "Watch"}
NEEDS: Final = {"study": "extra.data"}
GATES: Final[Mapping[str, Mapping[str, Mapping[str, int]]]] = {
    "scope": {"agreed": {"product": 1}},
    "study": {"sound": {"engineering": 1}, "worth": {"product": 2}},
    "build": {"shown": {"product": 1, "customers": 1}},
    "run": {},
}
KPIS: Final = {"agreed": "defined", "worth": "defined", "shown": "met"}  # what the gates ask of the KPIs
BACK: Final[Mapping[tuple[str, str], tuple[frozenset[str], Mapping[str, int]]]] = {
    ("study", "scope"): (frozenset({"goal-change"}), {}),
    ("build", "study"): (frozenset({"approach-failure", "data-lack"}), {"product": 1}),
    ("build", "build"): (frozenset({"model-failure"}), {}),
    ("run", "build"): (frozenset({"drift"}), {}),
}
CANCEL: Final = (frozenset({"no-data", "no-value"}), {"product": 1})
REASONS: Final = ("goal-change", "approach-failure", "data-lack", "model-failure", "drift", "no-data", "no-value")
PEOPLE: Final[Mapping[str, frozenset[str]]] = {
    "sam": frozenset({"science", "product"}),
    "lena": frozenset({"science", "engineering"}),
    "dana": frozenset({"product"}),
    "pam": frozenset({"product", "customers"}),
    "erin": frozenset({"engineering"}),
    "cody": frozenset({"customers"}),
}
ROLES: Final = ("product", "engineering", "customers")


def _listed(values: object) -> str:
    return json.dumps(values, ensure_ascii=False)


def _phase(phase: str) -> str:
    said: dict[str, object] = {"id": phase, "title": phase.title()}
    said["gates"] = [
        {"id": gate, "approvals": dict(asked), "kpis": KPIS.get(gate, "none")} for gate, asked in GATES[phase].items()
    ]
    said |= {"steps": [{"title": STEPS[phase]}]} if phase in STEPS else {}
    said |= {"needs": [NEEDS[phase]]} if phase in NEEDS else {}
    return f"  - {_listed(said | ({'delivers': True} if phase == PHASES[-1] else {}))}\n"


def _way(ends: tuple[str, str]) -> str:
    reasons, asked = BACK[ends]
    said: dict[str, object] = {"from": ends[0], "to": ends[1], "because": sorted(reasons)}
    return f"  - {_listed(said | ({'approvals': dict(asked)} if asked else {}))}\n"


METRICS: Final = "metrics.json"
FLOW_PATH: Final = "schema/flows/tour.yml"
FLOW: Final = (
    f"flow: tour\ntitle: Tour\nphases:\n{''.join(map(_phase, PHASES))}backtracks:\n{''.join(map(_way, BACK))}"
    f"cancel: {_listed({'because': sorted(CANCEL[0]), 'approvals': CANCEL[1]})}\n"
)


# What makes a file unreadable, by the code that tells of it: what stands in it and what then stands there.
FAULTS: Final = {
    "DOC002": ("\n---\n", "\n--\n"),
    "DOC005": ("---\n", "---\nextra: {}\nextra: {}\n"),
    "DOC009": ("---\n", "---\nextra: [\n"),
    "DOC010": ("---\n", "---\n<<<<<<< ours\n=======\n>>>>>>> theirs\n"),
}


def _spoilt(text: str, fault: str) -> str:
    return text.replace(*FAULTS[fault], 1) if fault else text


@dataclass(kw_only=True)
class Vote:
    """An entry of a document; what is no part of it: `typed_by` is the author of the commit that brought it, `is_used`
    says that the cancellation or way back that it was for has been made."""

    gate: str
    role: str
    by: str
    decision: str
    date: str
    of: str
    note: str = ""
    typed_by: str = ""
    is_used: bool = False

    @property
    def is_proven(self) -> bool:
        """Whether it was authored by the person whose it is."""
        return self.typed_by == self.by

    @property
    def entry(self) -> dict[str, str]:
        """What the document says."""
        said = {"gate": self.gate, "role": self.role, "by": self.by, "date": self.date, "decision": self.decision}
        return said | {"of": self.of} | ({"note": self.note} if self.note else {})


@dataclass(frozen=True, kw_only=True)
class Kpi:
    """An entry of a document: what is promised in words or as a target, the value typed, and whether a file has it."""

    words: str = ""
    target: str = ""
    measured: float | None = None
    is_read: bool = False

    def entry(self, name: str) -> dict[str, object]:
        """What the document says."""
        said = {"product": self.words, "target": self.target, "source": f"{METRICS}#/{name}" if self.is_read else ""}
        typed = {} if self.measured is None else {"measured": self.measured}
        return {"id": name, **{field: text for field, text in said.items() if text}, **typed}


@dataclass(kw_only=True)
class Paper:
    """A phase document: `words` is another number whenever its text is another; with `is_filled` nothing is missing.

    `fault` is the code of what makes the file unreadable.
    """

    phase: str
    iteration: int = 1
    words: int = 0
    is_filled: bool = False
    is_done: bool = False
    fault: str = ""
    kpis: dict[str, Kpi] = field(default_factory=dict)
    votes: list[Vote] = field(default_factory=list)

    @property
    def body(self) -> str:
        """The text below the front matter."""
        step = f"## {STEPS[self.phase]}\n\n{'It is told.' if self.is_filled else ''}\n\n" if self.phase in STEPS else ""
        return f"{step}## Notes\n\nThe words number {self.words}.\n"

    @property
    def covered(self) -> dict[str, object]:
        """The fields that a vote covers."""
        more = {"extra": {"data": "counts"}} if self.phase in NEEDS and self.is_filled else {}
        kpis = {"kpis": [kpi.entry(name) for name, kpi in self.kpis.items()]} if self.kpis else {}
        return {"phase": self.phase, "iteration": self.iteration, **more, **kpis}

    @property
    def digest(self) -> str:
        """What a vote covers now; of such plain values sorted JSON is canonical."""
        front = json.dumps(self.covered, sort_keys=True, separators=(",", ":"))
        covered = f"{front}\n{self.body.strip()}\n"
        return f"sha256:{hashlib.sha256(covered.encode()).hexdigest()}"

    @property
    def text(self) -> str:
        """The file."""
        lines = [f"{name}: {_listed(value)}\n" for name, value in self.covered.items()]
        lines += [f"tasks:\n  - {{id: t1, title: Look, status: {'done' if self.is_done else 'todo'}}}\n"]
        lines += ["approvals:\n"] if self.votes else []
        lines += [f"  - {_listed(vote.entry)}\n" for vote in self.votes]
        return _spoilt(f"---\n{''.join(lines)}---\n\n{self.body}", self.fault)


@dataclass(kw_only=True)
class Project:
    """A card with its documents by phase; `move` is the card's `to` and `because`, `metrics` the values by KPI.

    `key` tells it from all others for good, `slug` is the name of its folder.
    """

    key: str
    slug: str
    owner: str
    group: str = "one"
    phase: str = PHASES[0]
    status: str = "active"
    move: tuple[str, str] | None = None
    fault: str = ""
    papers: dict[str, Paper] = field(default_factory=dict)
    metrics: dict[str, float | str] = field(default_factory=dict)

    @property
    def folder(self) -> str:
        """Where it lies."""
        return f"projects/{self.group}/{self.slug}"

    @property
    def files(self) -> dict[str, str]:
        """Its files by path."""
        move = f"move: {_listed(dict(zip(('to', 'because'), self.move, strict=True)))}\n" if self.move else ""
        card = (
            f"---\ntitle: Project {self.key}\nowner: {self.owner}\nflow: tour\nphase: {self.phase}\n"
            f"status: {self.status}\n{move}---\n\nOf {self.key}.\n"
        )
        return {
            f"{self.folder}/README.md": _spoilt(card, self.fault),
            **{f"{self.folder}/{name}.md": paper.text for name, paper in self.papers.items()},
            **({f"{self.folder}/{METRICS}": json.dumps(self.metrics)} if self.metrics else {}),
        }


@dataclass(kw_only=True)
class State:
    """A whole ledger: who holds which roles, and its projects by key."""

    roles: dict[str, frozenset[str]]
    projects: dict[str, Project]

    @property
    def files(self) -> dict[str, str]:
        """All files by path."""
        people = (
            f"  {name}: {{emails: [{name}@example.com], roles: {_listed(sorted(roles))}}}\n"
            for name, roles in self.roles.items()
        )
        found = {"ledger.yml": f"title: At random\nflow: tour\npeople:\n{''.join(people)}", FLOW_PATH: FLOW}
        for project in self.projects.values():
            found |= project.files
        return found
