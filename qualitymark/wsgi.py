"""The server's entry: granian loads `qualitymark.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qualitymark.settings")
application = get_wsgi_application()
