"""manage.py load_pages FILE [--apply]: replace the words of public pages. Without --apply it only shows what would change."""

import difflib
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from qualitymark.website.models import PublicPage
from qualitymark.website.operations import InvalidPages, changed_pages, load_pages, read_pages


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--apply", action="store_true", help="make it so")

    def handle(self, *args, file, apply, **options):
        try:
            pages = read_pages(file.read_text(encoding="utf-8"))
        except OSError as problem:
            raise CommandError(f"The file cannot be read: {problem.strerror}.") from None
        except UnicodeDecodeError:
            raise CommandError("The file is not text in UTF-8.") from None
        except InvalidPages as problem:
            raise CommandError(str(problem)) from None
        changed = changed_pages(pages)
        for page in changed:
            before = PublicPage.objects.filter(code=page["code"], language=page["language"]).order_by("-version").first()
            name = f"{page['code']} ({page['language']})"
            lines = difflib.unified_diff((before.body if before else "").splitlines(), page["body"].splitlines(), name, name, lineterm="")
            self.stdout.write("\n".join(lines))
        if apply:
            load_pages(pages)
        words = "loaded" if apply else "would be loaded (add --apply)"
        self.stdout.write(f"{len(changed)} of {len(pages)} pages {words}.")
