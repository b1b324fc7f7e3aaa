"""`ledger approve`: record a vote on a gate, or list the votes that somebody is asked for."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

import typer

from ledger.cli import FINDINGS
from ledger.cli import vote_options as options
from ledger.cli.invocation import Invocation, day_of, invocation_of
from ledger.cli.terminal import is_watched, print_json, print_lines, print_paged
from ledger.words import Decision

if TYPE_CHECKING:
    from ledger.edit.ballot import Wish

_UNNAMED: Final = (
    "name what you approve: ledger approve PROJECT GATE --as ROLE; "
    "'ledger approve --inbox' lists what waits for you, each with its command"
)


def approve(
    context: typer.Context,
    project: options.Project = None,
    gate: options.Gate = None,
    *,
    role: options.Role = None,
    decision: options.Decided = None,
    changes_requested: options.ChangesRequested = False,
    reject: options.Reject = False,
    not_applicable: options.NotApplicable = False,
    note: options.Note = None,
    by: options.By = None,
    phase: options.Phase = None,
    date: options.Date = None,
    sign: options.Sign = False,
    key: options.Key = None,
    yes: options.Yes = False,
    no_commit: options.NoCommit = False,
    from_review: options.FromReview = None,
    base: options.Base = None,
    witness_key: options.WitnessKey = None,
    pr_head: options.PrHead = None,
    inbox: options.ListInbox = False,
    branches: options.Branches = False,
    as_json: options.AsJson = False,
) -> None:
    """Record a vote on a gate, for the content that is committed now, and commit it."""
    at = invocation_of(context)
    way = options.AN_INBOX if inbox else options.A_REVIEW if from_review is not None else options.A_VOTE
    options.refuse_others(context, way)
    if inbox:
        _inbox(at, by, base, branches=branches, as_json=as_json)
        return
    if from_review is not None:
        _from_review(at, from_review, base, pr_head, witness_key)
        return
    if project is None or gate is None or role is None:
        lacking = "PROJECT" if project is None else "GATE" if gate is None else "--as"
        raise typer.BadParameter(_UNNAMED, param_hint=lacking)
    from ledger.edit.ballot import Wish

    said = _said(decision, changes_requested=changes_requested, rejected=reject, not_applicable=not_applicable)
    on = day_of(date, "--date") or at.today
    wish = Wish(project=project, gate=gate, role=role, by=by or "", on=on, decision=said, note=note, phase=phase)
    _vote(at, wish, key, is_signed=sign or key is not None, is_committed=not no_commit, asks=is_watched() and not yes)


def _said(decision: str | None, *, changes_requested: bool, rejected: bool, not_applicable: bool) -> Decision:
    """The one decision that the options name, however many of them name it."""
    short = {
        Decision.CHANGES_REQUESTED: changes_requested,
        Decision.REJECTED: rejected,
        Decision.NOT_APPLICABLE: not_applicable,
    }
    named = {*([Decision(decision)] if decision else []), *(one for one, is_given in short.items() if is_given)}
    if len(named) > 1:
        raise typer.BadParameter(f"a vote says one thing, found {' and '.join(sorted(named))}", param_hint="--decision")
    return next(iter(named), Decision.APPROVED)


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
