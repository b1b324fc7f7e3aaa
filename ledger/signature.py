"""OpenSSH signatures: whether one covers a statement, with `ssh-keygen -Y verify` as the only judge."""

import base64
import binascii
import subprocess
import tempfile
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from shutil import which
from textwrap import wrap
from typing import Final

from ledger.diagnostics import LedgerError

NAMESPACE: Final = "project-ledger"
MAX_SIGNATURE: Final = 16 * 1024  # characters; an RSA-16384 signature takes a third of it
_BEGIN: Final = "-----BEGIN SSH SIGNATURE-----"
_END: Final = "-----END SSH SIGNATURE-----"
_SIGNER: Final = (
    "voter"  # the name in the allowed-signers file; our own word, so that no handle can be read as a pattern
)


def _armour(signature: str) -> str | None:
    """The file that ssh-keygen reads, from base64 without armour lines; None for what is not base64."""
    packed = "".join(signature.split())
    try:
        if len(packed) > MAX_SIGNATURE or not base64.b64decode(packed, validate=True).startswith(b"SSHSIG"):
            return None
    except (binascii.Error, ValueError):
        return None
    return "\n".join([_BEGIN, *wrap(packed, 70), _END, ""])


def _allowed(keys: Iterable[str]) -> str:
    """An allowed-signers file: one line a key, only its type and its base64, so that no option can be smuggled in."""
    lines = []
    for key in keys:
        words = key.split()
        if len(words) > 1 and all(word.isascii() and word.isprintable() and '"' not in word for word in words[:2]):
            lines.append(f'{_SIGNER} namespaces="{NAMESPACE}" {words[0]} {words[1]}\n')
    return "".join(lines)


@cache
def is_signed(statement: bytes, signature: str, keys: tuple[str, ...]) -> bool:
    """Whether `signature` (base64, no armour) covers `statement` with one of `keys` (OpenSSH public keys).

    Each different question starts ssh-keygen once in a run. Raises LedgerError when there is no ssh-keygen.
    """
    armoured, allowed = _armour(signature), _allowed(keys)
    if armoured is None or not allowed:
        return False
    with tempfile.TemporaryDirectory(prefix="ledger-") as folder:
        signers, sealed = Path(folder, "signers"), Path(folder, "signature")
        signers.write_text(allowed, encoding="ascii")
        sealed.write_text(armoured, encoding="ascii")
        arguments = ["-Y", "verify", "-f", str(signers), "-I", _SIGNER, "-n", NAMESPACE, "-s", str(sealed)]
        done = subprocess.run([_program(), *arguments], input=statement, capture_output=True, check=False)  # noqa: S603 - an argument list, never a shell
    return done.returncode == 0


def sign(statement: bytes, key: Path) -> str:
    """The signature of a statement with a key file (private, or public when an agent holds the private one).

    Base64 without armour. Raises LedgerError with ssh-keygen's own words when it cannot sign.
    """
    arguments = ["-Y", "sign", "-q", "-f", str(key.absolute()), "-n", NAMESPACE]
    done = subprocess.run([_program(), *arguments], input=statement, capture_output=True, check=False)  # noqa: S603 - an argument list, never a shell
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise LedgerError(f"ssh-keygen could not sign with '{key}': {said[-1] if said else 'it gave no reason'}")
    return "".join(line for line in done.stdout.decode("ascii").splitlines() if not line.startswith("-----"))


@cache
def _program() -> str:
    found = which("ssh-keygen")
    if found is None:
        raise LedgerError("signatures need ssh-keygen, which is not on the PATH: install OpenSSH 8.2 or later")
    return found
