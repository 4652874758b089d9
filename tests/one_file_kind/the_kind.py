"""What the added kind can do, tried inside the tree it was added to: ``test_a_kind_nobody_planned.py`` runs this."""

import subprocess
import sys
import tomllib
from pathlib import Path

import states
from states.checks.faults import faults
from states.kinds import machines
from states.roles import TITLES
from tests.journeys.conftest import stage as stage
from tests.journeys.stage import Stage

KIND = "section_11_audit"
TREE = Path(states.__file__).parents[1]
ASKED = {"agency": "housing", "year": "2026-27", "due_on": "2026-12-11"}
RATED = {"leadership": "green", "recruitment": "green", "training": "amber", "sharing": "red"}
ANSWER = RATED | {"account": "Supervision lapsed over the summer"}
LINE = "Answer to the section 11 audit"


def test_it_is_found_and_without_fault() -> None:
    """The kind is there because its file is; beside all others, with the national ladders, nothing is wrong with it."""
    assert Path(__file__).parents[2] == TREE, "this is the tree that the file was added to"
    kinds = machines()
    ladders = tomllib.loads((TREE / "states" / "england.toml").read_text(encoding="utf-8"))["chase"]
    assert KIND in kinds
    letters = {"notice", "summary"}
    assert [] == [fault for kind in kinds.values() for fault in faults(kind, letters, TITLES, kinds, chases=ladders)]


def test_it_is_issued_answered_challenged_and_agreed_through_json(stage: Stage) -> None:
    """The API lists it, opens it, takes its moves, and says what isn't allowed, as with any kind."""
    officer, housing = stage.as_("officer"), stage.as_("user_housing")
    assert KIND in {kind["key"] for kind in officer.get("/kinds").json()["items"]}
    declared = officer.get(f"/kinds/{KIND}").json()
    assert ["issued", "answered", "challenged", "agreed"] == [state["key"] for state in declared["states"]][:4]

    audit = officer.open(KIND, ASKED)
    assert {"user_housing", "colleague_housing", "lead_housing"} == {
        mail.to for mail in stage.post() if audit in mail.whole
    }
    assert 403 == officer.tries(audit, "answer", ANSWER).status_code
    assert 404 == stage.as_("user_school").get(f"/cases/{audit}").status_code
    missing = housing.tries(audit, "answer", RATED)
    assert (422, {"account"}) == (missing.status_code, set(missing.json()["errors"]))
    assert "answered" == housing.move(audit, "answer", ANSWER)["state"]
    again = {"reason": "Show how staff are now supervised", "due_on": "2027-01-15"}
    assert "challenged" == officer.move(audit, "challenge", again)["state"]
    assert ("running", "2027-01-15") == tuple(officer.clock(audit, "answer")[key] for key in ("status", "due_on"))
    housing.attach(audit, "supervision.pdf")
    housing.move(audit, "answer", ANSWER | {"training": "green"})
    ended = officer.move(audit, "agree", {"conclusion": "Supervision is in place"})
    assert ("agreed", True, None) == (ended["state"], ended["final"], ended["due_on"])
    assert ["opened", "answer", "challenge", "evidence", "answer", "agree"] == [
        entry["move"] for entry in officer.entries(audit)
    ]
    assert stage.trail_is_whole()


def test_its_pages_are_there(stage: Stage) -> None:
    """Its form opens it, its page shows where it stands and what can be done, its answer is typed into a form."""
    officer, housing = stage.browser("officer"), stage.browser("user_housing")
    assert "Section 11 auditAn agency rates its own safeguarding" in officer.at("/open").text
    audit = officer.opens(KIND, ASKED)
    page = officer.at(f"/cases/{audit}")
    for words in ("Section 11 audit", "Issued Answered Agreed", LINE, "Fri 11 December 2026", "What others can do"):
        assert words in page.text
    assert "Answer the audit" in housing.at(f"/cases/{audit}").text
    form = housing.at(f"/cases/{audit}/moves/answer")
    assert "How the agency rates itself" in form.text
    page = housing.send(form, ANSWER)
    assert f"/cases/{audit}?saved=answer" == page.path
    assert "Amber: partly met" in page.text
    assert "Agree the audit" in officer.at(f"/cases/{audit}").text
    assert "Section 11 audit" in officer.at("/cases").text


def test_it_is_chased(stage: Stage) -> None:
    """The agency's people hear of its date rung by rung, in its own words, and hear nothing once it is answered."""
    audit = stage.as_("officer").open(KIND, ASKED)
    for day in ("2026-12-03", "2026-12-04", "2026-12-10", "2026-12-11", "2026-12-14"):
        stage.morning(day)
    told = [(day, line.reference, line.when, line.why) for day, line in stage.told("user_housing", LINE)]
    assert [
        ("2026-12-04", audit, "Due 11 December 2026", "your agency owns it"),
        ("2026-12-10", audit, "Due 11 December 2026", "your agency owns it"),
        ("2026-12-11", audit, "Due today", "your agency owns it"),
        ("2026-12-14", audit, "Was due 11 December 2026, 1 working day late", "your agency owns it"),
    ] == told
    stage.as_("lead_housing").move(audit, "answer", ANSWER)
    for day in ("2026-12-16", "2026-12-18"):
        stage.morning(day)
    assert 4 == len(stage.told("user_housing", LINE))


def test_its_documentation_is_drawn() -> None:
    """The page of kinds and the command line describe it, with its clock and the law that it stands on."""
    _said("-m", "states.describe")
    described = _said("-c", "from api.command_line import main; main()", "describe", KIND)
    drawn = (TREE / "states" / "README.md").read_text(encoding="utf-8")
    for words in ("## Section 11 audit", LINE, "Children Act 2004, section 11", "issued --> answered"):
        assert words in drawn
        assert words in described


def _said(*arguments: str) -> str:
    """What Python says when it is run so in this tree."""
    done = subprocess.run([sys.executable, *arguments], cwd=TREE, check=True, capture_output=True, text=True)
    return done.stdout
