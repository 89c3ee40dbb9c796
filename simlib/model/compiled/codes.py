"""The enumerations of the model as plain integers, which compiled code reads as constants."""

from __future__ import annotations

from simlib.inputs.disciplines import TASK_KINDS
from simlib.model.clock import CAUSE_BITS, ENTITY_BITS, Rank
from simlib.model.records import KIND_CODE, STORY_KINDS
from simlib.model.records import NOBODY as NOBODY
from simlib.model.state import Kind, Status

# -- what an event row says ----------------------------------------------------------------------
SHOCK = KIND_CODE["shock"]
HEARD = KIND_CODE["heard"]
RESCUED = KIND_CODE["rescued"]
KEPT = KIND_CODE["kept"]
LOST = KIND_CODE["lost"]
SHRUNK = KIND_CODE["shrunk"]
CALL = KIND_CODE["call"]
MEETING = KIND_CODE["meeting"]
FLAT_NO = KIND_CODE["flat_no"]
DROPPED = KIND_CODE["dropped"]
OPPORTUNITY = KIND_CODE["opportunity"]
DECLINED = KIND_CODE["declined"]
WON = KIND_CODE["won"]
ACTIVE = KIND_CODE["active"]
CHECK_IN = KIND_CODE["check_in"]
DEPARTURE = KIND_CODE["departure"]
SEAT_FILLED = KIND_CODE["seat_filled"]
LAYOFF = KIND_CODE["layoff"]
HANDED_OVER = KIND_CODE["handed_over"]
RUIN = KIND_CODE["ruin"]
REQUESTED = KIND_CODE["requested"]
IGNORED = KIND_CODE["ignored"]
SERVED = KIND_CODE["served"]
SERVED_LATE = KIND_CODE["served_late"]
REVIEWED = KIND_CODE["reviewed"]
GESTURED = KIND_CODE["gestured"]

KINDS_KEPT = {"none": 0, "story": len(STORY_KINDS), "full": len(KIND_CODE)}
"""For each log how many of the kinds, in their order, leave a row."""

# -- kinds of task -------------------------------------------------------------------------------
TASK_RESCUE = int(Kind.RESCUE)
TASK_CHECK_IN = int(Kind.CHECK_IN)
TASK_DISCOVERY = int(Kind.DISCOVERY)
TASK_PROPOSAL = int(Kind.PROPOSAL)
TASK_ONBOARDING = int(Kind.ONBOARDING)
TASK_SERVICE = int(Kind.SERVICE)
TASK_REVIEW = int(Kind.REVIEW)
TASK_GESTURE = int(Kind.GESTURE)
TASK_CALL = int(Kind.CALL)
TASKS = len(TASK_KINDS)
MONTHS_REMEMBERED = 3

# -- requests to the manager ---------------------------------------------------------------------
ASK_TALK, ASK_JOIN = 0, 1

# -- where an account stands ---------------------------------------------------------------------
IS_WON = int(Status.WON)
IS_ACTIVE = int(Status.ACTIVE)
IS_LOST = int(Status.LOST)

# -- whom one shock hits at once: positions in `plan.SCOPES` ---------------------------------------
SCOPE_ACCOUNT, SCOPE_BUYER, SCOPE_PARENT, SCOPE_SECTOR, SCOPE_ECONOMY = range(5)

# -- what a scenario forces ------------------------------------------------------------------------
FORCE_LOSE, FORCE_SHRINK, FORCE_STRIKE, FORCE_LEAVES = range(4)
FORCE_ACTIONS = ("lose", "shrink", "strike", "leaves")

# -- who goes first at equal times -----------------------------------------------------------------
RANK_FORCED = Rank.FORCED.number
RANK_SEAT_FILLED = Rank.SEAT_FILLED.number
RANK_DEPARTURE = Rank.DEPARTURE.number
RANK_TASK_DONE = Rank.TASK_DONE.number
RANK_MANAGER_DONE = Rank.MANAGER_DONE.number
RANK_DECISION = Rank.DECISION.number
RANK_SHOCK = Rank.SHOCK.number
RANK_REQUEST = Rank.REQUEST.number
RANK_REVIEW_DUE = Rank.REVIEW_DUE.number
RANK_GESTURE_DUE = Rank.GESTURE_DUE.number
RANK_DISCOVERY_READY = Rank.DISCOVERY_READY.number
RANK_OPPORTUNITY_DECISION = Rank.OPPORTUNITY_DECISION.number
RANK_CALL_DUE = Rank.CALL_DUE.number
RANK_CHECK_IN_DUE = Rank.CHECK_IN_DUE.number
RANK_MONTH_END = Rank.MONTH_END.number
RANK_SHIFT = CAUSE_BITS + ENTITY_BITS
ENTITY_SHIFT = CAUSE_BITS
ENTITY_MASK = (1 << ENTITY_BITS) - 1
CAUSE_MASK = (1 << CAUSE_BITS) - 1
