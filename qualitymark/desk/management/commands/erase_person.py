"""manage.py erase_person EMAIL --why REASON: erases who somebody was, everywhere that they are held as a person. Cannot be undone.

What they wrote for their institution stays its text, under nobody's name. The audit record and every submission still verify.
"""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from qualitymark.accounts.models import Person
from qualitymark.accounts.queries import person_with
from qualitymark.core.actor import SYSTEM
from qualitymark.core.verdict import Refused
from qualitymark.desk.operations import erase_letters, erase_person_everywhere
from qualitymark.desk.queries.erasing import (
    left_without_coordinator,
    letters_counted,
    letters_naming,
    parts_in_journeys,
    texts_naming,
)


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("--why", required=True, help="kept in the record: say it without naming anybody")
        parser.add_argument("--letters", action="store_true", help="erase the words of letters to others that name the person, too")
        parser.add_argument("--yes", action="store_true", help="do it; without, only tell who it would be")

    def handle(self, *args, **options):
        person = person_with(options["email"])
        if person is None:
            raise CommandError("Nobody is known by this address.")
        words = [person.name, person.email or ""]
        if not options["yes"]:
            self.stdout.write(f"This would erase {person.name}.")
            self._without(person)
            self._remains(words)
            self.stdout.write("Nothing was changed; --yes does it, and it cannot be undone.")
            return
        self._without(person)
        try:
            erase_person_everywhere(person, by=SYSTEM, why=options["why"])
        except Refused as no:
            raise CommandError(f"{no.reason} {no.verdict.next_step}".strip()) from None
        self.stdout.write("Erased.")
        if options["letters"]:
            self.stdout.write(
                f"Letters whose words were erased: {erase_letters(person, letters_naming(words), by=SYSTEM, why=options['why'])}."
            )
        self._remains(words)

    def _without(self, person: Person) -> None:
        """What is left without somebody, and what to do about each."""
        for place in left_without_coordinator(person):
            self.stdout.write(
                f"{place.name}: this is the only coordinator, so that nobody is left to write for it. Invite another on its page,"
                f" {settings.SITE_URL}/office/institution/{place.ref}/"
            )
        for party in parts_in_journeys(person):
            self.stdout.write(
                f"{party.journey.institution.name}: this person is its {party.get_capacity_display().lower()}. The part ends, and the office finds"
                f" somebody else from {settings.SITE_URL}/office/institution/{party.journey.institution.ref}/"
            )

    def _remains(self, words: list[str]) -> None:
        """What names the person where erasing them does not reach, and how each is erased."""
        texts, letters = texts_naming(words), letters_naming(words)
        if texts or letters:
            self.stdout.write("The name also stands in what is not the person's own, and is not erased with them:")
        for each in texts:
            self.stdout.write(f"  {each.where}: {each.how}")
        for notice, count in letters_counted(letters):
            self.stdout.write(f"  letters to others, {notice}: {count} (--letters erases their words once they are sent)")
