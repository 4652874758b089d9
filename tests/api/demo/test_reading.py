"""A partnership's files with something wrong in them: one sentence, with the file, the place and what is allowed."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from api.demo.loading import NORTHMOOR
from api.installation import Installation
from workflow.errors import Unusable

Loading = Callable[..., Installation]
SIBLINGS = "cases/siblings-mill-lane.toml"


@pytest.mark.parametrize(
    ("file", "written", "wrong", "says"),
    [
        (SIBLINGS, 'case = "incident"\nmove', 'case = "incident"\nmvoe', "step 2: mvoe isn't a key here; did you mean"),
        (SIBLINGS, 'by = "hannah.whitlock"', 'by = "hanna.whitlock"', "step 1: by: nobody in people.csv is"),
        (SIBLINGS, "incident_on = -19", "incident_in = -19", "There is no question called incident_in"),
        (SIBLINGS, "aware_on = -18", "aware_on = -20", "can't be before the incident"),
        (SIBLINGS, "on = -18", "on = 3", "on: found 3, allowed is a number of working days before today"),
        (SIBLINGS, 'case = "return.housing"', 'case = "return.hosing"', "no case is called return.hosing here yet"),
        (SIBLINGS, "letter-from-school.eml", "letter.eml", "files/letter.eml can't be read"),
        (SIBLINGS, "[step.answers]", "[step.answers", "siblings-mill-lane.toml: it isn't TOML"),
        ("people.csv", "review_officer", "review_oficer", "line 2: role: found 'review_oficer', did you mean"),
        ("people.csv", "2023-09-04", "last year", "line 2: since: found 'last year'"),
        ("agencies.csv", "key,name,", "name,key,", "the columns are name, key, police; they must be key, name, police"),
        ("policy.toml", "ratified_by", "ratfied_by", "policy.toml: ratfied_by isn't a key of a policy"),
        ("partnership.toml", "day = 3", 'day = "soon"', "day_off 1: day: found 'soon', allowed is a number of working"),
        ("partnership.toml", "on = -4", "on = 4", "away 1: on: found 4, allowed is a number of working days before"),
        ("partnership.toml", 'deputy = "owen', 'deputy = "jean.moffat" # "', "away 1: Your deputy must be of your own"),
        ("partnership.toml", "code", "cde", "cde isn't a key here; did you mean code?"),
    ],
)
def test_a_fault_is_one_sentence(
    loading: Loading, tmp_path: Path, file: str, written: str, wrong: str, says: str
) -> None:
    """What can't be taken is said with its file and place, and nothing is loaded."""
    folder = tmp_path / "northmoor"
    shutil.copytree(NORTHMOOR, folder)
    text = (folder / file).read_text(encoding="utf-8")
    assert written in text
    (folder / file).write_text(text.replace(written, wrong, 1), encoding="utf-8")
    with pytest.raises(Unusable) as refused:
        loading(folder=folder)
    assert says in str(refused.value)
    assert Path(file).name in str(refused.value)
    assert "\n" not in str(refused.value).split("it isn't TOML")[0]
