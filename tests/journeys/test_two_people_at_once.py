"""Two people act on the same page at the same moment: one wins, the other sees what changed and loses nothing."""

from threading import Barrier, Thread

from tests.journeys.browser import Page
from tests.journeys.questions import IS_SERIOUS, SIBLINGS
from tests.journeys.stage import Stage

WROTE = {
    "officer": {"agencies_asked": ["school"], "request": "Your chronology.\n\n\tThe <officer> & nobody else asks"},
    "manager": {"agencies_asked": ["housing", "probation"], "request": "Rent book, “visits”.\n  The manager asks"},
}
NAMES = {"officer": "Officer", "manager": "Manager"}


def test_of_two_people_at_once_one_wins_and_the_other_keeps_their_words(stage: Stage) -> None:
    """Both press the button together: one move is made, the other form comes back with its text and what changed."""
    review = _review(stage)
    address = f"/cases/{review}/moves/ask_agencies"
    pages = {who: stage.browser(who).at(address) for who in WROTE}
    landed = _together(stage, pages)

    assert [200, 409] == sorted(page.status for page in landed.values())
    winner, loser = sorted(landed, key=lambda who: landed[who].status)
    assert f"/cases/{review}?saved=ask_agencies" == landed[winner].path
    agencies = {child["reference"]: child for child in stage.as_("officer").see(review)["children"]}
    assert len(WROTE[winner]["agencies_asked"]) == len(agencies), "only the winner's agencies are asked"

    back = landed[loser]
    assert f"Ask agencies for information, by {NAMES[winner]}" in back.text
    assert "The case has changed since you opened it" in back.text
    assert WROTE[loser]["request"] == back.form.fields["request"][0].replace("\r\n", "\n")
    assert sorted(WROTE[loser]["agencies_asked"]) == sorted(back.form.fields["agencies_asked"])
    assert "2026-12-11" == back.form.day("returns_due_on")

    # Having looked, they send what they wrote: it still holds, so it is taken.
    page = stage.browser(loser).send(back, {})
    assert (200, f"/cases/{review}?saved=ask_agencies") == (page.status, page.path)
    assert 3 == len(stage.as_("officer").see(review)["children"])
    assert stage.trail_is_whole()


def test_a_button_pressed_twice_acts_once(stage: Stage) -> None:
    """The same form sent twice is one act, and both times leads to the case."""
    review = _review(stage)
    officer = stage.browser("officer")
    page = officer.at(f"/cases/{review}/moves/ask_agencies")
    first, second = officer.send(page, dict(WROTE["officer"])), officer.send(page, {})
    assert (200, 200) == (first.status, second.status)
    assert f"/cases/{review}?saved=ask_agencies" == second.path
    assert 1 == len(stage.as_("officer").see(review)["children"])


def _together(stage: Stage, pages: dict[str, Page]) -> dict[str, Page]:
    """What each of the two sees after both pressed the button at the same moment.

    Both have filled in their forms by then: the wrong people who try first must find that nothing is written meanwhile.
    """
    landed: dict[str, Page] = {}
    ready = Barrier(len(pages))
    buttons = {who: stage.browser(who).filled(page, dict(WROTE[who])) for who, page in pages.items()}

    def presses(who: str) -> None:
        ready.wait(timeout=60)
        landed[who] = buttons[who]()

    people = [Thread(target=presses, args=(who,)) for who in pages]
    for one in people:
        one.start()
    for one in people:
        one.join(timeout=60)
    assert set(pages) == set(landed)
    return landed


def _review(stage: Stage) -> str:
    """A rapid review that was opened on Friday 27 November; it is the Monday after."""
    stage.on("2026-11-30")
    officer = stage.as_("officer")
    incident = officer.open("incident", SIBLINGS)
    officer.move(incident, "ask_views", {"views_asked_on": "2026-11-24"})
    officer.move(incident, "decide_notifiable", IS_SERIOUS)
    shown = officer.move(incident, "notify", {"sin_reference": "SIN-4711"}, happened_on="2026-11-27")
    reference: str = shown["children"][0]["reference"]
    return reference
