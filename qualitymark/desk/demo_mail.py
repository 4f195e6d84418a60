"""The letters of the demo, to be read in the place of the mail that nobody gets. Elsewhere there are none."""

import re
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404
from django.utils.html import conditional_escape, format_html, linebreaks
from django.utils.safestring import SafeString, mark_safe

from qualitymark.core.models import OutgoingMail


def letters() -> QuerySet[OutgoingMail]:
    """Newest first, those with a code or a link too; 404 outside demo mode."""
    if not settings.DEMO:
        raise Http404
    return OutgoingMail.objects.order_by("-created_at", "-pk")


def body_of(letter: OutgoingMail) -> SafeString:
    """Its words, escaped, in paragraphs; an address of this site is a link that stays on this server, under whatever name it is visited."""
    address = re.compile(rf"({re.escape(settings.SITE_URL)}/[^\s<>\"]*[^\s<>\".,;:!?)])")
    pieces = address.split(letter.body)
    pieces[1::2] = [format_html('<a href="{}">{}</a>', _path(piece), piece) for piece in pieces[1::2]]
    return mark_safe(linebreaks("".join(map(conditional_escape, pieces))))


def _path(address: str) -> str:
    parts = urlsplit(address)
    return parts.path + (f"?{parts.query}" if parts.query else "") + (f"#{parts.fragment}" if parts.fragment else "")
