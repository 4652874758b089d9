"""Have we recommended this before? Found in the words people use, by whoever may see it, with what became of it."""

from __future__ import annotations

import pytest
from sqlalchemy import event, text

from tests.workflow import recommended, situations
from tests.workflow.recommended import recommend, recommend_all
from tests.workflow.situations import row, rows, sql
from tests.world import World
from workflow import recalling
from workflow.engine.casework import seen
from workflow.engine.opening import open_case
from workflow.queries.recall import Earlier, earlier_about, earlier_like

# What somebody types, and the one that they hope to find.
HOPED = {
    "supervision of staff": "supervision",
    "reflective supervision": "supervision",
    "bruises on a baby": "bruising",
    "safe sleep advice for parents": "sleep",
    "sleeping": "sleep",
    "unknown men in household": "fathers",
    "using interpreter not family": "interpreters",
    "self neglecting hoarder": "hoarding",
    "assessment of mental capacity": "capacity",
    "notes of strategy meeting": "strategy",
    "turning 18, transition planning between services": "transition",
    "children who go missing: interviews on return": "missing",
    "criminal exploitation": "county_lines",
    "excluding a child from school": "exclusions",
    "dental neglect": "dentists",
    "child not brought to appointments": "was_not_brought",
    "covertly medicated residents": "medication",
    "independent advocate": "advocacy",
    "escalating disagreements": "escalation",
    "merging chronologies": "chronology",
    "eviction": "housing",
}


def found(world: World, words: str, who: str = "officer", limit: int = 10) -> list[Earlier]:
    """What somebody finds today."""
    with world.database.reading() as session:
        return earlier_about(session, world.ids[who], world.now.date(), words, limit=limit)


def references(earlier: list[Earlier]) -> list[str]:
    """Their references."""
    return [one.reference for one in earlier]


def like(world: World, reference: str, who: str = "officer") -> list[str]:
    """What somebody finds that is like a case."""
    with world.database.reading() as session:
        case = seen(session, reference, world.ids[who], world.now.date())
        return references(earlier_like(session, world.ids[who], world.now.date(), case))


def test_what_was_recommended_is_found_in_other_words(world: World) -> None:
    """Each finds first the one it means, whichever the database: endings, order and small words don't matter."""
    named = {reference: name for name, reference in recommend_all(world).items()}
    assert HOPED == {said: next((named[one.reference] for one in found(world, said)), "") for said in HOPED}


HOSTILE = [
    *('"', '""', '"unclosed', "*", "super*", "NEAR(a b)", "NEAR", "AND OR NOT", "a AND", "^", ":", "words:staff", "-"),
    *("--", "multi-agency", "(", ")))", "staff)", "'", "O'Brien", "\\", "%", "_", "&", "|", "!", "<->", "a:*"),
    *("'a' & !'b'", ";", "\n\t", "é", "ß", "日本語", "🙂", "²", "\u00a0", "\ud800", "٣", "{}", "[1]", "$1", "%s"),
    *(":asked", "?", "\x00", "   ", "", "the of and to", "recall_index MATCH", "x" * 20_000, "supervision " * 1_600),
    " ".join(f"word{number}" for number in range(3_000)),
]  # fmt: skip


def test_whatever_is_typed_is_words(world: World) -> None:
    """Quotes, operators, other scripts, nothing but small words, 20,000 characters: an answer, never an error."""
    reference = recommend(world, "supervision")
    for said in HOSTILE:
        assert references(found(world, said)) in ([], [reference]), said
        assert [reference] == references(found(world, f"supervision {said}")), said
    for nothing in ("", " ", "the of and to", '"', "_", "*"):
        assert [] == found(world, nothing)


def test_operators_are_looked_for_as_words(world: World) -> None:
    """What another search would take for a command excludes nothing here and joins nothing."""
    reference = recommend(world, "supervision")
    for said in (
        "NOT supervision",
        "-supervision",
        "supervision AND unicorns",
        "super NEAR staff",
        '"staff supervising"',
    ):
        assert [reference] == references(found(world, said)), said


def test_at_most_ten_and_the_best_of_them(world: World) -> None:
    """Twelve that say the same give ten; whoever wants fewer gets the best."""
    for _ in range(12):
        recommend(world, "advocacy")
    best = recommend(world, "advocacy", what="Advocates, advocates, advocates")
    assert 10 == len(found(world, "advocates", limit=50))
    assert [best] == references(found(world, "advocates", limit=1))


def test_it_comes_with_what_became_of_it(world: World) -> None:
    """Where it came from, its themes, and what it changed for people."""
    reference = world.open("officer", "recommendation", recommended.answers("strategy", themes=["Neglect"])).reference
    assert {"source": "audit", "themes": ["Neglect"]} == found(world, "strategy meetings")[0].answers
    sql(world.database, "UPDATE casefile SET state = 'done' WHERE reference = :r", r=reference)
    world.fire("officer", reference, "review_impact", {"achieved": "partly", "impact": "Notes come in three days"})
    (one,) = found(world, "strategy meetings")
    assert ("Impact reviewed", "partly", "Notes come in three days") == (
        one.state_label,
        one.answers["achieved"],
        one.answers["impact"],
    )


def test_one_that_was_not_accepted_comes_with_the_reason(world: World) -> None:
    """So that nobody proposes it a second time without knowing why it was refused."""
    reference = recommend(world, "dentists")
    world.fire("dsp_icb", reference, "not_accept", {"reason": "Dentists have a pathway of their own"})
    (one,) = found(world, "dental referrals")
    assert one.decision is not None
    assert ("Dsp Icb", "Dentists have a pathway of their own") == (one.decision.by, one.decision.reason)
    world.fire("manager", reference, "reopen", {"aware_again_on": "2026-11-23", "reason": "The pathway has gone"})
    assert found(world, "dental referrals")[0].decision is None


def test_like_a_case_are_others_not_itself(world: World) -> None:
    """Another that asks for nearly the same, opened no later; not the case itself, not one opened after it."""
    world.at("2026-11-20")
    first = recommend(world, "supervision", what="Supervision of staff every month, with time to reflect")
    recommend(world, "medication")
    world.at("2026-11-23")
    second = recommend(world, "supervision")
    assert [first] == like(world, second)
    assert [] == like(world, first)


def test_only_what_must_be_found_is_kept(world: World) -> None:
    """The finding and how success is measured stay where they are: bare words of what is asked for, and no more."""
    recommend(world, "supervision", finding="CANARY was left alone", measure="CANARY")
    kept = rows(world.database, "SELECT words FROM recall")[0][0]
    assert "line managers give supervising staff protected time reflect long cases drift noticed" == kept
    assert [] == found(world, "canary")


def test_it_is_found_by_its_new_wording_and_not_by_the_old(world: World) -> None:
    """A change of wording changes by what it is found, in the same act; what isn't said again stays."""
    reference = recommend(world, "supervision")
    world.fire("officer", reference, "reword", {"what": "Coaching for managers", "reason": "Asked for by the police"})
    assert [reference] == references(found(world, "coaching")) == references(found(world, "drift"))
    assert [] == found(world, "supervision")
    assert "Coaching for managers" == row(world, reference).title


def test_a_refused_act_leaves_nothing_to_find(world: World) -> None:
    """The words stand and fall with the opening."""
    with pytest.raises(KeyboardInterrupt):
        broken_off(world)
    assert [] == rows(world.database, "SELECT * FROM recall")


def broken_off(world: World) -> None:
    """An opening whose transaction is lost."""
    with world.database.writing() as session:
        open_case(world.act(session, "officer"), "recommendation", recommended.answers("sleep"))
        raise KeyboardInterrupt


def test_what_was_opened_in_error_or_merged_was_none(world: World) -> None:
    """A duplicate and a slip aren't earlier recommendations."""
    slip = recommend(world, "sleep")
    world.fire("manager", slip, "opened_in_error", {"reason": "Twice"})
    assert [] == found(world, "sleeping")
    kept, twice = recommend(world, "sleep"), recommend(world, "sleep")
    world.fire("manager", twice, "merge", {"into": kept, "reason": "The same"})
    assert [kept] == references(found(world, "sleeping"))


def test_forgotten_it_is_found_no_more_and_no_word_is_left(world: World) -> None:
    """Erasing takes the words out of the table and out of the index's own pages."""
    kept, gone = recommend(world, "sleep"), recommend(world, "sleep", what="Zanzibar, Quokkaville and sleeping")
    with world.database.writing() as session:
        recalling.forget(session.connection(), row(world, gone).id)
    assert [kept] == references(found(world, "sleeping quokkaville zanzibar"))
    if world.database.is_sqlite:
        blocks = rows(world.database, "SELECT block FROM recall_index_data")
        assert not any(b"quokkavil" in bytes(block[0]) for block in blocks if block[0])
    assert 1 == rows(world.database, "SELECT COUNT(*) FROM recall")[0][0]


def test_built_anew_it_is_the_same(world: World) -> None:
    """What a migration makes of the cases there are is what their own acts wrote; erased words stay out."""
    first, second = recommend(world, "sleep", themes=["Neglect"], theme="Cots"), recommend(world, "fathers")
    world.fire("officer", second, "reword", {"what": "Ask for fathers", "reason": "Shorter"})
    before = rows(world.database, "SELECT case_id, words FROM recall ORDER BY case_id")
    with world.database.writing() as session:
        assert 2 == recalling.rebuild(session.connection())
    assert before == rows(world.database, "SELECT case_id, words FROM recall ORDER BY case_id")
    erased = "UPDATE text SET erased_on = '2026-11-23' WHERE case_id = :id AND ask = 'what'"
    sql(world.database, erased, id=row(world, first).id)
    with world.database.writing() as session:
        recalling.rebuild(session.connection())
    assert [first] == references(found(world, "cots neglect"))
    assert [] == found(world, "midwives")


# Who finds


def test_who_doesnt_see_a_case_doesnt_find_it(world: World) -> None:
    """By words and by likeness: another agency's people, another partnership's, outsiders of a sealed case."""
    first, second = recommend(world, "housing"), recommend(world, "housing")
    assert [] == found(world, "housing", "scrutineer")  # who has declared nothing yet
    for one in (first, second):
        world.scrutineers_declare(one)
    for who in ("officer", "manager", "chair", "dsp_police", "scrutineer"):
        assert {first, second} == set(references(found(world, "housing", who))), who
    for who in ("lead_housing", "user_school", "executive", "auditor", "administrator"):
        assert [] == found(world, "housing", who), who
    sql(world.database, "UPDATE casefile SET restriction = 'sealed' WHERE reference = :r", r=first)
    assert [second] == references(found(world, "housing", "manager"))
    assert [] == like(world, second, "manager")
    assert [first] == like(world, second, "officer")  # whose it is by name
    sql(world.database, "INSERT INTO partnership (code, name, policy, calendar) VALUES ('SM', 'Southmoor', '', '')")
    sql(world.database, "UPDATE role_held SET partnership = 'SM' WHERE person = :p", p=world.ids["chair"])
    assert [] == found(world, "housing", "chair")


def test_ten_hidden_ones_dont_crowd_out_the_one_to_be_seen(world: World) -> None:
    """What is hidden takes no place among the ten."""
    shown = recommend(world, "housing", what="Housing")
    hidden = [recommend(world, "housing", what="Housing, housing, housing officers") for _ in range(12)]
    for one in hidden:
        sql(world.database, "UPDATE casefile SET restriction = 'sealed' WHERE reference = :r", r=one)
    assert [shown] == references(found(world, "housing officers", "manager"))


def test_a_scrutineer_with_a_conflict_finds_nothing_of_that_family(world: World) -> None:
    """Not the recommendation below the review in which they declared it; others they do."""
    other, review = recommend(world, "sleep"), situations.proposed(world)
    below = world.open("officer", "recommendation", recommended.answers("sleep"), parent=review).reference
    for one in (other, review):
        world.declares("scrutineer", one)
    assert {other, below} == set(references(found(world, "sleeping", "scrutineer")))
    world.fire("scrutineer", review, "declare_conflict", {"conflict": "I know the family"})
    assert [other] == references(found(world, "sleeping", "scrutineer"))


# How it is asked


def test_the_index_answers(world: World) -> None:
    """With many recommendations no table of words is read from end to end."""
    recommend_all(world)
    with world.database.writing() as session:
        fill = "INSERT INTO casefile (partnership, reference, kind, state, final, rulebook, revision, seq, head, title,"
        fill += (
            " restriction, owner_agency, opened_on, facts) SELECT partnership, 'X-' || n, kind, state, final, rulebook,"
        )
        fill += " revision, seq, head, title, restriction, owner_agency, opened_on, facts FROM casefile,"
        fill += f" {NUMBERS[world.database.is_sqlite]} WHERE casefile.id = 1"
        session.connection().execute(text(fill))
        more = "INSERT INTO recall (case_id, words)"
        more += " SELECT id, 'other words ' || id FROM casefile WHERE reference LIKE 'X-%'"
        session.connection().execute(text(more))
    if not world.database.is_sqlite:
        sql(world.database, "ANALYZE recall")
    plan = explained(world)
    expected = "VIRTUAL TABLE INDEX" if world.database.is_sqlite else "recall_found"
    assert expected in plan, plan
    assert "SCAN casefile" not in plan
    assert "Seq Scan on recall" not in plan
    # FTS5 sorts by itself, so that only the rows wanted are judged by who may see them.
    assert "USE TEMP B-TREE" not in plan


NUMBERS = {
    True: "(WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 3000) SELECT n FROM c)",
    False: "generate_series(1, 3000) AS numbers(n)",
}


def explained(world: World) -> str:
    """How the database goes about the question."""
    said = "EXPLAIN QUERY PLAN" if world.database.is_sqlite else "EXPLAIN"
    plan: list[str] = []
    with world.database.reading() as session:
        connection = session.connection()

        def explain(
            conn: object, cursor: object, statement: str, parameters: object, *more: object
        ) -> tuple[str, object]:
            if "recall" not in statement:
                return statement, parameters
            asked = connection.connection.cursor()
            asked.execute(f"{said} {statement}", parameters)
            plan.extend(str(line[-1]) for line in asked.fetchall())
            return statement, parameters

        event.listen(connection, "before_cursor_execute", explain, retval=True)
        earlier_about(session, world.ids["officer"], world.now.date(), "supervision of staff")
    return "\n".join(plan)
