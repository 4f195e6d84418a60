"""manage.py sweep_files: takes away what a crash left in storage. Safe to repeat; the tick does it every night."""

from django.core.management.base import BaseCommand

from qualitymark.files.storage import sweep


class Command(BaseCommand):
    help = "Takes away stored bytes that no row names, rows that no owner claimed for a day, and bytes of erased rows."

    def handle(self, **options):
        counts = sweep()
        self.stdout.write(
            f"Taken away: {counts['without_row']} without a row, {counts['without_owner']} without an owner, {counts['erased']} of erased rows."
        )
