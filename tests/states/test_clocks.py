"""Time limits in words, and the ladder of chasing past its last rung."""

import pytest

from states.clocks import Basis, Chase, Lasts, Rung, Starts, months, on_answer, on_move, on_opening, on_state


@pytest.mark.parametrize(
    ("lasts", "expected"),
    [
        (Lasts(1, "working days"), "1 working day"),
        (Lasts(15, "working days"), "15 working days"),
        (Lasts(7, "working days", before=True), "7 working days before"),
        (Lasts(10, "calendar days"), "10 days"),
        (months(6), "6 months"),
        (months(1), "1 month"),
    ],
)
def test_a_length_reads_as_people_say(lasts: Lasts, expected: str) -> None:
    """One of a thing and many of it."""
    assert expected == str(lasts)


@pytest.mark.parametrize(
    ("starts", "expected"),
    [
        (on_opening(), "the case opens"),
        (on_answer("aware_on"), "the date given as aware_on"),
        (on_state("sent"), "state sent"),
        (on_move("send"), "move send"),
    ],
)
def test_a_start_reads_as_people_say(starts: Starts, expected: str) -> None:
    """Opening, an answer, a state, a move."""
    assert expected == str(starts)


def test_a_basis_says_where_the_rule_stands() -> None:
    """Document, place and edition, and whether the wording was checked."""
    assert "Children Act 2004, section 16C(1)" == str(Basis("Children Act 2004", where="section 16C(1)"))
    unchecked = Basis("Working Together", "18 March 2026", "chapter 5", checked=False)
    assert "Working Together, chapter 5, 18 March 2026 (wording not checked)" == str(unchecked)


def test_after_the_last_rung_the_ladder_goes_on() -> None:
    """Every so many working days, to the same people, for as long as it takes."""
    chase = Chase("c", (Rung(-5, ("owner",)), Rung(0, ("owner",)), Rung(3, ("owner", "executive"))), 5, ("executive",))
    assert [-5, 0, 3, 8, 13, 18] == [chase.rung(number).at for number in range(6)]
    assert (("owner", "executive"), ("executive",)) == (chase.rung(2).to, chase.rung(3).to)
    assert ["before5", "due", "late3", "late8"] == [chase.rung(number).key for number in range(4)]


def test_rungs_have_keys_of_their_own() -> None:
    """A notice's key holds the rung's: no two of a ladder are the same."""
    chase = Chase("c", (Rung(-1, ("owner",)), Rung(0, ("owner",)), Rung(1, ("owner",))))
    assert 20 == len({chase.rung(number).key for number in range(20)})
