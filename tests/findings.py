"""Every finding of every example in full, as `findings.txt` holds it; `python -m tests.findings` writes it anew.

Read the difference before committing it: what a finding says is what somebody will act on.
"""

import re
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from ledger.diagnostics import Diagnostic
from tests.examples_made import EXAMPLES, ROOT, judged

FILE: Final = ROOT / "findings.txt"
_SECTION: Final = re.compile(r"^# (\S+)\n", re.MULTILINE)


def in_full(finding: Diagnostic) -> str:
    """A finding with its place, weight, project, sentence, hint and the reason of its waiver."""
    where = finding.location
    place = f"{where.path}:{where.line}:{where.column}"
    lines = (f"{finding.code} {place} {finding.severity} {finding.project}", finding.message, f"hint: {finding.hint}")
    waived = () if finding.waived is None else (f"waived: {finding.waived}",)
    return "".join(f"{line}\n" for line in (lines[0], *(f"    {line}" for line in (*lines[1:], *waived))))


def report(findings: Iterable[Diagnostic]) -> str:
    """All findings of a ledger, in their order."""
    return "".join(map(in_full, findings))


def expected() -> Mapping[str, str]:
    """What the file says, by the name of the example."""
    _, *parts = _SECTION.split(FILE.read_text(encoding="utf-8"))
    return {name: text.strip("\n") + "\n" for name, text in zip(parts[::2], parts[1::2], strict=True)}


def names() -> tuple[str, ...]:
    """The examples, bad ones first, each by its folder."""
    return tuple(f"{kind}/{name}" for kind, listed in EXAMPLES.items() for name in listed)


def main() -> int:
    """Write the file anew."""
    parts = []
    for at, name in enumerate(names()):
        with tempfile.TemporaryDirectory() as room:
            found = report(judged(name, Path(room) / f"ledger-{at}"))
        if found:
            parts.append(f"# {name}\n{found}")
    FILE.write_text("\n".join(parts), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
