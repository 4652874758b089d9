"""Who is let in to a case: when it is opened, when it comes into a state, in place of the one it would stand below.

What a member sees of it, ``workflow/access.py`` says.
"""

from __future__ import annotations

from sqlalchemy import insert

from states.kinds import machines
from states.language import Machine
from states.roles import AGENCY_LEAD, AGENCY_USER, LOCAL_AUTHORITY
from workflow.access import members
from workflow.engine.act import Act
from workflow.engine.casework import Casework
from workflow.tables.rows import MEMBER


def admit(act: Act, machine: Machine, case: Casework) -> None:
    """Lets those in who see a new case from the beginning."""
    since = {
        "case_id": case.id,
        "from_on": min(case.opened_on, act.today),
        "person": None,
        "agency": None,
        "role": None,
    }
    rows = [since | {"role": role} for role in machine.members]
    if case.parent is None:
        rows += [since | opener for opener in _opener(act, machine)]
    taking_part = dict.fromkeys((case.owner_agency, *case.facts.get(machine.shared_with, ())))
    rows += [since | {"agency": agency} for agency in taking_part if agency not in ("", act.policy.business_unit)]
    # The duty to notify is the local authority's: whoever there may act must see.
    acting = {doer.partition("@") for move in machine.moves for doer in move.by}
    there = sorted(role for role, _, place in acting if place == LOCAL_AUTHORITY)
    rows += [since | {"role": role, "agency": act.policy.local_authority} for role in there]
    if rows:
        act.session.connection().execute(insert(MEMBER), rows)


def admit_to_state(act: Act, case: Casework, came_from: str) -> None:
    """Lets those in who see the case from this state on; they stay members when it moves on."""
    roles = case.state_now.admits if case.state != came_from else ()
    if not roles:
        return
    there = members.roles_let_in(act.session, case.id)
    row = {"case_id": case.id, "from_on": min(act.happened_on, act.today), "person": None, "agency": None}
    rows = [row | {"role": role} for role in roles if role not in there]
    if rows:
        act.session.connection().execute(insert(MEMBER), rows)


def _opener(act: Act, machine: Machine) -> list[dict[str, object]]:
    """Whoever opened it: by name, and so with all that comes below; an agency's own people by their role there, which
    is never handed down, or they would read every other agency's returns.
    """
    opening = [(role, agency) for role, agency in sorted(act.doer.roles) if role in machine.opening.by]
    if opening and all(role in (AGENCY_LEAD, AGENCY_USER) and agency for role, agency in opening):
        return [{"role": role, "agency": agency} for role, agency in opening]
    return [{"person": act.doer.person}]


def admit_as_below(act: Act, machine: Machine, case: Casework) -> None:
    """Lets those in who see a case through the one that it stands below, where that one isn't in Casekeeper."""
    if case.parent is not None or machine.opening.alone:
        return
    row = {"case_id": case.id, "from_on": case.opened_on, "person": None, "agency": None}
    there = [row | {"role": role} for role in _seeing(machine) if role not in machine.members]
    if there:
        act.session.connection().execute(insert(MEMBER), there)


def _seeing(machine: Machine) -> list[str]:
    """The roles that see cases of the kind, by themselves or because they stand below another."""
    above = [] if machine.opening.alone else [machines()[key] for key in machine.opening.parents]
    return list(dict.fromkeys([*machine.members, *(role for one in above for role in _seeing(one))]))
