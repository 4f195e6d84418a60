"""manage.py import_institutions FILE --kind KIND: says what a list of learning providers would bring; --apply brings it.

FILE is a CSV in the layout that qualitymark/institutions/importfile.py describes. Each row is brought in by itself: a bad one is told by
line and reason and keeps no other out. Doing it again changes nothing. The nation is suggested from the postcode, and border districts
are listed for a person to look at; the office confirms nation and kind of every new institution on its page.
"""

from collections import Counter
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from qualitymark.core.actor import SYSTEM
from qualitymark.core.verdict import Refused
from qualitymark.institutions.importfile import Row, read
from qualitymark.institutions.models import Kind, Nation
from qualitymark.institutions.operations import import_institution, judge_row
from qualitymark.institutions.postcodes import suggested_nation
from qualitymark.institutions.queries import Known, known_by_number

MOST_LINES = 200  # of each sort that are told one by one; the rest are counted


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
        counts, look, refused, known = Counter[str](), list[str](), list(found.refused), known_by_number()
        for row in found.rows:
            try:
                self._bring(row, known.get(row.ukprn), options, counts, look)
            except Refused as no:
                refused.append(f"line {row.line}: {no.reason} {no.verdict.next_step}".rstrip())
        self._report(counts, look, refused, options["apply"])

    def _bring(self, row: Row, held: Known | None, options, counts: Counter[str], look: list[str]) -> None:
        """One row by itself. Without --apply it is judged by what `import_institution` judges by, and nothing is read or written."""
        judged = judge_row(row, held)
        done = judged.what
        if options["apply"] and done != "unchanged":
            _made, done = import_institution(row, by=SYSTEM, kind=options["kind"])
        counts[done] += 1
        if done != "unchanged" and counts[done] <= MOST_LINES:
            self.stdout.write(f"{done}: {judged.name}, {row.ukprn}, {Nation(judged.nation).label}, line {row.line}")
        nation = suggested_nation(row.postcode)
        if done == "new" and nation.look:
            look.append(f"line {row.line}: {judged.name}, {row.town} {row.postcode}: {Nation(judged.nation).label}? ({nation.why})")

    def _lines(self, lines: list[str]) -> None:
        for each in lines[:MOST_LINES]:
            self.stdout.write(f"  {each}")
        if len(lines) > MOST_LINES:
            self.stdout.write(f"  and {len(lines) - MOST_LINES} more")

    def _report(self, counts: Counter[str], look: list[str], refused: list[str], applied: bool) -> None:
        for word in ("new", "renamed", "changed"):
            if counts[word] > MOST_LINES:
                self.stdout.write(f"{word}: and {counts[word] - MOST_LINES} more")
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
