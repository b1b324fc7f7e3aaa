"""One thing that is wrong with a file, by its path in the values, and the finding that tells of it."""

from dataclasses import dataclass

from ledger.codes import diagnostic
from ledger.diagnostics import Diagnostic
from ledger.text.document import Document
from ledger.text.strict_yaml import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that is wrong, by its path; `subject` is the missing or unknown name, and `at_key` where to point."""

    code: str
    path: Path
    message: str
    hint: str
    at_key: bool = False
    subject: str = ""

    def finding(self, document: Document, project: str | None = None) -> Diagnostic:
        """The finding at its place in a document."""
        place = document.key_place(*self.path) if self.at_key else document.value_place(*self.path)
        return diagnostic(self.code, place, self.message, self.hint, project)
