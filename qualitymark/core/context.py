"""What every page knows of the site itself."""

from django.conf import settings
from django.utils.translation import get_language


def site(request):
    return {
        "site_name": settings.SITE_NAME,
        "demo": settings.DEMO,
        "language": get_language(),
        "languages": settings.LANGUAGES,
        "acting_actor": getattr(request, "actor", None),
    }
