# SPDX-License-Identifier: EUPL-1.2
"""script/run, past its installing and building: the main answer, then the board, and how it is stopped."""
import contextlib
import http.client
import json
import os
import random
import re
import signal
import socket
import sqlite3
import subprocess
import time

from flow_api import Client
from helper import Skip, claim, contains, environment, equal, lacks, test, world


def words(tmp, *more):
    return {"args": [str(world.root / "script" / "run"), "--built", *map(str, more)], "cwd": tmp, "stdin": subprocess.DEVNULL,
            "env": environment(DEKNING_PROGRAM=str(world.binary), DEKNING_FOLDER=str(tmp))}


def refused(tmp, *more):
    done = subprocess.run(**words(tmp, *more), capture_output=True, timeout=60, check=False)
    equal((done.returncode, done.stdout), (2, b""))
    return done.stderr.decode()


def own_port():
    """Neither the system nor script/run chooses it by itself: nobody has it when it is served."""
    return ["--port", random.randrange(20_000, 32_000)]


class Running:
    """script/run until it serves; afterwards it is interrupted, as by Ctrl+C."""

    def __init__(self, tmp, *more):
        self.out = tmp / "out"
        with open(self.out, "wb") as out:
            self.process = subprocess.Popen(**words(tmp, *more), stdout=out, stderr=subprocess.STDOUT)

    def __enter__(self):
        end = time.monotonic() + 240
        while time.monotonic() < end and self.process.poll() is None:
            found = re.search(r"Dekning: http://127\.0\.0\.1:(\d+)/", self.text)
            if found:
                self.port = int(found[1])
                with contextlib.suppress(OSError):
                    link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
                    link.request("GET", "/healthz")
                    if link.getresponse().status == 200:
                        return self
            time.sleep(0.05)
        self.process.kill()
        raise AssertionError(f"it does not serve: {self.text}")

    @property
    def text(self):
        return self.out.read_text("utf-8")

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGINT)
        equal(self.process.wait(60), 0, f"exit status: {self.text[-1000:]}")
        lacks(self.text, "Sanitizer", "what it says")


@test("script/run: the answer, then the board at a port that is free, with the figures to read and a measure to try")
def _(tmp):
    with contextlib.ExitStack() as stack:
        with contextlib.suppress(OSError):  # or somebody else has it
            stack.enter_context(socket.create_server(("127.0.0.1", 8080)))
        running = stack.enter_context(Running(tmp))
        claim(running.port != 8080, "a port that is taken")
        contains(running.text, "Nei, kommunen mangler fastleger")
        contains(running.text, "Ctrl+C")
        client = Client(running.port)
        contains(client.get("status").body.decode(), "Nei, kommunen mangler fastleger")
        equal(client.get("me").json["role"], "planner")
        measure = client.get("measures").table()[0]["measure"]
        found = client.post("forecasts", {"years": 2, "futures": 32, "package": [
            {"measure": measure["key"] if isinstance(measure, dict) else measure}]})
        equal(found.json["command"], "forecast")
        borders = world.root.parent / "shared" / "data" / "bergen" / "districts.geojson"
        client.get("districts.geojson", status=200 if borders.exists() else 404)


@test("script/run: --no-serve ends with the answer; what it is told wrongly is refused; borders are those it is given")
def _(tmp):
    done = subprocess.run(**words(tmp, "--no-serve"), capture_output=True, timeout=120, check=False)
    equal((done.returncode, done.stderr), (0, b""))
    lacks(done.stdout.decode(), "http://")
    for more in (["--nope"], ["--port"], ["--port", "x"], ["--districts"]):
        contains(refused(tmp, *more), "--demo")
    contains(refused(tmp, "--districts", "nope.geojson"), "nope.geojson")
    borders = tmp / "grenser.geojson"
    borders.write_text(json.dumps({"type": "FeatureCollection", "features": []}))
    with Running(tmp, *own_port(), "--districts", borders) as running:
        equal(Client(running.port).get("districts.geojson").json["features"], [])


@test("script/run: --demo makes a whole register and an account of each role, with new passwords each time")
def _(tmp):
    if "ASAN_OPTIONS" in os.environ:
        raise Skip("300 000 people take minutes under a sanitizer; the same commands are tested with fewer")
    passwords = []
    for _ in range(2):
        with Running(tmp, *own_port(), "--demo") as running:
            accounts = dict(re.findall(r"^  ([a-z_]+) +([a-z0-9]{16})$", running.text, re.MULTILINE))
            equal(len(accounts), 8, f"accounts in {running.text[-800:]}")
            passwords += accounts.values()
            for name, password in accounts.items():
                client = Client(running.port)
                client.login(name, password)
                equal(client.get("me").json["role"], name)
            database = sqlite3.connect(tmp / "demo.db")
            (people,) = database.execute("SELECT count(*) FROM person").fetchone()
            (waiting,) = database.execute("SELECT count(*) FROM queue").fetchone()
            database.close()
            claim(people > 250_000 and waiting == 20_000, f"{people} people, {waiting} waiting")
            for path in tmp.glob("demo.db*"):
                content = path.read_bytes()
                claim(not any(password.encode() in content for password in accounts.values()), f"a password is in {path.name}")
            equal(oct((tmp / "demo.key").stat().st_mode & 0o077), "0o0", "who may read the key")
    equal(len(set(passwords)), 16, "passwords that are used twice")
