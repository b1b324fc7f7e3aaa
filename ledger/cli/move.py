"""`ledger advance`, `backtrack`, `iterate`, `pause`, `resume`, `cancel`, `complete`, `reopen`: a project moves."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from ledger.cli import FINDINGS
from ledger.cli.invocation import invocation_of
from ledger.cli.terminal import print_lines
from ledger.words import EventKind

if TYPE_CHECKING:
    from ledger.edit.move import Made

Project: TypeAlias = Annotated[str, typer.Argument(metavar="PROJECT", help="The project.")]
Because: TypeAlias = Annotated[
    str | None, typer.Option(metavar="REASON", help="The reason, one of those that the flow allows for this move.")
]
Note: TypeAlias = Annotated[str | None, typer.Option(metavar="TEXT", help="What was learned, in a sentence.")]
Evidence: TypeAlias = Annotated[
    str | None, typer.Option(metavar="PATH", help="A file of the project, or an address on the web, that shows it.")
]
Branch: TypeAlias = Annotated[bool, typer.Option("--branch", help="Commit on a new branch, named after the move.")]
Name: TypeAlias = Annotated[
    str | None, typer.Option("--branch-name", metavar="NAME", help="Commit on a new branch of this name.")
]
Draft: TypeAlias = Annotated[
    bool, typer.Option("--draft", help="Commit the move though something is missing, and list what.")
]
DryRun: TypeAlias = Annotated[bool, typer.Option("--dry-run", help="Show what would be written, and write nothing.")]
Pr: TypeAlias = Annotated[
    bool, typer.Option("--pr", help="Print the pull request's title and text, and offer to open it with gh or glab.")
]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Terms:
    """How a move is made: on which branch, though something is missing, only shown, with a text for a pull request."""

    branch: bool
    name: str | None
    is_draft: bool
    is_dry_run: bool
    is_pr: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Facts:
    """What the card will say of a move: the phase of a way back, and why."""

    to: str | None = None
    because: str | None = None
    note: str | None = None
    evidence: str | None = None


def advance(
    context: typer.Context,
    project: Project,
    *,
    branch: Branch = False,
    branch_name: Name = None,
    draft: Draft = False,
    dry_run: DryRun = False,
    pr: Pr = False,
) -> None:
    """Move a project to the next phase of its flow, and open that phase's document."""
    terms = _Terms(branch=branch, name=branch_name, is_draft=draft, is_dry_run=dry_run, is_pr=pr)
    _move(context, EventKind.ADVANCED, project, _Facts(), terms)


def backtrack(
    context: typer.Context,
    project: Project,
    *,
    to: Annotated[str | None, typer.Option(metavar="PHASE", help="The earlier phase that it goes back to.")] = None,
    because: Because = None,
    note: Note = None,
    evidence: Evidence = None,
    branch: Branch = False,
    branch_name: Name = None,
    draft: Draft = False,
    dry_run: DryRun = False,
    pr: Pr = False,
) -> None:
    """Take a project back to an earlier phase, and say why."""
    facts = _Facts(to=to, because=because, note=note, evidence=evidence)
    terms = _Terms(branch=branch, name=branch_name, is_draft=draft, is_dry_run=dry_run, is_pr=pr)
    _move(context, EventKind.BACKTRACKED, project, facts, terms)


def _saying_why(kind: EventKind, what: str) -> Callable[..., None]:
    def command(
        context: typer.Context,
        project: Project,
        *,
        because: Because = None,
        note: Note = None,
        evidence: Evidence = None,
        branch: Branch = False,
        branch_name: Name = None,
        draft: Draft = False,
        dry_run: DryRun = False,
        pr: Pr = False,
    ) -> None:
        facts = _Facts(because=because, note=note, evidence=evidence)
        terms = _Terms(branch=branch, name=branch_name, is_draft=draft, is_dry_run=dry_run, is_pr=pr)
        _move(context, kind, project, facts, terms)

    command.__doc__ = what
    return command


iterate = _saying_why(EventKind.ITERATED, "Go through the present phase once more, and say why.")
pause = _saying_why(EventKind.PAUSED, "Lay a project aside for a while, and say why.")
resume = _saying_why(EventKind.RESUMED, "Take up a paused project again.")
cancel = _saying_why(
    EventKind.CANCELLED, "Stop a project for good, and say why: what was tried stays for everybody to read."
)
complete = _saying_why(EventKind.COMPLETED, "Say that a project is over and done.")
reopen = _saying_why(
    EventKind.REOPENED, "Make a cancelled or completed project active again, in the phase that it was in."
)


def _move(context: typer.Context, kind: EventKind, project: str, facts: _Facts, terms: _Terms) -> None:
    from ledger.edit.desk import from_root
    from ledger.edit.move import Terms, make_move
    from ledger.edit.plan import Request

    at, is_new = invocation_of(context), terms.branch or terms.name is not None
    shown = from_root(at.directory, facts.evidence) if facts.evidence is not None else None
    asked = Request(project=project, kind=kind, to=facts.to, because=facts.because, note=facts.note, evidence=shown)
    how = Terms(new_branch=is_new, name=terms.name, is_draft=terms.is_draft, is_dry_run=terms.is_dry_run)
    made = make_move(at.directory, asked, how, today=at.today)
    _print(made, is_dry_run=terms.is_dry_run)
    if made.is_refused:
        raise typer.Exit(FINDINGS)
    if terms.is_pr:
        _propose(context, made, is_dry_run=terms.is_dry_run)


def _print(made: "Made", *, is_dry_run: bool) -> None:
    from ledger.edit import move as edit
    from ledger.report import why as report

    print_lines((line, None) for line in edit.as_text(made))
    if made.why is not None:
        print_lines(report.as_text(made.why))
    print_lines((line, None) for line in edit.how_to_propose(made))
    if is_dry_run:
        print_lines((line, None) for line in edit.diff_lines(made.files))
    if made.following is not None:
        print_lines((line, None) for line in ("", "next:"))
        print_lines(report.as_text(made.following, with_edits=False))


def _propose(context: typer.Context, made: "Made", *, is_dry_run: bool) -> None:
    """Print the pull request; a person at a terminal is asked whether to open it at once."""
    import shlex

    from ledger.edges.gitrepo import open_repository
    from ledger.edit import pull_request as edit

    request = edit.pull_request(made)
    print_lines((line, None) for line in ("", *edit.as_text(request)))
    repository = open_repository(invocation_of(context).directory)
    opening = None if is_dry_run else edit.opening(repository, request)
    if opening is None:
        return
    typer.echo(f"\nto open it: {shlex.join(('git', *opening.push))}, then {shlex.join(opening.create[:2])} ...")
    if sys.stdin.isatty() and typer.confirm("Do that now?", default=False):
        print_lines([(edit.open_it(repository, opening), None)])
