from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from qualitymark.files.safekeeping import CannotCopy, make_backup


class Command(BaseCommand):
    help = "Writes the database, every stored file and a manifest of their hashes into a new folder. The site may go on running."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, metavar="DIR")

    def handle(self, *args, folder, **options):
        try:
            count, problems = make_backup(folder)
        except (CannotCopy, OSError) as problem:
            raise CommandError(str(problem)) from problem
        for line in problems:
            self.stderr.write(line)
        if problems:
            raise CommandError(f"The backup in {folder} is complete but for {len(problems)} of the stored files, named above.")
        self.stdout.write(
            f"Backed up to {folder}: the database and {count} stored files. Keep a copy on another machine, and QM_AUDIT_KEY and QM_SECOND_STEP_KEY apart."
        )
