"""A request for what the partnership holds: from police, court, coroner, family or public, answered in time."""

from states import roles
from states.asks import Ask, Option
from states.clocks import Basis, Clock, Lasts, months, on_answer, working_days
from states.conditions import Guard
from states.guards import answered, reason_if_late
from states.language import Evidence, Machine, Move, Opening, Signs, State, Tell
from states.moves.common import LATE, REASON, RECORDERS, with_common_moves
from states.moves.meetings import ANOTHER_HAND
from states.moves.prompts import LOCAL
from states.moves.requests import ADVISED, BY_ANOTHER, CHECKED, NOT_REDACTED, REDACT, REDACTED

DECIDERS = (roles.BUSINESS_MANAGER, roles.REVIEW_CHAIR)
PREPARERS = (*RECORDERS, roles.REVIEW_CHAIR)
READERS = (*PREPARERS, roles.LEGAL_ADVISER)
OPEN = ("received", "advice", "decided")
ENDS = ("released", "refused", "withdrawn")
GIVEN_OUT = ("disclose", "in_part")
ANSWERS = (Option("disclose", "Disclose"), Option("in_part", "Disclose in part"), Option("refuse", "Refuse"))

REQUESTER = Ask(key="requester", label="Who asks", type="choice",
                options=(Option("police", "Police or prosecution"), Option("court_order", "A court, by order"),
                         Option("coroner", "Coroner"),
                         Option("subject_access", "A person, or family for them: subject access"),
                         Option("freedom", "Anybody: freedom of information"), Option("other", "Somebody else")))
DUE_ON = Ask(key="due_on", label="Due on, where an order or an agreement says so", type="day", required=False)
# Section 10 counts from receipt. Its working days leave out bank holidays of any part of the United Kingdom; ours, of
# England and Wales, are due no later. Article 12(3): one month, from receipt. Neither was read at its source.
FREEDOM = Basis("Freedom of Information Act 2000", where="section 10", checked=False)
UK_GDPR = Basis("UK GDPR", where="article 12(3)", checked=False)

ORDER_SAYS_WHEN = Guard("given_if", "Give the day by which the court's order must be answered",
                        ("due_on", "requester", "court_order"), ("given", "answers"))
IN_ORDER = Guard("not_before", "It can't be due before it was received", ("due_on", "received_on"), ("answers",))
NO_DAY_AGREED = Guard("answer_is_without", "", ("due_on", "requester", "police", "coroner", "other"),
                      ("answers",))
PREPARED = Guard("is_proposed", "A decision must be prepared first, by another person", (), ("proposers",))
GIVES = answered("decision", *GIVEN_OUT, says="It was decided to refuse: nothing can be released")
IN_TIME = reason_if_late("It is answered after its due date: say why", "freedom", "subject", "order")


def _answered_by(key: str, label: str, lasts: Lasts | None, starts: str, basis: Basis, *who: str) -> Clock:
    return Clock(key=key, label=label, lasts=lasts, starts=on_answer(starts), stops=ENDS, basis=basis,
                 owed_to="requester", when=answered("requester", *who))


DISCLOSURE_REQUEST = with_common_moves(Machine(
    key="disclosure_request", title="Request for disclosure", plural="Requests for disclosure", starts_in="received",
    members=(roles.REVIEW_OFFICER, roles.REVIEW_CHAIR), group="requests",
    about="Police, a court, a coroner, a family or the public ask for what the partnership holds.",
    opening=Opening(by=PREPARERS,
                    asks=(REQUESTER,
                          Ask(key="requested_by", label="Their office and reference", type="line",
                              hint="For a person: their own reference, never a name"),
                          Ask(key="wanted", label="What is asked for", type="text"),
                          Ask(key="about", label="About which case, if it is one here", type="case", required=False,
                              hint="Its reference"),
                          Ask(key="received_on", label="Received on", type="day", past=True), DUE_ON),
                    needs=(ORDER_SAYS_WHEN, IN_ORDER),
                    tells=(Tell("disclosure_asked", "A request for disclosure came in",
                                ("business_manager", "review_officers")),)),
    states=(State("received", "Received"),
            State("advice", "With the legal adviser", admits=(roles.LEGAL_ADVISER,),
                  waits_for=((roles.LEGAL_ADVISER, "give_advice"),)),
            State("decided", "Decided"), State("released", "Released", final=True),
            State("refused", "Refused", final=True, aside=True),
            State("withdrawn", "Withdrawn", final=True, aside=True)),
    evidence=Evidence(OPEN, (*PREPARERS, roles.LEGAL_ADVISER)),
    moves=(
        Move("ask_advice", "Ask for legal advice", ("received",), "advice", by=PREPARERS,
             asks=(Ask(key="advice_wanted", label="What advice is wanted on", type="text"),),
             tells=(Tell("advice_wanted", "Your advice is asked on a request for disclosure", ("legal_adviser",),
                         at_once=True),)),
        Move("give_advice", "Give legal advice", ("advice",), by=(roles.LEGAL_ADVISER,),
             asks=(Ask(key="advice", label="Advice, with the law that it rests on", type="text"),),
             tells=(Tell("advice_given", "Legal advice was given on a request for disclosure",
                         ("owner", "opener", "business_manager")),)),
        Move("prepare", "Prepare the decision", ("received", "advice"), by=PREPARERS,
             asks=(Ask(key="proposed", label="What is proposed", type="choice", options=ANSWERS),
                   Ask(key="grounds", label="Grounds: what for, what against, whose interests", type="text"),
                   Ask(key="without_advice", label="If without legal advice: why none is needed", type="text",
                       required=False)),
             needs=(ADVISED,), proposes=True,
             tells=(Tell("disclosure_to_decide", "A request for disclosure waits for your decision",
                         ("business_manager", "review_chair"), at_once=True),)),
        Move("decide", "Decide", ("received", "advice"), "decided", by=DECIDERS,
             asks=(Ask(key="decision", label="Decision", type="choice", options=ANSWERS),
                   Ask(key="reasons", label="Reasons", type="text")),
             needs=(PREPARED, ANOTHER_HAND),
             tells=(Tell("disclosure_decided", "A request for disclosure was decided", ("owner", "opener")),)),
        Move("reconsider", "Decide anew", ("decided",), "received", by=DECIDERS, asks=(REASON,),
             effect="withdraw_proposal",
             tells=(Tell("disclosure_reconsidered", "A request for disclosure is decided anew",
                         ("owner", "opener")),)),
        Move(REDACT, "Record the redactions", ("decided",), by=READERS,
             asks=(Ask(key="redactions", label="What was redacted, and on what grounds; or that there was nothing to",
                       type="text"),),
             needs=(GIVES, NOT_REDACTED), proposes=True, signs=Signs("redaction", "agree"),
             tells=(Tell("redactions_to_check", "Redactions wait for a second person to check them", DECIDERS,
                         at_once=True),)),
        Move("check_redactions", "Check the redactions", ("decided",), by=READERS, for_another=False,
             asks=(Ask(key="redactions_checked", label="What was checked, in which version", type="text",
                       kept_in_case=False),),
             needs=(REDACTED, BY_ANOTHER), signs=Signs("redaction_check", "agree"),
             tells=(Tell("redactions_checked", "Redactions were checked: a request for disclosure can be answered",
                         ("owner", "opener")),)),
        Move("redact_again", "Send the redactions back", ("decided",), by=READERS, asks=(REASON,),
             needs=(REDACTED,), effect="withdraw_proposal",
             tells=(Tell("redactions_sent_back", "Redactions of what is disclosed are to be made anew",
                         ("owner", "opener")),)),
        Move("release", "Record what was released", ("decided",), "released", by=RECORDERS,
             asks=(Ask(key="released", label="What was released", type="text"),
                   Ask(key="released_to", label="To whom", type="line", hint="An office or a reference, never a name"),
                   Ask(key="how", label="How", type="choice",
                       options=(Option("secure_mail", "Secure mail"), Option("portal", "Portal or shared folder"),
                                Option("post", "Recorded post"), Option("by_hand", "By hand"))), LATE),
             needs=(GIVES, CHECKED, IN_TIME),
             tells=(Tell("disclosure_released", "A request for disclosure was answered", DECIDERS),)),
        Move("refuse", "Record the refusal", ("decided",), "refused", by=RECORDERS,
             asks=(Ask(key="refusal", label="What the requester was told: the reasons, and how to complain",
                       type="text"), LATE),
             needs=(answered("decision", "refuse", says="It was decided to disclose: record what was released"),
                    IN_TIME),
             tells=(Tell("disclosure_refused", "A request for disclosure was refused", DECIDERS),)),
        Move("change_due_date", "Agree another day", OPEN, by=DECIDERS,
             asks=(Ask(key="due_on", label="Due on", type="day"), REASON), needs=(IN_ORDER,),
             tells=(Tell("due_date_moved", "A request for disclosure is due on another day", ("owner", "opener")),)),
        Move("withdraw", "Withdrawn by the requester", OPEN, "withdrawn", by=RECORDERS, asks=(REASON,)),
    ),
    clocks=(
        _answered_by("freedom", "Answer under freedom of information", working_days(20), "received_on", FREEDOM,
                     "freedom"),
        _answered_by("subject", "Answer to a subject access request", months(1), "received_on", UK_GDPR,
                     "subject_access"),
        _answered_by("order", "Answer by the day ordered or agreed", None, "due_on",
                     Basis("The order, or what was agreed with the requester"), "court_order", "coroner", "police",
                     "other"),
        # Where no law and no agreement says when: the partnership's own time, from the day it came in.
        Clock(key="local", label="Answer where no day was agreed", lasts=working_days(20),
              starts=on_answer("received_on"), stops=ENDS, basis=LOCAL, owed_to="requester", when=NO_DAY_AGREED),
    ),
), reopens_to="received", doers=(roles.REVIEW_CHAIR, roles.LEGAL_ADVISER))
