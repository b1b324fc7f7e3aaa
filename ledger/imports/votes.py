"""Who approved what by the source, as votes that are only claimed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from ledger.imports.change import Change
from ledger.imports.mapping import Ballot, Plan
from ledger.imports.moments import utc_day
from ledger.imports.pages import Page, Standing
from ledger.imports.people import People
from ledger.imports.remarks import Remarks
from ledger.imports.states import State
from ledger.words import Decision


@dataclass(frozen=True, slots=True)
class Votes:
    """Votes under one plan."""

    plan: Plan
    people: People
    remarks: Remarks

    def cast(
        self, was: Standing | None, now: Standing, state: State, before: State | None, change: Change
    ) -> Mapping[str, Page]:
        """The documents of `now` with the votes that a change brought, each in the document of its gate's phase."""
        pages = dict(now.pages)
        for ballot, voter in self._brought(state, before, change):
            handle = self.people.handle(voter)
            page = pages.get(self._phase(ballot, was, now))
            if handle is None or page is None:
                what, done = f"a vote on '{ballot.gate}' outside of its phase", "left out"
                value = voter if isinstance(voter, str) else change.author.name
                self.remarks.note(what, done, place=state.slug, value=value, commit=change.origin)
                continue
            self.people.hold(handle, ballot.role)
            pages[page.phase] = replace(page, votes=(*page.votes, _vote(ballot, handle, page, change)))
        return pages

    def _phase(self, ballot: Ballot, was: Standing | None, now: Standing) -> str:
        """The phase of the gate, or rather of one of the same name in the phase that is left or entered."""
        phases = self.plan.flow.phases
        having = {phase.id for phase in phases for gate in phase.gates if gate.id == ballot.gate}
        near = (was.phase if was else "", now.phase)
        return next((phase for phase in near if phase in having), ballot.phase)

    def _brought(self, state: State, before: State | None, change: Change) -> Iterator[tuple[Ballot, object]]:
        for ballot in self.plan.ballots:
            if ballot.field is not None:
                known = before.listed.get(ballot.field, ()) if before else ()
                listed = state.listed.get(ballot.field, ())
                yield from ((ballot, name) for name in listed if name not in known)
                if any(name not in listed for name in known):
                    what, done = f"a name was taken out of '{ballot.field}'", "its vote stays: votes are never removed"
                    self.remarks.note(what, done, place=state.slug, commit=change.origin)
            elif before is not None and _is_passed(ballot, before.stage, state.stage):
                yield ballot, {"displayName": change.author.name, "emailAddress": change.author.email}


def _is_passed(ballot: Ballot, before: str, after: str) -> bool:
    came = ballot.origin is None or ballot.origin.casefold() == before
    return before != after and came and (ballot.target or "").casefold() == after


def _vote(ballot: Ballot, handle: str, page: Page, change: Change) -> dict[str, str]:
    return {
        "gate": ballot.gate,
        "role": ballot.role,
        "by": handle,
        "date": utc_day(change.committer.seconds).isoformat(),
        "decision": Decision.APPROVED.value,
        "of": page.sealed(),
    }
