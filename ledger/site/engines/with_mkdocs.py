"""Runs MkDocs in this process: Markdown and `mkdocs.yml` in, HTML out, warnings returned."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import MkDocsException

from ledger.diagnostics import LedgerError

_LOGGER: Final = "mkdocs"
_SETTINGS: Final = {"NO_MKDOCS_2_WARNING": "1"}


class _Collector(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


@contextmanager
def _collected() -> Iterator[list[str]]:
    """The warnings of MkDocs and its plugins, kept off the terminal."""
    collector = _Collector()
    logger = logging.getLogger(_LOGGER)
    level, spread = logger.level, logger.propagate
    logger.addHandler(collector)
    logger.setLevel(logging.WARNING)
    logger.propagate = False
    try:
        yield collector.messages
    finally:
        logger.removeHandler(collector)
        logger.setLevel(level)
        logger.propagate = spread


@contextmanager
def _environment(settings: dict[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in settings}
    os.environ.update(settings)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def run(config_file: Path, *, epoch: int) -> tuple[str, ...]:
    """Builds the site that a `mkdocs.yml` describes and returns the warnings.

    `epoch` (seconds since 1970) is the only time the build knows. Raises LedgerError when MkDocs gives up.
    """
    with _environment({**_SETTINGS, "SOURCE_DATE_EPOCH": str(epoch)}), _collected() as messages:
        try:
            config = load_config(str(config_file))
            config.plugins.on_startup(command="build", dirty=False)
            try:
                build(config)
            finally:
                config.plugins.on_shutdown()
        except (MkDocsException, SystemExit) as error:
            why = "; ".join([*messages, *([str(error)] if str(error) else [])])
            raise LedgerError(
                f"the site cannot be built, mend mkdocs.yml or its folders: {' '.join(why.split())}"
            ) from error
    return tuple(dict.fromkeys(messages))
