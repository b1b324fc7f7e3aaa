"""A project of the story between two actions, and the files that it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from ledger.demo.texts import file_text, wrapped
from ledger.forms.front_matter import document_text
from ledger.forms.template import phase_document
from ledger.records.flow import Flow, Phase
from ledger.words import CARD_NAME, PROJECTS_DIR

_CARD_ORDER: Final = (
    "title",
    "owner",
    "team",
    "flow",
    "phase",
    "status",
    "started",
    "summary",
    "business_case",
    "move",
)
_PAGE_ORDER: Final = ("phase", "iteration", "timebox", "budget", "decision", "kpis", "deliverables", "tasks")
_PAGE_END: Final = ("approvals",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A phase document: its front matter, and the text below each step's heading."""

    meta: Mapping[str, Any]
    steps: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A project at one moment; `entered` counts how often each phase was entered, `files` are its other files."""

    folder: str
    about: str
    flow: Flow
    card: Mapping[str, Any]
    pages: Mapping[str, Page]
    entered: Mapping[str, int]
    files: Mapping[str, Any]

    @property
    def phase(self) -> Phase:
        """The phase that the card names."""
        found = self.flow.phase(self.card["phase"])
        if found is None:
            raise KeyError(self.card["phase"])
        return found

    @property
    def page(self) -> Page:
        """The document of the current phase."""
        return self.pages[self.phase.id]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A stage with the texts of its files, by path from the project's folder."""

    stage: Stage
    texts: Mapping[str, str]

    @property
    def files(self) -> dict[str, str]:
        """The texts by path from the ledger's root."""
        return {f"{PROJECTS_DIR}/{self.stage.folder}/{path}": text for path, text in self.texts.items()}


def scene_of(stage: Stage, before: Scene | None) -> Scene:
    """The scene of a stage; what has not changed since the scene before is not written again."""
    old = before.stage if before else None
    known = before.texts if before else {}
    card_kept = old is not None and (old.card, old.about) == (stage.card, stage.about)
    texts = {CARD_NAME: known[CARD_NAME] if card_kept else _card_text(stage)}
    for name, page in stage.pages.items():
        path = f"{name}.md"
        texts[path] = known[path] if old and old.pages.get(name) is page else page_text(stage.flow, name, page)
    for path, content in stage.files.items():
        texts[path] = known[path] if old and old.files.get(path) is content else file_text(content)
    return Scene(stage=stage, texts=texts)


def _card_text(stage: Stage) -> str:
    about = f"# {stage.card['title']}\n\n{wrapped(stage.about)}"
    return document_text(_in_order(stage.card, _CARD_ORDER), about)


def page_text(flow: Flow, name: str, page: Page) -> str:
    """The text of a phase document."""
    phase = flow.phase(name)
    if phase is None:
        raise KeyError(name)
    if page.meta.keys() == {"phase", "iteration"} and not page.steps:
        return phase_document(flow, phase, iteration=page.meta["iteration"])
    return document_text(_in_order(page.meta, _PAGE_ORDER, _PAGE_END), _body(phase, page))


def _in_order(meta: Mapping[str, Any], first: tuple[str, ...], last: tuple[str, ...] = ()) -> dict[str, Any]:
    middle = [key for key in meta if key not in first and key not in last]
    return {key: meta[key] for key in (*first, *middle, *last) if key in meta}


def _body(phase: Phase, page: Page) -> str:
    sections = [
        f"## {step.title}\n\n{_section(step.guide, page.steps.get(step.title))}".rstrip() for step in phase.steps
    ]
    return "\n\n".join([f"# {phase.title}", *sections])


def _section(guide: str, text: str | None) -> str:
    if text:
        return wrapped(text)
    return f"<!--\n{guide.strip()}\n-->" if guide.strip() else ""
