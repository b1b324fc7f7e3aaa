"""Where a project stands in the new ledger, and the text of its files."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from ledger.forms.front_matter import document_text
from ledger.text.headings import STEP_LEVEL, heading_key, sections
from ledger.votes.digest import digest
from ledger.words import CARD_NAME, PROJECTS_DIR, Status

_ORDER: Final = ("title", "owner", "team", "flow", "phase", "status", "started", "summary", "move", "tags", "extra")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A phase document: for which time the phase was entered, its text and its votes."""

    phase: str
    iteration: int = 1
    body: str = ""
    votes: tuple[Mapping[str, str], ...] = ()

    def sealed(self) -> str:
        """The digest that a vote on it covers."""
        return digest({"phase": self.phase, "iteration": self.iteration}, self.body)

    def text(self) -> str:
        """The document's file."""
        meta: dict[str, Any] = {"phase": self.phase, "iteration": self.iteration}
        return document_text(meta | ({"approvals": list(self.votes)} if self.votes else {}), self.body)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A project as it stands after a commit; `entered` counts how often each phase was entered."""

    folder: str
    phase: str
    status: Status
    card: Mapping[str, Any]
    body: str = ""
    pages: Mapping[str, Page] = field(default_factory=dict)
    entered: Mapping[str, int] = field(default_factory=dict)

    def files(self) -> dict[str, str]:
        """Path to text of every file of the project."""
        at = f"{PROJECTS_DIR}/{self.folder}"
        facts = {**self.card, "phase": self.phase, "status": self.status.value}
        card: dict[str, Any] = {name: facts[name] for name in _ORDER if name in facts}
        pages = {f"{at}/{phase}.md": page.text() for phase, page in self.pages.items()}
        return {f"{at}/{CARD_NAME}": document_text(card, self.body), **pages}


def parted(body: str, targets: Mapping[str, str], rest: str) -> dict[str, str]:
    """A text by where its sections go, each with its heading; everything else goes to `rest`."""
    wanted = {heading_key(title): target for title, target in targets.items()}
    lines = body.split("\n")
    found: dict[str, list[str]] = {rest: []}
    target, start = rest, 0
    for section in sections(body) if wanted else ():
        if section.level > STEP_LEVEL:
            continue
        found.setdefault(target, []).extend(lines[start : section.line - 1])
        start = section.line - 1
        target = wanted.get(heading_key(section.title), rest) if section.level == STEP_LEVEL else rest
    found.setdefault(target, []).extend(lines[start:])
    return {name: "\n".join(part).strip("\n") for name, part in found.items()}
