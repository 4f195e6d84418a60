"""Every change to a journey itself. Upper rooms come in by these names."""

from .cohorts import add_cohort_member, add_funder, change_cohort, end_funder, make_cohort, remove_cohort_member
from .fee import reverse_entry, set_billing, settle
from .joining import join_interest
from .lifecycle import advance, begin_next_round, decide_again, withdraw
from .opening import accept_terms, go_ahead, open_renewal
from .parties import add_party, confirm_allocation, end_party
from .timetable import agree_dates, answer_pause, ask_pause, mark_date, mark_discussion, place_date, resume

__all__ = [
    "accept_terms", "add_cohort_member", "add_funder", "add_party", "advance", "agree_dates", "answer_pause", "ask_pause", "begin_next_round",
    "decide_again",
    "change_cohort", "confirm_allocation", "end_funder", "end_party", "go_ahead", "join_interest", "make_cohort", "mark_date", "mark_discussion", "open_renewal", "place_date",
    "remove_cohort_member", "resume", "reverse_entry", "set_billing", "settle", "withdraw",
]  # fmt: skip
