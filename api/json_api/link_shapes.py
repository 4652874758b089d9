"""The shapes of what joins a case to others, and of whom it is about."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, ConfigDict, Field


class LinkShown(BaseModel):
    """A linked case that you may see. ``as``: joint, merged, related or decided_at, ``says`` the same in words.

    ``direction``: "to" where this case said the link, "from" where the other did.
    """

    model_config = ConfigDict(populate_by_name=True)

    reference: str
    kind: str = Field(alias="as")
    says: str
    title: str
    kind_title: str
    state: str
    state_label: str
    direction: str
    since: date


class SharedShown(BaseModel):
    """A case below a linked one that is shown here too; ``below``: the linked case, ``because``: how it is linked."""

    model_config = ConfigDict(from_attributes=True)

    reference: str
    below: str
    because: str = Field(validation_alias="why")
    kind: str
    title: str
    state: str
    state_label: str
    due_on: date | None
    agency: str


class SubjectShown(BaseModel):
    """Somebody whom the case is about; ``track``: child, or adult from 18.

    What is known of them is one of the values that the kind's question names, ``not_known`` among them; null where
    nobody has said.
    """

    model_config = ConfigDict(from_attributes=True)

    pseudonym: str
    age: int | None
    expected_on: date | None
    track: str
    sex: str | None = None
    ethnicity: str | None = None
    disability: str | None = None
    disability_kind: str | None = None
    legal_status: str | None = None
    living: str | None = None
