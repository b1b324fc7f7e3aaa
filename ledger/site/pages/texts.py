"""The texts of a project: its card's and its phase documents', as its page shows them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from ledger.records.model import Project
from ledger.site import markdown_text
from ledger.site.render import safe
from ledger.text.headings import heading_key
from ledger.views.recorded import Fact, Listing, recorded_in

Resolve = Callable[[str], str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """The text of one phase document, and what its fields say that the page shows nowhere else."""

    phase: str
    title: str
    position: int | None
    iteration: int | None
    is_current: bool
    html: Markup
    facts: tuple[Fact, ...] = ()
    listings: tuple[Listing, ...] = ()


def texts_of(project: Project, *, image: Resolve, file: Resolve) -> tuple[Text, ...]:
    """The texts and fields of the phase documents that have any."""
    documents = {**_anchors(project), "README.md": "about"}
    found = []
    for document in project.every_document:
        known = project.flow.phase(document.phase) if project.flow else None
        title = known.title if known else document.phase
        body = _without_title(document.body, title)
        prefix = f"text-{document.phase}"
        place = markdown_text.Place(prefix=prefix, level=3, documents=documents, image=image, file=file)
        told = recorded_in(document, project.flow)
        if body.strip() or told:
            found.append(
                Text(
                    phase=document.phase,
                    title=title,
                    position=project.flow.position(document.phase) if project.flow else None,
                    iteration=document.iteration,
                    is_current=document.phase == project.phase,
                    html=safe(markdown_text.to_html(body, place)) if body.strip() else Markup(),
                    facts=tuple(one for one in told if isinstance(one, Fact)),
                    listings=tuple(one for one in told if isinstance(one, Listing)),
                )
            )
    return tuple(found)


def about(project: Project, *, image: Resolve, file: Resolve) -> Markup:
    """The card's text."""
    body = _without_title(project.card_source.body if project.card_source else "", project.title)
    place = markdown_text.Place(prefix="about", level=2, documents=_anchors(project), image=image, file=file)
    return safe(markdown_text.to_html(body, place)) if body.strip() else Markup()


def _anchors(project: Project) -> Mapping[str, str]:
    """Where each phase document's text stands on the page, by the document's name."""
    return {f"{one.phase}.md": f"text-{one.phase}" for one in project.every_document if one.body.strip()}


def _without_title(body: str, title: str) -> str:
    """A text without a first heading that only repeats the title above it."""
    first, _, rest = body.lstrip("\n").partition("\n")
    return rest if first.startswith("# ") and heading_key(first[2:]) == heading_key(title) else body
