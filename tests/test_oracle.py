"""What the site says against a second count of the history that shares no code with it: data, portfolio, projects."""

import csv
import json
import random
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from bs4 import BeautifulSoup

from tests import odd
from tests.conftest import DAY
from tests.oracle import CLOSED, Tale, flow_of, tales_of

_YEAR: Final = timedelta(days=365)
_UNDER_WAY: Final = frozenset({"active", "paused"})


@dataclass(frozen=True)
class Told:
    """A ledger's site as of a day, and what a second count of its history says."""

    root: Path
    today: date
    tales: dict[str, Tale]

    @property
    def there(self) -> dict[str, Tale]:
        return {slug: tale for slug, tale in self.tales.items() if tale.is_there}

    def page(self, path: str) -> BeautifulSoup:
        return BeautifulSoup((self.root / "site" / path).read_text("utf-8"), "html.parser")

    def data(self, name: str) -> Any:
        return json.loads((self.root / "site" / "data" / name).read_text("utf-8"))

    def sheet(self, name: str) -> list[dict[str, str]]:
        return list(csv.DictReader((self.root / "site" / "data" / name).read_text("utf-8").splitlines()))

    def delivered(self, tale: Tale) -> date | None:
        """The day on which a project first stood in a phase that delivers, or was completed in a flow without."""
        delivering = {phase["id"] for phase in flow_of(self.root, tale.card["flow"]) if phase.get("delivers") == "true"}
        if delivering:
            return next((stay.entered for stay in tale.stays if stay.phase in delivering), None)
        return next((one.day for one in tale.happened if one.kind == "completed"), None)

    def title(self, tale: Tale) -> str:
        """The title of the phase that a project is in."""
        phases = {phase["id"]: phase["title"] for phase in flow_of(self.root, tale.card["flow"])}
        return str(phases[tale.card["phase"]])


def told_of(root: Path) -> Told:
    """The demonstration or the odd history, with the name that one of its projects had before."""
    is_odd = (root / "projects" / "late").exists()
    names = ("west", "far-west") if is_odd else ("probe-watch", "sensor-drift")
    return Told(root, odd.TODAY if is_odd else DAY, tales_of(root, names))


@pytest.fixture(params=["demonstration", "odd_history"], scope="module")
def told(request: pytest.FixtureRequest) -> Told:
    """The demonstration and the odd history, one after the other."""
    return told_of(request.getfixturevalue(request.param))


def number(text: str) -> int:
    """The first number of a text."""
    found = re.search(r"[\d,]+", text)
    assert found, text
    return int(found[0].replace(",", ""))


def counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def test_every_move_is_in_the_events_and_no_other(told: Told) -> None:
    kinds = {one.kind for tale in told.tales.values() for one in tale.happened}
    said = Counter(
        (row["project"], row["event"], row["commit"], row["time"], row.get("to", ""), row.get("because", ""))
        for row in told.data("events.json")["events"]
        if row["event"] in kinds
    )
    assert said == Counter(
        (slug, one.kind, one.commit, f"{one.time:%Y-%m-%dT%H:%M:%SZ}", one.target, one.because)
        for slug, tale in told.tales.items()
        for one in tale.happened
    )


def test_every_stay_has_its_days(told: Told) -> None:
    rows = {row["project"]: row for row in told.data("ledger.json")["projects"]}
    assert rows.keys() == told.there.keys()
    for slug, tale in told.there.items():
        said = [(one["phase"], one["iteration"], one["days"], one["idle_days"]) for one in rows[slug]["stays"]]
        lengths = ((stay, tale.days(told.today, stay), tale.idle(told.today, stay)) for stay in tale.stays)
        assert said == [(stay.phase, stay.iteration, days, idle) for stay, days, idle in lengths], slug
        assert [one["ended_by"] for one in rows[slug]["stays"]] == [one.ended_by or None for one in tale.stays], slug
        assert rows[slug]["age_days"] == sum(tale.days(told.today, stay) for stay in tale.stays), slug


def test_the_sheet_of_projects_is_as_the_history_says(told: Told) -> None:
    for row in told.sheet("projects.csv"):
        tale = told.there[row["project"]]
        last, delivered = tale.stays[-1], told.delivered(tale)
        said = [row["phase"], row["status"], int(row["iteration"]), int(row["days"]), int(row["idle_days"])]
        days = [tale.days(told.today, last), tale.idle(told.today, last)]
        assert said == [tale.card["phase"], tale.status, last.iteration, *days], tale.slug
        assert (int(row["backtracks"]), int(row["iterations"])) == (tale.count("backtracked"), tale.count("iterated"))
        assert row["delivered"] == (delivered.isoformat() if delivered else ""), tale.slug


def past_of(told: Told, day: date) -> dict[str, tuple[object, ...]]:
    """Where everything stood at the end of a day by the file of the slider."""
    text = (told.root / "site" / "data" / "past.js").read_text("utf-8")
    past = json.loads(text[text.index("{") :].rstrip().rstrip(";"))
    limit, found, entered = (day - date.fromisoformat(past["first"])).days, dict[int, list[int]](), dict[int, int]()
    for turn in past["turns"]:
        if turn[0] <= limit:
            before = found.get(turn[1])
            if before is None or (before[2], before[4]) != (turn[2], turn[4]):
                entered[turn[1]] = turn[0]
            found[turn[1]] = turn
    return {
        past["projects"][slug]: (past["phases"][phase], past["statuses"][status], nth, backs, until - entered[slug])
        for slug, (at, _, phase, status, nth, backs) in found.items()
        if status >= 0
        for until in [at if past["statuses"][status] in CLOSED else limit]
    }


def days_of(told: Told) -> Iterable[date]:
    """The first day and the one before, today and the one before, days on which much happened, and some others."""
    busy = Counter(one.day for tale in told.tales.values() for one in tale.happened)
    first, chance = min(busy), random.Random(11)  # noqa: S311 - days to try, no secret
    some = (first + timedelta(days=chance.randrange((told.today - first).days)) for _ in range(30))
    edges = (first - timedelta(days=1), first, told.today - timedelta(days=1), told.today)
    return {*edges, *some, *(day for day, _ in busy.most_common(12))}


def test_any_day_of_the_slider_is_as_it_was(told: Told) -> None:
    for day in days_of(told):
        expected = {}
        for slug, tale in told.tales.items():
            then = tale.until(day)
            if then.status:
                last = then.stays[-1]
                facts = (last.phase, then.status, last.iteration, then.count("backtracked"), then.days(day, last))
                expected[slug] = facts
        assert past_of(told, day) == expected, day


def test_the_table_of_the_portfolio_is_as_the_history_says(told: Told) -> None:
    rows = {str(row["data-slug"]): row for row in told.page("index.html").select("#projects-table tbody tr")}
    assert rows.keys() == told.there.keys()
    for slug, row in rows.items():
        tale, cells = told.there[slug], row.select("th, td")
        days, idle = tale.days(told.today, tale.stays[-1]), tale.idle(told.today, tale.stays[-1])
        said = cells[2].get_text("|", strip=True).split("|")
        assert said == [f"{days:,} d", *([f"{idle:,} idle"] if idle else [])], slug
        assert (row["data-phase"], row["data-status"]) == (told.title(tale), tale.status)
        assert (int(str(row.get("data-back", "0"))), "data-year" in row.attrs) == (
            tale.count("backtracked"),
            any(one.kind == "backtracked" and told.today - one.day < _YEAR for one in tale.happened),
        )


def test_tiles_and_boards_count_what_the_table_lists(told: Told) -> None:
    page, there = told.page("index.html"), told.there.values()
    tiles = {str(tile["data-pl-tile"]): number(tile.get_text()) for tile in page.select("[data-pl-tile]")}
    for name, attribute in (("back", "year"), ("delivered", "delivered"), ("overdue", "overdue"), ("debt", "debt")):
        assert tiles[name] == len(page.select(f"#projects-table tr[data-{attribute}]")), name
    for status in ("active", "paused"):
        assert tiles[status] == sum(tale.status == status for tale in there)
    assert tiles["delivered"] == sum(bool(day and told.today - day < _YEAR) for day in map(told.delivered, there))
    for board in page.select("[data-pl-board]"):
        for column in board.select("[data-phase]"):
            here = [
                one
                for one in there
                if (one.card["flow"], one.card["phase"]) == (board["data-pl-board"], column["data-phase"])
            ]
            counts = [number(one.get_text()) for one in column.select(".pl-count")]
            under_way = [one for one in here if one.status in _UNDER_WAY]
            assert counts == [len(column.select(".pl-card"))] == [len(under_way)]


def test_every_project_page_tells_its_age_and_its_moves(told: Told) -> None:
    for slug, tale in told.there.items():
        page = told.page(f"projects/{slug}/index.html")
        age, idle = (sum(count(told.today, stay) for stay in tale.stays) for count in (tale.days, tale.idle))
        facts = {
            one.dt.get_text(): one.dd.get_text(" ", strip=True)
            for one in page.select(".pl-facts > div")
            if one.dt and one.dd
        }
        assert facts["Age"] == counted(age, "day") + (f", {idle:,} of them idle" if idle else ""), slug
        moves = tale.happened[::-1]
        said = page.select("section[aria-labelledby=events] li")
        kinds = {one.kind for one in moves}
        listed = [(kind, one) for one in said for kind in kinds if f"pl-move--{kind}" in (one.get("class") or "")]
        assert [
            (kind, one.select("time")[0]["datetime"], one.select("code")[0].get_text()) for kind, one in listed
        ] == [(one.kind, one.time.date().isoformat(), one.commit[:8]) for one in moves], slug
