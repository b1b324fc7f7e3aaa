"""The schemas of the ledger around a folder: what an editor gets, and the copies that a ledger keeps."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from ledger.diagnostics import Diagnostic, LedgerError, did_you_mean
from ledger.edges.gitrepo import open_repository
from ledger.edges.stage import appear, gather
from ledger.records.config import builtin_flows, flow_of, policy_of
from ledger.records.flow import Flow
from ledger.schema import KINDS, LocalSchema, builtin_text, compiled, read_local, resolved
from ledger.text.document import read_yaml
from ledger.words import FLOWS_DIR, LEDGER_FILE

VSCODE: Final = """\
// Into .vscode/settings.json, for the YAML extension (redhat.vscode-yaml); `ledger schema --write` makes the files.
// The extension reads whole YAML files. It does not look into the front matter of Markdown: for project cards and
// phase documents run `ledger check`, or keep `ledger schema project` and `ledger schema phase` at hand.
{
  "yaml.schemas": {
    "./schema/ledger.json": "/ledger.yml",
    "./schema/flow.json": "/schema/flows/*.yml"
  },
  "yaml.schemaStore.enable": false
}
"""


def ledger_root(directory: Path) -> Path | None:
    """The nearest folder at or above `directory` that holds a `ledger.yml`, or None."""
    start = directory.resolve()
    return next((folder for folder in (start, *start.parents) if (folder / LEDGER_FILE).is_file()), None)


def editor_schema(directory: Path, kind: str, flow_id: str | None) -> dict[str, Any]:
    """The schema of a kind of file as the ledger around `directory` has it; outside of one, the built-in schema.

    Without `flow_id` the ledger's default flow counts. Raises LedgerError for an unknown flow or an unusable schema.
    """
    if kind not in KINDS:
        raise LedgerError(f"there is no schema '{kind}': {did_you_mean(kind, KINDS)}")
    root = ledger_root(directory)
    flow = _flow(root, flow_id or _default_flow(root))
    return resolved(compiled(kind, flow=flow, local=_local(root, kind)), flow)


def _default_flow(root: Path | None) -> str | None:
    found = read_yaml((root / LEDGER_FILE).read_bytes(), LEDGER_FILE) if root else None
    return None if found is None or isinstance(found, Diagnostic) else policy_of(found).default_flow


def _flow(root: Path | None, flow_id: str | None) -> Flow | None:
    if flow_id is None:
        return None
    own = {file.stem: file for file in sorted((root / FLOWS_DIR).glob("*.yml"))} if root else {}
    if flow_id not in own:
        if flow_id not in builtin_flows():
            raise LedgerError(f"there is no flow '{flow_id}': {did_you_mean(flow_id, (*own, *builtin_flows()))}")
        return builtin_flows()[flow_id]
    found = read_yaml(own[flow_id].read_bytes(), f"{FLOWS_DIR}/{flow_id}.yml")
    if isinstance(found, Diagnostic):
        raise LedgerError(_sentence(found))
    return flow_of(found)


def _local(root: Path | None, kind: str) -> LocalSchema | None:
    if root is None or not (root / "schema" / f"{kind}.json").is_file():
        return None
    found = read_local((root / "schema" / f"{kind}.json").read_bytes(), f"schema/{kind}.json", kind)
    if isinstance(found, Diagnostic):
        raise LedgerError(_sentence(found))
    return found


def _sentence(finding: Diagnostic) -> str:
    where = finding.location
    return f"{where.path}:{where.line}:{where.column} cannot be used: {finding.message}; {finding.hint}"


def write_schemas(directory: Path) -> Iterator[str]:
    """Write the built-in schemas into the ledger, a line for each file; a file that differs is its own and stays.

    What is missing appears together. Raises LedgerError outside of a ledger, and where `schema` leads out of it.
    """
    root = ledger_root(directory)
    if root is None:
        raise LedgerError(f"there is no {LEDGER_FILE} here or above: run 'ledger init' to start a ledger")
    if (root / "schema").is_symlink():
        raise LedgerError("schema is a symbolic link: make it a folder of the ledger")
    files = {f"schema/{kind}.json": builtin_text(kind) for kind in KINDS}
    missing = {name: text for name, text in files.items() if not os.path.lexists(root / name)}
    git_dir = open_repository(root).git_dir
    gather(git_dir, root, missing)
    appear(git_dir, root)
    for name, text in files.items():
        yield f"wrote {name}" if name in missing else _kept(root / name, name, text)


def _kept(file: Path, name: str, text: str) -> str:
    if file.is_file() and file.read_text("utf-8", errors="replace") == text:
        return f"{name} is up to date"
    return f"kept {name}: it differs from the built-in one; remove it first to have it written anew"
