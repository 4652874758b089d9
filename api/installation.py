"""One running installation: its database, files, clock and settings, handed to every door."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from api.civil_clock import CivilClock, read_now
from api.settings import Settings
from notifications.letters import TEMPLATES
from states.calendar import civil_day
from states.checks.faults import faults
from states.kinds import machines
from states.roles import TITLES
from workflow.database.storage import Database
from workflow.errors import Unusable
from workflow.migrations.migrate import migrate, require_current
from workflow.policy.rulebooks import require_guards
from workflow.uploads.files import Files
from workflow.uploads.scanning import Scanner


@dataclass(frozen=True, slots=True)
class Installation:
    """What the doors share."""

    settings: Settings
    database: Database
    files: Files
    clock: CivilClock

    def now(self) -> datetime:
        """The civil instant."""
        return self.clock.now()

    def today(self) -> date:
        """The civil day in London."""
        return civil_day(self.now())


def open_installation(settings: Settings, *, clock: CivilClock | None = None, migrating: bool = False) -> Installation:
    """Opens what the settings name; ``Unusable`` with a sentence where it can't be used as it stands."""
    refuse_faulty_kinds()
    files = files_of(settings)
    database = Database(settings.database_url)
    try:
        if migrating:
            migrate(database)
        require_current(database)
        with database.reading() as session:
            require_guards(session)
    except Unusable:
        database.close()
        raise
    clock = clock or CivilClock()
    if settings.now:
        clock.move_to(read_now(settings.now))
    return Installation(settings, database, files, clock)


def files_of(settings: Settings) -> Files:
    """The folder of files, with the virus scanner that the settings name."""
    return Files(settings.files, Scanner(settings.clamd) if settings.clamd else None)


def refuse_faulty_kinds() -> None:
    """``Unusable`` with every fault found in the kinds of case as they are declared."""
    found = [fault for one in machines().values() for fault in faults(one, TEMPLATES, TITLES, machines())]
    if found:
        raise Unusable("A kind of case is declared wrongly. " + " ".join(f"{fault}." for fault in found))
