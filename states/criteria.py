"""The criteria that the law sets for decisions, as questions: shared by every kind that decides by them."""

from __future__ import annotations

from states.asks import Ask, Option

# Children Act 2004, section 16C(1): a child died or was seriously harmed, and abuse or neglect is known or suspected.
SERIOUS_CASE = Ask(
    key="criteria",
    label="Is it a serious child safeguarding case?",
    type="criteria",
    required=False,
    hint="Not needed for the death of a looked-after child or care leaver alone",
    options=(
        Option("a", "Abuse or neglect of a child is known or suspected"),
        Option("b", "The child died or was seriously harmed"),
    ),
)

# SI 2018/789, regulation 11.
CRITERIA_REG_11 = Ask(
    key="criteria_reg_11",
    label="Local review criteria (SI 2018/789, regulation 11)",
    type="criteria",
    hint="Meeting a criterion does not oblige the partners to hold a review",
    options=(
        Option("a", "Highlights, or may highlight, improvements needed, including ones identified before"),
        Option("b", "Highlights, or may highlight, recurrent themes"),
        Option("c", "Highlights, or may highlight, concerns about how agencies work together"),
        Option("d", "The Panel considered it and concluded that a local review may be more appropriate"),
    ),
)

OUTCOMES = (
    Option("lcspr", "Local child safeguarding practice review"),
    Option("learning_taken", "No LCSPR: the learning is taken in the rapid review"),
    Option("learning_review", "Another local learning review"),
    Option("national_suggested", "National review suggested"),
    # Working Together, chapter 5: the one doesn't rule the other out.
    Option("lcspr_and_national", "Local child safeguarding practice review, and a national review suggested"),
    Option("criteria_not_met", "Withdrawn: the criteria are not met after all"),
)

# Care Act 2014, section 44(1) to (4).
CRITERIA_S44 = Ask(
    key="criteria_s44",
    label="Criteria for a safeguarding adults review (Care Act 2014, section 44)",
    type="criteria",
    hint="Mandatory where the need, the concern and condition 1 or 2 hold; in any other case of such an adult the "
    "board may hold one",
    options=(
        Option("needs", "An adult in the board's area with needs for care and support, met or not"),
        Option("concern", "Reasonable cause for concern about how the board, its members or others worked together"),
        Option("condition_1", "Condition 1: the adult died, and abuse or neglect is known or suspected to be why"),
        Option("condition_2", "Condition 2: the adult is alive, and serious abuse or neglect is known or suspected"),
    ),
)
