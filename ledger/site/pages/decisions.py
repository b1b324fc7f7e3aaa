"""What a decision's page shows: exactly what one vote covered, and whether the document is still that."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from posixpath import normpath
from typing import Final

from markupsafe import Markup

from ledger.paths import folder_of
from ledger.plurals import listed
from ledger.proof.decisions import Covered, Decided
from ledger.records.front_matter import phase_document_of
from ledger.records.model import Ledger, Project
from ledger.records.papers import PhaseDocument
from ledger.records.policy import Policy
from ledger.site import markdown_text
from ledger.site.forge import Forge
from ledger.site.linked import joined, linked, sentence
from ledger.site.page import Page, decision_path, project_path
from ledger.site.render import safe
from ledger.site.words import day_words, ordinal
from ledger.text.document import Document
from ledger.views.decisions import DecisionRow, Rules, State, decision_rows
from ledger.views.differences import FieldChange, Line, covered_fields, field_changes, line_changes
from ledger.votes.approvals import Standing
from ledger.votes.digest import statement
from ledger.votes.lapses import lapse
from ledger.words import Decision, Grade, KpiCondition, role_words

_SAID: Final[Mapping[str, str]] = {
    Decision.APPROVED: "approved this",
    Decision.CHANGES_REQUESTED: "asked for changes to this",
    Decision.REJECTED: "rejected this",
    Decision.NOT_APPLICABLE: "said that this does not apply",
}
PROOFS: Final[Mapping[Grade, str]] = {
    Grade.CLAIMED: "Only the text says so: nothing that git or a key could prove.",
    Grade.AUTHORED: "The commit that brought the vote has an address of this person as its author or co-author.",
    Grade.ATTESTED: "A review on the forge, by this person's account, approved this very content.",
    Grade.SIGNED: "An SSH signature over the vote's statement verifies with a key that the policy had for this person.",
}
_WORTH: Final[Mapping[State, str]] = {
    State.BLOCKS: "The vote blocks its gate until its voter lifts it.",
    State.LAPSED: "The vote has lapsed: it counts for nothing until it is given again.",
    State.SUPERSEDED: "A later vote of the same person in the same role took its place.",
    State.USED: "The move that it was for has been made, and it counts for no other.",
    State.REMOVED: "Its entry was edited or removed since, which must not happen; git still has it as it landed.",
    State.GONE: "The document, or its project, is not there any more or cannot be read as it is now.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What is different now: fields and lines; both empty for a content whose entries only changed their order."""

    fields: tuple[FieldChange, ...]
    lines: tuple[Line, ...]
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PinnedFile:
    """A file whose content the vote covers, as git calls that; `href` leads to it as it was.

    `found` is what git calls the content that it has now; empty where it is not there any more.
    """

    path: str
    blob: str
    href: str
    found: str

    @property
    def is_same(self) -> bool:
        """Whether the file is still what was voted on."""
        return self.found == self.blob

    @property
    def now(self) -> str:
        """What became of it, in words."""
        return "unchanged" if self.is_same else "other content" if self.found else "not there any more"


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleLine:
    """One part of the policy, then and now."""

    what: str
    then: str
    now: str


def title_of(row: DecisionRow, policy: Policy) -> str:
    """As in `Scope and KPIs approval: approved by Dana`."""
    vote = row.vote
    gate = row.now.gate or (row.then.gate if row.then else None)
    voter = policy.called(vote.by) or "nobody"
    return f"{gate.title if gate else vote.gate or 'No gate'}: {_decision(row)} by {voter}"


def _numbered(row: DecisionRow, policy: Policy) -> str:
    """The title with the number of the vote where the same person had voted on the same before."""
    _, _, number = row.decided.name.rpartition("-")
    again = f", {ordinal(int(number))} vote" if number.isdecimal() and int(number) > 1 else ""
    return f"{title_of(row, policy)}{again}"


def _decision(row: DecisionRow) -> str:
    return (row.vote.decision or "no decision").replace("-", " ")


def answer(row: DecisionRow, ledger: Ledger, changed: str, files: Sequence[PinnedFile]) -> Markup:
    """Whether document and files are still what was voted on and whether the vote counts, in a sentence or two."""
    landing = row.decided.graded.landing
    who = ledger.policy.called(row.vote.by) or "Somebody"
    verb = _SAID.get(row.vote.decision or "", "voted on this")
    role = role_words(row.vote.role or "nobody")
    said: list[str] = [f"{who} {verb}, as {role}; the vote landed on {day_words(landing.time)}."]
    if row.is_same:
        others = listed([one.path for one in files if not one.is_same])
        but = f", but the vote covers {others}, too, which has changed" if others else ""
        said.append(f"The document still holds exactly that{but}.")
    elif row.is_same is False:
        since = f"Since {day_words(row.lapsed.time)} the document holds" if row.lapsed else "The document now holds"
        told = sentence(": {}", linked(changed.removesuffix(" since"), "#changed")) if changed else ""
        said.append(sentence("{} something else{}.", since, told))
    return joined((*said, _worth(row)))


def _worth(row: DecisionRow) -> str:
    if row.state is State.COUNTS and row.standing is not Standing.COUNTS:
        return f"The vote counted when the phase was left. By today's policy it would not: {row.standing}."
    if row.state is State.COUNTS:
        return f"The vote counts{f', but {listed(row.blocked_by)} blocks the gate' if row.blocked_by else ''}."
    if row.state is State.VOID:
        return f"By today's policy it does not count: {row.standing or 'the flow does not have this gate any more'}."
    return _WORTH[row.state]


def _compared(content: Document, now: PhaseDocument) -> Comparison:
    found = lapse(content.meta, content.body, now.fields, now.body)
    return Comparison(
        fields=field_changes(content.meta, now.fields),
        lines=line_changes(_body(content.body), _body(now.body)),
        words=found.words if found.fields or found.lines else "the order of entries has changed since",
    )


def _pinned_files(
    content: Covered, phase: str, project: Project | None, ledger: Ledger, forge: Forge | None
) -> Iterator[PinnedFile]:
    folder = folder_of(content.document.path)
    for one in phase_document_of(content.document, phase).deliverables:
        if not one.path or not one.blob:
            continue
        found = ledger.blob(project, one.path) if project else ""
        href = forge.file(content.commit, normpath(f"{folder}/{one.path}")) if forge else ""
        yield PinnedFile(path=one.path, blob=one.blob, href=href, found=found)


def _body(text: str) -> str:
    return text.strip(" \t\n")


def _text(content: Document) -> Markup:
    return safe(markdown_text.to_html(content.body, markdown_text.Place(prefix="approved", level=3)))


def _rule_lines(row: DecisionRow) -> Iterator[RuleLine]:
    parts: tuple[tuple[str, Callable[[Rules], str]], ...] = (
        ("Roles of the person", _roles),
        ("The gate asks for", _asked),
        ("KPIs", _kpis),
        ("Least proof", lambda rules: rules.grade.value),
        ("Owners approving their own project", lambda rules: "allowed" if rules.self_approval else "not allowed"),
    )
    for what, part in parts:
        yield RuleLine(what=what, then=part(row.then) if row.then else "", now=part(row.now))


def _roles(rules: Rules) -> str:
    return "not a known person" if rules.roles is None else ", ".join(map(role_words, rules.roles)) or "none"


def _asked(rules: Rules) -> str:
    if rules.gate is None:
        return "there is no such gate"
    return listed([f"{role_words(role)}: {count}" for role, count in rules.gate.approvals.items()]) or "nobody"


def _kpis(rules: Rules) -> str:
    words = {KpiCondition.DEFINED: "must be defined", KpiCondition.MET: "must be met"}
    return words.get(rules.gate.kpis, "nothing asked") if rules.gate else "nothing asked"


def _page(ledger: Ledger, row: DecisionRow, forge: Forge | None) -> Page:
    decided, landing = row.decided, row.decided.graded.landing
    project = ledger.projects.get(decided.project)
    content, now = decided.content, project.records.get(landing.phase) if project else None
    compared = _compared(content.document, now) if content and now and row.is_same is False else None
    flow = (project.flow if project else None) or decided.flow
    phase = flow.phase(landing.phase) if flow else None
    files = tuple(_pinned_files(content, landing.phase, project, ledger, forge)) if content else ()
    said = answer(row, ledger, compared.words if compared else "", files)
    return Page(
        path=decision_path(decided.project, decided.name),
        title=f"{_numbered(row, ledger.policy)} · {project.title if project else decided.project}",
        description=said.striptags(),
        template="decision.html.j2",
        values={
            "ledger": ledger,
            "row": row,
            "heading": title_of(row, ledger.policy),
            "decision": _decision(row),
            "project": project,
            "project_page": project_path(decided.project) if project else "",
            "phase_title": phase.title if phase else landing.phase,
            "position": flow.position(landing.phase) if flow else None,
            "answer": said,
            "proof": PROOFS[decided.graded.grade],
            "compared": compared,
            "files": files,
            "fields": covered_fields(content.document.meta) if content else (),
            "text": _text(content.document) if content else None,
            "source": _body(content.document.body) if content else "",
            "file_url": forge.file(content.commit, content.document.path) if forge and content else "",
            "statement": statement(landing.slug, landing.phase, row.vote).decode("utf-8", "replace"),
            "rules": tuple(_rule_lines(row)),
            "commit_url": forge.commit if forge else None,
            "later": decision_path(decided.project, row.later.name) if row.later else "",
        },
    )


def decision_pages(
    ledger: Ledger, decisions: Mapping[str, Sequence[Decided]], *, forge: Forge | None
) -> Iterator[Page]:
    """A page for every vote that landed, also of projects that are gone."""
    for slug in sorted(decisions):
        for row in decision_rows(ledger, slug, decisions[slug]):
            yield _page(ledger, row, forge)
