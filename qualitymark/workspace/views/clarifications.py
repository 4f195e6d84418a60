"""Questions of the assessor about what was submitted, and our answers."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from qualitymark.core.pages import attempt, done, page
from qualitymark.core.rows import one
from qualitymark.evidence.queries import items_visible_to, problems_visible_to
from qualitymark.journeys.models import Journey
from qualitymark.review import operations, rules
from qualitymark.review.queries import clarifications_visible_to
from qualitymark.workspace.forms import AnswerForm
from qualitymark.workspace.queries.criterion import newest_of

from .journey import working_group


def questions(request: Any, journey: Journey) -> Any:
    return clarifications_visible_to(request.actor).filter(submission__journey=journey)


@working_group
def clarifications(request: Any, journey: Journey) -> HttpResponse:
    """Everything that is asked of us after submission: questions, and items that somebody could not open."""
    problems = problems_visible_to(request.actor).filter(item__institution=journey.institution, resolved_at=None, item__removed_at=None)
    return page(
        request, "workspace/clarifications.html", journey=journey, questions=list(questions(request, journey)), problems=list(problems)
    )


@working_group
def clarification(request: Any, journey: Journey, question: str) -> HttpResponse:
    """One question, and the form that answers it by a numbered addendum."""
    held = one(questions(request, journey), ref=question)
    form = AnswerForm(request.POST or None, items=items_visible_to(request.actor))
    can_answer = rules.can_answer(request.actor, held)
    if request.method == "POST":
        can_answer.enforce()
    if form.is_valid() and attempt(form, lambda: answered(request, held, form)):
        return done(
            request, _("Your answer is with the assessor, as an addendum to what you submitted."), "workspace:clarifications", journey.ref
        )
    return page(request, "workspace/clarification.html", journey=journey, question=held, form=form, can_answer=can_answer)


def answered(request: Any, question: Any, form: AnswerForm) -> None:
    chosen = [item.pk for item in form.cleaned_data["items"]]
    newest = newest_of(set(chosen))
    operations.answer_clarification(
        question, by=request.actor, text=form.cleaned_data["text"], revisions=[newest[pk] for pk in chosen if pk in newest]
    )
