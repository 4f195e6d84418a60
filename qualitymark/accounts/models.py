"""People, and the capacities the scheme itself gives them. What they may do in an institution or journey are rows of those rooms."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from qualitymark.core.actor import Capacity
from qualitymark.core.models import Kept
from qualitymark.core.refs import new_ref


class Language(models.TextChoices):
    ENGLISH = "en-gb", "English"
    WELSH = "cy", "Cymraeg"


class MailChoice(models.TextChoices):
    EACH = "each", _("Everything, reminders too")
    NEEDED = "needed", _("Only what I must know, no reminders")


class PersonManager(BaseUserManager["Person"]):
    def create_user(self, email, password=None, **facts):
        person = self.model(email=self.normalize_email(email).lower(), **facts)
        person.set_password(password) if password else person.set_unusable_password()
        person.save()
        return person


class Person(AbstractBaseUser):
    """Somebody the scheme knows. May exist without sign-in: then there is no address."""

    retention = Kept.PERSON
    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    email = models.EmailField(unique=True, null=True, blank=True)
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=7, choices=Language.choices, default=Language.ENGLISH)
    mail_choice = models.CharField(max_length=10, choices=MailChoice.choices, default=MailChoice.EACH)
    is_active = models.BooleanField(default=True)
    added_at = models.DateTimeField(auto_now_add=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    objects = PersonManager()

    def __str__(self):
        return self.name

    def get_full_name(self):
        return self.name

    def get_short_name(self):
        return self.name.split(" ")[0]


class Appointment(models.Model):
    """A person's capacity in the scheme itself, from a date until a date."""

    class As(models.TextChoices):
        OFFICE = Capacity.OFFICE, _("Scheme office")
        ASSESSOR = Capacity.ASSESSOR, _("Assessor")
        PANEL = Capacity.PANEL, _("Panel")

    retention = Kept.PERSON
    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="appointments")
    capacity = models.CharField(max_length=20, choices=As.choices)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "capacity"], condition=models.Q(until_on=None), name="appointment_one_open"),
            models.CheckConstraint(
                condition=models.Q(until_on=None) | models.Q(until_on__gte=models.F("from_on")), name="appointment_dates"
            ),
        ]
