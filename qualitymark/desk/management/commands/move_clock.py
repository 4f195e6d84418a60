"""manage.py move_clock 2027-03-01: the demo's clock moves to that day, and what is due by then is done. Refused outside the demo."""

import datetime as dt

from django.core.management.base import BaseCommand, CommandError

from qualitymark.core import clock
from qualitymark.core.verdict import Refused
from qualitymark.desk.demo_clock import move_clock


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("day", help="The day to move to, as 2027-03-01.")

    def handle(self, *args, **options):
        try:
            day = dt.date.fromisoformat(options["day"])
        except ValueError:
            raise CommandError("Write the day as year, month, day: 2027-03-01.") from None
        try:
            moved = move_clock(day)
        except Refused as refusal:
            raise CommandError(refusal.reason) from None
        if moved.left:
            raise CommandError(moved.left)
        self.stdout.write(
            f"Today in the demo is {clock.today().isoformat()}; what was due by then is done. Letters written: {moved.letters}."
        )
