"""The questions of `ledger init` on a terminal: only what the command line leaves open, each with a default."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import typer

from ledger.diagnostics import LedgerError, did_you_mean
from ledger.records.config import builtin_flows
from ledger.scaffold.begin import Wishes, default_title, known_founder
from ledger.scaffold.hosting import Forge
from ledger.scaffold.people import Founder, founder_of, roles_in, roles_of

_FLOW: Final = "startup"


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What the command line says, with defaults for the rest, and which parts it leaves open."""

    wishes: Wishes
    open: frozenset[str]


def defaults(
    *,
    title: str | None,
    flow: str | None,
    forge: str | None,
    account: str | None,
    people: Iterable[str] | None,
    project: str | None,
) -> Given:
    """The wishes of a command line. Raises LedgerError for a person that cannot be read."""
    named = {"title": title, "flow": flow, "forge": forge, "account": account, "people": people, "project": project}
    wishes = Wishes(
        title=title,
        flow=flow or _FLOW,
        forge=forge or Forge.GITHUB,
        account=account,
        people=tuple(founder_of(one) for one in people or ()),
        project=project,
    )
    return Given(wishes=wishes, open=frozenset(name for name, value in named.items() if not value))


def asked(directory: Path, given: Given) -> Wishes:
    """The wishes with what somebody answers put in."""
    wishes = given.wishes
    if "title" in given.open:
        wishes = replace(wishes, title=typer.prompt("What is the ledger called", default_title(directory)))
    if "flow" in given.open:
        typer.echo("".join(f"  {flow.id}: {flow.title}\n" for flow in builtin_flows().values()), nl=False)
        wishes = replace(wishes, flow=_choice("Which flow do new projects follow", builtin_flows(), wishes.flow))
    if "forge" in given.open:
        wishes = replace(wishes, forge=_choice("Where is the repository hosted", Forge, wishes.forge))
    if "people" in given.open and wishes.flow in builtin_flows() and wishes.forge in set(Forge):
        wishes = replace(wishes, people=tuple(_people(directory, wishes)), is_everybody=True, account=None)
    if "project" in given.open:
        project = typer.prompt("Name of a first project, such as rush-hours (empty for none)", "", show_default=False)
        wishes = replace(wishes, project=project.strip() or None)
    return wishes


def _choice(question: str, choices: Iterable[str], default: str) -> str:
    known = [str(one) for one in choices]

    def chosen(answer: str) -> str:
        if answer not in known:
            raise typer.BadParameter(f"there is no '{answer}': {did_you_mean(answer, known)}")
        return answer

    return str(typer.prompt(f"{question} ({', '.join(known)})", default, value_proc=chosen))


def _person(answer: str) -> Founder | None:
    """Somebody, or None for an empty line; another form is asked again."""
    try:
        return founder_of(answer) if answer.strip() else None
    except LedgerError as error:
        raise typer.BadParameter(str(error)) from None


def _people(directory: Path, wishes: Wishes) -> Iterable[Founder]:
    """The one at the keyboard, then others until an empty line."""
    known = known_founder(directory, Forge(wishes.forge))
    name = typer.prompt("Your name", known.name if known else None)
    email = typer.prompt("The address that you commit with", known.email if known else None)
    account = wishes.account or (known.account if known else None)
    if wishes.forge != Forge.NONE and not wishes.account:
        account = typer.prompt(f"Your {wishes.forge} account (empty for none)", account or "").strip() or None
    roles = typer.prompt("Your roles", ", ".join(roles_of(builtin_flows()[wishes.flow])))
    yield Founder(name=name, email=email, roles=roles_in(roles), account=account)
    more = "Somebody else, as 'Dana <dana@example.com> product' (empty for nobody)"
    while other := typer.prompt(more, "", show_default=False, value_proc=_person):
        yield other
