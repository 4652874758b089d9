"""What is judged of a meeting: whether it is quorate, who chaired it, whose hands are in its minutes.

Knows no case that a meeting is about, and no agenda.
"""

from __future__ import annotations

from collections.abc import Mapping

from states import roles
from states.asks import Ask, Option
from states.conditions import Guard, predicate
from states.facts import Facts, PolicyFacts

ATTENDANCE, NOT_QUORATE, CHAIR = "attendance", "not_quorate", "chaired_by"
WAITING, TAKEN = "waiting", "taken"
"""The lists that agenda items are chosen from: those that wait for a meeting, those that this one took."""

TAKE, HOLD, NAME_CHAIR, DECIDE = "take_items", "hold_meeting", "name_chair", "record_decisions"
CALL_OFF, PUT_DOWN = "call_off", "put_down"
"""What calling a meeting off does; and the entry of the next meeting when a case is put down for it."""
DECIDED = "decided_at"
"""The entry of a case that a meeting decided something in, and the kind of link that it makes."""
AGENDA, NOT_REACHED, DECISIONS = "agenda", "not_reached", "decisions"
PRESENT = frozenset({"present", "deputy"})

CHAIRED_BY = Ask(key=CHAIR, label="Who chaired", type="person")
ATTENDED = Ask(
    key=ATTENDANCE,
    label="Attendance",
    type="rows",
    columns=(
        Ask(key="agency", label="Agency", type="agency"),
        Ask(
            key="came",
            label="Came",
            type="choice",
            options=(
                Option("present", "Present"),
                Option("deputy", "By a deputy"),
                Option("apology", "Sent apologies"),
                Option("absent", "Absent"),
            ),
        ),
        Ask(key="who", label="Who, by name or role", type="line", required=False),
        Ask(key="deputy_for", label="If a deputy: for whom", type="line", required=False),
    ),
)
ITEMS = Ask(
    key=AGENDA,
    label="What goes on the agenda",
    type="items",
    of=WAITING,
    required=False,
    kept_in_case=False,
    hint="Tick what this meeting takes. Leave all unticked to take every one of them",
)
UNREACHED = Ask(
    key=NOT_REACHED,
    label="What the meeting didn't reach",
    type="items",
    of=TAKEN,
    required=False,
    kept_in_case=False,
    hint="These wait for the next meeting",
)
DECIDED_ON = Ask(
    key=DECISIONS,
    label="Decisions",
    type="rows",
    required=False,
    kept_in_case=False,
    hint="Each is entered on the case that it is about",
    columns=(
        Ask(key="about", label="Which case", type="case", hint="Its reference"),
        Ask(key="entry", label="The entry of that case that it led to, if there is one", type="whole", required=False),
        Ask(key="decision", label="What was decided", type="text", most=4000),
    ),
)


def represented(attendance: object, policy: PolicyFacts) -> frozenset[str]:
    """The statutory partners that somebody came for, in person or by deputy."""
    rows = attendance if isinstance(attendance, list | tuple) else ()
    came = {row.get("agency") for row in rows if isinstance(row, Mapping) and row.get("came") in PRESENT}
    return frozenset(agency for agency in policy.statutory if agency in came)


def needed(policy: PolicyFacts) -> int:
    """How many statutory partners must be represented."""
    return min(policy.quorum or len(policy.statutory), len(policy.statutory))


@predicate("quorate_or_reason")
def quorate_or_reason(facts: Facts, attendance: str, reason: str) -> bool:
    """Enough statutory partners are represented, or this move says why it went ahead without."""
    return reason in facts.given or len(represented(facts.given.get(attendance), facts.policy)) >= needed(facts.policy)


@predicate("is_the_person")
def is_the_person(facts: Facts, key: str) -> bool:
    """Whoever acts is the person that the case names as ``key``."""
    return _named(facts, key) == facts.doer.person


@predicate("is_not_the_person")
def is_not_the_person(facts: Facts, key: str) -> bool:
    """Neither whoever acts nor whoever records it is the person that the case names as ``key``."""
    return _named(facts, key) not in {hand.person for hand in facts.hands}


@predicate("person_holds")
def person_holds(facts: Facts, key: str, role: str) -> bool:
    """The person given as ``key`` holds the role."""
    found = facts.people.get(str(facts.given.get(key, "")))
    return found is not None and found.holds(role)


def _named(facts: Facts, key: str) -> int | None:
    found = facts.people.get(str(facts.answers.get(key, "")))
    return found.person if found is not None else None


QUORATE = Guard(
    "quorate_or_reason",
    "Too few statutory partners were represented: say why it went ahead. It then stands as not quorate",
    (ATTENDANCE, NOT_QUORATE),
    ("given", "policy"),
)
BY_THE_CHAIR = Guard(
    "is_the_person", "This is for whoever chaired the meeting", (CHAIR,), ("answers", "people", "doer")
)
NOT_BY_THE_CHAIR = Guard(
    "is_not_the_person",
    "Whoever chaired agrees the minutes: somebody else writes them",
    (CHAIR,),
    ("answers", "people", "doer", "recorded_by"),
)
ANOTHER_HAND = Guard(
    "not_the_proposers",
    "Minutes are agreed by another person than who wrote them, or records it",
    (),
    ("proposers", "doer", "recorded_by"),
)
SCRUTINEER_CHAIRS = Guard("person_holds", "", (CHAIR, roles.SCRUTINEER), ("given", "people"))
