"""Every change to institutions, their names, people, invitations and conflicts."""

from .conflicts import end_recusal, log_contact, recuse
from .importing import import_institution, judge_row
from .people import (
    accept_invitation,
    add_member,
    change_department,
    end_membership,
    forget_person,
    invite,
    open_invitation,
    withdraw_invitation,
)
from .records import add_institution, add_site, change_details, confirm_institution, put_under, set_identifier, succeed
from .titles import add_name, rename_institution

__all__ = [
    "accept_invitation",
    "add_institution",
    "add_member",
    "add_name",
    "add_site",
    "change_department",
    "change_details",
    "confirm_institution",
    "end_membership",
    "end_recusal",
    "forget_person",
    "import_institution",
    "invite",
    "judge_row",
    "log_contact",
    "open_invitation",
    "put_under",
    "recuse",
    "rename_institution",
    "set_identifier",
    "succeed",
    "withdraw_invitation",
]
