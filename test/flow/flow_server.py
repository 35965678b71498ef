# SPDX-License-Identifier: EUPL-1.2
"""The server against clients that are rude, slow, many, or wrong. test/server/probe.c is what they ask.

The server's threads may be held up for seconds at any point: a test waits for what it counts on, in the log, the metrics
or a reply, and what it has a worker do goes on until it is let go."""
import concurrent.futures
import contextlib
import gzip
import http.client
import json
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import time

from helper import PATIENCE, Failure, Skip, bad, claim, contains, environment, equal, good, lacks, loaded, test, until, world

LINE = b"\r\n"
# What a worker is at for as long as somebody waits for it.
FOR_EVER = "heeds=1&until=/no/such/file"
# The server's own patience, where a test does not try it: more than ours.
PATIENT = {"DEKNING_HEAD_SECONDS": "300", "DEKNING_BODY_SECONDS": "300", "DEKNING_STOP_SECONDS": "300"}


class Server:
    """A server that listens at `port`, on its own standard error."""

    def __init__(self, folder, *words, program=None, command=None, more=None):
        self.log = folder / "log"
        program = program or world.binary.parent / "test" / "probe"
        self.words = [str(program), *([command] if command else []), "--port", "0", *map(str, words)]
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(self.words, stdin=subprocess.DEVNULL, stderr=log,
                                            env=environment(**PATIENT, **(more or {})))
        self.url = None
        end = time.monotonic() + PATIENCE
        while self.url is None and time.monotonic() < end and self.process.poll() is None:
            for event in self.events("started"):
                self.url = event["url"]
            time.sleep(0.01)
        claim(self.url is not None, f"it does not start: {self.text}")
        self.port = int(self.url.rstrip("/").rsplit(":", 1)[1])

    @property
    def text(self):
        return self.log.read_text("utf-8")

    def events(self, name):
        whole = [line for line in self.text.splitlines(keepends=True) if line.endswith("\n")]
        lines = [line for line in (re.sub("^<[0-7]>", "", line) for line in whole) if line[0] == "{"]
        return [event for event in map(json.loads, lines) if event["event"] == name]

    def connect(self):
        return socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)

    def ask(self, method, path, body=None, headers=None):
        client = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            client.request(method, path, body, headers or {})
            reply = client.getresponse()
            return Reply(reply.status, {k.lower(): v for k, v in reply.getheaders()}, reply.read())
        finally:
            client.close()

    def metric(self, line, otherwise=None):
        """The value of a metric, or `otherwise` where nothing is counted in it yet."""
        for each in self.ask("GET", "/metrics").body.decode().splitlines():
            if each.startswith(line + " "):
                return float(each.rsplit(" ", 1)[1])
        claim(otherwise is not None, f"no metric {line}")
        return otherwise

    def stop(self, status=0):
        self.process.send_signal(signal.SIGTERM)
        equal(self.process.wait(3 * PATIENCE), status, f"exit status, log {self.text}")


class Reply:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def problem(self):
        equal(self.headers.get("content-type"), "application/problem+json", "content type")
        found = self.json
        equal(found["status"], self.status, "status of the problem")
        return found["type"].removeprefix("urn:dekning:problem:")


@contextlib.contextmanager
def serving(folder, *words, status=0, **more):
    server = Server(folder, *words, **more)
    try:
        yield server
        if server.process.poll() is None:
            server.stop(status)
        lacks(server.text, "Sanitizer", "log")
    finally:
        if server.process.poll() is None:
            server.process.kill()
            server.process.wait()


def read_reply(file, method="GET"):
    """One reply of a connection, or None where it was closed instead."""
    try:
        line = file.readline()
    except ConnectionError:
        return None
    if not line:
        return None
    status, headers = int(line.split()[1]), {}
    while (line := file.readline()) not in (LINE, b""):
        name, value = line.decode("latin-1").rstrip("\r\n").split(": ", 1)
        headers[name.lower()] = value
    body = b"" if method == "HEAD" or status == 304 else file.read(int(headers.get("content-length", 0)))
    return Reply(status, headers, body)


def raw(server, data, stays=False):
    """What is answered to bytes, after which nothing more is sent; None where nothing is. Who has hung up their half is
    answered at once or not at all: a client of what a worker answers stays."""
    with server.connect() as connection:
        try:
            connection.sendall(data)
            if not stays:
                connection.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # it has hung up already, and may have said why
        with connection.makefile("rb") as file:
            return read_reply(file)


def head(target, method="GET", *lines):
    return b"".join([f"{method} ".encode(), target if isinstance(target, bytes) else target.encode(),
                     b" HTTP/1.1\r\nHost: localhost\r\n", *(line if isinstance(line, bytes) else line.encode() for line in lines), LINE])


def alive(server):
    equal(server.ask("GET", "/healthz").status, 200, "the server after it")


@test("no path leads out, and none has two readings")
def paths(folder):
    wrong = ["/..", "/../etc/passwd", "/a/../../b", "/./a", "/a/.", "/%2e%2e/etc/passwd", "/%2e%2e%2fetc", "/a%2fb", "/a%2Fb",
             "/a%5cb", "/a\\b", "//a", "/a//b", "/a%00b", "/%", "/%4", "/%zz", "/a%", "/%0d%0aX:1", "/%7f", "/%c2%85",
             "/%c0%af", "/%c0%ae%c0%ae/x", "/%e0%80%af", "/%ed%a0%80", "/%f4%90%80%80", "/%ff", "/%e2%82", "/a#b", "*",
             "http://127.0.0.1/echo", "a", "/" + "a" * 8100, "/%252e%2e/../x", "/<script>"]
    with serving(folder) as server:
        for target in wrong:
            reply = raw(server, head(target))
            claim(reply is not None and 400 <= reply.status < 500, f"{target[:60]} gave {reply and reply.status}")
            if reply.status == 400 and reply.headers.get("content-type") == "application/problem+json":
                equal(reply.problem, "http_path", target[:60])
        for target, path in {"/echo/%C3%A6%20b": "/echo/æ b", "/echo/a%2eb/%25": "/echo/a.b/%", "/echo/": "/echo/",
                             "/echo/%252e%252e": "/echo/%2e%2e", "/echo/...": "/echo/..."}.items():
            equal(raw(server, head(target)).json["path"], path, target)
        alive(server)


@test("a query is decoded once, strictly")
def queries(folder):
    with serving(folder) as server:
        found = server.ask("GET", "/echo?a=1+2&b=%C3%B8&c&d=%3D%26&=").problem
        equal(found, "http_query", "a value without a name")
        found = server.ask("GET", "/echo?a=1+2&b=%C3%B8&c&d=%3D%26&e=x=y&&").json["queries"]
        equal(found, {"a": "1 2", "b": "ø", "c": "", "d": "=&", "e": "x=y"})
        for query in ["a=%", "a=%0", "a=%xx", "a=%00", "a=%ff", "%c0%80=1", "a=%0a", "&".join("a" for _ in range(65))]:
            equal(server.ask("GET", "/echo?" + query).problem, "http_query", query[:40])
        equal(server.ask("GET", "/echo?" + "&".join("a" for _ in range(64))).status, 200, "64 of them")
        equal(server.ask("GET", "/echo", headers={"Cookie": "a=1; b=2;c = x; d; =3; e=\"q\""}).json["cookies"],
              {"a": "1", "b": "2", "c ": " x", "e": "\"q\""})
        for asked, language in {"nb": 0, "nn": 1, "en-GB,nb;q=0.5": 2, "de,no;q=0.1": 0, "de": 0, "en;q=0.2,nn;q=0.9": 1,
                                "en;q=0": 0}.items():
            equal(server.ask("GET", "/echo", headers={"Accept-Language": asked}).json["language"], language, asked)
        equal(server.ask("GET", "/echo?lang=en", headers={"Accept-Language": "nn"}).json["language"], 2)
        equal(server.ask("GET", "/no.such?lang=en").json["title"], "Not found")


@test("a body over the limit is refused before it is kept, and its sender sees why")
def oversize(folder):
    with serving(folder) as server:
        with server.connect() as connection, connection.makefile("rb") as file:
            equal(server.ask("POST", "/echo", b"x" * (1 << 20)).json["length"], 1 << 20, "the most")
            for size in [(1 << 20) + 1, 3 << 20]:
                connection.sendall(head("/echo", "POST", f"Content-Length: {size}\r\n") + b"x" * size)
                equal(read_reply(file).problem, "http_body_large")
            connection.sendall(head("/echo"))
            equal(read_reply(file).status, 200, "the connection after it")
            connection.sendall(head("/secret", "POST", "Content-Length: 5\r\n") + b"12345" + head("/echo"))
            equal(read_reply(file).problem, "forbidden")
            equal(read_reply(file).json["path"], "/echo", "what follows a refused body")
            connection.sendall(head("/echo", "POST", "Content-Length: 99999999999\r\n"))
            reply = read_reply(file)
            equal((reply.problem, reply.headers.get("connection")), ("http_body_large", "close"))
            equal(file.read(), b"", "after a body that is not even read")
        with server.connect() as connection, connection.makefile("rb") as file:
            asks = ["Content-Length: 3\r\n", "Expect: 100-continue\r\n"]
            connection.sendall(head("/echo", "POST", *asks))
            equal(file.readline(), b"HTTP/1.1 100 Continue\r\n")
            equal(file.readline(), LINE)
            connection.sendall(b"abc")
            equal(read_reply(file).json["body"], "abc")
            connection.sendall(head("/secret", "POST", *asks))
            equal(read_reply(file).problem, "forbidden", "who asks before it sends")
            equal(file.read(), b"")
        form = b"--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n" + b"y" * (4 << 20) + b"\r\n--b--\r\n"
        kind = {"Content-Type": "multipart/form-data; boundary=b"}
        equal(server.ask("POST", "/import", form, kind).json["a"], 4 << 20)
        equal(server.ask("POST", "/import", b"z" * ((8 << 20) + 1), kind).problem, "http_body_large")
        equal(server.ask("POST", "/import", form[:-6], kind).problem, "http_multipart")
        equal(server.ask("POST", "/import", b"", kind).problem, "http_multipart")
        equal(server.ask("GET", "/echo", b"abc").problem, "http_body_large", "a body where none belongs")
        alive(server)


@test("all that is being sent in at once has so much memory, which is given back")
def bodies(folder):
    with serving(folder, "--upload-memory", 2) as server:
        asks = head("/echo", "POST", f"Content-Length: {1 << 20}\r\n", "Expect: 100-continue\r\n")
        with server.connect() as one, server.connect() as two, two.makefile("rb") as file:
            for sender, lines in [(one, one.makefile("rb")), (two, file)]:
                sender.sendall(asks)
                equal(lines.readline(), b"HTTP/1.1 100 Continue\r\n", "its memory is set aside")
                equal(lines.readline(), LINE)
            equal(server.ask("POST", "/echo", b"y").problem, "busy")
            equal(server.ask("GET", "/echo").status, 200, "what needs none")
            two.sendall(b"x" * (1 << 20))
            equal(read_reply(file).json["length"], 1 << 20, "what had begun")
            # a reply can be read before the server has let go of its request
            until(lambda: server.ask("POST", "/echo", b"y").status == 200, "there is room again")
        alive(server)


@test("there are so many connections, and the next waits its turn")
def limit(folder):
    with serving(folder, "--connections", 8, "--threads", 2) as server:
        kept = [server.connect() for _ in range(8)]
        for connection in kept:
            connection.sendall(head("/echo"))
            with connection.makefile("rb") as file:
                equal(read_reply(file).status, 200)
        with server.connect() as late, late.makefile("rb") as file:
            late.sendall(head("/echo"))
            late.settimeout(0.5)
            with contextlib.suppress(TimeoutError):
                raise Failure(f"it was answered: {late.recv(100)}")
            for connection in kept:
                connection.close()
            late.settimeout(PATIENCE)
            equal(read_reply(file).status, 200, "when its turn has come")
        alive(server)


@test("how long a body is can be said in one way only")
def lengths(folder):
    with serving(folder) as server:
        for lines in [["Transfer-Encoding: chunked\r\n"], ["Transfer-Encoding: chunked\r\n", "Content-Length: 3\r\n"],
                      ["Content-Length: 3\r\n", "Transfer-Encoding: gzip, chunked\r\n"], ["Transfer-Encoding: identity\r\n"],
                      ["Content-Length: 3\r\n", "Content-Length: 3\r\n"], ["Content-Length: 3\r\n", "Content-Length: 30\r\n"],
                      ["Content-Length: -1\r\n"], ["Content-Length: +3\r\n"], ["Content-Length: 3, 3\r\n"],
                      ["Content-Length: 0x3\r\n"], ["Content-Length: 3 3\r\n"], ["Content-Length: 99999999999999999999\r\n"],
                      ["Content-Length:\r\n"]]:
            reply = raw(server, head("/echo", "POST", *lines) + b"abc\r\n\r\n" + head("/echo/smuggled"))
            claim(reply is not None and 400 <= reply.status < 500, f"{lines}: {reply and reply.status}")
            lacks(server.text, '"status":200', f"log after {lines}")
        alive(server)


@test("heads that are no heads are refused, and the server goes on")
def heads(folder):
    many = "".join(f"X-{i}: y\r\n" for i in range(70))
    wrong = [
        head("/echo", "GET", many), head("/echo", "GET", "X-Long: " + "y" * 40000 + "\r\n"),
        head("/echo", "GET", b"X-Bytes: \xff\xfe\r\n"), head("/echo", "GET", b"X-C: a\x01b\r\n"),
        head("/echo", "GET", "Host: y\r\n"), b"GET /echo HTTP/1.1\r\n\r\n", b"\x00" * 1000, b"\xff" * 1000,
        b"GET\r\n\r\n", b"GET /echo\r\n\r\n", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET /echo HTTP/9.9\r\nHost: x\r\n\r\n", b"G" * 40000, head("/" + "a" * 40000),
    ]
    with serving(folder) as server:
        for data in wrong:
            reply = raw(server, data)
            claim(reply is None or 400 <= reply.status < 600, f"{data[:60]} gave {reply and reply.status}")
        for data in [head("/echo", "GET", "No colon\r\n"), head("/echo", "GET", "X: a\r\n folded: b\r\n")]:
            raw(server, data)  # the library is lenient about these, and nothing we read is in them
        alive(server)


@test("methods: what a route does not do is refused")
def methods(folder):
    with serving(folder) as server:
        for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "get", "FROB"]:
            reply = server.ask(method, "/healthz")
            equal((reply.status, reply.problem, reply.headers["allow"]), (405, "method_not_allowed", "GET, HEAD"), method)
        equal(server.ask("FROB", "/echo").problem, "forbidden")
        for method in ["PUT", "PATCH", "DELETE", "POST"]:
            equal(server.ask(method, "/echo", b"abc").json["method"], method)
        for path in ["/echo", "/healthz", "/", "/large?bytes=5000"]:
            reply, whole = server.ask("HEAD", path), server.ask("GET", path)
            equal((reply.status, reply.body), (200, b""), path)
            equal(reply.headers["content-type"], whole.headers["content-type"], path)


@test("a client that trickles is ended, in the head and in the body")
def slow(folder):
    with serving(folder, "--head-seconds", 1, "--body-seconds", 1) as server:
        held_up = 0  # clients of ours that wanted to be quick

        def patiently(ask):
            nonlocal held_up
            while True:
                try:
                    return ask()
                except (OSError, http.client.HTTPException):
                    held_up += 1
                    claim(held_up < 10, "who is quick is ended too")
        for begin, more in [(b"", b"G"), (b"GET /echo HTTP/1.1\r\n", b"a: b\r\n"),
                            (head("/echo", "POST", "Content-Length: 1000\r\n"), b"x")]:
            with server.connect() as connection:
                end, ended = time.monotonic() + PATIENCE, False
                try:
                    connection.sendall(begin)
                    while not ended and time.monotonic() < end:
                        connection.sendall(more)
                        connection.settimeout(0.2)
                        with contextlib.suppress(TimeoutError):
                            ended = connection.recv(100) == b""
                except OSError:
                    ended = True
                claim(ended, f"{begin[:40]} was let go on")
        counted = patiently(lambda: server.metric("dekning_slow_clients_total"))
        claim(3 <= counted <= 3 + held_up, f"counted are {counted}")
        # Whoever is served in time is not ended, however long the answer takes.
        equal(patiently(lambda: server.ask("POST", "/work?ms=2500")).status, 200)


@test("requests on one connection are answered in their order")
def pipelining(folder):
    with serving(folder) as server, server.connect() as connection, connection.makefile("rb") as file:
        asked = [f"/{'work' if i % 10 == 3 else 'echo'}/{i}?ms=20" for i in range(60)]
        connection.sendall(b"".join(head(path) for path in asked))
        for path in asked:
            equal(read_reply(file).json["path"], path.split("?")[0])
        connection.sendall(head("/echo", "POST", "Content-Length: 3\r\n") + b"abc" + head("/echo/after"))
        equal(read_reply(file).json["body"], "abc")
        equal(read_reply(file).json["path"], "/echo/after")


@test("200 connections at once, kept, while the workers are busy")
def many(folder):
    go = folder / "go"
    with serving(folder, "--workers", 2) as server:
        waiting = [server.connect() for _ in range(4)]
        for connection in waiting:
            connection.sendall(head(f"/work?until={go}"))
        until(lambda: busy(server) == 4, "the workers are busy")
        connections = [server.connect() for _ in range(200)]
        files = [connection.makefile("rb") for connection in connections]
        for turn in range(3):
            for i, connection in enumerate(connections):
                connection.sendall(head(f"/echo/{i}/{turn}"))
            for i, file in enumerate(files):
                equal(read_reply(file).json["path"], f"/echo/{i}/{turn}")
        until(lambda: server.metric("dekning_connections") == 205, "connections")
        equal(busy(server), 4, "who is busy all the while")
        go.touch()
        for connection in waiting:
            with connection.makefile("rb") as file:
                equal(read_reply(file).status, 200, "what the workers did")
        for each in [*files, *connections, *waiting]:
            each.close()
        until(lambda: server.metric("dekning_connections") == 1, "connections at the end")  # the one that asks


@test("one address has so many connections, and no more")
def per_address(folder):
    with serving(folder, "--connections-per-address", 5) as server:
        kept = [server.connect() for _ in range(5)]
        for connection in kept:
            connection.sendall(head("/echo"))
            with connection.makefile("rb") as file:
                equal(read_reply(file).status, 200)
        equal(raw(server, head("/echo")), None, "the sixth")
        for connection in kept:
            connection.close()
        until(lambda: raw(server, head("/healthz")) is not None, "room for others")
        alive(server)


@test("stopping: what was begun is finished, what is new is refused")
def graceful(folder):
    go = folder / "go"
    with serving(folder) as server:
        with server.connect() as begun, server.connect() as kept, server.connect() as stream:
            kept_file = kept.makefile("rb")
            kept.sendall(head("/echo"))
            equal(read_reply(kept_file).status, 200)
            stream.sendall(head("/events"))
            contains(stream.recv(4000), b"200 OK")
            begun.sendall(head(f"/work/done?until={go}"))
            until(lambda: busy(server) == 1, "it is begun")
            server.process.send_signal(signal.SIGTERM)

            def closed():
                with contextlib.suppress(ConnectionRefusedError, ConnectionResetError):
                    server.connect().close()
                    return False
                return True
            until(closed, "no new connection is taken")
            kept.sendall(head("/echo"))
            reply = read_reply(kept_file)
            equal((reply.problem, reply.headers["connection"]), ("stopping", "close"))
            equal(kept_file.read(), b"", "a kept connection after it")
            while stream.recv(4000):
                pass
            equal(server.process.poll(), None, "it waits for what was begun")
            go.touch()
            with begun.makefile("rb") as file:
                equal(read_reply(file).json["path"], "/work/done", "what was begun")
            equal(server.process.wait(PATIENCE), 0, "exit status")
        equal([event["event"] for event in map(json.loads, server.text.splitlines())][-1], "stopped")


@test("stopping: what does not end in time is given up")
def given_up(folder):
    with serving(folder, "--stop-seconds", 1) as server, server.connect() as connection:
        connection.sendall(head("/work?until=/no/such/file"))
        until(lambda: busy(server) == 1, "it is begun")
        since = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        equal(server.process.wait(PATIENCE), 1, "exit status")  # it would never have ended
        claim(time.monotonic() - since > 0.9, f"it took {time.monotonic() - since} s")
        equal(len(server.events("error")), 1, "errors told")


@test("entity tags, compression, and what may be kept")
def conditional(folder):
    with serving(folder) as server:
        plain = server.ask("GET", "/large?bytes=5000")
        tag = plain.headers["etag"]
        contains(plain.headers["vary"], "Accept-Encoding")
        for given, status in {tag: 304, f'"x", W/{tag}': 304, "*": 304, '"x"': 200, tag.strip('"'): 200,
                              tag[:-1] + '-gz"': 304}.items():
            reply = server.ask("GET", "/large?bytes=5000", headers={"If-None-Match": given})
            equal((reply.status, len(reply.body)), (status, 0 if status == 304 else 5000), given)
        small = server.ask("GET", "/large?bytes=5000", headers={"Accept-Encoding": "gzip"})
        equal(small.headers["content-encoding"], "gzip")
        equal(gzip.decompress(small.body), plain.body)
        claim(small.headers["etag"] == tag[:-1] + '-gz"', f"another representation has another tag: {small.headers}")
        for accepted in ["gzip;q=0", "br", "identity", ""]:
            lacks(server.ask("GET", "/large?bytes=5000", headers={"Accept-Encoding": accepted}).headers, "content-encoding")
        lacks(server.ask("GET", "/large?bytes=500", headers={"Accept-Encoding": "gzip"}).headers, "content-encoding")
        for _ in range(3):
            equal(len(server.ask("GET", "/kept?bytes=100000").body), 100000)
            server.ask("GET", "/kept?bytes=100000", headers={"Accept-Encoding": "gzip"})
            server.ask("GET", "/kept?bytes=1000", headers={"If-None-Match": "*"})
        form = b"--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\r\n--b--\r\n"
        def released():
            found = server.ask("POST", "/import", form, {"Content-Type": "multipart/form-data; boundary=b"}).json
            equal(found["a"], 0)
            return found["released"]
        until(lambda: released() >= 9, "bytes let go of")  # when the reply is sent, after it is read
        equal(released(), 9, "bytes let go of")
        equal(len(server.ask("GET", "/large?bytes=20000000").body), 20000000)


@test("pages: the shell, files with a hash, and the headers of every reply")
def pages(folder):
    with serving(folder) as server:
        for path in ["/", "/lister", "/lister/B07", "/personer/12"]:
            reply = server.ask("GET", path)
            equal((reply.status, reply.headers["content-type"], reply.headers["cache-control"]),
                  (200, "text/html; charset=utf-8", "no-cache"), path)
            contains(reply.body, b"probe")
        equal(server.ask("GET", "/", headers={"If-None-Match": reply.headers["etag"]}).status, 304)
        script = server.ask("GET", "/assets/app-ABCDEFGH.js")
        equal((script.headers["content-type"], script.headers["cache-control"]),
              ("text/javascript; charset=utf-8", "public, max-age=31536000, immutable"))
        equal(server.ask("GET", "/assets/app-ABCDEFGH.js", headers={"Accept-Encoding": "gzip, br"}).body, b"not really gzip")
        for path in ["/assets/no", "/no.js", "/assets/", "/assets/a/b", "/api/v1/no", "/api/"]:
            equal(server.ask("GET", path).problem, "not_found", path)
        for path in ["/", "/echo", "/no.js", "/healthz", "/?%"]:
            headers = server.ask("GET", path).headers
            contains(headers["content-security-policy"], "default-src 'none'", path)
            equal((headers["x-content-type-options"], headers["referrer-policy"]), ("nosniff", "no-referrer"), path)
            lacks(headers, "strict-transport-security", path)
            lacks(headers, "server", path)
        equal(server.ask("GET", "/echo").headers["cache-control"], "no-store")


def read_events(file, count):
    """(id, name, data) of the next events."""
    found, fields = [], {}
    while len(found) < count:
        line = file.readline().decode()
        claim(line != "", f"the stream ended after {found}")
        name, _, value = line.rstrip("\n").partition(": ")
        if line == "\n":
            if "event" in fields:
                found.append((fields.get("id"), fields["event"], fields["data"]))
            fields = {}
        elif not line.startswith(":"):
            fields[name] = value
    return found


@contextlib.contextmanager
def listening(server, path, last=None):
    client = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
    client.request("GET", path, headers={"Last-Event-ID": last} if last else {})
    reply = client.getresponse()
    equal((reply.status, reply.getheader("content-type")), (200, "text/event-stream"))
    try:
        yield reply
    finally:
        reply.close()
        client.close()


@test("events reach everybody they are for, and those who come back")
def events(folder):
    with serving(folder) as server:
        def publish(number, audience=0):
            equal(server.ask("POST", f"/publish?name=changed&data=%7B%22n%22:{number}%7D&audience={audience}").status, 200)
        with listening(server, "/events") as one, listening(server, "/events?audience=7") as seven:
            equal(server.metric("dekning_event_subscribers"), 2, "subscribers")
            publish(1)
            publish(2, 7)
            publish(3)
            first = read_events(one, 2)
            equal([data for _, _, data in first], ['{"n":1}', '{"n":3}'])
            equal(server.metric("dekning_events_total"), 3, "events counted")
            equal([data for _, _, data in read_events(seven, 3)], ['{"n":1}', '{"n":2}', '{"n":3}'])
        with listening(server, "/events?audience=7", first[0][0]) as back:
            equal([data for _, _, data in read_events(back, 2)], ['{"n":2}', '{"n":3}'], "what it missed")
        for last in ["1-1", "abc", first[0][0] + "x", first[0][0].split("-")[0] + "-999"]:
            with listening(server, "/events", last) as back:
                equal(read_events(back, 1)[0][1], "reset", last)
        for number in range(300):
            publish(number)
        with listening(server, "/events", first[0][0]) as back:
            equal(read_events(back, 1)[0][1], "reset", "who was away for too long")
            publish(1000)
            equal(read_events(back, 1)[0][2], '{"n":1000}')
        until(lambda: server.metric("dekning_event_subscribers") == 0, "streams whose client has gone are seen to end")


@test("events: nobody takes the streams of others, and one that is closed is free again")
def shares(folder):
    with serving(folder) as server, listening(server, "/events?holder=one"):
        with listening(server, "/events?holder=one"):
            refused = server.ask("GET", "/events?holder=one")
            equal((refused.status, refused.problem), (429, "too_many_streams"))
            equal(server.metric("dekning_requests_limited_total"), 1)
            for path in ["/events?holder=other", "/events", "/events", "/events"]:
                with listening(server, path):
                    pass
        until(lambda: server.metric("dekning_event_subscribers") == 1, "the streams that were closed")
        with listening(server, "/events?holder=one"):
            equal(server.ask("GET", "/events?holder=one").status, 429)


# -- whom workers work for ----------------------------------------------------------------------------------------------


def busy(server):
    """Requests that workers have or are to have. What passes from one to the other meanwhile is counted."""
    return server.metric("dekning_workers_queued") + server.metric("dekning_workers_busy")


@test("what a client waits for ends when the client has gone, and not before")
def gone(folder):
    go = folder / "go"
    with serving(folder, "--workers", 1) as server:
        with server.connect() as first, server.connect() as second:
            first.sendall(head(f"/work?{FOR_EVER}"))
            second.sendall(head(f"/work?{FOR_EVER}"))
            until(lambda: busy(server) == 2, "two at work")
        until(lambda: busy(server) == 0, "nobody waits, and yet it goes on")
        equal(server.metric("dekning_requests_abandoned_total"), 2)
        # who sends more, or nothing, has not gone
        since = time.monotonic()
        with server.connect() as connection, connection.makefile("rb") as file:
            connection.sendall(head("/work/one?ms=800&heeds=1") + head("/work/two?ms=1&heeds=1"))
            equal([read_reply(file).json["path"] for _ in range(2)], ["/work/one", "/work/two"])
        claim(time.monotonic() - since > 0.7, "it was not waited for")
        # what does not heed it is done to its end
        with server.connect() as connection:
            connection.sendall(head(f"/work?until={go}"))
            until(lambda: busy(server) == 1, "one at work")
        until(lambda: server.metric("dekning_requests_abandoned_total") == 3, "its client has gone")
        equal(busy(server), 1, "what was begun")
        go.touch()
        until(lambda: busy(server) == 0, "it ends")
        with server.connect() as connection, connection.makefile("rb") as file:
            connection.sendall(head(f"/work/stopped?{FOR_EVER}"))
            until(lambda: busy(server) == 1, "one at work")
            server.process.send_signal(signal.SIGTERM)
            equal(read_reply(file).json["path"], "/work/stopped", "what was begun when it stops")
            equal(server.process.wait(PATIENCE), 0, "exit status")


@test("logins, what takes long and all the rest do not wait for each other")
def classes(folder):
    with serving(folder, "--workers", 2) as server, contextlib.ExitStack() as held:
        def hold(kind, count):
            for _ in range(count):
                held.enter_context(server.connect()).sendall(head(f"/work?{FOR_EVER}&as={kind}"))

        def quick(path):  # or never: it would wait for what does not end
            equal(server.ask("GET", path).status, 200, path)
        hold("lengthy", 8)
        until(lambda: busy(server) == 8, "all that takes long")
        quick("/work?ms=1&as=login")
        quick("/work?ms=1")
        hold("login", 8)
        until(lambda: server.metric("dekning_workers_busy") == 1 + 4, "half of the workers, and those for logins")
        until(lambda: busy(server) == 16, "all logins")
        equal(server.metric("dekning_workers_busy"), 1 + 4, "half of the workers, and those for logins")
        quick("/work?ms=1")
        hold("login", 64)
        until(lambda: server.metric("dekning_workers_queued") == 7 + 64, "logins that wait")
        equal(server.ask("GET", "/work?as=login").problem, "busy", "a login too many")
        quick("/work?ms=1")


@test("TLS: by our own certificate, new versions only")
def tls(folder):
    openssl = shutil.which("openssl")
    if openssl is None:
        raise Skip("openssl is not installed")
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    subprocess.run([openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                    "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", key,
                    "-out", certificate], check=True, capture_output=True)
    with serving(folder, "--tls-certificate", certificate, "--tls-key", key, "--address", "0.0.0.0") as server:
        contains(server.url, "https://")
        trust = ssl.create_default_context(cafile=certificate)
        client = http.client.HTTPSConnection("localhost", server.port, timeout=PATIENCE, context=trust)
        for path in ["/echo", "/work?ms=50", "/large?bytes=3000000"]:
            client.request("GET", path)
            reply = client.getresponse()
            body = reply.read()
            equal(reply.status, 200, path)
            contains(reply.getheader("Strict-Transport-Security"), "max-age")
        client.request("POST", "/echo", b"x" * 500000)
        equal(json.loads(client.getresponse().read())["secure"], True)
        client.close()

        def ask(path):
            client.request("GET", path)
            return client.getresponse().read().decode()
        # One who says goodbye leaves a record that nobody reads while the worker is at it.
        leaving = trust.wrap_socket(server.connect(), server_hostname="localhost")
        leaving.sendall(head(f"/work?{FOR_EVER}"))
        until(lambda: "dekning_workers_busy 1\n" in ask("/metrics"), "a worker at it")
        leaving.settimeout(0.2)
        with contextlib.suppress(OSError):
            leaving.unwrap()
        leaving.close()
        until(lambda: "dekning_requests_abandoned_total 1\n" in ask("/metrics"), "a client over TLS that has gone")
        until(lambda: "dekning_workers_busy 0\n" in ask("/metrics"), "work for one who has gone")
        client.close()
        old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
        with contextlib.suppress(ValueError):
            old.minimum_version = ssl.TLSVersion.TLSv1
        old.maximum_version = ssl.TLSVersion.TLSv1_1
        try:
            with old.wrap_socket(server.connect()):
                raise Failure("TLS 1.1 was accepted")
        except OSError:
            pass
        with contextlib.suppress(OSError):
            equal(raw(server, head("/echo")), None, "HTTP without TLS")
        client = http.client.HTTPSConnection("localhost", server.port, timeout=PATIENCE, context=trust)
        client.request("GET", "/echo")
        equal(client.getresponse().status, 200, "the server after it")
        client.close()
        del body
    probe = world.binary.parent / "test" / "probe"
    for words in [["--tls-certificate", certificate], ["--tls-key", key, "--tls-certificate", folder / "no.pem"],
                  ["--tls-certificate", key, "--tls-key", certificate]]:
        done = subprocess.run([probe, "--port", "0", *map(str, words)], capture_output=True, timeout=PATIENCE, check=False, env=environment())
        equal(done.returncode, 1, str(words))


@test("a proxy is believed only where there is one")
def proxy(folder):
    forwarded = {"X-Forwarded-For": "10.0.0.1, 192.0.2.7", "X-Forwarded-Proto": "https"}
    with serving(folder) as server:
        found = server.ask("GET", "/echo", headers=forwarded).json
        equal((found["remote"], found["secure"]), ("127.0.0.1", False))
    with serving(folder, "--behind-proxy", "--address", "0.0.0.0") as server:
        reply = server.ask("GET", "/echo", headers=forwarded)
        equal((reply.json["remote"], reply.json["secure"]), ("192.0.2.7", True))
        contains(reply.headers["strict-transport-security"], "max-age")
        equal(server.ask("GET", "/echo", headers={"X-Forwarded-For": "nonsense"}).json["remote"], "127.0.0.1")


@test("the log tells routes and numbers, never paths, queries, bodies or addresses")
def logged(folder):
    with serving(folder, "--behind-proxy") as server:
        server.ask("POST", "/echo/hemmelig?q=fortrolig", b"kropp", {"X-Forwarded-For": "192.0.2.99", "Cookie": "k=kake"})
        server.ask("GET", "/%2e%2e/hemmelig?q=fortrolig")
        reply = server.ask("GET", "/personer/31129956715")
        server.stop()
        for word in ["hemmelig", "fortrolig", "kropp", "192.0.2.99", "kake", "31129956715"]:
            lacks(server.text, word, "log")
        requests = sorted(server.events("request"), key=lambda event: event["id"])
        equal([(e["method"], e["route"], e["status"]) for e in requests],
              [("POST", "echo", 200), ("GET", "none", 400), ("GET", "page", 200)])
        equal(str(requests[2]["id"]), reply.headers["x-request-id"])


@test("metrics are text that Prometheus reads")
def metrics(folder):
    with serving(folder) as server:
        for path in ["/echo", "/echo", "/no.js", "/work?ms=30"]:
            server.ask("GET", path)
        def counted(line, count):  # a request is counted when its reply is sent, which may be after it is read
            until(lambda: server.metric(line, 0) >= count, line)
            equal(server.metric(line, 0), count, line)
        counted('dekning_requests_total{route="echo",status="2xx"}', 2)
        counted('dekning_requests_total{route="page",status="4xx"}', 1)
        counted('dekning_request_seconds_bucket{route="work",le="+Inf"}', 1)
        counted('dekning_request_seconds_bucket{route="work",le="0.025"}', 0)
        claim(server.metric("process_resident_memory_bytes") > 1e6, "memory")
        text = server.ask("GET", "/metrics").body.decode()
        names = [line.split()[2] for line in text.splitlines() if line.startswith("# TYPE")]
        equal(len(names), len(set(names)), "a metric is declared once")
        for line in text.splitlines():
            name = line.split("{")[0].split()[0]
            claim(line.startswith("#") or any(name.startswith(n) for n in names), line)


@test("memory does not grow with requests")
def memory(folder):
    # A sanitizer keeps what was freed for a while, to catch who uses it still.
    with serving(folder, "--threads", 2, more={"ASAN_OPTIONS": "quarantine_size_mb=1"}) as server:
        def round_trip():
            with server.connect() as connection, connection.makefile("rb") as file:
                for _ in range(500):
                    connection.sendall(head("/echo?a=b", "POST", "Content-Length: 2000\r\n") + b"x" * 2000)
                    read_reply(file)

        def round_trips():
            with concurrent.futures.ThreadPoolExecutor(4) as pool:
                for each in [pool.submit(round_trip) for _ in range(4)]:
                    each.result()
        round_trips()  # every thread has then what it keeps
        before = server.metric("process_resident_memory_bytes")
        round_trips()
        grown = server.metric("process_resident_memory_bytes") - before
        claim(grown < 8e6, f"it grew by {grown} bytes")


@test("serve: settings are checked, and it is not shown to others by mistake")
def settings(folder):
    bad("serve", "--address", "0.0.0.0", says=["0.0.0.0", "--tls-certificate"])
    bad("serve", "--address", "::", says="--behind-proxy")
    bad("serve", "--address", "example.org", says="example.org")
    bad("serve", "--port", "70000", says=["--port", "0–65535"])
    bad("serve", "--prt", "8080", says=["--prt", "--port"])
    bad("serve", "--qqqqqqqq", says="dekning serve --help")
    bad("serve", "--port", says="--port")
    bad("serve", "--port", "1", "--port", "2", says="--port")
    bad("serve", "extra", says="extra")
    bad("serve", env=environment(DEKNING_PORT="x"), says="DEKNING_PORT")
    file = folder / "settings"
    file.write_text("# ours\n\nport = 0\nworkers = many\n", "utf-8")
    bad("serve", "--settings", file, says=[f"{file}:4", "workers", "many"])
    file.write_text("port = 0\nport = 1\n", "utf-8")
    bad("serve", "--settings", file, says=f"{file}:2")
    bad("serve", "--settings", folder / "none", says="none")
    declared = re.findall(r'^SETTING\(\w+, "([a-z-]+)"', (world.root / "src/server/setting.def").read_text("utf-8"), re.M)
    for language, word in {"nb": "forbindelser", "nn": "samband", "en": "connections"}.items():
        text = good("serve", "--help", "--lang", language).out
        contains(text, word)
        equal(re.findall(r"^  --([a-z-]+) ", text, re.M), [*declared, "help"], f"settings in {language}")
        equal(max(map(len, text.splitlines())) <= 120, True, f"lines in {language}")
        equal(good("help", "serve", "--lang", language).out, text, "help serve")
    file.write_text("log-level = notice\naddress = 0.0.0.0\n", "utf-8")
    with serving(folder, "--settings", file, "--address", "127.0.0.1", program=None) as server:
        alive(server)
        equal(server.events("request"), [], "log")


@test("systemd is told when it is ready and when it stops, and its journal how important a line is")
def notified(folder):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as told:
        told.bind(str(folder / "notify"))
        told.settimeout(PATIENCE)
        with serving(folder, more={"NOTIFY_SOCKET": str(folder / "notify"), "JOURNAL_STREAM": "8:1"}) as server:
            equal(told.recv(100), b"READY=1")
            alive(server)
            server.stop()
            equal(told.recv(100), b"STOPPING=1")
            # A request is logged when its connection is done with it, which may be after the stop has begun.
            lines = [line for line in server.text.splitlines() if "root" not in line]
            equal(sorted(line[:4] for line in lines), ["<5>{", "<5>{", "<5>{", "<6>{"])
            equal([line[:4] for line in lines if '"event":"request"' in line], ["<6>{"])


@test("the unit of systemd is right, and closed")
def unit(folder):
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        raise Skip("systemd-analyze is not installed")
    text = (world.root / "system" / "dekning.service").read_text("utf-8")
    contains(text, "ExecStart=/usr/bin/dekning serve")
    file = folder / "dekning.service"
    file.write_text(text.replace("/usr/bin/dekning", str(world.binary)), "utf-8")
    done = subprocess.run([analyze, "verify", "--man=no", str(file)], capture_output=True, text=True, check=False)
    lacks(done.stderr, str(file), "what is said of the unit")
    done = subprocess.run([analyze, "security", "--offline=true", "--no-pager", "--threshold=15", str(file)],
                          capture_output=True, text=True, check=False)
    equal(done.returncode, 0, done.stdout[-300:] + done.stderr)


@test("serve: dekning itself starts, answers and stops")
def itself(folder):
    with Starting(folder) as server:
        equal(server.ask("GET", "/healthz").body, b"ok\n")
        claim(os.stat(f"/proc/{server.process.pid}").st_uid == os.geteuid(), "whose it is")


class Starting:
    """`dekning serve`, as serving() does the probe."""

    def __init__(self, folder):
        self.folder = folder

    def __enter__(self):
        self.server = Server(self.folder, "--db", loaded(self.folder), program=world.binary, command="serve")
        return self.server

    def __exit__(self, kind, value, trace):
        if kind is None:
            self.server.stop()
        else:
            self.server.process.kill()
            self.server.process.wait()
