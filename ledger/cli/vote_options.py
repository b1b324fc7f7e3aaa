"""What `ledger approve` can be told, and to which of its three ways to work each option belongs."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Final, Literal, TypeAlias

import typer

Said = Literal["approved", "changes-requested", "rejected", "not-applicable"]

Project: TypeAlias = Annotated[str | None, typer.Argument(metavar="PROJECT", help="The project's name.")]
Gate: TypeAlias = Annotated[
    str | None, typer.Argument(metavar="GATE", help="The gate, as the flow names it; also cancel, backtrack.")
]
Role: TypeAlias = Annotated[str | None, typer.Option("--as", metavar="ROLE", help="The role in which you vote.")]
Decided: TypeAlias = Annotated[
    Said | None, typer.Option(help="What you say; approved when nothing else is said.", show_default=False)
]
ChangesRequested: TypeAlias = Annotated[
    bool, typer.Option("--changes-requested", help="Say changes-requested: it blocks the gate until you vote again.")
]
Reject: TypeAlias = Annotated[
    bool, typer.Option("--reject", help="Say rejected: it blocks the gate until you vote again.")
]
NotApplicable: TypeAlias = Annotated[
    bool, typer.Option("--not-applicable", help="Say not-applicable: your role has nothing to say here (--note).")
]
Note: TypeAlias = Annotated[str | None, typer.Option(metavar="TEXT", help="Why; not-applicable needs it.")]
By: TypeAlias = Annotated[
    str | None, typer.Option(metavar="HANDLE", help="Whose vote it is; yours by git's user.email when left out.")
]
Phase: TypeAlias = Annotated[
    str | None, typer.Option(metavar="PHASE", help="Whose gate is meant, where several phases have one of that name.")
]
Date: TypeAlias = Annotated[str | None, typer.Option(metavar="DATE", help="The day of the vote (YYYY-MM-DD); today.")]
Sign: TypeAlias = Annotated[bool, typer.Option("--sign", help="Sign it with the SSH key that git signs with.")]
Key: TypeAlias = Annotated[Path | None, typer.Option(metavar="FILE", help="Sign it with this SSH key.")]
Yes: TypeAlias = Annotated[
    bool, typer.Option("--yes", "-y", help="Do not show it and ask, on a terminal, before it is recorded.")
]
NoCommit: TypeAlias = Annotated[bool, typer.Option("--no-commit", help="Write the entry and leave the commit to you.")]
FromReview: TypeAlias = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Record the votes of a review: GitHub's pull_request_review event, as JSON."),
]
Base: TypeAlias = Annotated[
    str | None,
    typer.Option(metavar="REV", help="With --from-review: the base, if not the event's; with --inbox, if not main."),
]
WitnessKey: TypeAlias = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="With --from-review: attest the votes with this SSH key, as a witness."),
]
PrHead: TypeAlias = Annotated[
    str | None, typer.Option(metavar="REV", help="With --from-review: the commit that must be checked out.")
]
ListInbox: TypeAlias = Annotated[
    bool, typer.Option("--inbox", help="Record nothing: list the votes that you are asked for.")
]
Branches: TypeAlias = Annotated[
    bool, typer.Option("--branches", help="With --inbox: what every branch asks for that main does not have.")
]
AsJson: TypeAlias = Annotated[bool, typer.Option("--json", help="With --inbox: versioned JSON.")]

A_VOTE: Final = "a vote on one gate"
AN_INBOX: Final = "--inbox"
A_REVIEW: Final = "--from-review"
_WAYS: Final[Mapping[str, tuple[str, ...]]] = {  # to which each option belongs; all others to a vote
    "by": (A_VOTE, AN_INBOX),
    "base": (AN_INBOX, A_REVIEW),
    "inbox": (AN_INBOX,),
    "branches": (AN_INBOX,),
    "as_json": (AN_INBOX,),
    "from_review": (A_REVIEW,),
    "witness_key": (A_REVIEW,),
    "pr_head": (A_REVIEW,),
}


def refuse_others(context: typer.Context, way: str) -> None:
    """Refuse the first option given that belongs to another way: dropped, it would seem to have been heeded."""
    for param in context.command.params:
        name = param.name or ""
        ways = _WAYS.get(name, (A_VOTE,))
        is_given = context.params.get(name) not in {None, False}
        if is_given and way not in ways:
            hint = param.opts[0] if param.opts[0].startswith("-") else param.opts[0].upper()
            raise typer.BadParameter(f"this belongs to {' or '.join(ways)}, not to {way}", param_hint=hint)
