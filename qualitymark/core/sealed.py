"""Words that nobody reads who has a copy of the database alone: sealed with QM_SECOND_STEP_KEY, which is kept outside it."""

import base64
import hashlib

from django.conf import settings


def seal(words: str) -> str:
    return _sealer().encrypt(words.encode()).decode()


def opened(sealed: str) -> str | None:
    """What was sealed; None where it was sealed under another key."""
    from cryptography.fernet import InvalidToken

    try:
        return _sealer().decrypt(sealed.encode()).decode()
    except InvalidToken:
        return None


def _sealer():
    from cryptography.fernet import Fernet  # here, because most processes never meet it

    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(settings.SECOND_STEP_KEY.encode()).digest()))
