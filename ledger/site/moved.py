"""What happened in one event, in a few words of HTML: thousands of lines say it, so no template is asked for each."""

from markupsafe import Markup, escape

from ledger.views import MoveRow
from ledger.views.event_words import Piece, Pieces, event_pieces, reason_pieces


def move(row: MoveRow) -> Markup:
    """The event of a row in words, and its reason."""
    reason = _html(reason_pieces(row))
    because = f' <span class="pl-reason">{reason}</span>' if reason else ""
    return Markup(f"{_html(event_pieces(row))}{because}")  # noqa: S704 - every piece in it is escaped below


def _html(pieces: Pieces) -> str:
    return "".join(map(_piece, pieces))


def _piece(piece: Piece) -> str:
    text = str(escape(piece.text))
    if piece.is_name:
        return f"<bdi>{text}</bdi>"
    return f'<span class="pl-{piece.tone}">{text}</span>' if piece.tone else text
