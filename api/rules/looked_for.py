"""What somebody looks for stands in no address in words: a form sends it, the address has it encrypted, for them alone.

Addresses stay in a browser's history, and in the logs of whatever stands in between. See docs/decisions/0052.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from api.settings import Settings
from api.signing_in.keys import keys_of
from workflow.errors import NotFound, Unusable

NAME = "words"
"""What carries it in an address."""
USE = "looked for"


def sealed(settings: Settings, person: int, texts: Mapping[str, str]) -> str:
    """These fields as only ``opened`` reads them again, for the same person."""
    return keys_of(settings).encrypted(USE, json.dumps([person, dict(texts)], ensure_ascii=False))


def opened(settings: Settings, person: int, seal: str) -> dict[str, str]:
    """The fields by name, {} for none; ``NotFound`` for what isn't this person's, or not ours.

    A list of everything in its place could be taken for what they looked for.
    """
    if not seal:
        return {}
    try:
        whose, texts = json.loads(keys_of(settings).decrypted(USE, seal))
    except Unusable:
        raise NotFound from None
    if whose != person:
        raise NotFound
    return {str(name): str(text) for name, text in texts.items()}
