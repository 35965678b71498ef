# SPDX-License-Identifier: EUPL-1.2
"""The API of a real server: every reply is held against api/openapi.yaml."""
import contextlib
import concurrent.futures
import csv
import datetime
import http.client
import io
import json
import re
import select
import shutil
import socket
import sqlite3
import subprocess
import threading
import time
import zipfile

from flow_register import FIRST, HERE, register
from flow_server import Server, busy
from helper import (LANGUAGES, PATIENCE, Skip, claim, contains, environment, equal, good, lacks, loaded, lock, test, until,
                    world)
from schema import Specification

PASSWORD = "riktig hest batteri stift"
ROLES = ("reader", "planner", "case_worker", "legevakt_leader", "gp", "resident", "auditor", "admin")
EPOCH, TODAY = datetime.date(1970, 1, 1), datetime.date.today()
# What the municipality does in the register of FIRST is told to be of this day: today, as long as that is of the month.
DAY = str(min(max(TODAY, datetime.date(2026, 11, 1)), datetime.date(2026, 11, 30)))
# What nobody's form should be hurt by.
STRINGS = ("'; DROP TABLE person; --", "\" OR 1=1 --", "<script>alert(1)</script>", "${7*7}{{7*7}}", "../../etc/passwd",
           "%00", "æøå \u202e", "-1", "9" * 40, "\\", "a" * 1999, "=cmd|'/c calc'!A1")


def specification():
    with lock:
        if not hasattr(world, "specification"):
            world.specification = Specification((world.root / "api" / "openapi.yaml").read_text("utf-8"))
    return world.specification


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def type(self):
        return self.json["type"].rsplit(":", 1)[1]

    def table(self, key=None):
        """The rows of a document's table, as maps."""
        table = next(each for each in self.json["tables"] if key in (None, each["key"]))
        names = [column["key"] for column in table["columns"]]
        return [dict(zip(names, row)) for row in table["rows"]]

    def field(self, key):
        return next(each["value"] for each in self.json["fields"] if each["key"] == key)


class Client:
    """A browser: keeps the cookie and shows the token."""

    def __init__(self, port, day=None):
        self.port, self.cookie, self.csrf = port, None, None
        self.day = day  # of all that is done, where it is not the server's today

    def ask(self, method, path, body=None, status=200, **headers):
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.cookie:
            headers.setdefault("Cookie", self.cookie)
        if self.csrf and method not in ("GET", "HEAD"):
            headers.setdefault("X-CSRF-Token", self.csrf)
        if isinstance(body, (dict, list)):
            body = json.dumps(body).encode()
            headers.setdefault("Content-Type", "application/json")
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5 * PATIENCE)
        try:
            link.request(method, path if path.startswith("/") else f"/api/v1/{path}", body, headers)
            reply = link.getresponse()
            answer = Answer(reply.status, {k.lower(): v for k, v in reply.getheaders()}, reply.read())
        finally:
            link.close()
        whole = path if path.startswith("/") else f"/api/v1/{path}"
        wrong = specification().wrong_reply(method, whole.split("?")[0], answer.status, answer.headers.get("content-type"),
                                            answer.body)
        claim(wrong is None, f"{method} {path} → {answer.status}: {wrong}")
        if status is not None:
            equal(answer.status, status, f"status of {method} {path}: {answer.body[:300]}")
        return answer

    def get(self, path, **more):
        return self.ask("GET", path, **more)

    def post(self, path, body=None, **more):
        return self.ask("POST", path, {} if body is None else body, **more)

    def login(self, name, password=PASSWORD, status=200):
        found = self.ask("POST", "session", {"name": name, "password": password}, status=status)
        if found.status == 200:
            self.cookie = found.headers["set-cookie"].split(";")[0]
            self.csrf = found.json["csrf"]
        return found

    def told(self, day=None, **arguments):
        """The body of an operation."""
        return {"arguments": arguments} | ({"day": day or self.day} if day or self.day else {})

    def do(self, operation, status=200, query="", day=None, **arguments):
        return self.post(f"operations/{operation}{query}", self.told(day, **arguments), status=status)


class Board:
    """A server of its own, and who may log in to it."""

    def __init__(self, tmp, database, *words, day=None):
        self.folder, self.db, self.day = tmp, database, day
        self.server = Server(tmp, "--db", database, *words, program=world.binary, command="serve")
        self.port = self.server.port

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        if kind is not None:
            self.server.process.kill()
            self.server.process.wait()
            return
        self.server.stop()
        for word in ("Sanitizer", "runtime error"):
            lacks(self.server.text, word, "the server's log")

    def visitor(self):
        return Client(self.port, self.day)

    def client(self, role):
        client = Client(self.port, None if role in ("gp", "resident") else self.day)  # who may not tell a day
        client.login(role)
        return client

    def sql(self, words, *values):
        database = sqlite3.connect(self.db)
        try:
            return database.execute(words, values).fetchall()
        finally:
            database.close()


def accounts(folder, db, parent, doctor):
    (folder / "password").write_text(PASSWORD + "\n")
    (folder / "password").chmod(0o600)
    for role in ROLES:
        who = {"gp": ["--doctor", str(doctor)], "resident": ["--person", str(parent)]}.get(role, [])
        good("user", "add", role, "--role", role, "--password", folder / "password", *who, env=environment(DEKNING_DB=str(db)))


def synthetic(folder, residents, municipalities, month, day):
    """A made-up register in the folder."""
    env = environment(DEKNING_DB=str(folder / "register.db"), DEKNING_KEY=str(folder / "register.key"))
    good("key", "create", env=env)
    good("synthesise", "country", world.bergen, "--residents", residents, "--municipalities", municipalities, "--month", month,
         "--date", day, env=env)


def office(tmp, *words, now=False):
    """A board on a register of two small municipalities, with an account of each role; and who is who. The month that is
    open is FIRST, whatever day it is; or, where somebody is to do what is of the day they do it, the month it is `now`."""
    desk = None if now else register(tmp)
    first = TODAY.replace(day=1) if now else datetime.date(2026, 11, 1)
    began = (first - EPOCH).days
    made = world.shared / ("office-now" if now else "office")
    with lock:
        if not made.exists():
            folder = world.shared / f"{made.name}-made"
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            if now:
                synthetic(folder, 6000, 2, str(first)[:7], str(first))
            else:
                shutil.copyfile(desk.db, folder / "register.db")
                shutil.copyfile(desk.key, folder / "register.key")
            database = sqlite3.connect(folder / "register.db")
            post, doctor = database.execute(
                "SELECT p.code, r.doctor FROM doctor_relation r JOIN post p ON p.post = r.list WHERE r.kind = 0 AND "
                "p.municipality = ? AND r.until_day IS NULL ORDER BY p.code LIMIT 1", (HERE,)).fetchone()
            child, mother = database.execute(
                "SELECT c.person, c.mother FROM person c JOIN person m ON m.person = c.mother JOIN enrolment e ON e.person = "
                "m.person AND e.until_day IS NULL JOIN enrolment f ON f.person = c.person AND f.until_day IS NULL JOIN post p "
                "ON p.post = e.list WHERE c.municipality = ? AND p.municipality = c.municipality AND m.municipality = "
                "c.municipality AND c.born BETWEEN ? AND ? AND c.household = m.household AND c.care = 0 AND "
                "c.protected = 0 AND m.protected = 0 AND m.died IS NULL LIMIT 1", (HERE, began - 4258, began - 2258)).fetchone()
            (stranger,) = database.execute(
                "SELECT e.person FROM enrolment e JOIN person q ON q.person = e.person WHERE q.municipality = ? AND "
                "e.until_day IS NULL AND q.person <> ? AND q.born < ? LIMIT 1", (HERE, mother, began - 11758)).fetchone()
            database.close()
            accounts(folder, folder / "register.db", mother, doctor)
            (folder / "who.json").write_text(json.dumps({"post": post, "doctor": doctor, "mother": mother, "child": child,
                                                         "stranger": stranger}))
            folder.rename(made)
    db, key = tmp / "register.db", tmp / "register.key"
    shutil.copyfile(made / "register.db", db)
    shutil.copyfile(made / "register.key", key)
    key.chmod(0o600)
    board = Board(tmp, db, "--key", key, "--municipality", HERE, *words, day=None if now else DAY)
    board.who = json.loads((made / "who.json").read_text())
    return board


def planning(tmp, *words):
    return Board(tmp, loaded(tmp), "--visitor", "planner", *words)


# -- the description ----------------------------------------------------------------------------------------------------


@test("api: api/openapi.yaml and doc/roles.md are what the program writes")
def _(_):
    for words, path in ((["openapi"], "api/openapi.yaml"), (["openapi", "roles"], "doc/roles.md")):
        written = good(*words).out
        if world.accept:
            (world.root / path).write_text(written, "utf-8")
        claim(written == (world.root / path).read_text("utf-8"), f"{path} is not what dekning {' '.join(words)} writes")


@test("api: every route of the specification is one of the server, and every route of it is in the specification")
def _(tmp):
    with planning(tmp) as board:
        client = board.visitor()
        spec = specification()
        may = set(client.get("me").json["may"])
        claim(may <= set(spec.routes), f"not in the specification: {may - set(spec.routes)}")
        for route, (method, path, _) in spec.routes.items():
            if route == "events":
                continue
            found = client.ask(method, path.replace("{", "").replace("}", ""), {} if method == "POST" else None, status=None)
            claim(found.status != 405, f"{method} {path} is not one of the server")
            claim(found.status != 404 or "{" in path or route == "districts" or found.type != "not_found", f"{method} {path}")
            for other in {"GET", "POST", "PUT", "DELETE", "PATCH"} - {m for m, p, _ in spec.routes.values() if p == path}:
                if spec.route_of(other, path.replace("{", "").replace("}", "")) is None:
                    refused = client.ask(other, path.replace("{", "").replace("}", ""), {}, status=405)
                    contains(refused.headers["allow"], method)
        served = client.get("openapi.yaml").body.decode()
        equal(served, (world.root / "api" / "openapi.yaml").read_text("utf-8"))
        for language in LANGUAGES:
            page = client.get(f"/api/docs?lang={language}").body.decode()
            for route in spec.routes:
                contains(page, f'id="{route}"')
            lacks(page, "<script")


# -- documents ------------------------------------------------------------------------------------------------------------


@test("api: the questions of planning answer as documents in three languages, as CSV and as a spreadsheet")
def _(tmp):
    with planning(tmp) as board:
        client = board.visitor()
        titles = set()
        for path in ("status", "need", "coverage", "vacancy", "recruiting", "workload", "access", "checks", "assumptions",
                     "measures", "observations", "sources", "rules", "clauses"):
            for language in LANGUAGES:
                found = client.get(f"{path}?lang={language}")
                equal(found.json["language"], language)
                titles.add((path, found.json["title"]))
            accepted = client.get(path, Accept_Language="nn, en;q=0.5")
            equal(accepted.json["language"], "nn")
            rows = list(csv.reader(io.StringIO(client.get(path, Accept="text/csv").body.decode())))
            claim(len(rows) > 1, f"CSV of {path}")
            book = zipfile.ZipFile(io.BytesIO(client.get(
                path, Accept="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet").body))
            claim("xl/workbook.xml" in book.namelist(), "spreadsheet")
            client.get(path, Accept="image/png", status=406)
        claim(len(titles) > 13, "titles by language")
        # the same as the command line answers
        said = good("need", "--from", world.bergen, "--list-length", "1000", "--json").json
        found = client.get("need?list-length=1000")
        equal(found.field("gps_with_vacancy"), said["gps_with_vacancy"])
        claim(found.json["steps"], "how it came about")
        equal(client.get("need?list-length=abc", status=400).json["field"], "list-length")
        equal(client.get("need?nope=1", status=400).type, "query_unknown")
        client.get("rules?date=2026-01-01&since=2025-12-31")


@test("api: a table is filtered, searched, sorted and paged; cursors lose nothing")
def _(tmp):
    with planning(tmp) as board:
        client = board.visitor()
        whole = client.get("observations").table()
        claim(len(whole) > 60, "observations")
        seen, after = [], ""
        while after is not None:
            page = client.get(f"observations?limit=25&sort=-date{'&after=' + after if after else ''}")
            seen += page.table()
            after = page.json["tables"][0]["page"]["next"]
            equal(page.json["tables"][0]["page"]["count"], len(whole))
        equal(len(seen), len(whole))
        days = [each["date"] for each in seen]
        equal(days, sorted(days, reverse=True), "sorted")
        column = next(key for key, value in whole[0].items() if isinstance(value, dict))
        key = whole[0][column]["key"]
        some = client.get(f"observations?where={column}:{key}")
        equal({each[column]["key"] for each in some.table()}, {key})
        equal(some.json["tables"][0]["page"]["count"], sum(each[column]["key"] == key for each in whole))
        word = whole[0][column]["text"].split()[0].upper()
        claim(client.get(f"observations?search={http_quote(word)}").table(), f"search for {word}")
        for bad in ("limit=0", "limit=x", "limit=1001", "sort=nope", "where=nope:1", "where=x", "after=1", "after=-1.2",
                    "table=nope&limit=3"):
            equal(client.get(f"observations?{bad}", status=400).type, "query_value")


def http_quote(text):
    from urllib.parse import quote
    return quote(text)


@test("api: an entity tag is kept and known again; other content has another")
def _(tmp):
    with planning(tmp) as board:
        client = board.visitor()
        first = client.get("status")
        tag = first.headers["etag"]
        equal(client.get("status").body, first.body)
        same = client.get("status", status=304, If_None_Match=tag)
        equal(same.body, b"")
        claim(client.get("status?lang=en").headers["etag"] != tag, "the same tag in another language")
        head = client.ask("HEAD", "status")
        equal(head.headers["etag"], tag)
        equal(head.body, b"")


@test("api: a municipality loaded by another program is seen, and boards are told")
def _(tmp):
    with planning(tmp) as board:
        client = board.visitor()
        tag = client.get("tables/posts").headers["etag"]
        me = client.get("me").json
        generation, heard = me["generation"], me["events"]
        with Listener(board.port) as events:
            folder = tmp / "changed"
            shutil.copytree(world.bergen, folder)
            path = folder / "posts.csv"
            path.chmod(0o644)
            lines = path.read_text("utf-8").splitlines()
            path.write_text("\n".join(lines[:-1]) + "\n", "utf-8")
            lists = folder / "lists.csv"
            lists.chmod(0o644)
            gone = lines[-1].split(",")[0]
            lists.write_text("\n".join(line for line in lists.read_text("utf-8").splitlines()
                                       if not line.startswith(gone + ",")) + "\n", "utf-8")
            good("load", folder, "--db", board.db)
            data = events.wait("changed")
            claim(data["generation"] > generation, "generation")
            equal(board.server.metric("dekning_snapshot_generation"), data["generation"])
        with Listener(board.port, after=heard) as late:
            equal(late.wait("changed"), data, "what was told between who one is and the stream")
        claim(client.get("tables/posts").headers["etag"] != tag, "the old answer")


class Listener:
    """Reads events in a thread of its own."""

    def __init__(self, port, cookie=None, after=None):
        self.link = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        self.link.request("GET", "/api/v1/events" + (f"?after={after}" if after else ""), headers={"Cookie": cookie} if cookie else {})
        self.reply = self.link.getresponse()
        equal(self.reply.status, 200)
        contains(self.reply.getheader("content-type"), "text/event-stream")
        self.events, self.more = [], threading.Condition()
        self.thread = threading.Thread(target=self.read, daemon=True)
        self.thread.start()

    def read(self):
        name = None
        try:
            for line in self.reply:
                text = line.decode().rstrip("\n")
                if text.startswith("event:"):
                    name = text[6:].strip()
                elif text.startswith("data:"):
                    with self.more:
                        self.events.append((name, json.loads(text[5:])))
                        self.more.notify_all()
        except (OSError, ValueError, AttributeError):
            pass

    def wait(self, name, fits=lambda data: True, seconds=PATIENCE):
        with self.more:
            end = time.monotonic() + seconds
            while True:
                for found, data in self.events:
                    if found == name and fits(data):
                        return data
                claim(time.monotonic() < end, f"no event {name}: {self.events}")
                self.more.wait(1)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.link.sock and self.link.sock.shutdown(2)
        self.link.close()


# -- forecasts and plans ----------------------------------------------------------------------------------------------------


@test("api: a forecast is that of the command line, with packages compared, and is remembered")
def _(tmp):
    with planning(tmp) as board:
        client = board.visitor()
        said = good("forecast", "--from", world.bergen, "--futures", "128", "--years", "3", "--json").json
        asked = {"futures": 128, "years": 3}
        found = client.post("forecasts", asked).json["of"]
        equal(found["indicators"], said["indicators"])
        made = board.server.metric("dekning_document_cache_misses_total")
        equal(client.post("forecasts", asked).json["of"], found)
        equal(board.server.metric("dekning_document_cache_misses_total"), made, "the same again is reckoned anew")
        measure = next(row["measure"] for row in client.get("measures").table() if row.get("measure"))
        measure = measure["key"] if isinstance(measure, dict) else measure
        two = client.post("forecasts", {**asked, "package": [], "compare": []}).json["of"]
        claim("difference" in two and "compared" in two, "compared")
        bad = client.post("forecasts", {"package": [{"measure": "nope"}]}, status=400)
        equal(bad.type, "measure_unknown")
        for body, kind in (({"futures": 0}, "body_value"), ({"futures": 1.5}, "body_value"), ({"futures": "x"}, "body_value"),
                           ({"nope": 1}, "body_unknown"), ({"start": "x"}, "not_date"), ([], "body_value"),
                           ({"package": [{}]}, "body_missing"), ({"package": {}}, "body_value"),
                           ({"goals": "nope>=1"}, "goal_outcomes"), ({"goals": 1}, "body_value")):
            equal(client.post("forecasts", body, status=400).type, kind, f"{body}")
        equal(client.ask("POST", "forecasts", b"{", status=400, Content_Type="application/json").type, "body_form")
        equal(client.ask("POST", "forecasts", b'{"years":1,"years":2}', status=400, Content_Type="application/json").type,
              "body_form")
        equal(client.ask("POST", "forecasts", b"{}", status=415, Content_Type="text/plain").type, "http_media")
        claim(client.post("forecasts", {"futures": 64, "years": 1, "tables": True}, Accept="text/csv").body, "CSV")
        for _ in range(2):  # made, and kept
            contains(client.get("coverage", Accept="text/csv").headers["content-disposition"], 'filename="coverage.csv"')


@test("api: nobody is forecast for who has gone, and what was half done is nobody's answer")
def _(tmp):
    with planning(tmp) as board:
        client, metric = board.visitor(), lambda name: board.server.metric(f"dekning_{name}")

        def leave(asked):
            """Whether who asked has gone before it was answered, which a machine may be too quick for."""
            link = http.client.HTTPConnection("127.0.0.1", board.port, timeout=PATIENCE)
            link.request("POST", "/api/v1/forecasts", json.dumps(asked), {"Content-Type": "application/json"})
            until(lambda: metric("workers_busy") == 1 or select.select([link.sock], [], [], 0)[0], "it begins")
            link.sock.shutdown(socket.SHUT_RDWR)
            link.close()
            until(lambda: busy(board.server) == 0, "it ends", 5 * PATIENCE)
            return metric("requests_abandoned_total") == 1
        for futures in (500, 2000, 10000):
            asked = {"futures": futures, "years": 20}
            if leave(asked):
                break
        equal(metric("requests_abandoned_total"), 1)
        misses = metric("document_cache_misses_total")
        found = client.post("forecasts", asked).json["of"]
        equal(metric("document_cache_misses_total"), misses + 1, "what was half done is kept")
        equal((found["futures"], found["futures_wanted"]), (futures, futures))


@test("api: a plan is a job with progress and an answer; another is cancelled, and the same key begins none anew")
def _(tmp):
    with planning(tmp) as board:
        client = board.visitor()
        body = {"goal": "vacancy_listed>=4%", "by": "2028-01", "futures": 50, "measures": "expansion_grant,running_grant"}
        with Listener(board.port) as events:
            begun = client.post("plans", body, status=202, Idempotency_Key="one")
            path = begun.headers["location"]
            equal(client.post("plans", body, status=202, Idempotency_Key="one").json["id"], begun.json["id"])
            equal(client.post("plans", {**body, "futures": 51}, status=422, Idempotency_Key="one").type, "request_other")
            over = events.wait("job", lambda data: data["id"] == begun.json["id"] and data["state"] in ("done", "failed"),
                               seconds=10 * PATIENCE)
            equal(over["state"], "done", f"{client.get(path).body[:300]}")
            found = client.get(path).json
            equal(found["answer"]["command"], "plan")
            large = {"goal": body["goal"], "by": "2038-01", "futures": 5000}  # no machine is soon done with all measures
            long = client.post("plans", large, status=202)
            waiting = client.post("plans", large, status=202)
            client.ask("DELETE", f"jobs/{waiting.json['id']}", status=204)
            equal(client.get(f"jobs/{waiting.json['id']}").json["state"], "cancelled")
            client.ask("DELETE", long.headers["location"], status=204)
            events.wait("job", lambda data: data["id"] == long.json["id"] and data["state"] == "cancelled")
        equal(client.get("jobs/0123", status=404).type, "job_unknown")
        equal(client.post("plans", {"goal": "x", "by": "2028-01"}, status=400).type, "goal_form")
        equal(client.post("plans", {"goal": "gps>=1"}, status=400).type, "body_missing")
        client.post("plans", large, status=202)  # one that runs when the server is stopped


# -- tables -----------------------------------------------------------------------------------------------------------------


def parts(**files):
    edge = "deel"
    body = b"".join(f'--{edge}\r\nContent-Disposition: form-data; name="{name}"; filename="x.csv"\r\n'
                    f"Content-Type: text/csv\r\n\r\n".encode() + content + b"\r\n" for name, content in files.items())
    return body + f"--{edge}--\r\n".encode(), f"multipart/form-data; boundary={edge}"


@test("api: tables go out as they came in, and in again all or nothing, with what is wrong told row by row")
def _(tmp):
    board = Board(tmp, loaded(tmp), "--visitor", "planner")
    accounts_one(tmp, board.db, "planner")
    with board:
        visitor, client = board.visitor(), board.client("planner")
        tables = {each["table"]: each for each in client.get("tables").json["tables"]}
        for name, table in tables.items():
            rows = list(csv.reader(io.StringIO(client.get(f"tables/{name}").body.decode())))
            equal(rows[0], [column["name"] for column in table["columns"]])
            equal(len(rows) - 1, table["rows"], name)
        client.get("tables/nope", status=404)
        posts = client.get("tables/posts").body
        wrong = posts.replace(b"held", b"hold", 2)
        body, kind = parts(posts=wrong)
        bad = client.ask("POST", "tables", body, status=422, Content_Type=kind).json
        equal([(each["file"], each["line"], each["found"]) for each in bad["errors"]][0][::2], ("posts.csv", "hold"))
        claim(len(bad["errors"]) >= 2, "every error")
        claim(all(each["text"] and each["line"] for each in bad["errors"]), "lines and words")
        body, kind = parts(nope=posts)
        client.ask("POST", "tables", body, status=422, Content_Type=kind)
        less = b"".join(posts.splitlines(keepends=True)[:2])
        body, kind = parts(posts=less)
        client.ask("POST", "tables", body, status=422, Content_Type=kind)  # lists refer to posts that are not there
        lists = client.get("tables/lists").body.splitlines(keepends=True)
        kept = less.splitlines()[1].split(b",")[0]
        body, kind = parts(posts=less, lists=lists[0] + b"".join(line for line in lists if line.startswith(kept + b",")))
        tried = visitor.ask("POST", "tables?dry-run=yes", body, Content_Type=kind).json
        equal(tried["dry_run"], True)
        visitor.ask("POST", "tables", body, status=401, Content_Type=kind)
        equal(client.get("tables/posts").body, posts, "nothing is kept of a try")
        done = client.ask("POST", "tables", body, Content_Type=kind).json
        equal(next(each["rows"] for each in done["tables"] if each["table"] == "posts"), 1)
        equal(board.sql("SELECT actor, arguments FROM audit WHERE action = 'tables_replace'"),
              [("planner", "table=posts\ntable=lists\n")], "who replaced which tables, and nothing of the try")
        until(lambda: client.get("tables/posts").body == less, "the tables that were sent")
        facts = client.get("tables/municipality").body.replace(b"4601", b"4602")
        body, kind = parts(municipality=facts)
        client.ask("POST", "tables", body, status=400, Content_Type=kind)
        for body, kind in ((b"x", "text/plain"), (b"--x", "multipart/form-data; boundary=x"), (b"", "multipart/form-data")):
            claim(client.ask("POST", "tables", body, status=None, Content_Type=kind).status in (400, 415), "refused")


@test("api: the tables of a municipality with a living register come back as they went out")
def _(tmp):
    with office(tmp) as board:
        client = board.client("planner")
        names = [each["table"] for each in client.get("tables").json["tables"]]
        files = {name: client.get(f"tables/{name}").body for name in names}
        counts = {each["table"]: each["rows"] for each in client.get("tables").json["tables"]}
        claim(counts["posts"] > 0 and counts["observations"] > 0, "rows")
        for sent in ({"posts": files["posts"]}, files):
            body, kind = parts(**sent)
            tried = client.ask("POST", "tables?dry-run=yes", body, Content_Type=kind).json
            equal({each["table"]: each["rows"] for each in tried["tables"]}, counts, "counts of what is sent back")
        body, kind = parts(**files)
        client.ask("POST", "tables", body, Content_Type=kind)
        equal({name: client.get(f"tables/{name}").body for name in names}, files, "the tables after they are loaded back")


@test("api: the report's tables are one workbook, for those who may look ahead")
def _(tmp):
    with planning(tmp) as board:
        answer = board.visitor().get("report.xlsx")
        claim(answer.headers["content-type"].startswith("application/vnd.openxmlformats"), answer.headers["content-type"])
        contains(zipfile.ZipFile(io.BytesIO(answer.body)).read("xl/workbook.xml").decode(), "8 Bånd per måned")
        board.visitor().get("report.xlsx?lang=en&x=1", status=400)


@test("api: every example of doc/api.md does what it says")
def _(tmp):
    if not shutil.which("curl") or not shutil.which("jq"):
        raise Skip("curl and jq are not here")
    blocks = re.findall(r"```sh\n(.*?)```", (world.root / "doc" / "api.md").read_text("utf-8"), re.DOTALL)[1:]  # the first starts the server
    login, rest = blocks[0].replace('"kari"', '"case_worker"').replace('"password":"…"', f'"password":"{PASSWORD}"'), blocks[1:]
    enter, leave = [line for line in login.splitlines() if "DELETE" not in line], [line for line in login.splitlines() if "DELETE" in line]
    ahead = [block for block in rest if "$B/need" in block or "$B/forecasts" in block]
    claim(len(ahead) == 2 and len(rest) > 5 and leave, "examples")
    begin = "set -euo pipefail\ncurl() { command curl --fail-with-body \"$@\"; }\n"

    def examples(board, blocks):
        script = "\n".join([begin + f"B=http://127.0.0.1:{board.port}/api/v1", *enter, *blocks, *leave])
        lacks(script, "…")
        (tmp / "examples.sh").write_text(script, "utf-8")
        done = subprocess.run(["bash", "-x", tmp / "examples.sh"], cwd=tmp, capture_output=True, text=True, timeout=5 * PATIENCE,
                              check=False)
        claim(done.returncode == 0, done.stdout[-600:] + done.stderr[-900:])
        return done.stdout

    (tmp / "planning").mkdir()
    board = planning(tmp / "planning")
    accounts_one(tmp, board.db, "case_worker")
    with board:
        said = examples(board, ahead)
        contains(said, '"GPs needed",')
        contains(said, "vacancy_listed>=5%")
        claim((tmp / "report.xlsx").stat().st_size > 10_000, "the workbook")
    with office(tmp, now=True) as board:
        client, person = board.client("case_worker"), board.who["stranger"]
        number = client.post(f"persons/{person}/number").field("identity")
        post = client.get("lists?where=list_state:open&sort=-free_places&limit=1").table()[0]["post"]
        known = {"PERSON=1099 LIST=B07": f"PERSON={person} LIST={post}", '"identity":"…"': f'"identity":"{number}"'}
        own = "\n".join(block for block in rest if block not in ahead)
        for old, new in known.items():
            contains(own, old)
            own = own.replace(old, new)
        contains(examples(board, [own]), '"person_switch"')


def accounts_one(folder, db, role):
    (folder / "password").write_text(PASSWORD + "\n")
    (folder / "password").chmod(0o600)
    good("user", "add", role, "--role", role, "--password", folder / "password", env=environment(DEKNING_DB=str(db)))


# -- who is there -----------------------------------------------------------------------------------------------------------


@test("api: logging in and out, without a token, from another site, and too often")
def _(tmp):
    with office(tmp) as board:
        client = board.visitor()
        equal(client.get("me").json["role"], None)
        equal(client.get("status", status=401).type, "unauthorised")
        equal(client.login("case_worker", "feil passord her", status=401).type, "login_failed")
        equal(client.login("nobody", "feil passord her", status=401).type, "login_failed")
        me = client.login("case_worker").json
        equal((me["name"], me["role"], me["visitor"]), ("case_worker", "case_worker", False))
        cookie = client.cookie
        lists = client.get("lists")
        claim(lists.table(), "lists")
        token, client.csrf = client.csrf, None
        equal(client.do("list_lock", list=board.who["post"], status=403).type, "csrf")
        client.csrf = "x" * 43
        equal(client.do("list_lock", list=board.who["post"], status=403).type, "csrf")
        client.csrf = token
        body = client.told(list=board.who["post"])
        equal(client.post("operations/list_lock", body, status=403, Origin="http://evil.example").type, "csrf")
        equal(client.post("operations/list_lock", body, status=403, Sec_Fetch_Site="cross-site").type, "csrf")
        client.post("operations/list_lock", body, Origin=f"http://127.0.0.1:{board.port}")
        client.login("case_worker")
        claim(client.cookie != cookie, "a session keeps its token over a login")
        old = board.visitor()
        old.cookie = cookie
        equal(old.get("lists", status=401).type, "unauthorised")
        client.ask("DELETE", "session", status=204)
        equal(client.get("lists", status=401).type, "unauthorised")
        until(lambda: client.ask("POST", "session", {"name": "x"}, status=None).status == 429, "one may try for ever")
        for strange in ("dekning=", "dekning=x", "dekning=" + "a" * 43, "dekning=\"; x"):
            equal(board.visitor().get("me", Cookie=strange).json["name"], None)


# -- the register -----------------------------------------------------------------------------------------------------------


@test("api: an operation is tried, done, not done twice, refused with its rule, and not done over what has changed")
def _(tmp):
    with office(tmp) as board:
        client, who = board.client("case_worker"), board.who
        person = who["mother"]
        others = [row["post"] for row in client.get("lists").table() if row["post"] != who["post"]]
        operations = {each["id"]: each for each in client.get("operations?lang=en").json["operations"]}
        equal({each["id"] for each in operations["person_switch"]["arguments"] if each["needed"]}, {"person", "list"})
        tag = client.get(f"persons/{person}").headers["etag"]
        tried = client.do("person_switch", person=person, list=others[0], query="?dry-run=yes", by="self", status=None)
        equal(client.get(f"persons/{person}").headers["etag"], tag, "a try and a reading change nothing")
        target = others[0]
        if tried.status == 409:
            target = next(post for post in others[1:] if client.do(
                "person_switch", person=person, list=post, by="self", query="?dry-run=yes", status=None).status == 200)
        body = client.told(person=person, list=target, by="self")
        stale = client.post("operations/person_switch", body, status=412, If_Match='"other"')
        equal(stale.type, "precondition_failed")
        done = client.post("operations/person_switch", body, If_Match=f'"{tag.strip(chr(34))}"', Idempotency_Key="once")
        row = done.field("log_row")
        again = client.post("operations/person_switch", body, Idempotency_Key="once")
        equal(again.field("log_row"), row, "done twice")
        again = client.post("operations/person_switch", body, If_Match=tag, Idempotency_Key="once")
        equal(again.field("log_row"), row, "what it changed itself is no hindrance")
        claim(any(note["key"] == "note_repeated" for note in again.json["notes"]), "a repetition says so")
        body["arguments"]["list"] = who["post"]
        equal(client.post("operations/person_switch", body, status=422, Idempotency_Key="once").type, "request_other")
        claim(client.get(f"persons/{person}").headers["etag"] != tag, "the tag after a change")
        client.post("operations/person_switch", body, status=412, If_Match=tag)
        for _ in range(3):
            refused = client.do("person_switch", person=person, list=who["post"], by="self", status=None)
            if refused.status == 409:
                break
        equal(refused.type, "refused")
        problem = refused.json
        claim(problem["rule"].startswith("R") and problem["detail"] and problem["source"] and problem["log_row"], problem)
        held = client.get(f"persons/{person}").headers["etag"]
        switch = client.told(person=person, list=who["post"], by="self")
        for _ in range(2):  # a refusal changes nothing
            equal(client.post("operations/person_switch", switch, status=409, If_Match=held).type, "refused")
        seen = {client.do("person_switch", person=person, list=who["post"], by="self", query=f"?dry-run=yes&lang={language}",
                          status=409).json["detail"] for language in LANGUAGES}
        equal(len(seen), 3, "the rule in three languages")
        listed = client.get(f"lists/{target}")
        client.post("operations/list_lock", client.told(list=target), If_Match=listed.headers["etag"])
        client.post("operations/list_unlock", client.told(list=target), status=412, If_Match=listed.headers["etag"])
        secret = client.ask("POST", "session", {"name": "kari", "password": 98765432}, status=400)
        lacks(secret.body.decode(), "98765432", "a problem about a password")
        for operation, arguments, kind in (
                ("person_switch", {"person": person}, "told_missing"), ("person_switch", {"nope": 1}, "body_unknown"),
                ("person_switch", {"person": "x", "list": target}, "told_whole"),
                ("person_switch", {"person": [1]}, "body_value"), ("person_birth", {"born": "x", "sex": "male"}, "told_date"),
                ("person_birth", {"born": "2026-11-02", "sex": "x"}, "told_choice"),
                ("list_cap", {"list": target, "cap": -1}, "told_whole")):
            equal(client.do(operation, status=400, **arguments).type, kind, f"{operation} {arguments}")
        equal(client.do("person_switch", person=999999, list=target, status=404).type, "register_person")
        equal(client.do("list_lock", list="nope", status=404).type, "register_list")
        client.do("nope", status=404)


@test("api: a person's tags: one for each representation, and any of them says which state a change is of")
def _(tmp):
    with office(tmp) as board:
        client, who = board.client("case_worker"), board.who
        path, tags = f"persons/{who['mother']}", {}  # of each representation
        for language in LANGUAGES:
            for kind in ("application/json", "text/csv"):
                form = {"Accept_Language": language, "Accept": kind}
                first = client.get(path, **form)
                tags[first.body] = first.headers["etag"]
                for body, tag in tags.items():
                    client.get(path, status=304 if body == first.body else 200, **form, If_None_Match=tag)
        claim(len(tags) > len(LANGUAGES), "languages and forms that differ")
        equal(len(set(tags.values())), len(tags))
        seen = client.get(path + "/access").headers["etag"]
        client.get(path + "/access", status=200, If_None_Match=seen)  # who has seen them is part of it
        queue = client.get(path + "/queue").headers["etag"]
        french = client.get(path, Accept_Language="fr").headers["etag"]
        equal(french, client.get(path, Accept_Language="nb").headers["etag"], "the same representation")
        body = client.told(person=who["mother"])
        for tag in (*tags.values(), seen, queue):
            client.post("operations/person_opt_out?dry-run=yes", body, If_Match=tag)
        client.post("operations/person_opt_out", body, If_Match=french)
        for tag in (*tags.values(), seen, queue):
            client.post("operations/person_opt_in", body, status=412, If_Match=tag)


@test("api: a change of what a number leads to is held against the tag of that, and of what has none refused")
def _(tmp):
    with office(tmp) as board:
        client, who = board.client("case_worker"), board.who
        stale = client.get(f"lists/{who['post']}").headers["etag"]
        length = client.get(f"lists/{who['post']}").field("length")
        asked = client.do("reduction_ask", list=who["post"], cap=length - 5, agreed="yes", **{"from": "2026-12-01"})
        commit = client.told(reduction=asked.field("number"), commitment="0" * 64)
        for kind in ("lists", "posts"):
            tag = client.get(f"{kind}/{who['post']}").headers["etag"]
            client.post("operations/reduction_commit?dry-run=yes", commit, If_Match=tag)
        client.post("operations/reduction_commit", commit, status=412, If_Match=stale)
        client.do("post_resign", list=who["post"])
        client.do("post_consult", list=who["post"])
        client.do("doctor_add", doctor=91000001, name="Kari Ny", born="1985-03-03", sex="female", competence="specialist")
        announced = client.do("post_announce", list=who["post"], closes="2026-12-20", correct="yes")
        apply = client.told(announcement=announced.field("number"), doctor=91000001, qualified="yes")
        client.post("operations/post_apply", apply, status=412, If_Match=stale)
        client.post("operations/post_apply", apply, If_Match=client.get(f"posts/{who['post']}").headers["etag"])
        stale = client.get(f"persons/{who['mother']}").headers["etag"]
        demand = client.do("removal_demand", person=who["mother"], kind="threats_staff")
        appeal = client.told(decision=demand.field("number"))
        client.post("operations/removal_appeal?dry-run=yes", appeal, status=412, If_Match=stale)
        tag = client.get(f"persons/{who['mother']}").headers["etag"]
        equal(client.post("operations/removal_appeal?dry-run=yes", appeal, status=409, If_Match=tag).type, "refused")
        for operation, arguments in (("doctor_update", {"doctor": 91000001, "name": "Kari"}),
                                     ("exemption_grant", {"doctor": 91000001, "kind": "age"}), ("month_close", {"month": FIRST}),
                                     ("removal_appeal", {"decision": 999999})):
            for tag in (stale, "*"):
                equal(client.post(f"operations/{operation}?dry-run=yes", client.told(**arguments), status=400, If_Match=tag).type,
                      "precondition_nothing", operation)


@test("api: an account has so many event streams, and logins keep nobody waiting")
def _(tmp):
    with office(tmp, "--workers", "1", "--behind-proxy") as board:
        client, other = board.client("case_worker"), board.client("planner")
        with contextlib.ExitStack() as streams:
            for _ in range(16):
                streams.enter_context(Listener(board.port, client.cookie))
            equal(client.get("events", status=429).type, "too_many_streams")
            streams.enter_context(Listener(board.port, other.cookie))
        until(lambda: board.server.metric("dekning_event_subscribers") == 0, "streams that were closed")
        with Listener(board.port, client.cookie):
            pass
        # Where the register waited for logins, the one worker would be done with all of them first. Where it does not, a
        # machine that has much else to do may be so by chance, but not each time.
        tries, threads_of_logins = 12, 4

        def failures():
            return board.server.metric("dekning_login_failures_total")

        def overtakes(turn):
            failed = failures()
            with concurrent.futures.ThreadPoolExecutor(tries) as pool:
                logins = [pool.submit(board.visitor().ask, "POST", "session", {"name": f"nobody{i}", "password": "feil passord her"},
                                      status=401, X_Forwarded_For=f"192.0.{turn}.{i}") for i in range(tries)]
                # one that has failed may be counted as busy for a moment yet
                until(lambda: failures() - failed + busy(board.server) >= tries, "logins at work")
                client.get("lists?search=a")
                done = failures() - failed
                for each in logins:
                    each.result()
            equal(failures(), failed + tries)
            return done < tries - threads_of_logins
        claim(any(overtakes(turn) for turn in range(20)), "the register waited for all logins")


@test("api: the log names who did it and what for, and says who saw whom")
def _(tmp):
    with office(tmp) as board:
        client, who = board.client("case_worker"), board.who
        client.get(f"persons/{who['mother']}", Dekning_Purpose="behandling av klage")
        client.get(f"persons/{who['mother']}/access")
        rows = board.sql("SELECT actor, purpose, action FROM audit WHERE person = ? ORDER BY seq DESC LIMIT 2", who["mother"])
        equal(rows[1], ("case_worker", "behandling av klage", "person_view"))
        equal(rows[0][:2], ("case_worker", "person_access"))
        equal(client.get(f"persons/{who['mother']}", status=400, Dekning_Purpose="x" * 2100).status, 400)
        for headers in ({"Dekning_Purpose": "telefon 12057412345"}, {"Dekning_Purpose": "telefon 120574 12345"},
                        {"Idempotency_Key": "12057412345"}):
            refused = client.post("operations/person_switch", {"arguments": {"person": who["mother"], "list": who["post"]}},
                                  status=400, **headers)
            equal(refused.type, "told_text")
            lacks(refused.body.decode(), "12345", "the refusal")
        equal(board.sql("SELECT count(*) FROM audit WHERE purpose LIKE '%12345%' OR request LIKE '%12345%'"), [(0,)])
        fields = client.post(f"persons/{who['mother']}/number").json["fields"]
        number = next(each["value"] for each in fields if isinstance(each["value"], str) and len(each["value"]) == 11)
        found = client.post("persons/find", {"identity": number})
        claim(any(str(who["mother"]) in str(cell) for row in found.json["tables"][0]["rows"] for cell in row)
              if found.json["tables"] else found.json["fields"], "found by the number")
        equal(client.post("persons/find", {"identity": "12345678901"}, status=None).status, 400)
        lacks(board.server.text, number, "the server's log")
        auditor = board.client("auditor")
        claim(auditor.get(f"audit?person={who['mother']}&limit=5").table(), "the log")
        auditor.get("audit/verify")
        first, second = (auditor.get(f"audit?limit=5&after={after}").table() for after in (0, 5))
        claim(len(first) == len(second) == 5 and first[-1] != second[0], "the log is read a part at a time")
        auditor.get("audit?search=x", status=400)
        client.get("audit", status=403)


@test("api: a resident sees and does what is theirs, and a GP their lists: nothing else by any number")
def _(tmp):
    with office(tmp, now=True) as board:
        who = board.who
        other = next(row["post"] for row in board.client("case_worker").get("lists").table() if row["post"] != who["post"])
        resident, gp = board.client("resident"), board.client("gp")
        equal(resident.get("me").json["person"], who["mother"])
        equal(gp.get("me").json["list"], who["post"])
        for person in (who["mother"], who["child"]):
            for path in ("", "/access", "/queue"):
                resident.get(f"persons/{person}{path}")
            gp.get(f"persons/{person}", status=403)
        for person in (who["stranger"], 0, -1, 999999, "x", f"{who['stranger']} ", "1e3", "0x1", f"{who['mother']}.0"):
            for path in ("", "/access", "/queue"):
                equal(resident.get(f"persons/{http_quote(str(person))}{path}", status=None).status,
                      403 if str(person).lstrip("-").isdigit() else 400, f"persons/{person}{path}")
            resident.post(f"persons/{http_quote(str(person))}/number", status=403)
        resident.post(f"persons/{who['mother']}/number", status=403)
        resident.get("persons?born=1980-01-01", status=403)
        gp.get(f"lists/{who['post']}")
        gp.get(f"lists/{who['post']}/members")
        (began,) = board.sql("SELECT r.from_day FROM doctor_relation r JOIN post p ON p.post = r.list WHERE r.doctor = ? AND "
                             "p.code = ? AND r.kind = 0 AND r.until_day IS NULL", who["doctor"], who["post"])[0]
        for path in ("", "/members", "/queue"):  # those before were another's patients
            for days, status in ((0, 200), (-1, 403)):
                when = EPOCH + datetime.timedelta(began + days)
                gp.get(f"lists/{who['post']}{path}?date={when}", status=status)
        gp.get(f"lists/{who['post']}/queue")
        for post in (other, "nope", f"{HERE}%2F{who['post']}", f"9002%2F{who['post']}", "%25", "' OR '1'='1"):
            for path in ("", "/members", "/queue"):
                found = gp.get(f"lists/{http_quote(post) if '%' not in post else post}{path}", status=None)
                claim(found.status in (400, 403, 404), f"lists/{post}{path} → {found.status}")
        for path in (f"lists/{who['post']}", f"lists/{who['post']}/members", "posts", "doctors", "decisions", "audit", "status",
                     "lists/unassigned", "months/2026-11", "candidates"):
            resident.get(path, status=403)
        # a protected address is not shown to who says that it is for service
        for client in (resident, gp):
            path = f"persons/{who['mother']}" if client is resident else f"lists/{who['post']}/members"
            client.get(path, Dekning_Purpose="service")
            equal(board.sql("SELECT DISTINCT purpose FROM audit WHERE actor = ? AND kind = 3 AND purpose <> ''",
                            "resident" if client is resident else "gp"), [("own",)])
        # what they do
        ids = {each["id"] for each in resident.get("operations").json["operations"]}
        equal(ids, {"person_switch", "person_choose", "person_withdraw", "queue_join", "queue_leave", "person_opt_out",
                    "person_opt_in"})
        equal({each["id"] for each in gp.get("operations").json["operations"]}, {"reduction_ask"})
        tried = {"query": "?dry-run=yes", "status": None}
        for person, fine in ((who["mother"], True), (who["child"], True), (who["stranger"], False), (999999, False)):
            for operation in ("person_switch", "queue_join", "person_choose"):
                found = resident.do(operation, person=person, list=other, **tried)
                claim((found.status in (200, 409)) == fine, f"{operation} of {person} → {found.status} {found.body[:200]}")
            for operation in ("person_withdraw", "queue_leave"):
                found = resident.do(operation, person=person, **tried)
                claim((found.status in (200, 400, 409)) == fine, f"{operation} of {person} → {found.status}")
        equal(resident.do("person_opt_out", person=who["child"], **tried).status, 403)
        claim(resident.do("person_opt_out", person=who["mother"], **tried).status in (200, 409), "opt out")
        for strange in ({"by": "municipality"}, {"by": "child_welfare"}, {"holder": who["stranger"]}, {"consent": True},
                        {"attorney": True}, {"instructed": True}, {"member": True}, {"online": True}):
            equal(resident.do("person_switch", person=who["mother"], list=other, status=400, **strange).type, "body_unknown")
        resident.do("person_switch", person=who["mother"], list=other, day=str(TODAY), status=400)
        for operation in ("person_enrol", "list_cap", "month_close", "person_move", "person_family", "removal_demand"):
            resident.do(operation, status=403)
            gp.do(operation, status=403)
        claim(gp.do("reduction_ask", list=who["post"], cap=900, **tried).status in (200, 409), "a GP's own list")
        equal(gp.do("reduction_ask", list=other, cap=900, **tried).status, 403)
        # really done, and how the register has it
        answers = [resident.do("person_switch", person=who["child"], list=row["post"], status=None)
                   for row in resident.get("lists").table()]
        claim(200 in [each.status for each in answers], f"no list took the child: {[each.body for each in answers]}")
        (arguments,) = board.sql("SELECT arguments FROM audit WHERE action = 'person_switch' AND kind = 0 ORDER BY seq DESC "
                                 "LIMIT 1")[0]
        for line in ("by=holder", f"holder={who['mother']}", "online=yes"):
            contains(arguments, line)
        # when the child welfare service has the care, the child is the parent's no more
        board.client("case_worker").do("person_family", person=who["child"], mother=who["mother"], care=True)
        resident.get(f"persons/{who['child']}", status=403)


@test("api: who may not use a route is told so, whoever it is, and nothing of it is done")
def _(tmp):
    with office(tmp) as board:
        spec, who = specification(), board.who
        fill = {"post": who["post"], "person": str(who["stranger"]), "month": FIRST, "operation": "list_lock", "job": "0",
                "table": "posts", "profile": "plain"}
        own = {"own_list": "gp", "own_person": "resident"}
        for role in ROLES + ("nobody",):
            client = board.visitor() if role == "nobody" else board.client(role)
            may = client.get("me").json["may"]
            for route, (method, path, about) in spec.routes.items():
                if route in ("events", "login", "logout", "operation"):
                    continue
                where = path
                for name, value in fill.items():
                    where = where.replace("{" + name + "}", value)
                found = client.ask(method, where, {} if method == "POST" else None, status=None)
                anybody = about["x-access"] == "anybody"
                allowed = anybody or role in about["x-roles"]
                if role == "nobody" and not anybody:
                    equal(found.status, 401, f"{route} by nobody")
                elif not allowed or (own.get(about["x-access"]) == role and about["x-access"] == "own_person"):
                    equal(found.status, 403, f"{route} by {role}")
                else:
                    claim(found.status not in (401, 403), f"{route} by {role} → {found.status}")
                # borders of districts are told of only where the server was given some
                told = allowed and (role != "nobody" or anybody) and route != "districts"
                equal(route in may, told, f"{route} of me.may of {role}")
        equal(board.sql("SELECT count(*) FROM audit WHERE kind = 0 AND actor IN (" + ",".join("?" * len(ROLES)) + ") AND "
                        "action NOT LIKE 'account%'", *ROLES), [(0,)], "something was done")


@test("api: what is meant to hurt hurts nothing: in paths, queries, bodies and every text of every operation")
def _(tmp):
    with office(tmp) as board:
        client, who = board.client("case_worker"), board.who
        before = board.sql("SELECT count(*) FROM person")
        for text in STRINGS:
            quoted = http_quote(text).replace("/", "%2F")
            for path in (f"lists/{quoted}", f"persons/{quoted}", f"months/{quoted}", f"posts/{quoted}", f"jobs/{quoted}",
                         f"tables/{quoted}", f"lists?search={quoted}", f"lists?where=post:{quoted}", f"lists?sort={quoted}",
                         f"lists?after={quoted}", f"persons?born={quoted}", f"persons?born=1980-01-01&district={quoted}",
                         f"lists?{quoted}=1", f"lists?table={quoted}"):
                found = client.get(path, status=None)
                claim(found.status < 500, f"{path} → {found.status} {found.body[:200]}")
            client.post("persons/find", {"identity": text}, status=400)
        for operation in client.get("operations").json["operations"]:
            if operation["id"] in ("register_populate", "month_close", "register_retain"):
                continue
            for text in STRINGS[:4]:
                arguments = {each["id"]: {"whole": who["stranger"], "text": text, "date": DAY, "yes": True,
                                          "choice": (each.get("words") or [{"key": ""}])[0]["key"]}[each["type"]]
                             for each in operation["arguments"]}
                found = client.do(operation["id"], status=None, query="?dry-run=yes", **arguments)
                claim(found.status < 500, f"{operation['id']} → {found.status} {found.body[:300]}")
        equal(board.sql("SELECT count(*) FROM person"), before)
        name = "<b>O'Hara</b> & \"sønn\" 🦉"
        client.do("doctor_add", doctor=7654321, name=name, born="1980-01-01", sex="female", competence="approved")
        contains(board.sql("SELECT name FROM doctor WHERE doctor = 7654321")[0][0], name)
        client.get("audit", status=403)
        equal(board.client("admin").get("audit/verify").json["no"], False)


def small_office(tmp, month):
    """A board on a register of one small municipality whose open month is `month`."""
    folder = tmp / month
    folder.mkdir()
    db, key = folder / "register.db", folder / "register.key"
    synthetic(folder, 1500, 1, month, f"{month}-01")
    for role in ("case_worker", "planner"):
        accounts_one(folder, db, role)
    return Board(folder, db, "--key", key, "--municipality", HERE)


@test("api: a month that is not over can be tried and not closed, whatever day is told")
def _(tmp):
    month = str(TODAY)[:7]
    with small_office(tmp, month) as board:
        client = board.client("case_worker")
        for told in ({}, {"day": "2099-01-01"}):
            refused = client.do("month_close", month=month, status=409, **told)
            equal(refused.type, "month_not_ended")
            contains(refused.json["detail"], "-01", "when it can be")
        equal(client.do("month_close", month=month, query="?dry-run=yes").field("outcome")["key"], "would_be_done")
        equal(board.sql("SELECT count(*) FROM month WHERE closed IS NOT NULL"), [(0,)])


@test("api: a month is tried and closed, and its report told; boards hear of it")
def _(tmp):
    FIRST = "2026-01"
    with small_office(tmp, FIRST) as board:
        client = board.client("case_worker")
        planner = board.client("planner")
        preview = planner.get("months/open/preview")
        equal(planner.get("months/open/preview?named=yes", status=403).type, "forbidden")
        client.get("months/open/preview?named=yes")
        client.get("months/open/exchange")
        equal(client.get(f"months/{FIRST}", status=404).type, "month_not_closed")
        tried = client.do("month_close", month=FIRST, query="?dry-run=yes")
        equal(tried.field("outcome")["key"], "would_be_done")
        with Listener(board.port, client.cookie) as events:
            client.do("month_close", month=FIRST)
            events.wait("changed")
        equal(client.do("month_close", month=FIRST, status=409).status, 409)
        equal([row["month"] for row in planner.get("months/open/preview").table("months_closed")], [FIRST])
        claim(client.get(f"months/{FIRST}").json["tables"], "report")
        claim(preview.json["tables"], "preview")
        equal(planner.get(f"months/{FIRST}?named=yes", status=403).type, "forbidden")


@test("api: what is measured moves with what is done")
def _(tmp):
    def moved(metric, do, by=1):
        before = board.server.metric(f"dekning_{metric}")
        do()
        until(lambda: board.server.metric(f"dekning_{metric}") >= before + by, metric)
        equal(board.server.metric(f"dekning_{metric}"), before + by, metric)

    with office(tmp, "--visitor", "planner") as board:
        client = board.visitor()
        equal(board.server.metric("dekning_snapshot_generation"), 1)
        moved("logins_total", lambda: client.login("planner"))
        moved("login_failures_total", lambda: board.visitor().login("planner", "wrong-password", status=401))
        body = {"years": 1, "futures": 20}
        moved("document_cache_misses_total", lambda: client.post("forecasts", body))
        moved("document_cache_hits_total", lambda: client.post("forecasts", body))
        moved("document_cache_misses_total", lambda: client.post("forecasts", {**body, "seed": 7}))
        moved("document_cache_misses_total", lambda: client.get("rules"))
        moved("document_cache_hits_total", lambda: client.get("rules"))
        moved("jobs_total", lambda: client.post("plans", {"goal": "vacancy_listed>=4%", "by": "2030-01"}, status=202))
        with concurrent.futures.ThreadPoolExecutor(20) as many:  # so that there is no time between them
            limited = []
            while 429 not in limited and len(limited) < 600:
                tries = [many.submit(board.visitor().ask, "POST", "session", {"name": "x", "password": "y"}, status=None)
                         for _ in range(60)]
                limited += [each.result().status for each in tries]
        equal(board.server.metric("dekning_requests_limited_total"), limited.count(429))
        claim(429 in limited, "limited")


@test("api: measures are named in the language that is asked for")
def _(tmp):
    with planning(tmp) as board:
        for language, word in (("nb", "Tilskudd til utvidelse av næring"), ("nn", "Tilskot til utviding av næring"),
                               ("en", "Grant for expanding a practice")):
            words = board.visitor().get(f"words?lang={language}").json["measures"]
            equal(words["expansion_grant"], word, language)
        for path in ("words?lang=fr", "coverage?lang=NB", "need?lang="):
            refused = board.visitor().get(path, status=400)
            equal((refused.type, refused.json["expected"]), ("query_value", "nb, nn, en"), path)


@test("api: a page of a name that was made to resolve to this machine reaches nothing")
def _(tmp):
    with planning(tmp, "--origin", "http://board.example") as board:
        client, strange = board.visitor(), {"Host": f"evil.example:{board.port}", "Origin": f"http://evil.example:{board.port}"}
        for method, path, body in (("GET", "me", None), ("GET", "status", None), ("POST", "forecasts", {"years": 1, "futures": 1}),
                                   ("GET", "/", None), ("GET", "/metrics", None)):
            equal(client.ask(method, path, body, status=400, **strange).type, "http_head", path)
        for host in ("localhost", f"127.0.0.1:{board.port}", "board.example"):
            client.get("status", Host=host)
        client.get("status", Host="board.example.evil", status=400)


@test("api: a planner for everybody is refused where other machines can come")
def _(tmp):
    for words in (("--behind-proxy",), ("--address", "0.0.0.0", "--behind-proxy")):
        run = subprocess.run([str(world.binary), "serve", "--db", str(loaded(tmp)), "--visitor", "planner", "--port", "0",
                              *words], env=environment(), capture_output=True, timeout=PATIENCE, check=False)
        equal(run.returncode, 2)
        contains(run.stderr.decode(), "visitor")
