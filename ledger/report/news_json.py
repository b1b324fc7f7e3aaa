"""A report as versioned JSON."""

from typing import Any, Final

from ledger.records.model import Ledger
from ledger.span import Span
from ledger.views import days_between, event_json
from ledger.views.as_json import overdue_json
from ledger.views.news import News
from ledger.words import Status

VERSION: Final = 1


def as_json(ledger: Ledger, span: Span, news: News) -> dict[str, Any]:
    """Everything that the Markdown tells, nothing left out; `since` is null where a commit begins the span."""
    return {
        "version": VERSION,
        "title": ledger.policy.title,
        "today": ledger.today.isoformat(),
        "commit": ledger.head,
        "uncommitted": ledger.uncommitted,
        "since": None if span.after else span.day.isoformat(),
        "after": span.after,
        "statuses": {status.value: news.standing(status) for status in Status},
        "events": [event_json(event) for event in news.events],
        "delivered": sorted({row.slug for row in news.delivered}),
        "waiting": [
            {
                "project": vote.slug,
                "title": vote.project,
                "gate": vote.gate,
                "role": vote.role,
                "voters": list(vote.voters),
                "since": vote.since.isoformat(),
                "days": days_between(vote.since, ledger.today),
                "ready": vote.is_ready,
                "blocked": vote.is_blocked,
            }
            for vote in news.asked
        ],
        "overdue": [
            {
                "project": late.project.slug,
                "title": late.project.title,
                "owner": late.project.owner or None,
                **overdue_json(late.overdue),
            }
            for late in news.late
        ],
        "debt": [{"project": row.slug, "title": row.title, "approvals": row.debt} for row in news.in_debt],
        "malformed": [row.slug for row in news.rows if row.malformed],
    }
