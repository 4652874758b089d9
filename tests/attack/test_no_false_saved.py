"""Back, something else chosen, sent again: never answered as saved unless that very thing was."""

from __future__ import annotations

from tests.answers import PDF, SHOWN_TYPED
from tests.api.pages.site import Site
from tests.documents import with_mail
from tests.workflow import situations
from tests.world import World, email


def test_another_file_under_the_same_form_is_refused(world: World, site: Site) -> None:
    """The same answers with another file, or with its name changed, aren't the first upload over again."""
    reference = situations.action(world)
    visit = site.visit("user_housing")
    fields = {"csrf": visit.csrf, "form_id": "once", "revision": "1", **SHOWN_TYPED}
    first, *others = (
        visit.post(f"/cases/{reference}/evidence", fields, {"document": file}).status_code
        for file in (("a.pdf", PDF), ("b.pdf", PDF + b"more"), ("b.pdf", PDF))
    )
    assert (303, [409, 409]) == (first, others)
    assert [("a.pdf",)] == site.sql("SELECT name FROM evidence")


def test_another_partner_under_the_same_form_is_refused(world: World, site: Site) -> None:
    """An agreement recorded for the council isn't the police's."""
    reference = situations.proposed(world)
    with world.database.writing() as session:
        mail = with_mail(world.act(session, "officer"), reference).received.document
    visit = site.visit("officer")
    revision = str(situations.row(world, reference).revision)
    fields = {"csrf": visit.csrf, "form_id": "once", "revision": revision, "for": "1"}
    fields |= {"received": "email", "kept": str(mail)}
    sent = [
        visit.post(f"/cases/{reference}/moves/agree", fields | {"recorded_for": email(who)}).status_code
        for who in ("dsp_council", "dsp_police", "dsp_council")
    ]
    assert [303, 409, 303] == sent
    assert [("council",)] == site.sql("SELECT agency FROM signature")


def test_another_day_under_the_same_form_is_refused(world: World, site: Site) -> None:
    """When it happened is part of what was said."""
    reference = situations.incident(world)
    visit = site.visit("officer")
    fields = {"csrf": visit.csrf, "form_id": "once", "revision": "1", "note": "Rang the school"}
    day = {"happened_on-month": "11", "happened_on-year": "2026"}
    sent = [
        visit.post(f"/cases/{reference}/moves/note", fields | day | {"happened_on-day": number}).status_code
        for number in ("20", "23", "20")
    ]
    assert [303, 409, 303] == sent
    assert [(1,)] == site.sql("SELECT count(*) FROM entry WHERE move = 'note'")
