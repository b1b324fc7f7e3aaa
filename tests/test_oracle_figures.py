"""What the pages of figures say against the second count: analysis, ways back, activity, feed, people."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from statistics import median
from xml.etree import ElementTree as ET

import pytest
from bs4.element import Tag

from tests.oracle import CLOSED, Stay, Tale, flow_of
from tests.test_oracle import Told, counted, number
from tests.test_oracle import told as told  # noqa: PLC0414 - a fixture of that file

_MOVED = frozenset({"advanced", "backtracked", "iterated"})
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_ATOM = "{http://www.w3.org/2005/Atom}"


def by_flow(told: Told) -> Mapping[str, list[Tale]]:
    found = defaultdict(list)
    for tale in told.there.values():
        found[tale.card["flow"]].append(tale)
    return found


def cells(row: Tag) -> list[Tag]:
    return row.select("th, td")


def value(cell: Tag) -> float:
    return float(str(cell["data-value"]))


def spread(days: Iterable[int]) -> tuple[float, ...]:
    """Count, median, 85th percentile by nearest rank, longest; what a row shows for none."""
    ordered = sorted(days)
    if not ordered:
        return (0, -1, -1, -1)
    return (len(ordered), median(ordered), ordered[math.ceil(len(ordered) * 17 / 20) - 1], ordered[-1])


def active_days(told: Told, tale: Tale, stay: Stay) -> int:
    return tale.days(told.today, stay) - tale.idle(told.today, stay)


def finished(told: Told, tales: Iterable[Tale], phase: str) -> list[int]:
    """The active days of the stays in a phase that a move ended."""
    stays = ((tale, stay) for tale in tales for stay in tale.stays)
    return [active_days(told, *one) for one in stays if one[1].phase == phase and one[1].ended_by in _MOVED]


def test_the_time_in_each_phase_is_that_of_its_finished_stays(told: Told) -> None:
    page = told.page("analysis.html")
    for flow, tales in by_flow(told).items():
        rows = page.select(f"#phases-{flow} tbody tr")
        phases = [phase["id"] for phase in flow_of(told.root, flow)]
        said = [tuple(map(value, cells(row)[1:5])) for row in rows]
        assert said == [spread(finished(told, tales, phase)) for phase in phases], flow
        halted = [
            sum(tale.idle(told.today, stay) for tale in tales for stay in tale.stays if stay.phase == phase)
            for phase in phases
        ]
        assert [value(cells(row)[7]) for row in rows] == halted, flow


def test_the_age_of_what_is_in_progress_is_in_active_days(told: Told) -> None:
    page = told.page("analysis.html")
    for flow, tales in by_flow(told).items():
        delivering = {phase["id"] for phase in flow_of(told.root, flow) if phase.get("delivers") == "true"}
        expected = {}
        for tale in tales:
            last = tale.stays[-1]
            if tale.status in {"active", "paused"} and last.phase not in delivering:
                usual = spread(finished(told, tales, last.phase))[2]
                days = active_days(told, tale, last)
                expected[tale.slug] = (days, sum(active_days(told, tale, one) for one in tale.stays), -1 < usual < days)
        said = {}
        for row in page.select(f"#ages-{flow} tbody tr"):
            found = cells(row)
            slug = str(found[0].select("a")[0]["href"]).split("/")[1]
            said[slug] = (value(found[2]), value(found[4]), "longer than usual" in found[2].get_text())
        assert said == expected, flow


def test_each_week_of_the_cumulative_flow_counts_every_project_once(told: Told) -> None:
    page = told.page("analysis.html")
    for flow, tales in by_flow(told).items():
        phases = [phase["id"] for phase in flow_of(told.root, flow)]
        for row in page.select(f"#standings-{flow} tbody tr"):
            day = date.fromisoformat(str(row.select("time")[0]["datetime"]))
            then = [one for tale in tales if (one := tale.until(day)).status]
            where = Counter(one.status if one.status in CLOSED else one.stays[-1].phase for one in then)
            expected = [*(where[name] for name in (*phases, "cancelled", "completed")), len(then)]
            assert [number(one.get_text()) for one in row.select("td")] == expected, day


def period_of(day: date, words: str) -> str:
    """The period of a day, in the words of a table that has one named so."""
    if words.isdigit():
        return str(day.year)
    return f"Q{(day.month + 2) // 3} {day.year}" if words.startswith("Q") else f"{_MONTHS[day.month - 1]} {day.year}"


def test_each_period_counts_what_began_and_what_ended(told: Told) -> None:
    page = told.page("analysis.html")
    for flow, tales in by_flow(told).items():
        delivers = any(phase.get("delivers") == "true" for phase in flow_of(told.root, flow))
        said = {one.th.get_text(): one.select("td") for one in page.select(f"#periods-{flow} tbody tr") if one.th}
        expected: defaultdict[str, Counter[int]] = defaultdict(Counter)
        for tale in tales:
            completed = [one.day for one in tale.happened if one.kind == "completed"][0 if delivers else 1 :]
            cancelled = [one.day for one in tale.happened if one.kind == "cancelled"]
            delivered = told.delivered(tale)
            ends = ([delivered] if delivered else [], cancelled, completed)
            for place, days in enumerate(([tale.stays[0].entered], *ends)):
                for day in days:
                    expected[period_of(day, next(iter(said)))][place] += 1
        counts = {words: [number(one.get_text()) for one in found] for words, found in said.items()}
        assert counts == {words: [found[place] for place in range(4)] for words, found in expected.items()}, flow


def cost(stays: Sequence[Stay], place: int) -> int | None:
    """The days from leaving a phase until it was entered again."""
    left = stays[place]
    again = next((stay for stay in stays[place + 1 :] if stay.phase == left.phase), None)
    return (again.entered - left.left).days if again and left.left else None


def test_every_way_back_has_its_cost(told: Told) -> None:
    expected: Counter[tuple[str, int | None]] = Counter()
    for tale in told.there.values():
        ways = [place for place, stay in enumerate(tale.stays) if stay.ended_by == "backtracked"]
        expected.update((tale.card["title"], cost(tale.stays, place)) for place in ways)
    listed = told.page("backtracks.html").select("[data-pl-narrow] li[data-kind=backtracked][data-counted='1']")
    costs = [(one, re.search(r"there again after ([\d,]+)", one.get_text())) for one in listed]
    assert (
        Counter((one.select("a")[0].get_text(), number(found[1]) if found else None) for one, found in costs)
        == expected
    )


def test_each_way_back_is_counted_with_its_median_cost(told: Told) -> None:
    page = told.page("backtracks.html")
    said = [(value(cells(row)[2]), value(cells(row)[3]), value(cells(row)[5])) for row in page.select("table tbody tr")]
    ways: defaultdict[tuple[str, ...], list[tuple[str, int | None]]] = defaultdict(list)
    for tale in told.there.values():
        for place, stay in enumerate(tale.stays[:-1]):
            if stay.ended_by in {"backtracked", "iterated"}:
                back = None if stay.ended_by == "iterated" else cost(tale.stays, place)
                ways[tale.card["flow"], stay.phase, tale.stays[place + 1].phase].append((tale.slug, back))
    expected = []
    for found in ways.values():
        costs = [days for _, days in found if days is not None]
        expected.append((len(found), len({slug for slug, _ in found}), median(costs) if costs else -1))
    assert sorted(said) == sorted(expected)


def listed(told: Told) -> Iterator[tuple[str, str]]:
    """Month of the heading and of the entry, of every entry of the activity pages."""
    for path in [told.root / "site" / "activity.html", *(told.root / "site").glob("activity/*.html")]:
        for month in told.page(path.relative_to(told.root / "site").as_posix()).select("[data-pl-month]"):
            for one in month.select("li.pl-move"):
                yield str(month["aria-labelledby"]), str(one.select("time")[0]["datetime"])[:7]


def test_every_event_stands_in_its_month_in_utc(told: Told) -> None:
    events = Counter(row["time"][:7] for row in told.data("events.json")["events"])
    assert Counter(listed(told)) == {(month, month): count for month, count in events.items()}
    rows = told.page("activity.html").select("#months tbody tr")
    assert [number(row.select("td")[-1].get_text()) for row in rows] == [
        events[month] for month in sorted(events)[::-1]
    ]
    for row in rows:
        *groups, total = (number(cell.get_text()) for cell in row.select("td"))
        assert sum(groups) == total


def test_feed_and_latest_moves_are_the_newest_events(told: Told) -> None:
    events = told.data("events.json")["events"][::-1]
    entries = ET.parse(told.root / "site" / "feed.xml").getroot().findall(f"{_ATOM}entry")  # noqa: S314 - our own file
    assert [entry.findtext(f"{_ATOM}updated") for entry in entries] == [one["time"] for one in events][:100]
    latest = told.page("index.html").select("section[aria-labelledby=moves] li time")
    shown = [one["time"][:10] for one in events if not one["event"].startswith("task-") and one["event"] != "renamed"]
    assert [one["datetime"] for one in latest] == shown[:20]


def test_people_lead_and_are_asked_for_what_the_projects_say(told: Told) -> None:
    page, rows = told.page("people.html"), told.data("ledger.json")["projects"]
    assert len(page.select(".pl-asked tbody tr")) == sum(row["asks_votes"] for row in rows)
    leads = Counter(row["owner"] for row in rows if row["status"] in {"active", "paused"})
    lanes = {str(lane["id"]).removeprefix("lane-"): lane for lane in page.select("section.pl-lane")}
    assert {handle: len(lane.select(".pl-lane__line")) for handle, lane in lanes.items()} == {
        handle: leads[handle] for handle in lanes
    }
    assert leads.keys() <= lanes.keys()


def test_the_sentence_of_the_analysis_adds_up(told: Told) -> None:
    words = told.page("analysis.html").select(".pl-answer")[0].get_text(" ")
    said = [
        number(one)
        for one in re.findall(r"[\d,]+ (?:projects?(?! waits?)|delivered|in progress)", re.sub(r"\s+", " ", words))
    ]
    page = told.page("analysis.html")
    assert said == [
        len(told.there),
        sum(told.delivered(tale) is not None for tale in told.there.values()),
        len(page.select("[id^=ages-] tbody tr")),
        *([gone] if (gone := len(told.tales) - len(told.there)) else []),
    ]


@pytest.mark.parametrize("name", ["projects.csv", "events.csv"])
def test_sheets_say_what_the_json_says(told: Told, name: str) -> None:
    key = {"projects.csv": "projects", "events.csv": "events"}[name]
    rows = told.data("ledger.json" if key == "projects" else "events.json")[key]
    plain = (
        "phase",
        "status",
        "iteration",
        "days",
        "started",
        "event",
        "commit",
        "time",
        "from",
        "to",
        "because",
        "by",
    )
    for written, row in zip(told.sheet(name), rows, strict=True):
        for field in plain:
            if field in written:
                assert written[field] == str(row.get(field) if row.get(field) is not None else ""), (row, field)


def test_the_lines_of_the_table_tell_every_stay_in_words(told: Told) -> None:
    for row in told.page("index.html").select("#projects-table tbody tr"):
        tale = told.there[str(row["data-slug"])]
        words = row.select(".pl-strip-cell")[0].get_text(" ", strip=True)
        said = [(number(days), bool(is_active)) for days, is_active in re.findall(r" ([\d,]+) d( active)?\b", words)]
        idle = [sum(tale.is_halted(day) for day in tale.calendar(told.today, stay)) for stay in tale.stays]
        days = [tale.days(told.today, stay) for stay in tale.stays]
        assert said == [(all_days - off, off > 0) for all_days, off in zip(days, idle, strict=True)], tale.slug


def test_the_way_of_each_delivered_project_tells_its_days_and_its_idle_ones(told: Told) -> None:
    expected = {}
    for tale in told.there.values():
        if delivered := told.delivered(tale):
            start = tale.stays[0].entered
            days = [start + timedelta(days=count) for count in range((delivered - start).days)]
            idle = sum(map(tale.is_halted, days))
            expected[tale.card["title"]] = counted(len(days), "day") + (f", {idle:,} of them idle" if idle else "")
    ways = told.page("analysis.html").select(".pl-ways__words")
    said = {one.select("a")[0].get_text(): one.select(".pl-soft")[0].get_text() for one in ways}
    assert said == expected


def test_the_days_before_delivery_of_each_project_end_with_it(told: Told) -> None:
    page = told.page("analysis.html")
    for flow, tales in by_flow(told).items():
        expected = {}
        for tale in tales:
            end = told.delivered(tale) or told.today
            before = [day for stay in tale.stays for day in tale.calendar(told.today, stay) if day < end]
            expected[tale.card["title"]] = (len(before), sum(map(tale.is_halted, before)))
        said = {}
        for row in page.select(f"#days-{flow} tbody tr"):
            working, waiting, idle = (number(cell.get_text()) for cell in row.select("td")[-3:])
            said[row.select("th")[0].get_text()] = (working + waiting + idle, idle)
        assert said == expected, flow


def test_the_way_of_each_delivered_project_tells_how_often_it_went_back_until_then(told: Told) -> None:
    for row in told.page("analysis.html").select(".pl-ways__words"):
        tale = next(one for one in told.there.values() if one.card["title"] == row.select("a")[0].get_text())
        delivered = told.delivered(tale)
        backs = [stay for stay in tale.stays if stay.ended_by == "backtracked" and stay.left]
        badge = row.select(".pl-badge--back")
        expected = sum(stay.left <= delivered for stay in backs if stay.left and delivered)
        assert (number(badge[0].get_text()) if badge else 0) == expected, tale.slug
