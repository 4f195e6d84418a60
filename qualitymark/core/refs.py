"""Random names for addresses: database keys never leave the database."""

import hashlib
import secrets

from django.core import signing

_once = signing.Signer(salt="once")
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # no look-alikes: refs are read out on the telephone


def new_ref() -> str:
    """Twelve random characters (59 bits)."""
    return "".join(secrets.choice(ALPHABET) for _ in range(12))


def new_token() -> str:
    """A secret for a link (256 bits). Only its digest is stored."""
    return secrets.token_urlsafe(32)


def token_digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def new_once() -> str:
    """A form's own mark, made by the server when the form is shown: the row the form makes takes its ref from it, so that sending the
    form twice makes one row."""
    return _once.sign(new_ref())


def ref_of(once: str, said: str = "") -> str:
    """The ref of what is `said` in the form with this mark, or "" where the mark was not made by this server."""
    try:
        mark = _once.unsign(once)
    except signing.BadSignature:
        return ""
    digest = hashlib.sha256(f"{mark}\n{said}".encode()).digest()
    return "".join(ALPHABET[int.from_bytes(digest[place : place + 2]) % len(ALPHABET)] for place in range(0, 24, 2))
