"""What an email address is, whoever typed it and wherever."""

import pytest

from workflow.errors import Invalid
from workflow.people.addresses import is_within, read_address

TAKEN = {
    "jean@lantern.example": "jean@lantern.example",
    " Jean.Moffat@Lantern.Example\n": "jean.moffat@lantern.example",
    "o'neil+cases@hillside.northmoor.sch.uk": "o'neil+cases@hillside.northmoor.sch.uk",
    "a@b.xn--p1ai": "a@b.xn--p1ai",
    "x" * 64 + "@example.org": "x" * 64 + "@example.org",
}
REFUSED = [
    *("", " ", "jean", "jean@", "@lantern.example", "jean@lantern", "jean@@lantern.example", "jean@moffat@x.example"),
    *("a@b..example", "a@.b.example", "a@b.example.", "a@-b.example", "a@b-.example", "a@b.1234", "a@b_c.example"),
    *(".jean@x.example", "jean.@x.example", "jean..m@x.example", "jean moffat@x.example", '"jean"@x.example'),
    *("jean@x.example\r\nBcc: y@z.example", "jean@x.example, y@z.example", "jean@[10.0.0.1]", "jos\u00e9@x.example"),
    *("jean@x\u0430.example", "jean@x.example\0", "x" * 65 + "@example.org", "a@" + "b" * 64 + ".example"),
    "a@" + "b." * 126 + "example",
    *("jean%evil.example@northmoor.example", "evil.example!jean@northmoor.example"),
]


@pytest.mark.parametrize("typed", TAKEN)
def test_an_address_is_read_in_small_letters(typed: str) -> None:
    """Without the blanks around it."""
    assert TAKEN[typed] == read_address(typed)


@pytest.mark.parametrize("typed", REFUSED, ids=ascii)
def test_what_is_no_address_is_refused(typed: str) -> None:
    """In one printable sentence that shows what one looks like."""
    with pytest.raises(Invalid) as refused:
        read_address(typed)
    assert "such as name@example.gov.uk" in refused.value.errors["email"]
    assert refused.value.errors["email"].isprintable()
    assert refused.value.errors["email"].isascii()


def test_a_domain_allows_what_is_below_it() -> None:
    """A local authority's schools, not whoever ends their name alike."""
    allowed = "northmoor.sch.uk"
    asked = (
        "northmoor.sch.uk",
        "hillside.northmoor.sch.uk",
        "evilnorthmoor.sch.uk",
        "sch.uk",
        "northmoor.sch.uk.evil.example",
    )
    assert [True, True, False, False, False] == [is_within(domain, allowed) for domain in asked]
