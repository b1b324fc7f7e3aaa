"""What can be done to a project in the story: each verb takes the project before and gives the project after."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final

from ledger.demo.ballots import ballot
from ledger.demo.state import Page, Stage
from ledger.demo.story import Action
from ledger.demo.texts import file_text
from ledger.edges.snapshot import blob_id
from ledger.words import Status, TaskStatus

_OF_ONE_VISIT: Final = ("timebox", "decision")  # what a phase that is entered again has to state anew


def edit(stage: Stage, action: Action) -> Stage:
    """Write texts below steps, fields, tasks, deliverables, facts of the card, and files."""
    facts = action.facts
    page = stage.pages[facts.get("phase", stage.phase.id)]
    meta = {**page.meta, **facts.get("fields", {})}
    for key, added in (("tasks", _new_tasks(facts)), ("deliverables", _delivered(facts))):
        if added:
            meta[key] = [*meta.get(key, []), *added]
    page = Page(meta=meta, steps={**page.steps, **facts.get("steps", {})})
    return replace(
        stage,
        about=facts.get("about", stage.about),
        card={**stage.card, **facts.get("card", {})},
        pages={**stage.pages, page.meta["phase"]: page},
        files={**stage.files, **facts.get("files", {})},
    )


def _new_tasks(facts: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {"id": task["id"], "title": task["title"], "status": TaskStatus.TODO.value, **task}
        for task in facts.get("tasks", [])
    ]


def _delivered(facts: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The files to deliver; what is to be pinned is written by the same action."""
    found = []
    for told in facts.get("deliver", []):
        one = {name: value for name, value in told.items() if name != "pin"}
        if told.get("pin"):
            one["blob"] = blob_id(file_text(facts["files"][one["path"]]).encode(), "sha1")
        found.append(one)
    return found


def _with_page(stage: Stage, meta: Mapping[str, Any]) -> Stage:
    return replace(stage, pages={**stage.pages, stage.phase.id: Page(meta=meta, steps=stage.page.steps)})


def enter(stage: Stage, phase: str) -> Stage:
    """The project in a phase: its document says for the how manyth time, and drops what held for the last visit."""
    count = stage.entered.get(phase, 0) + 1
    old = stage.pages.get(phase, Page(meta={}, steps={}))
    kept = {key: value for key, value in old.meta.items() if key not in _OF_ONE_VISIT}
    if "kpis" in kept:
        kept["kpis"] = [kpi for one in kept["kpis"] if (kpi := _unmeasured(one)).keys() != {"id"}]
    page = Page(meta={**kept, "phase": phase, "iteration": count}, steps=old.steps)
    return replace(
        stage,
        card={**stage.card, "phase": phase},
        pages={**stage.pages, phase: page},
        entered={**stage.entered, phase: count},
    )


def _unmeasured(kpi: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in kpi.items() if key not in {"measured", "source"}}


def _with_move(stage: Stage, to: str, facts: Mapping[str, Any]) -> Stage:
    said = {key: facts[key] for key in ("because", "note", "evidence") if key in facts}
    return replace(stage, card={**stage.card, "move": {"to": to, **said}})


def advance(stage: Stage, action: Action) -> Stage:
    """One step forward, or to the phase that the action names."""
    order = [phase.id for phase in stage.flow.phases]
    target = action.facts.get("to") or order[order.index(stage.phase.id) + 1]
    moved = enter(stage, target)
    return replace(moved, card={key: value for key, value in moved.card.items() if key != "move"})


def backtrack(stage: Stage, action: Action) -> Stage:
    """Back to an earlier phase, with the reason."""
    return _with_move(enter(stage, action.facts["to"]), action.facts["to"], action.facts)


def iterate(stage: Stage, action: Action) -> Stage:
    """The same phase once more, with the reason."""
    return _with_move(enter(stage, stage.phase.id), stage.phase.id, action.facts)


def _status(status: Status) -> Callable[[Stage, Action], Stage]:
    def change(stage: Stage, action: Action) -> Stage:
        """Another status, with the reason."""
        stage = replace(stage, card={**stage.card, "status": status.value})
        return _with_move(stage, status.value, action.facts)

    return change


def _task(status: TaskStatus) -> Callable[[Stage, Action], Stage]:
    def change(stage: Stage, action: Action) -> Stage:
        """One task of the current phase in another status."""
        tasks = [
            {**task, "status": status.value} if task["id"] == action.facts["task"] else task
            for task in stage.page.meta["tasks"]
        ]
        if tasks == stage.page.meta["tasks"]:
            raise KeyError(action.facts["task"])
        return _with_page(stage, {**stage.page.meta, "tasks": tasks})

    return change


def measure(stage: Stage, action: Action) -> Stage:
    """Write measured KPIs to the phase's metrics file and into its document, each with its source."""
    path = f"reports/{stage.phase.id}-metrics.json"
    found = {**stage.files.get(path, {}), **action.facts["kpis"]}
    kpis = {kpi["id"]: kpi for kpi in stage.page.meta.get("kpis", [])}
    for name, value in action.facts["kpis"].items():
        kpis[name] = {**kpis.get(name, {"id": name}), "measured": value, "source": f"{path}#/{name}"}
    stage = _with_page(stage, {**stage.page.meta, "kpis": list(kpis.values())})
    return replace(stage, files={**stage.files, path: found})


def timebox(stage: Stage, action: Action) -> Stage:
    """A time box that starts today."""
    box = {"start": action.on.isoformat(), "weeks": action.facts["weeks"]}
    if "stop_if" in action.facts:
        box["stop_if"] = action.facts["stop_if"]
    return _with_page(stage, {**stage.page.meta, "timebox": box})


def extend(stage: Stage, action: Action) -> Stage:
    """More weeks for the time box."""
    box = stage.page.meta["timebox"]
    return _with_page(stage, {**stage.page.meta, "timebox": {**box, "weeks": box["weeks"] + action.facts["weeks"]}})


def review(stage: Stage, action: Action) -> Stage:
    """Another look at the business case; `case` holds what changed in it."""
    case = {**stage.card["business_case"], **action.facts.get("case", {}), "reviewed": action.on.isoformat()}
    return replace(stage, card={**stage.card, "business_case": case})


def rename(stage: Stage, action: Action) -> Stage:
    """Another folder: another group, another name, or both."""
    return replace(stage, folder=action.facts["to"])


def vote(stage: Stage, action: Action) -> Stage:
    """One more vote at the end of the list, on the document as it is."""
    meta = stage.page.meta
    return _with_page(stage, {**meta, "approvals": [*meta.get("approvals", []), ballot(stage, action)]})


VERBS: Final[Mapping[str, Callable[[Stage, Action], Stage]]] = MappingProxyType(
    {
        "edit": edit,
        "advance": advance,
        "backtrack": backtrack,
        "iterate": iterate,
        "pause": _status(Status.PAUSED),
        "resume": _status(Status.ACTIVE),
        "cancel": _status(Status.CANCELLED),
        "complete": _status(Status.COMPLETED),
        "reopen": _status(Status.ACTIVE),
        "task-start": _task(TaskStatus.DOING),
        "task-done": _task(TaskStatus.DONE),
        "task-drop": _task(TaskStatus.DROPPED),
        "measure": measure,
        "timebox": timebox,
        "extend": extend,
        "review": review,
        "rename": rename,
        "vote": vote,
    }
)
