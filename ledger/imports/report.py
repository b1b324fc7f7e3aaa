"""What an import did, as the text that stays beside the ledger."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ledger.imports.remarks import Remark
from ledger.plurals import counted

REPORT_FILE = "import-report.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What came out: how many changes became commits, projects, people, and of whom no address is known."""

    mapping: str
    changes: int
    projects: int
    people: int
    without_address: tuple[str, ...]


def report_text(tally: Tally, remarks: tuple[Remark, ...]) -> str:
    """The report as Markdown: figures, then every remark with the place where it was first met."""
    return "\n".join((*_head(tally), *_remarks(remarks), ""))


def _head(tally: Tally) -> Iterator[str]:
    yield "# Import report"
    yield ""
    yield f"- mapping: {_cell(tally.mapping)}"
    yield f"- {counted(tally.changes, 'change')} of the source, {counted(tally.projects, 'project')}"
    yield f"- {counted(tally.people, 'person', 'people')} in `ledger.yml`"
    if tally.without_address:
        names = ", ".join(tally.without_address)
        yield f"- no e-mail address is known of {len(tally.without_address)}: {_cell(names)}"
    yield "- votes of the source are claims: whoever made them was not yet known to the ledger when they landed"
    yield ""


def _remarks(remarks: tuple[Remark, ...]) -> Iterator[str]:
    if not remarks:
        yield "Everything could be taken over as it was."
        return
    yield "| | what | value | times | first seen | done |"
    yield "| --- | --- | --- | ---: | --- | --- |"
    for one in remarks:
        at = f"{_cell(one.place)} {one.commit}".strip()
        weight = "to settle" if one.is_error else "note"
        yield f"| {weight} | {_cell(one.what)} | {_cell(one.value)} | {one.times} | {at} | {_cell(one.done)} |"


def lines_of(remarks: Iterable[Remark]) -> Iterator[str]:
    """The same for a terminal, a line each."""
    for one in remarks:
        value = f", found '{one.value}'" if one.value else ""
        times = f" ({one.times} times)" if one.times > 1 else ""
        at = f"{one.place}@{one.commit}" if one.commit else one.place
        yield f"{at}: {'error' if one.is_error else 'note'}: {one.what}{value}{times}: {one.done}"


def _cell(text: str) -> str:
    """Text of strangers in a table: no bar, no markup, one line."""
    marked = text.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;").replace("`", "'").replace("[", "\\[")
    return " ".join(sign if sign.isprintable() else " " for sign in marked.split(" "))
