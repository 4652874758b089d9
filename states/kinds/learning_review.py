"""Another local learning review: what the partners hold instead of a statutory one, to its learning written down."""

from states import roles
from states.asks import Ask, Option
from states.clocks import Basis, Clock, months, on_opening
from states.language import Evidence, Machine, Move, Opening, State, Tell
from states.moves.common import REASON, with_common_moves
from states.moves.decisions import NO_RETURNS_OUT
from states.moves.reviews.holding import as_review
from states.moves.reviews.proceedings import AGREED, INTERVIEWS, PUBLICATION, unless_held
from states.moves.reviews.reporting import CHAIRED, TOLD, asking_agencies
from states.moves.subjects import POSSIBLE, SUBJECTS

RUNNING = ("commissioned", "held", "written")

LEARNING_REVIEW = with_common_moves(as_review(Machine(
    key="learning_review", title="Learning review", plural="Learning reviews", starts_in="commissioned",
    titled_by="matter", subjects_from="subjects", group="reviews",
    about="A local review to learn from what happened, where none that the law knows is held.",
    members=(roles.REVIEW_OFFICER, roles.DELEGATED_PARTNER, roles.REVIEW_CHAIR, roles.PANEL_MEMBER, roles.SCRUTINEER),
    opening=Opening(
        by=(*CHAIRED, roles.BOARD_CHAIR), often=(roles.REVIEW_CHAIR, roles.BOARD_CHAIR),
        parents=("rapid_review", "adult_review"),
        asks=(Ask(key="matter", label="What it is about, without names", type="line", required=False),
              Ask(key="purpose", label="What is to be learned, and why this way", type="text",
                  required=False),
              Ask(key="method", label="How", type="choice", required=False,
                  options=(Option("event", "Learning event with practitioners"), Option("desktop", "Desktop review"),
                           Option("audit", "Multi-agency audit"), Option("other", "Other"))),
              Ask(key="subjects", label="Whom it is about", type="rows", hint=SUBJECTS.hint, required=False,
                  columns=SUBJECTS.columns)),
        needs=(POSSIBLE,), tells=(Tell("learning_commissioned", "A learning review was commissioned", TOLD),)),
    states=(State("commissioned", "Commissioned", early=True), State("held", "Held"),
            State("written", "Learning written down"),
            State("closed", "Closed", final=True), State("discontinued", "Discontinued", final=True, aside=True)),
    evidence=Evidence(RUNNING, CHAIRED),
    moves=(
        asking_agencies("ask_agencies", ("commissioned",)),
        Move("hold_review", "Record that it was held", ("commissioned",), "held", by=CHAIRED,
             asks=(Ask(key="attended", label="Agencies that took part", type="agencies"),
                   Ask(key="discussion", label="What was discussed", type="text"), *AGREED),
             needs=(unless_held(INTERVIEWS),)),
        Move("write", "Write the learning down", ("held",), "written", by=CHAIRED,
             asks=(Ask(key="learning", label="The learning", type="text"),
                   Ask(key="good_practice", label="Good practice", type="text", required=False), *AGREED),
             needs=(unless_held(INTERVIEWS),),
             tells=(Tell("learning_written", "The learning of a learning review is written down", TOLD),)),
        Move("revise", "Back to the review", ("written",), "held", by=CHAIRED, asks=(REASON,)),
        Move("close", "Close", ("written",), "closed", by=CHAIRED,
             asks=(Ask(key="shared_how", label="With whom the learning was shared, and how", type="text"), *AGREED),
             needs=(NO_RETURNS_OUT, unless_held(PUBLICATION)),
             tells=(Tell("learning_shared", "A learning review is closed: its learning was shared", TOLD),)),
        Move("discontinue", "Discontinue", RUNNING, "discontinued", by=(roles.BUSINESS_MANAGER, roles.REVIEW_CHAIR),
             asks=(REASON,), tells=(Tell("discontinued", "A learning review was discontinued", TOLD),)),
    ),
    clocks=(Clock(key="learning_review", label="Learning review", lasts=months(6), starts=on_opening(),
                  stops=("closed", "discontinued"), chase="review",
                  basis=Basis("The partnership's learning framework")),),
)), reopens_to="commissioned", doers=(roles.REVIEW_CHAIR, roles.PANEL_MEMBER))
