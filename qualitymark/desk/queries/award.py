"""The award on the institution's home: its number and term, its certificate, what comes next; and a notice where it has lapsed."""

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from qualitymark.awards.models import Award, Halfway
from qualitymark.awards.queries import awards_visible_to, certificates_visible_to, halfways_visible_to, renewal_journey_of, standings
from qualitymark.awards.rules import can_open_renewal, halfway_to_come, renewal_day
from qualitymark.awards.states import AwardState, HalfwayState, Standing
from qualitymark.core import clock
from qualitymark.core.actor import Actor
from qualitymark.institutions.models import Role

from .parts import NextThing, Row, at

LEADING = frozenset({Role.COORDINATOR, Role.SPONSOR})


class OwnAwards:
    """The awards that the institution holds, standing, suspended or lapsed. One query where there is none, six where there are."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        rows = awards_visible_to(actor).filter(state__in=[AwardState.IN_FORCE, AwardState.SUSPENDED])
        self.awards = list(rows.exclude(origin=Award.Origin.PUBLIC_RECORD).order_by("-ends_on", "-pk"))
        self.words = standings(self.awards)
        self.reviews: dict[int, Halfway] = {}
        if self.awards:
            self.reviews = {row.award_id: row for row in halfways_visible_to(actor).filter(award__in=self.awards)}

    def rows(self) -> list[Row]:
        """Each award; its certificate; its half-way review, once the update is sent; the next date."""
        certificates = self._certificates()
        found = []
        for award in self.awards:
            found.append(self._award(award))
            if award.pk in certificates:
                address = at(f"/our-award/{award.ref}/certificate/{certificates[award.pk]}/")
                found.append(Row(format_lazy(_("Certificate {number} (PDF)"), number=award.number), address))
            review = self.reviews.get(award.pk)
            if review is not None and review.state != HalfwayState.OPEN:
                found.append(Row(_("Half-way review"), at(f"/our-award/half-way/{review.ref}/"), review.get_state_display()))
            asked = review is not None and review.state == HalfwayState.OPEN and self._answers(review)  # it stands among what waits
            if not asked and (coming := self._coming(award)) is not None:
                found.append(Row(coming, at(f"/our-award/{award.ref}/")))
        return found

    def _answers(self, review: Halfway) -> bool:
        return Role.COORDINATOR in self.actor.roles or review.owner_id == self.actor.person_id

    def _award(self, award: Award) -> Row:
        word = self.words[award.pk]
        words = format_lazy(_("{standing}, until {day}"), standing=word.label, day=_day(award))
        if word == Standing.LAPSED:
            words = format_lazy(_("Lapsed: it was valid until {day}"), day=_day(award))
        title = format_lazy(_("Quality Mark {number}"), number=award.number)
        return Row(title, at(f"/our-award/{award.ref}/"), words)

    def _certificates(self) -> dict[int, str]:
        """By award, the certificate in the reader's language, else in another."""
        language = get_language() or ""
        rows = certificates_visible_to(self.actor).filter(award__in=self.awards, file__isnull=False) if self.awards else []
        found = sorted(rows, key=lambda row: (row.language == language, row.asked_at))
        return {row.award_id: row.ref for row in found}

    def _coming(self, award: Award) -> str | Promise | None:
        """The next date of an award that stands: its half-way review by month, then its renewal."""
        if self.words[award.pk] != Standing.CURRENT:
            return None
        review, today = self.reviews.get(award.pk), clock.today()
        if review is not None and review.state == HalfwayState.OPEN:
            return format_lazy(_("Half-way review: please reply by {day}"), day=date_format(review.reply_by, "j F Y"))
        day = halfway_to_come(award)
        if review is None and day is not None:
            return format_lazy(_("Half-way review: it opens in {month}"), month=date_format(day, "F Y"))
        day = renewal_day(award)
        return format_lazy(_("Renewal: it opens in {month}"), month=date_format(day, "F Y")) if day is not None and day > today else None

    def lapsed(self) -> list[Row]:
        """For who leads: each award that has lapsed, and what to do next. One that a decision ended goes on with that decision."""
        if not self.actor.roles & LEADING:
            return []
        rows = [award for award in self.awards if self.words[award.pk] == Standing.LAPSED and award.ended_on is None]
        return [self._lapsed(award) for award in rows]

    def _lapsed(self, award: Award) -> Row:
        title = format_lazy(_("Your Quality Mark has lapsed: it was valid until {day}"), day=_day(award))
        journey = renewal_journey_of(award)
        if journey is not None:
            return Row(title, at(f"/our/{journey.ref}/"), _("finish your renewal and submit it"), None, True, label=_("Go to your renewal"))
        if can_open_renewal(self.actor, award):
            page = at(f"/our-award/{award.ref}/renew/")
            return Row(title, page, _("begin the renewal to hold it again"), None, True, label=_("Begin the renewal"))
        return Row(title, at(f"/our-award/{award.ref}/"), _("a coordinator can begin the renewal"))

    def quiet(self) -> NextThing | None:
        """What the home page leads to while nothing waits: the award that stands."""
        award = next((each for each in self.awards if self.words[each.pk] == Standing.CURRENT), None)
        if award is None:
            return None
        text = format_lazy(_("You hold the Quality Mark until {day}."), day=_day(award))
        coming = self._coming(award)
        if coming is not None:
            text = format_lazy("{text} {coming}.", text=text, coming=coming)
        return NextThing(text, at(f"/our-award/{award.ref}/"), _("Our award"))


def _day(award: Award) -> str:
    return date_format(award.ends_on, "j F Y") if award.ends_on else ""
