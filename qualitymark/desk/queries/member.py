"""The home page of somebody of an institution: their criteria, due first; their journeys; what waits for a signature or a payment."""

from django.db.models import F
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from qualitymark.core import clock
from qualitymark.core.actor import Actor
from qualitymark.decisions.queries import passed_on
from qualitymark.frameworks.queries import unit_titles
from qualitymark.institutions.models import Role
from qualitymark.interest.models import Scope
from qualitymark.journeys.models import Journey
from qualitymark.journeys.queries import balances, journeys_visible_to, money, next_dates, turn_of
from qualitymark.journeys.states import DATED_STATES, OPEN_STATES, WRITING_STATES, State
from qualitymark.selfassessment.models import Response
from qualitymark.selfassessment.queries import responses_of
from qualitymark.selfassessment.states import ResponseState

from .award import OwnAwards
from .parts import MOST, Home, Row, Section, at, first_of
from .waiting import own_actions, waiting_for

SIGNING = frozenset({Role.SPONSOR, Role.DELEGATE})
READY = frozenset({ResponseState.READY, ResponseState.AGREED})
# The page of a journey on which its turn is taken, where that is not the board.
PAGES: dict[str, str] = {
    State.AGREED: "terms/",
    State.AWAITING_SIGNATURE: "submit/",
    State.CLARIFICATIONS: "clarifications/",
    State.FACTUAL_CHECK: "feedback/",
    State.RELEASED: "feedback/",
}
# The sentence, where it is not the stage's own, and the button when it is the one next thing.
_BOARD = (_("See what stands between you and submission"), _("Open the board"))
ASKS: dict[str, tuple[str | Promise, str | Promise]] = {
    State.AGREED: ("", _("Read the terms")),
    State.ALLOCATED: _BOARD,
    State.PREPARING: _BOARD,
    State.AWAITING_SIGNATURE: ("", _("Submit")),
    State.CLARIFICATIONS: ("", _("Answer")),
    State.FACTUAL_CHECK: ("", _("Read the draft")),
}
FEE_LABEL = _("See where the invoice goes")
NOTHING_ASSIGNED = _("Nothing is yours to write yet. A coordinator gives you criteria; you will get a letter, and they will stand here.")
NO_JOURNEY = _("Your institution is not on its way to the mark yet. When the office opens the journey, it will stand here.")


def member_home(actor: Actor) -> Home:
    """For each of the roles held; the first thing that waits for one of them is the next thing. The same number of queries for any length."""
    journeys = list(journeys_visible_to(actor).annotate(passed=passed_on()).order_by("-opened_at")[:MOST])
    roles = actor.roles
    awards = OwnAwards(actor)
    owed = balances(journeys_visible_to(actor))
    waiting = [*awards.lapsed(), *waiting_for(actor, [each for each in journeys if each.state != State.WITHDRAWN], bool(awards.awards))]
    waiting += [_round_fee(each, owed[each.pk]) for each in journeys if Role.COORDINATOR in roles and _owes_for_round(each, owed)]
    signs = roles & SIGNING and Role.COORDINATOR not in roles
    signing = [_signing(each) for each in journeys if signs and _to_sign(each)]
    own = _own_criteria(actor)
    sections = [Section(_("Waiting for you"), [*signing, *waiting])] if signing or waiting else []
    if awards.awards:
        sections.append(Section(_("Your award"), awards.rows()))
    if own or Role.CONTRIBUTOR in roles:
        sections.append(Section(_("Your criteria"), own, NOTHING_ASSIGNED))
    fees = [_fee(each, owed) for each in journeys if owed.get(each.pk)] if Role.FINANCE in roles else []
    if Role.FINANCE in roles:
        sections.append(Section(_("Fees"), fees, _("Nothing is owed.")))
    dates = next_dates(journeys_visible_to(actor))
    rows = [_journey(actor, each, owed, dates) for each in journeys]
    if rows or not awards.awards:  # an award made elsewhere has no journey before its renewal
        sections.append(Section(_("Your institution's journey"), rows, NO_JOURNEY))
    actions = own_actions(actor, awards.reviews, whole=not journeys and Role.COORDINATOR in roles)
    if actions:
        sections.append(Section(_("Your improvement actions"), actions))
    first = [*waiting, *rows, *own] if Role.COORDINATOR in roles else [*signing, *waiting, *own, *fees, *rows]
    under_way = [each for each in journeys if each.state in OPEN_STATES]
    next_thing = first_of(first)
    quiet = awards.quiet() if next_thing is None and not under_way else None
    return Home(next_thing or quiet, sections, under_way[0] if len(under_way) == 1 else None, False if quiet else None)


def title_of(journey: Journey) -> str | Promise:
    """What a journey is called: by the institution and its scope, as a renewal where it is one, and by the round from the second on."""
    what = _("Renewal of the Quality Mark") if journey.renews_award_ref else _("Quality Mark")
    names = ", ".join(journey.scope_names.split("\n")) if journey.scope == Scope.NAMED else ""
    of = f"{journey.institution.display_name} ({names})" if names else journey.institution.display_name
    if journey.round == 1:
        return format_lazy("{what}: {of}", what=what, of=of)
    return format_lazy("{what}: {of}, {round}", what=what, of=of, round=format_lazy(_("round {number}"), number=journey.round))


def _journey(actor: Actor, journey: Journey, owed: dict, dates: dict) -> Row:
    now = turn_of(journey.state, journey.terms_accepted_at is not None, owed.get(journey.pk, 0), journey.paused, journey.passed)  # type: ignore[attr-defined]
    # What is to be signed has a line of its own, and so has each criterion that waits for somebody who writes.
    apart = _to_sign(journey) or (journey.state == State.PREPARING and not actor.coordinates(journey.institution_id))
    yours = actor.has_role(journey.institution_id, *now.roles) and not apart
    due = dates.get(journey.pk) if journey.state in OPEN_STATES and not journey.paused else None
    if due and due < clock.today():
        due = None  # the timetable says which date went by
    page = at(f"/our/{journey.ref}/{_page(actor, journey, yours)}")
    ask, label = ASKS.get(journey.state, ("", ""))
    done = journey.state == State.RELEASED
    words = now.asks if yours else now.institution_sees
    return Row(title_of(journey), page, words, due, yours, done=done, ask=ask, label=FEE_LABEL if page.endswith("/fee/") else label)


def _page(actor: Actor, journey: Journey, yours: bool) -> str:
    """Where the turn is taken, for whose it is; otherwise the board, or for a finance contact, to whom the board is closed, the fee."""
    if actor.roles <= {Role.FINANCE} or (yours and journey.state == State.AGREED and journey.terms_accepted_at):
        return "fee/"
    return PAGES.get(journey.state, "") if yours or journey.state == State.RELEASED else ""


def _to_sign(journey: Journey) -> bool:
    return journey.state == State.AWAITING_SIGNATURE and not journey.passed and not journey.paused  # type: ignore[attr-defined]


def _signing(journey: Journey) -> Row:
    return Row(
        title_of(journey),
        at(f"/our/{journey.ref}/sign/"),
        _("read the whole, and sign exactly that"),
        journey.submit_by,
        True,
        label=_("Read and sign"),
    )


def _fee(journey: Journey, owed: dict) -> Row:
    due = owed[journey.pk] > 0 and (journey.state != State.AGREED or journey.terms_accepted_at is not None) and not journey.paused
    return Row(title_of(journey), at(f"/our/{journey.ref}/fee/"), _("to be paid"), None, due)


def _owes_for_round(journey: Journey, owed: dict) -> bool:
    return journey.round > 1 and journey.state in DATED_STATES and owed.get(journey.pk, 0) > 0


def _round_fee(journey: Journey, owed: int) -> Row:
    """The fee of a later round stands in the way of its submission; while there is still to write, writing comes first."""
    return Row(
        format_lazy(_("The fee of round {number} is to be settled"), number=journey.round),
        at(f"/our/{journey.ref}/fee/"),
        format_lazy(_("{owed}, before you submit: say where the invoice goes, and pay it when it comes"), owed=money(owed)),
        None,
        journey.state == State.AWAITING_SIGNATURE,
        label=FEE_LABEL,
    )


def _own_criteria(actor: Actor) -> list[Row]:
    """The criteria in open journeys that are this person's, given or because few write: what is still to write first, by day."""
    rows = (
        responses_of(actor).filter(journey__state__in=OPEN_STATES).select_related("criterion", "journey__edition", "journey__institution")
    )
    own = list(rows.order_by(F("due_on").asc(nulls_last=True), "criterion__number")[: MOST * 2])
    editions = {(row.journey.edition_id, row.journey.by_group): row.journey.edition for row in own}
    language = get_language() or "en-gb"
    titles = {key: unit_titles(edition, by_group=key[1], language=language) for key, edition in editions.items()}
    found = [_criterion(row, titles[row.journey.edition_id, row.journey.by_group]) for row in own]
    return sorted(found, key=lambda row: row.done)


def _criterion(response: Response, titles: dict) -> Row:
    today = clock.today()
    done = response.state in READY or not response.open or response.not_applicable
    # What was given to nobody waits for nobody until the dates are agreed; before, it can be read and written all the same.
    states = WRITING_STATES if response.given else {State.PREPARING}  # type: ignore[attr-defined]
    yours = not done and response.journey.state in states and not response.journey.paused
    title = str(titles.get(response.criterion.code, response.criterion.code))
    ask = _("Write “{title}”, by {day}") if response.due_on else _("Write “{title}”")
    return Row(
        title=title,
        url=at(f"/our/{response.journey.ref}/criterion/{response.criterion.code}/"),
        words=_("Not applicable") if response.not_applicable else ResponseState(response.state).label,
        due_on=response.due_on,
        yours=yours,
        late=yours and response.due_on is not None and response.due_on < today,
        done=done,
        ask=format_lazy(ask, title=title, day=date_format(response.due_on, "j F Y") if response.due_on else ""),
        label=_("Write"),
    )
