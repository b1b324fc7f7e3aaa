"""A ledger whose first gate asks for one vote, and what the check and the audit say of its votes and moves."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Final

from ledger import assemble, audit, rules
from ledger.text.document import Document, read_document
from ledger.votes.digest import digest
from tests.build import FLOW, LEDGER, Builder, card, document

TODAY: Final = date(2026, 3, 12)
NAMES: Final = ("ravi", "eli")
PEOPLE: Final = LEDGER + "".join(
    f"  {name}: {{name: {name.capitalize()}, emails: [{name}@example.com], roles: [product]}}\n" for name in NAMES
)
GATED: Final = FLOW.replace("needs: [timebox]", "gates: [{id: scope, title: Scope, approvals: {product: 1}}]")
CARD: Final = "projects/churn/README.md"
IDEA: Final = "projects/churn/idea.md"
STOPPED: Final = card(status="cancelled", more="move: {to: cancelled, because: no-data}\n")


def voted(text: str, by: str, decision: str = "approved", *, gate: str = "scope", on: str = "2026-01-05") -> str:
    """A document with one more vote on its content, at the end of its list."""
    read = read_document(text.encode(), IDEA)
    assert isinstance(read, Document)
    of = digest(read.meta, read.body)
    entry = f"  - {{gate: {gate}, role: product, by: {by}, date: {on}, decision: {decision}, of: '{of}'}}\n"
    head, _, body = text[4:].partition("---\n")
    listed = head if "approvals:" in head else f"{head}approvals:\n"
    return f"---\n{listed}{entry}---\n{body}"


def started(root: Path, idea: str | None = None, *, flow: str = GATED) -> Builder:
    """A ledger with one project of sam's in its first phase, whose gate asks for one vote as product."""
    place = Builder(root / "ledger", ledger=PEOPLE, flow=flow).project(idea=idea or document())
    place.commit("Start")
    return place


def branch(place: Builder, name: str = "work") -> Builder:
    place.git("checkout", "-q", "-b", name)
    return place


def land(place: Builder, name: str = "work") -> None:
    """Merge a branch into main as a forge does."""
    place.git("checkout", "-q", "main")
    place.git("merge", "-q", "--no-ff", "-m", "Land", name, author="mia")


def changed(place: Builder) -> list[str]:
    """What `check --base main` says of votes and moves, by code."""
    change = assemble.load_change(place.root, base="main", today=TODAY)
    return codes_of(rules.judge(change.after, change))


def standing(place: Builder) -> list[str]:
    """What `check` says of votes and moves as things stand, by code."""
    return codes_of(rules.judge(assemble.load(place.root, today=TODAY)))


def audited(place: Builder) -> list[str]:
    """What the audit finds under the policy of the time, by code."""
    return codes_of(audit.read(place.root, today=TODAY).then)


def codes_of(found: object) -> list[str]:
    """The codes of findings about votes and moves."""
    assert isinstance(found, tuple)
    return [one.code for one in found if one.code.startswith(("APR", "MOV"))]


def advancing(idea: str, *, owner: str = "sam") -> Mapping[str, str]:
    """The files of an advance to the second phase."""
    moved = card(phase="build").replace("owner: sam", f"owner: {owner}")
    return {IDEA: idea, CARD: moved, "projects/churn/build.md": document("build")}


def owing(root: Path) -> Builder:
    """A project that went on with Dana's approval, whose text was changed afterwards."""
    place = started(root)
    approved = voted(document(), "dana")
    place.write({IDEA: approved}).commit("Yes", author="dana")
    place.write(advancing(approved)).commit("Go")
    return place.write({IDEA: approved.replace("A need", "Half a need")})
