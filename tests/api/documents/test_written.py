"""Each document says what its case holds, to those who see it, and nothing of what they don't."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest

from api.documents.fields import FORMS
from api.documents.marks import MARK
from states.kinds import machines
from tests.api.documents import lived
from tests.world import World
from workflow.errors import NotFound, NotOffered, NotPermitted

DELAY = {
    "delay_reasons": "The inquest was put off",
    "delay_told": ["panel", "secretary_of_state"],
    "delay_told_on": "2026-11-23",
}


def test_each_document_that_a_kind_declares_can_be_written() -> None:
    """No kind promises a document that nobody knows, and no document hangs on no kind."""
    declared = {one.key for machine in machines().values() for one in machine.documents}
    assert declared == set(FORMS)
    titles = {(one.key, one.title) for machine in machines().values() for one in machine.documents}
    assert titles == {(key, form.title) for key, form in FORMS.items()}


def test_a_request_for_information_cites_the_law_of_its_track(world: World, tmp_path: Path) -> None:
    """Section 16H for children, section 45 for adults; what is asked keeps its paragraphs."""
    review, housing = lived.returns(world)
    letter = lived.text_of(lived.written(world, "information_request", housing, tmp_path).content)
    for words in ("Housing association", "section 16H of the Children Act 2004", f"For the rapid review {review}",
                  "Your chronology\nand its analysis", "Child A", "7 December 2026", housing):  # fmt: skip
        assert words in letter, (words, letter)
    assert "Care Act" not in letter
    sar = lived.recommended(world)
    world.fire("officer", sar, "want_more", {"more_wanted": "Housing's view"})
    asked = {"agencies_asked": ["housing"], "returns_due_on": "2026-12-07", "request": "Your notes"}
    world.fire("officer", sar, "ask_returns", asked)
    child = lived.situations.children(world, sar)[0]
    letter = lived.text_of(lived.written(world, "information_request", child, tmp_path).content)
    assert "section 45 of the Care Act 2014" in letter
    assert "where the conditions of that section are met" in letter
    assert "Children Act" not in letter


def test_the_agency_that_is_asked_reads_its_own_letter_and_nothing_above_it(world: World, tmp_path: Path) -> None:
    """The law is right for whoever writes it; of the review, which they don't see, there is no word."""
    review, housing = lived.returns(world)
    letter = lived.text_of(lived.written(world, "information_request", housing, tmp_path, "user_housing").content)
    assert "section 16H of the Children Act 2004" in letter
    assert review not in letter
    assert "Child A" not in letter
    with pytest.raises(NotFound):
        lived.written(world, "rapid_review_report", review, tmp_path, "user_housing")


def test_a_report_says_what_is_known_of_each_child(world: World, tmp_path: Path) -> None:
    """Said on the incident above it, in words; what nobody has said isn't recorded. A letter to an agency has none."""
    review, housing = lived.returns(world)
    (incident,) = lived.situations.rows(world.database, "SELECT reference FROM casefile WHERE kind = 'incident'")
    known = {"sex": "male", "ethnicity": "not_known", "disability": "disabled", "disability_kind": "Doesn't hear"}
    known |= {"legal_status": "protection_plan"}
    told = {"subjects": [{"pseudonym": "Child A", "age": 4} | known], "household": "Mother and an aunt"}
    # The incident was notified, and so is at its end: what is learnt of the children is learnt after.
    world.fire("officer", incident.reference, "change_subjects", told | {"reason": "Asked at the visit"})
    report = lived.text_of(lived.written(world, "rapid_review_report", review, tmp_path).content)
    for words in ("Male", "Not yet known", "Disabled: Doesn't hear", "On a child protection plan", "Not recorded",
                  "Mother and an aunt"):  # fmt: skip
        assert words in report, (words, report)
    letter = lived.text_of(lived.written(world, "information_request", housing, tmp_path).content)
    assert "protection plan" not in letter


def test_a_report_says_everything_that_the_review_holds(world: World, tmp_path: Path) -> None:
    """Dates, returns, the chronology by date, each criterion, dissent, opinion: from the case and around it."""
    review = lived.reviewed(world)
    content = lived.written(world, "rapid_review_report", review, tmp_path).content
    facts = lived.facts_of(content)
    expected = {
        "Our reference": review,
        "Notification": "SIN-1",
        "Date of the incident": "20 November 2026",
        "Local authority became aware": "23 November 2026",
        "Notified": "23 November 2026",
        "Rapid review due": "14 December 2026",
        "Sent": "Not sent yet",
        "Stands at": "Awaiting agreement",
        "Kind of harm": "Seriously harmed",
        "Where": "Northmoor",
        "Outcome": "No LCSPR: the learning is taken in the rapid review",
    }
    assert expected == {label: facts[label] for label in expected}
    unknown = ["Not recorded"] * 5
    assert [["Child A", "4", *unknown], ["Child B", "7", *unknown]] == lived.rows_of(content, "Pseudonym")
    assert [
        ["1 March 2026", "Housing association", "Rent account", "Arrears of eight weeks"],
        ["4 May 2026", "Hillside School", "Register", "Absent for a week"],
        ["2 October 2026", "Housing association", "Visit log", "Repair visit.\nThe children were at home."],
    ] == lived.rows_of(content, "Date")
    assert [
        ["Hillside School", "2 September 2024", "Still is"],
        ["Housing association", "3 March 2025", "30 October 2026"],
    ] == lived.rows_of(content, "Agency")
    criteria = lived.rows_of(content, "Criterion")
    assert ["Yes", "No", "Yes", "Not yet known"] == [row[1] for row in criteria]
    assert "School and housing didn't speak to each other" == criteria[2][2]
    assert [
        ["Council", "Agrees", "Dsp Council 23 November 2026", ""],
        ["Police", "Dissents", "Dsp Police 23 November 2026", "The threshold is met"],
        ["Integrated care board", "Has not signed", " ", ""],
    ] == lived.rows_of(content, "Partner")
    assert [["None is recorded", "", "", ""]] == lived.rows_of(content, "Proceedings")
    text = lived.text_of(content)
    for words in ("Both children are with foster carers", "The family's first language was not asked", "Both attended",
                  "Good practice: The log is clear", "Supported, with comments", "Say more of the children",
                  "The learning is clear and is taken now", "What was known on the first day",
                  "The repair visit in March", "The children were at home and not dressed",
                  "Analysis: The contractor had nobody to tell",
                  "Child B told the teacher who cooks at home"):  # fmt: skip
        assert words in text, words


def test_a_letter_to_the_panel_holds_only_what_the_case_has_come_to(world: World, tmp_path: Path) -> None:
    """Before a decision none; then the decision with the dissent; no word of reviewers, delay or publication."""
    review, _ = lived.returns(world)
    letter = lived.text_of(lived.written(world, "panel_letter", review, tmp_path).content)
    assert "Our decision" not in letter
    assert "Police" not in letter
    later = lived.reviewed(world)
    letter = lived.text_of(lived.written(world, "panel_letter", later, tmp_path).content)
    for words in ("Child Safeguarding Practice Review Panel", "Our decision", "No LCSPR", "SIN-1",
                  "Police: Dissents. The threshold is met"):  # fmt: skip
        assert words in letter, words
    for words in ("Who reviews", "Why it takes longer", "Publication"):
        assert words not in letter, words


def test_a_national_review_suggested_beside_a_local_one_is_in_report_and_letter(world: World, tmp_path: Path) -> None:
    """The outcome says both, with the view on national importance; without one the letter has no heading for it."""
    review = lived.reviewed(world)
    assert "National importance" not in lived.text_of(lived.written(world, "panel_letter", review, tmp_path).content)
    world.fire("officer", review, "revise", {"reason": "Weighed anew"})
    both = {"outcome": "lcspr_and_national", "national_importance": "Three areas found the same"}
    world.fire("officer", review, "propose", lived.PROPOSAL | both)
    for key in ("rapid_review_report", "panel_letter"):
        text = lived.text_of(lived.written(world, key, review, tmp_path).content)
        both_words = "Local child safeguarding practice review, and a national review suggested"
        for words in (both_words, "National importance", "Three areas found the same"):
            assert words in text, (key, words)


def test_a_letter_to_the_panel_that_goes_with_the_copies_says_to_whom_they_go(world: World, tmp_path: Path) -> None:
    """Planned and not sent yet: to those to whom they are owed. Once it is recorded, to whom they were sent."""
    lcspr = lived.published_soon(world)
    letter = lived.text_of(lived.written(world, "panel_letter", lcspr, tmp_path).content)
    assert "Copies before publication go to: The national panel, The Secretary of State." in letter
    copies = {"copies_to": ["panel", "secretary_of_state", "ofsted"]}
    world.fire("officer", lcspr, "send_copies", copies)
    letter = lived.text_of(lived.written(world, "panel_letter", lcspr, tmp_path).content)
    assert "Copies before publication go to: The national panel, The Secretary of State, Ofsted." in letter


def test_a_letter_to_the_panel_goes_by_the_policys_name(world: World, tmp_path: Path) -> None:
    """A successor of the national panel is a word in the policy."""
    review, _ = lived.returns(world)
    world.policy('title = "T"\nedition = "2"\n[names]\nnational_body = "Child Protection Authority"\n')
    letter = lived.text_of(lived.written(world, "panel_letter", review, tmp_path).content)
    assert "To the Child Protection Authority" in letter
    assert "Practice Review Panel" not in letter


def test_a_practice_review_writes_to_the_panel_who_reviews_why_it_is_late_and_when_it_is_published(
    world: World, tmp_path: Path
) -> None:
    """The same letter, from another kind: its own blocks, and none of a decision that it hasn't."""
    lcspr = lived.commissioned(world)
    letter = lived.text_of(lived.written(world, "panel_letter", lcspr, tmp_path).content)
    assert "The review is written by Dr Ferris from 30 November 2026." in letter
    assert "SIN-1" in letter
    assert "Why it takes longer" not in letter
    world.fire("officer", lcspr, "explain_delay", DELAY)
    letter = lived.text_of(lived.written(world, "panel_letter", lcspr, tmp_path).content)
    assert "The review was first due on 23 May 2027; it is now due on 23 May 2027. The reasons:" in letter
    assert "The inquest was put off" in letter
    assert "Our decision" not in letter


def test_the_referrer_reads_the_decision_with_its_law(world: World, tmp_path: Path) -> None:
    """Each criterion, the chair's rationale; no decision is made up before there is one."""
    sar = lived.recommended(world)
    letter = lived.text_of(lived.written(world, "sar_decision_letter", sar, tmp_path).content)
    assert "No decision has been made yet." in letter
    sar = lived.decided(world)
    content = lived.written(world, "sar_decision_letter", sar, tmp_path).content
    letter = lived.text_of(content)
    for words in ("The hospital", "The board must hold one: section 44(1) to (3)", "The board must hold it", "Adult P"):
        assert words in letter, words
    assert "What is done instead" not in letter
    assert ["Yes", "Yes", "No", "Yes"] == [
        row[1] for row in lived.rows_of(content, "Criterion (Care Act 2014, section 44)")
    ]
    declined = lived.recommended(world, "none")
    instead = {"alternative": "nothing", "purpose": "It was looked at before", "decision_rationale": "Not met"}
    world.fire("board_chair", declined, "decline", instead | {"former_employment": "None"})
    letter = lived.text_of(lived.written(world, "sar_decision_letter", declined, tmp_path).content)
    for words in ("No safeguarding adults review will be held", "What is done instead", "It was looked at before"):
        assert words in letter, words


def test_agenda_and_minutes_hold_the_cases_that_their_reader_sees(world: World, tmp_path: Path) -> None:
    """Items and decisions with their references; for who sees a meeting but not the case, it isn't there."""
    meeting, review = lived.met(world)
    agenda = lived.written(world, "agenda", meeting, tmp_path).content
    assert [["1", f"Rapid review {review}", "A decision", f"Of {review}?"]] == [
        [cell.strip() for cell in row] for row in lived.rows_of(agenda, "No.")
    ]
    minutes = lived.written(world, "minutes", meeting, tmp_path).content
    assert "Opened at nine.\nClosed at ten." in lived.text_of(minutes)
    assert "Quorate: 3 of 3" in lived.facts_of(minutes)["Quorum"]
    assert [review, "A review is to be held"] == [cell.strip() for cell in lived.rows_of(minutes, "Case")[0][:2]]
    assert review in lived.text_of(lived.written(world, "agenda", meeting, tmp_path, "dsp_icb").content)
    lived.seal(world, review)
    for key in ("agenda", "minutes"):
        text = lived.text_of(lived.written(world, key, meeting, tmp_path, "dsp_icb").content)
        assert "Review subgroup" in text
        assert review not in text, key
        assert "A review is to be held" not in text


def test_minutes_wait_until_they_are_drafted(world: World, tmp_path: Path) -> None:
    """A document that its kind offers in some states isn't offered in others; one of another kind isn't there."""
    meeting = lived.meetings.planned(world)
    with pytest.raises(NotOffered, match="while it is “Planned”"):
        lived.written(world, "minutes", meeting, tmp_path)
    for key in ("panel_letter", "nothing", "../agenda"):
        with pytest.raises(NotFound):
            lived.written(world, key, meeting, tmp_path)


def test_no_mark_is_left_in_what_is_written(world: World, tmp_path: Path) -> None:
    """Whatever a case lacks, a reader finds words or nothing, never a field."""
    review, housing = lived.returns(world)
    for key, reference in (("rapid_review_report", review), ("panel_letter", review), ("information_request", housing)):
        content = lived.written(world, key, reference, tmp_path).content
        assert [] == MARK.findall(lived.text_of(content)), key


def test_the_same_case_gives_the_same_bytes_with_a_title_and_no_persons_name(world: World, tmp_path: Path) -> None:
    """Made again it is the same file; its properties name the document and the partnership."""
    review, _ = lived.returns(world)
    first, second = (lived.written(world, "rapid_review_report", review, tmp_path) for _ in range(2))
    assert first == second
    properties = docx.Document(io.BytesIO(first.content)).core_properties
    assert f"Rapid review report, {review}" == properties.title
    assert ("Testing Partnership", "Testing Partnership", "en-GB") == (
        properties.author, properties.last_modified_by, properties.language,
    )  # fmt: skip


def test_minutes_leave_out_what_a_conflicted_scrutineer_may_not_read(world: World, tmp_path: Path) -> None:
    """They see the meeting; the case in which they declared a conflict isn't in what they take from it."""
    meeting, review = lived.met(world)
    for reference in (meeting, review):
        world.declares("scrutineer", reference)
    assert review in lived.text_of(lived.written(world, "minutes", meeting, tmp_path, "scrutineer").content)
    world.fire("scrutineer", review, "declare_conflict", {"conflict": "I know the family"})
    for key in ("agenda", "minutes"):
        text = lived.text_of(lived.written(world, key, meeting, tmp_path, "scrutineer").content)
        assert review not in text, key
    with pytest.raises(NotPermitted, match="conflict of interest"):
        lived.written(world, "rapid_review_report", review, tmp_path, "scrutineer")
