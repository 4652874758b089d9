"""Is a kind of case declared without a fault? A test and the start-up ask this of every machine.

Gives sentences, raises nothing. Knows templates, roles, ladders and other kinds only as they are handed in.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from states.audiences import AUDIENCES, is_audience
from states.checks.loose_ends import (
    faults_of_asks,
    faults_of_clocks,
    faults_of_doers,
    faults_of_guards,
    faults_of_recall,
    repeated,
)
from states.checks.paths import faults_of_paths
from states.language import GIVEN, GROUPS, KIND_GROUPS, LINKS, Machine, Move, Opens, Tell
from states.moves import taking_on


def faults(
    machine: Machine,
    templates: Collection[str],
    roles: Collection[str],
    kinds: Mapping[str, Machine] | None = None,
    *,
    audiences: Collection[str] = tuple(AUDIENCES),
    chases: Collection[str] | None = None,
) -> list[str]:
    """Every fault of the machine as a sentence that names the kind; none means that it can be used.

    ``kinds`` None: what it opens and who opens it isn't looked at. ``chases`` None: ladders aren't either.
    """
    found = [
        *_duplicates(machine),
        *faults_of_paths(machine),
        *faults_of_asks(machine),
        *faults_of_recall(machine),
        *faults_of_clocks(machine, chases),
        *faults_of_guards(machine),
        *faults_of_doers(machine, roles),
        *_faults_of_tells(machine, templates, audiences),
        *_faults_of_signatures(machine),
        *_faults_of_evidence(machine),
        *_faults_of_groups(machine),
        *_faults_of_sayings(machine),
        *_faults_of_beginning(machine),
        *_faults_of_waiting(machine),
        *_faults_of_taking_on(machine),
        *_faults_of_reconsideration(machine),
        *(_faults_of_family(machine, kinds) if kinds is not None else ()),
    ]
    return [f"{machine.key}: {fault}" for fault in found]


def _duplicates(machine: Machine) -> Iterator[str]:
    for what, parts in (("states", machine.states), ("moves", machine.moves), ("clocks", machine.clocks)):
        yield from (f"two {what} are called {key}" for key in repeated(part.key for part in parts))


def _faults_of_tells(machine: Machine, templates: Collection[str], audiences: Collection[str]) -> Iterator[str]:
    told: list[tuple[str, tuple[Tell, ...]]] = [("the opening", machine.opening.tells)]
    told += [(f"move {move.key}", move.tells) for move in machine.moves]
    for where, tells in told:
        yield from (f"{where} tells {key} twice" for key in repeated(tell.key for tell in tells))
        for tell in tells:
            if tell.template not in templates:
                yield f"{where} tells {tell.key} by the template {tell.template}, which doesn't exist"
            if not tell.to or not tell.says:
                yield f"{where} tells {tell.key} to nobody, or without a word"
            for audience in tell.to:
                if audience not in audiences and not is_audience(audience):
                    yield f"{where} tells {tell.key} to {audience}, which is no audience"


def _faults_of_signatures(machine: Machine) -> Iterator[str]:
    for move in machine.moves:
        if move.signs is None:
            continue
        asked = {ask.key for ask in move.asks if ask.type == "choice" and ask.required}
        if bool(move.signs.position) == bool(move.signs.position_from):
            yield f"move {move.key} signs with no position, or with two"
        if move.signs.position_from and move.signs.position_from not in asked:
            yield f"move {move.key} signs as {move.signs.position_from} says, which is no choice it asks for"
        if not any(other.proposes for other in machine.moves):
            yield f"move {move.key} signs a proposal that no move makes"


def _faults_of_reconsideration(machine: Machine) -> Iterator[str]:
    proposing = {move.key for move in machine.moves if move.proposes}
    for move in machine.moves:
        if move.reconsiders and not move.proposes:
            yield f"move {move.key} reconsiders, and proposes nothing"
        yield from (
            f"move {move.key} reconsiders {key}, which no move proposes"
            for key in move.reconsiders
            if move.proposes and key not in proposing
        )


def _faults_of_evidence(machine: Machine) -> Iterator[str]:
    for state in machine.evidence.states:
        if state not in machine.state_keys:
            yield f"evidence may be attached in {state}, which isn't a state"
    if bool(machine.evidence.states) != bool(machine.evidence.by):
        yield "evidence may be attached by nobody, or in no state"


def _faults_of_groups(machine: Machine) -> Iterator[str]:
    for move in machine.moves:
        if move.group and move.group not in GROUPS:
            yield f"move {move.key} is gathered under {move.group}, which is no group"


def _faults_of_sayings(machine: Machine) -> Iterator[str]:
    for move in machine.moves:
        if not move.as_said:
            continue
        if move.for_another or move.of_itself:
            yield f"move {move.key} holds as it is said, and may be made without its doer saying it"
        if any("happened_on" in guard.reads for guard in move.needs):
            yield f"move {move.key} holds as it is said, and needs to know when it happened"


def _faults_of_beginning(machine: Machine) -> Iterator[str]:
    opening = machine.opening
    if opening.alone and opening.by and not machine.about:
        yield "people open it, and nothing says what it is about"
    if (opening.alone and opening.by and not machine.group) or (machine.group and machine.group not in KIND_GROUPS):
        yield f"it is listed under {machine.group or 'nothing'}, which is no group of kinds"
    yield from (f"{role} opens it often, and may not open it" for role in opening.often if role not in opening.by)


def _faults_of_waiting(machine: Machine) -> Iterator[str]:
    for state in machine.states:
        waits = (" ".join(one) for one in state.waits_for)
        yield from (f"state {state.key} waits for {what} twice" for what in repeated(waits))
        for role, key, *since in state.waits_for:
            move = machine.move(key)
            for one in since:
                if machine.move(one) is None:
                    yield f"state {state.key} waits for {role} since {one}, which is no move"
            if move is None or state.key not in move.sources or role not in move.by:
                yield f"state {state.key} waits for {role} to {key}, which they can't there"


def _faults_of_taking_on(machine: Machine) -> Iterator[str]:
    asks = [*machine.opening.asks, *(ask for move in machine.moves for ask in move.asks)]
    for key in dict.fromkeys(ask.key for ask in asks if ask.kept_in_case and ask.key in taking_on.OWN):
        yield f"{key} is asked, as it is of every kind when a case of it is taken on: call it otherwise"
    for key in repeated(ask.key for ask in taking_on.asks(machine)):
        if key not in taking_on.OWN:
            yield f"{key} names a list and a question: taking a case on would ask both under it"


def _faults_of_family(machine: Machine, kinds: Mapping[str, Machine]) -> Iterator[str]:
    opening = machine.opening
    for parent in opening.parents:
        if parent not in kinds:
            yield f"its parent may be a {parent}, which is no kind"
    if not opening.alone and not opening.parents:
        yield "it needs a parent, and no kind may be one"
    opened = {opens.kind for kind in kinds.values() for move in kind.moves for opens in move.opens}
    if not opening.by and machine.key not in opened:
        yield "nobody may open it, and no move of any kind does"
    for move in machine.moves:
        for opens in move.opens:
            yield from (
                f"move {move.key} opens {opens.kind}, {fault}"
                for fault in _faults_of_opens(opens, move, machine, kinds)
            )


def _faults_of_opens(opens: Opens, move: Move, machine: Machine, kinds: Mapping[str, Machine]) -> Iterator[str]:
    child = kinds.get(opens.kind)
    if child is None:
        yield "which is no kind"
        return
    if opens.beside and opens.beside not in LINKS:
        yield f"joined as {opens.beside}, which is no kind of link"
    if not opens.beside and machine.key not in child.opening.parents:
        yield f"which doesn't name {machine.key} among its parents"
    if opens.beside and not child.opening.alone:
        yield "beside this one, and it needs a parent"
    holders = [machine, *(kinds[one] for one in _above(machine, kinds))]
    kept = {one.key for one in machine.registers} & {one.key for one in child.registers}
    yield from (
        f"whose list {key} is to begin with this one's: both must keep it" for key in opens.lists if key not in kept
    )
    for key in opens.carries:
        if not any(key in holder.asks for holder in holders):
            yield f"which is to inherit {key}, and nothing asks for that"
    each = next((ask for ask in move.asks if ask.key == opens.each), None)
    if opens.each and (each is None or each.type not in ("agencies", "rows")):
        yield f"one for each of {opens.each}, which the move doesn't ask as agencies or rows"
    inherited = {*opens.carries, *((child.agency_from,) if each and each.type == "agencies" else ())}
    inherited |= {column.key for column in each.columns} if each else set()
    yield from _faults_of_gifts(opens, move, child)
    inherited |= {key for key, _ in opens.gives}
    for ask in child.opening.asks:
        if ask.required and ask.key not in inherited:
            yield f"which must be told {ask.key}, and isn't"


def _above(machine: Machine, kinds: Mapping[str, Machine]) -> set[str]:
    """The kinds that a case of this one may stand below, near or far."""
    found, waiting = set[str](), [machine.key]
    while waiting:
        for parent in kinds[waiting.pop()].opening.parents:
            if parent in kinds and parent not in found:
                found.add(parent)
                waiting.append(parent)
    return found


def _faults_of_gifts(opens: Opens, move: Move, child: Machine) -> Iterator[str]:
    asked, wanted = {ask.key for ask in move.asks}, {ask.key for ask in child.opening.asks}
    for key, value in opens.gives:
        source, colon, named = value.partition(":")
        if key not in wanted:
            yield f"which is given {key}, and doesn't ask for it"
        if source == "@answer" and named not in asked:
            yield f"which is given {key} from the answer {named}, which the move doesn't ask for"
        elif value.startswith("@") and source + colon not in GIVEN:
            yield f"which is given {key} from {value}, which is no place to find it"
