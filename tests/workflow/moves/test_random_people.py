"""Random people make random moves on every kind of case, and what must always hold, holds after each of them."""

from __future__ import annotations

import json
import shutil
import tempfile
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import select

from notifications.contents import content_of
from notifications.digests import gather
from notifications.letters import Envelope, message
from notifications.sweep import sweep
from states.kinds import machines
from states.language import Machine
from tests.figures import times
from tests.workflow import situations
from tests.workflow.strategies import CANARY, answers
from tests.world import PEOPLE, World, london, populate
from workflow import invariants
from workflow.database.storage import Database
from workflow.engine.casework import seen
from workflow.engine.offers import offers
from workflow.engine.trail import verify
from workflow.errors import CasekeeperError
from workflow.migrations.migrate import migrate
from workflow.policy import rulebooks
from workflow.tables.rows import CASEFILE, ENTRY, MAIL, NOTICE, SIGNATURE

NAMES = [who for who, _, _ in PEOPLE]
BEGINNINGS: dict[str, Any] = {
    "nothing": lambda world: None,
    "an incident": situations.notifiable,
    "a rapid review": situations.rapid_review,
    "a proposal": situations.proposed,
    "a dissent": situations.dissented,
    "a challenge": situations.challenged,
    "an action": situations.action,
    "evidence": situations.submitted,
}
QUIET_ENTRIES = (
    "child_ended",
    "child_begun",
    "dates_followed",
    "calendar_changed",
    "clock_lapsed",
    "declared_free",
    "declared_conflict",
)


def words_of(mail: bytes) -> str:
    """Every header and every part of a mail, decoded."""
    read = message_from_bytes(mail, policy=policy.default)
    return "\n".join([*map(str, read.values()), *(str(part.get_content()) for part in read.iter_parts())])


class RandomPeople(RuleBasedStateMachine):
    """People who know no rules, on a real database."""

    original: Path | None = None
    ids: dict[str, int] = {}  # noqa: RUF012  the same in every copy of the database

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="random-people-"))
        cls = type(self)
        if cls.original is None:
            cls.original = Path(tempfile.mkdtemp(prefix="random-people-")) / "original.db"
            database = Database(f"sqlite:///{cls.original}")
            migrate(database)
            cls.ids = populate(database).ids
            database.close()
        shutil.copy(cls.original, self.folder / "casekeeper.db")
        database = Database(f"sqlite:///{self.folder / 'casekeeper.db'}")
        self.world = World(database, london("2026-11-23"), self.ids)

    def teardown(self) -> None:
        """Removes the database."""
        self.world.database.close()
        shutil.rmtree(self.folder)

    @initialize(beginning=st.sampled_from(sorted(BEGINNINGS)))
    def begin(self, beginning: str) -> None:
        """Begins somewhere on the way, so that late states are reached too."""
        BEGINNINGS[beginning](self.world)

    @rule(days=st.integers(1, 12))
    def days_pass(self, days: int) -> None:
        """The civil clock goes on, whoever is late is chased, and not one free word stands in any mail."""
        self.world.now += timedelta(days)
        database, now = self.world.database, self.world.now
        sweep(database, now)
        gather(database, now, "northmoor.example")
        with database.reading() as session:
            for mail in session.execute(select(MAIL)).all():
                found = content_of(
                    session, mail.id, mail.person, mail.template, now.date(), "https://northmoor.example"
                )
                if found.letter is not None:
                    envelope = Envelope("casekeeper@northmoor.example", mail.address, mail.message_id, now)
                    assert CANARY not in words_of(message(found.letter, envelope))

    @rule(data=st.data(), who=st.sampled_from(NAMES))
    def open(self, data: st.DataObject, who: str) -> None:
        """Somebody opens a case, below another or not."""
        machine = machines()[data.draw(st.sampled_from(sorted(machines())), "kind")]
        parent = data.draw(st.one_of(st.none(), st.sampled_from([*self.cases(), "NM-1"])), "below")
        body = data.draw(answers(machine.opening.asks, self.world.now.date()), "answers")
        self.attempt(lambda: self.world.open(who, machine.key, body, parent=parent))

    @rule(data=st.data(), who=st.sampled_from(NAMES))
    def move(self, data: st.DataObject, who: str) -> None:
        """Somebody tries any move at all, for themselves or for another, on any case."""
        cases = self.cases()
        if not cases:
            return
        reference = data.draw(st.sampled_from(sorted(cases)), "case")
        move = data.draw(st.sampled_from(cases[reference].moves), "move")
        another = data.draw(st.sampled_from([None, None, *NAMES]), "recorded for")
        self.fire(data, who, reference, move.key, another)

    @rule(data=st.data(), who=st.sampled_from(NAMES))
    def allowed_move(self, data: st.DataObject, who: str) -> None:
        """Somebody makes one of the moves that they are offered."""
        with self.world.database.reading() as session:
            act, found = self.world.act(session, who), []
            for reference in self.cases():
                try:
                    case = seen(session, reference, act.actor.person, act.today)
                except CasekeeperError:
                    continue
                found += [(reference, o.move.key) for o in offers(act, case) if o.permitted and not o.blockers]
        if found:
            reference, key = data.draw(st.sampled_from(found), "move")
            self.fire(data, who, reference, key, None)

    @rule(data=st.data(), who=st.sampled_from(NAMES))
    def attach(self, data: st.DataObject, who: str) -> None:
        """A piece of evidence comes in."""
        cases = [key for key, machine in self.cases().items() if machine.evidence.states]
        if cases:
            reference = data.draw(st.sampled_from(sorted(cases)), "case")
            agency = next(agency for name, agency, _ in PEOPLE if name == who)
            self.attempt(lambda: situations.attach(self.world, reference, who, agency))

    def fire(self, data: st.DataObject, who: str, reference: str, key: str, another: str | None) -> None:
        """Fires a move with answers made from its asks, as having happened today or days ago."""
        move = self.cases()[reference].move(key)
        today = self.world.now.date()
        body = data.draw(answers(move.asks if move else (), today), "answers")
        on = (today - timedelta(data.draw(st.sampled_from([0, 0, 0, 1, 5]), "days ago"))).isoformat()
        self.attempt(lambda: self.world.fire(who, reference, key, body, on=on, recorded_for=another))

    def attempt(self, act: Any) -> None:
        """Lets it happen; where it is refused, nothing may have been written, but that a scrutineer declared first."""
        before = situations.dump(self.world.database)
        try:
            act()
        except CasekeeperError:
            after = situations.dump(self.world.database)
            if before["declaration"] != after["declaration"]:
                self.attempt(act)
            else:
                assert before == after

    def cases(self) -> dict[str, Machine]:
        """Every case with the machine of its rulebook, by reference."""
        with self.world.database.reading() as session:
            found = session.execute(select(CASEFILE.c.reference, CASEFILE.c.rulebook)).all()
            return {row.reference: rulebooks.running(session, row.rulebook).machine for row in found}

    @invariant()
    def only_declared_changes(self) -> None:
        """Each entry is a declared move from the state before it; revisions and numbers rise as they must."""
        machines_of = self.cases()
        with self.world.database.reading() as session:
            for case in session.execute(select(CASEFILE)).all():
                machine, state, revision = machines_of[case.reference], "", 0
                entries = session.execute(
                    select(ENTRY.c.body).where(ENTRY.c.case_id == case.id).order_by(ENTRY.c.seq)
                ).scalars()
                for number, body in enumerate(map(json.loads, entries), 1):
                    move = machine.move(body["move"])
                    assert (number, state) == (body["seq"], body["from"])
                    if move is not None:
                        assert state in move.sources
                        assert (move.target or state) == body["to"]
                    else:
                        starts = {machine.starts_in, *(start for _, start in machine.starts)}
                        assert body["to"] in (starts if body["move"] == "opened" else {state})
                    quiet = move.quiet if move is not None else body["move"] in QUIET_ENTRIES
                    revision += not quiet
                    assert revision == body["revision"]
                    state = body["to"]
                assert (state, revision) == (case.state, case.revision)

    @invariant()
    def trail_is_whole(self) -> None:
        """The chain of every case verifies."""
        with self.world.database.reading() as session:
            assert [] == verify(session)[1]

    @invariant()
    def nothing_impossible(self) -> None:
        """None of the named impossible states has come about."""
        with self.world.database.reading() as session:
            assert [] == invariants.check(session)

    @invariant()
    def nobody_verifies_their_own_agencys_action(self) -> None:
        """Whoever verified works for another agency than the owner's, as the list of people has it."""
        agency_of = {self.ids[who]: agency for who, agency, _ in PEOPLE}
        with self.world.database.reading() as session:
            for signed in session.execute(select(SIGNATURE).where(SIGNATURE.c.purpose == "verify")):
                assert agency_of[signed.person] != signed.owner_agency
                assert signed.person != signed.owner_person

    @invariant()
    def no_narrative_in_notices(self) -> None:
        """Not one free word that was given stands in what people are sent."""
        with self.world.database.reading() as session:
            for line in session.execute(select(NOTICE.c.key, NOTICE.c.task, NOTICE.c.why)):
                assert CANARY not in "".join(line)


RandomPeople.TestCase.settings = settings(
    max_examples=times(20, campaign=400),
    stateful_step_count=30,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
TestRandomPeople = pytest.mark.campaign(pytest.mark.timeout(times(900, campaign=7200))(RandomPeople.TestCase))
