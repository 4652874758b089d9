"""Every test says in one line what it promises."""

import ast

from tests.house.tree import faults


def silent_tests(path: str, text: str) -> list[str]:
    """Tests without a docstring, or with one longer than a line."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
            says = ast.get_docstring(node)
            if not says or "\n" in says:
                found.append(f"{path}:{node.lineno} {node.name} doesn't say in one line what it promises")
    return found


def test_every_test_has_a_one_line_docstring() -> None:
    """Somebody who reads only the tests' first lines knows what the project promises."""
    assert [] == faults(silent_tests, "tests")


def test_the_lint_finds_a_silent_test() -> None:
    """Missing and rambling docstrings are found, in a class too; what isn't a test may be silent."""
    text = (
        "def test_a(): pass\n"
        "class TestB:\n    async def test_b(self):\n        '''One.\n\n        Two.'''\n"
        "def test_c():\n    '''Says it.'''\n"
        "def made(): pass\n"
    )
    assert ["test_a", "test_b"] == [fault.split()[1] for fault in silent_tests("tests/bad.py", text)]
