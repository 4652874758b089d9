"""The checker can fail: one row changed behind the engine's back, of each kind that a promise is about, is found."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.simulation.tampering import Tampered

# One after which nothing came for days by which it might be owed no longer.
ONE_CHASED = """(
    SELECT n.id FROM notice n JOIN clock k ON k.id = n.clock_id
    WHERE n.status = 'mailed' AND n.at_once = 0 AND n.why NOT LIKE '%stand%'
    AND NOT EXISTS (
        SELECT 1 FROM absence a WHERE a.person = n.person
        AND a.from_on <= date(n.made_on, '+4 days') AND a.until >= n.made_on)
    AND NOT EXISTS (
        SELECT 1 FROM clock_change h JOIN entry e ON e.case_id = h.case_id AND e.seq = h.seq
        WHERE h.clock_id = n.clock_id AND date(e.at) BETWEEN n.made_on AND date(n.made_on, '+4 days'))
    AND NOT EXISTS (
        SELECT 1 FROM notice m WHERE m.clock_id = n.clock_id AND m.person = n.person AND m.id > n.id
        AND m.made_on <= date(n.made_on, '+4 days'))
    ORDER BY n.id LIMIT 1
)"""
COLUMNS = "partnership, person, case_id, clock_id, due_on, rung, task, why, at_once, template, made_on, status, mail_id"
ONE_DIGEST = "(SELECT id FROM mail WHERE template = 'digest' AND status = 'sent' ORDER BY id LIMIT 1)"
TOLD = """(
    SELECT n.id FROM notice n WHERE n.clock_id IS NULL AND n.status = 'mailed' AND n.key NOT LIKE '%recorded_for_you%'
    AND n.why NOT LIKE '%stand%' ORDER BY n.id LIMIT 1
)"""

COUNTED_BACK = """(
    SELECT h.rowid FROM clock_change h JOIN clock k ON k.id = h.clock_id
    WHERE k.key = 'papers' AND h.what = 'started' ORDER BY h.rowid LIMIT 1
)"""

Tamper = Callable[..., Tampered]


def test_nothing_is_wrong_before(tampered: Tamper) -> None:
    """The time that all these tests begin with shows every promise kept."""
    assert [] == tampered("UPDATE person SET employer = '' WHERE id = 1").found


@pytest.mark.parametrize(
    ("what", "sql", "says"),
    [
        ("a line is gone", f"DELETE FROM notice WHERE id = {ONE_CHASED}", "not chased on"),
        (
            "a line is there twice",
            f"INSERT INTO notice (key, {COLUMNS}) SELECT key || '0', {COLUMNS} FROM notice WHERE id = {ONE_CHASED}",
            "chased 2 times",
        ),
        (
            "a line was made on a Sunday",
            f"UPDATE notice SET made_on = date(made_on, 'weekday 0', '-7 days') WHERE id = {ONE_CHASED}",
            "should have been on",
        ),
        (
            "a line was made a day late",
            f"UPDATE notice SET made_on = date(made_on, '+1 day') WHERE id = {ONE_CHASED}",
            "should have been on",
        ),
        (
            "a line came after its clock had stopped",
            f"""INSERT INTO notice (key, {COLUMNS}) SELECT 'clock/late', n.partnership, n.person, n.case_id, n.clock_id,
            n.due_on, 'late99', n.task, n.why, 0, 'notice', date(k.stopped_on, '+20 days'), 'mailed', n.mail_id
            FROM notice n JOIN clock k ON k.id = n.clock_id JOIN casefile c ON c.id = k.case_id
            WHERE k.status = 'stopped' AND n.status = 'mailed' AND c.final ORDER BY n.id LIMIT 1""",
            "when the clock didn't run",
        ),
        (
            "a line is for a date that was moved",
            f"UPDATE notice SET due_on = date(due_on, '-3 days') WHERE id = {ONE_CHASED}",
            "for a date that it no longer had",
        ),
        (
            "a line went to somebody else",
            f"UPDATE notice SET person = (SELECT MAX(id) FROM person) WHERE id = {ONE_CHASED}",
            "though no rung of that day was for them",
        ),
        (
            "a line was withdrawn for nothing",
            f"UPDATE notice SET status = 'withdrawn', mail_id = NULL WHERE id = {ONE_CHASED}",
            "withdrawn though it was still owed",
        ),
        (
            "a line was never mailed",
            f"UPDATE notice SET status = 'owed', mail_id = NULL WHERE id = {ONE_CHASED}",
            "still not mailed at the end",
        ),
        (
            "a digest went on a Saturday",
            f"""UPDATE mail SET day = date(day, 'weekday 6'),
            made_at = date(day, 'weekday 6') || 'T08:05:00.000Z' WHERE id = {ONE_DIGEST}""",
            "Saturday is no working day",
        ),
        (
            "a digest went at night",
            f"UPDATE mail SET made_at = day || 'T03:00:00.000Z' WHERE id = {ONE_DIGEST}",
            "made at",
        ),
        (
            "a second digest went on the same day",
            f"""INSERT INTO mail (key, message_id, person, address, template, partnership, day, status, attempts,
            unknown, fence, made_at, next_at, answer, content, history) SELECT key || 'x', message_id || 'x', person,
            address, template, partnership, day, status, 1, 0, 1, made_at, next_at, '', content, history
            FROM mail WHERE id = {ONE_DIGEST}""",
            "the second on one day",
        ),
        (
            "somebody was told of their own act",
            """UPDATE notice SET person = (SELECT e.actor FROM entry e WHERE notice.key LIKE
            'entry/' || e.case_id || '/'
            || e.seq || '/%' AND e.actor IS NOT NULL) WHERE id = (SELECT n.id FROM notice n JOIN entry e
            ON n.key LIKE 'entry/' || e.case_id || '/' || e.seq || '/%' WHERE e.actor IS NOT NULL
            AND n.key NOT LIKE '%recorded_for_you%' AND n.status = 'mailed' AND n.why NOT LIKE '%stand%'
            ORDER BY n.id LIMIT 1)""",
            "is told of their own act",
        ),
        ("a move's tell didn't reach somebody", f"DELETE FROM notice WHERE id = {TOLD}", "should have reached"),
        (
            "a mail told a free word",
            f"""UPDATE mail SET content = CAST(replace(CAST(content AS TEXT), 'Casekeeper', 'Wrenfold') AS BLOB)
            WHERE id = {ONE_DIGEST}""",
            "wrenfold stands in it",
        ),
        (
            "a mail went to the wrong person",
            f"UPDATE mail SET person = (SELECT MAX(id) FROM person) WHERE id = {ONE_DIGEST}",
            "line went to",
        ),
        (
            "a due date was miscounted",
            """UPDATE clock_change SET new_due_on = date(new_due_on, '+1 day') WHERE what = 'started' AND rowid = (
            SELECT h.rowid FROM clock_change h JOIN clock k ON k.id = h.clock_id JOIN casefile c ON c.id = k.case_id
            WHERE h.number = 1 AND c.kind = 'rapid_review' ORDER BY h.rowid LIMIT 1)""",
            "'working days'} from",
        ),
        (
            "a chase was skipped that somebody away should have had told to their deputy",
            """UPDATE notice SET person = (SELECT a.person FROM absence a WHERE a.deputy = notice.person
            AND notice.made_on BETWEEN a.from_on AND a.until) WHERE id = (SELECT n.id FROM notice n JOIN absence a
            ON a.deputy = n.person AND n.made_on BETWEEN a.from_on AND a.until
            WHERE n.why LIKE 'you stand in%' AND n.status = 'mailed' ORDER BY n.id LIMIT 1)""",
            "stands in",
        ),
        (
            "what is counted back was miscounted",
            f"UPDATE clock_change SET new_due_on = date(new_due_on, '+1 day') WHERE rowid = {COUNTED_BACK}",
            "'before': True",
        ),
        (
            "what is counted back wasn't chased before the day that it is counted from",
            """DELETE FROM notice WHERE id = (SELECT n.id FROM notice n JOIN clock k ON k.id = n.clock_id
            WHERE k.key = 'papers' AND n.made_on < k.started_on AND n.status = 'mailed' AND n.why NOT LIKE '%stand%'
            ORDER BY n.id LIMIT 1)""",
            "papers, due",
        ),
        (
            "the next check of a list's row isn't the one that was entered",
            """UPDATE entry SET body = json_set(body, '$.answers.next_check_on',
            date(json_extract(body, '$.answers.next_check_on'), '-4 days')) WHERE rowid = (
            SELECT rowid FROM entry WHERE move = 'add_proceedings' ORDER BY rowid LIMIT 1)""",
            "proceedings: agreed for",
        ),
        (
            "a list's clock runs on though its last row has ended",
            """DELETE FROM clock_change WHERE what = 'stopped' AND rowid = (
            SELECT h.rowid FROM clock_change h JOIN clock k ON k.id = h.clock_id
            JOIN entry e ON e.case_id = h.case_id AND e.seq = h.seq
            WHERE k.key = 'proceedings' AND e.move = 'end_proceedings' ORDER BY h.rowid LIMIT 1)""",
            "did nothing, should have stopped",
        ),
        (
            "a joint case's people weren't told of the conflict that it shares",
            # Seldom in a year: a link that was made becomes one by which a conflict is shared.
            """UPDATE entry SET move = 'scrutiny_shared'
            WHERE rowid = (SELECT e.rowid FROM entry e JOIN casefile c ON c.id = e.case_id
            JOIN casefile o ON o.reference = json_extract(e.body, '$.cause.case')
            JOIN entry s ON s.case_id = o.id AND s.seq = json_extract(e.body, '$.cause.seq')
            WHERE e.move = 'linked' AND c.kind IN ('incident', 'rapid_review', 'adult_review', 'recommendation')
            AND NOT EXISTS (SELECT 1 FROM role_held r WHERE r.role = 'business_manager'
            AND r.person IN (s.actor, s.recorded_for)) ORDER BY e.rowid LIMIT 1)""",
            "(scrutiny_shared), tell",
        ),
        (
            "a case that goes on after a hold starts a limit anew",
            """INSERT INTO clock_change (clock_id, number, case_id, seq, what, happened_on, old_due_on, new_due_on)
            SELECT k.id, 99, e.case_id, e.seq, 'restarted', e.happened_on, k.due_on, k.due_on
            FROM entry e JOIN clock k ON k.case_id = e.case_id
            WHERE e.move = 'resume' AND k.key <> 'hold_check' ORDER BY e.rowid, k.id LIMIT 1""",
            "(resume): did restarted, should have nothing",
        ),
    ],
)
def test_what_was_tampered_with_is_found(tampered: Tamper, what: str, sql: str, says: str) -> None:
    """Each change of a single row brings at least one violation, in words that say what it is."""
    found = tampered(sql).found
    assert [line for line in found if says in line], (what, found)
