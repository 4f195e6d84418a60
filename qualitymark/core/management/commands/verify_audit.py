"""manage.py verify_audit [--head NUMBER:HASH]: proves the audit chain, or names each row altered, removed or cut off.

It ends by printing the head of the scheme's own stream. Keep that line on another machine and give it the next time with --head: a database
put back from an old copy is whole in itself, and only a head kept outside it tells.
"""

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from qualitymark.core.audit import SCHEME, holds_head, scheme_head, verify
from qualitymark.core.models import Entry, Stream


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("--head", help="A head that an earlier run printed: the record must still hold it.")

    def handle(self, *args, **options):
        problems = verify()
        if get_user_model().objects.exists() and not Stream.objects.filter(key=SCHEME).exists():
            problems.append("There are people and no record of the scheme: the whole of it is gone.")
        if options["head"] and not holds_head(options["head"]):
            problems.append("The head that you kept is not in this record: it is an older copy, or another record.")
        for problem in problems:
            self.stderr.write(problem)
        if problems:
            raise CommandError(f"The audit record is not whole: {len(problems)} problem(s).")
        self.stdout.write(f"The audit record is whole: {Entry.objects.count()} entries.")
        self.stdout.write(f"Keep this elsewhere, for --head the next time: {scheme_head()}")
