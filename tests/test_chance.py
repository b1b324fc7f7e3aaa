"""Changes drawn by lot, each judged by the ledger and by a second judge that shares no code with it.

`python -m tests.test_chance FIRST LAST CHANGES` plays many more seasons than the tests do and prints what differs.
"""

import random
import sys
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pytest

from ledger import assemble
from ledger.assembly.told import Told
from ledger.audit import audited
from ledger.diagnostics import Severity
from ledger.moves.why import why
from ledger.records.model import Ledger
from ledger.words import ENTERING, MOVES
from tests.chance import judge, waiving
from tests.chance.reading import POLICY, is_same_card
from tests.chance.season import Season
from tests.chance.world import Paper, State

SEASONS: Final = (5, 7, 41)
CHANGES: Final = 20


@pytest.fixture(scope="module", params=SEASONS)
def season(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Season:
    return played(request.param, CHANGES, tmp_path_factory.mktemp("season"))


def played(seed: int, changes: int, root: Path) -> Season:
    """The season of a seed."""
    season = Season(root, random.Random(seed))  # noqa: S311 - the same for everybody
    season.play(changes)
    return season


def test_both_judges_find_the_same_errors_in_every_change(season: Season) -> None:
    assert [one for one in differences(season) if one.startswith("change")] == []
    assert len(season.verdicts) > CHANGES // 2
    assert {all(is_waived for *_, is_waived in one.expected) for one in season.verdicts} == {True, False}


def test_what_landed_is_told_as_it_was(season: Season) -> None:
    assert [one for one in differences(season) if not one.startswith("change")] == []
    assert season.told


def differences(season: Season) -> list[str]:
    """Whatever the ledger says otherwise: in a change, and at the end of the season."""
    changes = [
        f"change {number}: {', '.join(one.story)}: missed {sorted(one.expected - one.found)}, "
        f"found only by the ledger {sorted(one.found - one.expected)} of {one.messages}"
        for number, one in enumerate(season.verdicts)
        if one.expected != one.found
    ]
    ledger, told = assemble.load_whole(season.root, today=season.until)
    return [
        *changes,
        *_log(season, ledger),
        *_standings(season, ledger),
        *_days(season, ledger),
        *_grades(season, ledger),
        *_audit(season, told),
        *_ahead(season),
    ]


def _log(season: Season, ledger: Ledger) -> Iterator[str]:
    names = _names(season)
    expected = Counter((names[key], kind, origin, to) for key, kind, origin, to in season.told)
    found = Counter(
        (event.project, event.kind.value, event.origin or "", event.target or "")
        for event in ledger.events
        if event.kind in MOVES
    )
    yield from (f"not in the log: {one}" for one in (expected - found))
    yield from (f"only in the log: {one}" for one in (found - expected))


def _names(season: Season) -> dict[str, str]:
    """What each project is called by key, or was called at last."""
    names = waiving.names_of(season.tip.known)
    gone = {key: one.went.slug for key, one in season.tip.past.items() if one.went and key not in names}
    return {key: f"{slug}~2" if slug in names.values() else slug for key, slug in gone.items()} | names


def _standings(season: Season, ledger: Ledger) -> Iterator[str]:
    for key, project in season.tip.known.projects.items():
        found = ledger.projects[project.slug]
        if (found.phase, found.status.value) != (project.phase, project.status):
            yield f"{project.slug} is told as {found.phase}, {found.status}"
        if found.malformed is not _is_malformed(season, key):
            yield f"{project.slug} is told as {'malformed' if found.malformed else 'readable'}"


def _days(season: Season, ledger: Ledger) -> Iterator[str]:
    """Each move counts from the day of its commit, at the latest from that of any that came after it, or from today."""
    for key, project in season.tip.known.projects.items():
        by, entered, found = f"{season.until}", [], ledger.projects[project.slug]
        for kind, day in reversed(season.tip.past[key].days):
            by = min(by, day)
            entered += [by] if kind in ENTERING else []
        told = [f"{visit.entered:%Y-%m-%d}" for visit in found.visits]
        if told != entered[::-1]:
            yield f"{project.slug} entered its phases on {entered[::-1]}, told as {told}"


def _is_malformed(season: Season, key: str) -> bool:
    """Whether the card is not the one that is known: one that landed under a flow that was changed since is."""
    stated, known = (side.projects[key] for side in (season.tip.state, season.tip.known))
    return bool(stated.fault) or not is_same_card(stated, known)


def _grades(season: Season, ledger: Ledger) -> Iterator[str]:
    for key, project in season.tip.state.projects.items():
        known = season.tip.known.projects.get(key)
        if known is None:
            continue
        flow = season.tip.known.flows.get(known.flow, judge.NONE)
        for phase, paper in project.papers.items():
            is_judged = not paper.fault and phase in flow.phases
            for place, vote in enumerate(paper.votes if is_judged else ()):
                grade = ledger.projects[project.slug].grades[phase, place].value
                if grade != vote.proof:
                    yield f"{project.slug}: vote {place} in {phase} is told as {grade}"


def _audit(season: Season, told: Told) -> Iterator[str]:
    audit = audited(told, today=season.until)
    names = _names(season)
    wrong = {one for _, one in season.faults}
    waived = waiving.excused(wrong, season.tip.known.waivers, names, f"{season.until}")
    expected = {(min(day, f"{season.until}"), one.code, names[one.key], one in waived) for day, one in season.faults}
    found = {
        (f"{judged.time:%Y-%m-%d}", finding.code, judged.project, finding.waived is not None)
        for judged in audit.judged
        for finding in judged.then
        if finding.severity is Severity.ERROR
    }
    yield from (f"not in the audit: {one}" for one in expected - found)
    yield from (f"only in the audit: {one}" for one in found - expected)


def _ahead(season: Season) -> Iterator[str]:
    """Whether each project whose flow has its phase could go on to its next phase as it is."""
    change = assemble.load_change(season.root, base="HEAD", today=season.day)
    for key, project in season.tip.known.projects.items():
        phases = season.tip.known.flows.get(project.flow, judge.NONE).phases
        following = phases[phases.index(project.phase) + 1 :][:1] if project.phase in phases else ()
        if following:
            before, after = (_alone(state, key) for state in (season.tip.known, _advanced(season, key, *following)))
            wrong = judge.errors(before, after, season.tip.past, f"{season.day}")
            waived = waiving.excused(wrong, before.waivers, waiving.names_of(before), f"{season.day}")
            is_read = not _is_malformed(season, key)  # a waiver lets nobody read it
            expected = is_read and all(one.key != key for one in wrong - waived)
            if why(change, project.slug).may_move is not expected:
                yield f"{project.slug} {'could' if expected else 'could not'} go on to {following[0]}"


def _alone(state: State, key: str) -> State:
    """What is wrong with other projects and with the rules is told apart."""
    flows = {name: replace(flow, fault="") for name, flow in state.flows.items()}
    return replace(state, projects={key: state.projects[key]}, flows=flows, fault="")


def _advanced(season: Season, key: str, phase: str) -> State:
    tip = season.tip
    rules = {fact: getattr(tip.known, fact) for fact in POLICY}
    state = replace(deepcopy(tip.state), flows=tip.known.flows, **rules)
    project = state.projects[key]
    project.phase, project.move = phase, None
    project.papers.setdefault(phase, Paper(phase=phase)).iteration = season.tip.past[key].entered[phase] + 1
    return state


def main(first: int, last: int, changes: int) -> None:
    """Play the seasons of many seeds."""
    total, played_out = Counter[str](), Counter[str]()
    for seed in range(first, last):
        with TemporaryDirectory() as folder:
            season = played(seed, changes, Path(folder))
            for one in differences(season):
                print(f"seed {seed}: {one}", flush=True)  # noqa: T201
            for verdict in season.verdicts:
                total.update(f"{code} waived" if is_waived else code for code, _, is_waived in verdict.expected)
                total.update({"allowed"} if all(is_waived for *_, is_waived in verdict.expected) else ())
                played_out.update(act.split()[-1] for act in verdict.story)
    print(total, played_out, sep="\n")  # noqa: T201


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
