"""A page that shows every macro and every type of ask, for the tests that look at it."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from api.pages.forms import day_value, error_links
from api.pages.rendering import PageFrame, Step, TimelineItem, environment
from states.asks import READERS, Ask, Known, Option

TODAY = date(2026, 11, 23)
YES_OR_NO = (Option("lcspr", "Hold a review", "Published within six months"), Option("none", "No review"))
MANY = tuple(Option(f"theme_{n}", f"Theme number {n}") for n in range(9))
COLUMNS = (
    Ask(key="what", label="What will be done", type="line"),
    Ask(key="by", label="By when", type="day", required=False),
    Ask(key="who", label="Agency", type="agency"),
)
MADE_OF = {
    "choice": {"options": YES_OR_NO},
    "choices": {"options": YES_OR_NO},
    "criteria": {"options": YES_OR_NO},
    "rows": {"columns": COLUMNS, "most": 5},
    "text": {"most": 500},
    "row": {"of": "proceedings"},
    "items": {"of": "waiting"},
}
ASKS = (
    *(
        Ask(
            key=f"a_{kind}", label=f"A {kind.replace('_', ' ')}", type=kind, hint="A hint.",
            group="" if n else "One of each", required=bool(n % 2), **MADE_OF.get(kind, {}),
        )
        for n, kind in enumerate(READERS)
    ),
    Ask(key="from_many", label="One of many", type="choice", options=MANY),
    Ask(key="long_text", label="Without a limit", type="text"),
)  # fmt: skip
KNOWN = Known(
    today=TODAY,
    agencies={"council": "Northmoor Council", "police": "Northmoor Police", "nhs": "NHS Northmoor"},
    themes=("Neglect", "Information sharing"),
    people={"priya@example.org": "Priya Shah, review officer"},
    dates={"notified_on": "Notified on 2 November 2026"},
    entries={"4": "4: Proposed a decision"},
    clocks={"decide": "Decision on notification"},
    items={"waiting": {"4": "NM-2026-0001: a decision", "7": "NM-2026-0002: discussion"}},
    rows={"proceedings": {"1": "1: Inquest", "2": "2: Police investigation"}},
)
FRAME = PageFrame(
    partnership_name="Northmoor Safeguarding Partnership", person_name="Priya Shah", today=TODAY, demo=True,
    roles_text="review officer, minute-taker", csrf="token", active="cases", messages=("Saved as entry 12.",),
)  # fmt: skip


def gallery(*, refused: bool) -> str:
    """The page; refused, every ask has an error and the summary links to each."""
    asks = ASKS
    sentences = {ask.key: f"Enter: {ask.label}" for ask in asks} if refused else {}
    if refused:
        sentences |= {
            "happened_on": "Enter a real date",
            "document": "Choose a file",
            "the_case": "Two returns are out",
        }
    entry = TimelineItem(
        title="Proposed a decision", when=datetime(2026, 11, 23, 9, 5, tzinfo=UTC), by="Priya Shah",
        text="First line.\nSecond line with <i>markup</i>.", badge="Late", anchor="entry-4", href="/entries/4",
    )  # fmt: skip
    plain = TimelineItem(title="Opened", when=TODAY - timedelta(days=21))
    return (
        environment(Path(__file__).parent)
        .get_template("gallery.html.jinja")
        .render(
            page=FRAME, asks=asks, values={}, sentences=sentences, known=KNOWN,
            errors=error_links(asks, sentences),
            today=TODAY, long_ago=date(2026, 11, 2), day=day_value(TODAY), items=(entry, plain),
            statuses=("running", "due_soon", "due_today", "late", "met", "met_late", "ended_late", "stopped")
            + ("something_new",),
            steps=(
                Step("Opened", "done"), Step("Gathering information", "done"), Step("Drafting", "current"),
                Step("Sent to the national panel", "ahead"),
            ),
        )
    )  # fmt: skip
