"""The policy, flows and schemas of a snapshot, with what is wrong with them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import PurePosixPath
from typing import Final

from ledger.assembly.layout import Documents
from ledger.diagnostics import Diagnostic
from ledger.edges.snapshot import Snapshot, is_flow
from ledger.past.states import Past, is_told
from ledger.records.config import builtin_flows, flow_of, policy_of
from ledger.records.flow import Flow
from ledger.records.front_matter import card_of
from ledger.records.model import named_flow
from ledger.records.policy import Policy
from ledger.schema import KINDS, Compiled, LocalSchema, check, compiled, read_local
from ledger.schema.flow_rules import check_flow
from ledger.text.document import Document
from ledger.words import LEDGER_FILE

_EMPTY: Final = Document(path=LEDGER_FILE, meta={}, header="", header_line=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook:
    """Who may do what in which flow, and the ledger's own schemas by kind.

    `phase_schema` tells what the phase documents of a flow must fulfil, by its name; without one, of any. `past` are
    the rules that have landed.
    """

    policy: Policy
    policy_source: Document
    flows: Mapping[str, Flow]
    flow_sources: Mapping[str, Document]
    schemas: Mapping[str, LocalSchema]
    phase_schema: Callable[[str | None], Compiled]
    findings: tuple[Diagnostic, ...]
    past: Past

    @property
    def phases(self) -> frozenset[str]:
        """The names of all phases of all flows."""
        return frozenset(phase.id for flow in self.flows.values() for phase in flow.phases)

    def tells(self, source: Document) -> bool:
        """Whether a card says where its project is, by the flows that are there or have landed."""
        card = card_of(source)
        return is_told(card, self.flows.get(named_flow(card, self.policy)) or self.past.flow(card))


def rulebook_of(snapshot: Snapshot, documents: Documents, past: Past) -> Rulebook:
    """The rulebook of a snapshot; a `ledger.yml` or flow that cannot be read counts as it was when it last could."""
    findings: list[Diagnostic] = []
    schemas = dict(_local_schemas(snapshot, findings))
    source, policy = _policy(documents, past, schemas, findings)
    flows = {**builtin_flows(), **_own_flows(documents, past, schemas, findings)}

    @cache
    def phase_schema(flow: str | None) -> Compiled:
        return compiled("phase", flow=None if flow is None else flows[flow], local=schemas.get("phase"))

    return Rulebook(
        policy=policy,
        policy_source=source,
        flows=flows,
        flow_sources={path: one for path, one in documents.items() if is_flow(path) and isinstance(one, Document)},
        schemas=schemas,
        phase_schema=phase_schema,
        findings=tuple(findings),
        past=past,
    )


def _local_schemas(snapshot: Snapshot, findings: list[Diagnostic]) -> Iterator[tuple[str, LocalSchema]]:
    for kind in KINDS:
        path = f"schema/{kind}.json"
        if path not in snapshot.texts:
            continue
        found = read_local(snapshot.texts[path], path, kind)
        if isinstance(found, Diagnostic):
            findings.append(found)
        else:
            yield kind, found


def _policy(
    documents: Documents, past: Past, schemas: Mapping[str, LocalSchema], findings: list[Diagnostic]
) -> tuple[Document, Policy]:
    found = documents.get(LEDGER_FILE)
    if isinstance(found, Document):
        findings.extend(check(found, compiled("ledger", local=schemas.get("ledger"))))
        return found, policy_of(found)
    if isinstance(found, Diagnostic):
        findings.append(found)
    return past.policy_source or _EMPTY, past.policy or policy_of(_EMPTY)


def _own_flows(
    documents: Documents, past: Past, schemas: Mapping[str, LocalSchema], findings: list[Diagnostic]
) -> dict[str, Flow]:
    flows: dict[str, Flow] = {}
    for path in sorted(path for path in documents if is_flow(path)):
        found = documents[path]
        stem = PurePosixPath(path).stem
        if isinstance(found, Diagnostic):
            findings.append(found)
            flows |= {stem: past.own_flows[stem]} if stem in past.own_flows else {}
        elif found is not None:
            findings.extend(check(found, compiled("flow", local=schemas.get("flow"))))
            findings.extend(check_flow(found, stem))
            flow = flow_of(found)
            flows[flow.id] = flow
    return flows
