"""manage.py reset_second_step EMAIL: for somebody whose phone is lost and who has no colleague in the office to reset it."""

from django.core.management.base import BaseCommand, CommandError

from qualitymark.accounts.operations import reset_second_step
from qualitymark.accounts.queries import person_with
from qualitymark.core.actor import SYSTEM


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("email")

    def handle(self, *args, **options):
        person = person_with(options["email"])
        if person is None:
            raise CommandError("Nobody is known by this address.")
        reset_second_step(person, by=SYSTEM)
        self.stdout.write(f"{person.name} sets up the second step anew at the next sign-in, and was told so by a letter.")
