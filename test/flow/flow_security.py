# SPDX-License-Identifier: EUPL-1.2
"""The API against those who mean harm: what flow_api.py and flow_server.py do not ask. Whatever comes, the answer is a
4xx with a problem, nothing is done, and the server goes on."""
import json
import re

from flow_api import PASSWORD, STRINGS, Client, http_quote, office, planning, specification
from flow_server import head, raw, read_reply
from helper import claim, contains, equal, good, lacks, test

JSON = "application/json"


def alive(board):
    equal(board.server.ask("GET", "/healthz").status, 200, "the server after it")


@test("security: a session is never one that was chosen before the login, and its cookie is for this site alone")
def _(tmp):
    with office(tmp) as board:
        chosen = "dekning=" + "A" * 43
        login = {"name": "planner", "password": PASSWORD}
        client = Client(board.port)
        found = client.post("session", login, Cookie=chosen)
        cookie = found.headers["set-cookie"]
        lacks(cookie, "A" * 43, "the cookie")
        for word in ("HttpOnly", "SameSite=Lax", "Path=/"):
            contains(cookie, word, "the cookie")
        lacks(cookie, "Domain", "the cookie")
        equal(client.get("lists", status=401, Cookie=chosen).type, "unauthorised")
        # who was logged in as somebody else is so no more
        first = found.headers["set-cookie"].split(";")[0]
        client.get("lists", Cookie=first)
        second = client.post("session", {**login, "name": "reader"}, Cookie=first).headers["set-cookie"].split(";")[0]
        claim(second != first, "the same token for two")
        client.get("lists", status=401, Cookie=first)
        equal(client.get("me", Cookie=second).json["name"], "reader")
        # two of the name: which of them is meant nobody knows, so neither may be a stranger's choice
        for both in (f"{second}; {chosen}", f"{chosen}; {second}"):
            claim(client.get("me", status=None, Cookie=both).json.get("name") in (None, "reader"), both)
        # a token is no part of any reply, address or log
        lacks(board.server.text, second.split("=")[1], "the server's log")
        lacks(client.get("me", Cookie=second).body.decode(), second.split("=")[1], "me")


@test("security: behind a proxy that encrypts, the cookie is for that alone")
def _(tmp):
    with office(tmp, "--behind-proxy") as board:
        client = Client(board.port)
        cookie = client.post("session", {"name": "planner", "password": PASSWORD},
                             X_Forwarded_Proto="https").headers["set-cookie"]
        for word in ("__Host-dekning=", "Secure", "HttpOnly", "Path=/"):
            contains(cookie, word, "the cookie")
        token = cookie.split(";")[0].split("=")[1]
        client.get("lists", Cookie=f"__Host-dekning={token}", X_Forwarded_Proto="https")
        client.get("lists", status=401, Cookie=f"dekning={token}", X_Forwarded_Proto="https")
        client.get("lists", status=401, Cookie=f"__Host-dekning={token}")
        contains(client.get("me", X_Forwarded_Proto="https").headers["strict-transport-security"], "max-age")


@test("security: another site's page can do nothing in the name of who is logged in")
def _(tmp):
    with office(tmp) as board:
        client = board.client("case_worker")
        locks = "SELECT count(*) FROM audit WHERE action = 'list_lock'"
        before = board.sql(locks)
        body = json.dumps({"arguments": {"list": board.who["post"]}}).encode()
        cookie, token, client.csrf = client.cookie, client.csrf, None
        here = f"http://127.0.0.1:{board.port}"
        # what a form of another page can send: a cookie, and no header of its own
        for kind in (JSON, "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
            claim(client.ask("POST", "operations/list_lock", body, status=None, Content_Type=kind).status in (403, 415), kind)
        for origin in ("null", "http://evil.example", here + ".evil.example", here.replace("http:", "https:"),
                       here + "1", here + "/", f"http://evil.example/{here}", f"http://localhost:{board.port}", ""):
            found = client.ask("POST", "operations/list_lock", body, status=403, Content_Type=JSON, Origin=origin,
                               X_CSRF_Token=token)
            equal(found.type, "csrf", origin)
        for wrong in ("", token[:-1], token + "x", token.swapcase(), "0" * len(token), cookie.split("=")[1]):
            equal(client.ask("POST", "operations/list_lock", body, status=403, Content_Type=JSON, X_CSRF_Token=wrong).type,
                  "csrf", wrong)
        other = board.client("planner")
        equal(client.ask("POST", "operations/list_lock", body, status=403, Content_Type=JSON, X_CSRF_Token=other.csrf).type,
              "csrf", "another's token")
        equal(client.ask("POST", "session", {"name": "planner", "password": PASSWORD}, status=403,
                         Origin="http://evil.example").type, "csrf", "logged in as somebody one is not")
        client.ask("DELETE", "session", status=403)
        equal(board.sql(locks), before, "something was done")
        # and no other site reads a reply
        for method in ("GET", "OPTIONS"):
            found = board.server.ask(method, "/api/v1/lists", headers={
                "Cookie": cookie, "Origin": "http://evil.example", "Access-Control-Request-Method": "POST"})
            claim(not [name for name in found.headers if name.startswith("access-control")], f"{method}: CORS")
            equal(found.headers["cross-origin-resource-policy"], "same-origin")


@test("security: no reply sends a reader elsewhere, and none believes who says which host it is")
def _(tmp):
    with office(tmp) as board:
        client = board.client("reader")
        for path in ("//evil.example", "/%2F/evil.example", "/?next=http://evil.example", "/logg-inn?return=//evil.example",
                     "/api/v1/session/oidc/plain/start?return=//evil.example", "/api/v1/session/oidc/plain/callback?state=x",
                     "/\\evil.example", "/api/v1/me?return=http://evil.example"):
            found = board.server.ask("GET", path)
            to = found.headers.get("location", "/")
            claim(to.startswith("/") and not to.startswith("//"), f"{path} → {to}")
            claim(found.status < 500, f"{path} → {found.status}")
        mine = "Host: localhost"
        for lines in (["Host: evil.example"], [mine, "X-Forwarded-Host: evil.example"], [mine, "X-Forwarded-For: 9.9.9.9"],
                      [mine, "Forwarded: host=evil.example;proto=https"], [mine, "X-Original-URL: /api/v1/audit"],
                      [mine, "X-Rewrite-URL: /api/v1/audit"]):
            asked = "GET /api/v1/me HTTP/1.1\r\n" + "".join(line + "\r\n" for line in lines) + "\r\n"
            with board.server.connect() as connection, connection.makefile("rb") as file:
                connection.sendall(asked.encode())
                found = read_reply(file)
            equal(found.status, 200 if lines[0] == mine else 400, f"{lines}")
            lacks(found.body.decode() + str(found.headers), "evil.example", f"{lines}")
        equal(client.ask("POST", "lists", {}, status=405, X_HTTP_Method_Override="GET").type, "method_not_allowed")
        equal(client.get("persons/1", status=403, X_HTTP_Method_Override="POST").type, "forbidden")


@test("security: methods and headers that no browser sends")
def _(tmp):
    with planning(tmp) as board:
        for method in ("TRACE", "CONNECT", "PROPFIND", "get", "G\x01T", "A" * 300, "DELETE", "PUT", "PATCH"):
            found = raw(board.server, head("/api/v1/status", method))
            claim(found is None or 400 <= found.status < 502 and found.status != 500, f"{method} → {found and found.status}")
            if found is not None:
                lacks(found.body.decode("latin-1"), "Host: x", f"{method} gives back what it was sent")
        for lines in (["X: " + "a" * 40000], [f"X-{i}: a" for i in range(200)], ["Cookie: " + "a=b; " * 200], ["Cookie: dekning"],
                      ["Accept: " + "a/b," * 500], ["Accept-Language: " + "nn;q=0.1," * 900], ["If-None-Match: " + '"a",' * 900],
                      ["Accept: */*;q=nan"], ["Accept-Encoding: gzip;q=1e9"], ["Range: bytes=0-18446744073709551615"],
                      ["Authorization: Basic AAAA"], ["X: \xff"], ["X : y"], [" X: y"], ["X"], ["\x00: y"],
                      ["Content-Length: 5"], ["Content-Length: -1"], ["Content-Length: 99999999999999999999"],
                      ["Transfer-Encoding: chunked"], ["Upgrade: h2c", "Connection: Upgrade"], ["Expect: 200-maybe"]):
            data = head("/api/v1/status", "GET", *[line.encode("latin-1") + b"\r\n" for line in lines])
            found = raw(board.server, data)
            claim(found is None or found.status < 500, f"{lines[0][:40]} → {found and found.status}")
        alive(board)


@test("security: JSON that is none, in every body that is read")
def _(tmp):
    with office(tmp) as board:
        client = board.client("case_worker")
        planner = board.client("planner")
        bodies = [b"", b"{", b"[" * 100_000, b'{"a":' * 50_000, b"null", b"[]", b'"x"', b"1e999", b"{}x", b"{},", b"\xef\xbb\xbf{}",
                  b'{"a":"\xff"}', b'{"a":"\xed\xa0\x80"}', b'{"a":"\\ud800"}', b'{"a":"\\u0000"}', b'{"\\u0000":1}', b"{'a':1}",
                  b'{"a":1,"a":2}', b'{"a":01}', b'{"a":NaN}', b'{"a":"\n"}', b"{" + b" " * 900_000 + b"}x", b'{"a":1e400}',
                  b'{"a":' + b"9" * 5000 + b"}", '{"a":"\ufffe"}'.encode("utf-16")]
        routes = [(route, path) for route, (method, path, about) in specification().routes.items()
                  if method == "POST" and JSON in about.get("requestBody", {}).get("content", {})]
        claim(len(routes) >= 5, f"routes with a body: {routes}")
        for route, path in routes:
            who = planner if route in ("forecasts", "plans") else client
            for body in bodies:
                found = who.ask("POST", path.replace("{operation}", "list_lock"), body, status=None, Content_Type=JSON)
                claim(400 <= found.status < 500 or (route in ("forecasts",) and body == b""),
                      f"{route} {body[:30]} → {found.status} {found.body[:200]}")
        alive(board)


@test("security: forms that are none, and names of tables that lead elsewhere")
def _(tmp):
    with office(tmp) as board:
        client = board.client("planner")
        before = client.get("tables/posts").body

        def form(name, content=b"x", edge="deel", extra=b""):
            return (f"--{edge}\r\nContent-Disposition: form-data; {name}\r\n".encode() + extra + b"\r\n" + content
                    + f"\r\n--{edge}--\r\n".encode())

        kind = "multipart/form-data; boundary=deel"
        for body, its in ((form('name="../posts"'), kind), (form('name="posts/../../x"'), kind), (form('name="/etc/passwd"'), kind),
                          (form('name="posts\x00"'), kind), (form('name="' + "a" * 9000 + '"'), kind), (form("filename=posts"), kind),
                          (form('name="posts"; name="lists"'), kind), (form('name="posts"'), "multipart/form-data; boundary="),
                          (form('name="posts"'), "multipart/form-data; boundary=" + "x" * 500), (form('name="posts"')[:-8], kind),
                          (form('name="posts"', b"\xff\xfe"), kind), (form('name="posts"', b'"' * 100_001), kind),
                          (form('name="posts"', b"," * 200_000), kind), (form('name="posts"', b"\n" * 200_000), kind),
                          (form('name="posts"', extra=b"X: " + b"y" * 30_000 + b"\r\n"), kind),
                          (b"--deel\r\n\r\n\r\n" * 5000 + b"--deel--\r\n", kind), (form('name="posts"') * 50, kind)):
            found = client.ask("POST", "tables", body, status=None, Content_Type=its)
            claim(400 <= found.status < 500, f"{body[:80]} → {found.status}")
        for path in ("tables/../posts", "tables/..%2fposts", "tables/surveys/../posts", "tables/%2e%2e/posts", "tables//posts",
                     "tables/posts%00", "tables/posts/", "tables/posts.csv", "tables/sqlite_master", "tables/account", "tables/audit"):
            found = raw(board.server, head("/api/v1/" + path, "GET", f"Cookie: {client.cookie}\r\n"), stays=True)
            claim(found.status in (400, 404), f"{path} → {found.status}")
        for path in ("/assets/../index.html", "/assets/..%2f..%2fetc/passwd", "/assets/%2e%2e/x", "/..%5c..%5cx", "/assets/",
                     "/assets/.htaccess", "/dekning.db", "/assets/dekning.db", "/.git/x.txt"):
            found = raw(board.server, head(path))
            claim(found.status in (400, 404), f"{path} → {found.status}")
        equal(client.get("tables/posts").body, before, "the table")


@test("security: strings that mean something elsewhere, really told to every operation, stay what they are")
def _(tmp):
    with office(tmp) as board:
        client, who = board.client("case_worker"), board.who
        tables = board.sql("SELECT name, sql FROM sqlite_master ORDER BY name")
        people = board.sql("SELECT count(*) FROM person")
        done = 0
        for operation in client.get("operations").json["operations"]:
            if operation["id"] in ("register_populate", "month_close", "register_retain", "person_birth", "person_add"):
                continue
            for text in STRINGS:
                arguments = {}
                for each in operation["arguments"]:
                    kind = each["type"]
                    arguments[each["id"]] = {"whole": who["stranger"], "text": text, "date": "2026-11-23", "yes": True,
                                             "choice": (each.get("words") or [{"key": ""}])[0]["key"]}[kind]
                found = client.do(operation["id"], status=None, **arguments)
                claim(found.status < 500, f"{operation['id']} {text[:20]} → {found.status} {found.body[:300]}")
                done += found.status == 200
        doctor = 7654300
        for text in STRINGS:
            doctor += 1
            found = client.do("doctor_add", status=None, doctor=doctor, name=text, born="1980-01-01", sex="female",
                              competence="approved")
            if found.status == 200:
                done += 1
                equal(board.sql("SELECT name FROM doctor WHERE doctor = ?", doctor), [(text,)], "kept as it was told")
        claim(done > 5, "nothing was done, so nothing was tried")
        equal(board.sql("SELECT name, sql FROM sqlite_master ORDER BY name"), tables, "the database's own tables")
        equal(board.sql("SELECT count(*) FROM person"), people, "people")
        for path in ("doctors", "lists", "posts", "locums", "decisions", "reductions", "duties", "exemptions", "candidates"):
            found = client.get(path, status=None)
            claim(found.status == 200, f"{path} → {found.status}")
            equal(found.headers["content-type"].split(";")[0], JSON, "no browser shows it as a page")
            equal(found.headers["x-content-type-options"], "nosniff")
        log = good("audit", "verify", "--db", board.db)
        claim(re.search("brutt|broken", log.out) is None, log.out)


@test("security: numbers in an address give nobody what another municipality has")
def _(tmp):
    with office(tmp) as board:
        client = board.client("case_worker")
        here = board.sql("SELECT municipality FROM register ORDER BY municipality")[0][0]
        (post,) = board.sql("SELECT code FROM post WHERE municipality <> ? AND code NOT IN (SELECT code FROM post WHERE "
                            "municipality = ?) LIMIT 1", here, here)[0]
        for name in (post, f"9002/{post}", f"9002%2F{post}"):
            for path in ("", "/members", "/queue"):
                found = client.get(f"lists/{http_quote(name) if '%' not in name else name}{path}", status=None)
                claim(found.status in (400, 403, 404), f"{name}{path} → {found.status}")
