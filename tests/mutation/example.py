"""An example with its ledger in memory: what every finding of it says is judged again without git, disk or pytest."""

import signal
from collections.abc import Iterator
from dataclasses import dataclass
from types import FrameType
from typing import Final

import pytest

from ledger import rules
from ledger.records.model import Change, Ledger
from tests.findings import expected, report
from tests.mutation.hook import called, forget
from tests.mutation.tape import Tape

_EXPECTED: Final = expected()
_SECONDS: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """`through` are the functions that judging it calls."""

    name: str
    ledger: Ledger
    change: Change | None
    through: frozenset[str]

    def is_as_expected(self) -> bool:
        """Whether the findings are those of `findings.txt`, word for word; an error and a loop without end are not."""
        signal.signal(signal.SIGALRM, _stop)
        signal.alarm(_SECONDS)
        try:
            return report(rules.judge(self.ledger, self.change)) == _EXPECTED.get(self.name, "")
        except Exception:  # noqa: BLE001 - whatever a changed rule raises
            return False
        finally:
            signal.alarm(0)


def examples_on(item: pytest.Item, tape: Tape) -> Iterator[Example]:
    """The example that a test of findings reads, from the test's tape."""
    if not item.nodeid.startswith("tests/test_findings.py::test_every"):
        return
    (read,) = (take.given for take in tape.takes if isinstance(take.given, Ledger | Change))
    change = read if isinstance(read, Change) else None
    forget()
    called.clear()
    ledger = read.after if isinstance(read, Change) else read
    rules.judge(ledger, change)
    name = item.nodeid.partition("[")[2].removesuffix("]")
    yield Example(name=name, ledger=ledger, change=change, through=frozenset(called))


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise TimeoutError
