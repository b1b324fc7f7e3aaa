"""An axis of days or weeks says of which year they are: a short project that ended has no other place for it."""

from datetime import date

from ledger.site.drawings.scale import ticks


def test_the_first_day_of_a_year_on_an_axis_bears_its_name() -> None:
    words = [tick.words for tick in ticks(date(2025, 12, 20), date(2026, 1, 20), 800)]
    assert words == ["22 Dec 2025", "29 Dec", "5 Jan 2026", "12 Jan", "19 Jan"]


def test_days_bear_it_too() -> None:
    words = [tick.words for tick in ticks(date(2025, 6, 1), date(2025, 6, 4), 800)]
    assert words == ["1 Jun 2025", "2 Jun", "3 Jun", "4 Jun"]
