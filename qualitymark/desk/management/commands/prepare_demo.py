"""manage.py prepare_demo: makes the database ready for the demo: tables, policy, framework, pages and the demo scheme, each once.

A second run changes nothing that somebody typed.
"""

import datetime as dt
import io

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from qualitymark.core import clock
from qualitymark.desk.demo import loader
from qualitymark.frameworks.models import Edition

ROOMS = settings.BASE_DIR / "qualitymark"


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options):
        if not settings.DEMO:
            raise CommandError("The demo is made in demo mode alone: set QM_DEMO=yes.")
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        if not Edition.objects.exists():
            self._rules()
        if not loader.is_loaded():
            self.stdout.write("Making the demo scheme: this takes about half a minute, once.")
            count = loader.load()
            self._known_awards()
            call_command("tick", stdout=io.StringIO())
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
            self.stdout.write(f"{count} fictitious institutions are ready.")

    def _rules(self):
        """Policy, framework and pages, as if they had stood since before the oldest journey of the demo."""
        today = clock.today()
        clock.move_to(today - dt.timedelta(days=1300))
        quiet = {"stdout": io.StringIO()}
        call_command("load_policy", str(ROOMS / "frameworks/policies/initial.yaml"), "--apply", **quiet)
        call_command("load_framework", str(ROOMS / "frameworks/editions/2026-1.yaml"), "--publish", **quiet)
        call_command("load_pages", str(ROOMS / "website/pages.yaml"), "--apply", **quiet)
        clock.move_to(today)

    def _known_awards(self):
        call_command("import_awards", str(ROOMS / "awards/public_record.yaml"), "--apply", stdout=io.StringIO())
