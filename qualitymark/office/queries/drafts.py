"""First drafts of the office's letters, in the reader's language: to be changed before they go."""

from django.utils import translation
from django.utils.translation import gettext as _

from qualitymark.core.actor import Actor
from qualitymark.interest.models import Interest
from qualitymark.interest.queries import readiness_words


def go_ahead_words(interest: Interest, actor: Actor) -> str:
    """A first draft of the go-ahead message, in the language of the interest, signed by the actor; the office changes it as it likes."""
    with translation.override(interest.language):
        institution = interest.institution_words
        parts = [
            _("Thank you for telling us about %(institution)s. We should be glad to go ahead with you.") % {"institution": institution},
            _("Take the time to bring together a working group from across the institution: it is what holders say helped them most."),
            _("With warm wishes,\n%(name)s, for the office") % {"name": actor.person.name},
        ]
        return "\n\n".join(parts)


def not_yet_words(interest: Interest, actor: Actor) -> str:
    """Kind, and of use: where the sender gave readiness answers, what the edition advises for those that were not yet a yes."""
    with translation.override(interest.language):
        institution = interest.institution_words
        said = dict(interest.readiness.values_list("area_code", "said"))
        advice = [one for one in readiness_words(said, interest.language) if one.said != "yes"]
        parts = [
            _(
                "Thank you for your interest, and for telling us so openly where %(institution)s stands. We want you to get the most out of the mark, and think that this would be a little later rather than now."
            )
            % {"institution": institution},
        ]
        if advice:
            parts += [_("What would help most until then:"), "\n".join(f"- {one.area}: {one.advice}" for one in advice)]
        else:
            parts.append(
                _(
                    "What would help most until then: a senior person who answers for this work, and colleagues from several departments who would take part."
                )
            )
        parts.append(
            _("This is not a no. If something changes sooner, simply write to us.\n\nWith warm wishes,\n%(name)s, for the office")
            % {"name": actor.person.name}
        )
        return "\n\n".join(parts)
