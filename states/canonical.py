"""One byte string for one value: what is hashed is these bytes (RFC 8785, for the values that we allow).

Allowed are None, bool, int below 2^53, str, lists and dicts with ASCII keys. For those, sorted keys in the compact
form of the standard library's JSON are RFC 8785.
"""

from __future__ import annotations

import json
from hashlib import sha256

MOST_INTEGER = 2**53
_encoder = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def canonical(value: object) -> str:
    """The canonical JSON text of ``value``; ValueError for a float, a big integer or a key that isn't ASCII."""
    _refuse_foreign(value)
    return _encoder.encode(value)


def digest(text: str) -> str:
    """SHA-256 of the text's UTF-8 bytes, in hexadecimal."""
    return sha256(text.encode()).hexdigest()


def _refuse_foreign(value: object) -> None:
    if value is None or isinstance(value, str | bool):
        return
    if isinstance(value, int):
        if abs(value) >= MOST_INTEGER:
            raise ValueError(f"{value} is too big to be kept exactly")
    elif isinstance(value, dict):
        for key, part in value.items():
            if not (isinstance(key, str) and key.isascii()):
                raise ValueError(f"{key!r} can't be a key")
            if part is not None and type(part) is not str:  # most are: this runs for every entry
                _refuse_foreign(part)
    elif isinstance(value, list | tuple):
        for part in value:
            _refuse_foreign(part)
    else:
        raise ValueError(f"{type(value).__name__} can't be kept exactly")
