"""What the sector learns: the editors' words, and figures that are suppressed before they come here."""

from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from qualitymark.core.pages import page
from qualitymark.insights.queries import AreaFigures, SectorFigures, decisions_awaited, sector_figures

from .queries import page_in_force

WAYS = {"": _("All together"), "nation": _("By nation"), "kind": _("By kind of provider")}


@dataclass(frozen=True)
class Segment:
    """A piece of an area's bar, in hundredths of its length. `code` is a level, or "withheld"."""

    code: str
    start: str
    length: str


@require_safe
def learning(request):
    """`?by=nation` or `?by=kind` shows each area's figures for each group; anything else shows the sector as a whole."""
    by = request.GET.get("by", "")
    by = by if by in WAYS else ""
    figures = sector_figures(language=get_language(), by=by)
    bars = [(area, bar_of(area, figures)) for area in figures.areas] if figures else []
    awaited = decisions_awaited() if figures is None else None
    shown = page_in_force("learning", get_language())
    return page(request, "website/learning.html", shown=shown, figures=figures, bars=bars, by=by, ways=WAYS.items(), awaited=awaited)


def bar_of(area: AreaFigures, figures: SectorFigures) -> list[Segment]:
    """The shown levels in their order, then what is withheld, as one bar of all institutions."""
    segments, start = [], 0.0
    pieces = [(level.code, level.count or 0) for level in area.levels] + [("withheld", area.withheld)]
    for code, count in pieces:
        length = 100 * count / figures.institutions
        if count:
            segments.append(Segment(code, f"{start:.2f}", f"{length:.2f}"))
        start += length
    return segments
