"""A plain closed-loop client on loopback: one request at a time, a new connection each, bounded in count and time."""

import http.client
import statistics
import time
from urllib.parse import urlencode, urlsplit

MOST_REQUESTS = 60
MOST_SECONDS = 6.0


def ask(url, path, *, cookie="", form=None):
    """(status, body, seconds) of one request on a connection of its own."""
    parts = urlsplit(url)
    began = time.perf_counter()
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=30)
    headers = {"Cookie": cookie} if cookie else {}
    body = None
    if form is not None:
        body = urlencode(form)
        headers |= {"Content-Type": "application/x-www-form-urlencoded", "Referer": url}
    connection.request("POST" if form is not None else "GET", path, body=body, headers=headers)
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer.status, content, time.perf_counter() - began


def median_ms(asking):
    """The median in milliseconds of up to MOST_REQUESTS calls of `asking()` -> (status, body, seconds), after three to warm up."""
    for _turn in range(3):
        status, body, _seconds = asking()
        if status not in (200, 302):
            raise RuntimeError(f"The server answered {status}: {body[:300]!r}")
    taken, until = [], time.perf_counter() + MOST_SECONDS
    while len(taken) < MOST_REQUESTS and time.perf_counter() < until:
        taken.append(asking()[2])
    return statistics.median(taken) * 1000
