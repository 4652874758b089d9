"""Reading a case for a reason: who may, for how long, what it opens, what stands in the trail, who is told."""

from __future__ import annotations

import pytest

from tests.workflow import situations
from tests.workflow.breaking import pass_an_hour, read_for_a_reason, reads, review
from tests.workflow.situations import rows, sql
from tests.workflow.telling import told
from tests.world import World
from workflow import invariants
from workflow.access import standing
from workflow.access.verbs import VERBS
from workflow.before_reading import readings
from workflow.engine.casework import seen
from workflow.engine.offers import offers
from workflow.engine.trail import verify
from workflow.errors import Invalid, NotFound, NotOffered, NotPermitted
from workflow.queries.opening import kinds_below
from workflow.queries.work import work_for

ENTRIES = """
    SELECT e.move, e.actor FROM entry e JOIN casefile f ON f.id = e.case_id WHERE f.reference = :case ORDER BY e.seq
"""


def entries(world: World, reference: str) -> list[tuple[str, int]]:
    """What the case's trail tells, and who did it."""
    return [(row.move, row.actor) for row in rows(world.database, ENTRIES, case=reference)]


def whole(world: World) -> None:
    """The trail is what was written, and nothing impossible stands in the database."""
    with world.database.reading() as session:
        assert [] == verify(session)[1]
        assert [] == invariants.check(session)


def test_broken_glass_opens_one_case_for_an_hour(world: World) -> None:
    """The case and nothing of its family, above or below; after an hour it is closed again."""
    incident = situations.notifiable(world)
    world.fire("officer", incident, "notify", {"sin_reference": "SIN-1"})
    (review_below,) = situations.children(world, incident)
    assert not reads(world, "lead_probation", incident)
    read_for_a_reason(world, "lead_probation", incident)
    assert reads(world, "lead_probation", incident)
    assert not reads(world, "lead_probation", review_below)
    read_for_a_reason(world, "lead_school", review_below)
    assert not reads(world, "lead_school", incident)
    (made,) = rows(world.database, "SELECT made_at, ends_at FROM reading WHERE person = :p", p=world.ids["lead_school"])
    pass_an_hour(world)
    assert not reads(world, "lead_probation", incident)
    assert str(made.made_at) < str(made.ends_at)
    whole(world)


def test_the_leave_lasts_sixty_minutes_by_the_databases_clock(world: World) -> None:
    """Whatever the civil clock says, which a demo moves."""
    reference = situations.incident(world)
    world.at("2031-03-03")
    read_for_a_reason(world, "lead_probation", reference)
    minutes = "(julianday(ends_at) - julianday(made_at)) * 1440"
    if not world.database.is_sqlite:
        minutes = "EXTRACT(EPOCH FROM ends_at - made_at) / 60"
    (row,) = rows(world.database, f"SELECT {minutes} AS minutes FROM reading")
    assert 60 == round(float(row.minutes), 3)


def test_an_entry_of_its_own_says_so(world: World) -> None:
    """Who, and the reason beside it; the case's revision stays, so that nobody's form goes stale."""
    reference = situations.incident(world)
    before = situations.row(world, reference)
    read_for_a_reason(world, "lead_probation", reference)
    after = situations.row(world, reference)
    assert ("glass_broken", world.ids["lead_probation"]) == entries(world, reference)[-1]
    assert (before.revision, before.seq + 1, before.state) == (after.revision, after.seq, after.state)
    (kept,) = rows(world.database, "SELECT body FROM text WHERE ask = 'reason' AND case_id = :c", c=after.id)
    assert "A child at the school may come to harm tonight" == kept.body
    world.fire("officer", reference, "note", {"note": "x"}, revision=before.revision)
    whole(world)


def test_asked_twice_it_is_one_leave(world: World) -> None:
    """The second asking changes nothing; who takes part needs none."""
    reference = situations.incident(world)
    for who in ("lead_probation", "lead_probation", "officer", "manager"):
        read_for_a_reason(world, who, reference)
    assert [world.ids["lead_probation"]] == [row.person for row in rows(world.database, "SELECT person FROM reading")]


def test_who_reads_for_a_reason_is_offered_nothing(world: World) -> None:
    """No move, no evidence, nothing to open below, nothing to sign; a move that is sent anyway is refused."""
    reference = situations.proposed(world)
    sql(world.database, "UPDATE casefile SET restriction = 'restricted' WHERE reference = :r", r=reference)
    read_for_a_reason(world, "dsp_police", reference)
    with world.database.reading() as session:
        act = world.act(session, "dsp_police")
        case = seen(session, reference, act.actor.person, act.today)
        assert (False, True) == (case.acts, case.leave_ends is not None)
        assert ([], []) == (offers(act, case), kinds_below(act, case))
        assert [] == work_for(session, act.actor.person, world.now, act.today)
    with pytest.raises(NotPermitted, match="Only who takes part in it may act"):
        world.fire("dsp_police", reference, "agree")


@pytest.mark.parametrize("who", ["administrator", "executive", "scrutineer", "user_school", "legal", "reviewer"])
def test_whose_role_breaks_no_glass(world: World, who: str) -> None:
    """As if there were no such case: the declared roles alone may."""
    reference = situations.incident(world)
    if who == "scrutineer":
        sql(world.database, "UPDATE casefile SET restriction = 'restricted' WHERE reference = :r", r=reference)
    with pytest.raises(NotFound):
        read_for_a_reason(world, who, reference)
    assert [] == rows(world.database, "SELECT id FROM reading")


def test_the_roles_that_break_glass() -> None:
    """Written by hand: no administrator, no scrutineer lay or independent, no executive, no auditor."""
    assert {
        "review_officer", "business_manager", "delegated_partner", "agency_lead", "review_chair", "board_chair",
    } == VERBS["break_glass"]  # fmt: skip
    assert VERBS["break_glass"] | {"auditor"} == VERBS["read_with_reason"]


def test_a_wrong_reference_and_another_partnerships_answer_alike(world: World) -> None:
    """So does a case that they are kept out of, themselves or with their agency."""
    reference = situations.incident(world)
    for says in ("person", "agency"):
        case = situations.row(world, reference)
        sql(
            world.database,
            f"INSERT INTO exclusion (root, {says}, from_on, case_id, seq) VALUES (:c, :who, '2026-11-01', :c, 1)",
            c=case.id,
            who=world.ids["lead_probation"] if says == "person" else "probation",
        )
        for asked in (reference, "NM-2026-9999"):
            with pytest.raises(NotFound, match="There is nothing here under that reference"):
                read_for_a_reason(world, "lead_probation", asked)
        sql(world.database, "DELETE FROM exclusion")
    sql(world.database, "INSERT INTO partnership (code, name, policy, calendar) VALUES ('SM', 'Southmoor', '', '')")
    sql(world.database, "UPDATE role_held SET partnership = 'SM' WHERE person = :p", p=world.ids["lead_probation"])
    with world.database.writing() as session:
        doers = {"SM": world.act(session, "lead_school").actor}
        with pytest.raises(NotFound, match="There is nothing here under that reference"):
            readings.door(session, doers, world.ids["lead_probation"], reference, world.now.date())


def test_an_exclusion_ends_a_leave_at_once(world: World) -> None:
    """Who is kept out while they read sees nothing from then on."""
    reference = situations.incident(world)
    read_for_a_reason(world, "lead_probation", reference)
    sql(
        world.database,
        "INSERT INTO exclusion (root, person, from_on, case_id, seq) VALUES (:c, :p, '2026-11-23', :c, 1)",
        c=situations.row(world, reference).id,
        p=world.ids["lead_probation"],
    )
    assert not reads(world, "lead_probation", reference)


def test_who_declared_a_conflict_breaks_no_glass(world: World) -> None:
    """Neither who knows of the case, who is told why, nor who doesn't, for whom there is none."""
    reference = situations.incident(world)
    case = situations.row(world, reference)
    for who in ("dsp_police", "lead_probation"):
        sql(
            world.database,
            "INSERT INTO conflict (root, person, case_id, seq) VALUES (:c, :p, :c, 1)",
            c=case.id,
            p=world.ids[who],
        )
    with pytest.raises(NotPermitted, match="You have declared a conflict of interest"):
        read_for_a_reason(world, "dsp_police", reference)
    with pytest.raises(NotFound):
        read_for_a_reason(world, "lead_probation", reference)


def test_without_a_reason_nothing_opens(world: World) -> None:
    """Blanks are no reason."""
    reference = situations.incident(world)
    for answers in ({}, {"reason": "  \n "}):
        with pytest.raises(Invalid, match="Why you need to read this case"):
            read_for_a_reason(world, "lead_probation", reference, answers)
    assert not reads(world, "lead_probation", reference)


def test_chairs_and_auditor_are_told_at_once(world: World) -> None:
    """Not who broke it; an audit's reading tells nobody, and waits for no review."""
    reference = situations.incident(world)
    read_for_a_reason(world, "lead_probation", reference)
    assert {"auditor", "chair", "board_chair"} == told(world, reference, "The glass was broken")
    assert [True] * 3 == [
        bool(row.at_once) for row in rows(world.database, "SELECT at_once FROM notice WHERE key LIKE 'glass/%'")
    ]
    other = situations.incident(world)
    read_for_a_reason(world, "auditor", other)
    assert set() == told(world, other, "glass")
    found = rows(world.database, "SELECT why, review_due_on FROM reading ORDER BY id")
    assert [("break_glass", "2026-11-25"), ("audit", "None")] == [(row.why, str(row.review_due_on)) for row in found]
    assert ("read_for_audit", world.ids["auditor"]) == entries(world, other)[-1]


def test_a_chair_who_breaks_it_isnt_told_of_it(world: World) -> None:
    """The others are."""
    reference = situations.incident(world)
    sql(world.database, "UPDATE casefile SET restriction = 'sealed' WHERE reference = :r", r=reference)
    read_for_a_reason(world, "chair", reference)
    assert {"auditor", "board_chair"} == told(world, reference, "The glass was broken")


def test_where_nobody_audits_the_business_manager_is_told(world: World) -> None:
    """So that no broken glass goes unseen."""
    reference = situations.incident(world)
    sql(world.database, "DELETE FROM role_held WHERE role = 'auditor'")
    read_for_a_reason(world, "lead_probation", reference)
    assert {"manager", "chair", "board_chair"} == told(world, reference, "The glass was broken")


def test_the_review_is_due_in_two_working_days_of_the_partnership(world: World) -> None:
    """A day off that the partnership declared isn't one of them, nor a weekend."""
    reference = situations.incident(world)
    sql(
        world.database,
        "INSERT INTO holiday (partnership, day, name, declared_by, declared_at)"
        " VALUES ('NM', '2026-11-30', 'Moving', 'x', '2026-11-01T00:00:00.000Z')",
    )
    world.at("2026-11-27")
    read_for_a_reason(world, "lead_probation", reference)
    (row,) = rows(world.database, "SELECT review_due_on FROM reading")
    assert "2026-12-02" == str(row.review_due_on)


def test_an_auditor_reviews_it_once(world: World) -> None:
    """What was found stands in the row and the trail; nothing that was still owed of it is told; once is enough."""
    reference = situations.incident(world)
    read_for_a_reason(world, "lead_probation", reference)
    (glass,) = rows(world.database, "SELECT id FROM reading")
    review(world, "auditor", glass.id, "not_justified")
    (row,) = rows(world.database, "SELECT finding, reviewed_by, reviewed_at FROM reading")
    assert ("No. The school rang that night", world.ids["auditor"]) == (row.finding, row.reviewed_by)
    assert row.reviewed_at is not None
    assert ("glass_reviewed", world.ids["auditor"]) == entries(world, reference)[-1]
    assert {"withdrawn"} == {
        row.status for row in rows(world.database, "SELECT status FROM notice WHERE key LIKE 'glass/%'")
    }
    with pytest.raises(NotOffered, match="reviewed this meanwhile"):
        review(world, "auditor", glass.id)
    whole(world)


def test_nobody_reviews_their_own(world: World) -> None:
    """Not even an auditor who holds another role too."""
    reference = situations.incident(world)
    read_for_a_reason(world, "lead_probation", reference)
    sql(
        world.database,
        "INSERT INTO role_held (person, partnership, agency, role, from_on)"
        " VALUES (:p, 'NM', '', 'auditor', '2020-01-01')",
        p=world.ids["lead_probation"],
    )
    (glass,) = rows(world.database, "SELECT id FROM reading")
    with pytest.raises(NotPermitted, match="another auditor reviews it"):
        review(world, "lead_probation", glass.id)


def test_an_audits_reading_is_no_broken_glass(world: World) -> None:
    """It isn't there to be reviewed, nor is one of another partnership."""
    read_for_a_reason(world, "auditor", situations.incident(world))
    (reading,) = rows(world.database, "SELECT id FROM reading")
    with world.database.reading() as session, pytest.raises(NotFound):
        readings.broken(session, reading.id, ["NM"])
    sql(world.database, "UPDATE reading SET why = 'break_glass'")
    with world.database.reading() as session, pytest.raises(NotFound):
        readings.broken(session, reading.id, ["SM"])


def test_how_a_reader_for_a_reason_stands(world: World) -> None:
    """They read and don't list, and the read log is given the number of their leave."""
    reference = situations.incident(world)
    read_for_a_reason(world, "lead_probation", reference)
    with world.database.reading() as session:
        stands = standing.find(session, world.ids["lead_probation"], reference, world.now.date())
    assert (False, True, False, True) == (stands.listed, stands.reads, stands.acts, stands.leave is not None)
