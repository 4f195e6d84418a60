"""The words of a released decision: one source for the page, the report and the letter. No total, no score, no overall grade."""

from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from qualitymark.core import clock
from qualitymark.documents.markdown import render
from qualitymark.frameworks.queries import area_titles, labels_for, unit_titles
from qualitymark.review.states import Level, Outcome

from .models import Decision
from .states import CurrentAward, Decided

_HIGHLIGHTS = (Level.ENHANCED, Level.EXCEPTIONAL)


def feedback_of(decision: Decision, language: str) -> dict[str, Any]:
    """The decision as a page shows it: areas, each with its level in words and its criteria; suggestions, revisits, conditions."""
    journey = decision.submission.journey
    labels = labels_for(journey.policy, language=language)
    names, titles = (
        area_titles(journey.edition, language=language),
        unit_titles(journey.edition, by_group=journey.by_group, language=language),
    )
    criteria = [
        {
            "code": each.criterion.code,
            "title": str(titles.get(each.criterion.code, each.criterion.code)),
            "area_id": each.criterion.area_id,
            "outcome": each.outcome,
            "label": labels["criterion"].get(each.outcome, Outcome(each.outcome).label),
            "feedback": each.feedback,
            "html": _html(each.feedback),
            "suggestion": each.suggestion,
            "suggestion_html": _html(each.suggestion),
            "share_worthy": each.share_worthy,
            "revisit": each.revisit,
        }
        for each in decision.criteria.select_related("criterion")
    ]
    areas = [
        {
            "id": each.area_id,
            "code": each.area.code,
            "title": str(names.get(each.area.code, each.area.code)),
            "level": each.level,
            "label": labels["area"].get(each.level, Level(each.level).label),
            "highlight": each.level in _HIGHLIGHTS,
            "feedback": each.feedback,
            "html": _html(each.feedback),
            "criteria": [criterion for criterion in criteria if criterion["area_id"] == each.area_id],
        }
        for each in decision.areas.select_related("area")
    ]
    return {
        "areas": areas,
        "criteria": criteria,
        "highlights": [area for area in areas if area["highlight"]],
        "worth_sharing": [criterion for criterion in criteria if criterion["share_worthy"]],
        "suggestions": [criterion for criterion in criteria if criterion["suggestion"]],
        "revisits": [criterion for criterion in criteria if criterion["revisit"]],
        "conditions": list(
            decision.conditions.select_related("said_by").prefetch_related("answers__said_by", "answers__by").order_by("due_on", "pk")
        ),
        "next_fee": _pounds(decision.next_fee_pence),
        "summary_html": _html(decision.summary),
        "next_steps_html": _html(decision.next_steps),
        "reasons_html": _html(decision.reasons),
    }


def _pounds(pence: int | None) -> str:
    return f"£{(pence or 0) // 100:,}.{(pence or 0) % 100:02d}"


def _html(text: str) -> SafeString:
    return mark_safe(render(text)) if text else SafeString("")  # noqa: S308 - sanitised by render


def report_data(decision: Decision, language: str) -> dict[str, Any]:
    """What documents.typesetting.feedback_report takes, in a language."""
    with translation.override(language):
        journey = decision.submission.journey
        shown = feedback_of(decision, language)
        name = journey.institution.display_name
        facts = [
            [_("Decision"), str(Decided(decision.outcome).label)],
            [_("Decided on"), _day(clock.date_of(decision.decided_at))],
            [_("Submitted on"), _day(clock.date_of(decision.submission.submitted_at))],
            [_("Framework"), _("Edition %(code)s") % {"code": journey.edition.code}],
        ]
        if journey.scope_names:
            facts.insert(0, [_("For"), ", ".join(journey.scope_names.split("\n"))])
        return {
            "language": language,
            "title": _("Feedback report"),
            "institution": name,
            "scheme": settings.SITE_NAME,
            "running": _("Feedback report, %(name)s") % {"name": name},
            "contents_word": _("Contents"),
            "page_word": _("Page"),
            "mark_alt": _("The mark: a ring in plum, coral and green"),
            "facts": facts,
            "lead": decision.summary,
            "sections": [section for section in _sections(decision, shown) if section["text"] or section.get("sections")],
        }


def _sections(decision: Decision, shown: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [{"title": _("Why it was decided so"), "text": decision.reasons}]
    if shown["conditions"]:
        lines = [f"{each.text}\n\n*{_('Until %(day)s') % {'day': _day(each.due_on)}}*" for each in shown["conditions"]]
        found.append({"title": _("Conditions"), "text": "\n\n".join(lines)})
    if decision.outcome == Decided.NOT_YET:
        found.append({"title": _("The next round"), "text": next_round_words(decision, shown)})
    found.append({"title": _("Highlights"), "text": highlights_words(shown)})
    lines = [f"- **{each['code']} {each['title']}**: {' '.join(each['suggestion'].split())}" for each in shown["suggestions"]]
    found.append({"title": _("Suggestions"), "text": "\n".join(lines)})
    found += [
        {
            "title": area["title"],
            "label": area["label"],
            "text": area["feedback"],
            "new_page": True,
            "sections": [
                {"title": f"{each['code']} {each['title']}", "label": each["label"], "text": _criterion_text(each)}
                for each in area["criteria"]
                if each["feedback"] or each["suggestion"]
            ],
        }
        for area in shown["areas"]
    ]
    found.append({"title": _("Next steps"), "text": decision.next_steps, "new_page": True})
    return found


def highlights_words(shown: dict[str, Any]) -> str:
    """Areas of enhanced or exceptional practice, and what is worth sharing, as Markdown: named, never counted."""
    lines = [f"- **{area['title']}**: {area['label']}" for area in shown["highlights"]]
    lines += [f"- {_('Worth sharing')}: {each['code']} {each['title']}" for each in shown["worth_sharing"]]
    return "\n".join(lines)


def _criterion_text(criterion: dict[str, Any]) -> str:
    if not criterion["suggestion"]:
        return criterion["feedback"]
    return f"{criterion['feedback']}\n\n**{_('Suggestion')}**\n\n{criterion['suggestion']}"


def next_round_words(decision: Decision, shown: dict[str, Any]) -> str:
    """What "not yet" means, as Markdown: which criteria open again, until when, on what terms, and what becomes of a current award."""
    lines = [f"- {each['code']} {each['title']}" for each in shown["revisits"]]
    award = {
        CurrentAward.RUNS: _("Your current award runs to its end."),
        CurrentAward.EXTENDED: _("Your current award stays current until the next round is decided."),
        CurrentAward.ENDS: _("Your current award ends now."),
    }.get(CurrentAward(decision.current_award), "")
    terms = _("Send them by %(day)s. Fee: %(fee)s. Discussions with your assessor: %(number)s.") % {
        "day": _day(decision.next_last_on),
        "fee": _pounds(decision.next_fee_pence),
        "number": decision.next_discussions or 0,
    }
    return "\n\n".join(
        part
        for part in (_("These criteria open again; all others stand with their judgement."), "\n".join(lines), terms, str(award))
        if part
    )


def _day(day: Any) -> str:
    return date_format(day, "j F Y")
