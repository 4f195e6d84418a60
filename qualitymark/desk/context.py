"""What every signed-in page says: as whom one acts, where we are in the journey, whose turn it is, the one next thing."""

from django.conf import settings
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from qualitymark.core.actor import Capacity
from qualitymark.decisions.queries import whose_turn
from qualitymark.journeys.queries import capacities_in
from qualitymark.journeys.states import STAGES, STEPS, PartyCapacity, State, Turn
from qualitymark.selfassessment.queries import still_to_write

from .acting import SESSION_KEY, forget_choices, remembered_choices
from .queries.parts import at
from .queries.scheme import TO_DO

VISITOR_NAV = [
    ("/the-mark/", _("The mark")), ("/guidance/", _("Guidance")), ("/register/", _("Register")), ("/practice/", _("Practice")),
    ("/learning/", _("Learning")), ("/contact/", _("Contact")),
]  # fmt: skip
NAV = {
    Capacity.MEMBER: [("/home/", _("Home")), ("/guidance/", _("Guidance")), ("/practice/", _("Practice"))],
    Capacity.ASSESSOR: [("/home/", _("Home")), ("/casework/", _("Institutions")), ("/guidance/", _("Guidance"))],
    Capacity.PANEL: [("/home/", _("Home")), ("/casework/decisions/", _("Decisions")), ("/guidance/", _("Guidance"))],
    Capacity.OFFICE: [("/home/", _("Home")), ("/office/", _("Journeys")), ("/office/decisions/", _("Decisions")),
                      ("/office/awards/", _("Awards")), ("/office/mail/", _("Mail"))],
    Capacity.FUNDER: [("/home/", _("Home")), ("/register/", _("Register"))],
    Capacity.VISITOR: [("/home/", _("Home")), ("/guidance/", _("Guidance"))],
}  # fmt: skip

NOTHING_TO_WRITE = _("Nothing is waiting for you just now. Your institution is writing its self-assessment.")


def whereabouts(request):
    """Nothing for a visitor but the navigation, and then without a query."""
    known = hasattr(request, "actor") and request.COOKIES.get(settings.SESSION_COOKIE_NAME)  # an address refused early has no actor
    if not known or not request.user.is_authenticated:
        return {"nav": nav(VISITOR_NAV, request) + nav([("/account/login/", _("Sign in"))], request)}
    actor = request.actor
    own = [("/me/", _("Your details")), ("/account/logout/", _("Sign out"))]
    return {
        "nav": nav(NAV.get(actor.capacity, NAV[Capacity.VISITOR]) + own, request),
        "acting_as": acting_as(request),
        "whereabouts": SimpleLazyObject(lambda: where(request)) if getattr(request, "shown", {}).get("journey") else None,
    }


def nav(items, request):
    path = request.path_info[3:] if request.path_info.startswith("/cy/") else request.path_info
    fits = [place for place, _label in items if path == place or (place != "/home/" and path.startswith(place))]
    nearest = max(fits, key=len, default="")
    return [{"url": at(place), "label": label, "current": place == nearest} for place, label in items]


def acting_as(request):
    """As whom one acts, and as whom else one could; None for a person with one capacity or none, who cannot mistake it."""
    key = request.session.get(SESSION_KEY, "")
    if key not in [choice.key for choice in remembered_choices(request)]:
        forget_choices(request)  # a capacity that is newer than what the session remembers
    choices = remembered_choices(request)
    label = next((choice.label for choice in choices if choice.key == key), None)
    if label is None:
        return None
    others = [{"label": choice.label, "url": reverse("desk:act_as", args=[choice.key])} for choice in choices if choice.key != key]
    return {"label": label, "others": others[:4], "more": len(others) > 4}


def where(request):
    """Stepper, whose turn, and the next thing the view named, for the journey that the page shows."""
    journey, actor = request.shown["journey"], request.actor
    stage = STAGES[journey.state]
    now = whose_turn(journey)
    yours, words = _told(request, now)
    return {
        "institution_name": journey.institution.display_name,
        "stepper": steps(stage.step, ended=journey.state == State.WITHDRAWN),
        "turn_words": format_lazy(_("Your turn: {words}"), words=words) if yours else _said(now.turn, words, actor.is_member),
        "turn_is_yours": yours,
        "next_thing": request.shown.get("next_thing"),
    }


def _told(request, now):
    """Whether the turn is the reader's, and in which words it is said to them."""
    journey, actor = request.shown["journey"], request.actor
    if not _is_theirs(actor, journey, now):
        return False, now.institution_sees if actor.is_member else now.staff_see
    if actor.is_member and journey.state == State.PREPARING and not _has_to_write(request):
        return False, NOTHING_TO_WRITE  # who was given nothing, or has all of it ready, waits with the others
    if actor.is_member:
        return True, now.asks
    return True, now.staff_see if actor.is_office else TO_DO.get(journey.state, now.staff_see)  # what there is to do, not the stage's name


def _has_to_write(request):
    """A coordinator leads the writing; for a contributor it is asked, unless the page has found the one next thing itself."""
    shown, actor = request.shown, request.actor
    if actor.coordinates(shown["journey"].institution_id) or shown.get("next_thing"):
        return True
    return "next_thing" not in shown and still_to_write(actor, shown["journey"])


def steps(now, ended=False):
    if ended:
        return []
    last = len(STEPS) - 1
    return [
        {"label": label, "state": "done" if place < now or now == last else "current" if place == now else "coming"}
        for place, label in enumerate(STEPS)
    ]


def _said(turn, words, member):
    """Whose turn it is, said to somebody whose it is not."""
    if turn == Turn.NOBODY or member:
        return words
    return format_lazy("{turn}: {words}", turn=Turn(turn).label, words=words)


def _is_theirs(actor, journey, now):
    turn = now.turn
    if turn == Turn.INSTITUTION:
        return actor.has_role(journey.institution_id, *now.roles)
    if turn == Turn.OFFICE:
        return actor.is_office
    wanted_parties = {
        Turn.ASSESSOR: {PartyCapacity.ASSESSOR},
        Turn.SECOND_READER: {PartyCapacity.SECOND_READER},
        Turn.PANEL: {PartyCapacity.DECIDER, PartyCapacity.PANEL_CHAIR},
    }.get(turn, set())
    return bool(wanted_parties) and not wanted_parties.isdisjoint(capacities_in(actor, journey))
