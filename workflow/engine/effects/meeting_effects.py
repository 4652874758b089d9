"""What the moves of a meeting do beyond their entries: the agenda fills, the chair is let in, decisions are entered
on the cases that they are about.

Nothing of those cases stands in the meeting's own entries: not all who see the meeting see them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, insert, select

from states import roles
from states.facts import Doer
from states.language import Move, Tell
from states.moves import meetings
from states.moves.agenda import FLAG
from workflow.access import sight
from workflow.engine import agenda, chairing, links, named_cases, telling
from workflow.engine.act import Act
from workflow.engine.answers import TOLD, Answers
from workflow.engine.casework import Casework, by_id
from workflow.engine.effects.effect import Effect, Prepare
from workflow.engine.gathering import gather, pinned
from workflow.engine.ticking import of_case
from workflow.engine.trail import append
from workflow.errors import Invalid, Refused
from workflow.people import directory
from workflow.tables.rows import ENTRY, MEMBER

SAID_OF = "meeting_decision"
"""Under which the decision stands on the case that it is about."""
LED_TO = "led_to"
QUORUM, INDEPENDENCE = "quorum", "independence"
CHAIRED_BY_SCRUTINEER = "The scrutineer chaired: a substitute gives the opinion on what was decided here"
PAPERS = Tell("papers_to_chair", "The papers of a meeting that you chair are out", (), at_once=True)
TO_AGREE = Tell("minutes_to_agree", "The minutes of a meeting that you chaired wait for your agreement", ())
WHY_CHAIR = "you chair the meeting"
DECIDED = Tell("decided_at_meeting", "A meeting's decision was entered on a case", ("owner", "opener"), dated=False)

_ENTRY = select(ENTRY.c.seq).where(ENTRY.c.case_id == bindparam("case_id"), ENTRY.c.seq == bindparam("seq"))


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision of a meeting about the case of that id and root; ``led_to`` its entry that followed, if one did."""

    case_id: int
    root: int
    reference: str
    said: str
    led_to: int | None


def flag(act: Act, case: Casework, answers: Answers) -> Effect:
    """The case waits for the next meeting to take it, which says so in its own trail."""

    def follow(act: Act, case: Casework) -> None:
        item = agenda.flag(act, case, str(answers.values["wanted_of_meeting"]))
        following = agenda.next_meeting(act, case.partnership, case.id)
        if following is not None:
            meeting = by_id(act.session, following)
            put_down = agenda.told({agenda.PUT_DOWN: [item]})
            append(act, meeting, meetings.PUT_DOWN, came_from=meeting.state, answers=put_down, raises=False)
            meeting.save(act.session)

    return Effect(follow=follow)


def take_items(act: Act, case: Casework, answers: Answers) -> Effect:
    """The meeting takes what was chosen of what waits, or all of it that whoever acts sees."""
    chosen = _numbers(answers, meetings.AGENDA) or [row.id for row in agenda.waiting(act, case)]

    def follow(act: Act, case: Casework) -> None:
        if not agenda.take(act, case, chosen):
            raise Refused(["Another meeting has just taken something that you chose: look at the list again"])
        chair = _chair(act, case.facts.get(meetings.CHAIR))
        if chair is not None:
            _let_in(act, case, chair)
            telling.tell_person(act, case, PAPERS, chair.person, WHY_CHAIR)

    return Effect(follow=follow, kept=_with(answers, meetings.AGENDA, {agenda.PUT_ON: chosen}))


def hold(act: Act, case: Casework, answers: Answers) -> Effect:
    """Who came decides whether it was quorate; what it came to waits no more."""
    policy = pinned(act.policy, case.running.rulebook)
    there, needed = len(meetings.represented(answers.values[meetings.ATTENDANCE], policy)), meetings.needed(policy)
    quorate = there >= needed
    of = f"{there} of {len(policy.statutory)} statutory partners were represented"
    says = f"Quorate: {of}" if quorate else f"Not quorate: {of}, {needed} are needed"
    chaired = _chairing(act, answers)
    unreached = set(_numbers(answers, meetings.NOT_REACHED))
    became = {agenda.COME_TO: agenda.taken(act, case) - unreached, agenda.MOVED_ON: unreached}

    def follow(act: Act, case: Casework) -> None:
        case.learn({QUORUM: says})
        chaired(act, case)
        agenda.come_to(act, case, unreached)

    return Effect({"quorate": quorate}, follow, kept=_with(answers, meetings.NOT_REACHED, became))


def call_off(act: Act, case: Casework, answers: Answers) -> Effect:
    """What the meeting had taken waits for another: its own trail says what that was."""
    return Effect(kept=_with(answers, meetings.AGENDA, {agenda.LET_GO: agenda.taken(act, case)}))


def name_chair(act: Act, case: Casework, answers: Answers) -> Effect:
    """Somebody else chaired, who now agrees the minutes; what the meeting decided on follows."""
    chaired = _chairing(act, answers)
    chair = _chair(act, answers.values[meetings.CHAIR])

    def follow(act: Act, case: Casework) -> None:
        chaired(act, case)
        for decided in links.saying(act.session, case.id, meetings.DECIDED):
            chairing.chaired_at(act, by_id(act.session, decided), case, chair)

    return Effect(follow=follow)


def record_decisions(act: Act, case: Casework, answers: Answers) -> Effect:
    """Each decision is an entry of the case that it is about, joined to the meeting.

    One about a case that the meeting had decided on before takes that decision's place.
    """
    decisions = _decisions(act, case, answers)

    def follow(act: Act, case: Casework) -> None:
        held = of_case(act.session, case.id).get("minutes")
        on_the_day = act.on(held.started_on) if held is not None else act
        decided: dict[int, Casework] = {}
        chair = _chair(act, case.facts.get(meetings.CHAIR))
        for one in decisions:
            if one.case_id not in decided:
                decided[one.case_id] = _taken_in_hand(act, case, one)
            _enter(on_the_day, case, decided[one.case_id], one)
        for other in decided.values():
            chairing.chaired_at(on_the_day, other, case, chair)
        if chair is not None:
            telling.tell_person(act, case, TO_AGREE, chair.person, WHY_CHAIR)

    return Effect(follow=follow, kept=_without(answers, meetings.DECISIONS))


def touched(act: Act, row: Any, move: Move, answers: object) -> set[int] | None:
    """The cases that decisions are, or were, about, with their roots: locked with the meeting; None where none are.

    Of a case that is put down for the next meeting, that meeting. ``answers`` are as they were sent: what can't be read
    names no case.
    """
    if move.effect == FLAG:
        following = agenda.next_meeting(act, row.partnership, row.id)
        return links.with_roots(act.session, [following]) if following is not None else set()
    if move.effect == meetings.NAME_CHAIR:
        return links.with_roots(act.session, links.saying(act.session, row.id, meetings.DECIDED))
    if move.effect != meetings.DECIDE:
        return None
    rows = answers.get(meetings.DECISIONS) if isinstance(answers, Mapping) else None
    named = [one.get("about") for one in rows if isinstance(one, Mapping)] if isinstance(rows, list | tuple) else []
    found = [named_cases.sent(act, row.partnership, one) for one in named]
    return {one for other in found if other is not None for one in (other.id, other.root)}


EFFECTS: Mapping[str, Prepare] = {
    FLAG: flag,
    meetings.TAKE: take_items,
    meetings.HOLD: hold,
    meetings.CALL_OFF: call_off,
    meetings.NAME_CHAIR: name_chair,
    meetings.DECIDE: record_decisions,
}


def _without(answers: Answers, *keys: str) -> Answers:
    """The answers as the entry keeps them, without these and their narrative."""

    def rest(of: Mapping[str, Any]) -> dict[str, Any]:
        return {key: value for key, value in of.items() if key.partition(".")[0] not in keys}

    return Answers(rest(answers.values), rest(answers.plain), rest(answers.texts))


def _with(answers: Answers, key: str, changed: Mapping[str, Collection[int]]) -> Answers:
    """The answers as the entry keeps them, with what became of items in place of what was ticked."""
    kept, became = _without(answers, key), agenda.told(changed)
    return Answers(kept.values, {**kept.plain, **became.plain}, {**kept.texts, **became.texts})


def _numbers(answers: Answers, key: str) -> list[int]:
    found: Any = answers.values.get(key, ())
    return [int(one) for one in found]


def _chair(act: Act, address: object) -> Doer | None:
    return directory.by_address(act.session, act.partnership, act.today).get(str(address)) if address else None


def _chairing(act: Act, answers: Answers) -> Callable[[Act, Casework], None]:
    chair = _chair(act, answers.values[meetings.CHAIR])
    if chair is not None and sight.takes_no_part(chair):
        raise Invalid({meetings.CHAIR: f"{chair.name} takes part in no case, by their roles: name somebody else"})

    def follow(act: Act, case: Casework) -> None:
        flagged = chair is not None and chair.holds(roles.SCRUTINEER)
        case.forget(INDEPENDENCE)
        case.learn({INDEPENDENCE: CHAIRED_BY_SCRUTINEER} if flagged else {})
        if chair is not None:
            _let_in(act, case, chair)

    return follow


def _let_in(act: Act, case: Casework, chair: Doer) -> None:
    """Who chairs sees the meeting, by name where no role of theirs lets them; of its cases no more than before."""
    if not sight.can_see(act.session, chair.person, case.id, act.today):
        since = min(act.happened_on, act.today)
        act.session.execute(insert(MEMBER), {"case_id": case.id, "person": chair.person, "from_on": since})


def _decisions(act: Act, case: Casework, answers: Answers) -> list[Decision]:
    """The decisions with the cases that they are about; ``Invalid``, by row, for what isn't there to be seen."""
    rows: Any = answers.values.get(meetings.DECISIONS, ())
    found, wrong = [], []
    for number, row in enumerate(rows, 1):
        about, led_to = row["about"], row.get("entry")
        other = links.named(act.session, about, act.partnership, act.actor.person, act.today)
        if other is None or about == case.reference:
            wrong.append(f"row {number}: {about} isn't the reference of a case that you see")
        elif led_to is not None and not act.session.execute(_ENTRY, {"case_id": other.id, "seq": led_to}).first():
            wrong.append(f"row {number}: {about} has no entry {led_to}")
        else:
            found.append(Decision(other.id, other.root, about, row["decision"], led_to))
    if wrong:
        raise Invalid({meetings.DECISIONS: f"Decisions, {'. Decisions, '.join(wrong)}"})
    return found


def _taken_in_hand(act: Act, case: Casework, one: Decision) -> Casework:
    """The case that a decision is about; what this meeting decided on it before has ended."""
    before = links.between(act.session, one.case_id, case.id, [meetings.DECIDED])
    if before:
        links.end(act.session, before, act.happened_on)
    return by_id(act.session, one.case_id)


def _enter(act: Act, meeting: Casework, other: Casework, one: Decision) -> None:
    texts = Answers({SAID_OF: one.said}, {SAID_OF: TOLD}, {SAID_OF: one.said})
    more: dict[str, object] = {"cause": {"case": meeting.reference, "seq": meeting.seq}}
    more |= {LED_TO: one.led_to} if one.led_to is not None else {}
    append(act, other, meetings.DECIDED, came_from=other.state, answers=texts, raises=False, more=more)
    other.save(act.session)
    links.say(act.session, other, meeting, meetings.DECIDED, act.happened_on)
    telling.tell(act, other, (DECIDED,), gather(act, other, frozenset()))
