"""The programs that make HTML of the generated Markdown and `mkdocs.yml`: the same input for each."""

from enum import StrEnum
from pathlib import Path


class Engine(StrEnum):
    """Which program builds the pages."""

    MKDOCS = "mkdocs"
    ZENSICAL = "zensical"


def run(engine: Engine, config_file: Path, *, epoch: int) -> tuple[str, ...]:
    """Builds the site that a `mkdocs.yml` describes and returns the warnings.

    `epoch` (seconds since 1970) is the only time the build knows. Raises LedgerError when the engine gives up.
    """
    match engine:
        case Engine.MKDOCS:
            from ledger.site.engines import with_mkdocs  # noqa: PLC0415 - either is slow to import, one is used

            return with_mkdocs.run(config_file, epoch=epoch)
        case Engine.ZENSICAL:
            from ledger.site.engines import with_zensical  # noqa: PLC0415 - either is slow to import, one is used

            return with_zensical.run(config_file, epoch=epoch)
