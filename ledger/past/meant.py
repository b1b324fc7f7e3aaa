"""Which project each waiver is for: the one that it named when it landed, whatever that is called by now."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from ledger.past.history import History, Step
from ledger.paths import slug_of
from ledger.records.policy import Policy, Waiver


def with_meaning(policy: Policy, history: History, renamed: Mapping[str, str]) -> Policy:
    """The policy, whose waivers say how the projects that they named are called at the end of a history.

    One that has not landed, or that never named a project that was there, is for whoever bears the name. `renamed` are
    the projects that get another name in a change after the history, new name by old one.
    """
    if not any(waiver.project for waiver in policy.waivers):
        return policy
    meant = _Meant()
    for _, group in groupby(history.steps, key=lambda step: step.commit.id):
        meant.follow(tuple(group))
    meant.take(history.past.policy)
    return replace(policy, waivers=tuple(_after(renamed, meant.told(waiver)) for waiver in policy.waivers))


def _after(renamed: Mapping[str, str], waiver: Waiver) -> Waiver:
    """A waiver after renames; for one that is gone and whose name another one gets, as the history will tell it."""
    name = waiver.now
    if name is None:
        return waiver
    is_taken = name in renamed.values() and name not in renamed
    return replace(waiver, now=f"{name}~2" if is_taken else renamed.get(name, name))


class _Meant:
    """The projects that waivers meant, and the names that projects bear, as a mainline is followed."""

    def __init__(self) -> None:
        self._bearers: dict[str, str] = {}  # project, as it is called at last, by the name that it bears
        self._meant: dict[Waiver, str | None] = {}

    def follow(self, steps: Sequence[Step]) -> None:
        """Go on by the steps of one commit: what stood before it named projects as they were called before it."""
        self.take(steps[0].base.policy)
        for step in steps:
            old, new = slug_of(step.origin or step.path), slug_of(step.path)
            if old != new and self._bearers.get(old) == step.project:
                del self._bearers[old]
            self._bearers[new] = step.project
        self.take(steps[0].result.policy)

    def take(self, policy: Policy | None) -> None:
        """Let the waivers of a policy mean who bears the name, those that stood before whom they meant already."""
        landed = {replace(one, index=0): one.project for one in policy.waivers if one.project} if policy else {}
        self._meant = {one: self._meant.get(one) or self._bearers.get(name) for one, name in landed.items()}

    def told(self, waiver: Waiver) -> Waiver:
        """A waiver with the present name of the project that it meant."""
        return replace(waiver, now=self._meant.get(replace(waiver, index=0)))
