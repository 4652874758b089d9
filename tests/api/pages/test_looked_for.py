"""What somebody looks for stands in no address: encrypted for them alone on the way, in words in the read log."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from tests.api.pages.looking import last, looks
from tests.api.pages.site import Site
from tests.workflow import situations

TYPED = "Kittiwake Ñandú"
SEARCHES = {"/cases": {"show": "all", "sort": "reference"}, "/actions": {"show": "all"}, "/recommendations/earlier": {}}


def leads(site: Site, path: str, typed: str = TYPED) -> str:
    """Where looking for it leads."""
    visit = site.visit("officer")
    answer = visit.post(path, {"csrf": visit.csrf, "q": typed, **SEARCHES[path]})
    assert 303 == answer.status_code
    return answer.headers["location"]


@pytest.mark.parametrize("path", SEARCHES)
def test_no_address_has_the_words(site_on_each: Site, path: str) -> None:
    """Choices stand in it, the words don't; the page shows them again, and the read log has them whole."""
    site = site_on_each
    before = last(site.world)
    where = leads(site, path)
    asked = parse_qs(urlsplit(where).query)
    assert (path, {*SEARCHES[path], "words"}) == (urlsplit(where).path, set(asked))
    assert "Kittiwake" not in where
    page = site.visit("officer").at(where)
    assert [TYPED] == next(form.fields["q"] for form in page.forms if "q" in form.fields)
    look = looks(site.world, before)[-1]
    assert ("search", f"GET {path}") == (look.what, look.route)
    assert look.detail.startswith(f"q={TYPED}")
    assert "words=" not in look.detail


def test_it_finds_what_was_looked_for(site: Site) -> None:
    """By a case's title, and page by page; nothing typed shows everything, at the plain address."""
    reference = situations.incident(site.world)
    ((title,),) = site.sql("SELECT title FROM casefile WHERE reference = :r", r=reference)
    found = site.visit("officer").at(leads(site, "/cases", title)).text
    assert reference in found
    assert reference not in site.visit("officer").at(leads(site, "/cases")).text
    assert "/recommendations/earlier" == leads(site, "/recommendations/earlier", "  ")


def test_such_an_address_is_one_persons(site: Site) -> None:
    """To anybody else, or changed by hand, it leads nowhere: a list of everything would be taken for what was found."""
    where = leads(site, "/cases")
    assert 200 == site.visit("officer").get(where).status_code
    assert 404 == site.visit("manager").get(where).status_code
    assert 404 == site.visit("officer").get("/cases?words=made-up").status_code
    assert 404 == site.visit("officer").get("/cases?words=é").status_code


def test_too_much_is_refused_in_words(site: Site) -> None:
    """As long as the page takes, and no longer."""
    visit = site.visit("officer")
    answer = visit.post("/cases", {"csrf": visit.csrf, "q": "x" * 201})
    assert (422, True) == (answer.status_code, "must be 200 characters or fewer" in answer.text)
    assert 200 == visit.get(leads(site, "/recommendations/earlier", "word " * 3_000)).status_code
