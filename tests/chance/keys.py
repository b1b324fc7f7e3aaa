"""Real OpenSSH keys by name, made once a run, and what they sign."""

import subprocess
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory


@cache
def _folder() -> TemporaryDirectory[str]:
    return TemporaryDirectory(prefix="keys-")


@cache
def _made(name: str) -> Path:
    path = Path(_folder().name, name)
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(path)], check=True)
    return path


@cache
def public(name: str) -> str:
    """The public half as `ledger.yml` has it."""
    return _made(name).with_suffix(".pub").read_text().strip()


def signature(name: str, text: str, of: str = "project-ledger") -> str:
    """What the key makes of a text, in the namespace of votes or another: base64 without the armour lines."""
    command = ["ssh-keygen", "-q", "-Y", "sign", "-n", of, "-f", str(_made(name))]
    done = subprocess.run(command, input=text.encode(), check=True, capture_output=True)
    return "".join(line for line in done.stdout.decode().splitlines() if not line.startswith("-----"))
