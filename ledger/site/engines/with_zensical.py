"""Runs Zensical in a process of its own: the same Markdown and `mkdocs.yml` in, HTML out, warnings returned.

It prints its findings for people, so they are read from there: a line `Warning: what`, then one with the place.
"""

import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from ledger.diagnostics import LedgerError

_COLOUR: Final = re.compile(r"\x1b\[[0-9;]*m")
_WARNING: Final = re.compile(r"^Warning: (?P<what>.+)\n\s*╭─\[ (?P<where>\S+) \]", re.MULTILINE)
_ISSUES: Final = re.compile(r"^(?P<issues>\d+ issues? found)$", re.MULTILINE)
_LAST: Final = 300  # characters of what it said last


def run(config_file: Path, *, epoch: int) -> tuple[str, ...]:
    """Builds the site that a `mkdocs.yml` describes and returns the warnings.

    `epoch` (seconds since 1970) is the only time the build knows. Raises LedgerError when Zensical is not there or
    gives up.
    """
    if find_spec("zensical") is None:
        raise LedgerError("Zensical is not installed: pip install 'project-ledger[zensical]', or use --engine mkdocs")
    command = [sys.executable, "-m", "zensical", "build", "--clean", "--config-file", config_file.name]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(epoch), "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"}
    # The generated `mkdocs.yml` names its folders from where it stands: Zensical cannot take them from the root.
    done = subprocess.run(  # noqa: S603 - fixed words and the name of a file of ours
        command, cwd=config_file.parent, env=environment, capture_output=True, check=False
    )
    said = _COLOUR.sub("", (done.stdout + done.stderr).decode(errors="replace"))
    if done.returncode:
        why = " ".join(said.split())[-_LAST:]
        raise LedgerError(f"the site cannot be built, mend mkdocs.yml or use --engine mkdocs: {why}")
    return warnings_in(said)


def warnings_in(said: str) -> tuple[str, ...]:
    """What Zensical warns of, each with its place; the bare count when its words can no longer be read."""
    found = tuple(f"{one['where']}: {one['what']}" for one in _WARNING.finditer(said))
    issues = _ISSUES.search(said)
    return found if found or not issues else (issues["issues"],)
