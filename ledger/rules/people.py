"""Whoever a file names is one of the people of `ledger.yml`."""

from collections.abc import Iterator
from functools import partial

from ledger.diagnostics import Diagnostic, Location, did_you_mean
from ledger.records.model import Ledger, Project
from ledger.records.papers import Approval
from ledger.records.policy import Person, Policy
from ledger.rules.finding import Where, card_place, finding
from ledger.rules.landed import landed_votes
from ledger.text.strict_yaml import shown


def unknown_people(ledger: Ledger) -> Iterator[Diagnostic]:
    """REF003: owners, sponsors, assignees and voters are people of the ledger, by the handle that they have now.

    A vote that landed keeps the one that its voter had then. End users are not asked for: they may be a group, or
    people outside who hold no handle. Without a readable `ledger.yml` nobody is known, and that is the finding.
    """
    if not ledger.policy_source.meta:
        return
    for project in ledger.projects.values():
        for what, handle, where in (*_of_card(project), *_of_tasks(project)):
            if handle not in ledger.policy.people:
                yield _unknown(what, handle, where(), _hint(handle, ledger.policy), project)
        landed = landed_votes(project)
        for phase, vote, where in _of_votes(project):
            if vote.by is None or vote.by in ledger.policy.people:
                continue
            if (phase, vote.index) not in landed:
                yield _unknown("who votes", vote.by, where(), _hint(vote.by, ledger.policy), project)
            elif ledger.policy.person(vote.by) is None:
                yield _unknown("who votes", vote.by, where(), _listed_again(vote.by), project)


def _unknown(what: str, handle: str, place: Location, hint: str, project: Project) -> Diagnostic:
    message = f"{what} must be a handle of 'people' in ledger.yml, found '{shown(handle)}'"
    return finding("REF003", place, message, hint, project)


def _of_card(project: Project) -> Iterator[tuple[str, str, Where]]:
    card = project.card_now
    if card is None:
        return
    if card.owner is not None:
        yield "the owner", card.owner, partial(card_place, project, "owner")
    case = card.business_case
    if case and case.sponsor is not None:
        yield "the sponsor", case.sponsor, partial(card_place, project, "business_case", "sponsor")
    if case and case.lies_awake is not None:
        yield "who lies awake", case.lies_awake, partial(card_place, project, "business_case", "lies_awake")


def _of_tasks(project: Project) -> Iterator[tuple[str, str, Where]]:
    for document in project.documents.values():
        for task in document.tasks:
            if task.assignee is not None:
                where = partial(document.source.value_place, "tasks", task.index, "assignee")
                yield "the assignee", task.assignee, where


def _of_votes(project: Project) -> Iterator[tuple[str, Approval, Where]]:
    for document in project.documents.values():
        for vote in document.approvals:
            yield document.phase, vote, partial(document.source.value_place, "approvals", vote.index, "by")


def _listed_again(handle: str) -> str:
    """How a vote that landed finds its voter: to write another name there would forge it."""
    who = shown(handle)
    return (
        f"a vote that landed stays as it is: list '{who}' in 'people', with 'roles: []' if they have left, "
        "or under 'formerly' of the person if they are called otherwise now"
    )


def _hint(handle: str, policy: Policy) -> str:
    """The handle of whom the name, address or account belongs to, else the nearest handle."""
    called = (person for person in policy.people.values() if handle.casefold() in _names(person))
    known = policy.person(handle) or next(called, None)
    if known:
        return f"write the handle '{known.handle}'"
    return f"{did_you_mean(handle, policy.people)} (who is new is added to 'people' in ledger.yml)"


def _names(person: Person) -> set[str]:
    names = (person.handle, person.name, *person.emails, person.github, person.gitlab)
    return {f"{sign}{name.casefold()}" for name in names if name for sign in ("", "@")}
