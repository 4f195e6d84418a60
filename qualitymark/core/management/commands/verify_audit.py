"""manage.py verify_audit: proves the audit chain, or names each row altered, removed or cut off."""

from django.core.management.base import BaseCommand, CommandError

from qualitymark.core.audit import verify
from qualitymark.core.models import Entry


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options):
        problems = verify()
        for problem in problems:
            self.stderr.write(problem)
        if problems:
            raise CommandError(f"The audit record is not whole: {len(problems)} problem(s).")
        self.stdout.write(f"The audit record is whole: {Entry.objects.count()} entries.")
