"""Commands: what they print, what they refuse in a sentence, and how they end."""

from pathlib import Path

import pytest
from sqlalchemy import text

from tests.api.command_line.conftest import Command
from tests.workflow.situations import action, incident
from tests.world import World
from workflow.database.storage import Database
from workflow.migrations.migrate import migrate
from workflow.tables.rows import NOTICE


@pytest.fixture
def postgresql_url(own_postgresql_url: str) -> str:
    """A database of the test's own: these tests change more than rows."""
    return own_postgresql_url


def test_due_dates_as_the_contract_has_them(casekeeper: Command) -> None:
    """The date, and nothing else, on standard output."""
    asked = {
        ("2026-11-23", "--working-days", 15): "2026-12-14",
        ("2026-12-14", "--working-days", 15, "--before"): "2026-11-23",
        ("2026-11-23", "--calendar-days", 10): "2026-12-03",
        ("2026-08-31", "--months", 6): "2027-02-28",
    }
    for words, due in asked.items():
        typed = casekeeper("calendar", "due", *words)
        assert (0, f"{due}\n", "") == (typed.code, typed.out, typed.err)


def test_a_count_shows_its_working(casekeeper: Command) -> None:
    """Days counted by number, days skipped by name; as JSON for programs."""
    told = casekeeper("calendar", "explain", "2026-12-23", "--working-days", 3).out
    assert "Christmas Day" in told
    assert "3 working days from Wed 23 Dec 2026, skipping 25 Dec 2026 (Christmas Day)" in told
    found = casekeeper("calendar", "explain", "2026-12-23", "--working-days", 3, "--json").json
    assert ("2026-12-30", 3) == (found["due_on"], len(found["counted"]))


def test_an_unpublished_year_is_said(casekeeper: Command) -> None:
    """A date that rests on holidays not yet published is marked, beside the date."""
    typed = casekeeper("calendar", "due", "2030-01-02", "--working-days", 15)
    assert (0, "2030-01-23\n", True) == (typed.code, typed.out, "Provisional" in typed.err)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("calendar", "due", "2026-02-31", "--working-days", 5), 1),
        (("calendar", "due", "1950-01-02", "--working-days", 5), 1),
        (("calendar", "due", "2026-11-23", "--working-days", 0), 1),
        (("calendar", "due", "2026-11-23"), 2),
        (("calendar", "due", "2026-11-23", "--months", 1, "--working-days", 1), 2),
        (("calendar", "due", "2026-11-23", "--working-days", "five"), 2),
        (("describe", "nothing"), 1),
        (("describe", "--format", "poem"), 2),
        (("policy", "check", "/nowhere.toml"), 1),
        (("people", "add", "a@b.example", "--role", "king"), 2),
        (("fly",), 2),
        (("sweep", "--now", "yesterday"), 1),
        (("sweep",), 1),
    ],
    ids=str,
)
def test_how_a_command_ends(casekeeper: Command, words: tuple[str, ...], code: int) -> None:
    """1 where it is refused, in one sentence; 2 where it is typed wrongly."""
    typed = casekeeper(*words)
    assert (code, "") == (typed.code, typed.out)
    assert typed.err
    if code == 1:
        assert 1 == len(typed.err.splitlines())


def test_an_installation_is_begun(casekeeper: Command, policy_file: Path) -> None:
    """From nothing to a person with a token, by commands alone."""
    for words in (
        ("migrate",),
        ("partnership", "add", "NM", "Northmoor"),
        *(("agency", "add", key, key.title()) for key in ("unit", "council", "police", "icb")),
        ("policy", "apply", policy_file, "--partnership", "NM"),
        ("people", "add", "Ann@Unit.example", "--name", "Ann", "--agency", "unit", "--role", "business_manager"),
        ("people", "add", "ann@unit.example", "--agency", "unit", "--role", "review_officer"),
    ):
        typed = casekeeper(*words)
        assert (0, "") == (typed.code, typed.err), words
    assert casekeeper("people", "token", "ann@unit.example").out.startswith("ck_")
    held = casekeeper("people", "list", "--json").json
    assert ["business_manager", "review_officer"] == [one["role"] for one in held]
    assert "Testing Partnership" in casekeeper("policy", "show").out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("add", "officer@northmoor.example", "--agency", "unit", "--role", "review_officer"), "already"),
        (("add", "new@northmoor.example", "--agency", "unit", "--role", "review_officer"), "give a name"),
        (("add", "new@x.example", "--name", "N", "--agency", "moon", "--role", "agency_user"), "no agency moon"),
        (("add", "new@x.example", "--name", "N", "--role", "agency_user"), "name it"),
        (("add", "new@x.example\nBcc: y@z.example", "--name", "N", "--role", "auditor"), "isn't an email address"),
        (("add", "new@x.example", "--name", "N\nM\x07", "--role", "auditor"), "one line"),
        (("token", "nobody@northmoor.example"), "Nobody here"),
    ],
)
def test_people_are_refused_in_a_sentence(world: World, casekeeper: Command, words: tuple[str, ...], says: str) -> None:
    """Nothing half added."""
    typed = casekeeper("people", *words)
    assert (1, True) == (typed.code, says in typed.err), typed.err


def test_a_second_partnership_must_be_named(world: World, casekeeper: Command) -> None:
    """With two, a command asks which; codes and keys are checked, and there once."""
    assert 1 == casekeeper("partnership", "add", "nm", "Small").code
    assert 1 == casekeeper("partnership", "add", "NM", "Again").code
    assert 1 == casekeeper("agency", "add", "Big Agency", "Big").code
    assert 1 == casekeeper("agency", "add", "police", "Police").code
    assert 0 == casekeeper("partnership", "add", "SM", "Southmoor").code
    typed = casekeeper("policy", "show")
    assert (1, "Say which partnership, with --partnership: NM, SM\n") == (typed.code, typed.err)
    assert "applied no policy of its own" in casekeeper("policy", "show", "--partnership", "SM").out


def test_a_misspelt_policy_key_is_named(world: World, casekeeper: Command, tmp_path: Path) -> None:
    """Every fault on a line of its own, with what is allowed; nothing is applied."""
    file = tmp_path / "policy.toml"
    file.write_text('title = "X"\nedition = "2"\n[digest]\ndigest_houre = 8\n[sign_off]\nwaives_low_risk = "no"\n')
    for words in (("check", file), ("apply", file)):
        typed = casekeeper("policy", *words)
        assert (1, 2) == (typed.code, len(typed.err.splitlines()))
        assert "digest.digest_houre isn't a key of a policy; did you mean digest_hour?" in typed.err
    assert "edition 1" in casekeeper("policy", "show").out


def test_a_policy_for_agencies_that_arent_there(world: World, casekeeper: Command, tmp_path: Path) -> None:
    """Statutory partners that the partnership doesn't have are named."""
    file = tmp_path / "policy.toml"
    file.write_text(
        'title = "X"\nedition = "2"\n[partners]\nstatutory = ["moon", "police", "icb"]\nlocal_authority = "moon"\n'
    )
    typed = casekeeper("policy", "apply", file)
    assert (1, True) == (typed.code, "doesn't have: moon" in typed.err)


def test_a_file_that_is_no_policy(casekeeper: Command, tmp_path: Path) -> None:
    """What isn't text, or isn't TOML, is said so."""
    file = tmp_path / "policy.toml"
    for content in (b"\xff\xfe", b"title = "):
        file.write_bytes(content)
        assert 1 == casekeeper("policy", "check", file).code


def test_a_sweep_moves_the_clock_forward_only(world: World, casekeeper: Command) -> None:
    """Chased as of --now, once; an instant that has passed is refused."""
    action(world, due="2026-11-25")
    then = "2099-12-14T08:00"
    first, second = (casekeeper("sweep", "--now", then, "--json").json for _ in range(2))
    assert (True, 0) == (first["lines"] > 0, second["lines"])
    assert 1 == casekeeper("sweep", "--now", "2020-01-01T08:00").code
    with world.database.reading() as session:
        assert session.execute(NOTICE.select()).first() is not None


def test_a_mail_server_that_isnt_there(world: World, casekeeper: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit 1 and a sentence; the mail is put off, not lost."""
    monkeypatch.setenv("CASEKEEPER_SMTP_URL", "smtp://127.0.0.1:1")
    action(world, due="2026-11-25")
    then = "2099-12-14T08:00"
    counted = casekeeper("sweep", "--now", then, "--json").json
    made = counted["digests"] + counted["summaries"]
    typed = casekeeper("deliver", "--now", "2099-12-14T08:05", "--json")
    assert (1, made, 0) == (typed.code, typed.json["deferred"], typed.json["sent"])
    assert f"0 refused, {made} put off" in typed.err
    assert made > 0


def test_verify_proves_the_trail_or_says_where_it_breaks(world: World, casekeeper: Command) -> None:
    """Exit 0 and the number of entries; after tampering exit 1, the case and the entry."""
    reference, other = incident(world), incident(world)
    assert "Whole." in casekeeper("verify").out
    with world.database.writing() as session:
        session.execute(text("UPDATE text SET body = 'changed' WHERE case_id = 1"))
    typed = casekeeper("verify", reference, "--json")
    assert (1, reference) == (typed.code, typed.json["breaches"][0]["reference"])
    assert f"{reference}, entry 1:" in typed.err
    assert 0 == casekeeper("verify", other).code
    assert 1 == casekeeper("verify", "NM-2026-9999").code


def test_kinds_are_described(casekeeper: Command) -> None:
    """Each form, one kind or all."""
    assert casekeeper("describe", "incident", "--format", "mermaid").out.startswith("stateDiagram-v2")
    assert "incident" == casekeeper("describe", "incident", "--format", "json").json["key"]
    assert len(casekeeper("describe", "--format", "json").json) >= 5
    assert casekeeper("describe", "incident").out.startswith("## Serious incident")


def test_a_database_newer_than_the_code_is_left_alone(casekeeper: Command, tmp_path: Path) -> None:
    """One sentence, for reading and for migrating alike."""
    database = Database(f"sqlite:///{tmp_path / 'new.db'}")
    migrate(database)
    with database.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    database.close()
    for words in (("people", "list"), ("migrate",)):
        typed = casekeeper(*words)
        assert (1, True) == (typed.code, "written by a newer Casekeeper" in typed.err)


@pytest.mark.parametrize("setting", ["CASEKEEPER_DATABASE_URL", "CASEKEEPER_FILES"])
def test_where_nothing_can_be_written(
    casekeeper: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, setting: str
) -> None:
    """A file where a folder should be: one sentence that names the path."""
    assert 0 == casekeeper("migrate").code
    (tmp_path / "file").write_text("")
    place = tmp_path / "file" / "place"
    monkeypatch.setenv(setting, f"sqlite:///{place}" if "URL" in setting else str(place))
    typed = casekeeper("verify")
    assert (1, 1, True) == (typed.code, len(typed.err.splitlines()), str(place) in typed.err)


def test_a_database_server_that_isnt_there(casekeeper: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """One sentence, without the password."""
    monkeypatch.setenv("CASEKEEPER_DATABASE_URL", "postgresql://ann:secret-word@127.0.0.1:1/ck")
    typed = casekeeper("migrate")
    assert (1, True, False) == (typed.code, "can't be used" in typed.err, "secret-word" in typed.err)


def test_a_weak_secret_stops_the_start(casekeeper: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """Outside the demo nothing is served before a secret is set; the sentence says how."""
    monkeypatch.delenv("CASEKEEPER_DEMO", raising=False)
    casekeeper("migrate")
    for secret in ("", "short", "a" * 60):
        monkeypatch.setenv("CASEKEEPER_SECRET_KEY", secret)
        typed = casekeeper("serve", "--port", 0)
        assert (1, True) == (typed.code, "Set CASEKEEPER_SECRET_KEY" in typed.err)


def test_the_webs_clock_isnt_moved(casekeeper: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """Outside the demo nothing is served on another day than today."""
    monkeypatch.delenv("CASEKEEPER_DEMO", raising=False)
    casekeeper("migrate")
    monkeypatch.setenv("CASEKEEPER_SECRET_KEY", "0123456789abcdef" * 3)
    monkeypatch.setenv("CASEKEEPER_NOW", "2099-12-14T08:00")
    typed = casekeeper("serve", "--port", 0)
    assert (1, True) == (typed.code, "in the demo only" in typed.err)
