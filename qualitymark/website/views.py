"""Pages that anybody may read."""

from django.db import connection
from django.http import HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from qualitymark.core.pages import page

from .queries import page_in_force, policy_words


@require_safe
def home(request):
    return page(request, "website/home.html", figures=policy_words(get_language()))


@require_safe
def words(request, code):
    """A page of the office's own words: what the mark is, accessibility, privacy."""
    return page(request, "website/words.html", shown=page_in_force(code, get_language()))


@require_safe
def healthz(request):
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")
