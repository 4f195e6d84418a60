"""The server's entry: granian loads `qualitymark.wsgi:application`."""

import gc
import os
from importlib import import_module

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.utils.http import parse_header_parameters


class Request(WSGIRequest):
    """Django reads the question while it makes a request whose head names a charset, before any middleware stands to answer for a charset
    or a question that cannot be read. Here it is read in core.middleware.readable."""

    def _set_content_type_params(self, meta):
        try:
            self.content_type, self.content_params = parse_header_parameters(meta.get("CONTENT_TYPE", ""))
        except (ValueError, LookupError):
            self.content_type, self.content_params = "", {}
        self._encoding = self.content_params.get("charset") or None


class Handler(WSGIHandler):
    request_class = Request


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qualitymark.settings")
gc.disable()  # what is loaded here stays: no search through it while it loads (0.07 s of a start), nor with each later request
django.setup(set_prefix=False)
application = Handler()
import_module(settings.ROOT_URLCONF)  # every page, before the first visitor
gc.freeze()
gc.enable()
