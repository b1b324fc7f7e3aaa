"""What the flow pages show: each flow explained, from its own definition."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from markupsafe import Markup

from ledger.plurals import inflected
from ledger.records.flow import Flow, Phase
from ledger.records.model import Ledger
from ledger.site import markdown_text
from ledger.site.linked import figure, listing, projects, sentence
from ledger.site.page import Page, flow_path
from ledger.site.render import safe
from ledger.views.fields import asked_of


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowRow:
    """A flow with the number of projects that follow it."""

    flow: Flow
    projects: int


def _guide(text: str, prefix: str) -> Markup:
    place = markdown_text.Place(prefix=prefix, level=4)
    return safe(markdown_text.to_html(text, place)) if text.strip() else Markup()


def _guided(phase: Phase) -> Iterator[tuple[str, str, str]]:
    """What has a guide, its title and the guide: a step and the gate after it may have one title."""
    yield from (("step", step.title, step.guide) for step in phase.steps)
    yield from (("gate", gate.title, gate.guide) for gate in phase.gates)


def _flow_page(flow: Flow, followers: int) -> Page:
    guides = {
        (phase.id, kind, title): _guide(text, f"guide-{phase.id}-{place}")
        for phase in flow.phases
        for place, (kind, title, text) in enumerate(_guided(phase))
    }
    path = flow_path(flow.id)
    back = [way.origin for way in flow.backtracks if way.target != way.origin]
    again = [way.origin for way in flow.backtracks if way.target == way.origin]
    parts = [
        figure(len(flow.phases), "phase", "#phases"),
        figure(len(back), "listed way back", f"#back-{''.join(back[:1])}", "listed ways back"),
    ]
    parts += [figure(len(again), "listed iteration", f"#back-{again[0]}")] if again else []
    said = sentence(
        "{}; {} {} it.",
        listing(parts),
        figure(followers, "project", projects(path, flow=flow.id)),
        inflected(followers, "follows", "follow"),
    )
    return Page(
        path=path,
        title=flow.title,
        description=f"{flow.summary} {said.striptags()}".strip(),
        template="flow.html.j2",
        values={
            "flow": flow,
            "answer": said,
            "guides": guides,
            "fields": {phase.id: [asked_of(flow, need) for need in phase.needs] for phase in flow.phases},
            "titles": {phase.id: phase.title for phase in flow.phases},
        },
    )


def flow_pages(ledger: Ledger) -> tuple[Page, ...]:
    """The list of flows, those in use first, and a page for each."""
    used = Counter(project.flow.id for project in ledger.projects.values() if project.flow)
    rows = [FlowRow(flow=flow, projects=used[flow.id]) for _, flow in sorted(ledger.flows.items())]
    rows.sort(key=lambda row: (-row.projects, row.flow.id))
    index = Page(
        path="flows/index.md",
        title="Flows",
        description="The ways of working that projects follow: their phases, who approves, and where they may go back.",
        template="flows.html.j2",
        values={"rows": tuple(rows), "projects": partial(projects, "flows/index.md")},
    )
    return (index, *(_flow_page(row.flow, row.projects) for row in rows))
