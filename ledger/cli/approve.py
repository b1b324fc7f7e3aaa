"""`ledger approve`: record a vote on a gate, or list the votes that somebody is asked for."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from ledger.cli import FINDINGS
from ledger.cli.invocation import Invocation, day_of, invocation_of
from ledger.cli.terminal import is_watched, print_json, print_lines, print_paged

if TYPE_CHECKING:
    from ledger.edit.ballot import Wish

Said = Literal["approved", "changes-requested", "rejected", "not-applicable"]


def approve(
    context: typer.Context,
    project: Annotated[str | None, typer.Argument(metavar="PROJECT", help="The project's name.")] = None,
    gate: Annotated[
        str | None, typer.Argument(metavar="GATE", help="The gate, as the flow names it; also cancel, backtrack.")
    ] = None,
    *,
    role: Annotated[str | None, typer.Option("--as", metavar="ROLE", help="The role in which you vote.")] = None,
    decision: Annotated[
        Said | None, typer.Option(help="What you say; approved when nothing else is said.", show_default=False)
    ] = None,
    changes_requested: Annotated[
        bool,
        typer.Option("--changes-requested", help="Say changes-requested: it blocks the gate until you vote again."),
    ] = False,
    reject: Annotated[
        bool, typer.Option("--reject", help="Say rejected: it blocks the gate until you vote again.")
    ] = False,
    not_applicable: Annotated[
        bool, typer.Option("--not-applicable", help="Say not-applicable: your role has nothing to say here (--note).")
    ] = False,
    note: Annotated[str | None, typer.Option(metavar="TEXT", help="Why; not-applicable needs it.")] = None,
    by: Annotated[
        str | None, typer.Option(metavar="HANDLE", help="Whose vote it is; yours by git's user.email when left out.")
    ] = None,
    phase: Annotated[
        str | None,
        typer.Option(metavar="PHASE", help="Whose gate is meant, where several phases have one of that name."),
    ] = None,
    date: Annotated[str | None, typer.Option(metavar="DATE", help="The day of the vote (YYYY-MM-DD); today.")] = None,
    sign: Annotated[bool, typer.Option("--sign", help="Sign it with the SSH key that git signs with.")] = False,
    key: Annotated[Path | None, typer.Option(metavar="FILE", help="Sign it with this SSH key.")] = None,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Do not show it and ask, on a terminal, before it is recorded.")
    ] = False,
    no_commit: Annotated[
        bool, typer.Option("--no-commit", help="Write the entry and leave the commit to you.")
    ] = False,
    from_review: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Record the votes of a review: GitHub's pull_request_review event, as JSON."),
    ] = None,
    base: Annotated[
        str | None,
        typer.Option(
            metavar="REV", help="With --from-review: the base, if not the event's; with --inbox, if not main."
        ),
    ] = None,
    witness_key: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="With --from-review: attest the votes with this SSH key, as a witness."),
    ] = None,
    pr_head: Annotated[
        str | None, typer.Option(metavar="REV", help="With --from-review: the commit that must be checked out.")
    ] = None,
    inbox: Annotated[
        bool, typer.Option("--inbox", help="Record nothing: list the votes that you are asked for.")
    ] = False,
    branches: Annotated[
        bool, typer.Option("--branches", help="With --inbox: what every branch asks for that main does not have.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="With --inbox: versioned JSON.")] = False,
) -> None:
    """Record a vote on a gate, for the content that is committed now, and commit it."""
    at = invocation_of(context)
    if inbox:
        _refuse(project or role, "an inbox is of all projects and roles", "--inbox")
        _refuse(from_review, "a review is recorded, an inbox only listed", "--inbox")
        _inbox(at, by, base, branches=branches, as_json=as_json)
        return
    _refuse(branches or as_json, "this belongs to --inbox", "--branches" if branches else "--json")
    if from_review is not None:
        _refuse(project or role, "a review says itself who votes on what", "--from-review")
        _from_review(at, from_review, base, pr_head, witness_key)
        return
    _refuse(witness_key, "only a review can be witnessed: name it with --from-review", "--witness-key")
    if project is None or gate is None or role is None:
        lacking = "PROJECT" if project is None else "GATE" if gate is None else "--as"
        raise typer.BadParameter("name what you approve: ledger approve PROJECT GATE --as ROLE", param_hint=lacking)
    said = _said(
        decision, {"changes-requested": changes_requested, "rejected": reject, "not-applicable": not_applicable}
    )
    wish = _wish(at, project, gate, role, by, said, note, phase, date)
    _vote(at, wish, key, is_signed=sign or key is not None, is_committed=not no_commit, asks=is_watched() and not yes)


def _refuse(given: object, why: str, option: str) -> None:
    if given:
        raise typer.BadParameter(why, param_hint=option)


def _said(decision: Said | None, short: dict[str, bool]) -> str:
    """The one decision that the options name, however many of them name it."""
    named = {*([decision] if decision else []), *(name for name, is_given in short.items() if is_given)}
    if len(named) > 1:
        raise typer.BadParameter(f"a vote says one thing, found {' and '.join(sorted(named))}", param_hint="--decision")
    return next(iter(named), "approved")


def _wish(
    at: Invocation,
    project: str,
    gate: str,
    role: str,
    by: str | None,
    said: str,
    note: str | None,
    phase: str | None,
    date: str | None,
) -> "Wish":
    from ledger.edit.ballot import Wish
    from ledger.words import Decision

    day, decision = day_of(date, "--date") or at.today, Decision(said)
    return Wish(project=project, gate=gate, role=role, by=by or "", on=day, decision=decision, note=note, phase=phase)


def _vote(at: Invocation, wish: "Wish", key: Path | None, *, is_signed: bool, is_committed: bool, asks: bool) -> None:
    from ledger.edit import approve as edit
    from ledger.edit import preview

    seen = None
    if asks:
        shown = preview.preview(at.directory, wish, today=at.today)
        print_paged(preview.as_text(shown))
        if not typer.confirm(f"\nRecord '{wish.decision}'?", default=False):
            typer.echo("nothing was recorded")
            raise typer.Exit(FINDINGS)
        seen = shown.ballot.approval.of
    proof = edit.Proof(is_signed=is_signed, key=key, is_committed=is_committed)
    print_lines(
        (line, None) for line in edit.as_text(edit.approve(at.directory, wish, proof, today=at.today, seen=seen))
    )


def _inbox(at: Invocation, by: str | None, base: str | None, *, branches: bool, as_json: bool) -> None:
    from ledger import inbox
    from ledger.report import inbox as report

    found = inbox.read_inbox(at.directory, by=by, base=base, has_branches=branches, today=at.today)
    if as_json:
        print_json(report.as_json(found))
    else:
        print_lines((line, None) for line in report.as_text(found))


def _from_review(at: Invocation, file: Path, base: str | None, head: str | None, key: Path | None) -> None:
    from ledger.edit import from_review as edit
    from ledger.forge.files import read_event

    event = read_event(file)
    done = edit.from_review(at.directory, event, base=base, head=head, today=at.today, witness_key=key)
    print_lines((line, None) for line in edit.as_text(done))
