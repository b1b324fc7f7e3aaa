"""The source of a site drawn by several processes: what one would have drawn."""

import subprocess
import sys
from pathlib import Path
from typing import Final

from tests.build import Builder, card, document

_SCRIPT: Final = """
import os, sys
from datetime import date
from pathlib import Path
from ledger import workers
from ledger.assemble import load_whole
from ledger.site.build import source_of
from ledger.site.charts import vega
from ledger.site.record import record_of
from ledger.site.settings import look_of

root = Path(sys.argv[1])
ledger, told = load_whole(root, today=date(2026, 6, 30))
record = record_of(ledger, told)
source = lambda: source_of(ledger, look_of(root), root=root, record=record)[0]
os.sched_getaffinity = lambda _: {0, 1}
drawers, draw = set(), vega.draw


def noted(chart):
    drawers.add(os.getpid())
    return draw(chart)


vega.draw = noted
shared = source()
assert not drawers, "charts were drawn here, not by a worker"
workers.WORTHWHILE = 1000000
assert source() == shared
assert drawers == {os.getpid()}
"""


def test_several_processes_draw_what_one_does(tmp_path: Path) -> None:
    repository = Builder(tmp_path / "ledger")
    for number in range(64):
        phase, folder = "build" if number % 3 else "idea", f"projects/p{number}"
        repository.write({f"{folder}/README.md": card(f"p{number}", phase=phase), f"{folder}/idea.md": document()})
        repository.write({f"{folder}/build.md": document("build")})
    repository.commit("Start", date="2026-01-05")
    subprocess.run([sys.executable, "-c", _SCRIPT, str(repository.root)], check=True)
