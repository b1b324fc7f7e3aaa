"""A branch: where it stands, where it left main, and what becomes of both when git puts them together."""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, replace

from tests.chance.desk import Step
from tests.chance.entries import adopt
from tests.chance.merging import merged
from tests.chance.settling import Tip
from tests.chance.world import State


@dataclass(frozen=True)
class Branch:
    """A branch with its commits since it left main, or had main merged into it.

    `seen` is main as it was then: what everybody on the branch knows; `base` is what both had in common. `authors` are
    those of all its commits that have not landed. It `is_straight` while it has only commits of its own.
    """

    seen: Tip
    base: State
    state: State
    commit: str
    authors: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    is_straight: bool = True
    is_merged: bool = False

    @property
    def commits(self) -> list[tuple[str, State]]:
        """Its commits that a forge can show, with the state at each, the oldest first."""
        return [*((step.commit, step.after) for step in self.steps), (self.commit, self.state)]

    def went_on(self, state: State, steps: Sequence[Step]) -> "Branch":
        """With more commits."""
        return replace(
            self,
            state=state,
            is_merged=False,
            commit=steps[-1].commit if steps else self.commit,
            authors=(*self.authors, *(one.author for one in steps)),
            steps=(*self.steps, *steps),
        )

    def landed(self) -> "Branch":
        """After a merge, which main now has in its past; after a squash it has not, and the branch stays as it was."""
        return replace(self, base=self.state, authors=(), steps=(), is_straight=False, is_merged=True)


def begun(tip: Tip) -> Branch:
    """A new branch of a commit of main."""
    return Branch(tip, tip.state, tip.state, tip.commit)


def together(branch: Branch, tip: Tip, *, is_forced: bool = False) -> State | None:
    """What merging a branch and main gives; None where git may ask somebody what to do, who says `is_forced`."""
    result = merged(branch.base, tip.state, branch.state, is_forced=is_forced)
    if result is not None:
        adopt(result, tip.state, tip.past)
    return result


def caught_up(branch: Branch, tip: Tip, state: State, commit: str) -> Branch:
    """The branch once main was merged into it."""
    return replace(branch, seen=tip, base=tip.state, state=deepcopy(state), commit=commit, is_straight=False)


def knotted(one: Branch, other: Branch, tip: Tip) -> Branch | None:
    """Two branches and main in a single merge; None where git may ask somebody what to do, or nothing is merged."""
    first = together(one, tip)
    state = None if first is None else merged(other.base, first, other.state)
    if first is None or state is None or tip.state.files in (first.files, state.files) or first.files == state.files:
        return None
    adopt(state, tip.state, tip.past)
    steps, authors = (*one.steps, *other.steps), (*one.authors, *other.authors)
    return Branch(tip, tip.state, state, "", authors, steps, is_straight=False)
