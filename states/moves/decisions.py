"""What a decision that partners sign is made of: signatures, a dissent and what it opens, the scrutineer's opinion.

A kind lays these into its declaration; what is decided is its own.
"""

from __future__ import annotations

from dataclasses import replace

from states import roles
from states.asks import Ask, Option
from states.clocks import Basis, Clock, on_state, working_days
from states.conditions import Guard
from states.language import Machine, Move, Opens, Signs, Tell
from states.moves.chairing import NOT_IN_CHAIR
from states.moves.chairing import OPINION as GIVE_OPINION

WITHDRAW = "withdraw_proposal"
"""The effect by which signatures no longer count on what was proposed."""

OPINION = Ask(
    key="opinion",
    label="Opinion",
    type="choice",
    kept_in_case=False,
    options=(
        Option("supported", "Supported"),
        Option("comments", "Supported, with comments"),
        Option("challenge", "Challenged", "Opens a challenge to the partners, which they must answer"),
    ),
)
OPINION_TEXT = Ask(
    key="opinion_text", label="On the outcome, how it was decided, and the rationale", type="text", kept_in_case=False
)

ALL_AGREED = Guard(
    "every_partner_agreed", "Every statutory partner must have agreed", ("decision",), ("signatures", "policy")
)

NO_RETURNS_OUT = Guard(
    "none_open", "Returns are still out: accept or waive each first", ("agency_return",), ("children",)
)
OPINION_IF_WANTED = Guard(
    "opinion_there_if_wanted",
    "The partnership's policy wants the scrutineer's opinion first: it isn't given yet",
    ("opinion",),
    ("signatures", "policy"),
)


def _signature(
    key: str,
    label: str,
    position: str,
    sources: tuple[str, ...],
    asks: tuple[Ask, ...] = (),
    tells: tuple[Tell, ...] = (),
    needs: tuple[Guard, ...] = (),
) -> Move:
    """A statutory partner's own signature on the very decision that is proposed."""
    reads = ("signatures", "policy", "doer")
    new = Guard(
        "position_is_new",
        "Your agency has already taken this position",
        ("decision", position, roles.DELEGATED_PARTNER),
        reads,
    )
    by = (roles.at_statutory(roles.DELEGATED_PARTNER),)
    signs = Signs("decision", position)
    return Move(key, label, sources, by=by, asks=asks, needs=(new, *needs), signs=signs, tells=tells)


def signatures(sources: tuple[str, ...], needs: tuple[Guard, ...] = ()) -> tuple[Move, Move]:
    """Each statutory partner agrees, or dissents: that opens a disagreement with the others, and isn't waited for.

    ``needs``: what is judged besides of whoever signs.
    """
    dissent = Ask(key="dissent", label="What you disagree with, and why", type="text", kept_in_case=False)
    told = ("scrutineer", "business_manager", "owner")
    opened = Opens(
        "disagreement",
        # One at a time: who dissents again from a revised proposal is in a disagreement already.
        when=Guard("none_open_of_doers", "", ("disagreement",), ("children", "doer")),
        gives=(
            ("about", "@reference"),
            ("raised_by", "@agency"),
            ("with_agencies", "@other_partners"),
            ("disputed", "@answer:dissent"),
            ("risk", "As set out in the review that this belongs to"),
            ("safety_now", "As set out in the review that this belongs to"),
            ("wanted", "That the proposal is changed as the dissent says"),
            ("enters_at", "dissent"),
        ),
    )
    tell = Tell("dissent", "A partner dissents from a decision", told, at_once=True)
    return (
        _signature("agree", "Agree", "agree", sources, needs=needs),
        replace(_signature("dissent", "Dissent", "dissent", sources, (dissent,), (tell,), needs), opens=(opened,)),
    )


def positions(machine: Machine) -> dict[str, str]:
    """The positions that signatures of this kind take, in words."""
    labels = {"agree": "Agrees", "dissent": "Dissents"}
    for move in machine.moves:
        if move.signs is not None and move.signs.position_from:
            labels |= {option.value: option.label for option in machine.asks[move.signs.position_from].options}
    return labels


def partners_count(machine: Machine, state: str) -> frozenset[str]:
    """The purposes of partners' signatures that count in that state: something that may be done there looks at them.

    Elsewhere partners may sign to say where they stand, as on what a board's chair decides: nobody waits for it.
    """
    there = [move for move in machine.moves if state in move.sources]
    signed = {move.signs.purpose for move in there if move.signs is not None and partners_sign(move)}
    guards = [guard for move in there if move.signs is None for guard in (*move.needs, *(t.when for t in move.tells))]
    looked_at = {arg for guard in guards if guard is not None and "signatures" in guard.reads for arg in guard.args}
    return frozenset(signed & looked_at)


def partners_sign(move: Move) -> bool:
    """Whether statutory partners sign with it."""
    return move.signs is not None and any(one.endswith(roles.at_statutory("")) for one in move.by)


def dissent_ask(key: str) -> Ask:
    """The dissent in words, where the decision goes on without every partner's agreement."""
    return Ask(key=key, label="If a partner dissents: the dissent, set out", type="text", required=False)


def silence_ask(key: str) -> Ask:
    """Why the decision goes on though a partner hasn't said where they stand: that is no dissent."""
    label = "If a partner hasn't signed: why it goes without their word"
    return Ask(
        key=key, label=label, type="text", required=False, hint="Who hasn't signed stands in the report by itself"
    )


def as_they_stand(dissent: str, silence: str, agreed_state: str = "") -> tuple[Guard, Guard]:
    """The guards that the decision goes on with what partners said: a dissent that was given, a silence as a silence.

    ``agreed_state``: where every partner has agreed.
    """
    reads = ("signatures", "policy", "given")
    says = "Set the dissent out where a partner has dissented, and only there, or wait for their agreement"
    waits = "Say why it goes without a partner's word where one hasn't signed, and only there, or wait for it"
    return (
        Guard("dissent_as_signed", says, ("decision", dissent), reads),
        Guard("silence_as_it_is", waits, ("decision", silence, agreed_state), reads),
    )


def opinion_clock(state: str, stops: tuple[str, ...], restarts: tuple[str, ...]) -> Clock:
    """The scrutineer's time for an opinion: nothing of the law's waits for it."""
    return Clock(
        key="opinion",
        label="The scrutineer's opinion",
        lasts=working_days(5),
        starts=on_state(state),
        stops=(GIVE_OPINION, *stops),
        restarts=restarts,
        chase="scrutiny",
        basis=Basis("The partnership's arrangements for independent scrutiny"),
        milestone=True,
        extended_by="scrutineer",
    )


def scrutiny_opinion(sources: tuple[str, ...], says: str) -> Move:
    """The scrutineer's opinion on a decision, once on each proposal; a challenge among it is opened as one."""
    return Move(
        GIVE_OPINION,
        "Give an opinion as scrutineer",
        sources,
        by=(roles.SCRUTINEER,),
        asks=(OPINION, OPINION_TEXT),
        needs=(
            Guard("is_proposed", "There is no current decision to give an opinion on", (), ("proposers",)),
            NOT_IN_CHAIR,
            Guard("none_signed", "An opinion on this decision is given already", ("opinion",), ("signatures",)),
        ),
        signs=Signs("opinion", position_from="opinion"),
        opens=(
            Opens(
                "challenge",
                when=Guard("given_is", "", ("opinion", "challenge"), ("given",)),
                gives=(
                    ("about", "@reference"),
                    ("addressed_to", "@statutory"),
                    ("challenge", "@answer:opinion_text"),
                    ("wanted", "An answer to each point of the opinion"),
                ),
            ),
        ),
        tells=(Tell("opinion_given", says, ("owner", "business_manager", "delegated_partners")),),
    )
