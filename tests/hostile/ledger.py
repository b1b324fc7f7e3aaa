"""A ledger whose every text is hostile: all strings in every place that a pull request can fill."""

import json
from base64 import b64encode
from itertools import count
from pathlib import Path
from typing import Any, Final

from tests.build import Builder
from tests.hostile.strings import CONTROLS, STRINGS
from tests.portfolio import PIXEL

ODD_NAMES: Final = (
    "reports/<img src=x onerror=window.pwned=1>.ipynb",
    'reports/"onmouseover=window.pwned=1 x=".json',
    "reports/{{7*7}}.md",
    "reports/javascript:window.pwned=1.md",
    "reports/index.md",
    "reports/%2e%2e&#47;&lt;b&gt;#x?y.csv",
    "reports/page.html",
    "reports/drawing.svg",
    "reports/__proto__.json",
)
ALL: Final = "\n\n".join(STRINGS)
# A page of a group is no card, so it holds no fence of front matter.
_PAGE: Final = "\n\n".join(text for text in STRINGS if not text.startswith("---"))


def hostile_ledger(root: Path) -> Builder:
    """The ledger, with a project for each string, moved forward and back."""
    builder = Builder(root, ledger=_policy(), flow=_flow())
    builder.write({"projects/group/README.md": _PAGE, "projects/<b>group/README.md": _PAGE}).commit(STRINGS[0])
    for number, text in enumerate(STRINGS):
        builder.write(_project(number, phase="idea"))
        if number % 3 == 0:
            builder.commit(_line(text), author=f"sam{number}")
    for phase, date in (("build", "2026-02-02"), ("idea", "2026-03-02")):
        for number in range(len(STRINGS)):
            builder.write(_project(number, phase=phase, back=phase == "idea"))
        builder.commit(_line(STRINGS[7]), date=date)
    return builder


def slug(number: int) -> str:
    """The folder of the project of a string; some are names that scripts treat in a special way."""
    return {0: "__proto__", 1: "constructor", 2: "a & <b>'\"x"}.get(number, f"p{number:02}")


def _policy() -> str:
    people = {
        "sam": {"name": STRINGS[0], "emails": ["sam@example.com"], "roles": ["data-science"]},
        "dana": {"name": STRINGS[9], "emails": ["dana@example.com"], "roles": ["product", STRINGS[11]]},
    }
    return json.dumps({"title": STRINGS[2], "flow": "small", "people": people})


def _flow() -> str:
    texts = iter(STRINGS)
    steps = [{"title": f"Need {next(texts)}", "guide": ALL}, {"title": next(texts), "guide": next(texts)}]
    gate = {"id": "go", "title": STRINGS[9], "guide": ALL, "approvals": {"product": 1}, "kpis": "defined"}
    phases = [
        {"id": "idea", "title": STRINGS[3], "summary": STRINGS[4], "steps": steps, "gates": [gate], "needs": ["kpis"]},
        {"id": "build", "title": STRINGS[12], "summary": STRINGS[31]},
        {"id": "run", "title": STRINGS[30], "delivers": True},
    ]
    back = [{"from": "build", "to": "idea", "because": ["goal-change"]}]
    return json.dumps(
        {
            "flow": "small",
            "title": STRINGS[5],
            "summary": STRINGS[6],
            "source": STRINGS[7],
            "reasons": {"goal-change": STRINGS[8]},
            "phases": phases,
            "backtracks": back,
            "cancel": {"because": ["goal-change"]},
        }
    )


def _project(number: int, *, phase: str, back: bool = False) -> dict[str, str | bytes | None]:
    group = ("group", "<b>group", "")[number % 3]
    folder = "/".join(part for part in ("projects", group, slug(number)) if part)
    move = {"to": "idea", "because": "goal-change", "note": _at(number, 3), "evidence": ODD_NAMES[0]}
    files: dict[str, str | bytes | None] = {
        "README.md": _fenced(_card(number, phase) | ({"move": move} if back else {}), f"# {_at(number)}\n\n{ALL}"),
        "idea.md": _fenced(_idea(number, 2 if back else 1), f"## Need\n\n{ALL}\n\n![a](reports/a.png)\n"),
    }
    if phase == "build" or back:
        files["build.md"] = _fenced({"phase": "build", "iteration": 1}, ALL)
    if number % 16 == 0:
        files |= _reports()
    return {f"{folder}/{name}": content for name, content in files.items()}


def _card(number: int, phase: str) -> dict[str, Any]:
    following = count(number + 1)

    def text() -> str:
        return _at(next(following))

    return {
        "title": _at(number),
        "owner": "sam" if number % 2 else text(),
        "team": text(),
        "flow": "small",
        "phase": phase,
        "status": "active",
        "started": "2026-01-05",
        "summary": text(),
        "business_case": {
            "need": text(),
            "value": {"amount": 5, "currency": "EUR", "per": "year", "basis": text()},
            "sponsor": text(),
            "end_users": [text(), text()],
            "lies_awake": text(),
        },
        "depends_on": [text(), slug((number + 1) % len(STRINGS))],
        "links": {text(): "javascript:window.pwned=1", text(): "https://example.com/<b>", "c": text()},
        "tags": [text(), text(), "__proto__", "constructor"],
    }


def _idea(number: int, iteration: int) -> dict[str, Any]:
    named = [*ODD_NAMES, "../../../ledger.yml", "/etc/passwd", "nowhere.ipynb", "reports/chart.ipynb"]
    vote = {"gate": "go", "role": "product", "by": "dana", "date": "2026-01-06", "decision": "approved"}
    return {
        "phase": "idea",
        "iteration": iteration,
        "timebox": {"start": "2026-01-05", "weeks": 2, "stop_if": _at(number, 5)},
        "kpis": [
            {"id": "share", "product": _at(number), "metric": _at(number, 1), "target": ">= 0.5"},
            {"id": "cited", "product": _at(number, 2), "source": "reports/metrics.json#/__proto__"},
        ],
        "deliverables": [
            {"title": _at(number, place), "path": path, "kind": _at(number, place + 1)}
            for place, path in enumerate((*named, "reports/metrics.json", "reports/table.csv", "reports/report.md"))
        ],
        "tasks": [
            {"id": f"t{place}", "title": text, "status": "doing", "assignee": text, "days": 1}
            for place, text in enumerate(STRINGS[number % 8 :: 8])
        ],
        "approvals": [
            {**vote, "of": f"sha256:{'0' * 64}", "note": _at(number, 6), "review": "javascript:window.pwned=1"},
            {**vote, "gate": _at(number, 7), "role": _at(number, 8), "by": _at(number, 9), "decision": "rejected"},
        ],
    }


def _reports() -> dict[str, str | bytes | None]:
    figures = json.dumps({"__proto__": 0.7, **{text: {text: text} for text in (*STRINGS, *CONTROLS)}})
    rows = "\n".join(json.dumps([text.replace('"', "'")], ensure_ascii=False)[1:-1] + ",2" for text in STRINGS)
    return {
        **dict.fromkeys(ODD_NAMES, ALL),
        ODD_NAMES[0]: _notebook(),
        ODD_NAMES[1]: figures,
        ODD_NAMES[6]: "<script>window.pwned=1</script>",
        ODD_NAMES[7]: "<svg xmlns='http://www.w3.org/2000/svg' onload='window.pwned=1'/>",
        "reports/chart.ipynb": _notebook(),
        "reports/metrics.json": figures,
        "reports/table.csv": f"a,b\n{rows}\n",
        "reports/report.md": ALL,
        "reports/a.png": PIXEL,
    }


def _notebook() -> bytes:
    data: dict[str, Any] = {"output_type": "display_data", "metadata": {"text/html": {"isolated": True}}}
    outputs: list[dict[str, Any]] = [
        *({**data, "data": {"text/html": text, "text/plain": text}} for text in (*STRINGS, *CONTROLS)),
        {**data, "data": {"text/markdown": ALL}},
        {**data, "data": {"image/svg+xml": "<svg onload=window.pwned=1>"}},
        {**data, "data": {"application/javascript": "window.pwned=1"}},
        {**data, "data": {"image/png": b64encode(PIXEL).decode(), "text/plain": "x"}},
        {"output_type": "stream", "name": "stdout", "text": ALL},
        {"output_type": "error", "ename": STRINGS[0], "evalue": STRINGS[9], "traceback": [f"\x1b[31m{ALL}\x1b[0m"]},
    ]
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": ALL},
        {"cell_type": "raw", "metadata": {"raw_mimetype": "text/html"}, "source": ALL},
        *(
            {
                "cell_type": "code",
                "metadata": {},
                "execution_count": 1,
                "source": ALL,
                "outputs": outputs[place : place + 20],
            }
            for place in range(0, len(outputs), 20)
        ),
    ]
    metadata = {"language_info": {"name": STRINGS[0]}, "widgets": {STRINGS[3]: {}}, "title": STRINGS[2]}
    return json.dumps({"nbformat": 4, "nbformat_minor": 4, "metadata": metadata, "cells": cells}).encode()


def _fenced(meta: dict[str, Any], body: str) -> str:
    # JSON is YAML, and quotes everything.
    inner = "\n".join(f"{json.dumps(key)}: {json.dumps(value)}" for key, value in meta.items())
    return f"---\n{inner}\n---\n\n{body}"


def _at(number: int, further: int = 0) -> str:
    return STRINGS[(number + further) % len(STRINGS)]


def _line(text: str) -> str:
    """A text as a commit's subject, which is one line without control characters."""
    return " ".join("".join(sign for sign in text if sign == "\n" or sign.isprintable()).split()) or "x"
