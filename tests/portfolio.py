"""A small ledger for the tests of views and site: a project that went back, one that was stopped, a hostile one."""

from base64 import b64decode
from datetime import date
from pathlib import Path
from typing import Final

from ledger.assemble import load
from ledger.records.model import Ledger
from tests.build import Builder, card, document

TODAY: Final = date(2026, 6, 30)
PIXEL: Final = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
EVIL: Final = "</title><script>alert(1)</script> & {{ 7 * 7 }}"
EVIL_BODY: Final = """\
# Title of its own

## Need

<script>alert(2)</script> <img src=x onerror=alert(3)>

[run](javascript:alert(4)) [data](data:text/html,x) [host](//evil.example/x) [mail](mailto:sam@example.com)

![remote](https://evil.example/pixel.png) ![pixel](figures/pixel.png) ![up](../../../ledger.yml) ![svg](bad.svg)

[built](build.md) [card](README.md) [below](#need) [nowhere](#nothing) [notes](notes.txt) [outside](https://example.com/a?b=1&c=2)

<!-- a hidden word -->

```text
---
<!-- kept in code -->
{{ macro }} {% raw %}

~~~
--8<-- "ledger.yml"
[[_TOC_]]
```

| a | b |
|---|--:|
| 1 | `x|y` |
"""


def portfolio(root: Path) -> Builder:
    """The ledger as a repository below `root`."""
    builder = Builder(root)
    builder.project("churn").commit("Start churn", date="2026-01-05")
    churn = "projects/churn/"
    builder.write({f"{churn}README.md": card(phase="build"), f"{churn}build.md": document("build")})
    builder.commit("Build churn", date="2026-01-19")
    back = "move: {to: idea, because: goal-change, note: Simpler is enough.}\n"
    builder.write({f"{churn}README.md": card(more=back), f"{churn}idea.md": document(iteration=2)})
    builder.commit("Back to the idea", date="2026-02-09")
    builder.write({f"{churn}README.md": card(phase="build"), f"{churn}build.md": document("build", iteration=2)})
    builder.commit("Build churn again", date="2026-02-23")
    builder.project("leads", group="growth/2026").commit("Start leads", date="2026-03-02")
    stop = "move: {to: cancelled, because: no-data}\n"
    builder.write({"projects/growth/2026/leads/README.md": card("leads", status="cancelled", more=stop)})
    builder.commit("Stop leads", date="2026-03-30")
    hostile(builder)
    return builder


def hostile(builder: Builder) -> None:
    """A project whose every text attacks the page that shows it."""
    title = f'title: "{EVIL}"\nowner: sam\nteam: "<b>team</b>"\n'
    facts = f"flow: small\nphase: idea\nstatus: active\nstarted: 2026-04-01\nsummary: '{EVIL}'\n"
    more = "tags: ['<i>tag</i>']\nlinks: {board: 'javascript:alert(5)'}\n"
    folder = "projects/evil & <co>/"
    builder.write(
        {
            f"{folder}README.md": f"---\n{title}{facts}{more}---\n\nSee [the idea](idea.md).\n",
            f"{folder}idea.md": document(body=EVIL_BODY),
            f"{folder}build.md": document("build", body="text\n"),
            f"{folder}figures/pixel.png": PIXEL,
            f"{folder}bad.svg": "<svg onload='alert(6)'/>",
            f"{folder}notes.txt": "notes",
        }
    )
    builder.commit("Start <script>alert(7)</script>", date="2026-04-01")


def read(root: Path, today: date = TODAY) -> Ledger:
    """The ledger as it is today."""
    return load(root, today=today)
