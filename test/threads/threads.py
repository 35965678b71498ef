#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""The server under ThreadSanitizer: reads, writes, events, forecasts and plans at once, and a stop in the middle of it.

threads.py BINARY SOURCE_ROOT

BINARY is built with -Db_sanitize=thread. Prints TAP.
"""
import contextlib
import http.client
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.dont_write_bytecode = True
HERE = Path(__file__).resolve().parent
PASSWORD = "tråd for tråd for tråd"
SECONDS = 20


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as sock:
        return sock.getsockname()[1]


class Board:
    """A server of the program, whose threads are watched."""

    def __init__(self, run, folder, db, *words):
        self.port, self.log = free_port(), folder / "log"
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                run.words("serve", "--db", db, "--key", folder / "key", "--visitor", "planner", "--port", self.port, *words),
                stdin=subprocess.DEVNULL, stderr=log, env=run.env)
        for _ in range(600):
            with contextlib.suppress(OSError):
                link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
                link.request("GET", "/healthz")
                if link.getresponse().status == 200:
                    link.close()
                    return
            time.sleep(0.1)
        raise RuntimeError(f"it does not start: {self.text}")

    @property
    def text(self):
        return self.log.read_text("utf-8", "replace")

    def races(self):
        """What ThreadSanitizer has told, each once."""
        return [each for each in self.text.split("==================") if "ThreadSanitizer" in each]

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(90)


class Run:
    def __init__(self, binary, root, folder):
        self.binary, self.root, self.folder = Path(binary).resolve(), Path(root).resolve(), folder
        options = f"halt_on_error=0:second_deadlock_stack=1:suppressions={HERE / 'suppressions'}"
        self.env = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TSAN_OPTIONS": options}

    def words(self, *words):
        # Where addresses are drawn from more bits than the sanitizer knows of, it cannot start.
        return ["setarch", os.uname().machine, "-R", str(self.binary), *map(str, words)]

    def good(self, *words, given=None):
        done = subprocess.run(self.words(*words), input=given, env=self.env, capture_output=True, check=False, timeout=300)
        if done.returncode != 0 or b"ThreadSanitizer" in done.stderr:
            raise RuntimeError(f"{words} → {done.returncode} {done.stderr.decode('utf-8', 'replace')}")

    def prepare(self):
        self.db, key = self.folder / "board.db", self.folder / "key"
        self.good("key", "create", "--key", key)
        self.good("synthesise", "country", self.root / "data" / "bergen", "--residents", "6000", "--municipalities", "1",
                  "--db", self.db, "--key", key)
        self.good("user", "add", "kari", "--role", "case_worker", "--db", self.db, given=PASSWORD.encode())
        with contextlib.closing(sqlite3.connect(self.db)) as db:
            self.persons = [row[0] for row in db.execute("SELECT person FROM person ORDER BY person")]
            self.posts = [row[0] for row in db.execute("SELECT code FROM post ORDER BY code")]

    def day(self, board, mixed, seed):
        return mixed.Day(board.port, "kari", PASSWORD, self.persons, self.posts, seed=seed, futures=8)


class Leavers:
    """Clients that ask for what takes long, or listen, and go before they are answered."""

    def __init__(self, port):
        self.port, self.over, self.gone = port, threading.Event(), 0
        self.thread = threading.Thread(target=self.leave, daemon=True)
        self.thread.start()

    def leave(self):
        body = b'{"years":10,"futures":500,"explain":true,"seed":%d}'
        while not self.over.is_set():
            asked = body % self.gone
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=10) as link:
                link.sendall(b"GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n" if self.gone % 2 else
                             b"POST /api/v1/forecasts HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                             b"Content-Length: %d\r\n\r\n%s" % (len(asked), asked))
                self.over.wait(0.05 * (self.gone % 7))
            self.gone += 1

    def end(self):
        self.over.set()
        self.thread.join()


def told(board):
    """Nothing when no race was told, else what the first ones were."""
    races = board.races()
    return "" if not races else f"{len(races)} told: " + "\n".join(races[:3])


def mixed_load(run, mixed):
    folder = run.folder / "mixed"
    folder.mkdir()
    db = folder / "board.db"
    shutil.copyfile(run.db, db)
    shutil.copy2(run.folder / "key", folder / "key")
    board = Board(run, folder, db)
    day = run.day(board, mixed, 1)
    day.start()
    leavers = Leavers(board.port)
    time.sleep(SECONDS)
    leavers.end()
    day.end()
    status = board.stop()
    yield "reads, writes, events, forecasts and plans at once: no race", told(board)
    wrong = "; ".join(day.wrong) or ("" if min(map(day.counted, ("document", "forecast", "plan", "person_switch"))) > 0
                                     else f"not all was asked: {day.counts}")
    yield "everything was answered, and the events heard", wrong or ("" if day.events > 0 else "no events")
    yield "it stopped in good order", "" if status == 0 else f"exit status {status}: {board.text[-2000:]}"


def stopped_in_the_middle(run, mixed):
    folder = run.folder / "stopped"
    folder.mkdir()
    db = folder / "board.db"
    shutil.copyfile(run.db, db)
    shutil.copy2(run.folder / "key", folder / "key")
    board = Board(run, folder, db, "--workers", "2", "--document-cache", "0")
    day = run.day(board, mixed, 2)
    day.start()
    time.sleep(4)
    changer = threading.Thread(target=run.good, args=("list", "lock", run.posts[0], "--db", db))
    changer.start()  # another program, whose change the server sees
    time.sleep(1)
    status = board.stop()
    changer.join()
    day.end()
    yield "stopped while all of it goes on: no race", told(board)
    yield "what was begun was finished", "" if status == 0 else f"exit status {status}: {board.text[-2000:]}"
    run.good("audit", "verify", "--db", db)
    with contextlib.closing(sqlite3.connect(db)) as rows:
        found = rows.execute("PRAGMA foreign_key_check").fetchall()
    yield "the register and its log are whole", str(found) if found else ""


def main(words):
    sys.path.insert(0, str(Path(words[1]) / "bench"))
    import mixed  # what boards ask for, as script/bench has it
    number = failed = 0
    with tempfile.TemporaryDirectory(prefix="dekning-threads-") as temporary:
        run = Run(words[0], words[1], Path(temporary))
        run.prepare()
        for part in (mixed_load, stopped_in_the_middle):
            for name, wrong in part(run, mixed):
                number += 1
                failed += wrong != ""
                print(f"{'not ok' if wrong else 'ok'} {number} - threads: {name}")
                for line in re.sub(r"^", "# ", wrong, flags=re.MULTILINE).splitlines() if wrong else []:
                    print(line)
    print(f"1..{number}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
