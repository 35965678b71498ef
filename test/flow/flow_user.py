# SPDX-License-Identifier: EUPL-1.2
"""Accounts from the command line: made, shown, changed, refused; no password shown or kept."""
import json
import os
import pty
import subprocess
import termios

from helper import bad, claim, contains, environment, equal, good, lacks, loaded, test, world

PASSWORD = "fjord og fjell 12"


def secret(tmp, text=PASSWORD, name="password"):
    path = tmp / name
    path.write_text(text + "\n", encoding="utf-8")
    return path


def accounts(database):
    return {row["name"]: row for row in good("user", "list", "--db", database, "--json").json["accounts"]}


def entries(database):
    rows = good("audit", "show", "--db", database, "--json").json["log"]
    return [row for row in rows if row["operation"].startswith("account_")]


@test("user: the first administrator, from a file or from standard input")
def _(tmp):
    database = loaded(tmp)
    good("user", "add", "Admin", "--role", "admin", "--password-file", secret(tmp), "--db", database)
    done = subprocess.run([str(world.binary), "user", "add", "kari", "--role", "case_worker", "--db", str(database)],
                          input=PASSWORD.encode(), env=environment(), capture_output=True, check=False, timeout=60)
    equal((done.returncode, done.stderr), (0, b""))
    held = accounts(database)
    equal(sorted(held), ["admin", "kari"])
    equal(held["admin"]["account_role"], "admin")
    equal(held["kari"]["account_role"], "case_worker")
    claim(held["kari"]["account_password"], "kari has a password")
    equal([row["operation"] for row in entries(database)], ["account_add", "account_add"])
    for path in tmp.glob("dekning.db*"):
        claim(PASSWORD.encode() not in path.read_bytes(), f"the password is in {path.name}")
    good("audit", "verify", "--db", database)


@test("user: a password that is typed is asked for and not shown")
def _(tmp):
    database = loaded(tmp)
    ours, theirs = pty.openpty()
    child = subprocess.Popen([str(world.binary), "user", "add", "kari", "--role", "reader", "--db", str(database)],
                             stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment())
    equal(child.stderr.read(len("password: ")), b"password: ")
    while True:  # echo is off before anything is read, so what is typed after the question is never shown
        if not termios.tcgetattr(theirs)[3] & termios.ECHO:
            break
    os.write(ours, PASSWORD.encode() + b"\n")
    out, _ = child.communicate(timeout=60)
    equal(child.returncode, 0)
    lacks(out.decode(), PASSWORD)
    os.set_blocking(ours, False)
    try:
        shown = os.read(ours, 4096)
    except BlockingIOError:
        shown = b""
    claim(PASSWORD.encode() not in shown, "what was typed was echoed")
    claim(termios.tcgetattr(theirs)[3] & termios.ECHO, "echo is left off")
    equal(sorted(accounts(database)), ["kari"])


@test("user: what cannot be is refused, and changes nothing")
def _(tmp):
    database = loaded(tmp)
    password = secret(tmp)
    add = ("user", "add", "--db", database, "--password-file")
    good(*add, password, "kari", "--role", "reader")
    bad(*add, password, "KARI", "--role", "reader", says="kari")
    bad(*add, secret(tmp, "kort", "short"), "ola", "--role", "reader", says="12")
    bad(*add, secret(tmp, "ola nordmann 99", "named"), "ola", "--role", "reader")
    bad(*add, tmp / "none", "ola", "--role", "reader", says="none")
    bad(*add, password, "ola", "--role", "king", says=["king", "case_worker"])
    bad(*add, password, "ola", says="--role")
    bad(*add, password, "ola", "--role", "gp", says="--doctor")
    bad(*add, password, "ola", "--role", "resident", "--person", "7", says="7")
    bad(*add, password, "ola", "--role", "gp", "--doctor", "x7", says=["--doctor", "x7"])
    bad(*add, password, "ola nordmann", "--role", "reader")
    bad(*add, password, "ola", "--role", "reader", "--no-password", says="--no-password")
    bad(*add, password, "--role", "reader", says="NAME")
    bad("user", "add", "ola", "--role", "reader", "--db", database, says="PASSWORD")
    bad("user", "disable", "ola", "--db", database, says="ola")
    bad("user", "link", "kari", "--db", database, says="--subject")
    bad("user", "link", "kari", "--issuer", "https://login.example", "--db", database, says="--subject")
    lacks(bad(*add, secret(tmp, "01819012345", "number"), "01819012345", "--role", "reader").err, "01819012345")
    equal(sorted(accounts(database)), ["kari"])
    equal(len(entries(database)), 1)


@test("user: an account is linked, changed, closed and opened, and the log has it all")
def _(tmp):
    database = loaded(tmp)
    on = ("--db", database, "--actor", "drift")
    good("user", "add", "gro", "--role", "gp", "--doctor", 7654321, "--no-password", *on)
    good("user", "link", "gro", "--issuer", "https://login.example", "--subject", "secret-subject", *on)
    good("user", "role", "gro", "--role", "planner", *on)
    good("user", "password", "gro", "--password-file", secret(tmp), *on)
    good("user", "disable", "gro", *on)
    equal(accounts(database)["gro"]["account_state"], "account_disabled")
    good("user", "enable", "gro", *on)
    good("user", "unlock", "gro", *on)
    row = accounts(database)["gro"]
    equal((row["account_state"], row["account_role"], row["account_doctor"]), ("account_in_use", "planner", 7654321))
    claim(row["account_linked"] and row["account_password"], json.dumps(row))
    log = entries(database)
    equal([row["operation"].removeprefix("account_") for row in log],
          ["add", "link", "role", "password", "disable", "enable", "unlock"])
    equal({row["actor"] for row in log}, {"drift"})
    contains(json.dumps(log), "https://login.example")
    lacks(json.dumps(log), "secret-subject")


@test("user: in three languages, and nothing by default")
def _(tmp):
    database = loaded(tmp)
    for language, title in {"nb": "Kontoer", "nn": "Kontoar", "en": "Accounts"}.items():
        contains(good("user", "list", "--db", database, "--lang", language).out, title)
    equal(accounts(database), {})
