"""Why a project moved: the reason that the mapping names, as far as the flow allows it."""

from dataclasses import dataclass
from typing import Final

from ledger.imports.mapping import Meaning, Plan
from ledger.imports.remarks import Remarks
from ledger.words import Status

HALTS: Final = frozenset({Status.PAUSED, Status.CANCELLED})


@dataclass(frozen=True, slots=True)
class Reasons:
    """Reasons for moves under one plan; what it had to make up is remarked."""

    plan: Plan
    remarks: Remarks

    def is_back(self, origin: str, target: str) -> bool:
        """Whether a move between phases leads to an earlier one."""
        flow = self.plan.flow
        return (flow.position(target) or 0) < (flow.position(origin) or 0)

    def of(
        self,
        origin: str | None,
        target: str,
        before: Status | None,
        status: Status,
        meaning: Meaning,
        place: str,
        commit: str,
    ) -> dict[str, str]:
        """The card's `move` for a move that needs one, or nothing; `origin` and `before` are None at the beginning."""
        if status is not before and status in HALTS:
            return self._halt(status, meaning, place, commit)
        if origin is not None and self.is_back(origin, target):
            return self._back(origin, target, meaning, place, commit)
        if origin is not None and target != origin:
            self._step(origin, target, place, commit)
        return {}

    def _halt(self, status: Status, meaning: Meaning, place: str, commit: str) -> dict[str, str]:
        allowed = self.plan.flow.cancel.because if status is Status.CANCELLED else ()
        because = meaning.because
        if allowed and because not in allowed:
            because = allowed[0]
            what = f"a project was {status}, and the mapping names no reason"
            self.remarks.note(what, f"'{because}' stands for it", place=place, commit=commit)
        note = meaning.note or ("" if because else "As the source has it")
        return _move(status.value, because, note)

    def _back(self, origin: str, target: str, meaning: Meaning, place: str, commit: str) -> dict[str, str]:
        way = self.plan.flow.way_back(origin, target)
        because = (
            meaning.because if meaning.because and way and meaning.because in way.because else self.plan.back.because
        )
        if way is None:
            what, done = "a move back that the flow does not list", "kept as it was"
            self.remarks.note(what, done, place=place, value=f"{origin} to {target}", commit=commit)
        elif because not in way.because:
            what = "a move back for which the mapping names no reason that the flow allows"
            done = f"'{way.because[0]}' stands for it"
            because = way.because[0]
            self.remarks.note(what, done, place=place, value=f"{origin} to {target}", commit=commit)
        note = meaning.note or self.plan.back.note or ("" if because else "As the source has it")
        return _move(target, because, note)

    def _step(self, origin: str, target: str, place: str, commit: str) -> None:
        flow = self.plan.flow
        if (flow.position(target) or 0) > (flow.position(origin) or 0) + 1:
            what, done = "a phase was skipped", "kept as it was"
            self.remarks.note(what, done, place=place, value=f"{origin} to {target}", commit=commit)


def _move(to: str, because: str | None, note: str) -> dict[str, str]:
    return {"to": to} | ({"because": because} if because else {}) | ({"note": note} if note else {})
