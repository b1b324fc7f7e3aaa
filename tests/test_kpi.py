"""Targets, sources and the rows that join them."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import assemble
from ledger.records.kpi import KpiRow, Target, agrees, defined_kpis, is_met, kpi_rows, parse_target
from ledger.records.kpi_source import SourceFault, read_number, resolve, source_path, split_source
from ledger.records.model import Project
from ledger.site.words import target_words
from tests.build import Builder, card, document
from tests.test_rules import TODAY

_SCHEMA = Path(__file__).parents[1] / "ledger/builtin/schema/phase.json"
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)


def _pattern() -> str:
    schema = json.loads(_SCHEMA.read_text(encoding="utf-8"))
    pattern: str = schema["properties"]["kpis"]["items"]["properties"]["target"]["pattern"]
    return pattern


@pytest.mark.parametrize(
    ("text", "operator", "value"),
    [
        (">= 0.80", ">=", 0.8),
        ("<5", "<", 5),
        ("> -1.5e-3", ">", -0.0015),
        ("<=+2", "<=", 2),
        ("==   3", "==", 3),
        (f">= 0.{'0' * 94}", ">=", 0),
    ],
)
def test_a_target_is_a_comparison_and_a_number(text: str, operator: str, value: float) -> None:
    assert parse_target(text) == Target(operator=operator, value=value)


@pytest.mark.parametrize(
    ("text", "read"),
    [(">= 0.80", "≥ 0.80"), ("<=5", "≤5"), ("== 3", "= 3"), ("> 1", "> 1"), ("is it >= 2?", "is it >= 2?")],
)
def test_a_target_is_shown_as_people_write_it(text: str, read: str) -> None:
    assert target_words(text) == read


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "0.8",
        "=> 0.8",
        ">= 80 %",
        ">= 80%",
        ">= 0,8",
        "≥ 0.8",
        ">= 1e999",
        ">= nan",
        ">= .5",
        ">= 0.8\n",
        ">= ٣",
        f">= 0.{'0' * 95}",
    ],
)
def test_what_cannot_be_compared_is_no_target(text: str | None) -> None:
    assert parse_target(text) is None


@given(st.one_of(st.text(alphabet=">=<+-.eE0123456789 %\n", max_size=12), st.text(max_size=8)))
def test_the_reader_and_the_schema_agree(text: str) -> None:
    fits = jsonschema_rs.is_valid({"type": "string", "pattern": _pattern()}, text)
    assert fits or parse_target(text) is None
    assert parse_target(text) is not None or not fits or "e" in text.lower()


@given(NUMBERS, NUMBERS)
def test_the_comparisons_partition_the_numbers(goal: float, value: float) -> None:
    met = {operator: is_met(Target(operator=operator, value=goal), value) for operator in (">=", "<=", ">", "<", "==")}
    assert met[">="] != met["<"]
    assert met["<="] != met[">"]
    assert met["=="] == (met[">="] and met["<="])


@given(NUMBERS)
def test_a_number_is_itself_in_yaml_and_json(value: float) -> None:
    read = read_number(json.dumps({"m": value}).encode(), "/m")
    assert agrees(value, read)
    assert is_met(Target(operator="==", value=value), read)


@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        ("/a~1b", 1),
        ("/m~0n", 2),
        ("/list/1", 4),
        ("//deep", 5),
        ("/per%20cent", 6),
        ("/~01", 7),
        ("/0", 8),
        ("/50%25", 9),
        ("/2**53-1", 2**53 - 1),
    ],
)
def test_a_pointer_follows_rfc_6901(pointer: str, value: float) -> None:
    text = {"a/b": 1, "m~n": 2, "list": [3, 4], "": {"deep": 5}, "per cent": 6, "~1": 7, "0": 8}
    text |= {"50%25": 9, "50%": 10, "2**53-1": 2**53 - 1}
    assert read_number(json.dumps(text).encode(), pointer) == value


def test_an_empty_pointer_is_the_whole_file() -> None:
    assert read_number(b" 0.83\n", "") == 0.83


@pytest.mark.parametrize(
    ("text", "pointer", "reason"),
    [
        (b'{"a": NaN}', "/a", "JSON has no NaN"),
        (b'{"a": -Infinity}', "/a", "JSON has no -Infinity"),
        (b'{"a": 1e400}', "/a", "a number is too large to be kept"),
        (b'{"a": 0, "b": ' + b"9" * 301 + b"}", "/a", "a number is too large to be kept"),
        (b'{"a": ' + b"9" * 300 + b"}", "/a", "the number at '/a' is too large to be kept exactly"),
        (b'{"a": 9007199254740992}', "/a", "the number at '/a' is too large to be kept exactly"),
        (b'{"a": true}', "/a", "'/a' must be a number and is true or false"),
        (b'{"a": "0.8"}', "/a", "'/a' must be a number and is text"),
        (b'{"a": null}', "/a", "'/a' must be a number and is null"),
        (b'{"a": {}}', "/a", "'/a' must be a number and is an object"),
        (b'{"a": []}', "/a", "'/a' must be a number and is a list"),
        (b'{"a": 1, "a": 2}', "/a", "a key stands twice in one object"),
        (b"[" * 100_000, "/0", "it is nested too deeply"),
        (b"\xff\xfe", "", "it is not UTF-8 text"),
        (b"\xef\xbb\xbf1", "", "it is no JSON (unexpected utf-8 bom (decode using utf-8-sig) in line 1)"),
        (b"\n", "", "it is no JSON (expecting value in line 2)"),
        (b"[1, 2]", "/01", "it has no '/01'"),
        (b"[1, 2]", "/-", "it has no '/-'"),
        (b"[1, 2]", "/-1", "it has no '/-1'"),
        (b"[1, 2]", "/2", "it has no '/2'"),
        (b"[1]", "/\u0660", "it has no '/\u0660'"),
        (b'{"a": 1}', "/a/b", "it has no '/a/b'"),
        (b'{"a": 1}', "a", "the pointer 'a' must start with '/'"),
        (b'{"a~2": 1}', "/a~2", "'~' must be written '~0' in the pointer, found 'a~2'"),
    ],
)
def test_what_is_no_number_is_refused_in_words(text: bytes, pointer: str, reason: str) -> None:
    with pytest.raises(SourceFault) as caught:
        read_number(text, pointer)
    assert caught.value.reason == reason


@given(st.binary(max_size=60), st.text(alphabet="/~01ab-", max_size=8))
def test_no_file_and_no_pointer_ends_in_a_traceback(text: bytes, pointer: str) -> None:
    with suppress(SourceFault):
        assert isinstance(read_number(text, pointer), int | float)


def _project(tmp_path: Path, **parts: str) -> tuple[Project, dict[str, bytes]]:
    ledger = Builder(tmp_path / "ledger").project(**parts)
    ledger.write({"projects/churn/reports/metrics.json": '{"recall": 0.84}\n'}).commit("Start")
    whole = assemble.load(ledger.root, today=TODAY)
    return whole.projects["churn"], dict(whole.json_files)


def _row(**facts: Any) -> KpiRow:
    names: dict[str, Any] = dict.fromkeys(KpiRow.__dataclass_fields__)
    return KpiRow(**{**names, **facts})


def test_rows_join_definition_and_latest_value(tmp_path: Path) -> None:
    recall = '{id: recall, product: Called in time, metric: share of calls, target: ">= 0.80"}'
    goals = f"kpis: [{recall}, {{id: liked, product: Support likes it}}]\n"
    values = "kpis: [{id: recall, source: reports/metrics.json#/recall}, {id: stray, measured: 1}]\n"
    project, files = _project(
        tmp_path, README=card(phase="build"), idea=document(more=goals), build=document("build", more=values)
    )
    source = "reports/metrics.json#/recall"
    assert kpi_rows(project, files) == (
        _row(
            id="recall",
            product="Called in time",
            metric="share of calls",
            target=">= 0.80",
            defined_in="idea",
            measured=0.84,
            measured_in="build",
            source=source,
            met=True,
        ),
        _row(id="liked", product="Support likes it", defined_in="idea"),
        _row(id="stray", defined_in="build", measured=1, measured_in="build"),
    )


def test_the_phase_entered_last_has_the_latest_value(tmp_path: Path) -> None:
    goals = 'kpis: [{id: recall, target: ">= 0.80", measured: 0.5}]\n'
    later = "kpis: [{id: recall, measured: 0.9}]\n"
    project, files = _project(tmp_path, idea=document(more=goals), build=document("build", more=later))
    assert [(row.measured, row.measured_in, row.met) for row in kpi_rows(project, files)] == [(0.5, "idea", False)]


def test_a_source_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    goals = 'kpis: [{id: recall, target: ">= 0.80", source: reports/none.json#/recall}]\n'
    project, files = _project(tmp_path, idea=document(more=goals))
    (row,) = kpi_rows(project, files)
    assert (row.measured, row.met, row.problem) == (None, None, "'reports/none.json' is not there")


def _read(project: Project, source: str, files: dict[str, bytes]) -> float | str:
    try:
        return resolve(project, source, files)
    except SourceFault as fault:
        return fault.reason


def test_a_source_is_a_json_file_of_the_project(tmp_path: Path) -> None:
    project, files = _project(tmp_path)
    assert source_path(project, "notes/../reports/./metrics.json#/recall") == "projects/churn/reports/metrics.json"
    assert _read(project, "notes/../reports/metrics.json#/recall", files) == 0.84
    assert source_path(project, "..reports/metrics.json") == "projects/churn/..reports/metrics.json"
    for path in ("", "/etc/metrics.json", "reports\\metrics.json", "..", "a/../..", "../leads/metrics.json"):
        assert _read(project, f"{path}#/recall", files) == f"'{path}' is not inside the project"
    assert _read(project, "reports/metrics.csv#/recall", files) == "'reports/metrics.csv' is not a .json file"


def test_the_pointer_begins_after_the_first_sign() -> None:
    assert split_source("a.json#/b#c") == ("a.json", "/b#c")
    assert split_source("a.json") == ("a.json", "")


def test_words_alone_define_no_target(tmp_path: Path) -> None:
    words = "kpis: [{id: recall, product: Called in time}, {target: '> 1'}]\n"
    goals = "kpis: [{id: recall, target: '>= 0.80'}, {id: recall, target: '>= 0.70'}]\n"
    later = "kpis: [{id: recall, target: '>= 0.60'}]\n"
    project, _ = _project(
        tmp_path, idea=document(more=words), build=document("build", more=goals), run=document("run", more=later)
    )
    found = defined_kpis(tuple(project.documents.values()))
    assert [(name, where.phase, kpi.target) for name, (where, kpi) in found.items()] == [("recall", "build", ">= 0.80")]


def _measuring(phase: str, value: float | None) -> str:
    return document(phase, more=f"kpis: [{{id: recall, measured: {value}}}]\n" if value is not None else "")


@pytest.mark.parametrize(
    ("way", "idea", "build", "run", "latest"),
    [
        ("idea build run build idea build", 0.5, None, 0.7, "idea"),  # entered after the run, though it comes before
        ("idea build", 0.5, None, 0.7, "idea"),  # the run is written ahead
        ("idea build idea", None, 0.6, 0.7, "build"),
    ],
)
def test_the_phase_entered_last_is_the_last_of_the_history(
    tmp_path: Path, way: str, idea: float | None, build: float | None, run: float | None, latest: str
) -> None:
    ledger = Builder(tmp_path / "ledger").project(
        idea=_measuring("idea", idea), build=_measuring("build", build), run=_measuring("run", run)
    )
    for phase in way.split():
        ledger.write({"projects/churn/README.md": card(phase=phase)}).commit(f"To {phase}")
    whole = assemble.load(ledger.root, today=TODAY)
    assert [row.measured_in for row in kpi_rows(whole.projects["churn"], {})] == [latest]


def test_a_phase_that_is_being_entered_is_the_last(tmp_path: Path) -> None:
    ledger = Builder(tmp_path / "ledger").project(build=_measuring("build", 0.6), run=_measuring("run", 0.7))
    ledger.commit("Start")
    for phase in ("build", "run"):
        ledger.write({"projects/churn/README.md": card(phase=phase)}).commit(f"To {phase}")
    ledger.write({"projects/churn/README.md": card(phase="build")})
    whole = assemble.load(ledger.root, today=TODAY)
    assert [row.measured_in for row in kpi_rows(whole.projects["churn"], {})] == ["build"]
