"""manage.py load_wording FILE: shows how a file would change the words of letters; --apply uses them from now on."""

from django.core.management.base import BaseCommand

from qualitymark.core.actor import SYSTEM
from qualitymark.core.management.reading import differing, read_file
from qualitymark.core.wording import changed_words, load_mail_words, read_mail_words, words_now


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("file", help="words of letters as YAML; docs/wording.md tells how, and show_wording writes one to begin from")
        parser.add_argument("--apply", action="store_true", help="use these words from now on")

    def handle(self, *args, **options):
        words = read_file(options["file"], read_mail_words)
        for each in changed_words(words):
            self.say_difference(each)
        if options["apply"]:
            self.stdout.write(f"{len(load_mail_words(words, by=SYSTEM))} of {len(words)} letters have new words.")
        else:
            changed = len(changed_words(words))
            self.stdout.write(f"Nothing was changed. {changed} of {len(words)} letters would have new words: add --apply.")

    def say_difference(self, each):
        subject, body = words_now(each.notice, each.language)
        before, after = [subject, "", *body.splitlines()], [each.subject, "", *each.body.splitlines()]
        self.stdout.write(f"{each.notice} ({each.language})")
        for line in differing(before, after, "in use now"):
            self.stdout.write(line)
