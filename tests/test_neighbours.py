"""One project's findings do not depend on its neighbours, however much is wrong with those."""

import re
from pathlib import Path
from typing import Final

import pytest

from tests.examples_made import judged
from tests.findings import expected, names, report

EXPECTED: Final = expected()
# What neighbours may change: the id of their common commit, and a hint that lists every project.
_VARIES: Final = re.compile(r"at [0-9a-f]{12}:|hint: (choose one of .*|the only one is .*|there is none here)")
_OF_PROJECTS: Final = re.compile(r"\w+/(MOV|APR|KPI)|invalid/(BIZ|TSK|REF|POL|DOC018)")


def _card(title: str, more: str = "") -> bytes:
    return (
        f"---\ntitle: {title}\nowner: sam\nflow: kanban\nphase: research\nstatus: active\n{more}---\n\nText.\n".encode()
    )


_DOCUMENT: Final = b"---\nphase: research\niteration: 1\n---\n\nText.\n"
# Sorted before the projects of the examples, so that a rule which stops at one of them never reaches those.
NEIGHBOURS: Final = {
    "projects/aa-broken/README.md": b"---\ntitle: [\n---\n",
    "projects/aa-broken/research.md": _DOCUMENT,
    "projects/ab-flow/README.md": _card("Of a flow that nobody has").replace(b"kanban", b"waterfall"),
    "projects/ab-flow/research.md": _DOCUMENT,
    "projects/ac-phase/README.md": _card("In a phase of another flow").replace(b"phase: research", b"phase: gone"),
    "projects/ac-phase/research.md": _DOCUMENT,
    "projects/ad-quiet/README.md": _card("With nothing to say", "move: {to: gone, because: whim}\n"),
    "projects/ad-quiet/research.md": b"---\nphase: [\n---\n",
    "projects/ae-later/README.md": _card("Later").replace(b"phase: research", b"phase: data-exploration"),
    "projects/ae-later/research.md": _DOCUMENT,
    "projects/ae-later/gone.md": _DOCUMENT.replace(b"research", b"gone"),
    "projects/ae-later/data-exploration.md": _DOCUMENT.replace(b"research", b"data-exploration"),
    "projects/af-halted/README.md": _card("Paused").replace(b"active", b"paused"),
    "projects/af-halted/research.md": _DOCUMENT.replace(
        b"---\n\n",
        b"approvals: [{gate: none}, {role: none}]\nkpis: [{id: k}, {target: 1}]\ntasks: [{id: t}, {days: 9}]\n---\n\n",
    ),
}


def _of_projects(told: str) -> list[str]:
    """The findings that speak of a project, each in its lines."""
    each = re.split(r"^(?=\S)", _VARIES.sub("", told), flags=re.MULTILINE)
    return [one for one in each if one and not one.split("\n")[0].endswith(" None")]


@pytest.mark.parametrize("name", [name for name in names() if _OF_PROJECTS.match(name)])
def test_neighbours_hide_nothing(name: str, tmp_path: Path) -> None:
    beside = judged(name, tmp_path / "ledger", NEIGHBOURS)
    others = {path.split("/")[1] for path in NEIGHBOURS}
    own = report(one for one in beside if one.project and one.project not in others)
    assert _of_projects(own) == _of_projects(EXPECTED.get(name, ""))
