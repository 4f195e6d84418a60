"""The home page of a cohort's funder: the cohorts, each with its counts by stage on its own page."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from qualitymark.core.actor import Actor
from qualitymark.journeys.queries import cohorts_visible_to

from .parts import Home, Row, Section, at

NONE = _("No cohort is tied to you at present. The office does that.")


def funder_home(actor: Actor) -> Home:
    """The home of a person of a funding body: their cohorts, and no turn of their own."""
    rows = [
        Row(cohort.name, at(f"/cohort/{cohort.ref}/"), format_lazy(_("funded by {name}"), name=cohort.funder_name))
        for cohort in cohorts_visible_to(actor)
    ]
    return Home(None, [Section(_("Your cohorts"), rows, NONE)])
