"""What a change does and what is wrong with it, as Markdown for the summary of a job."""

from collections.abc import Iterator, Sequence
from typing import Final

from ledger.diagnostics import Diagnostic
from ledger.moves.why import Why
from ledger.report.findings import summary
from ledger.report.markdown import inline, table
from ledger.report.why import as_text
from ledger.views.changes import ChangeRow, GateRow

MOST: Final = 200  # findings; a summary is cut off at one megabyte
MOST_ANSWERS: Final = 20  # of why; each judges the change once more


def as_markdown(
    rows: Sequence[ChangeRow],
    answers: Sequence[Why],
    findings: Sequence[Diagnostic],
    projects: int,
    beside: Sequence[Diagnostic] = (),
) -> str:
    """The projects that a change moves or works on, what each needs, the findings; every text of theirs is only text.

    Those `beside` the change are only counted.
    `answers` are those of `ledger why` for the projects of `rows`, as many as there is patience for.
    """
    parts = ["## Project ledger\n\n"]
    if rows:
        head = ("project", "change", "gate", "still missing")
        parts.append(table(head, tuple(cells for row in rows for cells in _cells(row))))
    parts += [_answer(answer) for answer in answers]
    parts.append(f"{inline(summary(findings, projects, beside))}\n\n")
    if findings:
        parts.append(table(("finding", "where", "what"), tuple(_finding(one) for one in findings[:MOST])))
    if len(findings) > MOST:
        parts.append(f"{len(findings) - MOST} more findings are in the log.\n\n")
    return "".join(parts)


def _answer(why: Why) -> str:
    """The text of `ledger why`, its first line as a paragraph and the others as a list."""
    first, *others = [text for text, _ in as_text(why)]
    listed = "".join(f"{'  ' if text.startswith(' ') else ''}- {inline(text)}\n" for text in others)
    return f"{inline(first)}\n\n{listed}\n" if listed else f"{inline(first)}\n\n"


def _cells(row: ChangeRow) -> Iterator[tuple[str, ...]]:
    move = f"**{inline(row.move)}**" if row.kind else inline(row.move)
    first = (f"{inline(row.title)} ({inline(row.project)})" if row.title != row.project else inline(row.project), move)
    if not row.gates:
        yield (*first, "none", "")
    for number, gate in enumerate(row.gates):
        yield (*(first if number == 0 else ("", "")), inline(gate.title), _state(gate))


def _state(gate: GateRow) -> str:
    if gate.waived is not None:
        return f"waived: {inline(gate.waived)}"
    return "<br>".join(inline(sentence) for sentence in gate.missing) if gate.missing else "✓ satisfied"


def _finding(one: Diagnostic) -> tuple[str, ...]:
    word = "waived" if one.waived is not None else one.severity.value
    more = one.waived if one.waived is not None else one.hint
    said = inline(one.message) + (f"<br>{inline(more)}" if more else "")
    return f"{one.code} {word}", inline(f"{one.location.path}:{one.location.line}"), said
