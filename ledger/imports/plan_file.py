"""A mapping file to a plan, or the findings that say what is wrong with it."""

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from ledger.diagnostics import Diagnostic, LedgerError, did_you_mean
from ledger.forms.front_matter import yaml_text
from ledger.imports.mapping import Ballot, Columns, Known, Layer, Meaning, Pick, Place, Plan
from ledger.imports.plan_rules import ballot_phase, check_plan, fault
from ledger.records.config import builtin_flows, flow_of
from ledger.records.flow import Flow
from ledger.records.front_matter import mapping, mappings, text, texts, word
from ledger.schema import check, compiled
from ledger.schema.flow_rules import check_flow
from ledger.text.document import Document, read_yaml
from ledger.words import FLOWS_DIR, Grade, Status

Found = tuple[Diagnostic, ...]
_FOLDER: Final = files("ledger") / "builtin" / "imports"


def builtin_mappings() -> tuple[str, ...]:
    """The names of the mappings that come with the program."""
    return tuple(sorted(one.name.removesuffix(".yaml") for one in _FOLDER.iterdir() if one.name.endswith(".yaml")))


def shown_mapping(name: str) -> str:
    """The text of a mapping that comes with the program. Raises LedgerError when there is none of that name."""
    if name not in (known := builtin_mappings()):
        raise LedgerError(f"there is no built-in mapping '{name}': {did_you_mean(name, known)}")
    return (_FOLDER / f"{name}.yaml").read_text("utf-8")


def read_plan(name: str) -> Plan | Found:
    """The plan of a mapping file, or of a built-in mapping. Raises LedgerError when there is none of that name."""
    place = Path(name)
    if place.is_file():
        try:
            return plan_of(place.read_bytes(), name)
        except OSError as error:
            raise LedgerError(f"the mapping '{name}' cannot be read: {error.strerror}") from None
    if name in (known := builtin_mappings()):
        return plan_of(shown_mapping(name).encode(), f"{name}.yaml")
    raise LedgerError(f"there is no mapping '{name}', neither as a file nor built in: {did_you_mean(name, known)}")


def plan_of(raw: bytes, name: str) -> Plan | Found:
    """The plan that a mapping states; every finding at once where it states none."""
    document = read_yaml(raw, name)
    if isinstance(document, Diagnostic):
        return (document,)
    if found := check(document, compiled("import")):
        return found
    flow, flow_text, found = _flow(document)
    if flow is None or found:
        return found
    return check_plan(document, flow) or _plan(document, flow, flow_text)


def _flow(document: Document) -> tuple[Flow | None, str | None, Found]:
    stated = document.meta["flow"]
    if isinstance(stated, str):
        known = builtin_flows()
        message = f"the flow must be a built-in one or be written out here, found '{stated}'"
        if stated not in known:
            return None, None, (fault("REF001", document, message, did_you_mean(stated, known), "flow"),)
        return known[stated], None, ()
    flow_text = yaml_text(stated)
    path = f"{FLOWS_DIR}/{stated.get('flow', 'flow')}.yml"
    written = read_yaml(flow_text.encode(), path)
    if isinstance(written, Diagnostic):
        return None, None, (written,)
    found = check(written, compiled("flow")) or check_flow(written, None)
    return (None if found else flow_of(written)), flow_text, found


def _plan(document: Document, flow: Flow, flow_text: str | None) -> Plan:
    meta = document.meta
    body, policy = mapping(meta, "body") or {}, mapping(meta, "policy") or {}
    stated = meta.get("files", ())
    return Plan(
        name=document.path.rsplit("/", 1)[-1],
        title=meta["title"],
        flow=flow,
        flow_text=flow_text,
        files=(stated,) if isinstance(stated, str) else tuple(stated),
        form=text(meta, "form") or "front-matter",
        text=text(meta, "text"),
        columns=_columns(mapping(meta, "change")),
        encoding=text(meta, "encoding") or "utf-8",
        dates=text(meta, "dates"),
        zone=text(meta, "zone"),
        picks={name: _pick(value) for name, value in meta["project"].items()},
        layers=tuple(_layer(one) for _, one in mappings(meta, "states")),
        back=_meaning(mapping(meta, "back") or {}),
        removed=_meaning(mapping(meta, "removed") or {}),
        ballots=tuple(_ballot(one, flow) for _, one in mappings(meta, "approvals")),
        rest=text(body, "rest") or "card",
        sections=mapping(body, "sections") or {},
        extra=texts(meta, "extra") if "extra" in meta else None,
        people=tuple(_known(handle, facts) for handle, facts in (mapping(meta, "people") or {}).items()),
        grade=word(Grade, policy.get("grade")) or Grade.AUTHORED,
        self_approval=policy.get("self") is True,
    )


def _columns(meta: Mapping[str, Any] | None) -> Columns | None:
    if meta is None:
        return None
    return Columns(
        at=meta["at"],
        to=meta["to"],
        origin=text(meta, "from"),
        author=text(meta, "author"),
        email=text(meta, "email"),
        created=text(meta, "created"),
    )


def _pick(stated: Any) -> Pick:
    return tuple(_place(one) for one in (stated if isinstance(stated, list) else [stated]))


def _place(stated: Any) -> Place:
    if isinstance(stated, dict):
        return Place(value=stated["value"])
    return Place(template=stated) if "{" in stated else Place(field=stated)


def _layer(meta: Mapping[str, Any]) -> Layer:
    values = {value.strip().casefold(): _meaning(stated) for value, stated in meta["values"].items()}
    return Layer(field=meta["field"], values=values)


def _meaning(stated: Any) -> Meaning:
    if isinstance(stated, str):
        return Meaning(phase=stated)
    return Meaning(
        phase=text(stated, "phase"),
        status=word(Status, stated.get("status")),
        because=text(stated, "because"),
        note=text(stated, "note"),
    )


def _ballot(meta: Mapping[str, Any], flow: Flow) -> Ballot:
    return Ballot(
        gate=meta["gate"],
        role=meta["role"],
        phase=ballot_phase(meta["gate"], flow) or "",
        field=text(meta, "field"),
        origin=text(meta, "from"),
        target=text(meta, "to"),
    )


def _known(handle: str, meta: Mapping[str, Any]) -> Known:
    return Known(
        handle=handle,
        name=text(meta, "name"),
        emails=texts(meta, "emails"),
        roles=texts(meta, "roles"),
        also=texts(meta, "also"),
    )
