"""The story folded to commits: for each landed action, which files it changes. Pure: same story, same commits."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from ledger.demo.state import Scene, Stage, scene_of
from ledger.demo.story import Action, Member, Opening, Story, public_key
from ledger.demo.verbs import VERBS, enter
from ledger.demo.words import author_of, body_of, subject_of
from ledger.forms.front_matter import yaml_text
from ledger.records.config import builtin_flows
from ledger.words import CARD_NAME, LEDGER_FILE, PROJECTS_DIR, Status

MAIN: Final = "main"
_FIRST_HOUR: Final = 8
_MINUTES_APART: Final = 20

Tree = Mapping[str, str]
Scenes = Mapping[str, Scene]


@dataclass(frozen=True, slots=True, kw_only=True)
class Landing:
    """One commit: `changes` maps each changed path to its new text, or to None when it is gone."""

    branch: str
    author: Member
    at: datetime
    subject: str
    body: str
    changes: Mapping[str, str | None]


def landings_of(story: Story, starter: Tree) -> tuple[Landing, ...]:
    """Every commit in order: main from its first to its tip, then each branch from that tip."""
    main = list(_main(story, starter))
    scenes = main[-1][1]
    sides = [landing for branch in story.branches for landing in _side(story, branch.name, branch.actions, scenes)]
    return (*(landing for landing, _ in main), *sides)


def _main(story: Story, starter: Tree) -> Iterator[tuple[Landing, Scenes]]:
    keeper = story.member(story.keeper)
    pages = {f"{PROJECTS_DIR}/{group}/{CARD_NAME}": text for group, text in story.groups.items()}
    first = {**starter, **pages, LEDGER_FILE: ledger_yml(story, story.begins)}
    at = _moment(story.begins, 0)
    yield Landing(branch=MAIN, author=keeper, at=at, subject="Start the ledger", body="", changes=first), {}
    scenes: Scenes = {}
    for number, (day, event) in _numbered(story):
        at = _moment(day, number)
        if isinstance(event, Action):
            landing, scenes = _landing(story, MAIN, event, at, scenes)
            yield landing, scenes
        else:
            changes = {LEDGER_FILE: ledger_yml(story, day)}
            yield Landing(branch=MAIN, author=keeper, at=at, subject=event, body="", changes=changes), scenes


def _numbered(story: Story) -> Iterator[tuple[int, tuple[date, str | Action]]]:
    """Everything that happens on main by day, with its number within the day.

    Changes of the ledger's own file come first and are told by their subject.
    """
    ruling: list[tuple[date, str | Action]] = [(one.on, one.say) for one in story.proofs if one.on > story.begins]
    joining: list[tuple[date, str | Action]] = [
        (one.joined, f"Welcome {one.name}") for one in story.members if one.joined
    ]
    acting: list[tuple[date, str | Action]] = [(action.on, action) for action in story.actions]
    day, number = story.begins, 0
    for happened in sorted([*ruling, *joining, *acting], key=lambda pair: pair[0]):
        number = number + 1 if happened[0] == day else 1
        day = happened[0]
        yield number, happened


def _side(story: Story, branch: str, actions: tuple[Action, ...], scenes: Scenes) -> Iterator[Landing]:
    for number, action in enumerate(actions):
        at = _moment(story.today, 24 + number)
        landing, scenes = _landing(story, branch, action, at, scenes)
        yield landing


def _moment(day: date, number: int) -> datetime:
    return datetime.combine(day, time(_FIRST_HOUR), UTC) + timedelta(minutes=_MINUTES_APART * number)


def _landing(story: Story, branch: str, action: Action, at: datetime, scenes: Scenes) -> tuple[Landing, Scenes]:
    before = scenes.get(action.project)
    opened = (
        _opened(story.openings[action.project], action) if before is None else VERBS[action.do](before.stage, action)
    )
    after = scene_of(opened, before)
    old, new = before.files if before else {}, after.files
    gone: dict[str, str | None] = {path: None for path in old if path not in new}
    changes = {**gone, **{path: text for path, text in new.items() if old.get(path) != text}}
    landing = Landing(
        branch=branch,
        author=story.member(author_of(action)),
        at=at,
        subject=subject_of(action, after.stage),
        body=body_of(action, story.member(action.by)),
        changes=changes,
    )
    return landing, {**scenes, action.project: after}


def _opened(opening: Opening, action: Action) -> Stage:
    """A project that was just created: in its flow's first phase, all steps still to be written."""
    flow = builtin_flows()[opening.card["flow"]]
    card = {key: value for key, value in opening.card.items() if key != "about"}
    card |= {"phase": flow.phases[0].id, "status": Status.ACTIVE.value, "started": action.on.isoformat()}
    stage = Stage(
        folder=opening.folder, about=opening.card["about"], flow=flow, card=card, pages={}, entered={}, files={}
    )
    return enter(stage, flow.phases[0].id)


def ledger_yml(story: Story, day: date) -> str:
    """The ledger's own file as it is on a day: people are in it from the day on which they join."""
    people = {
        one.handle: {
            "name": one.name,
            "emails": [one.email],
            "github": f"{one.handle}-example",
            "roles": list(one.roles),
            **({"keys": list(one.keys)} if one.keys else {}),
        }
        for one in story.members
        if one.joined is None or one.joined <= day
    }
    facts = {
        "title": story.title,
        "flow": story.flow,
        "approvals": {
            "grade": story.grade(day),
            "self": False,
            **({"witnesses": [public_key("worthless-witness")]} if story.grade(day) != "claimed" else {}),
        },
        "people": people,
    }
    return yaml_text(facts)
