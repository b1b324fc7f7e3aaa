"""Play a page's examples in an empty folder: write its files, run its commands, and put in what they really print.

A fenced block after `<!-- file: PATH -->` is written to that path. In a `console` block each line that starts with `$ `
is run and what follows is replaced by its output; a block after `<!-- not run -->` is left alone.
"""

import os
import re
import shlex
import subprocess
import tempfile
from pathlib import Path
from typing import Final

from tests.here import here

_BLOCK: Final = re.compile(
    r"(?:<!-- (?P<mark>file: (?P<path>\S+)|not run) -->\n)?```(?P<kind>\w*)\n(?P<text>.*?)```\n", re.DOTALL
)
_NOON: Final = 1770033600  # 2026-02-02T12:00:00Z


def played(page: str) -> str:
    """The page with the output of its commands as they print it now."""
    with tempfile.TemporaryDirectory() as scratch:
        stage = _Stage(Path(scratch))
        return _BLOCK.sub(stage.block, page)


class _Stage:
    """A folder in which a page's commands run one after the other, at noon of one day."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.place = home
        config = home / ".gitconfig"
        config.write_text("[user]\n\tname = Sam\n\temail = sam@example.com\n", "utf-8")
        nothing = {"GIT_CONFIG_GLOBAL": str(config), "GIT_CONFIG_SYSTEM": os.devnull, "HOME": str(home)}
        noon = {f"GIT_{role}_DATE": f"{_NOON} +0000" for role in ("AUTHOR", "COMMITTER")}
        plain = {"COLUMNS": "100", "NO_COLOR": "1", "TERM": "dumb", "SOURCE_DATE_EPOCH": str(_NOON)}
        clean = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        self.environment = clean | nothing | noon | plain

    def block(self, found: re.Match[str]) -> str:
        """The same block, played."""
        if found["path"]:
            target = self.place / found["path"]
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(found["text"], "utf-8")
        if found["kind"] != "console" or found["mark"]:
            return found[0]
        commands = [line for line in found["text"].splitlines() if line.startswith("$ ")]
        return f"```console\n{''.join(self.command(line) for line in commands)}```\n"

    def command(self, line: str) -> str:
        """A command's line with what it prints below it."""
        program, *arguments = shlex.split(line.removeprefix("$ "), comments=True)
        if program == "cd":
            self.place /= arguments[0]
            return f"{line}\n"
        done = self._ran(program, *arguments)
        if done.returncode > 1 or done.stderr:
            raise RuntimeError(f"{line}: {done.stderr}")
        output = "".join(f"{one.rstrip()}\n" for one in done.stdout.splitlines())
        return f"{line}\n{output.replace(str(self.home), '~')}"

    def _ran(self, program: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
        if program == "ledger":
            return here(*arguments, place=self.place, environment=self.environment)
        command = [program, *arguments]
        return subprocess.run(
            command, cwd=self.place, env=self.environment, capture_output=True, text=True, check=False
        )
