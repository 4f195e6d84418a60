"""manage.py import_awards FILE: says what a file of awards made elsewhere, or known from public record, would bring; --apply brings it.

FILE is YAML or CSV (qualitymark/awards/importfile.py tells every field), or "public-record" for the holders that come with the platform.
Each row is brought in by itself, so that a bad one keeps no other out; doing it again changes nothing.
"""

from contextlib import nullcontext
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from qualitymark.awards.importfile import BadFile, Row, read
from qualitymark.awards.operations import import_award
from qualitymark.core.actor import SYSTEM
from qualitymark.core.verdict import Refused

SHIPPED = Path(__file__).resolve().parents[2] / "public_record.yaml"


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("file", help="a YAML or CSV file, or public-record for the holders that come with the platform")
        parser.add_argument("--apply", action="store_true", help="bring them in")

    def handle(self, *args, **options):
        path = SHIPPED if options["file"] == "public-record" else Path(options["file"])
        try:
            rows, problems = read(path.read_bytes(), path.name)
        except OSError as unread:
            raise CommandError(f"{path} cannot be read: {unread.strerror}.") from None
        except BadFile as bad:
            raise CommandError(str(bad)) from None
        counts = {"new": 0, "changed": 0, "unchanged": 0}
        # Without --apply all are done one after another and taken back together: a row is judged beside those before it, as it will be.
        with nullcontext() if options["apply"] else transaction.atomic():
            for row in rows:
                if said := self.bring(row, problems):
                    counts[said] += 1
            if not options["apply"]:
                transaction.set_rollback(True)
        not_taken = {problem.partition(":")[0] for problem in problems}
        for problem in problems:
            self.stderr.write(problem)
        told = ", ".join(f"{number} {word}" for word, number in counts.items())
        self.stdout.write(f"{told}, {len(not_taken)} not taken.")
        if not options["apply"]:
            self.stdout.write("Nothing was changed. --apply brings them in.")

    def bring(self, row: Row, problems: list[str]) -> str:
        """What one row is (new, changed, unchanged), or nothing when it was refused."""
        try:
            with transaction.atomic():
                award, said = import_award(row, by=SYSTEM)
                if said != "unchanged":
                    self.stdout.write(f"{said}: {award.institution.name}, {award.get_origin_display().lower()}, line {row.line}")
                return said
        except Refused as refused:
            problems.append(f"line {row.line}: {refused.reason} {refused.verdict.next_step}".rstrip())
            return ""
