"""manage.py move_clock 2027-03-01: the demo's clock moves to that day, and what is due by then is done. Refused outside the demo."""

import datetime as dt

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from qualitymark.core import clock


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("day", help="The day to move to, as 2027-03-01.")

    def handle(self, *args, **options):
        if not (settings.DEMO and settings.CLOCK_MOVABLE):
            raise CommandError("The clock moves in the demo alone. In a real deployment nothing was changed.")
        try:
            day = dt.date.fromisoformat(options["day"])
        except ValueError:
            raise CommandError("Write the day as year, month, day: 2027-03-01.") from None
        clock.move_to(day)
        call_command("tick")
        self.stdout.write(f"Today in the demo is {clock.today().isoformat()}; what was due by then is done.")
