"""Recording for somebody who isn't signed in: with the document that shows it, both or neither, and they hear of it."""

from __future__ import annotations

import re

from tests.answers import PDF
from tests.api.pages.site import Site
from tests.documents import with_mail
from tests.workflow import situations

ICB = "dsp_icb@northmoor.example"


def test_a_signature_that_came_by_mail(site_on_each: Site) -> None:
    """The officer records it with the mail; the page says whose it is and who recorded it, and keeps the document."""
    site = site_on_each
    review, officer = situations.proposed(site.world), site.visit("officer")
    assert f"/cases/{review}/moves/agree?for=1" in officer.at(f"/cases/{review}").html
    form = officer.at(f"/cases/{review}/moves/agree?for=1")
    partners = {"dsp_council@northmoor.example", "dsp_police@northmoor.example", ICB}
    assert partners == set(form.form.choices["recorded_for"]) - {""}, "those whose move it is, nobody else"
    told = "SELECT count(*) FROM notice WHERE person = :person"
    before = site.sql(told, person=site.world.ids["dsp_icb"])[0][0]
    page = officer.records(review, "agree", {}, whose="dsp_icb", file=("mail.eml", b"From: a@b.example\n\nWe agree\n"))
    assert "Integrated care board · recorded for them" in page.text
    assert "Agree by Dsp Icb, recorded by Officer" in page.text
    assert "mail.eml" in page.text
    timeline = officer.at(f"/cases/{review}/timeline").text
    assert "Received By email; the document is that of entry" in timeline
    signed = "SELECT agency, person, recorded_by FROM signature"
    assert [("icb", site.world.ids["dsp_icb"], site.world.ids["officer"])] == site.sql(signed)
    assert before + 1 <= site.sql(told, person=site.world.ids["dsp_icb"])[0][0]
    confirm = site.visit("dsp_icb").at(f"/cases/{review}")
    assert "Confirm what was recorded for me" in confirm.text


def test_for_whom_must_be_said(site: Site) -> None:
    """Nobody chosen: the field says so, and neither the move nor the document is kept."""
    review, officer = situations.proposed(site.world), site.visit("officer")
    form = officer.at(f"/cases/{review}/moves/agree?for=1")
    before = site.dump()
    page = officer.send(form, {}, ("mail.pdf", PDF))
    assert 422 == page.status
    assert "Select on whose behalf you are recording this" in page.text
    assert 'href="#recorded_for"' in page.html
    assert before == site.dump()


def test_how_and_with_what_document_must_be_said(site: Site) -> None:
    """Neither said: both fields say so; then minutes that are on the case are named, and nothing is uploaded again."""
    review, officer = situations.proposed(site.world), site.visit("officer")
    with site.world.database.writing() as session:
        with_mail(site.world.act(session, "officer"), review)
    form = officer.at(f"/cases/{review}/moves/agree?for=1")
    assert ["mail.eml"] == [name for value, name in form.form.choices["kept"].items() if value]
    before = site.dump()
    page = officer.send(form, {"recorded_for": ICB})
    assert 422 == page.status
    assert "Select how you received it" in page.text
    assert "Attach the document that shows it, or name one that is already on the case" in page.text
    assert {'href="#received"', 'href="#document"'} <= set(re.findall(r'href="#\w+"', page.html))
    assert before == site.dump()
    [kept] = [value for value in form.form.choices["kept"] if value]
    done = officer.send(page, {"recorded_for": ICB, "received": "meeting", "kept": kept})
    assert f"/cases/{review}?saved=agree" == done.path, done.text
    assert [(1,)] == site.sql("SELECT count(*) FROM evidence")
    assert "Received At a meeting; the document is that of entry" in officer.at(f"/cases/{review}/timeline").text


def test_a_document_that_is_refused_takes_the_move_with_it(site: Site) -> None:
    """A program as the document: refused at its field, the signature isn't kept either, the choice is."""
    review, officer = situations.proposed(site.world), site.visit("officer")
    form = officer.at(f"/cases/{review}/moves/dissent?for=1")
    before = site.dump()
    typed = {"recorded_for": ICB, "dissent": "They <b>differ</b>"}
    page = officer.send(form, typed, ("mail.exe", b"MZ"))
    assert 422 == page.status
    assert "The file must be PDF" in page.text
    assert typed == {name: page.form.fields[name][0] for name in typed}
    assert before == site.dump()


def test_only_the_business_unit_records_for_others(site: Site) -> None:
    """A partner's page doesn't offer it, and their post of it is refused."""
    review, partner = situations.proposed(site.world), site.visit("dsp_council")
    assert "?for=1" not in partner.at(f"/cases/{review}").html
    form = partner.at(f"/cases/{review}/moves/agree")
    before = site.dump()
    page = partner.sends(form, {"for": "1", "recorded_for": ICB})
    assert 403 == page.status
    assert before == site.dump()
