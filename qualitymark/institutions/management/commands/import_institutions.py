"""manage.py import_institutions FILE --kind KIND: says what a list of learning providers would bring; --apply brings it.

FILE is a CSV in the layout that qualitymark/institutions/importfile.py describes. Each row is brought in by itself: a bad one is told by
line and reason and keeps no other out. Doing it again changes nothing. The nation is suggested from the postcode, and border districts
are listed for a person to look at; the office confirms nation and kind of every new institution on its page.
"""

from collections import Counter
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from qualitymark.core.actor import SYSTEM
from qualitymark.core.verdict import Refused
from qualitymark.institutions.importfile import Row, read
from qualitymark.institutions.models import Institution, Kind
from qualitymark.institutions.operations import import_institution
from qualitymark.institutions.postcodes import suggested_nation


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("file", help="a CSV file")
        parser.add_argument("--kind", required=True, choices=Kind.values, help="the kind of every provider in the file")
        parser.add_argument("--apply", action="store_true", help="bring them in")

    def handle(self, *args, **options):
        try:
            found = read(Path(options["file"]).read_bytes())
        except OSError as unread:
            raise CommandError(f"{options['file']} cannot be read: {unread.strerror}.") from None
        if found.problem:
            raise CommandError(found.problem)
        counts, look, refused = Counter[str](), list[str](), list(found.refused)
        for row in found.rows:
            self._bring(row, options, counts, look, refused)
        self._report(counts, look, refused, options["apply"])

    def _bring(self, row: Row, options, counts: Counter[str], look: list[str], refused: list[str]) -> None:
        """One row by itself. Without --apply it is done and taken back, so that the report tells exactly what would happen."""
        try:
            with transaction.atomic():
                made, done = import_institution(row, by=SYSTEM, kind=options["kind"])
                counts[done] += 1
                if done in ("new", "renamed"):
                    self.stdout.write(f"{done}: {made.name}, {row.ukprn}, {made.get_nation_display()}, line {row.line}")
                if done == "new":
                    self._look(row, made, look)
                transaction.set_rollback(not options["apply"])
        except Refused as no:
            refused.append(f"line {row.line}: {no.reason} {no.verdict.next_step}".rstrip())

    def _look(self, row: Row, made: Institution, look: list[str]) -> None:
        nation = suggested_nation(row.postcode)
        if nation.look:
            look.append(f"line {row.line}: {made.name}, {row.town} {row.postcode}: {made.get_nation_display()}? ({nation.why})")

    def _lines(self, lines: list[str]) -> None:
        for each in lines:
            self.stdout.write(f"  {each}")

    def _report(self, counts: Counter[str], look: list[str], refused: list[str], applied: bool) -> None:
        if look:
            self.stdout.write(f"Needs a look, because the nation is not certain ({len(look)}):")
            self._lines(look)
        if refused:
            self.stdout.write(f"Not taken ({len(refused)}):")
            self._lines(refused)
        told = ", ".join(f"{counts[word]} {word}" for word in ("new", "renamed", "changed", "unchanged"))
        self.stdout.write(f"{told}, {len(refused)} not taken.")
        if not applied:
            self.stdout.write("Nothing was changed. --apply brings them in.")
