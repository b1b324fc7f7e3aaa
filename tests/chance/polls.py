"""Who may vote, and which votes are enough, as the second judge counts them."""

from collections import Counter
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from tests.chance.flows import Asked, Flow
from tests.chance.forge import Reviewed
from tests.chance.world import Paper, Project, Vote, human

_GRADES: Final = ("claimed", "authored", "attested", "signed")
VETOES: Final = frozenset({"changes-requested", "rejected"})


@dataclass(frozen=True, kw_only=True)
class Polls:
    """Who may vote on a project in a change: by the roles of the base, on a day, whoever owned it before and after.

    `entries` are those of the base by every handle; `called` are the handles that people would have, `listed`
    those and the former ones.
    `signers` have a key at the base, `witnesses` are the keys of its machines; `reviewed` is what people approve on the
    forge. `flow` is the base's of the project as it was, `stated` the one that it would
    follow, `judging` the base's of that name; `held` are the roles that somebody would hold. `is_there` says that the
    base has the flow that the project followed; `gone` are documents that were deleted before, as they last were, and
    `said` is what signed votes have said, also those that were taken out.
    """

    roles: Mapping[str, frozenset[str]]
    entries: Mapping[str, str]
    called: frozenset[str]
    listed: frozenset[str]
    signers: frozenset[str]
    witnesses: tuple[str, ...]
    reviewed: Reviewed
    held: frozenset[str]
    today: str
    old: Project | None
    new: Project
    flow: Flow
    stated: Flow
    judging: Flow
    is_there: bool
    gone: Mapping[str, Paper]
    said: frozenset[str]

    def reads(self, phase: str) -> bool:
        """Whether a document is that of a phase; without a flow that is known every one is."""
        return not self.stated.name or phase in self.stated.phases

    def fault(self, vote: Vote) -> str:
        """The first reason why a vote can never count; empty for none."""
        if vote.role not in self.roles.get(self.entries.get(vote.by, ""), ()):
            return "APR003"
        if human(vote.by) in map(human, self._owners(vote)):
            return "APR004"
        if vote.decision == "not-applicable" and not vote.note:
            return "APR006"
        return "APR005" if vote.date > self.today else ""

    def _owners(self, vote: Vote) -> set[str]:
        """Who may not vote: but whoever becomes the owner by the change is not silenced by that."""
        if self.old is None:
            return {self.new.owner}
        return {self.old.owner} if vote.decision in VETOES else {self.old.owner, self.new.owner}

    def grades(self, paper: Paper) -> list[str]:
        """How well each vote is proven: one that landed as it was then, another by its signature or its author.

        A signature proves one entry only: where an earlier one brought another over the same text, it may be a copy. So
        does an attestation.
        """
        old = self._landed(paper.phase)
        heard = self.said.union(*(self.says(vote, paper) for vote in (old.votes if old else ())))
        found = []
        for vote in paper.votes:
            found.append(vote.proof or self._grade(vote, paper, heard))
            heard |= self.says(vote, paper)
        return found

    def _grade(self, vote: Vote, paper: Paper, heard: frozenset[str]) -> str:
        text, seen = self._statement(vote, paper), vote.testimony(self.new.slug, paper.phase)
        entry = self.entries.get(vote.by)
        if entry is None:
            return "claimed"
        if vote.signature and entry in self.signers and vote.sealed == (entry, text) and text not in heard:
            return "signed"
        key, read = vote.seen
        is_witnessed = bool(vote.attestation) and key in self.witnesses and read == seen and seen not in heard
        content = (self.new.slug, paper.phase, vote.of)
        is_reviewed = vote.decision == "approved" and content in self.reviewed.get(entry, ())
        if is_reviewed or (is_witnessed and vote.decision not in VETOES):
            return "attested"
        return "authored" if human(vote.typed_by) == human(vote.by) else "claimed"

    def says(self, vote: Vote, paper: Paper) -> frozenset[str]:
        """What the proofs that a vote brings have said, sound or not."""
        signed = {self._statement(vote, paper)} if vote.signature else set()
        return frozenset(signed | ({vote.testimony(self.new.slug, paper.phase)} if vote.attestation else set()))

    def _landed(self, phase: str) -> Paper | None:
        """What has landed of a document, also of one that is gone."""
        return (self.old.papers.get(phase) if self.old else None) or self.gone.get(phase)

    def _statement(self, vote: Vote, paper: Paper) -> str:
        return vote.statement(self.new.slug, paper.phase)

    def satisfy(self, paper: Paper | None, gate: str, asked: Asked) -> bool:
        """Whether the last words of each person in each role, those on the present text, are enough."""
        words: dict[tuple[str, str], Vote] = {}
        for vote, grade in zip(paper.votes, self.grades(paper), strict=True) if paper else ():
            is_proven = vote.decision in VETOES or grade in _enough(self.flow, gate)
            if vote.gate == gate and is_proven and not self.fault(vote):
                words[human(vote.by), vote.role] = vote
        current = [vote for vote in words.values() if paper and vote.of == paper.digest]
        if any(vote.decision in VETOES for vote in current):
            return not asked and gate in {"backtrack", "cancel"}  # a move that asks nobody cannot be blocked
        return all(_has(current, role, count) for role, count in asked.items())

    def is_agreed_anew(self, phase: str) -> bool:
        """Whether a phase has gates that ask for votes, and all have them on its present text."""
        gates = self.flow.gates.get(phase, {})
        paper = self.new.papers.get(phase)
        return any(gates.values()) and all(self.satisfy(paper, gate, asked) for gate, asked in gates.items())

    def faults(self, *, has_landed: bool) -> Iterator[str]:
        """What is wrong with the votes that a change brings and, but of one that has landed, with those that stand."""
        for phase, paper in self.new.papers.items():
            if not self.reads(phase):
                continue
            standing = () if has_landed or phase not in self._reached else paper.votes
            if any(self.fault(vote) == "APR005" and vote.gate in self.stated.gates[phase] for vote in standing):
                yield "APR005"  # whoever let it land
            old = self._landed(phase)
            landed = [vote.entry for vote in old.votes] if old else []
            last = {(human(one.by), one.gate, one.role): one for one in paper.votes}
            held = [one for one in last.values() if one.decision in VETOES and phase == self.new.phase]
            free = self._free(paper)
            if any(self._names_unknown(vote, phase) for vote in [*held, *free]):
                yield "REF010"
            graded = [pair for pair in zip(paper.votes, self.grades(paper), strict=True) if pair[0].entry not in landed]
            if any(
                vote.of != paper.digest
                for vote in {(human(one.by), one.role, one.gate): one for one, _ in graded}.values()
            ):
                yield "APR007"
            for place, (vote, grade) in enumerate(graded):
                yield from filter(None, [self.fault(vote)])
                if vote.signature and grade != "signed":
                    yield "APR011"
                if vote.attestation and vote.decision not in VETOES and grade not in {"attested", "signed"}:
                    yield "APR012"
                again = [proof for one, proof in graded[place:] if _said(one) == _said(vote)]
                asked = vote.gate if vote.gate in self.judging.gates.get(phase, {}) else ""
                if vote.decision not in VETOES and _enough(self.judging, asked).isdisjoint(again):
                    yield "APR010"

    def misnames(self, project: Project) -> str:
        """The code for a card or a new vote that names nobody by their present handle, or a landed one none at all."""
        papers = [paper for phase, paper in self.new.papers.items() if self.reads(phase)]
        named = {vote.by for paper in papers for vote in self._free(paper)}
        named |= set() if project.fault else {project.owner}
        landed = {vote.by for paper in papers for vote in paper.votes}
        return "" if named <= self.called and landed <= self.listed else "REF003"

    def _free(self, paper: Paper) -> list[Vote]:
        """The votes of a document that have not landed, nor one that says the same."""
        old = self._landed(paper.phase)
        left = Counter(_said(vote) for vote in (old.votes if old else ()))
        found = []
        for vote in paper.votes:
            found += [vote] if left[_said(vote)] < 1 else []
            left[_said(vote)] -= 1
        return found

    @property
    def _reached(self) -> tuple[str, ...]:
        """The phases up to the present one."""
        phases = self.stated.phases
        return phases[: phases.index(self.new.phase) + 1] if self.new.phase in phases else ()

    def _names_unknown(self, vote: Vote, phase: str) -> bool:
        """Whether a vote names a gate that its phase does not have, or a role that nobody holds and none asks for."""
        flow = self.stated
        if not flow.name:
            return False
        gates = flow.gates[phase]
        asked = [*(one for several in flow.gates.values() for one in several.values()), flow.cancel[1]]
        roles = self.held.union(*asked, *(votes for _, votes in flow.back.values()))
        return vote.gate not in {*gates, "cancel", "backtrack"} or vote.role not in roles


def _enough(flow: Flow, gate: str) -> frozenset[str]:
    least = "signed" if gate in flow.signed else "attested" if gate in flow.attested else "authored"
    return frozenset(_GRADES[_GRADES.index(least) :])


def _has(votes: list[Vote], role: str, count: int) -> bool:
    mine = [vote for vote in votes if vote.role == role and not vote.is_used]
    return any(vote.decision == "not-applicable" for vote in mine) or len({human(vote.by) for vote in mine}) >= count


def _said(vote: Vote) -> tuple[str, ...]:
    return vote.gate, vote.role, vote.by, vote.decision, vote.of


def kept(old: Project, new: Project, unread: Container[str]) -> Iterator[str]:
    """Landed votes are neither edited nor removed nor put in another order, but in documents told of as `unread`."""
    for phase, paper in old.papers.items():
        landed = [vote.entry for vote in paper.votes]
        now = [vote.entry for vote in new.papers[phase].votes] if phase in new.papers else []
        if phase in unread:
            continue
        if now[: len(landed)] != landed:
            yield "APR009"
