"""Letters that went out, and those that did not."""

from django.core.paginator import Paginator
from django.views.decorators.http import require_safe

from qualitymark.core.actor import Capacity
from qualitymark.core.doors import only
from qualitymark.core.models import OutgoingMail
from qualitymark.core.pages import page
from qualitymark.core.rows import one

from ..queries import letters_about, letters_visible_to
from ..rules import institution_for

A_PAGE = 100


@require_safe
@only(Capacity.OFFICE)
def mail(request):
    """Newest first, or only those that wait, are held, failed or came back."""
    rows, state = letters_visible_to(request.actor).defer("body"), request.GET.get("state", "")
    if state in OutgoingMail.State.values:
        rows = rows.filter(state=state)
    letters = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    return page(request, "office/mail.html", letters=letters, state=state, states=OutgoingMail.State.choices)


@require_safe
@only(Capacity.OFFICE)
def institution_letters(request, ref):
    """Every letter about anything of one institution, newest first."""
    found = institution_for(request.actor, ref)
    letters = Paginator(letters_about(request.actor, found).defer("body"), A_PAGE).get_page(request.GET.get("page"))
    return page(request, "office/institution_letters.html", letters=letters, institution=found)


@require_safe
@only(Capacity.OFFICE)
def letter(request, ref):
    """One letter. The words of one that carries a code or a link are never shown."""
    return page(request, "office/letter.html", letter=one(letters_visible_to(request.actor), ref=ref))
