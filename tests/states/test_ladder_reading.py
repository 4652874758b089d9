"""A policy's ladder and last word as they are read: each fault names its key, what was found and what is allowed."""

import pytest

from states.clocks import Lasts, working_days
from states.defaults import england_toml
from states.ladders.ladder import Ladder, LastWord, Stage
from states.policy import PolicyFaults
from states.policy_file import read_policy

OWNERS = (
    "agency_user, agency_lead, delegated_partner, lead_partner, executive, business_manager, review_chair, board_chair"
)
LENGTH = 'a length such as "2 working days"; "0 working days" is the same day'
ONE_LINE = "one line of text, 300 characters at most"
HEADS = '[[ladder.stages]]\nkey = "heads"\nname = "Heads"\nwithin = "2 working days"\nraised_by = "agency_lead"\n'
CHIEFS = '[[ladder.stages]]\nkey = "chiefs"\nname = "Chiefs"\nwithin = "5 working days"\nraised_by = "lead_partner"\n'
TWO = HEADS + CHIEFS
NONE = '[last_word]\nmode = "none"\n'


def ladder(text: str) -> Ladder:
    """The ladder of a policy that says this, over the national defaults."""
    return read_policy(text, defaults=england_toml()).ladder


def faults(text: str) -> list[str]:
    """Every fault that is found."""
    with pytest.raises(PolicyFaults) as refused:
        ladder(text)
    return refused.value.faults


def stage(old: str, new: str) -> str:
    """Two stages, the first with something else in a line of it."""
    assert old in HEADS
    return HEADS.replace(old, new) + CHIEFS


WRONG = {
    "no such key of a ladder": (
        '[ladder]\nveiw_from = "chiefs"\n' + TWO,
        (
            "ladder.veiw_from: found 'chiefs', allowed is one of the keys "
            "stages, immediate_harm_to, view_from, learning_within, dissent"
        ),
    ),
    "no such key of a stage": (
        stage("within", "hours = 3\nwithin"),
        (
            "ladder.stages[0].hours: found 3, allowed is one of the keys "
            "key, name, within, raised_by, answered_by, formal, notes"
        ),
    ),
    "no such key of a last word": (
        TWO + '[last_word]\nmode = "advisory"\nby = "Monday"\n',
        (
            "last_word.by: found 'Monday', allowed is one of the keys "
            "mode, view_within, decided_within, managed, reported_to"
        ),
    ),
    "no such key of dissent": (
        '[ladder.dissent]\nat = "heads"\n' + TWO,
        "ladder.dissent.at: found 'heads', allowed is one of the keys enters_at, within",
    ),
    "no ladder but a number": ("ladder = 5", "ladder: found 5, allowed is a table"),
    "stages that are no list": (
        '[ladder]\nstages = "many"',
        "ladder.stages: found 'many', allowed is a list of one to 9 stages, each [[ladder.stages]]",
    ),
    "a stage that is no table": ("[ladder]\nstages = [5]", "ladder.stages[0]: found 5, allowed is a table"),
    "a key with a space": (
        stage('"heads"', '"Heads of service"'),
        (
            "ladder.stages[0].key: found 'Heads of service', allowed is a word of small letters, digits and _, "
            "such as heads_of_service"
        ),
    ),
    "a key that is a number": (
        stage('"heads"', "1"),
        "ladder.stages[0].key: found 1, allowed is a word of small letters, digits and _, such as heads_of_service",
    ),
    "a name of two lines": (
        stage('"Heads"', '"Heads\\nof service"'),
        f"ladder.stages[0].name: found 'Heads\\nof service', allowed is {ONE_LINE}",
    ),
    "a length in weeks": (
        stage('"2 working days"', '"2 weeks"'),
        f"ladder.stages[0].within: found '2 weeks', allowed is {LENGTH}",
    ),
    "a length that is a number": (
        stage('"2 working days"', "2"),
        f"ladder.stages[0].within: found 2, allowed is {LENGTH}",
    ),
    "a role that owns no stage": (
        stage('"agency_lead"', '"scrutineer"'),
        f"ladder.stages[0].raised_by: found 'scrutineer', allowed is one of {OWNERS}",
    ),
    "a role on the other side": (
        stage("raised_by", 'answered_by = ["agency_lead"]\nraised_by'),
        f"ladder.stages[0].answered_by: found ['agency_lead'], allowed is one of {OWNERS}",
    ),
    "formal in words": (
        stage("raised_by", 'formal = "no"\nraised_by'),
        "ladder.stages[0].formal: found 'no', allowed is true or false",
    ),
    "empty notes": (
        stage("raised_by", 'notes = ""\nraised_by'),
        f"ladder.stages[0].notes: found '', allowed is {ONE_LINE}",
    ),
    "harm to nowhere": (
        '[ladder]\nimmediate_harm_to = "police"\n' + TWO,
        "ladder.immediate_harm_to: found 'police', allowed is the key of a stage: heads, chiefs",
    ),
    "views from nowhere": (
        '[ladder]\nview_from = "delegated_partners"\n' + TWO,
        "ladder.view_from: found 'delegated_partners', allowed is the key of a stage: heads, chiefs",
    ),
    "views where nobody is asked": (
        '[ladder]\nview_from = "chiefs"\n' + TWO + NONE,
        "ladder.view_from: found 'chiefs', allowed is nothing, as last_word.mode is none: there is nobody to be asked",
    ),
    "a dissent that enters nowhere": (
        "[ladder.dissent]\nenters_at = 2\n" + TWO,
        "ladder.dissent.enters_at: found 2, allowed is the key of a stage: heads, chiefs",
    ),
    "a dissent's time of no stage": (
        '[ladder.dissent]\nwithin = { partners = "1 working day" }\n' + TWO,
        "ladder.dissent.within: found 'partners', allowed is the key of a stage: heads, chiefs",
    ),
    "a dissent's time that is none": (
        '[ladder.dissent]\nwithin = { heads = "soon" }\n' + TWO,
        f"ladder.dissent.within.heads: found 'soon', allowed is {LENGTH}",
    ),
    "a dissent's times in a list": (
        '[ladder.dissent]\nwithin = ["1 working day"]\n' + TWO,
        (
            "ladder.dissent.within: found ['1 working day'], allowed is "
            'a table such as {delegated_partners = "1 working day"}'
        ),
    ),
    "learning for ever": (
        '[ladder]\nlearning_within = "always"\n' + TWO,
        f"ladder.learning_within: found 'always', allowed is {LENGTH}",
    ),
    "an unknown last word": (
        TWO + '[last_word]\nmode = "referee"\n',
        "last_word.mode: found 'referee', allowed is none, advisory, arbiter, mediation",
    ),
    "a last word in a list": (
        TWO + '[last_word]\nmode = ["advisory"]\n',
        "last_word.mode: found ['advisory'], allowed is none, advisory, arbiter, mediation",
    ),
    "no last word but a word": ('last_word = "chair"', "last_word: found 'chair', allowed is a table"),
    "a view at no time": (
        TWO + '[last_word]\nmode = "advisory"\nview_within = "1 hour"\n',
        f"last_word.view_within: found '1 hour', allowed is {LENGTH}",
    ),
}


@pytest.mark.parametrize(("text", "sentence"), WRONG.values(), ids=WRONG)
def test_a_fault_names_the_key_what_was_found_and_what_is_allowed(text: str, sentence: str) -> None:
    """That fault, and no other that only follows from it."""
    assert [sentence] == faults(text)


@pytest.mark.parametrize("missing", ["key", "name", "within", "raised_by"])
def test_what_a_stage_must_say_is_asked_for(missing: str) -> None:
    """By name, once, and what names the stage elsewhere isn't a fault as well where its key can be read."""
    lines = [line for line in HEADS.splitlines() if not line.startswith(missing)]
    there = sorted(line.partition(" ")[0] for line in lines[1:])
    refers = "" if missing == "key" else '[ladder]\nimmediate_harm_to = "heads"\n'
    expected = f"ladder.stages[0]: found {there!r}, allowed is a stage with {missing} too"
    assert [expected] == faults(refers + "\n".join([*lines, ""]) + CHIEFS)


def test_two_stages_have_two_keys() -> None:
    """Or nobody could say which of them is meant."""
    expected = "ladder.stages: found ['heads', 'heads'], allowed is stages with a key of their own each"
    assert [expected] == faults(HEADS + HEADS)


def test_nine_stages_are_the_most_and_one_the_least() -> None:
    """Ten are refused, and so are none."""
    many = [HEADS.replace('"heads"', f'"heads_{number}"') for number in range(10)]
    assert 9 == len(ladder("".join(many[:9])).stages)
    assert 1 == len(ladder(HEADS).stages)
    for text in ("".join(many), "[ladder]\nstages = []"):
        (fault,) = faults(text)
        assert fault.startswith("ladder.stages: found [")
        assert fault.endswith("allowed is a list of one to 9 stages, each [[ladder.stages]]")


def test_an_arbiter_is_had_with_three_answers_only() -> None:
    """How it is managed, to whom it is reported, in what time: the partnership's own, none taken from elsewhere."""
    answers = {"managed": '"In writing"', "reported_to": '"The board"', "view_within": '"3 working days"'}
    wanted = [f"last_word.{key}: found '', allowed is an answer, where the mode is arbiter" for key in answers]
    assert wanted == faults(TWO + '[last_word]\nmode = "arbiter"\n')
    for left_out, sentence in zip(answers, wanted, strict=True):
        said = "".join(f"{key} = {answer}\n" for key, answer in answers.items() if key != left_out)
        assert [sentence] == faults(TWO + f'[last_word]\nmode = "arbiter"\n{said}')
    said = "".join(f"{key} = {answer}\n" for key, answer in answers.items())
    word = ladder(TWO + f'[last_word]\nmode = "arbiter"\n{said}').last_word
    assert LastWord("arbiter", working_days(3), working_days(5), "In writing", "The board") == word


def test_all_faults_come_at_once() -> None:
    """Those of the ladder, of its stages, of the last word, and of what else the policy holds."""
    text = (
        'title = 5\n[ladder]\nimmediate_harm_to = "x"\nlearning_within = "x"\n'
        + stage('"2 working days"', '"x"').replace("lead_partner", "king")
        + '[last_word]\nmode = "x"\ndecided_within = "x"\n'
    )
    keys = {fault.partition(":")[0] for fault in faults(text)}
    assert {"title", "ladder.immediate_harm_to", "ladder.learning_within", "last_word.mode"} | {
        "ladder.stages[0].within",
        "ladder.stages[1].raised_by",
        "last_word.decided_within",
    } == keys


def test_what_a_ladder_leaves_out_follows_from_its_stages() -> None:
    """Harm goes to the last; a dissent and views to the delegated partners' first stage, else to the last."""
    partners = CHIEFS.replace("lead_partner", "delegated_partner").replace("chiefs", "partners")
    found = ladder(HEADS + partners + CHIEFS)
    assert ("chiefs", "partners", "partners") == (found.immediate_harm_to, found.dissent_enters_at, found.view_from)
    assert ((), working_days(20)) == (found.dissent_within, found.learning_within)
    found = ladder(TWO)
    assert ("chiefs", "chiefs", "chiefs") == (found.immediate_harm_to, found.dissent_enters_at, found.view_from)
    assert "" == ladder(TWO + NONE).view_from


def test_a_stage_says_who_owns_it_on_either_side() -> None:
    """Where the other side isn't named it is the same role; a stage is formal unless it says no."""
    first, second = ladder(stage("raised_by", 'formal = false\nanswered_by = "executive"\nraised_by')).stages
    assert Stage("heads", "Heads", working_days(2), "agency_lead", "executive", formal=False) == first
    assert Stage("chiefs", "Chiefs", working_days(5), "lead_partner", "lead_partner") == second
    assert (("agency_lead", "executive"), ("lead_partner",)) == (first.owners, second.owners)


def test_the_same_day_is_a_length_too() -> None:
    """No working days: it ends on the day it begins."""
    assert Lasts(0, "working days") == ladder(stage('"2 working days"', '"0 working days"')).stages[0].within


def test_whoever_writes_their_own_stages_takes_none_from_elsewhere() -> None:
    """Nor the national times of a dissent, which name stages that aren't there."""
    found = ladder(TWO)
    assert (["heads", "chiefs"], ()) == ([one.key for one in found.stages], found.dissent_within)
    national = ladder('[ladder]\nimmediate_harm_to = "lead_partners"\n')
    assert (5, 2, "lead_partners") == (len(national.stages), len(national.dissent_within), national.immediate_harm_to)
    assert [1, 2] == [national.number(key) for key in ("practitioners", "line_managers")]
    with pytest.raises(KeyError):
        national.number("heads")
