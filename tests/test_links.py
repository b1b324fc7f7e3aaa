"""The check of links finds the links that lead nowhere, and only those."""

from pathlib import Path

import pytest

from tests.links import Checked, checked, main

PAGE = '<a id="here" href="{}">x</a>'


def site(root: Path, target: str) -> Path:
    (root / "a & b").mkdir()
    (root / "index.html").write_text(PAGE.format(target))
    (root / "a & b" / "index.html").write_text(PAGE.format("../index.html#here"))
    (root / "404.html").write_text(PAGE.format("/elsewhere"))
    return root


@pytest.mark.parametrize("target", ["#here", "a%20%26%20b/#here", "a%20%26%20b/index.html", "https://example.com/no"])
def test_a_link_that_leads_somewhere_is_none_to_report(tmp_path: Path, target: str) -> None:
    assert checked(site(tmp_path, target)).broken == ()


@pytest.mark.parametrize("target", ["gone.html", "#gone", "a%20%26%20b/#gone", "404.html#here", "/index.html"])
def test_a_link_that_leads_nowhere_is_told(tmp_path: Path, target: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert checked(site(tmp_path, target)) == Checked(pages=2, links=2, broken=(f"index.html: {target}",))
    assert main(tmp_path) == 1
    assert capsys.readouterr().out.endswith("2 pages, 2 links within the site, 1 broken\n")
