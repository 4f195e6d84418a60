"""manage.py show_wording [NOTICE ...] [--language cy]: writes the words of letters as a file that load_wording reads."""

from django.core.management.base import BaseCommand, CommandError

from qualitymark.core.wording import LANGUAGES, names_of, notices, words_now


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("notices", nargs="*", metavar="NOTICE", help="the letters to show; all of them when none is named")
        parser.add_argument("--language", choices=sorted(LANGUAGES), default="en")

    def handle(self, *args, **options):
        unknown = [name for name in options["notices"] if name not in notices()]
        if unknown:
            raise CommandError(f"There is no letter {unknown[0]}. There are: {', '.join(notices())}.")
        for notice in options["notices"] or notices():
            subject, body = words_now(notice, LANGUAGES[options["language"]])
            self.stdout.write(f"{notice}:  # names: {', '.join(sorted({*names_of(notice), 'site_url'}))}")
            self.stdout.write(f"  {options['language']}:\n    subject: >-\n      {subject}\n    body: |")
            self.stdout.write("\n".join(f"      {line}".rstrip() for line in body.splitlines()))
