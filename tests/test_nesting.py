"""How deep JSON may be nested is one number, whatever Python reads it and however deep the calls around it are."""

import json
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.diagnostics import LedgerError
from ledger.forge.reviews import reviews_of
from ledger.imports.jira_json import json_changes
from ledger.imports.mapping import Plan
from ledger.imports.plan_file import plan_of
from ledger.imports.remarks import Remarks
from ledger.records.kpi_source import SourceFault, read_number
from ledger.schema.local import read_local
from ledger.text.nesting import MAX_JSON_DEPTH, is_too_deep
from tests.test_import_mapping import GOOD

DEEP = 20_000  # the C reader of some Pythons gets further than the limit that Python sets


def nested(levels: int) -> bytes:
    return b"[" * levels + b"1" + b"]" * levels


def below(frames: int, ask: Callable[[], Any]) -> Any:
    return ask() if frames == 0 else below(frames - 1, ask)


@pytest.mark.parametrize("frames", [0, sys.getrecursionlimit() - 300])
def test_a_figure_is_found_at_the_limit_and_not_beyond(frames: int) -> None:
    assert below(frames, partial(read_number, nested(MAX_JSON_DEPTH), "/0" * MAX_JSON_DEPTH)) == 1
    for levels in (MAX_JSON_DEPTH + 1, DEEP):
        with pytest.raises(SourceFault, match="nested too deeply"):
            below(frames, partial(read_number, nested(levels), "/0" * levels))


@pytest.mark.parametrize("levels", [65, MAX_JSON_DEPTH + 1, DEEP])
def test_a_schema_that_is_too_deep_is_told_alike(levels: int) -> None:
    found = read_local(b'{"a":' * levels + b"1" + b"}" * levels, "schema/project.json", "project")
    assert "a schema must not be nested deeper than 64" in str(found)


@pytest.mark.parametrize("frames", [0, sys.getrecursionlimit() - 300])
@pytest.mark.parametrize("levels", [MAX_JSON_DEPTH + 1, DEEP])
def test_reviews_that_are_too_deep_are_told_alike(frames: int, levels: int) -> None:
    assert below(frames, partial(reviews_of, nested(MAX_JSON_DEPTH))) == "a review must be an object"
    assert below(frames, partial(reviews_of, nested(levels))) == "it must not be nested deeper than 100 levels"


@pytest.mark.parametrize("frames", [0, sys.getrecursionlimit() - 300])
@pytest.mark.parametrize("levels", [MAX_JSON_DEPTH + 1, DEEP])
def test_issues_that_are_too_deep_are_told_alike(frames: int, levels: int) -> None:
    plan = plan_of(GOOD.encode(), "map.yaml")
    assert isinstance(plan, Plan)
    with pytest.raises(LedgerError, match=r"'issues.json' is nested deeper than 100 levels"):
        below(frames, partial(list, json_changes(nested(levels), "issues.json", plan, Remarks())))


VALUES = st.recursive(
    st.text(alphabet='[]{}"\\ab'),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text('[{"\\'), inner, max_size=2),
)


def depth(value: Any) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if inner is None else 1 + max(map(depth, inner), default=0)


@given(VALUES)
def test_brackets_in_strings_are_none(value: Any) -> None:
    text, found = json.dumps(value), depth(value)
    assert not is_too_deep(text, found)
    assert found == 0 or is_too_deep(text, found - 1)
