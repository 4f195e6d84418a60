"""manage.py load_pages FILE: shows how a file would change the words of public pages; --apply makes it so."""

from django.core.management.base import BaseCommand

from qualitymark.core.actor import SYSTEM
from qualitymark.core.management.reading import differing, read_file
from qualitymark.website.operations import load_pages
from qualitymark.website.queries import changed_pages, newest_pages
from qualitymark.website.schema import read_pages


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("file", help="public pages as YAML; docs/wording.md tells how")
        parser.add_argument("--apply", action="store_true", help="show these words from now on")

    def handle(self, *args, **options):
        pages = read_file(options["file"], read_pages)
        changed, newest = changed_pages(pages), newest_pages()
        for page in changed:
            self.say_difference(newest.get((page.code, page.language)), page)
        if options["apply"]:
            self.stdout.write(f"{len(load_pages(pages, by=SYSTEM))} of {len(pages)} pages have new words.")
        else:
            self.stdout.write(f"Nothing was changed. {len(changed)} of {len(pages)} pages would have new words: add --apply.")

    def say_difference(self, before, after):
        def lines(page):
            return [page.title, page.lead, *page.body.splitlines()] if page else []

        self.stdout.write(f"{after.code} ({after.language})")
        for line in differing(lines(before), lines(after), "shown now"):
            self.stdout.write(line)
