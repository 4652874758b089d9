"""What "snooze" does: whoever asks hears no more of a clock until its next rung. The clock itself isn't touched."""

from __future__ import annotations

from sqlalchemy import bindparam, select, update

# PostgreSQL's construct compiles for SQLite too, not the other way round: both say ON CONFLICT.
from sqlalchemy.dialects.postgresql import insert

from states.moves.chasing_moves import SNOOZE as MOVE
from workflow.engine.act import Act
from workflow.engine.answers import Answers
from workflow.engine.casework import Casework
from workflow.engine.effects.effect import Effect
from workflow.errors import Invalid
from workflow.tables.rows import CLOCK, NOTICE, SNOOZE

_CLOCK = select(CLOCK.c.id, CLOCK.c.status, CLOCK.c.due_on, CLOCK.c.next_rung, CLOCK.c.next_rung_on).where(
    CLOCK.c.case_id == bindparam("of_case"), CLOCK.c.key == bindparam("named")
)
_NEW = insert(SNOOZE)
_KEEP = _NEW.on_conflict_do_update(
    index_elements=[SNOOZE.c.person, SNOOZE.c.clock_id],
    set_={name: _NEW.excluded[name] for name in ("case_id", "seq", "due_on", "next_rung")},
)
_WITHDRAW = (
    update(NOTICE)
    .where(NOTICE.c.clock_id == bindparam("clock"), NOTICE.c.status == "owed", NOTICE.c.person == bindparam("who"))
    .values(status="withdrawn")
)


def snooze(act: Act, case: Casework, answers: Answers) -> Effect:
    """Keeps the clock's next rung: once that has come, or the date has moved, the snooze is over.

    What is owed to them and wasn't mailed yet is withdrawn. ``Invalid`` for a clock that doesn't run, or isn't chased.
    """
    key = str(answers.values["clock"])
    declared, connection = case.machine.clock(key), act.session.connection()
    clock = connection.execute(_CLOCK, {"of_case": case.id, "named": key}).first()
    label = declared.label if declared is not None else key
    if clock is None or clock.status != "running":
        raise Invalid({"clock": f"“{label}” doesn't run: there is nothing to snooze"})
    if clock.next_rung_on is None:
        raise Invalid({"clock": f"Nobody is reminded of “{label}”: there is nothing to snooze"})

    def follow(act: Act, case: Casework) -> None:
        person = act.doer.person
        row = {"person": person, "clock_id": clock.id, "case_id": case.id, "seq": case.seq}
        connection.execute(_KEEP, row | {"due_on": clock.due_on, "next_rung": clock.next_rung})
        connection.execute(_WITHDRAW, {"clock": clock.id, "who": person})

    return Effect(told={"until": clock.next_rung_on.isoformat()}, follow=follow)


EFFECTS = {MOVE: snooze}
