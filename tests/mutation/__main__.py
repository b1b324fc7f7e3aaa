"""Measure which changes of the judging modules the tests notice: `python -m tests.mutation [MODULE...]`.

The copy and the verdicts are written to `build/mutation`: of each variant the first example or test that noticed it, or
that it survived. In the environment LEDGER_MUTATION_TESTS names the files of tests that take part (`findings votes`),
LEDGER_MUTATION_JOBS how many variants are judged at a time.
"""

import os
import subprocess
import sys
from pathlib import Path

from tests.mutation.copied import MODULES, copy

HOME = Path("build/mutation")


def main(asked: list[str]) -> int:
    """Copy the checkout, and let the copy's tests judge its variants in a process of their own."""
    home = Path(os.environ.get("LEDGER_MUTATION", HOME)).absolute()
    variants = copy(Path.cwd(), home / "copy", tuple(asked) or MODULES)
    (home / "variants.txt").write_text("".join(f"{name}\n" for name in variants), encoding="utf-8")
    run = [sys.executable, "-m", "tests.mutation.session", str(home)]
    return subprocess.run(
        run, cwd=home / "copy", env=os.environ | {"PYTHONPATH": str(home / "copy")}, check=False
    ).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
