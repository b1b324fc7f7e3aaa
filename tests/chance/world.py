"""A team that works at random: its people, and its projects as plain records that are written as files."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from tests.chance.flows import RULE_FAULTS, STEPS, Flow
from tests.chance.keys import public

PEOPLE: Final[Mapping[str, frozenset[str]]] = {
    "sam": frozenset({"science", "product"}),
    "lena": frozenset({"science", "engineering"}),
    "dana": frozenset({"product"}),
    "pam": frozenset({"product", "customers"}),
    "erin": frozenset({"engineering"}),
    "cody": frozenset({"customers"}),
}
ROLES: Final = ("product", "engineering", "customers")
WITNESSES: Final = ("witness", "porter")  # keys of machines that see reviews


def _listed(values: object) -> str:
    return json.dumps(values, ensure_ascii=False)


def human(handle: str) -> str:
    """Who it is: other handles of somebody begin with the first one they had."""
    return handle.partition("-")[0]


def account(name: str) -> str:
    """What somebody is called on the forge; letters count in any case."""
    return f"{name}-x"


METRICS: Final = "metrics.json"


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
    """An entry of a document; what is no part of it: `typed_by` is the author of the commit that brought it, `sealed`
    the key and the text of its signature, `seen` the same of its attestation, `proof` the grade with which it landed,
    and `is_used` says that the cancellation or way back that it was for has been made."""

    gate: str
    role: str
    by: str
    decision: str
    date: str
    of: str
    note: str = ""
    signature: str = ""
    review: str = ""
    attestation: str = ""
    typed_by: str = ""
    sealed: tuple[str, str] = ("", "")
    seen: tuple[str, str] = ("", "")
    proof: str = ""
    is_used: bool = False

    @property
    def entry(self) -> dict[str, str]:
        """What the document says."""
        said = {"gate": self.gate, "role": self.role, "by": self.by, "date": self.date, "decision": self.decision}
        proofs = {"signature": self.signature, "review": self.review, "attestation": self.attestation}
        more = {"note": self.note, **proofs}
        return said | {"of": self.of} | {field: text for field, text in more.items() if text}

    def statement(self, project: str, phase: str) -> str:
        """What a signature of it covers."""
        return self._said("project-ledger approval 1", project, phase)

    def testimony(self, project: str, phase: str) -> str:
        """What an attestation of it covers."""
        return f"{self._said('project-ledger attestation 1', project, phase)}review: {self.review}\n"

    def _said(self, head: str, project: str, phase: str) -> str:
        where = {"project": project, "phase": phase, "gate": self.gate, "role": self.role}
        said = where | {"decision": self.decision, "by": self.by, "date": self.date, "of": self.of}
        return "".join(f"{line}\n" for line in (head, *map(": ".join, said.items())))


@dataclass(frozen=True, kw_only=True)
class Waiver:
    """An entry of `ledger.yml`: `project` is a name, of every project when empty.

    `meant` is no part of it: the key of the project that bore the name when the entry landed, as far as one did.
    """

    code: str
    until: str
    reason: str
    project: str = ""
    meant: str = ""

    @property
    def entry(self) -> dict[str, str]:
        """What the file says."""
        of = {"project": self.project} if self.project else {}
        return {"code": self.code, **of, "until": self.until, "reason": self.reason}


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
        told = "It is told." if self.is_filled else ""
        return f"## {STEPS[self.phase]}\n\n{told}\n\n## Notes\n\nThe words number {self.words}.\n"

    @property
    def covered(self) -> dict[str, object]:
        """The fields that a vote covers."""
        more = {"extra": {"data": "counts"}} if self.is_filled else {}
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

    `key` tells it from all others for good, `slug` is the name of its folder. Without its card the rest is left behind.
    """

    key: str
    slug: str
    owner: str
    group: str = "one"
    flow: str = "tour"
    phase: str = "scope"
    status: str = "active"
    move: tuple[str, str] | None = None
    fault: str = ""
    has_card: bool = True
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
            f"---\ntitle: Project {self.key}\nowner: {self.owner}\nflow: {self.flow}\nphase: {self.phase}\n"
            f"status: {self.status}\n{move}---\n\nOf {self.key}.\n"
        )
        return {
            **({f"{self.folder}/README.md": _spoilt(card, self.fault)} if self.has_card else {}),
            **{f"{self.folder}/{name}.md": paper.text for name, paper in self.papers.items()},
            **({f"{self.folder}/{METRICS}": json.dumps(self.metrics)} if self.metrics else {}),
        }


@dataclass(kw_only=True)
class State:
    """A whole ledger: who holds which roles, who has a key and an account, its waivers, flows by name, projects by key.

    `witnesses` are the names of the keys that attest reviews. `roles` are by entry of `people`; `handles` are the
    present one of an entry and the former ones, where it has others than the first.
    `gone` are the flows whose file is deleted, as they last were; `fault` is the code of what is wrong in `ledger.yml`.
    Of what could last be read, `carded` are the projects that have a card as they stand, whether anybody could ever
    read it or not.
    """

    roles: dict[str, frozenset[str]]
    signers: frozenset[str]
    flows: dict[str, Flow]
    projects: dict[str, Project]
    gone: dict[str, Flow] = field(default_factory=dict)
    fault: str = ""
    waivers: tuple[Waiver, ...] = ()
    accounts: frozenset[str] = frozenset(PEOPLE)
    witnesses: tuple[str, ...] = ()
    handles: dict[str, tuple[str, ...]] = field(default_factory=dict)
    carded: Mapping[str, Project] = field(default_factory=dict)

    def called(self, entry: str) -> str:
        """The present handle of an entry."""
        return self.handles.get(entry, (entry,))[0]

    @property
    def entries(self) -> dict[str, str]:
        """Whose every handle is, present or former: the entry by handle."""
        return {handle: entry for entry in self.roles for handle in self.handles.get(entry, (entry,))}

    @property
    def ever(self) -> dict[str, Flow]:
        """The flows as each was when its file was last there."""
        return self.gone | self.flows

    @property
    def files(self) -> dict[str, str]:
        """All files by path."""
        people = (f"  {self.called(name)}: {_listed(self._person(name))}\n" for name in self.roles)
        head = RULE_FAULTS[self.fault] if self.fault else ""
        waivers = "".join(f"  - {_listed(waiver.entry)}\n" for waiver in self.waivers)
        more = f"waivers:\n{waivers}" if waivers else ""
        keys = [public(name) for name in self.witnesses]
        policy = f"approvals: {_listed({'witnesses': keys})}\n" if keys else ""
        found = {"ledger.yml": f"{head}title: At random\nflow: tour\n{policy}people:\n{''.join(people)}{more}"}
        found |= {f"schema/flows/{name}.yml": flow.text for name, flow in self.flows.items()}
        for project in self.projects.values():
            found |= project.files
        return found

    def _person(self, name: str) -> dict[str, object]:
        said: dict[str, object] = {"emails": [f"{human(name)}@example.com"], "roles": sorted(self.roles[name])}
        said |= {"formerly": former} if (former := self.handles.get(name, (name,))[1:]) else {}
        said |= {"github": account(name).title()} if name in self.accounts else {}
        return said | ({"keys": [public(name)]} if name in self.signers else {})
