"""A backup is a folder: the database in its own format, every stored file, and a manifest with the SHA-256 of each.

    manifest.json        what is here, made when, and the fingerprints of the two keys (never the keys)
    database.sqlite3     or database.dump (pg_dump's own format)
    files/<key>          every stored file that is not erased

The database is copied first and the files after it: files are written before the rows that name them, so each file a copied row
names is there to be copied, unless it was erased in between.
"""

import hashlib
import hmac
import json
import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection, connections, transaction

from qualitymark.core import audit, clock

from .models import StoredFile

FORMAT = 1
CHUNK = 1024 * 1024
ASIDE = "before_restoring"  # the schema, or connection, that stands aside while a copy is proved


class CannotCopy(Exception):
    """A sentence: why a backup or a restoration is not done, and what next."""


def make_backup(folder: Path) -> tuple[int, list[str]]:
    """Write a backup into a new or empty folder. How many files it holds, and a sentence for each that is missing or damaged."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CannotCopy(f"{folder} is not empty. Name a new folder: a backup never overwrites another.")
    (folder / "files").mkdir(parents=True, exist_ok=True)
    os.chmod(folder, 0o700)
    database = _copy_database(folder)
    found, problems = [], []
    for row in StoredFile.objects.filter(erased_at=None).order_by("key").iterator():
        try:
            with default_storage.open(row.key) as source:
                size, sha256 = _copy(source, _inside(folder / "files", row.key))
        except FileNotFoundError:
            problems.append(f"The file {row.key} is missing from storage.")
            continue
        if (size, sha256) != (row.size, row.sha256):
            problems.append(f"The file {row.key} is not what was stored under that key.")
        found.append({"key": row.key, "size": size, "sha256": sha256})
    manifest = {
        "format": FORMAT,
        "made_at": clock.now().isoformat(),
        "audit_key": _fingerprint(settings.AUDIT_KEY, "audit key"),
        "second_step_key": _fingerprint(settings.SECOND_STEP_KEY, "second-step key"),
        "database": {"engine": connection.vendor, **_facts(database)},
        "files": found,
    }
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1), encoding="utf-8")
    return len(found), problems


def restore_backup(folder: Path, *, replace: bool) -> tuple[int, list[str]]:
    """Put a backup in place of this database and its files. Everything is checked before anything is touched.

    How many files were put back, and a sentence for each thing that does not hold afterwards: a file the manifest does not name, the stored files.
    Refused: a damaged backup, one whose audit record does not hold, another kind of database, another audit key, and, without `replace`, a database that holds something.
    """
    manifest = _checked_manifest(folder)
    if connection.vendor == "sqlite":
        Path(connection.settings_dict["NAME"]).parent.mkdir(parents=True, exist_ok=True)
    if not replace and "django_migrations" in connection.introspection.table_names():
        raise CannotCopy("This database holds something already. To put the backup in its place: --replace.")
    _load_database(folder / Path(manifest["database"]["file"]).name)
    for fact in manifest["files"]:
        _put_back(_inside(folder / "files", fact["key"]), fact)
    named = {_inside(folder / "files", fact["key"]) for fact in manifest["files"]}
    extra = sorted(path for path in (folder / "files").resolve().rglob("*") if path.is_file() and path not in named)
    told = [f"{path.name} lies in the backup's files and stands in no manifest: it was not restored." for path in extra]
    return len(manifest["files"]), [*told, *stored_file_problems()]


def stored_file_problems() -> Iterator[str]:
    """A sentence for each stored file that is missing or is not what was stored."""
    for row in StoredFile.objects.filter(erased_at=None).order_by("key").iterator():
        try:
            with default_storage.open(row.key) as source:
                if _measure(source) != (row.size, row.sha256):
                    yield f"The file {row.key} is not what was stored under that key."
        except FileNotFoundError:
            yield f"The file {row.key} is missing from storage."


def _checked_manifest(folder: Path) -> dict[str, Any]:
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        if manifest["format"] != FORMAT:
            raise CannotCopy(f"This backup has format {manifest['format']}; this version reads format {FORMAT}.")
        database, files = manifest["database"], manifest["files"]
        expected = [(folder / Path(database["file"]).name, database), *((_inside(folder / "files", fact["key"]), fact) for fact in files)]
        facts = [(path, fact["size"], fact["sha256"]) for path, fact in expected]
    except FileNotFoundError as problem:
        raise CannotCopy(f"{folder} is not a backup: it holds no manifest.json.") from problem
    except (ValueError, KeyError, TypeError) as problem:
        raise CannotCopy(f"The manifest of {folder} cannot be read: {problem}.") from problem
    if database["engine"] != connection.vendor:
        raise CannotCopy(f"This backup is of a {database['engine']} database, and QM_DATABASE_URL names a {connection.vendor} one.")
    if not hmac.compare_digest(str(manifest.get("audit_key")), _fingerprint(settings.AUDIT_KEY, "audit key")):
        raise CannotCopy(
            "QM_AUDIT_KEY is not the one this backup was made under, so its audit record could not be proved. Set that key first."
        )
    if not hmac.compare_digest(str(manifest.get("second_step_key")), _fingerprint(settings.SECOND_STEP_KEY, "second-step key")):
        raise CannotCopy(
            "QM_SECOND_STEP_KEY is not the one this backup was made under, so nobody's second step would be known. Set that key first."
        )
    for path, size, sha256 in facts:
        if not path.is_file():
            raise CannotCopy(f"The backup is damaged: {path.name} is missing. Nothing was changed.")
        with path.open("rb") as source:
            if _measure(source) != (size, sha256):
                raise CannotCopy(f"The backup is damaged: {path.name} is not what was written. Nothing was changed.")
    return manifest


def _copy_database(folder: Path) -> Path:
    if connection.vendor == "sqlite":
        path = folder / "database.sqlite3"
        connection.ensure_connection()
        copy = sqlite3.connect(path)
        try:
            connection.connection.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
        finally:
            copy.close()
    else:
        path = folder / "database.dump"
        _postgres("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={path}")
    os.chmod(path, 0o600)
    return path


def _load_database(path: Path) -> None:
    """Put the copy in place of the database, once its audit record is proved. Refused, with the database as it was: a record that fails."""
    if connection.vendor == "sqlite":
        with tempfile.TemporaryDirectory() as aside:
            tried = Path(aside) / "tried.sqlite3"
            shutil.copyfile(path, tried)
            _prove(tried)
        copy = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        try:
            connection.ensure_connection()
            copy.backup(connection.connection)
        finally:
            copy.close()
        connection.close()
    else:
        _statements(f"DROP SCHEMA IF EXISTS {ASIDE} CASCADE", f"ALTER SCHEMA public RENAME TO {ASIDE}", "CREATE SCHEMA public")
        try:
            _postgres("pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", str(path))
            _prove()
        except BaseException:
            connection.close()
            _statements("DROP SCHEMA public CASCADE", f"ALTER SCHEMA {ASIDE} RENAME TO public")
            raise
        _statements(f"DROP SCHEMA {ASIDE} CASCADE")


def _statements(*statements: str) -> None:
    """All of them or none, on a connection that is closed after: what it knew of the schema before is no longer so."""
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    connection.close()


def _prove(database: Path | None = None) -> None:
    """Refuse a database, an SQLite file or the one in use, whose audit record is not whole."""
    if database:
        connections[ASIDE] = connection.copy(alias=ASIDE)
        connections[ASIDE].settings_dict["NAME"] = str(database)
    try:
        problems = audit.verify(ASIDE if database else None)
    except DatabaseError as problem:
        raise CannotCopy(f"The database of this backup cannot be read: {problem}. Your database is as it was.") from problem
    finally:
        if database:
            connections[ASIDE].close()
            del connections[ASIDE]
    if problems:
        raise CannotCopy(
            "The audit record of this backup does not hold, so it was not put in place and your database is as it was. "
            "Restore an older backup. What was found:\n" + "\n".join(problems)
        )


def _postgres(program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's own programs on this database; the password goes by its environment, never on the command line."""
    held = connection.settings_dict
    found = shutil.which(program) or max(map(str, Path("/usr/lib/postgresql").glob(f"*/bin/{program}")), default=None)
    if found is None:
        raise CannotCopy(f"{program} is not installed: apt-get install postgresql-client.")
    address = [f"--host={held['HOST']}", f"--port={held['PORT'] or 5432}", f"--username={held['USER']}", f"--dbname={held['NAME']}"]
    run = subprocess.run(
        [found, "--no-password", *address, *arguments],
        env={**os.environ, "PGPASSWORD": held["PASSWORD"]},
        capture_output=True,
        text=True,
    )
    if run.returncode:
        raise CannotCopy(f"{program} stopped: {run.stderr.strip() or run.returncode}")


def _put_back(source: Path, fact: dict[str, Any]) -> None:
    """One file back into storage under its own key; one that stands there already, and is the same, is left."""
    if default_storage.exists(fact["key"]):
        with default_storage.open(fact["key"]) as held:
            if _measure(held) == (fact["size"], fact["sha256"]):
                return
        default_storage.delete(fact["key"])
    with source.open("rb") as opened:
        default_storage.save(fact["key"], File(opened))


def _copy(source: IO[bytes], path: Path) -> tuple[int, str]:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as target:
        return _measure(source, target)


def _measure(source: IO[bytes], target: IO[bytes] | None = None) -> tuple[int, str]:
    """Size and SHA-256 of what is read, which is written to `target` where one is given."""
    size, digest = 0, hashlib.sha256()
    while chunk := source.read(CHUNK):
        size += len(chunk)
        digest.update(chunk)
        if target is not None:
            target.write(chunk)
    return size, digest.hexdigest()


def _facts(path: Path) -> dict[str, Any]:
    with path.open("rb") as source:
        size, sha256 = _measure(source)
    return {"file": path.name, "size": size, "sha256": sha256}


def _inside(folder: Path, key: str) -> Path:
    path = (folder / key).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise CannotCopy(f"The key {key!r} leads out of the backup. Nothing was changed.")
    return path


def _fingerprint(key: str, of: str) -> str:
    """Tells whether two keys are the same, and gives nothing of the key away."""
    return hmac.new(key.encode(), f"fingerprint of the {of}".encode(), hashlib.sha256).hexdigest()[:16]
