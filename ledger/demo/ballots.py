"""Votes of the story: on the digest of the document that the voter sees, signed where the story says so."""

from functools import cache
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from ledger.demo.state import Stage, page_text
from ledger.demo.story import Action
from ledger.diagnostics import Diagnostic
from ledger.digest import digest, statement
from ledger.document import read_document
from ledger.papers import Approval
from ledger.signature import sign
from ledger.words import Decision

_TOLD: Final = ("note", "review")


def ballot(stage: Stage, action: Action) -> dict[str, Any]:
    """The entry in the document's list of approvals."""
    facts = action.facts
    entry = {
        "gate": facts["gate"],
        "role": facts["role"],
        "by": action.by,
        "date": action.on.isoformat(),
        "decision": facts.get("decision", Decision.APPROVED.value),
        "of": _seen(stage),
        **{key: facts[key] for key in _TOLD if key in facts},
    }
    return {**entry, "signature": _signed(_stated(stage, entry))} if facts.get("signed") else entry


def _seen(stage: Stage) -> str:
    """The digest of the current phase's document."""
    name = f"{stage.phase.id}.md"
    document = read_document(page_text(stage.flow, stage.phase.id, stage.page).encode(), name)
    if isinstance(document, Diagnostic):
        raise TypeError(document.message)
    return digest(document.meta, document.body)


def _stated(stage: Stage, entry: dict[str, Any]) -> bytes:
    unsaid = dict.fromkeys(("note", "review", "signature"))
    vote = Approval(index=0, **{**unsaid, **entry})
    return statement(stage.folder.rsplit("/", 1)[-1], stage.phase.id, vote)


@cache
def _signed(text: bytes) -> str:
    """The signature with the key that comes with the story; ed25519 gives the same one every time."""
    with TemporaryDirectory(prefix="ledger-") as folder:
        key = Path(folder, "key")
        key.touch(mode=0o600)
        key.write_bytes((files("ledger") / "demo" / "story" / "worthless-key").read_bytes())
        return sign(text, key)
