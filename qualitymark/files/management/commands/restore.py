from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from qualitymark.files.safekeeping import CannotCopy, restore_backup


class Command(BaseCommand):
    help = "Proves the audit record of a backup, then puts it in place of this database and its files. Stop the site and the worker first."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, metavar="DIR")
        parser.add_argument("--replace", action="store_true", help="the database holds something, which is to go")

    def handle(self, *args, folder, replace, **options):
        try:
            count, problems = restore_backup(folder, replace=replace)
        except (CannotCopy, OSError) as problem:
            raise CommandError(str(problem)) from problem
        for line in problems:
            self.stderr.write(line)
        if problems:
            raise CommandError(f"Restored from {folder}, but {len(problems)} things do not hold; they are named above.")
        self.stdout.write(
            f"Restored from {folder}: the database and {count} stored files; the audit record is whole. Next: manage.py migrate"
        )
