"""manage.py erase_words REFERENCE --why REASON: erases one text that names somebody, for cause. Cannot be undone.

`manage.py erase_person` names the texts and their references: a part of a submission, an addendum, a version of a response. A mark stays where
the words were; the submission and the signature under it still verify.
"""

from django.core.management.base import BaseCommand, CommandError

from qualitymark.core.actor import SYSTEM
from qualitymark.core.verdict import Refused
from qualitymark.desk.operations import erase_words


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("reference")
        parser.add_argument("--why", required=True, help="kept in the record: say it without naming anybody")

    def handle(self, *args, **options):
        try:
            found = erase_words(options["reference"], by=SYSTEM, why=options["why"])
        except Refused as no:
            raise CommandError(f"{no.reason} {no.verdict.next_step}".strip()) from None
        if not found:
            raise CommandError("No text has this reference. `manage.py erase_person` tells the references of those that name somebody.")
        self.stdout.write("Erased.")
