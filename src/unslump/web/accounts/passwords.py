"""Passwords, kept as Argon2id hashes; secrets of cookies and keys, kept as SHA-256 digests."""

from __future__ import annotations

import hashlib
import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from unslump.errors import QuestionError

__all__ = ["LEAST_LETTERS", "digest_of", "hash_of", "is_right", "new_secret", "nobody_s_hash"]

LEAST_LETTERS, _MOST_LETTERS = 10, 200
_hasher = PasswordHasher()


def hash_of(password: str) -> str:
    """The hash to keep. Raises QuestionError for one that is too short, or too long to be one."""
    if len(password) < LEAST_LETTERS:
        raise QuestionError(
            f"The password has {len(password)} letters.",
            hint=f"Take at least {LEAST_LETTERS}, words are fine.",
        )
    if len(password) > _MOST_LETTERS:
        raise QuestionError(f"The password is longer than {_MOST_LETTERS} letters.")
    return _hasher.hash(password)


def is_right(password: str, kept: str) -> bool:
    """Whether it is the password of which the hash was kept."""
    try:
        return _hasher.verify(kept, password[:_MOST_LETTERS])
    except (VerifyMismatchError, VerificationError, InvalidHashError):
        return False


@cache
def nobody_s_hash() -> str:
    """A hash to check against where there is no account, so that the answer takes as long."""
    return _hasher.hash(secrets.token_urlsafe(16))


def new_secret() -> str:
    """A secret for a cookie or a key: 256 bits."""
    return secrets.token_urlsafe(32)


def digest_of(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()
