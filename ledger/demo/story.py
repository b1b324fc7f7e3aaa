"""The declared story as records: who takes part, which projects there are, what happened on which day."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from ledger.text.strict_yaml import load


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A person of the story; `joined` is None for those who are there from the start."""

    handle: str
    name: str
    email: str
    roles: tuple[str, ...]
    joined: date | None
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """From a day on, votes count that are proven at least so well; `say` is what the change tells."""

    on: date
    grade: str
    say: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """Something that one person did to one project on one day; `facts` is what the verb needs."""

    project: str
    on: date
    by: str
    do: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A project before anything happened to it: its first folder below `projects/` and its card's facts."""

    slug: str
    folder: str
    card: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """A branch that leaves main at its tip, and what is done on it."""

    name: str
    actions: tuple[Action, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """All that is told, actions by day; `today` is the day on which the demonstration stands still."""

    title: str
    flow: str
    begins: date
    today: date
    keeper: str
    proofs: tuple[Proof, ...]
    groups: Mapping[str, str]
    members: tuple[Member, ...]
    openings: Mapping[str, Opening]
    actions: tuple[Action, ...]
    branches: tuple[Branch, ...]

    def grade(self, day: date) -> str:
        """The least proof that the ledger asks of a vote on a day."""
        return [proof.grade for proof in self.proofs if proof.on <= day][-1]

    def member(self, handle: str) -> Member:
        """The person of that handle. Raises KeyError for one who is not in the story."""
        found = next((one for one in self.members if one.handle == handle), None)
        if found is None:
            raise KeyError(handle)
        return found


@cache
def told() -> Story:
    """The story that comes with the package."""
    folder = files("ledger") / "demo" / "story"
    frame = load((folder / "ledger.yml").read_text("utf-8"))
    projects = folder / "projects"
    tales = [
        load(one.read_text("utf-8"))
        for one in sorted(projects.iterdir(), key=lambda one: one.name)
        if one.name.endswith(".yml")
    ]
    actions = [action for tale in tales for action in _actions(tale["project"], tale["actions"])]
    return Story(
        title=frame["title"],
        flow=frame["flow"],
        begins=date.fromisoformat(frame["begins"]),
        today=date.fromisoformat(frame["today"]),
        keeper=frame["keeper"],
        proofs=tuple(Proof(**{**one, "on": date.fromisoformat(one["on"])}) for one in frame["proofs"]),
        groups=frame["groups"],
        members=tuple(_member(handle, facts) for handle, facts in frame["people"].items()),
        openings={
            tale["project"]: Opening(slug=tale["project"], folder=tale["folder"], card=tale["card"]) for tale in tales
        },
        actions=tuple(sorted(actions, key=lambda action: action.on)),
        branches=tuple(
            Branch(name=one["branch"], actions=tuple(_actions(one["project"], one["actions"])))
            for one in frame["branches"]
        ),
    )


def public_key(name: str) -> str:
    """The public half of a demonstration key; everybody has the private half, so it proves nothing to anybody."""
    return (files("ledger") / "demo" / "story" / f"{name}.pub").read_text("ascii").strip()


def _member(handle: str, facts: Mapping[str, Any]) -> Member:
    joined = facts.get("joined")
    return Member(
        handle=handle,
        name=facts["name"],
        email=f"{handle}@example.com",
        roles=tuple(facts["roles"]),
        joined=date.fromisoformat(joined) if joined else None,
        keys=(public_key("worthless-key"),) if facts.get("signs") else (),
    )


def _actions(project: str, told_actions: list[dict[str, Any]]) -> Iterator[Action]:
    for one in told_actions:
        facts = {key: value for key, value in one.items() if key not in {"on", "by", "do"}}
        yield Action(project=project, on=date.fromisoformat(one["on"]), by=one["by"], do=one["do"], facts=facts)
