"""What a program may ask the logs for, and what they tell: as the pages have it, page by page."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict, Field

from api.json_api.bodies import Body
from api.json_api.days import Day
from api.json_api.shapes import Shape
from workflow.access import read_log
from workflow.before_reading import readings
from workflow.before_reading.readings import VERDICT
from workflow.errors import Invalid
from workflow.people import account_events

AFTER = "the `next` of the page before"
CURSOR = r"^([1-9][0-9]{0,8})?$"
ADDRESS, REFERENCE = r"^[!-~]*$", r"^[A-Za-z0-9-]*$"


class Paged(BaseModel):
    """Where a page begins; a filter that doesn't exist is refused, so that none is thought to have worked."""

    model_config = ConfigDict(extra="forbid")
    after: str = Field("", pattern=CURSOR, description=AFTER)

    @property
    def before(self) -> int | None:
        """The number that the page's rows are below."""
        return int(self.after) if self.after else None


class InDays(Paged):
    """A page of what happened between two London days, both included."""

    person: str = Field("", max_length=200, pattern=ADDRESS, description="address of whose it is")
    since: Day | None = Field(None, alias="from", description="from this day on")
    until: Day | None = Field(None, alias="to", description="to this day, it too")

    def days(self) -> tuple[date | None, date | None]:
        """The first and the last; ``Invalid`` where they are the wrong way round."""
        if self.since is not None and self.until is not None and self.since > self.until:
            raise Invalid({"from": "The first day must not be after the last"})
        return self.since, self.until


class LookFilters(InDays):
    """Which looks."""

    case: str = Field("", max_length=40, pattern=REFERENCE, description="reference")
    what: str = Field("", json_schema_extra={"enum": ["", *read_log.WORDS]})
    broken_glass: bool = Field(False, description="only under broken glass")
    by_token: bool = Field(False, description="only by programs")
    reading: int | None = Field(None, gt=0, lt=2**31, description="only under the reading of that number")


class ReadingFilters(Paged):
    """Which readings."""

    why: str = Field("", json_schema_extra={"enum": ["", *readings.WHY]})
    case: str = Field("", max_length=40, pattern=REFERENCE, description="reference")
    waiting: bool = Field(False, description="only broken glass that nobody has reviewed")


class EventFilters(InDays):
    """Which events."""

    what: str = Field("", json_schema_extra={"enum": ["", *account_events.WORDS]})


class LookTold(Shape):
    """A look. ``what`` is a key, ``label`` its words; ``under``: the kind of leave it happened under, with its reason.

    ``detail``: which file or document, or what was searched for. ``by_token``: the token's number, "" for a browser.
    """

    id: int
    at: datetime
    name: str
    email: str
    what: str
    label: str
    reference: str
    route: str
    detail: str
    purpose: str
    by_token: str
    under: str
    reason: str


class LookCount(Shape):
    """How often people who hold or held a role looked at something of the case."""

    role: str
    what: str
    label: str
    looks: int


class CaseLooks(Shape):
    """Who has looked at a case. ``shows``: everybody, own_agency, or counts alone, without names, by ``counts``."""

    reference: str
    shows: str
    items: list[LookTold]
    counts: list[LookCount]
    next: str | None


class Looks(Shape):
    """A page of looks, the latest first; ``next`` goes into ``after`` for the following one, null at the end."""

    items: list[LookTold]
    next: str | None


class ReadingTold(Shape):
    """A leave to read one case for a reason and a time. ``why``: audit or break_glass.

    ``review_due_on`` and what follows it are broken glass's; ``reviewer`` and ``finding`` empty until it was reviewed.
    """

    id: int
    reference: str
    why: str
    name: str
    email: str
    reason: str
    made_at: datetime
    ends_at: datetime
    review_due_on: date | None
    reviewer: str
    reviewed_at: datetime | None
    finding: str


class Readings(Shape):
    """A page of readings, the latest first; ``next`` as for looks."""

    items: list[ReadingTold]
    next: str | None


class EventTold(Shape):
    """What befell an account. ``what`` is a key, ``label`` its words; ``name``: whose, ``by``: who did it, if known."""

    id: int
    at: datetime
    what: str
    label: str
    name: str
    by: str
    detail: str


class Events(Shape):
    """A page of events, the latest first; ``next`` as for looks."""

    items: list[EventTold]
    next: str | None


class ReviewBody(Body):
    """What an auditor found of a broken glass."""

    verdict: str = Field(json_schema_extra={"enum": [one.value for one in VERDICT.options]})
    finding: str = Field(max_length=1000, pattern=r"\S", description="what you found, and what follows")
