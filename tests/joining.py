"""People who join the small partnership for one test."""

from __future__ import annotations

from tests.world import SINCE, World, email, independent
from workflow.tables import Person, RoleHeld


def joins(world: World, who: str, agency: str, *held: str) -> None:
    """Somebody more, with these roles at that agency ("" for none), known to the world by name."""
    with world.database.writing() as session:
        person = Person(email=email(who), name=who.replace("_", " ").title())
        session.add(person)
        session.flush()
        world.ids[who] = person.id or 0
        session.add_all(
            RoleHeld(person=world.ids[who], partnership="NM", agency=agency, role=role, from_on=SINCE) for role in held
        )
        if "scrutineer" in held:
            session.add(independent(world.ids[who], world.now))
