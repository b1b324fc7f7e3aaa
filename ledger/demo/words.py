"""What a commit of the story says in its message."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from ledger.demo.state import Stage
from ledger.demo.story import Action, Member
from ledger.paths import slug_of

_SAID: Final[Mapping[str, str]] = MappingProxyType(
    {
        "create": "start with {phase}",
        "edit": "write {written}",
        "advance": "advance to {phase}",
        "backtrack": "back to {phase} ({because})",
        "iterate": "once more through {phase} ({because})",
        "cancel": "cancel ({because})",
        "task-start": "start {task}",
        "task-done": "finish {task}",
        "task-drop": "drop {task}",
        "measure": "measure {measured}",
        "timebox": "time box of {weeks} weeks for {phase}",
        "extend": "extend the time box of {phase} by {weeks} weeks",
        "review": "look at the business case again",
        "rename": "move to {to}",
        "vote": "{decision} as {role} on {gate}",
    }
)


def subject_of(action: Action, after: Stage) -> str:
    """The first line: the project, and the action's own `say` or else what was done."""
    slug = slug_of(after.folder)
    return f"{slug}: {action.facts.get('say') or _said(action, after.phase.id)}"


def _said(action: Action, phase: str) -> str:
    steps = ", ".join(action.facts.get("steps", {})).lower()
    words = {
        "decision": "approved",
        "phase": phase,
        "written": steps or f"{phase} notes",
        "measured": ", ".join(action.facts.get("kpis", {})),
    }
    return _SAID.get(action.do, action.do).format_map({**words, **action.facts})


def author_of(action: Action) -> str:
    """Who commits: whoever acts, or else the one who squashes it with their own work or types it for them."""
    return str(action.facts.get("squashed_by") or action.facts.get("typed_by") or action.by)


def body_of(action: Action, actor: Member) -> str:
    """The rest of the message: the note, and the actor as co-author of what somebody else squashed."""
    trailer = f"Co-authored-by: {actor.name} <{actor.email}>" if "squashed_by" in action.facts else ""
    return "\n\n".join(part for part in (str(action.facts.get("note", "")), trailer) if part)
