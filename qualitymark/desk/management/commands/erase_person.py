"""manage.py erase_person EMAIL --why REASON: erases who somebody was, everywhere that they are held as a person. Cannot be undone.

What they wrote for their institution stays its text, under nobody's name. The audit record and every submission still verify.
"""

from django.core.management.base import BaseCommand, CommandError

from qualitymark.accounts.queries import person_with
from qualitymark.core.actor import SYSTEM
from qualitymark.core.verdict import Refused
from qualitymark.desk.operations import erase_person_everywhere


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("--why", required=True, help="kept in the record: say it without naming anybody")
        parser.add_argument("--yes", action="store_true", help="do it; without, only tell who it would be")

    def handle(self, *args, **options):
        person = person_with(options["email"])
        if person is None:
            raise CommandError("Nobody is known by this address.")
        if not options["yes"]:
            self.stdout.write(f"This would erase {person.name}. Nothing was changed; --yes does it, and it cannot be undone.")
            return
        try:
            erase_person_everywhere(person, by=SYSTEM, why=options["why"])
        except Refused as no:
            raise CommandError(f"{no.reason} {no.verdict.next_step}".strip()) from None
        self.stdout.write("Erased.")
