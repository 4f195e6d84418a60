"""manage.py load_policy FILE: shows what a policy's file would change; --apply adds it from its date on."""

from django.core.management.base import BaseCommand

from qualitymark.core.actor import SYSTEM
from qualitymark.core.management.reading import read_file, told
from qualitymark.frameworks.operations import load_policy
from qualitymark.frameworks.queries import preview_policy
from qualitymark.frameworks.schema.policy import read_policy


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("file", help="a policy as YAML; docs/framework-files.md tells every field")
        parser.add_argument("--apply", action="store_true", help="add it")

    def handle(self, *args, **options):
        file = read_file(options["file"], read_policy)
        state, sentences = preview_policy(file)
        beginnings = {
            "new": f"{file.code} is a new policy, from {file.from_on:%-d %B %Y}.",
            "unchanged": f"{file.code} is loaded already, with the same content.",
            "changed": f"{file.code} is loaded with other content, and a policy is never changed.",
        }
        self.stdout.write(beginnings[state])
        for sentence in sentences:
            self.stdout.write(f"  {sentence}")
        if not options["apply"]:
            self.stdout.write("Nothing was changed. --apply adds it.")
            return
        policy = told(lambda: load_policy(file, by=SYSTEM), options["file"])
        self.stdout.write(f"The policy {policy.code} is loaded, from {policy.from_on:%-d %B %Y}.")
