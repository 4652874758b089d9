"""States that should be impossible, each by name: looked for daily, and after every step of the random tests.

What differs between kinds is read from each case's own rulebook. Writes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, TextClause, text
from sqlmodel import Session

from states import canonical
from states.conditions import PREDICATES, Guard
from states.language import Machine
from states.moves.taking_on import TAKEN_ON
from workflow import impossible_links
from workflow.access import impossible as access_impossible
from workflow.policy import rulebooks


@dataclass(frozen=True, slots=True)
class Impossible:
    """Something that can't have come about by the engine: its name, where, and what is wrong in a sentence."""

    name: str
    reference: str
    says: str


@dataclass(frozen=True, slots=True)
class Named:
    """One such state as a question: its rows have the reference first, then what ``says`` names by number."""

    name: str
    says: str
    rows: TextClause


def check(session: Session) -> list[Impossible]:
    """Everything impossible that stands in the database; empty where all is well."""
    found = [
        Impossible(one.name, row[0], one.says.format(*row)) for one in QUESTIONS for row in session.execute(one.rows)
    ]
    return found + [impossible for look in LOOKS for impossible in look(session)]


QUESTIONS = (
    # Numbers run from 1 without a gap, so the last number is also how many there are.
    Named(
        "entries_have_gaps",
        "its entries run to {1}, but there are {2}",
        text(
            """
            SELECT c.reference, MAX(e.seq), COUNT(*) FROM entry e JOIN casefile c ON c.id = e.case_id
            GROUP BY c.id, c.reference HAVING MAX(e.seq) <> COUNT(*) OR MIN(e.seq) <> 1
            """
        ),
    ),
    Named(
        "case_names_another_last_entry",
        "it names entry {1} as its last, which isn't there with that hash or isn't the last",
        text(
            """
            SELECT c.reference, c.seq FROM casefile c
            WHERE NOT EXISTS (SELECT 1 FROM entry e WHERE e.case_id = c.id AND e.seq = c.seq AND e.hash = c.head)
               OR EXISTS (SELECT 1 FROM entry e WHERE e.case_id = c.id AND e.seq > c.seq)
            """
        ),
    ),
    # Every revision is an entry; notes and children's ends are entries without one.
    Named(
        "revision_past_entries",
        "its revision {1} is beyond its {2} entries",
        text("SELECT reference, revision, seq FROM casefile WHERE revision > seq OR revision < 1"),
    ),
    Named(
        "proposal_is_no_entry",
        "signatures are on entry {1}, which doesn't exist",
        text(
            """
            SELECT c.reference, c.proposal_seq FROM casefile c WHERE c.proposal_seq IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM entry e WHERE e.case_id = c.id AND e.seq = c.proposal_seq)
            """
        ),
    ),
    # Who answers "what must I do next" is the next rung; a chased clock without one is silence.
    Named(
        "running_clock_without_next_rung",
        "its clock {1} runs and is chased, but has no next day of chasing",
        text(
            """
            SELECT c.reference, k.key FROM clock k JOIN casefile c ON c.id = k.case_id
            WHERE k.status = 'running' AND k.chase <> '' AND k.next_rung_on IS NULL
            """
        ),
    ),
    Named(
        "silent_clock_with_next_rung",
        "its clock {1} doesn't run or isn't chased, but has a next day of chasing",
        text(
            """
            SELECT c.reference, k.key FROM clock k JOIN casefile c ON c.id = k.case_id
            WHERE k.next_rung_on IS NOT NULL AND (k.status <> 'running' OR k.chase = '')
            """
        ),
    ),
    Named(
        "clock_stopped_on_no_day",
        "its clock {1} is {2} and its stopping day says otherwise",
        text(
            """
            SELECT c.reference, k.key, k.status FROM clock k JOIN casefile c ON c.id = k.case_id
            WHERE (k.status IN ('stopped', 'lapsed')) <> (k.stopped_on IS NOT NULL)
               OR k.status NOT IN ('running', 'paused', 'stopped', 'lapsed')
            """
        ),
    ),
    # The day it was paused is what its days are given back from.
    Named(
        "clock_paused_on_no_day",
        "its clock {1} is {2} and the day it was paused says otherwise",
        text(
            """
            SELECT c.reference, k.key, k.status FROM clock k JOIN casefile c ON c.id = k.case_id
            WHERE (k.status = 'paused') <> (k.paused_on IS NOT NULL) OR k.paused_days < 0
            """
        ),
    ),
    # More time is somebody's decision, with reason and authority: an entry holds them.
    Named(
        "extension_without_entry",
        "its clock {1} has an agreed later date that no entry gave it",
        text(
            """
            SELECT c.reference, k.key FROM clock k JOIN casefile c ON c.id = k.case_id
            WHERE k.extended_to IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM clock_change h WHERE h.clock_id = k.id AND h.what = 'extended'
                AND h.new_due_on = k.extended_to)
            """
        ),
    ),
    Named(
        "clock_change_missing",
        "its clock {1} is due on a day that its last change doesn't give",
        text(
            """
            SELECT c.reference, k.key FROM clock k JOIN casefile c ON c.id = k.case_id
            WHERE NOT EXISTS (
                SELECT 1 FROM clock_change h WHERE h.clock_id = k.id AND h.new_due_on = k.due_on
                AND h.number = (SELECT MAX(number) FROM clock_change l WHERE l.clock_id = k.id)
            ) OR NOT EXISTS (
                SELECT 1 FROM clock_change f WHERE f.clock_id = k.id AND f.number = 1 AND f.new_due_on = k.first_due_on
            )
            """
        ),
    ),
    # Nobody is chased for what has stopped.
    Named(
        "owed_notice_of_stopped_clock",
        "a line is still owed for its clock {1}, which stopped",
        text(
            """
            SELECT DISTINCT c.reference, k.key FROM notice n
            JOIN clock k ON k.id = n.clock_id JOIN casefile c ON c.id = k.case_id
            WHERE n.status = 'owed' AND (k.status <> 'running' OR n.due_on <> k.due_on)
            """
        ),
    ),
    Named(
        "due_on_another_day",
        "it says it is due on {1}, which isn't the first day of its running clocks",
        text(
            """
            SELECT c.reference, c.due_on FROM casefile c WHERE c.due_on IS DISTINCT FROM (
                SELECT MIN(k.due_on) FROM clock k WHERE k.case_id = c.id AND k.status = 'running'
                AND NOT k.milestone AND NOT k.expectation)
            """
        ),
    ),
    Named(
        "end_without_a_day",
        "it is at an end or not, and its closing day says otherwise",
        text("SELECT reference FROM casefile WHERE final <> (closed_on IS NOT NULL)"),
    ),
    Named(
        "family_has_two_roots",
        "its root isn't that of the case above it",
        text(
            """
            SELECT c.reference FROM casefile c LEFT JOIN casefile p ON p.id = c.parent
            WHERE c.root IS NULL OR (c.parent IS NULL AND c.root <> c.id)
               OR (c.parent IS NOT NULL AND (c.root <> p.root OR c.partnership <> p.partnership))
            """
        ),
    ),
    Named(
        "signature_on_other_words",
        "signature {1} doesn't carry the hash of the entry it signs",
        text(
            """
            SELECT c.reference, s.seq FROM signature s JOIN casefile c ON c.id = s.case_id
            LEFT JOIN entry e ON e.case_id = s.case_id AND e.seq = s.signs_seq
            WHERE e.hash IS NULL OR e.hash <> s.digest OR s.signs_seq > s.seq
            """
        ),
    ),
    # The database's CHECK forbids it; this finds a row written while the CHECK was off, and evidence-givers.
    Named(
        "own_work_verified",
        "signature {1} verifies the signer's own work",
        text(
            """
            SELECT c.reference, s.seq FROM signature s JOIN casefile c ON c.id = s.case_id
            WHERE s.purpose = 'verify' AND (
                s.person = s.owner_person OR s.recorded_by IS NOT NULL
                OR (s.agency = s.owner_agency AND s.waiver IS NULL)
                OR EXISTS (SELECT 1 FROM evidence v WHERE v.case_id = s.case_id AND v.seq < s.seq
                           AND s.person IN (v.by_person, v.recorded_by))
            )
            """
        ),
    ),
    *(Named(*one) for one in (*impossible_links.ASKED, *access_impossible.ASKED)),
)

_RULEBOOKS = text(
    """
    SELECT c.rulebook, MIN(c.reference), SUM(CASE WHEN c.final THEN 0 ELSE 1 END), MIN(r.body)
    FROM casefile c LEFT JOIN rulebook r ON r.digest = c.rulebook GROUP BY c.rulebook
    """
)
_IN_STATE = text("SELECT state, final, MIN(reference) FROM casefile WHERE rulebook = :rulebook GROUP BY 1, 2")
_RUNNING_IN = text(
    """
    SELECT c.reference FROM casefile c JOIN clock k ON k.case_id = c.id
    WHERE c.rulebook = :rulebook AND c.state = :state AND k.key = :key AND k.status IN ('running', 'paused')
    """
)
_UNSIGNED_IN = text(
    """
    SELECT c.reference FROM casefile c WHERE c.rulebook = :rulebook AND c.state = :state AND NOT EXISTS (
        SELECT 1 FROM signature s WHERE s.case_id = c.id AND s.signs_seq = c.proposal_seq
        AND s.purpose = :purpose AND s.position = :position)
    """
)
_FEWER_AGREED_IN = text(
    """
    SELECT c.reference FROM casefile c WHERE c.rulebook = :rulebook AND c.state = :state AND (
        SELECT COUNT(DISTINCT s.agency) FROM signature s WHERE s.case_id = c.id AND s.signs_seq = c.proposal_seq
        AND s.purpose = :purpose AND s.position = 'agree' AND s.seq = (
            SELECT MAX(l.seq) FROM signature l WHERE l.case_id = s.case_id AND l.signs_seq = s.signs_seq
            AND l.purpose = s.purpose AND l.agency = s.agency)
    ) < :partners
    """
)
_WAYS = text(
    """
    SELECT e.move, e.body FROM entry e JOIN casefile c ON c.id = e.case_id WHERE c.reference = :reference ORDER BY e.seq
    """
)
PARTNERS = 3
"""The safeguarding partners that the law names: local authority, police, integrated care board. A fourth may be added
later, so that what was agreed by three stays agreed."""


def rules_that_are_gone(session: Session) -> Iterator[Impossible]:
    """Cases whose rulebook is missing or was changed, and open ones whose rules this version no longer has."""
    for digest, reference, still_open, body in session.execute(_RULEBOOKS):
        if body is None or canonical.digest(body) != digest:
            says = "its rulebook is gone" if body is None else "its rulebook was changed"
            yield Impossible("rulebook_gone", reference, says)
        elif still_open and any(guard.key not in PREDICATES for guard in _guards(session, digest)):
            yield Impossible("rulebook_gone", reference, "its rulebook names a rule that this version no longer has")


def states_against_declarations(session: Session) -> Iterator[Impossible]:
    """Cases in a state that their rulebook hasn't, or that calls an end what isn't one; and what each state demands."""
    for digest, _, _, body in session.execute(_RULEBOOKS).all():
        if body is None or canonical.digest(body) != digest:
            continue
        machine = rulebooks.running(session, digest).machine
        for state, final, reference in session.execute(_IN_STATE, {"rulebook": digest}).all():
            if state not in machine.state_keys or machine.state(state).final != bool(final):
                yield Impossible("state_undeclared", reference, f"its rulebook has no such state: {state}")
                continue
            here = {"rulebook": digest, "state": state}
            yield from _clocks_past_their_stop(session, machine, here)
            yield from _unsigned(session, machine, here)


def _clocks_past_their_stop(session: Session, machine: Machine, here: dict[str, str]) -> Iterator[Impossible]:
    state = machine.state(here["state"])
    moves = {move.key for move in machine.moves if state.key in move.sources and not move.reopens}
    for clock in machine.clocks:
        # A notified incident that changes starts a clock which its own move stops.
        stoppable = moves & set(clock.stops) - machine.state_keys
        ended = state.final and not clock.runs_on
        if (ended or state.key in clock.stops) and not stoppable:
            for row in session.execute(_RUNNING_IN, here | {"key": clock.key}):
                yield Impossible("clock_past_its_stop", row[0], f"its clock {clock.key} runs on in {state.key}")


def _unsigned(session: Session, machine: Machine, here: dict[str, str]) -> Iterator[Impossible]:
    """A state that is only reached by a signature, or by every partner's, without it."""
    ways = [move for move in machine.moves if move.target == here["state"] and here["state"] not in move.sources]
    signs = [move.signs for move in ways if move.signs is not None]
    if ways and len(signs) == len(ways):
        for one in signs:
            unsigned = session.execute(_UNSIGNED_IN, here | {"purpose": one.purpose, "position": one.position})
            for row in _not_taken_on(session, machine, here["state"], unsigned):
                yield Impossible("unsigned", row[0], f"it is {here['state']} without a signature on its proposal")
    purposes = [guard.args[0] for move in ways for guard in move.needs if guard.key == "every_partner_agreed"]
    if ways and len(purposes) == len(ways):
        bound = here | {"purpose": purposes[0], "partners": PARTNERS}
        for row in _not_taken_on(session, machine, here["state"], session.execute(_FEWER_AGREED_IN, bound)):
            yield Impossible("agreed_without_partners", row[0], "not every partner's signature agrees to its proposal")


def _not_taken_on(session: Session, machine: Machine, state: str, rows: Iterable[Row[Any]]) -> Iterator[Row[Any]]:
    """Those of the cases that came to the state here: one taken on in it has no signatures here that led there."""
    back = {move.key for move in machine.moves if move.back}
    for row in list(rows):
        ways = session.execute(_WAYS, {"reference": row[0]}).all()
        bodies = [(way.move, json.loads(way.body)) for way in ways]
        came = [move for move, body in bodies if body["to"] == state != body["from"] and move not in back]
        if not (bodies and bodies[0][0] == TAKEN_ON and came[-1:] in ([], [TAKEN_ON])):
            yield row


def _guards(session: Session, digest: str) -> list[Guard]:
    return rulebooks.guards_of(rulebooks.running(session, digest).machine)


LOOKS: tuple[Callable[[Session], Iterator[Impossible]], ...] = (rules_that_are_gone, states_against_declarations)
