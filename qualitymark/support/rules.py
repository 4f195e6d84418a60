"""Who may plan, record, note and reply, and when? The coach's room closes when the judge's opens."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from qualitymark.core.actor import Actor
from qualitymark.core.verdict import Verdict, no, not_now, yes
from qualitymark.institutions.models import Role
from qualitymark.institutions.queries import contents_visible_to, is_recused
from qualitymark.journeys.models import Cohort, CohortMember, Journey
from qualitymark.journeys.queries import capacities_in
from qualitymark.journeys.states import PartyCapacity
from qualitymark.selfassessment.models import Response

from .models import Discussion, NextStep, SupportNote
from .queries import COACHING_STATES, discussions_included

WRITERS = (Role.COORDINATOR, Role.CONTRIBUTOR)


def _assesses(actor: Actor, journey: Journey) -> Verdict:
    if is_recused(actor, journey.institution):
        return no(_("You declared a conflict of interest with this institution."))
    if not actor.is_assessor or PartyCapacity.ASSESSOR not in capacities_in(actor, journey):
        return no(_("Only the assessor of this journey does this."))
    return yes()


def _coaching(journey: Journey) -> Verdict:
    if journey.state in COACHING_STATES:
        return yes()
    return not_now(
        _("Support ends with the submission. It stands at “%(state)s”."),
        _("From here on, what matters to the review is asked as a clarification and stands on the record."),
        state=journey.get_state_display(),
    )


def can_plan(actor: Actor, journey: Journey) -> Verdict:
    """The assessor or a coordinator sets day, time and agenda."""
    if not actor.coordinates(journey.institution_id):
        who = _assesses(actor, journey)
        if not who:
            return no(_("The assessor or a coordinator plans a discussion."))
    return _coaching(journey)


def can_add_discussion(actor: Actor, journey: Journey, number: int) -> Verdict:
    """As many as the fee includes, which is the scheme's policy."""
    verdict = can_plan(actor, journey)
    included = discussions_included(journey)
    if verdict and not 1 <= number <= included:
        words = ngettext_lazy(
            "The fee includes %(included)s discussion, and it is planned or held.",
            "The fee includes %(included)s discussions, and all of them are planned or held.",
            included,
        )
        return not_now(words, _("Move one that is still planned, or ask the office."), included=included)
    return verdict


def can_record(actor: Actor, discussion: Discussion) -> Verdict:
    """The assessor keeps the notes; they may be put right until the submission."""
    who = _assesses(actor, discussion.journey)
    return who if not who else _coaching(discussion.journey)


def can_finish_step(actor: Actor, step: NextStep) -> Verdict:
    """The institution's coordinators and contributors at any time; the assessor while they coach."""
    journey = step.discussion.journey
    if actor.has_role(journey.institution_id, *WRITERS):
        return yes()
    who = _assesses(actor, journey)
    return who if not who else _coaching(journey)


def can_note(actor: Actor, response: Response) -> Verdict:
    """The assessor, on a response that is shared for discussion."""
    who = _assesses(actor, response.journey)
    if not who:
        return who
    if response.shared_at is None:
        return no(_("This response is not shared for discussion."), _("A coordinator shares it when they want your thoughts."))
    return _coaching(response.journey)


def can_reply(actor: Actor, note: SupportNote) -> Verdict:
    """The institution's writers; kept open after submission would be talking to the judge, so it closes with it."""
    journey = note.response.journey
    if not actor.has_role(journey.institution_id, *WRITERS):
        return no(_("The institution's working group replies to a note."))
    return _coaching(journey)


def can_finish_note(actor: Actor, note: SupportNote) -> Verdict:
    """Either side may say that a note is dealt with."""
    journey = note.response.journey
    if actor.has_role(journey.institution_id, *WRITERS):
        return yes()
    who = _assesses(actor, journey)
    return who if not who else _coaching(journey)


def can_call_meeting(actor: Actor, cohort: Cohort, journeys: list[Journey]) -> Verdict:
    """The office, or an assessor who assesses every one of the journeys; each must belong to the cohort's members."""
    members = set(CohortMember.objects.filter(cohort=cohort).values_list("institution_id", flat=True))
    if not journeys:
        return not_now(_("Choose at least one institution."))
    for journey in journeys:
        if journey.cohort_id != cohort.pk and journey.institution_id not in members:
            return not_now(_("%(name)s does not belong to this cohort."), name=journey.institution.display_name)
        if actor.is_office and contents_visible_to(actor).filter(pk=journey.institution_id).exists():
            continue
        who = _assesses(actor, journey)
        if not who:
            return no(_("The office calls a meeting of a cohort, or the assessor of all who are asked."))
    return yes()


def can_open_own_notes(actor: Actor, journey: Journey) -> Verdict:
    """The assessor, once they judge: on a page of its own, and recorded."""
    who = _assesses(actor, journey)
    if who and journey.state in COACHING_STATES:
        return not_now(_("Your notes stand beside the responses they are about."), _("Open the criterion they belong to."))
    return who
