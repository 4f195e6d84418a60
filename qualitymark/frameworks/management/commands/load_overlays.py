"""manage.py load_overlays FILE: shows what translations or corrections of a published edition would change; --apply lays them over it."""

from django.core.management.base import BaseCommand

from qualitymark.core.actor import SYSTEM
from qualitymark.core.management.reading import read_file, told
from qualitymark.frameworks.operations import load_wording
from qualitymark.frameworks.queries import preview_wording
from qualitymark.frameworks.schema.wording import read_wording


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("file", help="overlays as YAML; docs/framework-files.md tells every field")
        parser.add_argument("--apply", action="store_true", help="lay them over the edition")

    def handle(self, *args, **options):
        file = read_file(options["file"], read_wording)
        for sentence in preview_wording(file) or ["Nothing in this file differs from what readers see now."]:
            self.stdout.write(f"  {sentence}")
        if not options["apply"]:
            self.stdout.write("Nothing was changed. --apply lays these texts over the edition.")
            return
        laid = told(lambda: load_wording(file, by=SYSTEM), options["file"])
        self.stdout.write(f"{len(laid)} texts were laid over the edition {file.edition}; {len(file.texts) - len(laid)} said so already.")
