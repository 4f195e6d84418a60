"""What every page knows of the site itself."""

from django.conf import settings
from django.utils.translation import get_language, gettext, gettext_noop

gettext_noop("Quality Mark")  # the site's name
# Areas whose pages are written in English alone so far: a Welsh page of theirs says so at its head.
ENGLISH_ALONE = (
    "/home/",
    "/me/",
    "/our/",
    "/our-award/",
    "/evidence/",
    "/casework/",
    "/office/",
    "/cohort/",
    "/acting-as/",
    "/demo/",
    "/gallery/",
)


def site(request):
    return {
        "site_name": gettext(settings.SITE_NAME),
        "demo": settings.DEMO,
        "language": get_language(),
        # Goes before an address written out in a template.
        "language_prefix": "" if get_language() == settings.LANGUAGE_CODE else f"/{get_language()}",
        "languages": languages(request.get_full_path()),
        "shown_in_english": get_language() == "cy" and request.path_info.removeprefix("/cy").startswith(ENGLISH_ALONE),
        "acting_actor": getattr(request, "actor", None),
    }


def languages(path):
    """The same page in each language: English without a prefix, Welsh under /cy/."""
    # One slash: what begins with two, or with a backslash, is an address of another site.
    plain = "/" + (path[3:] if path.startswith("/cy/") else path).lstrip("/\\")
    current = get_language()
    return [
        {"code": code, "label": label, "current": code == current, "url": plain if code == settings.LANGUAGE_CODE else f"/{code}{plain}"}
        for code, label in settings.LANGUAGES
    ]
