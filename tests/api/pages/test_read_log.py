"""Who has looked: at one case, as far as each role may know; at everything, for the auditor; and what is taken out."""

from __future__ import annotations

import csv
import io
import re

import pytest
from sqlalchemy import text

from tests.api.pages.looking import REASON, last, looks
from tests.api.pages.site import Site
from tests.workflow import situations
from tests.workflow.situations import rows, sql
from workflow.queries.looks import IN_ONE_READ, PAGE

NOBODY = {"officer", "user_school", "lead_council", "administrator", "executive", "panel_member"}


@pytest.fixture
def looked(site_on_each: Site) -> tuple[Site, str]:
    """An incident at which an officer, a delegated partner of the police and one of the council have looked."""
    site = site_on_each
    reference = situations.incident(site.world)
    site.visit("officer").at(f"/cases/{reference}")
    site.visit("dsp_council").at(f"/cases/{reference}/timeline")
    sql(
        site.database,
        "INSERT INTO look (at, person, partnership, case_id, what, route, detail, purpose, by_token)"
        " VALUES ('2026-11-23T10:00:00.000Z', :p, 'NM', :c, 'case', 'GET /cases/{reference}', '',"
        " 'To protect Child A tonight', '')",
        p=site.world.ids["dsp_police"],
        c=situations.row(site.world, reference).id,
    )
    return site, reference


def export(site: Site, query: str = "", reason: str = "For the annual audit") -> list[dict[str, str]]:
    """What the auditor takes out."""
    visit = site.visit("auditor")
    page = visit.at(f"/read-log/export{query}")
    answer = visit.post(f"/read-log/export{query}", page.forms[-1].fields | {"reason": reason})
    assert 200 == answer.status_code, answer.text
    return list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))


def test_the_business_manager_and_the_chairs_see_who(looked: tuple[Site, str]) -> None:
    """Names, what, and a police user's purpose; the way there is a tab of the case."""
    site, reference = looked
    for who in ("manager", "chair"):
        visit = site.visit(who)
        for of_case in ("", "/timeline", "/looks"):
            tabs = visit.at(f"/cases/{reference}{of_case}").html.partition("moj-sub-navigation__list")[2]
            assert f'href="/cases/{reference}/looks"' in tabs.partition("</nav>")[0], (who, of_case)
        page = visit.at(f"/cases/{reference}/looks")
        for words in ("Officer", "Dsp Council", "Dsp Police", "To protect Child A tonight", "Its history"):
            assert words in page.text, (who, words)


def test_a_delegated_partner_sees_their_own_agencys_people(looked: tuple[Site, str]) -> None:
    """Not who else has looked."""
    site, reference = looked
    page = site.visit("dsp_council").at(f"/cases/{reference}/looks")
    assert "People of your agency" in page.text
    assert "Dsp Council" in page.text
    assert "Dsp Police" not in page.text
    assert "Officer" not in page.text.partition("Who has looked at this case")[2]


def test_the_scrutineer_sees_how_often_and_in_what_role(looked: tuple[Site, str]) -> None:
    """No name and no purpose."""
    site, reference = looked
    case = situations.row(site.world, reference)
    scrutineer = site.world.ids["scrutineer"]
    sql(
        site.database,
        "INSERT INTO independence (partnership, person, to_member, to_officer, detail, said_at)"
        " VALUES ('NM', :p, false, false, '', '2026-11-01T00:00:00.000Z')",
        p=scrutineer,
    )
    sql(
        site.database,
        "INSERT INTO declaration (root, person, case_id, seq) VALUES (:c, :p, :c, 1)",
        c=case.id,
        p=scrutineer,
    )
    page = site.visit("scrutineer").at(f"/cases/{reference}/looks")
    assert "Review officerThe case1" in page.text
    assert "Delegated safeguarding partner" in page.text
    for words in ("Dsp Council", "Dsp Police", "To protect Child A tonight"):
        assert words not in page.text


def test_nobody_else_sees_who_has_looked(site: Site) -> None:
    """Neither members without that right, nor who doesn't see the case; nor is the way there on their page."""
    reference = situations.incident(site.world)
    for who in sorted(NOBODY):
        assert site.visit(who).get(f"/cases/{reference}/looks").status_code in (403, 404), who
    for of_case in ("", "/timeline"):
        assert "/looks" not in site.visit("officer").at(f"/cases/{reference}{of_case}").html, of_case


def test_under_broken_glass_nobody_sees_who_has_looked(site: Site) -> None:
    """Whoever reads in an emergency reads the case, not its log; an auditor who reads it does."""
    reference = situations.incident(site.world)
    sql(site.database, "UPDATE casefile SET restriction = 'sealed' WHERE reference = :r", r=reference)
    for who, expected in (("chair", 403), ("auditor", 200)):
        visit = site.visit(who)
        visit.sends(visit.at(f"/cases/{reference}/read"), REASON)
        assert expected == visit.get(f"/cases/{reference}/looks").status_code, who


def test_the_auditor_sees_it_all_and_is_seen(looked: tuple[Site, str]) -> None:
    """By person, case, thing, day, glass and token; what was searched for as typed; that it was read is noted."""
    site, reference = looked
    site.visit("officer").at("/cases?q=Kittiwake")
    visit = site.visit("auditor")
    before = last(site.world)
    assert "Words: “Kittiwake”" in visit.at("/read-log").text
    assert [("read log", "GET /read-log")] == [(one.what, one.route) for one in looks(site.world, before)]
    page = visit.at(f"/read-log?person=dsp_police@northmoor.example&case={reference.lower()}")
    assert ("To protect Child A tonight" in page.text, "Kittiwake" in page.text) == (True, False)
    assert "Words: “Kittiwake”" in visit.at("/read-log?what=search&person=officer@northmoor.example").text
    day = "from-day=23&from-month=11&from-year=2026&to-day=23&to-month=11&to-year=2026"
    assert "To protect Child A tonight" in visit.at(f"/read-log?{day}&what=case").text
    assert "Nothing is found" in visit.at(f"/read-log?{day.replace('2026', '2019')}").text
    assert "Nothing is found" in visit.at("/read-log?glass=1").text
    assert "Nothing is found" in visit.at("/read-log?token=1").text
    site.visit("lead_probation").sends(site.visit("lead_probation").at(f"/cases/{reference}/read"), REASON)
    assert "A child at the school may come to harm tonight" in visit.at("/read-log?glass=1").text


def test_a_day_that_isnt_one_is_said_at_its_field(site: Site) -> None:
    """So is a first day after the last; nothing is listed."""
    visit = site.visit("auditor")
    for path in ("/read-log", "/accounts-log"):
        page = visit.at(f"{path}?from-day=31&from-month=2&from-year=2026")
        assert (422, True) == (page.status, "The first day must be a real date" in page.text)
        page = visit.at(f"{path}?from-day=2&from-month=2&from-year=2026&to-day=1&to-month=2&to-year=2026")
        assert (422, True) == (page.status, "must not be after the last" in page.text)


def test_no_page_of_it_is_cut_short(site_on_each: Site) -> None:
    """Fifty a page, each look on one of them, and the CSV has all of them in its reads of five hundred."""
    site = site_on_each
    many = IN_ONE_READ + 2 * PAGE + 1
    with site.database.writing() as session:
        row = (
            "INSERT INTO look (at, person, partnership, what, route, detail, purpose, by_token) "
            "VALUES ('2026-11-23T10:00:00.000Z', :p, '', 'figures', 'GET /', :d, '', 'T1')"
        )
        session.connection().execute(
            text(row), [{"p": site.world.ids["officer"], "d": f"no{n:04}"} for n in range(many)]
        )
    visit, path, found = site.visit("auditor"), "/read-log?token=1", list[str]()
    while path:
        page = visit.at(path)
        found += re.findall(r"no\d{4}", page.text)
        links = [part.partition('"')[0] for part in page.html.split('href="')[1:]]
        path = next((link.replace("&amp;", "&") for link in links if "before=" in link), "")
    assert [f"no{n:04}" for n in range(many)][::-1] == found
    assert many == len(export(site, "?token=1"))


def test_what_is_taken_out_is_kept_with_its_reason(looked: tuple[Site, str]) -> None:
    """In the read log and in the log of accounts; without a reason nothing is; the file is text, not formulas."""
    site, reference = looked
    site.visit("officer").get("/cases?q=%3DHYPERLINK(1)")
    taken = export(site, f"?case={reference}", "For the annual audit")
    assert {"Officer", "Dsp Council", "Dsp Police"} == {row["who"] for row in taken}
    assert "To protect Child A tonight" in {row["purpose"] for row in taken}
    assert {reference} == {row["case"] for row in taken}
    (event,) = rows(site.database, "SELECT what, person, detail FROM account_event WHERE what = 'exported'")
    assert (site.world.ids["auditor"], f"The read log, case={reference}: For the annual audit") == (
        event.person, event.detail,
    )  # fmt: skip
    assert "export" in {one.what for one in looks(site.world)}
    visit = site.visit("auditor")
    page = visit.at("/read-log/export")
    assert 422 == visit.post("/read-log/export", page.forms[-1].fields | {"reason": " "}).status_code
    assert 1 == len(rows(site.database, "SELECT id FROM account_event WHERE what = 'exported'"))
    accounts = visit.at("/accounts-log?what=exported")
    assert "For the annual audit" in accounts.text


def test_a_formula_in_a_search_stays_text(site: Site) -> None:
    """A cell that a spreadsheet would run begins with a quote."""
    sql(
        site.database,
        "INSERT INTO look (at, person, partnership, what, route, detail, purpose, by_token)"
        " VALUES ('2026-11-23T10:00:00.000Z', :p, 'NM', 'search', 'GET /', '=HYPERLINK(1)', '@SUM(1)', '')",
        p=site.world.ids["officer"],
    )
    (row,) = [row for row in export(site) if "HYPERLINK" in row["detail"]]
    assert ("'=HYPERLINK(1)", "'@SUM(1)") == (row["detail"], row["purpose"])


def test_an_export_wants_a_fresh_sign_in(site: Site) -> None:
    """Asking and sending."""
    visit = site.visit("auditor")
    fields = visit.at("/read-log/export").forms[-1].fields
    sql(site.database, "UPDATE web_session SET proved_at = '2020-01-01T00:00:00.000Z'")
    for answer in (visit.get("/read-log/export"), visit.post("/read-log/export", fields | {"reason": "For it"})):
        assert (303, "/sign-in/again?next=/read-log/export") == (answer.status_code, answer.headers["location"])
    assert [] == rows(site.database, "SELECT id FROM account_event WHERE what = 'exported'")


def test_another_partnerships_log_is_anothers(site_on_each: Site) -> None:
    """Neither its looks, nor its cases, nor its accounts; lists of people who work in both are in both."""
    site = site_on_each
    reference = situations.incident(site.world)
    site.visit("officer").at(f"/cases/{reference}")
    auditor = site.visit("auditor")
    assert reference in auditor.at("/audit").text
    sql(site.database, "INSERT INTO partnership (code, name, policy, calendar) VALUES ('SM', 'Southmoor', '', '')")
    sql(site.database, "UPDATE role_held SET partnership = 'SM' WHERE person = :p", p=site.world.ids["auditor"])
    for path in ("/audit", "/read-log", "/accounts-log"):
        page = auditor.at(path).html
        assert reference not in page, path
        assert "Officer" not in page, path


def test_the_log_of_accounts(site_on_each: Site) -> None:
    """Whose, what, by whom, by person and thing; that it was read is noted."""
    site = site_on_each
    reference = situations.incident(site.world)
    breaker = site.visit("lead_probation")
    breaker.sends(breaker.at(f"/cases/{reference}/read"), REASON)
    visit = site.visit("auditor")
    page = visit.at("/accounts-log?what=glass_broken")
    assert "Broke the glass" in page.text
    assert reference in page.text
    assert "accounts log" == looks(site.world)[-1].what
    mine = visit.at("/accounts-log?person=lead_probation@northmoor.example").text
    assert "Broke the glass" in mine
    assert "Nothing is found" in visit.at("/accounts-log?person=officer@northmoor.example&what=glass_broken").text
