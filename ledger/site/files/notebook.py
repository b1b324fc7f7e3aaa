"""Jupyter notebooks to clean HTML: nbconvert lays them out, nh3 keeps what is harmless, nothing of them runs.

Rendering is a pure function of a notebook's bytes and the address of its images: no kernel, no file, no setting of the
machine's Jupyter is read but the templates that come with nbconvert.
"""

import json
import sysconfig
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from ledger.site.files.outputs import MOST_TEXT, attachment, cut, note, shown, text_of
from ledger.site.markdown_text import Place, to_html
from ledger.site.text.clean import clean_notebook
from ledger.site.text.code import code_block
from ledger.text.nesting import is_too_deep

_MOST_CELLS: Final = 400
_MOST_OUTPUTS: Final = 50
_TEMPLATES: Final = ("basic", "classic", "base")


@dataclass(frozen=True, slots=True, kw_only=True)
class Notebook:
    """A notebook as a page shows it; `images` are its pictures by the name that the HTML gives them."""

    html: str
    images: Mapping[str, bytes]


@dataclass(slots=True)
class NotebookFault(Exception):
    """Why a file cannot be shown as a notebook; a phrase that completes a sentence."""

    reason: str


class _Images:
    """Puts pictures aside under names that their content gives, and counts the texts, so that none shares its ids."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._texts = 0
        self.kept: dict[str, bytes] = {}

    def __call__(self, raw: bytes, ending: str) -> str:
        name = f"{sha256(raw).hexdigest()[:16]}.{ending}"
        self.kept[name] = raw
        return f"{self._folder}/{name}"

    def markdown(self, text: str, attached: object = None) -> str:
        """Clean HTML of a cell's or an output's text."""
        self._texts += 1

        def image(name: str) -> str | None:
            return attachment(attached, name, self)

        return to_html(text, Place(prefix=f"cell-{self._texts}", level=2, attachment=image))


def render_notebook(raw: bytes, *, folder: str) -> Notebook:
    """A notebook as clean HTML that finds its images in `folder`, seen from its page. Raises NotebookFault."""
    images = _Images(folder)
    notebook = _read(raw)
    language = str(notebook.metadata.get("language_info", {}).get("name", "python"))
    cells = list(_cells(notebook.cells, images, language))
    notebook.cells, notebook.metadata = cells, {}
    html, _ = _exporter().from_notebook_node(notebook)
    return Notebook(html=clean_notebook(html), images=images.kept)


def _read(raw: bytes) -> Any:
    """The notebook in the present format, checked against its schema; older formats are brought up to it."""
    import nbformat  # noqa: PLC0415 - a site without notebooks need not wait for it

    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise NotebookFault("it is not UTF-8 text") from None
    if is_too_deep(text):
        raise NotebookFault("it is nested too deeply")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a cell without an id is no matter here
            notebook = nbformat.reads(text, as_version=4)
            nbformat.validate(notebook, relax_add_props=True)
    except Exception as error:  # noqa: BLE001 - the reader of old formats stumbles over odd files in any way
        name = (
            "no JSON"
            if isinstance(error, json.JSONDecodeError) or "JSON" in type(error).__name__
            else "no valid notebook"
        )
        raise NotebookFault(f"it is {name}") from None
    return notebook


def _cells(cells: list[Any], images: _Images, language: str) -> Iterator[Any]:
    for number, cell in enumerate(cells[:_MOST_CELLS]):
        cell.metadata = {}
        cell.id = f"cell-{number}"
        match cell.cell_type:
            case "code":
                cell.source = code_block(cut(text_of(cell.source))[0], language)
                cell.outputs = list(_outputs(cell.outputs, images, number))
            case "markdown":
                cell.source = images.markdown(text_of(cell.source), cell.get("attachments"))
            case _:
                cell.cell_type = "markdown"
                cell.source = code_block(text_of(cell.source)[:MOST_TEXT], language="")
        cell.pop("attachments", None)
        yield cell
    if len(cells) > _MOST_CELLS:
        words = note(f"The notebook is cut here: it has {len(cells):,} cells, {_MOST_CELLS} are shown.")
        yield _node(cell_type="markdown", id="cut", metadata={}, source=words)


def _outputs(outputs: list[Any], images: _Images, number: int) -> Iterator[Any]:
    """The outputs of a cell in a form that needs no trust."""
    for output in outputs[:_MOST_OUTPUTS]:
        said = ""
        output.metadata = {}
        match output.output_type:
            case "stream":
                output.text, said = cut(text_of(output.text))
                output.name = "stderr" if output.name == "stderr" else "stdout"
            case "error":
                whole, said = cut("\n".join(map(str, output.traceback)) or f"{output.ename}: {output.evalue}")
                output.traceback = whole.split("\n")
            case _:
                alt = f"Output of cell {number + 1}"
                output.data = shown(output.data, alt, keep=images, markdown=images.markdown)
                if "text/plain" in output.data:
                    output.data["text/plain"], said = cut(output.data["text/plain"])
        yield output
        if said:
            yield _node(output_type="display_data", metadata={}, data={"text/html": said})
    if len(outputs) > _MOST_OUTPUTS:
        said = note(f"{len(outputs) - _MOST_OUTPUTS:,} more outputs of this cell are not shown.")
        yield _node(output_type="display_data", metadata={}, data={"text/html": said})


def _node(**fields: Any) -> Any:
    from nbformat import from_dict  # noqa: PLC0415 - see _read

    return from_dict(fields)


@cache
def _exporter() -> Any:
    """The exporter of nbconvert with the templates it brings, whatever the machine's Jupyter is set to."""
    from nbconvert import HTMLExporter  # noqa: PLC0415 - it takes most of a second to import

    home = Path(sysconfig.get_path("data")) / "share" / "jupyter" / "nbconvert" / "templates"
    # The cells hold clean HTML by then, coloured code too.
    exporter = HTMLExporter(
        template_paths=[*(str(home / name) for name in _TEMPLATES), str(home)],
        filters={"highlight_code": lambda source, **_: source},
    )
    exporter.register_filter("markdown2html", lambda text: text)
    return exporter
