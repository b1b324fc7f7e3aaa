"""A card with an unknown status, phase or flow: the last readable one is shown, by everything that shows one."""

from datetime import date
from pathlib import Path
from typing import Final

import pytest

from ledger import assemble, audit, rules
from ledger.insight import flow_insights
from ledger.records.model import Ledger
from ledger.views import status_rows
from ledger.views.turns import turns_of
from tests.build import FLOW, Builder, card, document

TODAY: Final = date(2026, 1, 20)
PAUSED: Final = "move: {to: paused, note: waiting}\n"
BROKEN: Final = {
    "status": card("status", phase="build", status="canceled", more="move: {to: cancelled, because: no-data}\n"),
    "phase": card("phase", phase="biuld", status="paused", more=PAUSED),
    "flow": card("flow", phase="build", status="paused", more=PAUSED).replace("flow: small", "flow: smal"),
    "other": card("other", phase="build", status="paused", more=PAUSED).replace("flow: small", "flow: startup"),
    "syntax": "---\ntitle: [\n---\n",
}
DONE: Final = "history keeps the last readable state up to the commit that mended it; nothing needs to be done"
CARD: Final = "projects/status/README.md"


@pytest.fixture
def repo(tmp_path: Path) -> Builder:
    """Projects that entered build, were paused on 6 January, and whose cards were broken on the 10th."""
    place = Builder(tmp_path / "ledger")
    for slug in BROKEN:
        place.project(slug, README=card(slug))
    place.commit(date="2026-01-01")
    for slug in BROKEN:
        place.project(slug, README=card(slug, phase="build"), build=document("build"))
    place.commit(date="2026-01-03")
    for slug in BROKEN:
        place.project(slug, README=card(slug, phase="build", status="paused", more=PAUSED))
    place.commit(date="2026-01-06")
    place.write({f"projects/{slug}/README.md": text for slug, text in BROKEN.items()}).commit(date="2026-01-10")
    return place


def read(place: Builder) -> Ledger:
    return assemble.load(place.root, today=TODAY)


def found_in(ledger: Ledger, slug: str) -> set[str]:
    return {one.code for one in rules.judge(ledger) if one.project == slug}


def test_each_is_told_as_its_last_readable_card_had_it(repo: Builder) -> None:
    ledger = read(repo)
    said = {row.slug: (row.flow, row.phase, row.status, row.days, row.idle_days) for row in status_rows(ledger)}
    assert said == dict.fromkeys(BROKEN, ("small", "build", "paused", 17, 14))
    assert all(row.malformed for row in status_rows(ledger))
    assert {turn.project: (turn.phase, turn.status) for turn in turns_of(ledger)} == {
        row.slug: (row.phase, row.status) for row in status_rows(ledger)
    }
    assert [len(insight.projects) for insight in flow_insights(ledger)] == [len(BROKEN)]


def test_each_is_found_once_and_given_no_other_advice(repo: Builder) -> None:
    ledger = read(repo)
    codes = {"status": "SCH004", "phase": "REF002", "flow": "REF001", "other": "REF002", "syntax": "DOC009"}
    assert {slug: found_in(ledger, slug) for slug in BROKEN} == {slug: {code, "GIT001"} for slug, code in codes.items()}


def test_what_is_broken_to_this_day_is_to_be_mended_and_what_was_mended_is_not(repo: Builder) -> None:
    mended = card("status", phase="build", status="cancelled", more="move: {to: cancelled, because: no-data}\n")
    repo.write({CARD: mended}).commit(date="2026-01-12")
    open_ = "mend it: until it can be read again, history and pages keep its last readable state"
    hints = {one.project: one.hint for one in audit.read(repo.root, today=TODAY).findings}
    assert hints == {**dict.fromkeys(BROKEN, open_), "status": DONE}
    assert {one.project for one in read(repo).findings if one.code == "GIT001"} == BROKEN.keys() - {"status"}
    assert [row.status for row in status_rows(read(repo)) if row.slug == "status"] == ["cancelled"]


def test_a_card_that_a_flow_lets_in_later_is_mended_by_it(repo: Builder) -> None:
    repo.write({"schema/flows/smal.yml": (repo.root / "schema/flows/small.yml").read_text().replace("small", "smal")})
    repo.commit(date="2026-01-12")
    ledger = read(repo)
    assert [one.hint for one in audit.read(repo.root, today=TODAY).findings if one.project == "flow"] == [DONE]
    assert "GIT001" not in found_in(ledger, "flow")
    assert not ledger.projects["flow"].malformed


def test_a_mended_card_is_judged_by_where_the_project_was(repo: Builder) -> None:
    repo.write({CARD: card("status", phase="run", status="cancelled")})
    change = assemble.load_change(repo.root, base="HEAD", today=TODAY)
    said = {one.code for one in rules.judge(change.after, change) if one.project == "status"}
    assert {"MOV003", "MOV012"} <= said


def test_a_card_that_never_could_be_read_shows_nothing(tmp_path: Path) -> None:
    place = Builder(tmp_path / "ledger").project(README=card(status="asleep"))
    place.commit()
    (row,) = status_rows(read(place))
    assert (row.malformed, row.title, row.phase, row.days) == (True, "churn", "", 0)
    assert found_in(read(place), "churn") >= {"SCH004", "GIT001"}


def test_the_rest_of_a_card_is_judged_as_it_stands(tmp_path: Path) -> None:
    flow = FLOW.replace("title: A small flow\n", "title: A small flow\nreview_business_case_weeks: 8\n")
    place = Builder(tmp_path / "ledger", flow=flow).project(
        README=card(phase="ide").replace("owner: sam", "owner: sma")
    )
    place.commit()
    assert found_in(read(place), "churn") >= {"REF002", "REF003", "BIZ004"}


def test_a_phase_that_its_flow_lost_leaves_the_card_as_it_is(tmp_path: Path) -> None:
    place = Builder(tmp_path / "ledger").project(README=card(phase="build"), build=document("build"))
    place.commit()
    flow = (place.root / "schema/flows/small.yml").read_text().replace("id: build", "id: make")
    place.write({"schema/flows/small.yml": flow}).commit()
    (row,) = status_rows(read(place))
    assert (row.malformed, row.phase, row.status) == (False, "build", "active")
