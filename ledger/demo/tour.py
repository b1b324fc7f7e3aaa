"""What to look at in a demonstration ledger that was just made."""

from collections.abc import Iterator
from pathlib import Path
from shlex import quote
from typing import Final

from ledger import assemble, rules
from ledger.demo.make import Made
from ledger.demo.story import told
from ledger.report.findings import summary

_WIDTH: Final = 66


def findings_line(directory: Path, made: Made) -> str:
    """What `ledger check` says about it on its last day, summed up."""
    ledger = assemble.load(directory, today=made.today)
    return summary(rules.judge(ledger), len(ledger.projects))


def tour(directory: Path, made: Made, *, checked: str, site: Path | None) -> Iterator[str]:
    """Lines that say what was made and what to look at next."""
    yield f"{directory}: {made.commits} commits from {made.begins} to {made.today}, and two branches"
    yield checked
    if site is not None:
        yield f"site: {site / 'index.html'}"
    yield ""
    yield "next:"
    yield f"  cd {quote(str(directory))}"
    yield from _commands()
    yield ""
    yield f"The story ends on {made.today}; 'ledger --now {made.today} ...' looks at it on that day."


def _commands() -> Iterator[str]:
    ready, refused = told().branches
    for command, about in (
        ("ledger status", "where everything is"),
        ("ledger log rush-hours", "how one project got there and back"),
        (f"git switch -q {ready.name} && ledger check --base main", "ready to merge"),
        (f"git switch -q {refused.name} && ledger check --base main", "must be refused"),
        ("git switch -q main", "back to the portfolio"),
    ):
        yield f"  {command:{_WIDTH}}  # {about}"
