"""The home page of the office: what waits for it, counted, and the oldest of each."""

from django.db.models import Exists, OuterRef, Q
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from qualitymark.assessors.models import Allocation
from qualitymark.assessors.queries import LIVE
from qualitymark.assessors.rules import ASSESSOR_STATES
from qualitymark.awards.queries import halfways_visible_to, open_conditions_visible_to
from qualitymark.awards.states import HalfwayState
from qualitymark.core import clock
from qualitymark.core.actor import Actor
from qualitymark.core.models import OutgoingMail
from qualitymark.decisions.queries import (
    decisions_visible_to,
    fact_comments_visible_to,
    journeys_decided_by,
    passed_on,
    reconsiderations_visible_to,
)
from qualitymark.decisions.states import ReconsiderationState
from qualitymark.frameworks.models import Policy
from qualitymark.institutions.models import Membership, Role
from qualitymark.institutions.queries import contents_visible_to, in_force
from qualitymark.interest.queries import waiting_enquiries, waiting_interests
from qualitymark.journeys.models import Journey, Party, PauseRequest
from qualitymark.journeys.queries import PAUSED, balances, journeys_visible_to, money, turn_of
from qualitymark.journeys.states import DATED_STATES, OPEN_STATES, STAGES, PartyCapacity, State, Turn
from qualitymark.practice.queries import examples_visible_to
from qualitymark.practice.states import ExampleState

from .parts import MOST, Home, Row, Section, Words, at, first_of

NOTHING = _("Nothing waits for the office. Well done.")
# The page on which the office's turn is taken.
PAGES: dict[str, str] = {State.AGREED: "/office/journey/{ref}/assessor/", State.DECIDED: "/office/journey/{ref}/decision/"}
# What waits for somebody whom the office finds: the page on which it does, and the words.
UNNAMED: dict[str, tuple[str, Words]] = {
    State.SECOND_READING: ("/office/journey/{ref}/second-reader/", _("a second reader is needed: ask somebody")),
    State.WITH_PANEL: ("/office/journey/{ref}/deciders/", _("nobody is named to decide: name somebody")),
}
OFFICE_STATES = [state for state in State if STAGES[state].turn == Turn.OFFICE]


def office_home(actor: Actor) -> Home:
    """What waits, the first of it as the next thing. The same number of queries whatever the scheme's size."""
    rows = [
        *_to_decide(actor),
        *_interests(actor),
        *_enquiries(actor),
        *_journeys(actor),
        *_unnamed(actor),
        *_comments(actor),
        *_asked(actor),
        *_conditions(actor),
        *_round_fees(actor),
        *_others(actor),
    ]
    return Home(first_of(rows), [Section(_("Waiting for the office"), rows, NOTHING)])


def _interests(actor: Actor) -> list[Row]:
    return [
        Row(
            row.institution_words,
            at(f"/office/interest/{row.ref}/"),
            _("expression of interest, to be answered"),
            clock.date_of(row.sent_at),
            True,
            label=_("Read and answer it"),
            received=True,
        )
        for row in waiting_interests(actor)[:MOST]
    ]


def _enquiries(actor: Actor) -> list[Row]:
    return [
        Row(
            row.name,
            at(f"/office/enquiry/{row.ref}/"),
            _("question, to be answered"),
            clock.date_of(row.asked_at),
            True,
            label=_("Read and answer it"),
            received=True,
        )
        for row in waiting_enquiries(actor)[:MOST]
    ]


def _journeys(actor: Actor) -> list[Row]:
    """Journeys whose turn is the office's, the longest waiting first."""
    rows = journeys_visible_to(actor).filter(institution__in=contents_visible_to(actor))
    open_ones = Q(state__in=OFFICE_STATES) | Q(state=State.AGREED, terms_accepted_at__isnull=False)
    waiting = rows.filter(open_ones).annotate(passed=passed_on()).filter(passed=False).order_by("state_since")
    waiting = waiting.exclude(PAUSED)
    owed = balances(waiting)
    return [found for each in waiting[: MOST * 2] if (found := _journey(each, owed)) is not None][:MOST]


def _journey(journey: Journey, owed: dict[int, int]) -> Row | None:
    now = turn_of(journey.state, journey.terms_accepted_at is not None, owed.get(journey.pk, 0), journey.paused, False)
    if now.turn != Turn.OFFICE:
        return None
    page = PAGES.get(journey.state, f"/office/institution/{journey.institution.ref}/")
    return Row(journey.institution.display_name, at(page.format(ref=journey.ref)), now.staff_see, None, True)


def _to_decide(actor: Actor) -> list[Row]:
    """Journeys on which this very person of the office is named to decide, and it is their turn."""
    rows = journeys_decided_by(actor).filter(institution__in=contents_visible_to(actor), policy__decider=Policy.Decider.NAMED)
    rows = rows.filter(state=State.WITH_PANEL).exclude(PAUSED).order_by("state_since", "pk")
    ask = _("Decide on {name}")
    return [
        Row(
            format_lazy(ask, name=each.institution.display_name),
            at(f"/casework/journey/{each.ref}/decision/"),
            _("is yours to decide"),
            None,
            True,
            ask=format_lazy(ask, name=each.institution.display_name),
        )
        for each in rows[:MOST]
    ]


def _unnamed(actor: Actor) -> list[Row]:
    """Journeys that wait for somebody whom the office finds: to read them second or to decide, while nobody takes that part or was asked;
    and those that have lost their assessor, or their institution its only coordinator."""
    led = Membership.objects.filter(institution=OuterRef("institution"), role=Role.COORDINATOR)
    read = Party.objects.filter(journey=OuterRef("pk"), capacity=PartyCapacity.ASSESSOR)
    asked = Allocation.objects.filter(journey=OuterRef("pk"), capacity=PartyCapacity.ASSESSOR, state__in=LIVE)
    rows = journeys_visible_to(actor).filter(institution__in=contents_visible_to(actor), state__in=OPEN_STATES)
    rows = rows.annotate(
        wanted=passed_on(),
        lost=Exists(led) & ~Exists(led.filter(in_force(), person__is_active=True)),
        unread=Exists(read) & ~Exists(read.filter(until_on=None)) & ~Exists(asked),
    )
    wanted, unread = Q(wanted=True, state__in=UNNAMED) & ~PAUSED, Q(unread=True, state__in=ASSESSOR_STATES)
    found = []
    for each in rows.filter(wanted | unread | Q(lost=True)).order_by("state_since", "pk")[:MOST]:
        if each.wanted and each.state in UNNAMED and not each.paused:
            found.append((each, *UNNAMED[each.state]))
        if each.unread and each.state in ASSESSOR_STATES:
            found.append((each, "/office/journey/{ref}/assessor/", _("its assessor is gone: offer it to somebody else")))
        if each.lost:
            page = f"/office/institution/{each.institution.ref}/"
            found.append((each, page, _("nobody coordinates it any more: invite somebody")))
    return [Row(each.institution.display_name, at(page.format(ref=each.ref)), words, None, True) for each, page, words in found]


def _comments(actor: Actor) -> list[Row]:
    """Draft feedback on which a comment of the institution waits for an answer: a row for each draft."""
    open_ones = fact_comments_visible_to(actor).filter(answered_at=None, decision__released_at=None, decision__withdrawn_at=None)
    drafts = {each.decision_id: each.decision for each in open_ones.order_by("at", "pk")[:MOST]}
    words = _("commented on the draft feedback: answer it")
    return [
        Row(each.submission.journey.institution.display_name, at(f"/office/decision/{each.ref}/"), words, None, True)
        for each in drafts.values()
    ]


def _round_fees(actor: Actor) -> list[Row]:
    """Later rounds whose fee stands in the way of their submission."""
    rows = journeys_visible_to(actor).filter(institution__in=contents_visible_to(actor), round__gt=1, state__in=DATED_STATES)
    found = list(rows.order_by("submit_by", "pk")[:MOST])
    owed = balances(rows) if found else {}
    words = _("{owed} of the fee of round {number} is not settled: it cannot be submitted")
    return [
        Row(
            each.institution.display_name,
            at(f"/office/journey/{each.ref}/fee/"),
            format_lazy(words, owed=money(owed[each.pk]), number=each.round),
        )
        for each in found
        if owed.get(each.pk, 0) > 0
    ]


def _asked(actor: Actor) -> list[Row]:
    """Pauses asked for, drafts read by the institution, reconsiderations, examples to publish: what institutions have answered or asked."""
    mine = contents_visible_to(actor)
    pauses = PauseRequest.objects.filter(journey__institution__in=mine, answered_at=None).select_related("journey__institution")
    over = journeys_visible_to(actor).filter(passed_on(), state=State.FACTUAL_CHECK)
    read = decisions_visible_to(actor).filter(submission__journey__in=over, released_at=None, withdrawn_at=None)
    again = reconsiderations_visible_to(actor).filter(state=ReconsiderationState.ASKED)
    agreed = examples_visible_to(actor).filter(state=ExampleState.CONSENTED)
    rows = [(each.journey.institution, f"/office/pause/{each.ref}/", _("asks for a pause")) for each in pauses[:MOST]]
    rows += [
        (each.submission.journey.institution, f"/office/decision/{each.ref}/", _("the check of facts is over: release the decision"))
        for each in read.select_related("submission__journey__institution")[:MOST]
    ]
    rows += [
        (each.decision.submission.journey.institution, f"/casework/reconsideration/{each.ref}/", _("asks for reconsideration"))
        for each in again[:MOST]
    ]
    updated = halfways_visible_to(actor).filter(state=HalfwayState.UPDATED).order_by("update_at")
    rows += [(each.award.institution, f"/office/half-way/{each.ref}/", _("half-way update sent: talk about it")) for each in updated[:MOST]]
    rows += [(each.institution, f"/office/practice/{each.ref}/", _("agreed to share a practice: publish it")) for each in agreed[:MOST]]
    return [Row(place.display_name, at(url), words, None, True) for place, url, words in rows]


def _conditions(actor: Actor) -> list[Row]:
    """Conditions of awards that an institution says it has met, and those whose day has gone by."""
    rows = open_conditions_visible_to(actor)
    today = clock.today()
    return [
        Row(
            each.decision.submission.journey.institution.display_name,
            at(f"/office/decision/{each.decision.ref}/"),
            _("says that a condition of its award is met: look at it") if each.said_at else _("a condition of its award is overdue"),
            each.due_on,
            True,
            each.due_on < today,
        )
        for each in rows.filter(Q(said_at__isnull=False) | Q(due_on__lt=today))[:MOST]
    ]


def _others(actor: Actor) -> list[Row]:
    """Letters that came back, and institutions whose nation and kind nobody has confirmed: one row with a count for each."""
    bounced = OutgoingMail.objects.filter(state=OutgoingMail.State.BOUNCED).count()
    new = contents_visible_to(actor).filter(confirmed_at=None).count()
    found = []
    if bounced:
        words = ngettext_lazy("%(count)s letter came back", "%(count)s letters came back", "count") % {"count": bounced}
        found.append(Row(_("Mail"), at("/office/mail/"), words, None, True))
    if new:
        words = ngettext_lazy("%(count)s new one: confirm nation and kind", "%(count)s new ones: confirm nation and kind", "count") % {
            "count": new
        }
        found.append(Row(_("Institutions"), at("/office/institutions/?show=confirm"), words, None, True))
    return found
