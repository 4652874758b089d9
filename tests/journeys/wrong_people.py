"""The wrong people at each step of a journey: before somebody makes it, others try, and nothing must come of it.

Who they are is read from the tables by hand (``tests/states/lifecycles``) and from the rows that say who is a member,
who is out and who has a conflict: never from what decides in the application.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

from states.facts import Doer
from tests.lifecycles import RECORDED_FOR, kinds, table
from tests.lifecycles import Doer as By
from tests.workflow.situations import row, rows
from tests.world import World
from workflow.chasing import conflicts
from workflow.people import directory

Answer = Any
UNIT = {("review_officer", ""), ("business_manager", "")}
NO_CASES = {"administrator", "auditor", "lay_scrutineer"}
BY_POLICY = {"decide"}
"""Moves that a partnership's own ladder may give to others than the national one does."""
OF_AGENCY = {"agency_user", "agency_lead"}
PLACES = {"of a statutory partner": {"council", "police", "icb"}, "of the local authority": {"council"}}
ASKED_FIRST = ("/declaration", "/purpose")
WRITTEN = """
    SELECT (SELECT count(*) FROM entry) AS entries, (SELECT count(*) FROM text) AS texts,
           (SELECT count(*) FROM notice) AS notices, (SELECT count(*) FROM mail) AS mails,
           (SELECT count(*) FROM casefile) AS cases, (SELECT sum(revision) FROM casefile) AS revisions,
           (SELECT count(*) FROM evidence) AS files, (SELECT count(*) FROM clock_change) AS clocks,
           (SELECT count(*) FROM member) AS members, (SELECT count(*) FROM signature) AS signatures,
           (SELECT count(*) FROM declaration) AS declared, (SELECT count(*) FROM idempotent_request) AS kept
"""


@dataclass(frozen=True, slots=True)
class Step:
    """What somebody is about to do: a move of a case, evidence for it, or a case of ``kind`` to open below it if any.

    ``recorded``: the address of whom it is recorded for, if anybody: their own step all the same.
    """

    reference: str
    move: str = ""
    kind: str = ""
    recorded: str = ""


@dataclass
class WrongPeople:
    """Tries each step first as people whose it isn't, as people who don't see the case and as people who are out.

    ``everybody``: all of them; else one of each sort, in turn over roles and people.
    """

    world: World
    everybody: bool = False
    steps: int = 0
    refused: Counter[str] = field(default_factory=Counter)

    @property
    def said(self) -> str:
        """How many were refused, at how many steps, by role."""
        roles = ", ".join(f"{role} {many}" for role, many in sorted(self.refused.items()))
        return f"{self.refused.total()} wrong people refused before {self.steps} steps: {roles}"

    def before(self, step: Step, right: str, sends: Callable[[str], Answer]) -> None:
        """Somebody right is about to make the step: others send the very same; ``sends`` gives what they are told."""
        sorts = self.wrong(step, right)
        turn = crc32(f"{step}{self.steps}".encode())
        self.steps += 1
        if self.everybody:
            chosen = {who for sort in sorts for who in sort}
        else:
            chosen = {sort[turn % len(sort)] for sort in (self._of_one_role(sort, turn) for sort in sorts) if sort}
        assert chosen, f"nobody is wrong for {step}"
        self.refuse(step, sorted(chosen), sends)

    def refuse(self, step: Step, people: list[str], sends: Callable[[str], Answer]) -> None:
        """Fails unless each of them is refused, and nothing is written by all their trying."""
        before, roles = self._written(), self._people()
        for who in people:
            answer = sends(who)
            place = answer.headers.get("location", "").partition("?")[0]
            asked = answer.status_code == 303 and place.endswith(ASKED_FIRST)
            assert asked or answer.status_code in (403, 404), f"{who}, {step}: {answer.status_code} {answer.text}"
            self.refused.update(role for role, _ in roles[who].roles)
        assert before == self._written(), f"something was written by {', '.join(people)}, {step}"

    def wrong(self, step: Step, right: str) -> tuple[list[str], list[str], list[str]]:
        """Those whose step it isn't; those who don't see the case; those who are excluded, conflicted or not named."""
        case = row(self.world, step.reference) if step.reference else None
        people = self._people(case)
        others = {who: doer for who, doer in people.items() if who not in (right, step.recorded.partition("@")[0])}
        said = self._whose(step, case)
        not_theirs = [who for who, doer in others.items() if said is not None and not _among(doer, said, case)]
        if case is None:
            of_no_cases = [who for who, doer in others.items() if {role for role, _ in doer.roles} <= NO_CASES]
            return not_theirs or of_no_cases, [], []
        return not_theirs, [*self._outside(case, others)], [*self._out(case, others)]

    def _whose(self, step: Step, case: Any) -> frozenset[By] | None:
        """Whose the step is, by the tables; None of what they don't speak of: evidence, kinds of a test's own, and who
        has the last word by a policy of the partnership's own.
        """
        if step.recorded:
            return frozenset(UNIT)
        if step.kind:
            return table(step.kind).opened_by if step.kind in kinds() else None
        if not step.move or case is None:
            return None
        of_kind = [name for name in kinds() if name == case.kind or name.startswith(f"{case.kind}_by_")]
        if not of_kind or (step.move in BY_POLICY and self._own_policy()):
            return None
        lines = [line for name in of_kind for line in table(name).lines_of(step.move)]
        return frozenset(doer for line in lines for doer in line.who)

    def _own_policy(self) -> bool:
        """Whether another policy came into force than the tests' partnership begins with."""
        return rows(self.world.database, "SELECT count(*) FROM policy_edition WHERE confirmed_at IS NOT NULL")[0][0] > 1

    def _people(self, case: Any = None) -> dict[str, Doer]:
        with self.world.database.reading() as session:
            found = directory.by_address(session, self.world.partnership, self.world.now.date())
            return {
                address.partition("@")[0]: conflicts.as_scrutineer(session, doer, case.root) if case else doer
                for address, doer in found.items()
            }

    def _outside(self, case: Any, others: dict[str, Doer]) -> Iterator[str]:
        """Whose roles show them no case, or only their agency's, which has no part in this one."""
        family = "SELECT person, agency FROM member WHERE case_id IN (:case, :parent, :root)"
        members = rows(self.world.database, family, case=case.id, parent=case.parent, root=case.root)
        named = {one.person for one in members} | {case.opener, case.owner_person}
        agencies = {one.agency for one in members} | {case.owner_agency}
        for who, doer in others.items():
            held = {role for role, _ in doer.roles}
            strange = held <= OF_AGENCY and doer.person not in named and not agencies & doer.agencies
            if held <= NO_CASES or strange:
                yield who

    def _out(self, case: Any, others: dict[str, Doer]) -> Iterator[str]:
        """Who is excluded from the family or has a conflict in it; who isn't named on what is restricted."""
        now = {"root": case.root, "day": self.world.now.date()}
        running = "from_on <= :day AND (to_on IS NULL OR to_on > :day)"
        excluded = rows(
            self.world.database, f"SELECT person, agency FROM exclusion WHERE root = :root AND {running}", **now
        )
        conflicted = rows(self.world.database, "SELECT person FROM conflict WHERE root = :root", root=case.root)
        named = rows(
            self.world.database,
            f"SELECT person FROM member WHERE case_id IN (:case, :parent, :root) AND {running}",
            **now,
            case=case.id,
            parent=case.parent,
        )
        people = {one.person for one in (*excluded, *conflicted)}
        agencies = {one.agency for one in excluded} - {None}
        may = {one.person for one in named}
        for who, doer in others.items():
            unnamed = case.restriction != "standard" and doer.person not in may
            if doer.person in people or agencies & doer.agencies or unnamed:
                yield who

    def _of_one_role(self, people: list[str], turn: int) -> list[str]:
        """Those of one role: each role has its turn, however few hold it."""
        everybody = self._people()
        roles = sorted({role for who in people for role, _ in everybody[who].roles})
        role = roles[turn % len(roles)] if roles else ""
        return [who for who in people if any(held == role for held, _ in everybody[who].roles)]

    def _written(self) -> tuple[Any, ...]:
        return tuple(rows(self.world.database, WRITTEN)[0])


def _among(doer: Doer, said: frozenset[By], case: Any) -> bool:
    """Whether the tables' words may mean this person; of a party: of any agency, for these are their members."""
    places = PLACES | {"of the owner": {case.owner_agency} if case else set()}
    return (RECORDED_FOR, "") in said or any(
        held == role and (place in ("", "of a party") or agency in places[place])
        for role, place in said
        for held, agency in doer.roles
    )
