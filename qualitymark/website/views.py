"""Pages that anybody may read."""

from django.db import connection
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from qualitymark.core.pages import page


@require_safe
def home(request):
    return page(request, "website/home.html")


@require_safe
def healthz(request):
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")
