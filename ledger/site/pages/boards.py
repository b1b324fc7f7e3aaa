"""The boards of the portfolio: a column a phase, a card a project under way."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from ledger.records.flow import Flow
from ledger.views import StatusRow
from ledger.words import UNDER_WAY

CARDS: Final = 40
LOST: Final = "Unknown phase"
ELSEWHERE: Final = "Phases of another flow"  # in which a project stood before it changed its flow


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A phase on the board: the projects that stand in it longest as `cards`, and how many stand in it.

    `query` is the filter of the table that shows them all; `is_hidden` is a column that only past days need.
    """

    phase: str
    title: str
    position: int | None
    cards: tuple[StatusRow, ...]
    count: int
    query: str
    is_hidden: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """The board of one flow; `closed` counts its cancelled and completed projects, which are not on it."""

    flow: str
    title: str
    columns: tuple[Column, ...]
    under_way: int
    closed: int


def boards_of(rows: Sequence[StatusRow], flows: Iterable[Flow]) -> tuple[Board, ...]:
    """One board a flow that has projects, the one with the most projects under way first."""
    boards = [_board([row for row in rows if row.flow == flow.id], flow) for flow in flows]
    used = [board for board in boards if board.under_way or board.closed]
    return tuple(sorted(used, key=lambda board: (-board.under_way, -board.closed, board.flow)))


def _board(rows: Sequence[StatusRow], flow: Flow) -> Board:
    under_way = [row for row in rows if row.status in UNDER_WAY]
    known = {phase.id for phase in flow.phases}
    lost = [row for row in under_way if row.phase not in known]
    columns = [
        _column(flow.id, phase.id, phase.title, place, [row for row in under_way if row.phase == phase.id])
        for place, phase in enumerate(flow.phases)
    ]
    return Board(
        flow=flow.id,
        title=flow.title,
        columns=(*columns, _column(flow.id, "", LOST if lost else ELSEWHERE, None, lost)),
        under_way=len(under_way),
        closed=len(rows) - len(under_way),
    )


def _column(flow: str, phase: str, title: str, position: int | None, rows: Sequence[StatusRow]) -> Column:
    """The projects of a phase, those first that have stood in it longest."""
    longest = sorted(rows, key=lambda row: (-row.days, row.slug))
    return Column(
        phase=phase,
        title=title,
        position=position,
        cards=tuple(longest[:CARDS]),
        count=len(rows),
        query=urlencode({"flow": flow, **({"phase": title} if phase else {"lost": "1"}), "status": "under way"}),
        is_hidden=not phase and not rows,
    )
