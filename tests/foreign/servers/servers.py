"""Python's TLS servers, one for each element of the JSON array in argv[1].

Writes a line `PORT n` for each, in order, when all listen. An element may have: `versions` (list, as the members of
ssl.TLSVersion), `ciphers`, `client` (a client certificate is wanted), `name` (the only server name that is served).
"""

import json
import socketserver
import ssl
import sys
import threading
import warnings

# The purpose of these servers is to support what is deprecated.
warnings.simplefilter("ignore", DeprecationWarning)


def context_for(case):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain("rsa.crt", "rsa.key")
    context.minimum_version = ssl.TLSVersion.TLSv1
    context.maximum_version = ssl.TLSVersion.TLSv1_3
    for version in ("TLSv1", "TLSv1_1", "TLSv1_2", "TLSv1_3"):
        if version not in case.get("versions", [version]):
            context.options |= getattr(ssl, "OP_NO_" + version)
    context.set_ciphers(case.get("ciphers", "ALL:@SECLEVEL=0"))
    if case.get("client"):
        context.load_verify_locations("rsa.crt")
        context.verify_mode = ssl.CERT_REQUIRED
    if "name" in case:
        context.sni_callback = lambda _, asked, __: (
            None if asked == case["name"] else ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME
        )
    return context


class Handler(socketserver.BaseRequestHandler):
    """Finishes the handshake and says goodbye."""

    def handle(self):
        try:
            with self.server.context.wrap_socket(self.request, server_side=True) as stream:
                stream.unwrap()
        except OSError:
            pass


class Server(socketserver.ThreadingTCPServer):
    """A socket with its own settings."""

    daemon_threads = True
    request_queue_size = 64


ports = []
for case in json.loads(sys.argv[1]):
    server = Server(("127.0.0.1", 0), Handler)
    server.context = context_for(case)
    threading.Thread(target=server.serve_forever).start()
    ports.append(server.server_address[1])
for port in ports:
    print("PORT", port, flush=True)
