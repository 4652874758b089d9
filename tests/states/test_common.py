"""The moves that every kind has, as they come out on a small machine and on the shipped ones."""

import pytest

from states.asks import Ask
from states.checks.faults import faults
from states.kinds import machines
from states.language import Machine, Move
from states.moves.common import OPENED_IN_ERROR, RECORDERS, with_common_moves
from states.roles import TITLES
from tests.states.letters import DAY, SOUND

EVERYWHERE = {"written", "sent", "closed", OPENED_IN_ERROR, "merged_into", "transferred"}
RUNNING = {"written", "sent"}
WHOLE = with_common_moves(SOUND, reopens_to="sent", doers=("panel_member",), reopening_asks=(DAY,))


def common(key: str, machine: Machine = WHOLE) -> Move:
    """That common move of the machine."""
    move = machine.move(key)
    assert move is not None
    return move


def asked(move: Move) -> list[str]:
    """Keys of what a move asks."""
    return [ask.key for ask in move.asks]


def test_what_was_declared_stays() -> None:
    """States and moves are added after the kind's own, and the whole is sound."""
    assert SOUND.moves == WHOLE.moves[: len(SOUND.moves)]
    assert SOUND.states == WHOLE.states[: len(SOUND.states)]
    assert [] == faults(WHOLE, {"notice"}, TITLES)


def test_a_note_changes_nothing() -> None:
    """By the business unit and the kind's own doers, on any open case, without a new revision."""
    note = common("note")
    assert (RUNNING, None, True) == (set(note.sources), note.target, note.quiet)
    assert (*RECORDERS, "panel_member") == note.by
    assert not note.asks[0].kept_in_case


def test_a_date_is_corrected_in_any_state_with_a_reason() -> None:
    """By the business unit itself; the owner and the opener hear of it."""
    move = common("correct_date")
    assert (EVERYWHERE, None, False) == (set(move.sources), move.target, move.for_another)
    assert ["which", "right_date", "reason"] == asked(move)
    assert ("correct_date", RECORDERS) == (move.effect, move.by)
    assert ("owner", "opener") == move.tells[0].to
    assert move.asks[1].past


@pytest.mark.parametrize("key", ["confirm_recorded", "dispute_recorded"])
def test_what_was_recorded_for_somebody_is_theirs_to_confirm_or_dispute(key: str) -> None:
    """In any state, an end too, by nobody else, and never recorded for them again."""
    move = common(key)
    assert (EVERYWHERE, None, ("recorded_for",)) == (set(move.sources), move.target, move.by)
    assert (False, True) == (move.for_another, move.quiet)


def test_a_dispute_reaches_the_business_manager_at_once() -> None:
    """With the entry and a reason; a confirmation bothers nobody."""
    dispute = common("dispute_recorded")
    assert ["which", "reason"] == asked(dispute)
    assert [(("business_manager",), True)] == [(tell.to, tell.at_once) for tell in dispute.tells]
    assert () == common("confirm_recorded").tells


def test_an_end_can_be_reopened_with_a_reason() -> None:
    """From every end, opened in error too, to where the kind says, with a new date and the kind's own questions."""
    move = common("reopen")
    assert ({"closed", OPENED_IN_ERROR, "merged_into", "transferred"}, "sent", True) == (
        set(move.sources),
        move.target,
        move.reopens,
    )
    assert ["aware_again_on", "day", "reason"] == asked(move)
    assert ("business_manager", "review_chair") == move.by


def test_opened_in_error_is_an_end_that_stops_every_clock() -> None:
    """From any open state, by the business manager, with a reason."""
    move = common(OPENED_IN_ERROR)
    assert (RUNNING, OPENED_IN_ERROR) == (set(move.sources), move.target)
    assert (("business_manager",), ["reason"]) == (move.by, asked(move))
    assert WHOLE.state(OPENED_IN_ERROR).final
    assert all(OPENED_IN_ERROR in clock.stops for clock in WHOLE.clocks)


def test_reasons_are_kept_in_their_entry_only() -> None:
    """The next move's reason doesn't overwrite the last one's."""
    reasons = [ask for move in WHOLE.moves for ask in move.asks if ask.key == "reason"]
    assert len(reasons) > 1
    assert [] == [ask for ask in reasons if ask.kept_in_case or not ask.required]


@pytest.mark.parametrize("kind", machines())
def test_every_kind_has_the_common_moves(kind: str) -> None:
    """Note, correct a date, confirm, dispute, reopen, opened in error, newer rules: whatever the kind."""
    keys = {move.key for move in machines()[kind].moves}
    assert {"note", "correct_date", "confirm_recorded", "dispute_recorded", "reopen", "newer_rules"} | {
        OPENED_IN_ERROR
    } <= keys


@pytest.mark.parametrize("kind", machines())
def test_no_notice_carries_a_persons_words(kind: str) -> None:
    """What a notice says is the declaration's own text: it has no gap that an answer could fill."""
    machine = machines()[kind]
    tells = [*machine.opening.tells, *(tell for move in machine.moves for tell in move.tells)]
    assert tells or not machine.opening.by
    assert [] == [tell.key for tell in tells if any(sign in tell.says for sign in "{}%<>")]


def test_asks_of_reopening_come_between_the_date_and_the_reason() -> None:
    """A kind without any asks for the date and the reason only."""
    plain = with_common_moves(SOUND, reopens_to="written")
    assert ["aware_again_on", "reason"] == asked(common("reopen", plain))
    assert isinstance(common("reopen", plain).asks[0], Ask)
