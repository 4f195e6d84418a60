"""Which edition counts, and what a nation asks of providers."""

import datetime as dt

from django.conf import settings
from django.db.models import QuerySet

from qualitymark.core import clock
from qualitymark.frameworks.models import Duty, Edition
from qualitymark.frameworks.schema.rows import read_audience
from qualitymark.frameworks.states import EditionState

from .guidance import DutyWords, duty_words
from .wording import under, wording_of


def editions() -> QuerySet[Edition]:
    """Every edition, the latest loaded first."""
    return Edition.objects.select_related("follows").order_by("-loaded_at")


def edition_in_force(on: dt.date | None = None) -> Edition | None:
    """The edition published last by the end of that day (today, unless told); None before the first."""
    until = clock.end_of(on or clock.today())
    return Edition.objects.filter(state=EditionState.PUBLISHED, published_at__lte=until).order_by("-published_at", "-pk").first()


def duties_for(edition: Edition, *, nation: str = "", kind: str = "", language: str = settings.LANGUAGE_CODE) -> list[DutyWords]:
    """The duties of a nation (of all, if none is named) that touch this kind, each with the codes of its criteria. Three queries."""
    wording = wording_of(edition, language=language, nation=nation, kind=kind, wanted=under("duty.", "term."))
    rows = Duty.objects.filter(edition=edition).order_by("number").prefetch_related("criteria")
    rows = rows.filter(nation=nation) if nation else rows
    kept = [duty for duty in rows if not kind or not duty.audience or kind in read_audience(duty.audience).kinds]
    return [duty_words(duty, wording, [criterion.code for criterion in duty.criteria.all()]) for duty in kept]
