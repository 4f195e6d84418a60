"""Writing: every save makes a revision, and nothing that somebody typed is ever lost.

Order of locks: the journey first, then the response, the audit stream last. Freezing and submitting hold the journey too, so a save that
comes with either is before it or refused.
"""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from qualitymark.core import clock
from qualitymark.core.actor import Actor
from qualitymark.core.audit import record
from qualitymark.core.move import can_move, move
from qualitymark.core.rows import hold
from qualitymark.core.verdict import Refused, not_now
from qualitymark.documents.markdown import RENDERER, render
from qualitymark.documents.merging import merged
from qualitymark.frameworks.models import Criterion
from qualitymark.frameworks.queries import criteria_for
from qualitymark.journeys.models import Journey
from qualitymark.selfassessment import notices, rules
from qualitymark.selfassessment.models import Comment, Response, Revision
from qualitymark.selfassessment.states import ResponseState

TEXT_MOST = 60_000


class Moved(Exception):
    """Somebody changed the same paragraph since the writer began. Both are shown: `theirs` is what stands now, `mine` what was sent, `common`
    what both began from. Nothing was saved, and nothing is lost: the page holds `mine`."""

    def __init__(self, response: Response, mine: str, common: str):
        super().__init__(f"{response.criterion.code} moved to version {response.version}")
        self.response, self.mine, self.theirs, self.common = response, mine, response.text, common


def hold_response(response: Response) -> Response:
    """Journey and response, held in that order. The institution and criterion that the caller's row carried stay at hand."""
    journey = hold(response.journey)
    held: Response = hold(response)
    journey.institution, held.criterion = response.journey.institution, response.criterion
    held.journey = journey
    return held


@transaction.atomic
def prepare_responses(journey: Journey, *, by: Actor) -> int:
    """One empty response for each criterion that applies to the institution's kind and size, or for each group when the journey answers by
    group (it then stands under the group's first). How many were made: none when they stand already, which costs one query."""
    if Response.objects.filter(journey=journey).exists():
        return 0
    journey = hold(journey)
    if Response.objects.filter(journey=journey).exists():
        return 0  # somebody else opened the page at the same moment
    firsts: dict[Any, Criterion] = {}
    for criterion in criteria_for(journey.edition, kind=journey.institution.kind, size=journey.institution.size):
        firsts.setdefault(criterion.group_id if journey.by_group else criterion.pk, criterion)
    rows = [Response(journey=journey, criterion=criterion) for criterion in firsts.values()]
    Response.objects.bulk_create(rows, ignore_conflicts=True)
    record("prepare", journey, by=by, facts={"responses": len(rows)})
    return len(rows)


def clean(text: str) -> str:
    """A text as it is kept: one kind of line end, nothing that a database refuses. Refused: longer than a response may be."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    text = text.encode("utf-8", "replace").decode("utf-8")  # half of a broken letter cannot be stored
    if len(text) > TEXT_MOST:
        raise Refused(
            not_now(
                _("That is longer than a response may be (%(most)s characters), so it was not saved."),
                _("Keep the main points here, and add the long text as evidence."),
                most=f"{TEXT_MOST:,}",
            )
        )
    return text if text.strip() else ""


@transaction.atomic
def save_response(
    response: Response, *, by: Actor, text: str, base: int, origin: str = Revision.Origin.PAGE, for_name: str = "", writing: str = ""
) -> Response:
    """Save a text that was begun from version `base`. Saving what stands already changes nothing, so a repeat does no harm.

    Where somebody else changed other paragraphs since, the text is kept as its writer sent it, and then again put together with theirs.
    Raises Moved when both changed the same paragraph; Refused by the rules. `for_name` is the colleague without an account whose words
    these are (coordinators alone); `writing` the page it is typed on, so that what came from there before, though its answer never came
    back, is known as the same person's own.
    """
    response, for_name = hold_response(response), for_name.strip()[:120]
    rules.can_write(by, response).enforce()
    if for_name:
        rules.can_write_for(by, response).enforce()
    text = clean(text)
    if text == response.text:
        return response
    together = text if base == response.version else _together(response, by, text, base, writing)
    if together is None:
        return response
    last = response.revisions.order_by("-number").first() if response.version else None
    origin = Revision.Origin.ENTERED if for_name else origin
    add_revision(response, by=by, text=text, base=base, origin=origin, for_name=for_name, writing=writing)
    if together != text:
        add_revision(response, by=by, text=together, base=response.version, origin=Revision.Origin.MERGED, for_name=for_name)
    _after_writing(response, last, by, for_name)
    return response


def _together(response: Response, by: Actor, text: str, base: int, writing: str) -> str | None:
    """The text put together with what was saved since version `base`; None where nothing was changed in that version. Raises Moved where
    it needs a person: the same paragraph, a version that there never was, or one whose text was erased."""
    began = None
    if writing:  # what this page saved from the same version before, and never heard of
        own = response.revisions.filter(base=base, writing=writing, person=by.person, erased_at=None)
        began = own.order_by("-number").first()
    if began is None and base > 0:
        began = response.revisions.filter(number=base, erased_at=None).first()
    common = began.text if began else ""
    known = began is not None or base == 0
    if known and text == common:
        return None
    together = merged(common, text, response.text) if known else None
    if together is None or len(together) > TEXT_MOST:
        raise Moved(response, text, common)
    return together


def add_revision(response: Response, *, by: Actor, text: str, base: int, origin: str, for_name: str = "", writing: str = "") -> Revision:
    """The next revision, and the response as it now stands. The caller holds the response and has enforced its rule."""
    now = clock.now()
    revision = Revision.objects.create(
        response=response, number=response.version + 1, base=base, text=text, person=by.person, for_name=for_name, session=by.session,
        writing=writing, origin=origin, at=now,
    )  # fmt: skip
    facts = {"text": text, "html": render(text), "renderer": RENDERER, "version": revision.number, "changed_at": now}
    Response.objects.filter(pk=response.pk).update(**facts)
    for name, value in facts.items():
        setattr(response, name, value)
    return revision


def _after_writing(response: Response, last: Revision | None, by: Actor, for_name: str) -> None:
    """Move where the text makes the state another; else one audit row for a writing session, not one for every save."""
    facts: dict[str, Any] = {"version": response.version}
    detail = {"for_name": for_name} if for_name else None
    if not response.text:
        move(response, "empty", by=by, audit=facts, detail=detail)
    elif response.state != ResponseState.DRAFTED:
        move(response, "draft", by=by, audit=facts, detail=detail)
    elif last is None or (last.person_id, last.session, last.for_name) != (by.person_id or None, by.session, for_name):
        record("draft", response, by=by, facts=facts, detail=detail)


@transaction.atomic
def restore_revision(revision: Revision, *, by: Actor, base: int) -> Response:
    """Bring an earlier text back, as a new revision; every text in between stays in the history."""
    response = hold_response(revision.response)
    revision = hold(revision)
    rules.can_write(by, response).enforce()
    if revision.erased_at:
        raise Refused(not_now(_("This version was erased, so it cannot be brought back.")))
    if base != response.version:  # it would replace the whole: what somebody wrote meanwhile is looked at first
        raise Moved(response, revision.text, "")
    return save_response(response, by=by, text=revision.text, base=base, origin=Revision.Origin.RESTORED)


@transaction.atomic
def say_ready(response: Response, *, by: Actor) -> Response:
    """ "It is ready". Writing again makes it a draft."""
    response = hold_response(response)
    rules.can_say_ready(by, response).enforce()
    if response.state not in (ResponseState.READY, ResponseState.AGREED):
        move(response, "say_ready", by=by, audit={"version": response.version})
    return response


@transaction.atomic
def agree(response: Response, *, by: Actor) -> Response:
    """A coordinator agrees to a response. A repeat does nothing; writing again makes it a draft."""
    response = hold_response(response)
    rules.can_agree(by, response).enforce()
    if response.state != ResponseState.AGREED:
        move(response, "agree", by=by, audit={"version": response.version})
    return response


@transaction.atomic
def return_response(response: Response, *, by: Actor, note: str) -> Response:
    """Back to its writers with a note, which also reaches them by mail. Refused without a note."""
    response = hold_response(response)
    rules.can_agree(by, response).enforce()
    can_move(response, "return").enforce()
    if not note.strip():
        raise Refused(not_now(_("Say what you would like changed, so that your colleague knows.")))
    comment = add_comment(response, note, by=by, returns=True)
    notices.returned(response, comment)
    move(response, "return", by=by, audit={"version": response.version})
    return response


@transaction.atomic
def set_not_applicable(response: Response, *, by: Actor, why: str) -> Response:
    """Say that a criterion does not apply, and why. The text that stands is kept. Refused for a core criterion and without a reason."""
    response = hold_response(response)
    rules.can_set_not_applicable(by, response).enforce()
    why = clean(why).strip()
    if not why:
        raise Refused(not_now(_("Say why this does not apply to you: your assessor will read it.")))
    if (response.not_applicable, response.not_applicable_why) != (True, why):
        response.not_applicable, response.not_applicable_why, response.changed_at = True, why, clock.now()
        response.save(update_fields=["not_applicable", "not_applicable_why", "changed_at"])
        record("set_not_applicable", response, by=by)
    return response


@transaction.atomic
def set_applicable(response: Response, *, by: Actor) -> Response:
    """Take that back: the text stands where it stood."""
    response = hold_response(response)
    rules.can_agree(by, response).enforce()
    if response.not_applicable:
        response.not_applicable, response.changed_at = False, clock.now()
        response.save(update_fields=["not_applicable", "changed_at"])
        record("set_applicable", response, by=by)
    return response


@transaction.atomic
def comment(response: Response, *, by: Actor, text: str) -> Comment:
    """A word between colleagues. Nobody outside the institution sees it."""
    response = hold_response(response)
    rules.can_comment(by, response).enforce()
    if not text.strip():
        raise Refused(not_now(_("Write your comment first.")))
    return add_comment(response, text, by=by)


def add_comment(response: Response, text: str, *, by: Actor, returns: bool = False) -> Comment:
    """The row of a comment (at most 5,000 characters), or the last one where it says the same: the same form, sent twice. The caller
    has enforced its rule."""
    text = text.replace("\r\n", "\n").replace("\x00", "").strip()[:5000]
    last = Comment.objects.filter(response=response).order_by("-pk").first()
    if last is not None and (last.text, last.by_id, last.returns) == (text, by.person_id, returns):
        return last  # the same form, sent twice
    return Comment.objects.create(response=response, text=text, at=clock.now(), by=by.person, returns=returns)
