"""Files that CI saved from a forge: read whole, or refused in one sentence."""

from pathlib import Path
from typing import Final

from ledger.diagnostics import LedgerError
from ledger.forge.reviews import Review, ReviewEvent, event_of, reviews_of

MAX_FILE_BYTES: Final = 16 * 1024 * 1024


def read_reviews(file: Path) -> tuple[Review, ...]:
    """The reviews that a file holds. Raises LedgerError when it cannot be read as such."""
    found = reviews_of(_content(file))
    if isinstance(found, str):
        raise LedgerError(f"'{file}' is not a list of reviews, {found}: save the forge's answer as it came")
    return found


def read_event(file: Path) -> ReviewEvent:
    """The submitted review that a file holds. Raises LedgerError when it cannot be read as such."""
    found = event_of(_content(file))
    if isinstance(found, str):
        raise LedgerError(f"'{file}' is not the event of a review, {found}: pass GitHub's event as it came")
    return found


def _content(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            raw = stream.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise LedgerError(f"'{file}' cannot be read ({error.strerror}): name a file that is there") from error
    if len(raw) > MAX_FILE_BYTES:
        raise LedgerError(f"'{file}' is larger than {MAX_FILE_BYTES} bytes: no list of reviews is")
    return raw
