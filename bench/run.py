"""make bench: one JSON line a figure, over the real server (granian, two workers) on loopback, on SQLite and on PostgreSQL.

    python bench/run.py [--journeys 10 1000] [--database sqlite|postgres]

PostgreSQL is used where QM_DATABASE_URL names one (scripts/with_postgres.sh does). These are measurements, never tests.
"""

import argparse
import json
import os
import re
import secrets
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench.client import ask, median_ms  # noqa: E402


def say(name, value, unit, database, journeys, goal, *, at_most=True):
    met = None if goal is None else (value <= goal if at_most else value >= goal)
    figure = {"name": name, "value": round(value, 2), "unit": unit, "database": database, "journeys": journeys, "goal": goal, "met": met}
    print(json.dumps(figure), flush=True)


def free_port():
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Site:
    """The real server on a prepared database, and the memory of its workers."""

    def __init__(self, environment, var):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = (var / "server.log").open("wb")
        command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--workers", "2", "--blocking-threads", "1"]
        command += ["--host", "127.0.0.1", "--port", str(self.port), "qualitymark.wsgi:application"]
        began = time.perf_counter()
        self.process = subprocess.Popen(command, cwd=ROOT, env={**environment, "QM_SITE_URL": self.url}, stdout=self.log, stderr=self.log)
        while True:
            try:
                if ask(self.url, "/healthz")[0] == 200:
                    break
            except OSError:
                if self.process.poll() is not None or time.perf_counter() - began > 60:
                    raise RuntimeError((var / "server.log").read_text()) from None
                time.sleep(0.01)
        self.seconds_to_first_answer = time.perf_counter() - began

    def worker_megabytes(self):
        """The resident memory of the largest worker process, in MB."""
        sizes = []
        for status in Path("/proc").glob("[0-9]*/status"):
            try:
                text = status.read_text()
            except OSError:
                continue
            if re.search(rf"^PPid:\s+{self.process.pid}$", text, re.M) and (found := re.search(r"^VmRSS:\s+(\d+) kB", text, re.M)):
                sizes.append(int(found[1]) / 1024)
        return max(sizes, default=0.0)

    def stop(self):
        self.process.terminate()
        self.process.wait(20)
        self.log.close()


def prepare(environment, journeys):
    """Make an empty database and fill it; what bench/fill.py prints names people, pages and query counts."""
    for command in (["collectstatic", "--noinput", "-v0"], ["migrate", "-v0"], ["createcachetable"], ["load_policy", "qualitymark/frameworks/policies/initial.yaml", "--apply"],
                    ["load_framework", "qualitymark/frameworks/editions/2026-1.yaml", "--publish"],
                    ["load_pages", "qualitymark/website/pages.yaml", "--apply"]):  # fmt: skip
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
    filled = subprocess.run([sys.executable, "bench/fill.py", str(journeys)], cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE)
    return json.loads(filled.stdout.splitlines()[-1])


def measure(site, facts, database, journeys):
    """Every page's median and number of queries."""
    medians = {}
    for name, page in facts["pages"].items():
        value = median_ms(lambda page=page: ask(site.url, page["path"], cookie=page["cookie"]))
        medians[name] = value
        say(name, value, "ms", database, journeys, page["goal_ms"][database])
        say(f"{name}: queries", page["queries"], "queries", database, journeys, page["goal_queries"])
    medians["saving a response"] = measure_saving(site, facts["saving"], database, journeys)
    return medians


def measure_saving(site, saving, database, journeys):
    number = iter(range(10_000_000))

    def save():
        status, body, seconds = ask(site.url, saving["path"], cookie=saving["cookie"], form={**saving["form"], "text": f"{saving['form']['text']} {next(number)}",
                                    "base": str(saving["base"] + saving["saved"])})  # fmt: skip
        saving["saved"] += 1
        return status, body, seconds

    value = median_ms(save)
    say("saving a response", value, "ms", database, journeys, saving["goal_ms"][database])
    say("saving a response: queries", saving["queries"], "queries", database, journeys, 15)
    return value


def wire(site, facts, database, journeys):
    """What a first visit to each public page costs over the wire, fonts aside, in kB."""
    import gzip

    for name in ("home", "register"):
        body = ask(site.url, facts["pages"][name]["path"])[1]
        parts = re.findall(r'(?:href|src)="(/static/[^"]+\.(?:css|js|svg))"', body.decode())
        total = len(gzip.compress(body)) + sum(len(gzip.compress(ask(site.url, part)[1])) for part in set(parts))
        say(f"{name}: over the wire, compressed", total / 1024, "kB", database, journeys, 60)


def paper(environment, database):
    """A 30-page report and a certificate, typeset in a process of their own as the worker does."""
    made = subprocess.run([sys.executable, "bench/paper.py"], cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE)
    for line in made.stdout.decode().splitlines():
        figure = json.loads(line)
        say(figure["name"], figure["value"], figure["unit"], database, 0, figure["goal"])


def installation():
    """Distributions and megabytes of the base requirements, as named and as installed here."""
    from importlib import metadata

    named = re.findall(r"^([A-Za-z0-9_.-]+)==", (ROOT / "requirements" / "base.txt").read_text(), re.M)
    size = 0
    for name in named:
        try:
            files = metadata.distribution(name).files or []
        except metadata.PackageNotFoundError:
            continue  # for another version of Python
        size += sum(path.stat().st_size for file in files if (path := Path(str(file.locate()))).is_file())
    say("base installation: distributions", len(named), "distributions", "", 0, 60)
    say("base installation: size", size / 1e6, "MB", "", 0, 320)


def bench(database, sizes, postgres_url):
    by_size = {}
    for journeys in sizes:
        with tempfile.TemporaryDirectory(prefix="qm-bench-") as folder:
            var = Path(folder)
            url = f"sqlite:///{var / 'bench.sqlite3'}" if database == "sqlite" else fresh_database(postgres_url, journeys)
            kept = {name: value for name, value in os.environ.items() if not name.startswith("QM_")}
            # As a real deployment is set, but for the proxy that would stand before it.
            environment = {
                **kept,
                "QM_SECRET_KEY": secrets.token_hex(32),
                "QM_AUDIT_KEY": secrets.token_hex(32),
                "QM_SECOND_STEP_KEY": secrets.token_hex(32),
                "QM_ALLOWED_HOSTS": "127.0.0.1",
                "QM_SITE_URL": "http://127.0.0.1",
                "QM_SSL_REDIRECT": "no",
                "QM_VAR_DIR": str(var),
                "QM_DATABASE_URL": url,
                "PYTHONUNBUFFERED": "1",
            }
            facts = prepare(environment, journeys)
            site = Site(environment, var)
            try:
                say("start to first answer", site.seconds_to_first_answer, "s", database, journeys, 1.0)
                by_size[journeys] = measure(site, facts, database, journeys)
                wire(site, facts, database, journeys)
                say("memory of a web worker", site.worker_megabytes(), "MB", database, journeys, 100)
            finally:
                site.stop()
            if journeys == sizes[-1]:
                paper(environment, database)
    if len(by_size) > 1:
        small, large = by_size[sizes[0]], by_size[sizes[-1]]
        for name in ("register", "coordinator's board", "practice search"):
            say(f"{name}: from {sizes[0]} to {sizes[-1]} journeys", large[name] / small[name], "times", database, sizes[-1], 1.1)


def fresh_database(url, journeys):
    import psycopg

    base, _slash, _name = url.rpartition("/")
    name = f"bench_{journeys}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name}")
        connection.execute(f"CREATE DATABASE {name}")
    return f"{base}/{name}"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--journeys", type=int, nargs="+", default=[10, 1000])
    parser.add_argument("--database", choices=["sqlite", "postgres"], action="append")
    chosen = parser.parse_args()
    postgres_url = os.environ.get("QM_DATABASE_URL", "")
    installation()
    for database in chosen.database or ["sqlite", "postgres"]:
        if database == "postgres" and not postgres_url.startswith("postgres"):
            print("PostgreSQL was not measured: none is named by QM_DATABASE_URL.", file=sys.stderr)
            continue
        bench(database, chosen.journeys, postgres_url)


if __name__ == "__main__":
    main()
