"""manage.py index_practice: fill the search index of practice examples anew. Safe at any time."""

from django.core.management.base import BaseCommand

from qualitymark.practice.operations import rebuild_index


class Command(BaseCommand):
    help = "Fill the search index anew from the published practice examples: after a bulk load, or when a release says so."

    def handle(self, **options):
        self.stdout.write(f"{rebuild_index()} published examples can be found.")
