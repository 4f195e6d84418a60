"""The guidance by area, for the reader's nation, kind and size."""

from urllib.parse import urlencode

from django.http import Http404
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from qualitymark.core.pages import page
from qualitymark.frameworks.queries.editions import duties_for, edition_in_force
from qualitymark.frameworks.queries.guidance import guidance_for

from .forms import ReaderForm


@require_safe
def guidance(request):
    form, reader, found = _read(request)
    kept = urlencode({name: value for name, value in reader.items() if value})
    return page(request, "website/guidance.html", reader_form=form, guidance=found, kept=kept)


@require_safe
def guidance_area(request, code):
    form, reader, found = _read(request)
    area = next((each for each in found.areas if each.code == code.upper()), None) if found else None
    if area is None:
        raise Http404
    kept = urlencode({name: value for name, value in reader.items() if value})
    return page(request, "website/guidance_area.html", reader_form=form, guidance=found, area=area, kept=kept, nation=reader["nation"])


@require_safe
def duties(request):
    form, reader, found = _read(request)
    listed = duties_for(found.edition, nation=reader["nation"], kind=reader["kind"], language=get_language()) if found else []
    return page(request, "website/duties.html", reader_form=form, guidance=found, duties=listed)


def _read(request):
    form = ReaderForm(request.GET)
    reader = form.reader()
    edition = edition_in_force()
    return form, reader, guidance_for(edition, language=get_language(), **reader) if edition else None
