"""What stands between an institution and its submission, as sentences that lead to the page where each can be put right."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qualitymark.actionplan.models import Action
from qualitymark.actionplan.queries import UNFINISHED, plan_of
from qualitymark.core import clock
from qualitymark.evidence.models import AccessProblem, Sensitivity
from qualitymark.files.models import Scan
from qualitymark.institutions.models import Membership, Role
from qualitymark.institutions.queries import in_force
from qualitymark.journeys.models import Journey
from qualitymark.selfassessment.models import Citation, Response
from qualitymark.selfassessment.states import ResponseState


class Gap(NamedTuple):
    """A sentence, and the page (URL name and its arguments) where it can be put right."""

    sentence: str
    url_name: str
    kwargs: dict[str, Any]


def missing_before_signature(journey: Journey) -> list[Gap]:
    """Everything without which signature cannot be asked, one line for each thing; empty when it can."""
    found = []
    for response in (
        Response.objects.filter(journey=journey, open=True, not_applicable=False).select_related("criterion").order_by("criterion__number")
    ):
        if response.state == ResponseState.EMPTY:
            found.append(_of_criterion(_("%(code)s has no response yet."), response))
        elif response.state == ResponseState.DRAFTED:
            found.append(_of_criterion(_("%(code)s is a draft: nobody has said that it is ready."), response))
    found += _evidence_problems(journey)
    if not plan_of(journey).exists():
        found.append(Gap(_("The action plan is empty. Set at least one improvement action."), "workspace:actions", {"ref": journey.ref}))
    if not _signers(journey):
        found.append(Gap(_("Nobody can sign yet. Invite the senior sponsor."), "workspace:people", {"ref": journey.ref}))
    return found


def _of_criterion(sentence: str, response: Response, **params: Any) -> Gap:
    code = response.criterion.code
    return Gap(sentence % {"code": code, **params}, "workspace:criterion", {"ref": response.journey.ref, "code": code})


def _evidence_problems(journey: Journey) -> list[Gap]:
    rows = Citation.objects.filter(response__journey=journey, response__open=True, response__not_applicable=False)
    problem = Q(item__sensitivity=Sensitivity.GROUP) | Q(item__removed_at__isnull=False)
    words = {
        "group": _(
            "%(code)s cites “%(title)s”, which only your working group may see. Let the assessor see it, or take the citation away."
        ),
        "removed": _("%(code)s cites “%(title)s”, which was taken out of the library. Take the citation away, or add the item again."),
        "scan": _("%(code)s cites “%(title)s”, in which the virus scanner found something. Replace the file."),
        "empty": _("%(code)s cites “%(title)s”, of which no version is left. Replace it, or take the citation away."),
    }
    found = []
    rows = rows.select_related("response__criterion", "response__journey", "item").order_by("response__criterion__number")
    for one in rows.filter(problem):
        found.append(_of_criterion(words["removed" if one.item.removed_at else "group"], one.response, title=one.item.title))
    for one in rows.filter(item__revisions__erased_at=None, item__revisions__file__scan=Scan.INFECTED).distinct():
        found.append(_of_criterion(words["scan"], one.response, title=one.item.title))
    for one in rows.exclude(item__revisions__erased_at=None):
        found.append(_of_criterion(words["empty"], one.response, title=one.item.title))
    return found


def _signers(journey: Journey) -> bool:
    """Is there a sponsor or delegate who does not coordinate?"""
    people = Membership.objects.filter(in_force(), institution_id=journey.institution_id)
    coordinators = people.filter(role=Role.COORDINATOR).values("person_id")
    return people.filter(role__in=[Role.SPONSOR, Role.DELEGATE]).exclude(person_id__in=coordinators).exists()


def worth_a_look(journey: Journey) -> list[Gap]:
    """What does not stand in the way of a signature, and would make a better submission."""
    found = []
    written = Response.objects.filter(journey=journey, open=True, not_applicable=False).exclude(state=ResponseState.EMPTY)
    for response in written.filter(citations=None).select_related("criterion", "journey").order_by("criterion__number"):
        found.append(_of_criterion(_("%(code)s has no evidence yet."), response))
    for action in plan_of(journey):
        kwargs = {"ref": journey.ref, "action": action.ref}
        if action.state not in UNFINISHED:
            continue
        if not (action.owner_id or action.owner_name):
            found.append(Gap(_("Nobody owns the action “%(what)s”.") % {"what": action.what}, "workspace:action", kwargs))
        elif action.due_on is None:
            found.append(Gap(_("The action “%(what)s” has no date.") % {"what": action.what}, "workspace:action", kwargs))
    open_problems = AccessProblem.objects.filter(item__institution_id=journey.institution_id, item__removed_at=None, resolved_at=None)
    for problem in open_problems.select_related("item"):
        sentence = _("Somebody could not open “%(title)s”.") % {"title": problem.item.title}
        found.append(Gap(sentence, "workspace:item", {"ref": journey.ref, "item": problem.item.ref}))
    return found


def between_us_and_submission(journey: Journey) -> list[Gap]:
    """The same, told in a few lines that count: for the home page and wherever else the rows are not at hand. Five queries."""
    rows = Response.objects.filter(journey=journey, open=True, not_applicable=False).values("pk", "state", "due_on")
    cited = set(Citation.objects.filter(response__journey=journey).values_list("response_id", flat=True))
    told = [Standing(row["state"], row["due_on"], row["pk"] in cited) for row in rows]
    return told_in_few_lines(journey, told, list(plan_of(journey).prefetch_related(None)), _signers(journey))


class Standing(NamedTuple):
    """One response that is still to be answered in this round, as the few lines count it."""

    state: str
    due_on: dt.date | None
    cited: bool

    @property
    def unsettled(self) -> bool:
        return self.state in (ResponseState.EMPTY, ResponseState.DRAFTED)


def told_in_few_lines(journey: Journey, rows: Iterable[Standing], plan: list[Action], can_be_signed: bool) -> list[Gap]:
    """The lines, from rows that the caller has. Nothing is a score: each leads to what can be done."""
    day, rows, here = clock.today(), list(rows), {"ref": journey.ref}
    overdue = sum(row.due_on is not None and row.due_on < day and row.unsettled for row in rows)
    empty = sum(row.state == ResponseState.EMPTY for row in rows)
    drafted = sum(row.state == ResponseState.DRAFTED for row in rows)
    bare = sum(row.state != ResponseState.EMPTY and not row.cited for row in rows)
    ownerless = sum(action.state in UNFINISHED and not (action.owner_id or action.owner_name) for action in plan)
    lines = [
        (overdue, ngettext("%(n)s criterion is overdue", "%(n)s criteria are overdue", overdue), "board", {"show": "overdue"}),
        (empty, ngettext("%(n)s criterion has no response", "%(n)s criteria have no response", empty), "board", {"show": "empty"}),
        (
            drafted,
            ngettext("%(n)s draft is not said to be ready", "%(n)s drafts are not said to be ready", drafted),
            "board",
            {"show": "drafted"},
        ),
        (bare, ngettext("%(n)s response has no evidence", "%(n)s responses have no evidence", bare), "board", {"show": "bare"}),
        (not plan, _("The action plan is empty"), "actions", {}),
        (ownerless, ngettext("%(n)s action has no owner", "%(n)s actions have no owner", ownerless), "actions", {}),
        (not can_be_signed, _("Nobody can sign yet"), "people", {}),
    ]
    return [Gap(words % {"n": count}, f"workspace:{page}", {**here, **more}) for count, words, page, more in lines if count]
