"""A policy says what a partnership does its own way; each of its faults is said so that it can be put right."""

from pathlib import Path

import pytest

from states.clocks import months, working_days
from states.differences import policy_words
from states.kinds import machines
from states.policy import Policy, PolicyFaults
from states.policy_file import read_lasts, read_policy

ENGLAND = (Path(__file__).parents[2] / "states" / "england.toml").read_text(encoding="utf-8")
CLOCKS = {f"{kind.key}.{clock.key}" for kind in machines().values() for clock in kind.clocks}


def policy(text: str = "") -> Policy:
    """A partnership's policy over the national defaults."""
    return read_policy(text, defaults=ENGLAND, clocks=CLOCKS)


def test_the_national_defaults_are_a_policy() -> None:
    """Alone they are whole, name clocks that exist, and leave no clock with a ladder that isn't there."""
    england = policy()
    assert set(england.durations) <= CLOCKS
    ladders = {chase.key for chase in england.chases}
    used = {clock.chase for kind in machines().values() for clock in kind.clocks}
    assert used - {""} <= ladders


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("titel = 'Northmoor'", "titel isn't a key of a policy; did you mean title?"),
        ("title = 5", "title: found 5, allowed is one line of text"),
        ("[digest]\ndigest_hour = 25", "digest.digest_hour: found 25, allowed is an hour"),
        ("[sign_off]\nwaives_low_risk = 'no'", "sign_off.waives_low_risk: found 'no', allowed is true or false"),
        ("[partners]\nstatutory = ['council']", "partners.statutory: found ['council'], allowed is a list of three"),
        ('[durations]\n"incident.notify" = "5 days"', "durations.\"incident.notify\": found '5 days'"),
        ('[durations]\n"incident.notify_panel" = "soon"', "durations.\"incident.notify_panel\": found 'soon'"),
        ("ratified_on = '2026-11-23'", "ratified_on: found '2026-11-23', allowed is a date"),
        ("[chase.ordinary]\nrungs = [{at = 0, to = ['king']}]", "chase.ordinary.rungs[0].to: found ['king']"),
        ("title = ", "the file isn't TOML"),
        ("[meetings]\nquorum = 0", 'meetings.quorum: found 0, allowed is "all", or a number of statutory partners'),
        ("[meetings]\nquorum = true", "meetings.quorum: found True, allowed is"),
        ("[meetings]\nquorum = 'most'", "meetings.quorum: found 'most', allowed is"),
        ("[meetings]\nquorum = 4", "meetings.quorum: found 4, allowed is no more than partners.statutory has"),
        ("[sign_in]\npasskeys_for = ['king']", "sign_in.passkeys_for: found ['king'], allowed is a list of roles"),
        ("[sign_in]\npasskeys_for = [['auditor']]", "sign_in.passkeys_for: found [['auditor']], allowed is a list"),
        ("[sign_in]\npasskeys_for = 'auditor'", "sign_in.passkeys_for: found 'auditor', allowed is a list of roles"),
        ("[sign_in]\nproviders = ['school']", "sign_in.providers: found ['school'], allowed is a table by agency"),
        ("[sign_in.providers]\nschool = 'mfa'", "sign_in.providers.school: found 'mfa', allowed is acr = […] or amr ="),
        ("[sign_in.providers.school]", "sign_in.providers.school: found {}, allowed is acr"),
        ("[sign_in.providers.school]\namr = []", "sign_in.providers.school: found {'amr': []}, allowed is acr"),
        ("[sign_in.providers.school]\namr = 'mfa'", "sign_in.providers.school: found {'amr': 'mfa'}, allowed is"),
        ("[sign_in.providers.school]\namr = [['mfa']]", "sign_in.providers.school: found {'amr': [['mfa']]}, allowed"),
        ("[sign_in.providers.school]\nacr = ['a b']", "sign_in.providers.school: found {'acr': ['a b']}, allowed is"),
        ("[sign_in.providers.school]\nacr = ['']", "sign_in.providers.school: found {'acr': ['']}, allowed is"),
        ("[sign_in.providers.school]\nloa = ['3']", "sign_in.providers.school: found {'loa': ['3']}, allowed is"),
        ("themes = 'Neglect'", "themes: found 'Neglect', allowed is a list of 1 to 60 themes"),
        ("themes = []", "themes: found [], allowed is a list of 1 to 60 themes"),
        ("themes = ['Neglect', 'neglect']", "themes: found ['Neglect', 'neglect'], allowed is a list"),
        ("themes = ['Neglect', 5]", "themes: found ['Neglect', 5], allowed is a list"),
        ("themes = [' Neglect']", "themes: found [' Neglect'], allowed is a list"),
        ('themes = ["Two\\nlines"]', "themes: found ['Two"),
        ("[chase.ordinary]\nrungs = [{at = 261, to = ['owner']}]", "chase.ordinary.rungs[0].at: found 261, allowed is"),
        (
            "[chase.ordinary]\nrungs = [{at = -1000000000, to = ['owner']}]",
            "chase.ordinary.rungs[0].at: found -1000000",
        ),
        ("[chase.ordinary]\nrungs = [{at = true, to = ['owner']}]", "chase.ordinary.rungs[0].at: found True"),
        ("[chase.statuatory]\nrungs = [{at = 0, to = ['owner']}]", "chase.statuatory: found {'rungs':"),
        (
            "[chase.ordinary]\nrungs = [{at = 0, to = ['whose_turn']}]",
            "chase.ordinary.rungs[0].to: found ['whose_turn']",
        ),
        (
            "[chase.ordinary]\nthen_to = ['whose_turn']\nrungs = [{at = 0, to = ['owner']}]",
            "chase.ordinary.then_to: found",
        ),
    ],
)
def test_a_policys_fault_names_the_key_and_what_is_allowed(text: str, sentence: str) -> None:
    """So that whoever wrote the file can put it right without asking."""
    with pytest.raises(PolicyFaults) as refused:
        policy(text)
    assert any(fault.startswith(sentence) for fault in refused.value.faults), refused.value.faults


def test_all_faults_of_a_policy_come_at_once() -> None:
    """Not one at a time."""
    with pytest.raises(PolicyFaults) as refused:
        policy("title = 5\nratified_by = 6\n[digest]\ndigest_hour = -1")
    assert 3 == len(refused.value.faults)


@pytest.mark.parametrize(
    "text",
    [
        "[chase.ordinary]\nrungs = 5",
        "[chase.ordinary]\nrungs = [5]",
        "[chase.ordinary]\nrungs = [{at = 0, to = [['owner']]}]",
        "[chase.ordinary]\nrungs = [{at = 0, to = [{a = 1}]}]",
        "chase = 5",
        "durations = 5",
        "partners = 5",
        "[durations]\n'incident.notify_panel' = 5",
        "[partners]\nstatutory = [1, 2, 3]",
    ],
)
def test_a_policy_of_the_wrong_shape_is_refused_in_words(text: str) -> None:
    """Numbers for tables, lists in lists: sentences, not a crash."""
    with pytest.raises(PolicyFaults):
        policy(text)


@pytest.mark.parametrize("hidden", ["\\u0000", "\\r", "\\n", "\\u202e", "\\u2028", "\\u200b", "\\u007f", "x" * 301])
@pytest.mark.parametrize(
    "text", ['title = "T{}"', 'edition = "2{}"', '[names]\nhelp_line = "Ring{}"', '[names]\nnational_body = "Panel{}"']
)
def test_what_nobody_can_see_is_no_text(text: str, hidden: str) -> None:
    """A NUL stops a database, a turned direction or a line of its own says something else than what was confirmed."""
    assert " of Northmoor\u00a0– ü" in " ".join(policy_words(policy(text.format(" of Northmoor\u00a0– ü"))).values())
    with pytest.raises(PolicyFaults, match="allowed is one line of text, 300 characters at most"):
        policy(text.format(hidden))


@pytest.mark.parametrize(
    "text",
    [
        "x = " + "[" * 5000 + "]" * 5000,
        "x = " + "{a = " * 3000 + "1" + "}" * 3000,
        "durations." + ".".join("a" * 2000) + " = 1",
        "x = " + "9" * 10_000,
        "title = '" + "x" * 100_001 + "'",
    ],
)
def test_a_file_that_is_no_policy_is_refused_in_a_sentence(text: str) -> None:
    """Deep, endless or with numbers of ten thousand digits: no crash, and no page of what was found."""
    with pytest.raises(PolicyFaults) as refused:
        policy(text)
    assert all(len(fault) < 500 for fault in refused.value.faults)


def test_a_length_is_read_as_people_write_it() -> None:
    """One and many; anything else is refused."""
    assert (working_days(1), months(6)) == (read_lasts("1 working day"), read_lasts("6 months"))
    for words in ("five days", "5 weeks", "5 days", "-1 months", "1.5 months"):
        with pytest.raises(ValueError, match=words):
            read_lasts(words)
