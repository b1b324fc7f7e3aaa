"""Findings that are accepted until a day."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import assemble, rules
from ledger.diagnostics import Diagnostic, Location, Severity
from ledger.records.policy import Waiver
from ledger.rules.waivers import covers, waived
from tests.build import LEDGER, Builder, card

TODAY = date(2026, 3, 1)


def _finding(code: str = "BIZ001", project: str | None = "churn") -> Diagnostic:
    place = Location(path="projects/churn/README.md")
    return Diagnostic(code=code, severity=Severity.ERROR, location=place, message="found", project=project)


def _waiver(
    code: str = "BIZ001", project: str | None = "churn", until: date | None = TODAY, reason: str = "vendor is late"
) -> Waiver:
    return Waiver(code=code, reason=reason, until=until, project=project, index=0)


@pytest.mark.parametrize(
    ("waiver", "expected"),
    [
        (_waiver(), True),
        (_waiver(project=None), True),
        (_waiver(code="BIZ002"), False),
        (_waiver(project="ads"), False),
        (_waiver(until=TODAY - timedelta(days=1)), False),
        (_waiver(until=None), False),
        (_waiver(reason=""), False),
    ],
)
def test_a_waiver_covers_its_code_and_project_until_its_last_day(waiver: Waiver, expected: bool) -> None:
    assert covers(waiver, "BIZ001", "churn", TODAY) is expected


@pytest.mark.parametrize("whom", ["project: 2024", "project: ''", "project: null", "project: [ads]", "projet: ads"])
def test_a_waiver_that_cannot_tell_for_whom_it_is_excuses_nobody(tmp_path: Path, whom: str) -> None:
    waiver = f"waivers:\n  - {{code: REF003, until: 2026-12-31, reason: agreed, {whom}}}\n"
    place = Builder(tmp_path / "ledger", ledger=LEDGER + waiver)
    place.project(README=card().replace("owner: sam", "owner: nobody")).commit("Start")
    found = rules.judge(assemble.load(place.root, today=TODAY))
    told = {(one.code, one.waived) for one in found if one.severity is Severity.ERROR}
    assert ("REF003", None) in told
    assert {code[:3] for code, _ in told} == {"REF", "SCH"}


def test_a_reason_that_nobody_sees_excuses_nothing(tmp_path: Path) -> None:
    waiver = 'waivers:\n  - {code: REF003, until: 2026-12-31, reason: "\\u200b", project: churn}\n'
    place = Builder(tmp_path / "ledger", ledger=LEDGER + waiver)
    place.project(README=card().replace("owner: sam", "owner: nobody")).commit("Start")
    (found,) = (one for one in rules.judge(assemble.load(place.root, today=TODAY)) if one.code == "REF003")
    assert found.waived is None


def test_a_waiver_of_a_project_does_not_cover_the_ledger() -> None:
    assert not covers(_waiver(), "BIZ001", None, TODAY)
    assert covers(_waiver(project=None), "BIZ001", None, TODAY)


def test_a_waived_finding_stays_in_sight_with_its_reason() -> None:
    (one,) = waived([_finding()], [_waiver()], TODAY)
    assert (one.code, one.severity, one.waived) == ("BIZ001", Severity.ERROR, "vendor is late")


def _told(root: Path, *waivers: str) -> list[tuple[str, int, str]]:
    """What is said of waivers that all stand on one line: code, column and the end of the sentence."""
    place = Builder(root, ledger=f"{LEDGER}waivers: [{', '.join(waivers)}]\n").project()
    place.commit("Start")
    found = rules.judge(assemble.load(place.root, today=TODAY))
    return [
        (one.code, one.location.column, one.message.split("found ")[1]) for one in found if one.code.startswith("POL")
    ]


@pytest.mark.parametrize(
    ("idle", "said"),
    [
        ("{code: MOV001, reason: r, until: 2026-12-31}", []),
        ("{code: APR002, reason: r, until: 2026-12-31}", []),
        ("{code: TSK001, reason: r}", []),
        ("{code: NIX001, reason: r, until: 2026-12-31}", [("POL007", 18, "'NIX001'")]),
        ("{code: TSK001, reason: r, until: 2026-02-28}", [("POL006", 44, "one for TSK001 that ended on 2026-02-28")]),
        ("{project: ads, code: TSK001, reason: r, until: 2026-12-31}", [("POL007", 21, "'ads'")]),
        ("[TSK001]", []),
    ],
)
def test_a_waiver_that_covers_nothing_is_told_whatever_stands_before_it(
    tmp_path: Path, idle: str, said: list[tuple[str, int, str]]
) -> None:
    today = "{code: TSK001, project: churn, reason: r, until: 2026-03-01}"
    later = "{code: TSK002, reason: r, until: 2026-12-31}"
    first = len(f"waivers: [{idle}, ") + 1
    assert _told(tmp_path / "ledger", idle, today, later) == [
        *said,
        ("POL005", first, "one for TSK001 of churn that covers none"),
        ("POL005", first + len(f"{today}, "), "one for TSK002 that covers none"),
    ]


CODES = st.sampled_from(["BIZ001", "MOV004", "KPI002"])
PROJECTS = st.sampled_from(["churn", "ads", None])
WAIVERS = st.lists(
    st.builds(_waiver, code=CODES, project=PROJECTS, until=st.dates(date(2026, 2, 20), date(2026, 3, 10)))
)


@given(st.lists(st.builds(_finding, code=CODES, project=PROJECTS)), WAIVERS)
def test_waivers_lose_and_change_nothing_else(findings: list[Diagnostic], waivers: list[Waiver]) -> None:
    after = list(waived(findings, waivers, TODAY))
    assert [(one.code, one.project, one.message) for one in after] == [
        (one.code, one.project, one.message) for one in findings
    ]
    assert all(
        (one.waived is not None) == any(covers(waiver, one.code, one.project, TODAY) for waiver in waivers)
        for one in after
    )
