"""What a holder's own page of the register says beyond the award itself: in words, by consent, withdrawable at any time."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from qualitymark.awards.models import Award, RegisterWords
from qualitymark.awards.queries import register_words_of
from qualitymark.awards.rules import can_set_register_words
from qualitymark.core import clock
from qualitymark.core.actor import Actor
from qualitymark.core.audit import digest, record
from qualitymark.core.rows import hold
from qualitymark.core.verdict import not_now


@transaction.atomic
def set_register_words(
    award: Award, *, by: Actor, highlights: str = "", contact_name: str = "", support_url: str = "", agrees: bool = False
) -> RegisterWords:
    """Let the register page say these words. Refused without the tick that agrees. The same words again make no new row."""
    award = hold(award)
    can_set_register_words(by, award).enforce()
    if not agrees:
        not_now(_("Tick that your institution agrees to have these words on its public page.")).enforce()
    now = register_words_of(award)
    if now is not None and (now.highlights, now.contact_name, now.support_url) == (highlights, contact_name, support_url):
        return now
    words = RegisterWords.objects.create(
        award=award,
        highlights=highlights,
        contact_name=contact_name,
        support_url=support_url,
        consented_at=clock.now(),
        consented_by=by.person,
    )
    record(
        "agree_register_words",
        award,
        by=by,
        facts={"words": words.ref, "digest": digest("\x00".join([highlights, contact_name, support_url]))},
    )
    return words


@transaction.atomic
def withdraw_register_words(award: Award, *, by: Actor) -> None:
    """Take the words off the register page at once. Those that were there stay on record."""
    award = hold(award)
    can_set_register_words(by, award).enforce()
    if award.register_words.filter(withdrawn_at=None).update(withdrawn_at=clock.now()):
        record("withdraw_register_words", award, by=by)
