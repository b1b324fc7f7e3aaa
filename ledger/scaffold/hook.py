"""The script by which a server's git asks the ledger about a push."""

import contextlib
import shlex
from collections.abc import Sequence
from pathlib import Path

from ledger.diagnostics import LedgerError
from ledger.edges.gitrepo import open_repository, run
from ledger.edges.stage import put_new

_SCRIPT = "#!/bin/sh\n# Ask the ledger whether this push may land. Written by 'ledger hook install'.\nexec {command}\n"


def install(directory: Path, python: str, options: Sequence[str]) -> Path:
    """Write the hook and return where; `python` is the interpreter that has the ledger.

    Raises LedgerError when the repository has such a hook, or when it cannot be written.
    """
    home = open_repository(directory).home
    _, output = run(home, "rev-parse", "--git-path", "hooks/pre-receive")
    place = (home / output.decode("utf-8", "surrogateescape").rstrip("\n")).resolve()
    # -P keeps the folder that git runs the hook in from being searched for modules.
    command = shlex.join([python, "-P", "-m", "ledger", "hook", "pre-receive", *options])
    ready = place.with_name(f".{place.name}.ledger-new")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        ready.write_text(_SCRIPT.format(command=command), encoding="utf-8", newline="\n")
        ready.chmod(0o755)
        put_new(ready, place)
    except FileExistsError:
        raise LedgerError(f"there is a hook already, which stays: let {place} run '{command}' as well") from None
    except OSError as error:
        raise LedgerError(f"'{place}' cannot be written ({error.strerror}): make its folder writable") from error
    finally:
        with contextlib.suppress(OSError):  # it is out of sight in any case
            ready.unlink(missing_ok=True)
    return place
