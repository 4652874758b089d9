"""Outside states/ no code asks which kind a case is: what differs stands in the declarations."""

import ast
import re
from collections.abc import Iterator

import jinja2
import jinja2.nodes
import pytest

from tests.house.tree import faults, sources, words

OUTSIDE = ("workflow", "notifications", "api")
# A link and a piece of evidence have kinds of their own, which aren't kinds of case.
OTHER_KINDS = ("link", "evidence")
SQL = re.compile(r"(?:\b(\w+)\.)?\bkind\s*(?:=|<>|!=|\bnot\s+in\s*\(|\bin\s*\()\s*'", re.IGNORECASE)
SAYS = "asks for a kind of case by name; say it in the kind's declaration"


def _names_a_kind(node: ast.expr) -> bool:
    match node:
        case ast.Name(id="kind"):
            return True
        case ast.Attribute(value=owner, attr="kind"):
            name = owner.id if isinstance(owner, ast.Name) else getattr(owner, "attr", "")
            return name.lower() not in OTHER_KINDS
        case ast.Subscript(slice=ast.Constant(value="kind")):
            return True
    return False


def _is_a_word(node: ast.expr) -> bool:
    match node:
        case ast.Constant(value=str()):
            return True
        case ast.Tuple(elts=parts) | ast.List(elts=parts) | ast.Set(elts=parts):
            return any(_is_a_word(part) for part in parts)
    return False


def _comparisons(syntax: ast.AST) -> Iterator[int]:
    for node in ast.walk(syntax):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            if any(map(_names_a_kind, sides)) and any(map(_is_a_word, sides)):
                yield node.lineno
        elif isinstance(node, ast.Match) and _names_a_kind(node.subject):
            yield node.lineno


def kind_by_name(path: str, text: str) -> list[str]:
    """Comparisons, matches and SQL in Python that name a kind."""
    in_sql = [
        line
        for line, said in words(text)
        if any((found.group(1) or "").lower() not in OTHER_KINDS for found in SQL.finditer(said))
    ]
    return [f"{path}:{line} {SAYS}" for line in [*_comparisons(ast.parse(text)), *in_sql]]


def kind_by_name_in_page(path: str, text: str) -> list[str]:
    """Comparisons in a template that name a kind."""
    page = jinja2.Environment(extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols"]).parse(text)
    found = []
    for compared in page.find_all(jinja2.nodes.Compare):
        sides = [compared.expr, *(operand.expr for operand in compared.ops)]
        named = any(
            (isinstance(side, jinja2.nodes.Name) and side.name == "kind")
            or (isinstance(side, jinja2.nodes.Getattr) and side.attr == "kind")
            for side in sides
        )
        if named and any(isinstance(side, jinja2.nodes.Const) for side in sides):
            found.append(f"{path}:{compared.lineno} {SAYS}")
    return found


def test_no_code_outside_states_names_a_kind() -> None:
    """No comparison, match or SQL outside states/ names a kind of case."""
    assert [] == faults(kind_by_name, *OUTSIDE)


def test_no_page_or_mail_names_a_kind() -> None:
    """No template compares a case's kind with a word."""
    templates = [
        (path, text)
        for ending in (".html", ".jinja", ".txt")
        for path, text in sources("api", "notifications", ending=ending)
        if "/templates/" in path
    ]
    assert [] == [fault for path, text in templates for fault in kind_by_name_in_page(path, text)]


@pytest.mark.parametrize(
    "text",
    [
        "if case.kind == 'incident': pass",
        "if 'incident' != kind: pass",
        "x = kind in ('incident', 'action')",
        "match case.kind:\n    case 'incident': pass",
        "x = row['kind'] == 'incident'",
        "query = select(Case).where(Case.kind == 'incident')",
        "query = \"SELECT id FROM 'case' WHERE kind IN ('incident')\"",
        "query = f\"SELECT 1 FROM c WHERE c.kind = 'action' AND {more}\"",
    ],
)
def test_the_lint_finds_a_named_kind(text: str) -> None:
    """Each way of asking for a kind by name is found."""
    assert 1 == len(kind_by_name("workflow/bad.py", text))


@pytest.mark.parametrize(
    "text", ["if case.kind == wanted: pass", "link.kind == 'joint'", "x = \"link.kind = 'joint'\"", "kind = 'incident'"]
)
def test_the_lint_lets_pass_what_is_meant(text: str) -> None:
    """Comparing two kinds, a link's kind and naming a kind to open one are no faults."""
    assert [] == kind_by_name("workflow/good.py", text)


def test_the_lint_finds_a_named_kind_in_a_page() -> None:
    """A template that branches on a kind is found."""
    assert 1 == len(kind_by_name_in_page("api/bad.html", "{% if case.kind == 'incident' %}x{% endif %}"))
