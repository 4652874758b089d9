"""Our templates and their one environment: everything escaped, nothing missing, nothing undeclared."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import govuk_frontend_jinja
import pytest
from jinja2 import UndefinedError, meta, nodes
from markupsafe import Markup

from api.pages import rendering
from api.pages.rendering import STATIC, TEMPLATES, PageFrame, environment, manifest, render, static_url
from states.asks import READERS, Ask, Known, Option

OWN = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.jinja"))
FRAME = {"page", "errors"}
"""What any page's template may ask for; pages of the lead's routes name theirs in PAGES."""
SHELL = {
    "base.html.jinja": FRAME,
    "error.html.jinja": {"heading", "sentences", "links"},
    "macros/asks.html.jinja": set(),
    "macros/forms.html.jinja": set(),
    "macros/shown.html.jinja": set(),
}
COMPONENTS = sorted(
    path.parent.name for path in Path(govuk_frontend_jinja.__file__).parent.glob("templates/components/*/macro.html")
)


@dataclass(frozen=True)
class Case:
    """Something with a field."""

    title: str = "<b>"


def shown(source: str, **context: object) -> str:
    return environment().from_string(source).render(context)


def undeclared(source: str) -> set[str]:
    """Names a template uses that neither it nor the environment gives; blocks see what the file sets and imports."""
    syntax = environment().parse(source)
    given = set(environment().globals)
    given |= {
        name if isinstance(name, str) else name[1] for node in syntax.find_all(nodes.FromImport) for name in node.names
    }
    given |= {
        node.target.name
        for node in syntax.find_all((nodes.Assign, nodes.AssignBlock))
        if isinstance(node.target, nodes.Name)
    }
    return meta.find_undeclared_variables(syntax) - given


@pytest.mark.parametrize("name", SHELL)
def test_templates_ask_only_for_what_is_declared(name: str) -> None:
    """A name that no route hands in is found without rendering."""
    source = (TEMPLATES / name).read_text(encoding="utf-8")
    assert set() == undeclared(source) - SHELL[name]


def test_an_undeclared_name_is_found() -> None:
    """The check can fail, inside a block and inside a macro too."""
    source = (
        "{% set own = 1 %}{% block b %}{{ own }}{{ one }}{% endblock %}{% macro m(x) %}{{ x }}{{ two }}{% endmacro %}"
    )
    assert {"one", "two"} == undeclared(source)


@pytest.mark.parametrize("name", OWN)
def test_every_template_compiles(name: str) -> None:
    """A slip of syntax, an unknown filter or test is found before anybody opens the page."""
    assert environment().get_template(name)


@pytest.mark.parametrize("name", ["a.txt", "a.html", "a.jinja", "a.html.j2", "a"])
def test_everything_is_escaped_whatever_a_template_is_called(tmp_path: Path, name: str) -> None:
    """Starlette's default escapes by a file's ending, and leaves these bare."""
    (tmp_path / name).write_text("{{ given }}")
    assert "&lt;script&gt;" == environment(tmp_path).get_template(name).render(given="<script>")


@pytest.mark.parametrize(
    "source", ["{{ nobody }}", "{% if nobody %}{% endif %}", "{{ nobody.name }}", "{{ case.titel }}", "{{ none.x }}",
               "{{ case.titel | default('x') }}", "{% for x in nobody %}{% endfor %}"],
)  # fmt: skip
def test_what_is_missing_fails(source: str) -> None:
    """A misspelt name or field is an error, never an empty place on a page."""
    with pytest.raises(UndefinedError):
        shown(source, case=Case())


@pytest.mark.parametrize(
    "source",
    ["{{ {}.a.b }}", "{{ [].a }}", "{{ 'x'.a.b }}", "{{ nobody is defined or '' }}", "{{ nobody | default('') }}"],
)
def test_what_may_be_missing_is_nothing(source: str) -> None:
    """Dicts, lists and texts are asked for what they lack by every GOV.UK macro."""
    assert shown(source) in {"", "False"}


@pytest.mark.parametrize("component", COMPONENTS)
def test_every_govuk_macro_renders(component: str) -> None:
    """None of the library's macros trips over our strictness, given next to nothing."""
    name = "govuk" + "".join(word.capitalize() for word in component.split("-"))
    given = {"text": "T", "id": "i", "name": "n", "items": [], "label": {"text": "L"}, "rows": [], "html": "<b>"}
    source = (
        f"{{% from 'govuk_frontend_jinja/components/{component}/macro.html' import {name} %}}{{{{ {name}(given) }}}}"
    )
    assert shown(source, given=given).strip() or component == "pagination"


@pytest.mark.parametrize("kind", READERS)
def test_every_type_of_ask_has_a_field(kind: str) -> None:
    """Whatever a machine may ask, a page can: with its label, hint and error escaped."""
    option = Option("v", "<i>", "<u>")
    columns = (Ask(key="c", label="<i>", type="line"),)
    ask = Ask(key="k", label="<b>", type=kind, hint="<s>", required=False, options=(option,), columns=columns)
    known = Known(today=date(2026, 1, 1), agencies={"a": "<i>"}, themes=("<i>",), items={"": {"1": "<i>"}})
    page = environment().get_template("macros/asks.html.jinja").module.ask_field(ask, "", "<em>", known)
    assert isinstance(page, Markup)
    assert all(text in page for text in ("&lt;b&gt; (optional)", "&lt;s&gt;", "&lt;em&gt;", 'name="k'))
    assert not any(tag in page for tag in ("<b>", "<s>", "<em>", "<i>", "<u>"))


def test_a_type_without_a_field_fails() -> None:
    """A new type of ask can't silently show nothing."""
    with pytest.raises(UndefinedError):
        environment().get_template("macros/asks.html.jinja").module.ask_field(Ask(key="k", label="L", type="new"))


@pytest.mark.parametrize("kind", ["text", "criteria", "rows"])
def test_narrative_comes_back_as_it_was_typed(kind: str) -> None:
    """No macro on the way indents what stands in a textarea."""
    typed = "One\n  two\n\n    three </textarea>"
    column = Ask(key="c", label="C", type="text", most=500)
    ask = Ask(key="k", label="L", type=kind, most=500, options=(Option("o", "O"),), columns=(column,))
    value = {"text": typed, "criteria": {"o": {"reason": typed}}, "rows": [{"c": typed}]}[kind]
    page = environment().get_template("macros/asks.html.jinja").module.ask_field(ask, value)
    assert f">{Markup.escape(typed)}</textarea>" in page


def test_the_frame_names_person_day_and_place() -> None:
    """Who is signed in, as what, where and on which day stands on every page; nobody signed in sees no menu."""
    known = PageFrame(partnership_name="Northmoor", person_name="Sam <i>", roles_text="officer", csrf="t0k",
                      today=date(2026, 11, 23), demo=True, active="cases")  # fmt: skip
    page = render("error.html.jinja", page=known, heading="H", sentences=(), links=())
    for text in ("Northmoor", "Sam &lt;i&gt;", "officer", "Mon 23 November 2026", 'value="t0k"', 'href="/demo/clock"'):
        assert text in page
    bare = render("error.html.jinja", page=PageFrame(partnership_name="N"), heading="H", sentences=(), links=())
    assert "Sign out" not in bare
    assert 'href="/cases"' not in bare


def test_pages_carry_nothing_inline() -> None:
    """The policy forbids inline scripts, styles and handlers; a page that had one would break."""
    page = render(
        "error.html.jinja", page=PageFrame(partnership_name="N", demo=True), heading="H", sentences=(), links=()
    )
    assert 1 == page.count("<script") == page.count('<script type="module" src="/static/')
    assert not any(text in page for text in ("<style", " style=", " onclick=", "http://", "https://"))


def test_static_files_are_named_by_their_content() -> None:
    """The manifest and the folder agree, nothing points elsewhere, and GOV.UK's own marks aren't among them."""
    served = {path.name for path in STATIC.iterdir()} - {"manifest.json", "LICENCES.txt"}
    assert served == set(manifest().values())
    sheet = (STATIC / manifest()["casekeeper.css"]).read_text(encoding="utf-8")
    assert not any(text in sheet for text in ("url(", "@font-face", "GDS Transport", "crown"))
    with pytest.raises(KeyError):
        static_url("nothing.css")


@pytest.mark.parametrize(
    ("expected", "source"),
    [
        ("23 November 2026", "{{ on | day }}"),
        ("Mon 23 November 2026", "{{ on | weekday }}"),
        ("1 July 2026 at 00:30", "{{ summer | moment }}"),
        ("23 November 2026 at 09:05", "{{ winter | when }}"),
        ("23 November 2026", "{{ on | when }}"),
        ("1 case", "{{ 1 | plural('case') }}"),
        ("0 cases", "{{ 0 | plural('case') }}"),
        ("1,200 cases", "{{ 1200 | plural('case') }}"),
        ("2 agencies", "{{ 2 | plural('agency', 'agencies') }}"),
        ("today tomorrow 21 days ago", "{{ days | map('from_today', on) | join(' ') }}"),
    ],
)  # fmt: skip
def test_filters_write_as_officers_do(expected: str, source: str) -> None:
    """Days in words, moments by London's clock, counts with their noun."""
    context = {
        "on": date(2026, 11, 23),
        "summer": datetime(2026, 6, 30, 23, 30, tzinfo=UTC),
        "winter": datetime(2026, 11, 23, 9, 5, tzinfo=UTC),
        "days": [date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 2)],
    }
    assert expected == shown(source, **context)


def test_a_moment_without_a_zone_is_refused() -> None:
    """A naive time would be shown an hour wrong for half the year."""
    with pytest.raises(ValueError, match="time zone"):
        rendering.moment(datetime(2026, 11, 23, 9, 5))  # noqa: DTZ001 - that is what is refused
