"""Print the lowest version of every dependency that pyproject.toml allows, one requirement a line."""

import sys
import tomllib
from pathlib import Path

project = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
sys.stdout.writelines(f"{one.replace('>=', '==')}\n" for one in project["dependencies"])
