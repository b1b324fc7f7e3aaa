"""The page of a flow: every question that its steps and gates ask stands there, once, and where it belongs."""

from dataclasses import replace
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from ledger.assemble import load
from ledger.records.config import builtin_flows
from ledger.site.pages.flows import flow_pages
from ledger.site.render import render
from ledger.views.fields import asked_of
from tests.build import Builder
from tests.test_decisions import TODAY


@pytest.mark.parametrize("name", builtin_flows())
def test_a_step_and_a_gate_of_one_title_keep_their_own_questions(tmp_path: Path, name: str) -> None:
    place = Builder(tmp_path / "ledger").project()
    place.commit("Start")
    flow = builtin_flows()[name]
    ledger = replace(load(place.root, today=TODAY), flows={name: flow})
    page = BeautifulSoup(render(flow_pages(ledger)[1]), "html.parser")
    shown = [[line.get_text() for line in part.select(".pl-guides > li")] for part in page.select(".pl-flowphase")]
    assert len(shown) == len(flow.phases)
    for phase, lines in zip(flow.phases, shown, strict=True):
        asked = [(one.title, one.guide) for one in phase.steps] + [(one.title, one.guide) for one in phase.gates]
        for (title, guide), line in zip(asked, lines, strict=False):  # the ways back follow
            assert title in line
            assert all(question in line for question in guide.splitlines())


@pytest.mark.parametrize("name", builtin_flows())
def test_the_fields_of_a_phase_are_explained_where_they_are_asked_for(tmp_path: Path, name: str) -> None:
    place = Builder(tmp_path / "ledger").project()
    place.commit("Start")
    flow = builtin_flows()[name]
    ledger = replace(load(place.root, today=TODAY), flows={name: flow})
    page = BeautifulSoup(render(flow_pages(ledger)[1]), "html.parser")
    for phase, part in zip(flow.phases, page.select(".pl-flowphase"), strict=True):
        asked = [asked_of(flow, need) for need in phase.needs]
        lines = [" ".join(line.get_text().split()) for line in part.select(".pl-asks > li")]
        told = [f"{one.title} {one.path}{' in the card' if one.in_card else ''}: {one.about}" for one in asked]
        assert lines == [" ".join(line.split()) for line in told]
