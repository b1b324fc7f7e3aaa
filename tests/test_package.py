"""The wheel carries everything that the program reads at run time."""

import json
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> frozenset[str]:
    place = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(place)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = place.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return frozenset(archive.namelist())


def _data() -> list[str]:
    package = ROOT / "ledger"
    found = (path for path in package.rglob("*") if path.is_file() and path.suffix != ".pyc")
    return sorted(str(path.relative_to(ROOT)) for path in found)


def test_the_wheel_carries_every_file_of_the_package(names: frozenset[str]) -> None:
    assert [path for path in _data() if path not in names] == []


@pytest.mark.parametrize(
    "path",
    [
        "builtin/flows/startup.yml",
        "builtin/schema/phase.json",
        "explanations/MOV001.md",
        "py.typed",
        "site/templates",
        "scaffold",
    ],
)
def test_the_wheel_carries(names: frozenset[str], path: str) -> None:
    assert any(name.startswith(f"ledger/{path}") for name in names)


def test_the_wheel_names_the_command_and_the_licence(names: frozenset[str]) -> None:
    ends = {name.partition(".dist-info/")[2] for name in names if ".dist-info/" in name}
    assert {"entry_points.txt", "METADATA", "licenses/LICENSE"} <= ends


def test_the_wheel_carries_nothing_else(names: frozenset[str]) -> None:
    assert {name.partition("/")[0] for name in names if ".dist-info/" not in name} == {"ledger"}


def test_every_dependency_has_a_floor() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    assert [one for one in wanted if ">=" not in one] == []


@pytest.mark.parametrize("kind", ["ledger", "flow", "project", "phase"])
def test_the_schemas_for_editors_are_those_of_the_package(kind: str) -> None:
    ours = json.loads((ROOT / "ledger/builtin/schema" / f"{kind}.json").read_text("utf-8"))
    assert json.loads((ROOT / "schema" / f"{kind}.json").read_text("utf-8")) == ours
