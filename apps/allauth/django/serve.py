"""Serves the project on a free port, with a database in memory and a clock that stands still; prints the port."""

import os
import sys
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import django
import time_machine
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application

os.environ["DJANGO_SETTINGS_MODULE"] = "settings"


class Handler(WSGIRequestHandler):
    def address_string(self):
        return self.client_address[0]

    def log_message(self, *args):
        pass


class Server(WSGIServer):
    def server_bind(self):
        # Not the parent's: it looks the host name up, which can take seconds.
        self.allow_reuse_address = True
        super(WSGIServer, self).server_bind()
        self.server_name, self.server_port = "localhost", self.server_address[1]
        self.setup_environ()


def main():
    django.setup()
    call_command("migrate", run_syncdb=True, verbosity=0)
    from django.contrib.sites.models import Site

    import dev

    Site.objects.update(domain="localhost", name="Acme")
    with time_machine.travel(float(sys.argv[1]), tick=False) as dev.clock:
        server = make_server("127.0.0.1", 0, get_wsgi_application(), Server, Handler)
        print(server.server_port, flush=True)
        server.serve_forever()


main()
