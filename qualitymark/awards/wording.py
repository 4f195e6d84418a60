"""The words of a certificate, in a language."""

from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from .models import Award


def check_url(award: Award) -> str:
    """The address at which anybody may see whether the award stands today."""
    return f"{settings.SITE_URL}/check/{award.number}/"


def certificate_data(award: Award, language: str) -> dict[str, Any]:
    """What documents.typesetting.certificate takes. It says what was awarded and until when; how it stands today the check page says."""
    institution = award.institution
    assert award.starts_on and award.ends_on  # no certificate is asked for a public record
    with translation.override(language):
        name = institution.name_cy if language == "cy" and institution.name_cy else institution.name
        if institution.fictitious:
            name = f"{name} ({_('fictitious')})"
        scope = ", ".join(line.strip() for line in award.scope_names.splitlines() if line.strip())
        return {
            "language": language,
            "title": _("Certificate %(number)s") % {"number": award.number},
            "institution": name,
            "scheme": settings.SITE_NAME,
            "lead": _("This is to certify that"),
            "sentence": _(
                "holds the Quality Mark for the inclusion and success of care experienced and estranged students, after its self-assessment "
                "and an independent review."
            ),
            "scope": _("for %(names)s") % {"names": scope} if scope else "",
            "note": _("First awarded in %(month)s.") % {"month": award.first_awarded_words or date_format(award.first_awarded_on, "F Y")}
            if award.follows_id
            else "",
            "facts": [
                [_("Awarded on"), date_format(award.starts_on, "j F Y")],
                [_("Valid until"), date_format(award.ends_on, "j F Y")],
                [_("Number"), award.number],
            ],
            "check_url": check_url(award),
            "check_words": _("Anyone can see here whether this award stands today:"),
            "mark_alt": _("The mark: a ring in plum, coral and green"),
            "code_alt": _("A code that leads to the page on which this award can be checked"),
        }
