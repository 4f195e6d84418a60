"""What a holder's own page of the register says beyond the award itself: in words, by consent, withdrawable at any time."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from qualitymark.accounts.naming import names
from qualitymark.awards.models import Award, RegisterWords
from qualitymark.awards.notices import tell_register_contact_erased
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


@transaction.atomic
def erase_register_contact(award: Award, *, by: Actor, name: str) -> int:
    """Take somebody's name off the register page for good, and out of what stood there before; how many rows held it. The rest of the
    words stays. The coordinators are told where it was on the page. Whoever calls has asked whether the person may be erased."""
    award = hold(award)
    shown = register_words_of(award)
    found = [row for row in award.register_words.exclude(contact_name="") if names(row.contact_name, name)]
    award.register_words.filter(pk__in=[row.pk for row in found]).update(contact_name="")
    if found:
        record("erase_register_contact", award, by=by, facts={"words": [row.ref for row in found]})
    if shown in found:
        tell_register_contact_erased(award)
    return len(found)
