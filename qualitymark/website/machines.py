"""What machines read: which addresses are public, which are not, and whom to tell of a hole in the fence."""

import datetime as dt

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from qualitymark.core import clock

from .queries import public_addresses

# Where each of these begins, one must be signed in or hold a link of one's own; the gallery and the demo's door are nobody's to find.
CLOSED = (
    "/account/", "/acting-as/", "/action/", "/casework/", "/cohort/", "/demo/", "/evidence/", "/gallery/", "/home/", "/invitation/", "/me/",
    "/office/", "/our/", "/our-award/",
)  # fmt: skip


@require_safe
def robots(request):
    prefixes = ["", *(f"/{code}" for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE)]
    lines = ["User-agent: *", *(f"Disallow: {prefix}{place}" for prefix in prefixes for place in CLOSED), ""]
    return HttpResponse("\n".join([*lines, f"Sitemap: {settings.SITE_URL}/sitemap.xml", ""]), content_type="text/plain; charset=utf-8")


@require_safe
def sitemap(request):
    context = {"addresses": public_addresses(), "site_url": settings.SITE_URL}
    return render(request, "website/sitemap.xml", context, content_type="application/xml; charset=utf-8")


@require_safe
def security(request):
    """RFC 9116, where the settings name somebody to tell; it expires, so that nobody relies on an address that is no longer read."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    until = clock.end_of(clock.today() + dt.timedelta(days=180)).astimezone(dt.UTC)
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {until:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: en, cy",
        f"Canonical: {settings.SITE_URL}/.well-known/security.txt",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
