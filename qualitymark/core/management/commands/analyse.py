from django.core.management.base import BaseCommand
from django.db import connection


class Command(BaseCommand):
    help = "Refreshes the database's own statistics, so that it chooses the right index. Run it after a bulk load."

    def handle(self, *args, **options):
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
