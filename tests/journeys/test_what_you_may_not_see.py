"""Without a right to a case you can't tell it from one that doesn't exist: not by address, list, count or mail."""

import re
from typing import Any

from tests.journeys.questions import IS_SERIOUS, SIBLINGS
from tests.journeys.stage import Stage
from tests.world import email

MISSING = "NM-2026-9999"
NOTE = {"note": "Trying my luck"}


def test_a_forbidden_case_and_a_missing_one_answer_alike(stage: Stage) -> None:
    """The same 404 for both, from every address of the API and of the pages, whatever the way of asking."""
    incident, _ = _two_cases(stage)
    for who in ("lead_probation", "executive", "administrator", "auditor"):
        person = stage.as_(who)
        for below in ("", "/entries", "/evidence/1"):
            forbidden, missing = (person.get(f"/cases/{case}{below}") for case in (incident, MISSING))
            assert (404, _said(missing, MISSING)) == (forbidden.status_code, _said(forbidden, incident))
        for move in ("note", "no_such_move"):
            forbidden, missing = (person.tries(case, move, NOTE) for case in (incident, MISSING))
            assert (404, _said(missing, MISSING)) == (forbidden.status_code, _said(forbidden, incident))
        browser = stage.browser(who)
        for below in ("", "/timeline", "/evidence", "/evidence/1", "/moves/note", "/moves/no_such_move"):
            forbidden_page, missing_page = (browser.at(f"/cases/{case}{below}") for case in (incident, MISSING))
            assert (404, missing_page.html) == (forbidden_page.status, forbidden_page.html)
            assert incident not in forbidden_page.html


def test_a_restricted_case_is_in_no_list_count_or_mail(stage: Stage) -> None:
    """Once it is restricted, who isn't named finds it nowhere; who is named, and the business manager, still do."""
    hidden, open_to_all = _two_cases(stage)
    police, council = stage.as_("dsp_police"), stage.as_("dsp_council")
    assert {hidden, open_to_all} == _listed(stage, "dsp_police")
    _restrict(stage, hidden, "dsp_council")

    assert {open_to_all} == _listed(stage, "dsp_police")
    assert {hidden, open_to_all} == _listed(stage, "dsp_council") == _listed(stage, "manager")
    assert 404 == police.get(f"/cases/{hidden}").status_code
    assert 200 == council.get(f"/cases/{hidden}").status_code
    assert 403 == stage.as_("manager").get(f"/cases/{hidden}").status_code
    known = next(one for one in stage.as_("manager").get("/cases").json()["items"] if one["reference"] == hidden)
    assert ("", "restricted", None) == (known["title"], known["restriction"], known["link"])
    assert f"/cases/{hidden}" not in stage.browser("manager").at("/cases").html
    assert [] == police.get("/cases", q=hidden).json()["items"]
    assert "1 found" in stage.browser("dsp_police").at("/cases").text
    assert "2 found" in stage.browser("dsp_council").at("/cases").text
    assert hidden not in stage.browser("dsp_police").at("/").html
    assert hidden not in {one["reference"] for one in police.get("/work").json()}
    assert hidden in {one["reference"] for one in council.get("/work").json()}

    # Lines that were owed before it was restricted are asked again when a mail goes, and left out.
    stage.mornings("2026-11-24", "2026-12-02")
    assert [] == [mail for mail in stage.mails_to("dsp_police") if hidden in mail.whole]
    assert open_to_all in {line.reference for mail in stage.mails_to("dsp_police") for line in mail.new}
    assert hidden in {line.reference for mail in stage.mails_to("dsp_council") for line in mail.new}
    # What it opens is as restricted as it is.
    stage.on("2026-12-02")
    officer = stage.as_("officer")
    officer.move(hidden, "decide_notifiable", IS_SERIOUS)
    late = {"sin_reference": "SIN-4711", "reason_if_late": "The criteria were unclear"}
    review = officer.move(hidden, "notify", late)["children"][0]["reference"]
    assert 404 == police.get(f"/cases/{review}").status_code
    assert 200 == council.get(f"/cases/{review}").status_code
    stage.post()
    stage.morning("2026-12-03")
    assert [] == [mail for mail in stage.mails_to("dsp_police") if re.search(f"{hidden}|{review}", mail.whole)]


def test_no_mail_goes_to_the_excluded(stage: Stage) -> None:
    """Mails that were gathered before and go after leave the case out; nobody is chased who is excluded from it."""
    hidden, open_to_all = _two_cases(stage)
    excluded = {"whom_agency": "police", "reason": "CANARY: her brother works there"}
    stage.as_("manager").move(hidden, "exclude", excluded)
    stage.mornings("2026-11-24", "2026-12-02")
    assert [] == [mail for mail in stage.mails_to("dsp_police") if hidden in mail.whole]
    assert [mail for mail in stage.mails_to("dsp_police") if open_to_all in mail.whole]
    assert [mail for mail in stage.mails_to("dsp_icb") if hidden in mail.whole]
    assert [] == [mail for mail in stage.mails() if "CANARY" in mail.whole]


def _two_cases(stage: Stage) -> tuple[str, str]:
    """Two incidents on which the partners' views are asked, before any mail goes."""
    officer = stage.as_("officer")
    cases = officer.open("incident", SIBLINGS), officer.open("incident", SIBLINGS)
    for case in cases:
        officer.move(case, "ask_views", {"views_asked_on": "2026-11-23"})
    return cases


def _listed(stage: Stage, who: str) -> set[str]:
    """What the API lists to them."""
    return {one["reference"] for one in stage.as_(who).get("/cases").json()["items"]}


def _restrict(stage: Stage, reference: str, named: str) -> None:
    """The case is for named people from now on, its officer and the chair among them."""
    people = [{"person": email(one)} for one in (named, "officer", "chair")]
    stage.as_("chair").move(reference, "restrict", {"named": people, "reason": "Somebody's brother works there"})


def _said(answer: Any, reference: str) -> str:
    """Status, headers and body, with the reference that was asked for taken out."""
    told = {name: value for name, value in answer.headers.items() if name != "content-length"}
    return f"{answer.status_code} {told} {answer.text}".replace(reference, "…")
