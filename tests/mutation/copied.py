"""A copy of the checkout in which every function of the judging modules has its variants beside it, made by mutmut."""

import importlib
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

_COPIED: Final = ("ledger", "tests", "schema", "projects", "docs", "ledger.yml", "pyproject.toml", "README.md")
_IMPORT: Final = "from mutmut.mutation.trampoline import wrap_in_trampoline as _mutmut_mutated, MutantDict"
_OURS: Final = "from tests.mutation.hook import choosing as _mutmut_mutated, MutantDict"
MODULES: Final = (
    *("votes.gates", "votes.lapses", "moves.asked", "moves.supposed", "past.covered"),
    *("records.readiness", "records.duedates", "records.kpi", "records.kpi_source"),
    *("votes.debt", "votes.used_up", "past.displaced", "rules.arrivals", "rules.base", "rules.ending"),
    *("rules.votes", "rules.gates", "rules.leaving", "rules.moving", "rules.moves", "rules.passages"),
    *("rules.changes", "rules.policy", "rules.people", "rules.handles", "rules.waivers", "rules.kpis"),
    *("rules.tasks", "rules.business", "rules.circles", "paths", "rules.paths", "rules.references", "rules.finding"),
    *("rules.__init__", "edit.ballot", "edit.deliverables", "proof.brought", "past.meant"),
    *("past.renaming", "past.whereabouts", "edges.tracked", "days"),
)


def copy(checkout: Path, target: Path, modules: tuple[str, ...]) -> tuple[str, ...]:
    """Write the copy; the variants by name, `<module>:<function>:<variant>`, in the order of the modules."""
    shutil.rmtree(target, ignore_errors=True)
    for name in _COPIED:
        source = checkout / name
        if source.is_dir():
            shutil.copytree(source, target / name, symlinks=True, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            target.mkdir(exist_ok=True)
            shutil.copy2(source, target / name)
    return tuple(variant for module in modules for variant in _mutated(target, module))


def _mutated(target: Path, module: str) -> Iterator[str]:
    path = target / "ledger" / f"{module.replace('.', '/')}.py"
    mutmut: Any = importlib.import_module("mutmut.mutation.file_mutation")  # its types are not ours to install
    changed = mutmut.mutate_file_contents(path.name, path.read_text(encoding="utf-8"))
    path.write_text(changed.code.replace(_IMPORT, _OURS), encoding="utf-8")
    for name in changed.mutant_names:
        function = _called(name.rpartition("__mutmut_")[0])
        yield f"ledger.{module.removesuffix('.__init__')}:{function}:{name}"


def _called(name: str) -> str:
    """The function of a variant as Python names it: mutmut writes `x_grade`, and of a method `xǁHeardǁadd`."""
    return name.removeprefix("x_") if name.startswith("x_") else name.removeprefix("xǁ").replace("ǁ", ".")
