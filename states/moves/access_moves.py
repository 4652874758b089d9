"""The moves that change who sees a case: its class, who is let in to it by name, who is excluded from its family.

Who then sees what follows from it everywhere; nobody lets themselves in, which isn't decided here.
"""

from __future__ import annotations

from states import roles
from states.asks import Ask
from states.conditions import Guard, predicate
from states.facts import Facts
from states.language import Move, Tell
from states.moves.asked import REASON

ASK, RESTRICT, SEAL, LIFT = "ask_restriction", "restrict", "seal", "lift_restriction"
LET_IN, END = "let_in", "end_membership"
EXCLUDE, READMIT = "exclude", "readmit"
GUARDED = frozenset({EXCLUDE, READMIT})
"""Whose entries tell who is kept out, and why: for those alone who may keep somebody out."""

KEEPERS = (roles.BUSINESS_MANAGER, roles.REVIEW_CHAIR, roles.BOARD_CHAIR)
"""Who may change the class of a matter, and so lift it again; one of them always reads it."""
EXCLUDERS = (*KEEPERS, roles.DELEGATED_PARTNER)
LET_IN_BY = (roles.BUSINESS_MANAGER, roles.DELEGATED_PARTNER)
"""A delegated partner: for the people of their own agency alone."""

PERSON = Ask(key="whom", label="Which person", type="person", required=False, kept_in_case=False)
AGENCY = Ask(key="whom_agency", label="Or everybody of which agency", type="agency", required=False, kept_in_case=False)
FROM = Ask(
    key="access_from",
    label="From which day",
    type="day",
    hint="Leave it out for today",
    required=False,
    kept_in_case=False,
)
UNTIL = Ask(
    key="access_until",
    label="The last day",
    type="day",
    hint="Leave it out for until somebody ends it",
    required=False,
    kept_in_case=False,
)
NAMED = Ask(
    key="named",
    label="Who reads it from now on",
    type="rows",
    hint="Nobody else does, and one of them must be a business manager or chair. A joint case on the other track isn’t "
    "restricted with it: say it there too",
    columns=(Ask(key="person", label="Person", type="person"),),
    kept_in_case=False,
)
CHAIR = Ask(
    key="sealed_to_chair",
    label="Which chair reads it",
    type="person",
    hint="A joint case on the other track isn’t sealed with it: say it there too",
    kept_in_case=False,
)
MANAGER = Ask(key="sealed_to_manager", label="Which business manager reads it", type="person", kept_in_case=False)
WHOM = (PERSON, AGENCY)

TOLD_LET_IN = Tell("let_in", "You were let in to a case by name", (), at_once=True, dated=False)
TOLD_NAMED = Tell("named_on_restricted", "A case was restricted: you are named on it", (), at_once=True, dated=False)
OWNER_EXCLUDED = Tell(
    "owner_excluded",
    "Somebody who owns a case was excluded from it: give it to another",
    ("business_manager",),
    at_once=True,
    dated=False,
)
WANTED = Tell(
    "restriction_asked",
    "Somebody asks for a case to be restricted: decide whether it should be",
    ("business_manager",),
    at_once=True,
    dated=False,
)


@predicate("access_is")
def access_is(facts: Facts, *words: str) -> bool:
    """One of the words is true of who sees the case: restricted, sealed, excluded, let_in."""
    return any(word in facts.access for word in words)


@predicate("access_is_not")
def access_is_not(facts: Facts, *words: str) -> bool:
    """None of the words is true of who sees the case."""
    return not access_is(facts, *words)


def _where(key: str, says: str, *words: str) -> Guard:
    return Guard(key, says, words, ("access",))


ONE_OF_BOTH = Guard("one_given", "Name a person or an agency, and not both", (PERSON.key, AGENCY.key), ("given",))
IS_NARROWED = _where("access_is", "This case is neither restricted nor sealed", "restricted", "sealed")
NOT_SEALED = _where("access_is_not", "This case is sealed: lift that first, or let people in", "sealed")
NOT_YET_SEALED = _where("access_is_not", "This case is sealed already", "sealed")
SOMEBODY_OUT = _where("access_is", "Nobody is excluded from this case", "excluded")
SOMEBODY_IN = _where("access_is", "Nobody was let in to this case by name", "let_in")


@predicate("one_given")
def one_given(facts: Facts, *keys: str) -> bool:
    """Exactly one of the answers is given in this move."""
    return sum(key in facts.given for key in keys) == 1


def access_moves(everywhere: tuple[str, ...]) -> tuple[Move, ...]:
    """The moves about who sees a case, in whatever state it is: what has ended is read too."""

    def move(
        key: str,
        label: str,
        by: tuple[str, ...],
        asks: tuple[Ask, ...],
        needs: tuple[Guard, ...] = (),
        tells: tuple[Tell, ...] = (),
    ) -> Move:
        return Move(
            key,
            label,
            everywhere,
            by=by,
            asks=(*asks, REASON),
            needs=needs,
            tells=tells,
            quiet=True,
            for_another=False,
            as_said=True,
            effect="" if key == ASK else key,
            group="access",
        )

    return (
        move(ASK, "Ask for it to be restricted", (roles.REVIEW_OFFICER,), (), (NOT_YET_SEALED,), (WANTED,)),
        move(RESTRICT, "Restrict to people named", KEEPERS, (NAMED,), (NOT_SEALED,)),
        move(SEAL, "Seal to one chair and one manager", KEEPERS, (CHAIR, MANAGER), (NOT_YET_SEALED,)),
        move(LIFT, "Lift the restriction", KEEPERS, (), (IS_NARROWED,)),
        move(LET_IN, "Let somebody in by name", LET_IN_BY, (*WHOM, FROM, UNTIL), (ONE_OF_BOTH,)),
        move(END, "End a membership by name", LET_IN_BY, WHOM, (SOMEBODY_IN, ONE_OF_BOTH)),
        move(EXCLUDE, "Exclude from the whole matter", EXCLUDERS, (*WHOM, FROM, UNTIL), (ONE_OF_BOTH,)),
        move(READMIT, "End an exclusion", EXCLUDERS, WHOM, (SOMEBODY_OUT, ONE_OF_BOTH)),
    )
