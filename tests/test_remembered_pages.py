"""Pages that an earlier build drew: used again only when nothing that they could show has changed."""

import os
import subprocess
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from ledger.assemble import load_whole
from ledger.edges.index import Index
from ledger.records.model import Ledger
from ledger.site.build import source_of
from ledger.site.pages import pages_of_project
from ledger.site.record import record_of
from ledger.site.settings import look_of
from ledger.views import StatusRow
from tests.build import FLOW, Builder, card, document
from tests.portfolio import TODAY, portfolio

_PAGE = "projects/churn/index.md"
_SCRIPT = """
import sys
from pathlib import Path
from tests.test_remembered_pages import Site
site = Site(Path(sys.argv[1]), Path(sys.argv[2]))
site.source()
print(len(site.drawn))
"""


class Site:
    """The source of a ledger's site, drawn again and again with one index.

    `drawn` names what was drawn anew, `said` is what the last time was told of its progress.
    """

    def __init__(self, root: Path, index: Path) -> None:
        self.root, self.index, self.drawn, self.said = root, index, list[str](), list[str]()

    def source(self, today: date = TODAY, *, is_remembered: bool = True) -> Mapping[str, bytes | Path]:
        ledger, told = load_whole(self.root, today=today)
        index = Index(self.index if is_remembered else None, "pages.sqlite3")
        self.drawn, self.said = [], []

        def seen(ledger: Ledger, row: StatusRow, **more: object) -> object:
            self.drawn.append(row.slug)
            return pages_of_project(ledger, row, **more)  # type: ignore[arg-type]  # passed on as they come

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("ledger.workers.WORTHWHILE", sys.maxsize)  # a worker notes nothing here
            patch.setattr("ledger.site.easel.pages_of_project", seen)
            contents, _ = source_of(
                ledger,
                look_of(self.root),
                root=self.root,
                record=record_of(ledger, told),
                index=index,
                progress=self.said.append,
            )
        return contents


@pytest.fixture
def site(tmp_path: Path) -> Site:
    ledger = portfolio(tmp_path / "ledger")
    (tmp_path / "index").mkdir()
    ledger.write({"projects/leads2/README.md": card("leads2", more="depends_on: [churn]\n")})
    ledger.write({"projects/leads2/idea.md": document()})
    ledger.commit("Depend on churn", date="2026-05-02")
    drawn = Site(ledger.root, tmp_path / "index")
    drawn.source()
    return drawn


def test_the_first_build_draws_every_project_and_the_second_none(site: Site) -> None:
    assert sorted(site.drawn) == ["churn", "evil & <co>", "leads", "leads2"]
    remembered = site.source()
    assert (site.drawn, remembered) == ([], site.source(is_remembered=False))


def test_a_change_draws_its_project_anew_and_those_that_name_it(site: Site) -> None:
    ledger = Builder(site.root, ledger="")
    ledger.write({"projects/churn/idea.md": document(body="## Need\n\nAnother need.\n", iteration=2)}).commit("Change")
    after = site.source()
    assert site.drawn == ["churn", "leads2"]
    assert [line for line in site.said if line.endswith("projects drawn")] == [
        "2 of 4 projects drawn",
        "4 of 4 projects drawn",
    ]
    assert after == site.source(is_remembered=False)
    assert b"Another need" in _bytes(after[_PAGE])


@pytest.mark.parametrize(
    ("path", "content", "drawn"),
    [
        ("projects/evil & <co>/figures/pixel.png", b"other", ["evil & <co>"]),
        ("projects/evil & <co>/notes.txt", "other", ["evil & <co>"]),
        ("projects/README.md", "# All projects\n", []),
    ],
)
def test_files_that_no_history_reads_count_too(site: Site, path: str, content: str | bytes, drawn: list[str]) -> None:
    Builder(site.root, ledger="").write({path: content}).commit("Change a file")
    after = site.source()
    assert (site.drawn, after) == (drawn, site.source(is_remembered=False))


def test_the_policy_and_the_day_are_on_every_page(site: Site) -> None:
    site.source(date(2026, 7, 1))
    assert len(site.drawn) == 4
    ledger = Builder(site.root, ledger="")
    ledger.write({"ledger.yml": (site.root / "ledger.yml").read_text() + "# said otherwise\n"}).commit("Say otherwise")
    site.source(date(2026, 7, 1))
    assert site.drawn == []
    text = (site.root / "ledger.yml").read_text().replace("name: Sam", "name: Samira")
    ledger.write({"ledger.yml": text}).commit("Rename Sam")
    site.source(date(2026, 7, 1))
    assert len(site.drawn) == 4


def test_a_flow_draws_anew_the_projects_that_follow_it_and_no_others(site: Site) -> None:
    other = FLOW.replace("flow: small", "flow: other")
    Builder(site.root, ledger="").write({"schema/flows/other.yml": other}).commit("Another flow")
    remembered = site.source()
    assert (site.drawn, remembered) == ([], site.source(is_remembered=False))
    titled = FLOW.replace("title: Idea", "title: First idea")
    Builder(site.root, ledger="").write({"schema/flows/small.yml": titled}).commit("Another title")
    after = site.source()
    assert len(site.drawn) == 4
    assert after == site.source(is_remembered=False)
    assert b"First idea" in _bytes(after[_PAGE])


def test_another_process_finds_the_same_prints(site: Site) -> None:
    for seed in ("1", "2"):
        environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parent.parent)}
        done = subprocess.run(
            [sys.executable, "-c", _SCRIPT, str(site.root), str(site.index)],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout == "0\n"


def test_damage_is_drawn_over(site: Site) -> None:
    file = site.index / "ledger/pages.sqlite3"
    raw = bytearray(file.read_bytes())
    for place in range(200, len(raw), 997):
        raw[place] ^= 0xFF
    file.write_bytes(raw)
    assert site.source() == site.source(is_remembered=False)


def _bytes(content: bytes | Path) -> bytes:
    return content if isinstance(content, bytes) else content.read_bytes()
