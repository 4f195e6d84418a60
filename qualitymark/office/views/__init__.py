"""The office's pages: each loads what this person may see, asks, calls one operation, answers."""

from .cohorts import add_cohort, add_funder, cohort, cohort_counts, cohorts, end_funder, join_cohort, leave_cohort
from .enquiries import enquiries, enquiry
from .fees import fee, fees, reverse
from .institution import add_institution, conflict, details, institution, institutions, log
from .interests import conversation, go_ahead, interest, interests, join_interest, match, not_yet, put_aside, reopen
from .journeys import allocation, dates, deciders, end_offer, end_part, pause, resume, withdraw
from .listing import csv, home
from .mail import institution_letters, letter, mail
from .people import end_membership, invite, withdraw_invitation
from .staff import appoint, end_appointment, end_conflict, staff, training

__all__ = [
    "add_cohort", "add_funder", "add_institution", "allocation", "appoint", "cohort", "cohort_counts", "cohorts", "conflict", "conversation", "csv",
    "dates", "deciders", "details", "end_appointment", "end_conflict", "end_funder", "end_membership", "end_offer", "end_part", "enquiries", "enquiry", "fee", "fees", "go_ahead",
    "home", "institution", "institution_letters", "institutions", "interest", "interests", "invite", "join_cohort", "join_interest", "leave_cohort", "letter", "log", "mail", "match", "not_yet",
    "pause", "put_aside", "reopen", "resume", "reverse", "staff", "training", "withdraw", "withdraw_invitation",
]  # fmt: skip
