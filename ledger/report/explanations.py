"""What each code means: its explanation as Markdown, and the list of all codes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final

from ledger.codes import CODES, FAMILIES
from ledger.diagnostics import LedgerError, Severity, did_you_mean

VERSION: Final = 1
_FAMILY_LETTERS: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A code's meaning; `text` is Markdown that starts with the code as its heading."""

    code: str
    family: str
    severity: Severity
    title: str
    text: str


def explanation(code: str) -> Explanation:
    """The explanation of a code in whatever case. Raises LedgerError for an unknown one."""
    known = code.strip().upper()
    if known not in CODES:
        family = [one for one in CODES if one.startswith(known[:_FAMILY_LETTERS])]
        raise LedgerError(f"there is no code '{code}': {did_you_mean(known, family or FAMILIES)}")
    severity, title = CODES[known]
    text = (files("ledger") / "explanations" / f"{known}.md").read_text(encoding="utf-8")
    return Explanation(code=known, family=FAMILIES[known[:_FAMILY_LETTERS]], severity=severity, title=title, text=text)


def as_text(one: Explanation) -> str:
    """An explanation as plain Markdown, with what the code does to a check."""
    effect = {
        Severity.ERROR: "An error: it fails the check.",
        Severity.WARNING: "A warning: it fails the check only with `--strict`.",
        Severity.NOTE: "A note: it never fails the check.",
    }
    heading, _, rest = one.text.partition("\n")
    return f"{heading}\n\n{effect[one.severity]}\n{rest}"


def as_json(one: Explanation) -> dict[str, Any]:
    """An explanation in its versioned JSON shape."""
    return {"version": VERSION, **_facts(one.code), "text": one.text}


def _facts(code: str) -> Mapping[str, str]:
    severity, title = CODES[code]
    return {"code": code, "family": FAMILIES[code[:_FAMILY_LETTERS]], "severity": severity.value, "title": title}


def is_family(code: str) -> bool:
    """Whether the letters of a family stand for a code, in whatever case."""
    return code.strip().upper() in FAMILIES


def overview(only: str | None = None) -> Iterator[tuple[str, Severity | None]]:
    """Lines that list every family, or one, with its codes, each with the severity that colours it (None for plain)."""
    told = {one: FAMILIES[one] for one in FAMILIES if only is None or one == only.strip().upper()}
    for number, (letters, family) in enumerate(told.items()):
        codes = [code for code in CODES if code.startswith(letters)]
        if codes:
            yield f"{'' if number == 0 else chr(10)}{letters}: {family}", None
        for code in codes:
            severity, title = CODES[code]
            yield f"  {code}  {severity.value:7}  {title}", severity


def overview_json(only: str | None = None) -> dict[str, Any]:
    """Every code, or those of a family, in versioned JSON."""
    letters = (only or "").strip().upper()
    return {"version": VERSION, "codes": [_facts(code) for code in CODES if code.startswith(letters)]}
