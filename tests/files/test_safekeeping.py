"""Backup and restoration, there and back on whichever database the suite runs on."""

import hashlib
import json
import shutil

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection

from qualitymark.core import audit, clock
from qualitymark.core.actor import SYSTEM
from qualitymark.core.models import Entry
from qualitymark.files.models import StoredFile

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.durability]


def store(key, content):
    default_storage.save(key, ContentFile(content))
    row = StoredFile.objects.create(
        key=key, name="plan.txt", media_type="text/plain", size=len(content), sha256=hashlib.sha256(content).hexdigest(),
        owner="evidence.Revision", added_at=clock.now(),
    )  # fmt: skip
    audit.record("stored", row, by=SYSTEM, facts={"size": row.size}, detail={"name": row.name})
    return row


@pytest.fixture
def backed_up(tmp_path):
    """A backup of two files and their audit rows."""
    rows = [store("aa/one", b"first plan"), store("bb/two", b"second plan" * 1000)]
    folder = tmp_path / "backup"
    call_command("backup", folder)
    return folder, rows


def content(key):
    with default_storage.open(key) as held:
        return held.read()


def test_what_was_lost_and_changed_after_a_backup_stands_as_it_was_after_restoring(backed_up, capsys):
    folder, rows = backed_up
    default_storage.delete("aa/one")
    default_storage.delete("bb/two")
    default_storage.save("bb/two", ContentFile(b"something else"))
    store("cc/later", b"written after the backup")
    StoredFile.objects.filter(pk=rows[0].pk).update(name="changed")
    call_command("restore", folder, "--replace")
    assert "the audit record is whole" in capsys.readouterr().out
    assert sorted(StoredFile.objects.values_list("key", "name")) == [("aa/one", "plan.txt"), ("bb/two", "plan.txt")]
    assert (content("aa/one"), content("bb/two")) == (b"first plan", b"second plan" * 1000)
    assert Entry.objects.count() == 2 and audit.verify() == []
    store("dd/next", b"life goes on")
    assert audit.verify() == []


def test_a_database_that_holds_something_is_not_replaced_unasked(backed_up):
    folder, rows = backed_up
    StoredFile.objects.filter(pk=rows[0].pk).update(name="newer")
    with pytest.raises(CommandError, match="--replace"):
        call_command("restore", folder)
    assert StoredFile.objects.get(pk=rows[0].pk).name == "newer"


@pytest.mark.parametrize("what", ["file", "database", "gone"])
def test_a_damaged_backup_changes_nothing(backed_up, what):
    folder, rows = backed_up
    database = next(folder.glob("database.*"))
    if what == "gone":
        (folder / "files" / "bb" / "two").unlink()
    else:
        with (folder / "files" / "aa" / "one" if what == "file" else database).open("r+b") as target:
            target.write(b"X")
    StoredFile.objects.filter(pk=rows[0].pk).update(name="newer")
    with pytest.raises(CommandError, match="damaged"):
        call_command("restore", folder, "--replace")
    assert StoredFile.objects.get(pk=rows[0].pk).name == "newer"


@pytest.mark.parametrize("key", ["AUDIT_KEY", "SECOND_STEP_KEY"])
def test_another_key_is_refused_before_anything_is_touched(backed_up, settings, key):
    folder, _ = backed_up
    setattr(settings, key, "another key altogether")
    with pytest.raises(CommandError, match=f"QM_{key}"):
        call_command("restore", folder, "--replace")


def test_a_key_that_leads_out_of_the_backup_is_refused(backed_up):
    folder, _ = backed_up
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["files"][0]["key"] = "../../outside"
    (folder / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(CommandError, match="leads out"):
        call_command("restore", folder, "--replace")


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"format": 1, "database": 3, "files": []}'])
def test_a_manifest_that_cannot_be_read_is_said_so(tmp_path, text):
    (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("restore", tmp_path, "--replace")


def test_a_folder_that_is_no_backup_is_said_so(tmp_path):
    with pytest.raises(CommandError, match="not a backup"):
        call_command("restore", tmp_path / "nowhere")


def test_a_backup_never_overwrites_another(backed_up):
    folder, _ = backed_up
    with pytest.raises(CommandError, match="not empty"):
        call_command("backup", folder)


def test_a_backup_names_each_file_that_is_missing_and_keeps_the_rest(tmp_path, capsys):
    store("aa/one", b"first plan")
    store("bb/two", b"second plan")
    default_storage.delete("aa/one")
    with pytest.raises(CommandError, match="complete but for 1"):
        call_command("backup", tmp_path / "backup")
    assert "The file aa/one is missing from storage." in capsys.readouterr().err
    assert (tmp_path / "backup" / "files" / "bb" / "two").read_bytes() == b"second plan"


def test_a_record_that_was_tampered_with_is_refused_and_the_good_database_survives(tmp_path):
    store("aa/one", b"first plan")
    Entry.objects.update(verb="forged")
    call_command("backup", tmp_path / "backup")
    Entry.objects.update(verb="stored")
    default_storage.delete("aa/one")
    default_storage.save("aa/one", ContentFile(b"kept"))
    with pytest.raises(CommandError, match="your database is as it was(.|\n)*was altered"):
        call_command("restore", tmp_path / "backup", "--replace")
    assert Entry.objects.get().verb == "stored" and audit.verify() == []
    assert content("aa/one") == b"kept"


def test_a_file_in_the_backup_that_its_manifest_does_not_name_is_told(backed_up, capsys):
    folder, _ = backed_up
    (folder / "files" / "aa" / "stray").write_bytes(b"?")
    with pytest.raises(CommandError, match="1 things do not hold"):
        call_command("restore", folder, "--replace")
    assert "stray lies in the backup's files" in capsys.readouterr().err
    assert not default_storage.exists("aa/stray")


def test_the_database_in_a_backup_is_readable_to_its_owner_alone(backed_up):
    folder, _ = backed_up
    assert next(folder.glob("database.*")).stat().st_mode & 0o777 == 0o600


def test_the_password_of_the_database_and_the_audit_key_stand_nowhere_in_a_backup(backed_up, settings):
    folder, _ = backed_up
    text = (folder / "manifest.json").read_text()
    assert settings.AUDIT_KEY not in text
    if password := connection.settings_dict["PASSWORD"]:
        assert password not in text
    shutil.rmtree(folder)
