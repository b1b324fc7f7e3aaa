"""`ledger approve`: record a vote on a gate."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from ledger.cli.invocation import Invocation, day_of, invocation_of
from ledger.cli.terminal import print_lines

Said = Literal["approved", "changes-requested", "rejected", "not-applicable"]


def approve(
    context: typer.Context,
    project: Annotated[str | None, typer.Argument(metavar="[PROJECT]", help="The project's name.")] = None,
    gate: Annotated[
        str | None, typer.Argument(metavar="[GATE]", help="The gate, as the flow names it; also cancel, backtrack.")
    ] = None,
    *,
    role: Annotated[str | None, typer.Option("--as", metavar="ROLE", help="The role in which you vote.")] = None,
    decision: Annotated[Said, typer.Option(help="What you say.")] = "approved",
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
    no_commit: Annotated[
        bool, typer.Option("--no-commit", help="Write the entry and leave the commit to you.")
    ] = False,
    from_review: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Record the votes of a review: GitHub's pull_request_review event, as JSON."),
    ] = None,
    base: Annotated[
        str | None, typer.Option(metavar="REV", help="With --from-review: the base, if not the one in the event.")
    ] = None,
    witness_key: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="With --from-review: attest the votes with this SSH key, as a witness."),
    ] = None,
    pr_head: Annotated[
        str | None, typer.Option(metavar="REV", help="With --from-review: the commit that must be checked out.")
    ] = None,
) -> None:
    """Record a vote on a gate, for the content that is committed now, and commit it."""
    from ledger.edit import approve as edit
    from ledger.edit.ballot import Wish
    from ledger.words import Decision

    at = invocation_of(context)
    if from_review is not None:
        if project is not None or role is not None:
            raise typer.BadParameter("a review says itself who votes on what", param_hint="--from-review")
        _from_review(at, from_review, base, pr_head, witness_key)
        return
    if witness_key is not None:
        raise typer.BadParameter(
            "only a review can be witnessed: name it with --from-review", param_hint="--witness-key"
        )
    if project is None or gate is None or role is None:
        raise typer.BadParameter("name what you approve: ledger approve PROJECT GATE --as ROLE", param_hint="GATE")
    day, said = day_of(date, "--date") or at.today, Decision(decision)
    wish = Wish(project=project, gate=gate, role=role, by=by or "", on=day, decision=said, note=note, phase=phase)
    proof = edit.Proof(is_signed=sign or key is not None, key=key, is_committed=not no_commit)
    print_lines((line, None) for line in edit.as_text(edit.approve(at.directory, wish, proof, today=at.today)))


def _from_review(at: Invocation, file: Path, base: str | None, head: str | None, key: Path | None) -> None:
    from ledger.edit import from_review as edit
    from ledger.forge.files import read_event

    event = read_event(file)
    done = edit.from_review(at.directory, event, base=base, head=head, today=at.today, witness_key=key)
    print_lines((line, None) for line in edit.as_text(done))
