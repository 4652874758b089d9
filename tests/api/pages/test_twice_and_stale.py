"""A form sent twice is one act; a form that others overtook shows what changed and keeps its text."""

from __future__ import annotations

from threading import Barrier, Thread

from tests.answers import INCIDENT, PDF, SHOWN
from tests.api.pages.site import OWN, Site
from tests.workflow import situations


def entries(site: Site, reference: str) -> int:
    """How long the case's trail is."""
    counted = "SELECT count(*) FROM entry JOIN casefile ON casefile.id = entry.case_id WHERE reference = :reference"
    return int(site.sql(counted, reference=reference)[0][0])


def test_an_opening_sent_twice_opens_one_case(site_on_each: Site) -> None:
    """The second time leads to the case that the first opened."""
    visit = site_on_each.visit("officer")
    form = visit.at("/open/incident")
    first, again = (visit.send(form, INCIDENT) for _ in range(2))
    assert first.path == again.path
    assert [(1,)] == site_on_each.sql("SELECT count(*) FROM casefile")


def test_a_move_sent_twice_is_one_entry(site_on_each: Site) -> None:
    """Though the case has moved on since, the second answer is the first's, not that it is stale."""
    visit = site_on_each.visit("officer")
    reference = visit.opens("incident", INCIDENT)
    form = visit.at(f"/cases/{reference}/moves/ask_views")
    first, again = (visit.send(form, {"views_asked_on": "2026-11-23"}) for _ in range(2))
    assert (200, f"/cases/{reference}?saved=ask_views") == (first.status, first.path) == (again.status, again.path)
    assert 2 == entries(site_on_each, reference)


def test_evidence_sent_twice_is_attached_once(site: Site) -> None:
    """One row, one entry."""
    visit = site.visit("user_housing")
    reference = situations.action(site.world)
    form = visit.at(f"/cases/{reference}/evidence")
    first, again = (visit.send(form, SHOWN, ("audit.pdf", PDF)) for _ in range(2))
    assert first.path == again.path == f"/cases/{reference}?saved=evidence"
    assert 1 == len(site.sql("SELECT id FROM evidence"))


def test_two_clicks_at_once_are_one_act(site_on_each: Site) -> None:
    """Both requests under way together: one case, one place for both."""
    visit = site_on_each.visit("officer")
    form, start, landed = visit.at("/open/incident"), Barrier(2), []
    form.form.type_in("", INCIDENT)

    def click() -> None:
        mine = site_on_each.stranger()
        mine.cookies.set("casekeeper", visit.cookie)
        start.wait()
        landed.append(mine.post("/open/incident", data=form.form.fields, headers=OWN).headers.get("location"))

    clicks = [Thread(target=click) for _ in range(2)]
    for one in clicks:
        one.start()
    for one in clicks:
        one.join()
    assert [(1,)] == site_on_each.sql("SELECT count(*) FROM casefile")
    assert 1 == len(set(landed)), landed


def test_other_words_under_the_same_form_are_not_lost_silently(site: Site) -> None:
    """Back, something else typed, sent: refused in words for people, with the text still there."""
    visit = site.visit("officer")
    reference = visit.opens("incident", INCIDENT)
    form = visit.at(f"/cases/{reference}/moves/note")
    visit.send(form, {"note": "The first"})
    page = visit.send(form, {"note": "The second"})
    assert 409 == page.status
    assert "You sent this form before with other answers" in page.text
    assert ["The second"] == page.form.fields["note"]
    assert 2 == entries(site, reference)


def test_a_stale_form_shows_what_changed_and_keeps_the_text(site_on_each: Site) -> None:
    """What others did meanwhile, by whom; then the same text can be sent."""
    site = site_on_each
    officer, manager = site.visit("officer"), site.visit("manager")
    reference = officer.opens("incident", INCIDENT)
    typed = {"types": ["died"], "known_on": "2026-11-23", "what_changed": 'She died; "we" <know>\n\nmore'}
    form = officer.at(f"/cases/{reference}/moves/update")
    manager.moves(reference, "ask_views", {"views_asked_on": "2026-11-23"})
    before = site.dump()
    page = officer.send(form, typed)
    assert 409 == page.status
    assert before == site.dump()
    assert "Ask partners for their views, by Manager" in page.text
    assert [typed["what_changed"]] == page.form.fields["what_changed"]
    assert typed["types"] == page.form.fields["types"]
    assert officer.send(page, {}).path == f"/cases/{reference}?saved=update"


def test_a_move_that_is_gone_keeps_the_text(site: Site) -> None:
    """The case ended meanwhile: the page says that it isn't possible any more, and what was written is still there."""
    officer, manager = site.visit("officer"), site.visit("manager")
    reference = officer.opens("incident", INCIDENT)
    form = officer.at(f"/cases/{reference}/moves/withdraw")
    manager.moves(reference, "withdraw", {"reason": "A mistake"})
    page = officer.send(form, {"reason": "Mine <b>"})
    assert 409 == page.status
    assert "possible while the case is “Withdrawn”" in page.text
    assert "send it if it still holds" not in page.text
    assert "Withdraw" not in {words for words, _, _ in page.buttons}
    assert ["Mine <b>"] == page.form.fields["reason"]
