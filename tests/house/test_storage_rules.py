"""Who sees a case is asked in one place, so is what of its trail; and a transaction is committed in one place."""

import ast
import re

import pytest

from tests.house.tree import faults, words

PACKAGES = ("workflow", "notifications", "api")
# Where `visible_to` stands, and where the tables are declared. Each is a file or a folder.
MAY_FILTER_BY_MEMBER = ("workflow/access", "workflow/tables")
# Migrations commit their own explicit transaction: no request is under way then.
MAY_COMMIT = ("workflow/database/storage", "workflow/migrations")
MAY_READ_ENTRIES_WHOLE = ("workflow/queries/trail_view",)
FILTERS = {"where", "filter", "join", "outerjoin", "exists", "having", "join_from", "select_from"}
MEMBER_IN_SQL = re.compile(r"(?<!delete )\b(?:from|join)\s+\"?member\b", re.IGNORECASE)


def _allowed(path: str, homes: tuple[str, ...]) -> bool:
    return any(path == f"{home}.py" or path.startswith(f"{home}/") for home in homes)


def visibility_by_hand(path: str, text: str) -> list[str]:
    """Queries that filter by the member table themselves, instead of asking `visible_to`."""
    if _allowed(path, MAY_FILTER_BY_MEMBER):
        return []
    lines = {line for line, said in words(text) if MEMBER_IN_SQL.search(said)}
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in FILTERS:
            inside = [part for argument in node.args for part in ast.walk(argument)]
            if any(isinstance(part, ast.Name) and part.id.lower() == "member" for part in inside):
                lines.add(node.lineno)
    return [f"{path}:{line} filters by member itself; ask workflow.access" for line in sorted(lines)]


def commits(path: str, text: str) -> list[str]:
    """Commits anywhere but in the unit of work."""
    if _allowed(path, MAY_COMMIT):
        return []
    in_sql = [line for line, said in words(text) if said.strip().rstrip(";").upper() == "COMMIT"]
    called = [
        node.lineno
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit"
    ]
    return [f"{path}:{line} commits; only workflow/database/storage.py does" for line in sorted(in_sql + called)]


def entries_whole(path: str, text: str) -> list[str]:
    """Reads a case's entries with what their reader may not know in them."""
    if _allowed(path, MAY_READ_ENTRIES_WHOLE):
        return []
    whole = [
        node.lineno
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Attribute) and ast.unparse(node) == "case_view.entries"
    ]
    return [f"{path}:{line} reads entries whole; ask workflow/queries/trail_view.py" for line in whole]


def test_nobody_reads_entries_whole() -> None:
    """Whatever tells of a case's entries tells what its reader may know, and names no other case that is hidden."""
    assert [] == faults(entries_whole, *PACKAGES)
    assert 1 == len(entries_whole("api/a.py", "case_view.entries(session, case)"))
    assert [] == entries_whole("workflow/queries/trail_view.py", "case_view.entries(session, case)")


def test_nobody_writes_the_visibility_filter_by_hand() -> None:
    """Who sees which case is asked of workflow/access.py only: counts and exports leak nothing."""
    assert [] == faults(visibility_by_hand, *PACKAGES)


def test_only_the_unit_of_work_commits() -> None:
    """Code inside a transaction can't end it: what a move writes stands or falls as a whole."""
    assert [] == faults(commits, *PACKAGES)


@pytest.mark.parametrize(
    "text",
    [
        "select(Case).where(Case.id == Member.case_id, Member.person == me)",
        "select(Case).join(Member)",
        "cases.where(exists().where(member.c.person == me))",
        "LIST = 'SELECT 1 FROM entry JOIN member ON true'",
        'LIST = f"SELECT 1 FROM member WHERE {more}"',
    ],
)
def test_the_lint_finds_a_filter_by_hand(text: str) -> None:
    """Each way of filtering by membership elsewhere is found; in workflow/access.py it is at home."""
    assert 1 == len(visibility_by_hand("api/list.py", text))
    assert [] == visibility_by_hand("workflow/access.py", text)


@pytest.mark.parametrize(
    "text",
    [
        "session.add(Member(case=1, person=2))",
        "LEAVE = 'DELETE FROM member WHERE person = :p'",
        '"""Members come from member rows."""',
        "query.where(Case.state == state)",
    ],
)
def test_the_lint_lets_memberships_be_written(text: str) -> None:
    """Adding and ending a membership is no filter."""
    assert [] == visibility_by_hand("workflow/people.py", text)


@pytest.mark.parametrize("text", ["session.commit()", "with a.b() as s:\n    s.commit()", "c.execute('COMMIT')"])
def test_the_lint_finds_a_commit(text: str) -> None:
    """A commit elsewhere is found; in workflow/database/storage.py it is at home."""
    assert 1 == len(commits("workflow/engine.py", text))
    assert [] == commits("workflow/database/storage.py", text)
