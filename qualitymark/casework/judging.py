"""Forms of judgements meet their operations: a judgement saved from another window is shown beside what was typed here."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from qualitymark.core.actor import Actor
from qualitymark.core.pages import attempt
from qualitymark.core.verdict import Verdict
from qualitymark.frameworks.models import Area
from qualitymark.journeys.states import PartyCapacity
from qualitymark.review.models import AreaJudgement, Judgement, View
from qualitymark.review.operations import JudgedMeanwhile, judge, judge_area, recommend, record_second_view
from qualitymark.review.rules import can_recommend, can_record_second

from .forms import AreaForm, JudgementForm
from .queries import Unit


def judgement_form(data: Any, labels: dict[str, str], standing: Judgement | None) -> JudgementForm:
    """Nothing is chosen beforehand, unless this reader has judged it: then their own words stand there to be changed."""
    start: dict[str, Any] = {"version": 0}
    if standing is not None:
        start = {name: getattr(standing, name) for name in ("outcome", "reasons", "suggestion", "share_worthy", "version")}
    return JudgementForm(data, initial=start, labels=labels, auto_id="judgement_%s")


def area_form(data: Any, labels: dict[str, str], standing: AreaJudgement | None) -> AreaForm:
    start: dict[str, Any] = {"version": 0}
    if standing is not None:
        start = {name: getattr(standing, name) for name in ("level", "reasons", "version")}
    return AreaForm(data, initial=start, labels=labels)


def keep_judgement(form: JudgementForm, view: View, unit: Unit, *, by: Actor) -> bool:
    return form.is_valid() and _kept(form, lambda: judge(view, unit.criterion, by=by, **form.cleaned_data))


def keep_area(form: AreaForm, view: View, area: Area, *, by: Actor) -> bool:
    return form.is_valid() and _kept(form, lambda: judge_area(view, area, by=by, **form.cleaned_data))


def may_record(actor: Actor, view: View) -> Verdict:
    """May this reader record this view now: the assessor's as a recommendation, the second reader's as a second view?"""
    return (can_recommend if view.capacity == PartyCapacity.ASSESSOR else can_record_second)(actor, view)


def record_view(view: View, *, by: Actor, recommends: str, reasons: str) -> View:
    work = recommend if view.capacity == PartyCapacity.ASSESSOR else record_second_view
    return work(view, by=by, recommends=recommends, reasons=reasons)


def _kept(form: Any, work: Callable[[], object]) -> bool:
    try:
        return attempt(form, work)
    except JudgedMeanwhile as meanwhile:
        form.theirs = meanwhile.theirs
        form.data = {**form.data.dict(), "version": meanwhile.theirs.version}
        form.add_error(None, _("You saved this from another window meanwhile. It is shown below; sending again puts this in its place."))
        return False
