"""The fast validator and the one that words findings agree, whatever a document holds."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ledger.schema import check, compiled
from ledger.schema.failures import failures
from tests.schemas import CARD, document

# The two validators agree

VALID = {
    "project": CARD
    | {
        "started": "2026-01-12",
        "business_case": {"value": {"amount": 1, "currency": "EUR"}, "effort_weeks": 3, "end_users": ["ops"]},
        "move": {"to": "research", "because": "approach-failure"},
        "depends_on": ["ads"],
        "links": {"board": "https://example.com"},
        "tags": ["a"],
        "extra": {"any": [1]},
    },
    "phase": {
        "phase": "scoping",
        "iteration": 1,
        "timebox": {"start": "2026-01-12", "weeks": 2},
        "kpis": [{"id": "f1", "target": ">= 0.8", "measured": 0.9, "source": "m.json#/f1"}],
        "tasks": [{"id": "t1", "title": "Look", "status": "done", "days": 3}],
        "approvals": [
            {
                "gate": "g",
                "role": "r",
                "by": "dana",
                "date": "2026-01-23",
                "decision": "approved",
                "of": f"sha256:{'a' * 64}",
            }
        ],
    },
}


WRITTEN = st.characters(categories=["L", "M", "N", "P", "S", "Zs"])  # what a YAML file may hold


SCALARS = st.sampled_from(
    [None, True, False, 0, 1, -1, 0.5, 10**15, "", " ", "a", "A b", "2026-02-30", "2026-02-28", "https://x", "a\n"]
)


VALUES = st.one_of(
    SCALARS,
    st.text(WRITTEN, max_size=8),
    st.lists(SCALARS, max_size=3),
    st.dictionaries(st.text(WRITTEN, max_size=5), SCALARS, max_size=2),
)


@st.composite
def mutated(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """A valid file with some values replaced, removed or added anywhere."""
    kind = draw(st.sampled_from(sorted(VALID)))
    meta = json.loads(json.dumps(VALID[kind]))
    for _ in range(draw(st.integers(min_value=0, max_value=4))):
        node = meta
        while True:
            keys = list(node) if isinstance(node, dict) else list(range(len(node)))
            key = draw(st.sampled_from([*keys, "new" if isinstance(node, dict) else 0])) if keys else "new"
            inner = node.get(key) if isinstance(node, dict) else node[key] if keys else None
            if not (isinstance(inner, (dict, list)) and inner and draw(st.booleans())):
                break
            node = inner
        if isinstance(node, dict) and key in node and draw(st.booleans()):
            del node[key]
        elif isinstance(node, dict) or keys:
            node[key] = draw(VALUES)
    return kind, meta


@given(mutated())
def test_both_validators_agree(one: tuple[str, dict[str, Any]]) -> None:
    kind, meta = one
    (part,) = compiled(kind).parts
    assert part.judge.is_valid(meta) == (not failures(part.text, meta))


@given(mutated())
def test_every_refusal_is_worded_with_a_place_and_a_hint(one: tuple[str, dict[str, Any]]) -> None:
    kind, meta = one
    findings = check(document(meta), compiled(kind))
    assert bool(findings) != compiled(kind).is_valid(meta)
    for finding in findings:
        assert finding.message
        assert finding.hint
        assert finding.location.line >= 2
