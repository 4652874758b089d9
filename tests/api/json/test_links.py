"""What the JSON door tells of linked cases, of what they share, and of whom a case is about."""

from __future__ import annotations

from tests.api.json.door import Door
from tests.workflow import situations
from tests.workflow.referrals import household, referral


def test_a_case_tells_its_links_from_both_sides(door: Door) -> None:
    """Reference, how, title, state and which of the two said it."""
    child, adult = situations.incident(door.world), referral(door.world)
    answers = {"other": adult, "as": "joint", "reason": "One family"}
    [told] = door.move("officer", child, "link_case", answers=answers).json()["links"]
    expected = {"reference": adult, "as": "joint", "title": "", "state": "referred", "direction": "to"}
    assert expected.items() <= told.items()
    [back] = door.get("officer", f"/cases/{adult}").json()["links"]
    assert (child, "from", "Joint case, the other track") == (back["reference"], back["direction"], back["says"])


def test_a_case_tells_what_a_merged_one_has_below_it(door: Door) -> None:
    """Each with the case that it stands below, and why it is shown."""
    review, into = situations.rapid_review(door.world), situations.rapid_review(door.world)
    asked = {"agencies_asked": ["school"], "request": "All you know"}
    door.world.fire("officer", review, "ask_agencies", asked)
    door.world.fire("manager", review, "merge", {"into": into, "reason": "One matter"})
    [shared] = door.get("manager", f"/cases/{into}").json()["shared"]
    expected = {"below": review, "because": "merged", "kind": "agency_return", "agency": "Hillside School"}
    assert expected.items() <= shared.items()


def test_a_case_tells_whom_it_is_about_with_their_track(door: Door) -> None:
    """Pseudonyms, ages and tracks."""
    told = door.get("officer", f"/cases/{household(door.world)}").json()["subjects"]
    expected = [("Child A", 4, "child"), ("Adult P", 34, "adult")]
    assert expected == [(one["pseudonym"], one["age"], one["track"]) for one in told]


def test_a_case_tells_what_is_known_of_whom_it_is_about(door: Door) -> None:
    """By the values of the question; null where nobody has said."""
    case = household(door.world)
    said = [{"pseudonym": "Child A", "age": 4, "sex": "not_known", "living": "foster"}]
    door.world.fire("officer", case, "change_subjects", {"subjects": said, "reason": "Asked"})
    [told] = door.get("officer", f"/cases/{case}").json()["subjects"]
    assert ("not_known", "foster", None) == (told["sex"], told["living"], told["ethnicity"])


def test_the_shapes_stand_in_openapi(sqlite_door: Door) -> None:
    """A link's field is called as the contract calls it."""
    shapes = sqlite_door.client.get("/api/v1/openapi.json").json()["components"]["schemas"]
    assert {"reference", "as", "title", "state", "direction"} <= set(shapes["LinkShown"]["properties"])
    assert {"links", "shared", "subjects"} <= set(shapes["CaseShown"]["properties"])
