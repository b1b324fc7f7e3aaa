"""The parts of README and documentation that the program writes; `python -m tests.written` writes them anew.

A part stands between `<!-- written: NAME -->` and `<!-- end -->`; a test fails when it is not what would be written.
"""

import json
import os
import re
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import typer
import yaml

from ledger import assemble
from ledger.cli.app import app
from ledger.codes import CODES, FAMILIES
from ledger.demo.make import make
from ledger.demo.story import told
from ledger.export.kinds import kind_of
from ledger.export.sheets import every_sheet
from ledger.words import EventKind
from tests.build import Builder
from tests.here import here
from tests.played import played
from tests.written_flows import flow_reference

ROOT: Final = Path(__file__).parent.parent
TODAY: Final = "2026-02-02"
_PART: Final = re.compile(r"(<!-- written: ([a-z -]+) -->\n).*?(\n?<!-- end -->)", re.DOTALL)
_TEN_LINES: Final = re.compile(r"```markdown\n(---\n.*?)```", re.DOTALL)
_POLICY: Final = """\
title: Portfolio
flow: startup
people:
  sam: {emails: [sam@example.com], roles: [data-science, data-engineering]}
  dana: {emails: [dana@example.com], roles: [product, customer-success]}
"""


def pages() -> tuple[Path, ...]:
    """Every page that may hold such a part."""
    return (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))


def written(text: str) -> str:
    """The text of a page with every such part as it would be written now; a page may ask to be played as a whole."""
    parts = _PART.sub(lambda found: f"{found[1]}{part(found[2], text)}{found[3].lstrip()}", text)
    return played(parts) if "<!-- played -->" in text else parts


def part(name: str, page: str) -> str:
    """One part, ended by a line feed; `page` is the text that it stands in."""
    kind, _, rest = name.partition(" ")
    parts: Mapping[str, Callable[[], str]] = {
        "codes": codes,
        "events": events,
        "commands": commands,
        "sheets": sheets,
        "action": action,
        "fields": lambda: fields(rest),
        "flow": lambda: flow_reference(rest),
        "check": lambda: shell("ledger check", check_ten_lines(page)),
        "demo": lambda: check_demo(rest),
        "report": report_demo,
    }
    return parts[kind]()


def shell(command: str, output: str) -> str:
    """A command and its output as a fenced block."""
    return f"```console\n$ {command}\n{output.rstrip()}\n```\n"


def table(head: Sequence[str], rows: Iterator[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', '&#124;').strip() for cell in row)} |\n" for row in lines)


def codes() -> str:
    """Every code with its usual severity and title, a table for each family."""
    return "\n".join(
        f"### {family}: {about}\n\n"
        + table(("code", "severity", "finding"), (row for row in _codes() if row[0].startswith(f"`{family}")))
        for family, about in FAMILIES.items()
        if any(code.startswith(family) for code in CODES)
    )


def _codes() -> Iterator[tuple[str, str, str]]:
    for code, (severity, title) in CODES.items():
        yield f"`{code}`", severity.value, title


def events() -> str:
    """Every kind of event."""
    return ", ".join(f"`{kind.value}`" for kind in EventKind) + "\n"


def commands() -> str:
    """Every command with its arguments and options, as the program knows them."""
    return "\n".join(_command("ledger", typer.main.get_command(app)))


def sheets() -> str:
    """Every sheet of an export with its columns."""
    with tempfile.TemporaryDirectory() as folder:
        place = Builder(Path(folder))
        place.commit()
        ledger = assemble.load(place.root, today=date.fromisoformat(TODAY))
    return "\n".join(
        f"## `{one.name}`\n\n{one.words}\n\n"
        + table(("column", "kind", "holds"), ((f"`{c}`", kind_of(c).value, words) for c, words in one.columns.items()))
        for one in every_sheet(ledger, (), {})
    )


def action() -> str:
    """Every input of the action with its default."""
    inputs = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))["inputs"]
    rows = (
        (f"`{name}`", f"`{one['default']}`" if one["default"] else "", one["description"])
        for name, one in inputs.items()
    )
    return table(("input", "default", "meaning"), rows)


def _command(name: str, command: Any) -> Iterator[str]:
    about = (command.help or "").strip()
    arguments = "".join(f" {_argument(one)}" for one in command.params if one.param_type_name == "argument")
    options = [one for one in command.params if one.param_type_name == "option" and not one.hidden]
    more = " COMMAND" if hasattr(command, "commands") else ""
    yield f"### `{name}`\n\n`{name}{' [OPTIONS]' if options else ''}{arguments}{more}`\n\n{about}\n"
    described = [one for one in command.params if one.param_type_name == "argument" and one.help]
    if described or options:
        rows = [(f"`{_argument(one)}`", one.help) for one in described]
        yield table(("option", "does"), iter([*rows, *(_option(one, typer.Context(command)) for one in options)]))
    for child in sorted(getattr(command, "commands", {})):
        yield from _command(f"{name} {child}", command.commands[child])


def _argument(argument: Any) -> str:
    name = (argument.metavar or argument.name.upper()).strip("[]")
    return name if argument.required else f"[{name}]"


def _option(option: Any, context: Any) -> tuple[str, str]:
    """An option's names with what they take, and its help; Typer's versions draw brackets and types differently."""
    names, about = option.get_help_record(context)
    bare = re.sub(r"[<>\[\]]", "", names.replace("<str>", "TEXT").replace("<int range>", "NUMBER"))
    if option.metavar:  # drawn by us: its brackets are what somebody has to type
        bare = bare.replace(re.sub(r"[<>\[\]]", "", option.metavar), option.metavar)
    return f"`{bare.replace('|', '/')}`", about


def fields(kind: str) -> str:
    """Every field of a file with its description, from the built-in schema."""
    schema = json.loads((files("ledger") / "builtin" / "schema" / f"{kind}.json").read_text("utf-8"))
    return table(("field", "value", "meaning"), _fields(schema, schema, ""))


def _fields(schema: Mapping[str, Any], node: Mapping[str, Any], above: str) -> Iterator[tuple[str, str, str]]:
    required = set(node.get("required", ()))
    for name, raw in node.get("properties", {}).items():
        found = _resolved(schema, raw)
        path = f"{above}{name}"
        yield (
            f"`{path}`{' (required)' if name in required else ''}",
            _value(schema, found),
            found.get("description", ""),
        )
        yield from _fields(schema, found, f"{path}.")
        if "items" in found:
            yield from _fields(schema, _resolved(schema, found["items"]), f"{path}[].")
        if isinstance(found.get("additionalProperties"), dict):
            yield from _fields(schema, _resolved(schema, found["additionalProperties"]), f"{path}.*.")


def _resolved(schema: Mapping[str, Any], node: Mapping[str, Any]) -> dict[str, Any]:
    target: dict[str, Any] = {}
    if str(node.get("$ref", "")).startswith("#/$defs/"):
        target = _resolved(schema, schema["$defs"][node["$ref"].removeprefix("#/$defs/")])
    return {**target, **node}


def _value(schema: Mapping[str, Any], node: Mapping[str, Any]) -> str:
    if "enum" in node:
        return ", ".join(f"`{one}`" for one in node["enum"])
    if "const" in node:
        return f"`{node['const']}`"
    if "anyOf" in node or "oneOf" in node:
        return " or ".join(_value(schema, _resolved(schema, one)) for one in node.get("anyOf", node.get("oneOf")))
    kind = node.get("type", "any")
    words = {"object": "mapping", "array": "list", "string": "text", "boolean": "true or false"}
    said = " or ".join(words.get(one, one) for one in ([kind] if isinstance(kind, str) else kind))
    return "date" if node.get("format") == "date" else said


def check_ten_lines(page: str) -> str:
    """What `ledger check` prints about the first project that stands in the page."""
    found = _TEN_LINES.search(page)
    card = found[1] if found else ""
    with tempfile.TemporaryDirectory() as scratch:
        place = Builder(Path(scratch) / "portfolio", ledger=_POLICY, flow="")
        place.write({"schema/flows/small.yml": None}).commit("Start", date=TODAY)
        place.write({"projects/rush-hours/README.md": card})
        return run_ledger("-C", str(place.root), "--now", TODAY, "check")


def check_demo(kind: str) -> str:
    """What `ledger check --base main` prints on the branch of the demonstration that is ready, or must be refused."""
    story = told()
    branch = story.branches[("ready", "refused").index(kind)].name
    with tempfile.TemporaryDirectory() as scratch:
        place = Path(scratch) / "demo"
        make(place)
        subprocess.run(["git", "switch", "-q", branch], cwd=place, check=True)
        output = run_ledger("-C", str(place), "--now", story.today.isoformat(), "check", "--base", "main")
    return shell(f"git switch -q {branch}\n$ ledger --now {story.today} check --base main", output)


def report_demo() -> str:
    """What `ledger report` prints of seven weeks of the demonstration."""
    story = told()
    arguments = ("--now", story.today.isoformat(), "report", "--since", "2026-10-01")
    with tempfile.TemporaryDirectory() as scratch:
        place = Path(scratch) / "demo"
        make(place)
        output = run_ledger("-C", str(place), *arguments)
    return f"```markdown\n{output}```\n"


def run_ledger(*arguments: str) -> str:
    """What a command prints, on a terminal of 100 columns without colour."""
    plain = {"COLUMNS": "100", "NO_COLOR": "1", "TERM": "dumb"}
    done = here(*arguments, environment=os.environ | plain)
    if done.returncode > 1:
        raise RuntimeError(done.stderr)
    return done.stdout


def main() -> None:
    """Write every part anew."""
    for page in pages():
        text = page.read_text("utf-8")
        page.write_text(written(text), "utf-8")


if __name__ == "__main__":
    main()
