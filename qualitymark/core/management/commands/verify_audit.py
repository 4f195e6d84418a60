"""manage.py verify_audit: proves the audit chain, or names each row altered, removed or cut off."""

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from qualitymark.core.audit import SCHEME, verify
from qualitymark.core.models import Entry, Stream


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options):
        problems = verify()
        if get_user_model().objects.exists() and not Stream.objects.filter(key=SCHEME).exists():
            problems.append("There are people and no record of the scheme: the whole of it is gone.")
        for problem in problems:
            self.stderr.write(problem)
        if problems:
            raise CommandError(f"The audit record is not whole: {len(problems)} problem(s).")
        self.stdout.write(f"The audit record is whole: {Entry.objects.count()} entries.")
