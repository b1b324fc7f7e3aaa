"""Values to the texts of files: prose in lines, notebooks, JSON."""

import json
from textwrap import fill
from typing import Any, Final

_LINE: Final = 100


def wrapped(text: str) -> str:
    """Prose in lines of readable length; lists keep their items, tables and headings stay as they are."""
    return "\n".join(line if line.startswith(("|", "#")) else _wrapped_line(line) for line in text.strip().split("\n"))


def _wrapped_line(line: str) -> str:
    inner = "  " if line.startswith("- ") else ""
    return fill(line, _LINE, subsequent_indent=inner, break_long_words=False, break_on_hyphens=False)


def file_text(content: Any) -> str:
    """The text of a project's file: a mapping becomes JSON, a list of cells a notebook, text stays text."""
    if isinstance(content, dict):
        return json.dumps(content, indent=2, ensure_ascii=False) + "\n"
    if isinstance(content, list):
        return json.dumps(_notebook(content), indent=1, ensure_ascii=False) + "\n"
    return wrapped(content) + "\n"


def _notebook(cells: list[dict[str, str]]) -> dict[str, Any]:
    return {
        "cells": [_cell(number, cell) for number, cell in enumerate(cells, 1)],
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def _cell(number: int, cell: dict[str, str]) -> dict[str, Any]:
    shared = {"id": f"cell-{number}", "metadata": {}}
    if "text" in cell:
        return {"cell_type": "markdown", **shared, "source": _lines(cell["text"])}
    outputs: list[dict[str, Any]] = []
    if "prints" in cell:
        outputs.append({"name": "stdout", "output_type": "stream", "text": _lines(cell["prints"] + "\n")})
    if "shows" in cell:
        shown = {"text/html": _lines(cell["shows"]), "text/plain": ["(a table)"]}
        outputs.append({"data": shown, "execution_count": number, "metadata": {}, "output_type": "execute_result"})
    if "draws" in cell:
        drawn = {"image/png": cell["draws"], "text/plain": ["<Figure>"]}
        outputs.append({"data": drawn, "metadata": {}, "output_type": "display_data"})
    return {
        "cell_type": "code",
        "execution_count": number,
        **shared,
        "outputs": outputs,
        "source": _lines(cell["code"]),
    }


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)
