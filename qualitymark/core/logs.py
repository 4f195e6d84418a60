"""What is not written into a log: the secret part of a link that serves one person once."""

import logging
import re

SECRET = re.compile(r"(/(?:invitation|action|password/reset/key)/)[^/\s\"']+")


class WithoutLinks(logging.Filter):
    """Takes the token out of an address before any handler writes it."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        if SECRET.search(said):
            record.msg, record.args = SECRET.sub(r"\1(hidden)", said), ()
        return True
