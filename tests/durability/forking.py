"""The site in a process that may be killed: the parent, which has loaded it, makes the next at once. forking.py PORT

Says the number of each process on a line of its own, as soon as it serves.
"""

import os
import sys
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from qualitymark.wsgi import application


class Threads(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *args):
        """Nothing: the test reads what is saved."""


if __name__ == "__main__":
    server = make_server("127.0.0.1", int(sys.argv[1]), application, server_class=Threads, handler_class=Quiet)
    while True:
        child = os.fork()
        if child == 0:
            os.write(1, f"{os.getpid()}\n".encode())
            server.serve_forever()
        os.waitpid(child, 0)
