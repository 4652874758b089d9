"""The ways in which a sign-in by a provider fails. They say why to whoever runs this, not to the browser.

One tells its person what to ask their agency for: it is about the provider's word alone, not about who is known here.
"""

from __future__ import annotations


class ProviderFault(Exception):
    """The provider can't be used as it stands; the sentence says what is wrong with it."""


class NotLetIn(Exception):
    """Nobody is signed in; the words say why, for an auditor. ``person``: who would have been, where that is known."""

    def __init__(self, why: str, person: int | None = None) -> None:
        super().__init__(why)
        self.person = person


class TooWeak(NotLetIn):
    """The provider didn't say that somebody signed in as the policy asks. ``asked``: what it must say, in words."""

    def __init__(self, why: str, asked: str) -> None:
        super().__init__(why)
        self.asked = asked
