"""What every table declares."""

import pytest
from django.apps import apps
from django.db import models

pytestmark = pytest.mark.once


def own_models():
    return [model for model in apps.get_models() if model.__module__.startswith("qualitymark.") and not model._meta.auto_created]


def relations():
    """Every foreign key, one-to-one and many-to-many of our own tables that leads to another room's table."""
    for model in own_models():
        for field in [*model._meta.local_fields, *model._meta.local_many_to_many]:
            target = field.related_model
            if target is not None and target != "self" and target._meta.app_label != model._meta.app_label:
                yield model, field


def test_every_table_declares_its_retention_class():
    from qualitymark.core.models import Kept

    classes = {value for name, value in vars(Kept).items() if name.isupper()}
    assert [model._meta.label for model in own_models() if getattr(model, "retention", None) not in classes] == []


def test_every_retention_class_is_explained():
    from qualitymark.core.models import Kept

    from .tree import ROOT

    text = (ROOT / "docs" / "retention.md").read_text()
    assert [value for name, value in vars(Kept).items() if name.isupper() and f"`{value}`" not in text] == []


def test_a_relation_across_rooms_has_no_way_back():
    assert [f"{model._meta.label}.{field.name}" for model, field in relations() if field.remote_field.related_name != "+"] == []


def test_a_foreign_key_across_rooms_protects_what_it_leads_to():
    keys = [(model, field) for model, field in relations() if isinstance(field, models.ForeignKey)]
    assert [f"{model._meta.label}.{field.name}" for model, field in keys if field.remote_field.on_delete is not models.PROTECT] == []


def test_the_person_is_the_account_from_the_first_migration():
    from django.contrib.auth import get_user_model

    assert get_user_model()._meta.label == "accounts.Person"


def test_a_moment_and_its_person_are_both_there_or_neither():
    """Every X_at and X_by that may both be empty stand under a constraint of the database."""
    bare = []
    for model in own_models():
        fields = {field.name: field for field in model._meta.local_fields}
        checks = [check.condition for check in model._meta.constraints if isinstance(check, models.CheckConstraint)]
        for name, field in fields.items():
            person = fields.get(name.removesuffix("_at") + "_by") if name.endswith("_at") else None
            if person is not None and field.null and person.null:
                both = models.Q(**{name: None, person.name: None})
                both |= models.Q(**{f"{name}__isnull": False, f"{person.name}__isnull": False})
                if both not in checks:
                    bare.append(f"{model._meta.label}.{name}")
    assert bare == []
