"""How long a 30-page feedback report and a certificate take to typeset, in the worker: one JSON line each."""

import json
import os
import statistics
import sys
import time
from io import BytesIO
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qualitymark.settings")

import django  # noqa: E402

django.setup()

from pypdf import PdfReader  # noqa: E402

from bench.data import TEXT  # noqa: E402
from qualitymark.documents.typesetting import certificate, feedback_report  # noqa: E402

COMMON = {"language": "en-gb", "institution": "Bench College", "scheme": "Quality Mark", "mark_alt": "The mark", "title": "Feedback report"}


def report():
    sections = [
        {"title": f"Area {area}", "label": "Enhanced", "text": TEXT, "new_page": True,
         "sections": [{"title": f"Criterion {area}.{number}", "label": "Met", "text": f"{TEXT}\n\n{TEXT}"} for number in range(1, 11)]}
        for area in range(1, 8)
    ]  # fmt: skip
    return feedback_report(
        COMMON
        | {
            "running": "Bench College",
            "contents_word": "Contents",
            "page_word": "Page",
            "facts": [["Decision", "Awarded"]],
            "lead": TEXT,
            "sections": sections,
        }
    )


def paper():
    return certificate(
        COMMON | {"lead": "This certifies that", "sentence": "holds the mark", "scope": "", "note": "", "facts": [["From", "1 May 2027"], ["Until", "30 April 2030"]],
                  "check_url": "https://mark.example/check/QM-2027-0001/", "check_words": "Check it:", "code_alt": "Code to the check page"}
    )  # fmt: skip


def main():
    began = time.perf_counter()
    pages = len(PdfReader(BytesIO(report())).pages)
    say(f"feedback report of {pages} pages, first in the worker", time.perf_counter() - began, 1.0)
    say(f"feedback report of {pages} pages", timed(report), 1.0)
    say("certificate", timed(paper), 0.3)


def timed(make):
    taken = []
    for _turn in range(5):
        began = time.perf_counter()
        make()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def say(name, value, goal):
    sys.stdout.write(json.dumps({"name": name, "value": value, "unit": "s", "goal": goal}) + "\n")


if __name__ == "__main__":
    main()
