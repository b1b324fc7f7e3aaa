"""Names and links: whatever a file refers to is there, and only once."""

from collections.abc import Iterator
from typing import Final

from ledger.diagnostics import Diagnostic, Location, Severity, did_you_mean
from ledger.records.flow import Flow
from ledger.records.front_matter import mappings, text
from ledger.records.model import Ledger, Project
from ledger.records.papers import Approval, Card, PhaseDocument
from ledger.records.policy import Policy
from ledger.rules.circles import circles
from ledger.rules.finding import card_place, finding
from ledger.rules.landed import landed_votes
from ledger.rules.paths import path_findings, pinned_content
from ledger.rules.people import unknown_people
from ledger.text.document import Document
from ledger.text.strict_yaml import shown
from ledger.votes.identity import identities
from ledger.words import BACKTRACK_GATE, CANCEL_GATE, CARD_NAME, VETOES

_STAYS: Final = "a vote that landed stays as it is; one that is to count names gate and role as they are called now"
_SOFT_KPIS: Final = "soft_kpis"  # a flow with this field lets a hard KPI stand in for each goal that people judge
_FIRST: Final = "keep gate and role until whoever blocks it has voted again: no veto is lifted by another name"


def flows(ledger: Ledger) -> Iterator[Diagnostic]:
    """REF001: the flow that a card or the ledger names is a known one."""
    default = ledger.policy.default_flow
    if default is not None and default not in ledger.flows:
        yield _unknown_flow(default, ledger, ledger.policy_source.value_place("flow"), None)
    for project, card in _cards(ledger):
        if card.flow is not None and card.flow not in ledger.flows:
            yield _unknown_flow(card.flow, ledger, card_place(project, "flow"), project)


def _unknown_flow(name: str, ledger: Ledger, place: Location, project: Project | None) -> Diagnostic:
    message = f"the flow must be a built-in one or one of schema/flows, found '{shown(name)}'"
    return finding("REF001", place, message, did_you_mean(name, ledger.flows), project)


def phases(ledger: Ledger) -> Iterator[Diagnostic]:
    """REF002: the phase that a card names is one of its flow."""
    for project, card in _cards(ledger):
        flow, phase = _named_flow(card, ledger), card.phase
        if flow is not None and phase is not None and flow.phase(phase) is None:
            message = f"the phase must be one of the flow '{flow.id}', found '{shown(phase)}'"
            hint = did_you_mean(phase, (one.id for one in flow.phases))
            if project.landed_flow and not project.malformed:  # it stands there, and the flow was changed
                hint = f"'ledger why {project.slug}' says how it leaves a phase that its flow has no more"
            yield finding("REF002", card_place(project, "phase"), message, hint, project)


def dependencies(ledger: Ledger) -> Iterator[Diagnostic]:
    """REF004, REF005: a project depends on projects of the ledger, and never on itself, not even through others."""
    cards = {project.slug: project.card_source for project in ledger.projects.values() if project.card_source}
    needs = {slug: dict(_depends_on(card)) for slug, card in cards.items()}
    for slug, wanted in needs.items():
        for name, place in wanted.items():
            if name not in ledger.projects:
                message = f"a dependency must be the name of a project's folder, found '{shown(name)}'"
                hint = did_you_mean(name, (other for other in ledger.projects if other != slug))
                yield finding("REF004", place, message, hint, ledger.projects[slug])
    for circle in circles(needs):
        first, following = circle[0], circle[1 % len(circle)]
        message = f"projects must not depend on each other in a circle, found {' -> '.join((*circle, first))}"
        hint = "remove one of these dependencies: none of these projects could begin before the others"
        if len(circle) == 1:
            message, hint = f"a project must not depend on itself, found '{first}'", "remove this dependency"
        yield finding("REF005", needs[first][following], message, hint, ledger.projects[first])


def _depends_on(card: Document) -> Iterator[tuple[str, Location]]:
    listed = card.meta.get("depends_on")
    for index, name in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(name, str):
            yield name, card.value_place("depends_on", index)


def phase_names(ledger: Ledger) -> Iterator[Diagnostic]:
    """REF009: a document's `phase` is the name of its file."""
    for project, document in _documents(ledger):
        stated = document.fields.get("phase")
        if isinstance(stated, str) and stated != document.phase:
            message = f"'phase' must be the file's name, '{document.phase}', found '{shown(stated)}'"
            hint = f"write 'phase: {document.phase}', or rename the file"
            yield finding("REF009", document.source.value_place("phase"), message, hint, project)


def votes(ledger: Ledger) -> Iterator[Diagnostic]:
    """REF010: a vote names a gate of its phase and a role that somebody holds or the flow asks for.

    One that landed may have named them when they were called so. It stays, and is noted while its phase is not left;
    but nobody lifts a veto by calling its gate or its role otherwise.
    """
    landed = {slug: landed_votes(project) for slug, project in ledger.projects.items()}
    for project, document in _documents(ledger):
        flow = project.flow
        if flow is None:
            continue
        own = (gate.id for phase in flow.phases if phase.id == document.phase for gate in phase.gates)
        gates = {BACKTRACK_GATE, CANCEL_GATE, *own}  # votes on a move name gates that no phase lists
        roles = ledger.policy.roles | _roles_asked(flow)
        for vote in document.approvals:
            has_landed = (document.phase, vote.index) in landed[project.slug]
            if has_landed and document.phase != project.phase:
                continue
            for field, name, known, where in (
                ("gate", vote.gate, gates, f"the phase '{document.phase}'"),
                ("role", vote.role, roles, "ledger.yml or of the flow"),
            ):
                if name is not None and name not in known:
                    place = document.source.value_place("approvals", vote.index, field)
                    message = f"the {field} of a vote must be one of {where}, found '{shown(name)}'"
                    hint, severity = did_you_mean(name, known), None
                    if has_landed:
                        is_veto = _is_last_veto(vote, document, ledger.policy)
                        hint, severity = (_FIRST, None) if is_veto else (f"{_STAYS}: {hint}", Severity.NOTE)
                    yield finding("REF010", place, message, hint, project, severity)


def _is_last_veto(vote: Approval, document: PhaseDocument, policy: Policy) -> bool:
    """Whether a vote is a veto that its voter has not taken back, under whatever handle of theirs."""
    persons = identities(policy.people)

    def seat(one: Approval) -> tuple[str | None, ...]:
        return persons.get(one.by or "", one.by), one.gate, one.role

    later = document.approvals[vote.index + 1 :]
    return vote.decision in VETOES and not any(seat(one) == seat(vote) for one in later)


def _roles_asked(flow: Flow) -> frozenset[str]:
    asked = (
        *(gate.approvals for phase in flow.phases for gate in phase.gates),
        *(way.approvals for way in flow.backtracks),
        flow.cancel.approvals,
    )
    return frozenset(role for counts in asked for role in counts)


def strays(ledger: Ledger) -> Iterator[Diagnostic]:
    """REF011: a Markdown file directly in a project is its card or a phase's document; of a past phase only a note."""
    for project in ledger.projects.values():
        flow = project.flow
        if flow is None:
            continue
        known = [f"{phase.id}.md" for phase in flow.phases]
        was_in = {f"{visit.phase}.md" for visit in project.visits}  # by a flow that has changed since
        for name in sorted(project.files):
            if "/" not in name and name.endswith(".md") and name != CARD_NAME and name not in known:
                place = Location(path=f"{project.folder}/{name}")
                message = f"a page beside the card must be named after a phase of '{flow.id}', found '{shown(name)}'"
                hint = f"{did_you_mean(name, known)} (other pages go into a folder of their own)"
                if name in was_in:
                    hint = "leave it as it is: it is the record of a phase that the project has been in"
                severity = Severity.NOTE if name in was_in else None
                yield finding("REF011", place, message, hint, project, severity)


def ids(ledger: Ledger) -> Iterator[Diagnostic]:
    """REF012: the id of a task or a KPI stands once in its document."""
    for project, document in _documents(ledger):
        for field, entries in (("kpis", document.kpis), ("tasks", document.tasks)):
            seen: set[str] = set()
            for entry in entries:
                if entry.id in seen:
                    message = f"an id must stand once in '{field}', found '{shown(entry.id)}' again"
                    place = document.source.value_place(field, entry.index, "id")
                    yield finding("REF012", place, message, "give one of the two another id", project)
                seen |= {entry.id} - {""}


def proxies(ledger: Ledger) -> Iterator[Diagnostic]:
    """REF015: the proxy of a soft KPI is a KPI of its project, where the flow has such a field."""
    for project, document in _documents(ledger):
        if project.flow is None or _SOFT_KPIS not in project.flow.fields:
            continue
        known = {kpi.id for one in project.every_document for kpi in one.kpis if kpi.id}
        for index, soft in mappings(document.fields, _SOFT_KPIS):
            if (proxy := text(soft, "proxy")) is not None and proxy not in known:
                place = document.source.value_place(_SOFT_KPIS, index, "proxy")
                message = f"the proxy of a soft KPI must be the id of a KPI of the project, found '{shown(proxy)}'"
                hint = did_you_mean(proxy, known) if known else f"define it in 'kpis' of {document.phase}.md"
                yield finding("REF015", place, message, hint, project)


def current_document(ledger: Ledger) -> Iterator[Diagnostic]:
    """DOC018: the phase that the project is in has a document."""
    for project, card in _cards(ledger):
        flow, phase = _named_flow(card, ledger), card.phase
        if flow is None or phase is None or flow.phase(phase) is None or f"{phase}.md" in project.files:
            continue
        message = f"the current phase must have a document, found no '{phase}.md'"
        hint = f"write '{project.folder}/{phase}.md' with 'phase: {phase}' in its front matter"
        yield finding("DOC018", card_place(project, "phase"), message, hint, project)


def _cards(ledger: Ledger) -> Iterator[tuple[Project, Card]]:
    """Projects with their cards as they can be read now; what an older card said was judged when it stood."""
    for project in ledger.projects.values():
        if (card := project.card_now) is not None:
            yield project, card


def _named_flow(card: Card, ledger: Ledger) -> Flow | None:
    return ledger.flows.get(card.flow or ledger.policy.default_flow or "")


def _documents(ledger: Ledger) -> Iterator[tuple[Project, PhaseDocument]]:
    for project in ledger.projects.values():
        for document in project.documents.values():
            yield project, document


RULES: Final = (
    flows,
    phases,
    unknown_people,
    dependencies,
    path_findings,
    pinned_content,
    phase_names,
    votes,
    strays,
    ids,
    proxies,
    current_document,
)
