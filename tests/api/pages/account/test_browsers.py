"""A browser is told in words that its person knows again."""

from __future__ import annotations

import doctest

import pytest

from api.pages.account import browsers

MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.0 Safari/605.1.15"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 CriOS/140.0 Mobile/15E148 Safari/604.1"


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("Safari on a Mac", MAC),
        ("Chrome on an iPhone", IPHONE),
        ("Firefox on Linux", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"),
        ("", ""),
    ],
)
def test_in_words(words: str, named: str) -> None:
    """By program and machine; nothing is made of nothing."""
    assert words == browsers.in_words(named)


def test_the_examples_hold() -> None:
    """Those in the docstring."""
    assert 0 == doctest.testmod(browsers).failed
