"""manage.py load_framework FILE: shows what an edition's file would change; --apply keeps it as a draft, --publish publishes it."""

from django.core.management.base import BaseCommand

from qualitymark.core.actor import SYSTEM
from qualitymark.core.management.reading import read_file, told
from qualitymark.frameworks.operations import load_edition, publish_edition
from qualitymark.frameworks.queries import preview_edition
from qualitymark.frameworks.schema.edition import EditionFile, read_edition
from qualitymark.frameworks.states import EditionState


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("file", help="an edition as YAML; docs/framework-files.md tells every field")
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--apply", action="store_true", help="load it as a draft")
        how.add_argument("--publish", action="store_true", help="load it and publish it: it can never be changed afterwards")

    def handle(self, *args, **options):
        file = read_file(options["file"], read_edition)
        self.say_preview(file)
        if not (options["apply"] or options["publish"]):
            self.stdout.write("Nothing was changed. --apply loads it as a draft, --publish publishes it.")
            return
        edition = told(lambda: load_edition(file, by=SYSTEM), options["file"])
        if options["publish"] and edition.state == EditionState.DRAFT:
            edition = told(lambda: publish_edition(edition, by=SYSTEM), options["file"])
        self.stdout.write(f"The edition {edition.code} is loaded. State: {edition.get_state_display()}.")

    def say_preview(self, file: EditionFile):
        preview = preview_edition(file)
        beginnings = {
            "new": f"{file.code} is a new edition.",
            "unchanged": f"{file.code} is loaded already, with the same content.",
            "draft": f"{file.code} is loaded as a draft, which this file would replace.",
            "published": f"{file.code} is published with other content, and cannot be changed.",
        }
        self.stdout.write(beginnings[preview.state])
        if preview.compared_with and preview.sentences:
            self.stdout.write(f"Compared with {preview.compared_with}:")
        for sentence in preview.sentences:
            self.stdout.write(f"  {sentence}")
