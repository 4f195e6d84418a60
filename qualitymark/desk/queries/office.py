"""The home page of the office: what waits for it, counted, and the oldest of each."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from qualitymark.core import clock
from qualitymark.core.actor import Actor
from qualitymark.core.models import OutgoingMail
from qualitymark.institutions.queries import contents_visible_to
from qualitymark.interest.queries import waiting_enquiries, waiting_interests
from qualitymark.journeys.models import Journey
from qualitymark.journeys.queries import balances, journeys_visible_to
from qualitymark.journeys.queries.turns import turn_of
from qualitymark.journeys.states import STAGES, State, Turn

from .parts import MOST, Home, Row, Section, at, first_of

NOTHING = _("Nothing waits for the office. Well done.")
OFFICE_STATES = [state for state in State if STAGES[state].turn == Turn.OFFICE]


def office_home(actor: Actor) -> Home:
    """What waits, the first of it as the next thing. The same number of queries whatever the scheme's size."""
    contact = [*_interests(actor), *_enquiries(actor)]
    journeys, others = _journeys(actor), _others(actor)
    sections = [
        Section(_("Waiting for the office"), [*contact, *journeys, *others], NOTHING),
    ]
    return Home(first_of([*contact, *journeys, *others], _("Go there")), sections)


def _interests(actor: Actor) -> list[Row]:
    return [
        Row(row.institution_words, at(f"/office/interests/{row.ref}/"), _("expression of interest"), clock.date_of(row.sent_at), True)
        for row in waiting_interests(actor)[:MOST]
    ]


def _enquiries(actor: Actor) -> list[Row]:
    return [
        Row(row.name, at(f"/office/enquiries/{row.ref}/"), _("question"), clock.date_of(row.asked_at), True)
        for row in waiting_enquiries(actor)[:MOST]
    ]


def _journeys(actor: Actor) -> list[Row]:
    """Journeys whose turn is the office's, the longest waiting first."""
    rows = journeys_visible_to(actor).filter(institution__in=contents_visible_to(actor), paused_from=None)
    open_ones = Q(state__in=OFFICE_STATES) | Q(state=State.AGREED, terms_accepted_at__isnull=False)
    waiting = rows.filter(open_ones).order_by("state_since")
    owed = balances(waiting)
    return [found for each in waiting[: MOST * 2] if (found := _journey(each, owed)) is not None][:MOST]


def _journey(journey: Journey, owed: dict[int, int]) -> Row | None:
    turn, words = turn_of(journey.state, journey.terms_accepted_at is not None, owed.get(journey.pk, 0), journey.paused)
    if turn != Turn.OFFICE:
        return None
    return Row(journey.institution.display_name, at(f"/office/institution/{journey.institution.ref}/"), words, None, True)


def _others(actor: Actor) -> list[Row]:
    """Letters that came back, and institutions whose nation and kind nobody has confirmed: one row with a count for each."""
    bounced = OutgoingMail.objects.filter(state=OutgoingMail.State.BOUNCED).count()
    new = contents_visible_to(actor).filter(confirmed_at=None).count()
    found = []
    if bounced:
        words = ngettext_lazy("%(count)s letter came back", "%(count)s letters came back", "count") % {"count": bounced}
        found.append(Row(_("Mail"), at("/office/mail/"), words, None, True))
    if new:
        words = ngettext_lazy("%(count)s to confirm nation and kind of", "%(count)s to confirm nation and kind of", "count") % {
            "count": new
        }
        found.append(Row(_("Institutions"), at("/office/"), words, None, True))
    return found
