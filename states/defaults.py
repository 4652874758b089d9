"""The national defaults: the policy that holds wherever a partnership says nothing of its own."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from states.policy import Policy
from states.policy_file import read_policy


def england_toml() -> str:
    """The national defaults as written."""
    return files("states").joinpath("england.toml").read_text(encoding="utf-8")


@cache
def england() -> Policy:
    """The national defaults, read."""
    return read_policy(england_toml())
