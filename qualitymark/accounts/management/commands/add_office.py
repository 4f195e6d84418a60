"""manage.py add_office EMAIL NAME: the first person of the office of a real deployment. Prints a link to choose a password, which works once.

For somebody known already it gives the capacity and prints a new link. Everybody after the first is appointed by the office on its pages.
"""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse

from qualitymark.accounts.models import Appointment, Language
from qualitymark.accounts.operations import add_person, appoint
from qualitymark.core.actor import SYSTEM


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("name")
        parser.add_argument("--language", choices=Language.values, default=Language.ENGLISH)

    def handle(self, *args, **options):
        email, name = options["email"].strip(), options["name"].strip()
        try:
            validate_email(email)
        except ValidationError:
            raise CommandError(f"{email!r} is not an e-mail address.") from None
        if not name or len(name) > 120:
            raise CommandError("Give the person's name, of at most 120 characters.")
        with transaction.atomic():
            person = add_person(by=SYSTEM, name=name, email=email, language=options["language"])
            appoint(person, by=SYSTEM, capacity=Appointment.As.OFFICE)
        key = f"{user_pk_to_url_str(person)}-{default_token_generator.make_token(person)}"
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"}).replace("UID-KEY", key)
        self.stdout.write(f"{person.name} is in the office. Open this link to choose a password; it works once, for three days:")
        self.stdout.write(f"{settings.SITE_URL}{path}")
        self.stdout.write("Then sign in with it, and set up the second step on your phone.")
