"""The debt of people who lost their role counts as anybody's: the last word of each person in each role."""

from datetime import date
from pathlib import Path
from typing import Final

import pytest

from ledger.assemble import load
from ledger.views import status_rows
from ledger.views.people import asked_votes, people_rows
from tests.build import LEDGER, document
from tests.gated import IDEA, started, voted

TODAY: Final = date(2026, 3, 12)
CHANGED: Final = document(body="## Need\n\nAnother need.\n")


@pytest.mark.parametrize(
    ("votes", "debt"), [(["approved"], 1), (["approved", "approved"], 1), (["approved", "rejected"], 0)]
)
def test_who_voted_often_is_owed_once(tmp_path: Path, votes: list[str], debt: int) -> None:
    place, text = started(tmp_path), CHANGED
    for number, said in enumerate(votes):
        text = voted(text, "dana", said)
        place.write({IDEA: text}).commit("Vote", date=f"2026-01-{6 + number:02}", author="dana")
    place.write({"ledger.yml": LEDGER.replace("roles: [product]", "roles: [management]")}).commit("Leave")
    ledger = load(place.root, today=TODAY)
    rows = status_rows(ledger)
    assert [row.debt for row in rows] == [debt]
    lapsed = {one.handle: len(one.lapsed) for one in people_rows(ledger, rows, asked_votes(ledger))}
    assert lapsed == {"dana": debt, "sam": 0}
