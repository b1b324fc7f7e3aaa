"""What an earlier run remembered is used only by the very program that read it."""

import subprocess
import sys
from pathlib import Path

import ledger
from ledger.past.memory import READS

LOADED = """
import sys
import ledger.assembly.told
for name, module in list(sys.modules.items()):
    if name.partition(".")[0] == "ledger":
        print(module.__file__)
"""


def test_all_that_a_history_is_read_with_is_in_the_print() -> None:
    home = Path(ledger.__file__).parent
    said = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True).stdout
    loaded = {Path(line) for line in said.splitlines()}
    assert home / "past" / "history.py" in loaded
    assert loaded - {path for pattern in READS for path in home.glob(pattern)} == set()
