"""One value, one byte string: what is hashed."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from states.canonical import canonical

plain_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=6).filter(str.isprintable),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.from_regex(r"[a-z_]{1,6}", fullmatch=True), inner),
    max_leaves=6,
)


@given(plain_values)
@settings(max_examples=40)
def test_canonical_text_reads_back(value: object) -> None:
    """What is hashed holds the whole value, and is the same however the value was ordered."""
    text = canonical(value)
    assert value == json.loads(text)
    assert text == canonical(json.loads(text))


@pytest.mark.parametrize("value", [1.0, float("nan"), 2**53, {"é": 1}, {1: 2}, {"a": [object()]}, b"x"])
def test_what_two_programs_might_write_differently_is_refused(value: object) -> None:
    """Floats, integers that don't fit, keys that aren't ASCII, foreign values."""
    with pytest.raises(ValueError, match=r"kept exactly|key"):
        canonical(value)
