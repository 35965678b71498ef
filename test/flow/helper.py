# SPDX-License-Identifier: EUPL-1.2
"""What every whole-program test needs: to run the binary, to make folders to run it on, and to claim things.

A test is a function with @test; what it says it checks is its name in the TAP output. It takes one argument, a
fresh folder of its own. It passes when it returns, fails on Failure, and is skipped on Skip.
"""
import csv
import hashlib
import io
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import threading
import time
from pathlib import Path

# Seconds that what must happen has to happen in, on a machine that has much else to do: a test fails by it only where
# something hangs.
PATIENCE = 120
# A zone where it is before noon (or noon), and the same day as in UTC: so the day, and with it the month, does not turn
# while the tests run.
os.environ["TZ"] = "UTC" if time.gmtime().tm_hour < 12 else "XXX12"
time.tzset()

NB_SPACE = "\u00a0"
LANGUAGES = ("nb", "nn", "en")


class Failure(Exception):
    pass


class Skip(Exception):
    pass


class World:
    """Set once by run.py."""
    binary: Path
    root: Path
    accept = False
    anyones: Path  # a copy of the binary where every user may run it
    shared: Path  # a folder of its own, for what tests may share and only read

    @property
    def bergen(self):
        return self.root / "data" / "bergen"


world = World()
tests = []


def test(name):
    def add(function):
        tests.append((name, function))
        return function
    return add


# -- claims ---------------------------------------------------------------------------------------------


def shown(value):
    text = repr(value)
    return text if len(text) < 700 else text[:700] + "…"


def claim(holds, message):
    if not holds:
        raise Failure(message)


def equal(found, expected, about=""):
    claim(found == expected, f"{about or 'value'}: found {shown(found)}, expected {shown(expected)}")


def near(found, expected, within, about=""):
    fine = isinstance(found, (int, float)) and abs(found - expected) <= within
    claim(fine, f"{about or 'value'}: found {shown(found)}, expected {expected} ± {within}")


def contains(text, part, about="text"):
    claim(part in text, f"{about}: {shown(part)} is not in {shown(text)}")


def lacks(text, part, about="text"):
    claim(part not in text, f"{about}: {shown(part)} is in {shown(text)}")


def until(holds, about, seconds=PATIENCE):
    """Waits until something holds that must come to hold."""
    end = time.monotonic() + seconds
    while not holds():
        claim(time.monotonic() < end, about)
        time.sleep(0.02)


# -- running --------------------------------------------------------------------------------------------


class Run:
    def __init__(self, words, status, out, err):
        self.words, self.status, self.bytes = words, status, out
        self.err = err.decode("utf-8")  # strict: the program never prints anything but UTF-8

    @property
    def out(self):
        return self.bytes.decode("utf-8")

    @property
    def json(self):
        return json.loads(self.out)

    @property
    def rows(self):
        return list(csv.reader(io.StringIO(self.out, newline="")))

    def __str__(self):
        return f"dekning {' '.join(self.words)} → {self.status}, stderr {shown(self.err)}"


def environment(**more):
    """Nothing of the machine's own, so that a test means the same everywhere."""
    keep = {k: v for k, v in os.environ.items() if k.startswith(("ASAN_", "UBSAN_", "LSAN_", "LLVM_PROFILE", "GCOV"))}
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": os.environ["TZ"], **keep, **more}


def run(*words, env=None, cwd=None, timeout=300, **more):
    """Runs the program to its end. That it crashes, or a sanitizer speaks, fails any test."""
    words = [str(word) for word in words]
    done = subprocess.run(
        [str(more.pop("binary", world.binary)), *words], env=environment() if env is None else env,
        cwd=cwd or world.shared / "empty", stdin=subprocess.DEVNULL, stdout=more.pop("stdout", subprocess.PIPE),
        stderr=subprocess.PIPE, timeout=timeout, check=False, **more)
    result = Run(words, done.returncode, done.stdout or b"", done.stderr)
    claim(0 <= done.returncode <= 3, f"crashed: {result}")
    lacks(result.err, "Sanitizer", "standard error")
    return result


def good(*words, status=0, silent=False, **more):
    """Runs what must succeed, without a complaint and with an answer (or, when `silent`, without one)."""
    result = run(*words, **more)
    equal(result.status, status, f"exit status of {result}")
    equal(result.err, "", f"standard error of {result}")
    equal(result.bytes == b"", silent, f"no answer from {result}")
    return result


def bad(*words, status=2, says=(), **more):
    """Runs what must be refused, with an explanation and no answer."""
    result = run(*words, **more)
    equal(result.status, status, f"exit status of {result}")
    equal(result.bytes, b"", "standard output")
    claim(result.err.endswith("\n"), f"no error is told: {result}")
    for part in [says] if isinstance(says, str) else says:
        contains(result.err, part, "standard error")
    return result


def answer(*words, status=0, **more):
    return good(*words, "--json", status=status, **more).json


# -- the commands that answer ------------------------------------------------------------------------------

# name → words, exit status; each answers of the municipality given by --from or --db.
MUNICIPAL = {
    "status": (["status"], 0),
    "need": (["need"], 0),
    "coverage": (["coverage"], 0),
    "vacancy": (["vacancy"], 0),
    "access": (["access"], 0),
    "recruit": (["recruit"], 0),
    "workload": (["workload"], 0),
    "check": (["check"], 1),
    "assumptions": (["assumptions"], 0),
    "measures": (["measures"], 0),
    "observations": (["observations"], 0),
    "sources": (["sources"], 0),
}
RULES = {
    "rules": (["rules", "--date", "2024-01-01"], 0),
    "rules_diff": (["rules", "diff", "2025-12-31", "2026-01-01"], 0),
    "clauses": (["clauses", "--date", "2026-01-01"], 0),
}


def answering(folder):
    """Every command that answers and changes nothing: name → words, status."""
    source = ["--from", str(folder)]
    return {**{name: (words + source, status) for name, (words, status) in MUNICIPAL.items()}, **RULES}


# -- folders and databases -----------------------------------------------------------------------------------


def copy_bergen(folder, name="bergen"):
    to = folder / name
    shutil.copytree(world.bergen, to)
    for path in to.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    return to


def read_table(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def replace(path, old, new, count=1):
    """Replaces a text that must be there."""
    content = path.read_bytes()
    old, new = (x.encode() if isinstance(x, str) else x for x in (old, new))
    claim(old in content, f"test is out of date: {shown(old)} is not in {path.name}")
    path.write_bytes(content.replace(old, new, count))


def set_cell(path, line, column, value):
    """Sets one cell of a CSV file by its place, line 1 the header, writing the row anew."""
    rows = list(csv.reader(io.StringIO(path.read_text("utf-8"), newline="")))
    rows[line - 1][column - 1] = value
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    path.write_text(out.getvalue(), "utf-8")


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


lock = threading.Lock()


def loaded(folder):
    """A fresh copy of a database that Bergen is loaded into."""
    with lock:
        original = world.shared / "bergen.db"
        if not original.exists():
            good("load", world.bergen, "--db", original)
    copy = folder / "dekning.db"
    shutil.copyfile(original, copy)
    return copy


def dump(path):
    """Everything in a database, after what SQLite itself finds wrong with it (which fails the test)."""
    database = sqlite3.connect(path)
    try:
        equal(database.execute("PRAGMA integrity_check").fetchall(), [("ok",)], "integrity_check")
        equal(database.execute("PRAGMA foreign_key_check").fetchall(), [], "foreign_key_check")
        names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1")]
        return {name: sorted(map(repr, database.execute(f"SELECT * FROM {name}"))) for name in names}
    finally:
        database.close()


def as_nobody():
    """What makes a run that of a user who may not read or write everything, as root may."""
    more = {"user": 65534, "group": 65534, "extra_groups": []} if os.geteuid() == 0 else {}
    try:
        run("--version", binary=world.anyones, **more)
    except OSError as error:
        raise Skip(f"cannot become another user: {error}") from error
    return {"binary": world.anyones, **more}


def ignore_file_size_signal():
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
