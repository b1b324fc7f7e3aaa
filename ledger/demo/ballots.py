"""Votes of the story: on the digest of the document that the voter sees, proven as the story says."""

from functools import cache
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from ledger.demo.state import Stage, page_text
from ledger.demo.story import Action
from ledger.diagnostics import Diagnostic
from ledger.edges.signature import ATTESTING, NAMESPACE, sign
from ledger.paths import slug_of
from ledger.records.papers import Approval
from ledger.text.document import read_document
from ledger.votes.digest import attested, digest, statement
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
    place, vote = (slug_of(stage.folder), stage.phase.id), _vote(entry)
    if facts.get("attested"):
        entry["attestation"] = _signed(attested(*place, vote), "worthless-witness", ATTESTING)
    if facts.get("signed"):
        entry["signature"] = _signed(statement(*place, vote), "worthless-key", NAMESPACE)
    return entry


def _seen(stage: Stage) -> str:
    """The digest of the current phase's document."""
    name = f"{stage.phase.id}.md"
    document = read_document(page_text(stage.flow, stage.phase.id, stage.page).encode(), name)
    if isinstance(document, Diagnostic):
        raise TypeError(document.message)
    return digest(document.meta, document.body)


def _vote(entry: dict[str, Any]) -> Approval:
    unsaid = dict.fromkeys(("note", "review", "signature"))
    return Approval(index=0, **{**unsaid, **entry})


@cache
def _signed(text: bytes, name: str, namespace: str) -> str:
    """The signature with a key that comes with the story; ed25519 gives the same one every time."""
    with TemporaryDirectory(prefix="ledger-") as folder:
        key = Path(folder, "key")
        key.touch(mode=0o600)
        key.write_bytes((files("ledger") / "demo" / "story" / name).read_bytes())
        return sign(text, key, namespace)
