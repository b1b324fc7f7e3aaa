"""`ledger explain`: every code is explained, in whatever case it is asked for."""

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ledger.cli.app import app
from ledger.codes import CODES, FAMILIES
from ledger.diagnostics import Diagnostic, LedgerError
from ledger.report.explanations import as_text, explanation
from ledger.text.document import Document, read_document
from ledger.text.headings import sections

FOLDER = Path(__file__).parent.parent / "ledger" / "explanations"
SECTIONS = ["Bad", "Good", "How to fix"]


def run(*arguments: str) -> str:
    result = CliRunner().invoke(app, ["explain", *arguments])
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.mark.parametrize("code", CODES)
def test_every_code_is_explained_with_a_bad_and_a_good_example(code: str) -> None:
    text = explanation(code).text
    assert text.startswith(f"# {code}: {CODES[code][1]}\n\n")
    parts = {one.title: one.text for one in sections(text)[1:]}
    assert list(parts) == SECTIONS
    assert all(parts.values())
    assert len(sections(text)[0].text) > 100
    assert re.fullmatch(r".+\n## Bad\n.*\n```[a-z]+\n.+\n```.*\n## Good\n.*\n```[a-z]+\n.+\n```.*", text, re.DOTALL)


def test_every_explanation_is_of_a_code() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == set(CODES)


@pytest.mark.parametrize("asked", ["DOC001", "doc001", " Doc001 "])
def test_a_code_is_found_in_any_case(asked: str) -> None:
    assert run(asked).startswith("# DOC001: no opening fence\n\nAn error: it fails the check.\n")


@pytest.mark.parametrize("letters", FAMILIES)
def test_a_family_that_is_proposed_may_be_asked_for(letters: str) -> None:
    own = [code for code in CODES if code.startswith(letters)]
    assert re.findall(r"^  (\w+) ", run(letters.lower()), re.MULTILINE) == own
    assert [one["code"] for one in json.loads(run(letters, "--json"))["codes"]] == own


@pytest.mark.parametrize(
    ("asked", "hint"),
    [
        ("DOC0001", "did you mean 'DOC001'?"),
        ("mov9", "did you mean 'MOV009'?"),
        ("XYZ", "choose one of APR, BIZ"),
        ("", "choose one of "),
    ],
)
def test_an_unknown_code_is_answered_with_the_nearest(asked: str, hint: str) -> None:
    with pytest.raises(LedgerError) as caught:
        explanation(asked)
    assert hint in str(caught.value)


def test_without_a_code_all_are_listed_by_family() -> None:
    listed = run()
    assert all(f"  {code}  {severity.value:7}  {title}\n" in listed for code, (severity, title) in CODES.items())
    assert "DOC: reading a file\n" in listed


def test_json_is_versioned() -> None:
    one = json.loads(run("ref003", "--json"))
    assert one["version"] == 1
    assert (one["code"], one["family"], one["severity"]) == ("REF003", FAMILIES["REF"], "error")
    assert one["text"].startswith("# REF003: ")
    every = json.loads(run("--json"))
    assert [code["code"] for code in every["codes"]] == list(CODES)


def test_a_warning_and_a_note_say_how_much_they_weigh() -> None:
    assert "A warning: it fails the check only with `--strict`." in as_text(explanation("REF011"))
    assert "A note: it never fails the check." in as_text(explanation("GIT003"))


READABLE = [*(f"DOC{number:03}" for number in range(1, 12)), "DOC016"]


@pytest.mark.parametrize("code", READABLE)
def test_the_examples_of_reading_do_what_they_say(code: str) -> None:
    bad, good = re.findall(r"^```markdown\n(.+?)^```", explanation(code).text, re.MULTILINE | re.DOTALL)
    found = read_document(bad.encode(), "research.md")
    assert isinstance(found, Diagnostic)
    assert found.code == code
    assert isinstance(read_document(good.encode(), "research.md"), Document)
