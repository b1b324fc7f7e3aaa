"""The texts that the program carries for new ledgers."""

from importlib.resources import files

from ledger import __version__


def resource(path: str) -> str:
    """A built-in text, with this version of the program where it names one."""
    text = (files("ledger") / "builtin").joinpath(*path.split("/")).read_text("utf-8")
    return text.replace("@VERSION@", __version__)
