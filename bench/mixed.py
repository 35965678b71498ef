# SPDX-License-Identifier: EUPL-1.2
"""What boards ask of a server in a working day, all at once: documents, lists, persons, forecasts, plans that are begun
and given up, and changes of the register tried and done. script/bench server lets it run for minutes and looks at the
memory, and test/threads for seconds under ThreadSanitizer."""
import collections
import http.client
import itertools
import json
import random
import threading
import time

DOCUMENTS = ("status", "need", "coverage", "vacancy", "recruiting", "workload", "checks", "measures", "observations",
             "practices", "lists?limit=20", "lists?limit=20&sort=-waiting", "lists?limit=50&where=list_state:open", "me", "words",
             "rules", "tables/posts")


class Browser:
    """One connection, kept, with the cookie and token of who has logged in."""

    def __init__(self, port, name=None, password=None):
        self.port, self.headers = port, {}
        self.link = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        if name is not None:
            status, body, headers = self.ask("POST", "session", {"name": name, "password": password})
            if status != 200:
                raise RuntimeError(f"{name} cannot log in: {status} {body}")
            self.headers = {"Cookie": headers["set-cookie"].split(";")[0], "X-CSRF-Token": body["csrf"]}

    def ask(self, method, path, body=None):
        headers, sent = dict(self.headers), None
        if body is not None:
            headers["Content-Type"], sent = "application/json", json.dumps(body).encode()
        self.link.request(method, f"/api/v1/{path}", sent, headers)
        reply = self.link.getresponse()
        content = reply.read()
        kind = reply.headers.get("content-type") or ""
        return reply.status, json.loads(content) if "json" in kind else content, reply.headers

    def close(self):
        self.link.close()


class Day:
    """Runs everybody for a while. `counts` is how often each kind of thing was answered, by status; `wrong` what should
    not have been."""

    def __init__(self, port, case_worker, password, persons, posts, seed=1, futures=32):
        self.port, self.who, self.password = port, case_worker, password
        self.persons, self.posts, self.seed, self.futures = persons, posts, seed, futures
        self.counts, self.wrong, self.events = collections.Counter(), [], 0
        self.lock, self.over = threading.Lock(), threading.Event()

    def note(self, what, status, body):
        # 409: refused by a rule; 422: the municipality's tables do not tell. Both are answers.
        fine = status < 400 or status in (409, 422)
        with self.lock:
            self.counts[what, status] += 1
            if not fine and len(self.wrong) < 20:
                self.wrong.append(f"{what} → {status} {str(body)[:300]}")

    def counted(self, what):
        return sum(count for (name, _), count in self.counts.items() if name == what)

    def reads(self, browser, dice):
        path = dice.choice(DOCUMENTS)
        yield "document", *browser.ask("GET", path)[:2]

    def looks_up(self, browser, dice):
        post = dice.choice(self.posts)
        for path in (f"lists/{post}", f"lists/{post}/members?limit=20", f"lists/{post}/queue?limit=20",
                     f"persons/{dice.choice(self.persons)}"):
            yield path.split("/")[0], *browser.ask("GET", path)[:2]

    def changes(self, browser, dice):
        person, post = dice.choice(self.persons), dice.choice(self.posts)
        for operation, arguments in (("person_switch", {"person": person, "list": post, "by": "self"}),
                                     ("queue_join", {"person": person, "list": post, "by": "self"}),
                                     ("queue_leave", {"person": person}), ("person_withdraw", {"person": person})):
            for dry in ("?dry-run=yes", ""):
                found = browser.ask("POST", f"operations/{operation}{dry}", {"arguments": arguments})
                # nobody waits, has a coming switch or is old enough: the register says so, which is an answer
                status = 409 if found[0] in (400, 404) else found[0]
                yield operation + (" tried" if dry else ""), status, found[1]

    def forecasts(self, browser, dice):
        body = {"years": 2, "futures": self.futures, "seed": dice.randrange(1 << 30)}
        yield "forecast", *browser.ask("POST", "forecasts", body)[:2]

    def plans(self, browser, dice):
        body = {"goal": "vacancy_listed>=4%", "by": "2030-01", "futures": self.futures * 8, "seed": dice.randrange(1 << 30)}
        status, job, _ = browser.ask("POST", "plans", body)
        yield "plan", 200 if status == 503 else status, job  # so many can wait, and no more
        if status == 202:
            for _ in range(3):
                yield "job", *browser.ask("GET", f"jobs/{job['id']}")[:2]
                time.sleep(0.1)
            yield "cancel", *browser.ask("DELETE", f"jobs/{job['id']}")[:2]

    def work(self, kind, number):
        dice = random.Random(self.seed * 1000 + number)
        browser = None
        try:
            browser = Browser(self.port, *(self.who, self.password) if kind in (self.changes, self.looks_up) else ())
            while not self.over.is_set():
                for seen in kind(browser, dice):
                    self.note(*seen)
        except (OSError, http.client.HTTPException, ValueError, RuntimeError) as error:
            self.note(kind.__name__, 599, repr(error))
        finally:
            if browser is not None:
                browser.close()

    def listen(self):
        """A board that hears of what has changed, and comes back."""
        while not self.over.is_set():
            link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
            try:
                link.request("GET", "/api/v1/events")
                reply = link.getresponse()
                for line in itertools.islice(reply, 200):
                    self.events += line.startswith(b"event:")
                    if self.over.is_set():
                        break
            except (OSError, http.client.HTTPException):
                pass  # nothing happened for a while
            finally:
                link.close()

    def start(self):
        kinds = [self.reads, self.reads, self.looks_up, self.changes, self.forecasts, self.plans]
        self.threads = [threading.Thread(target=self.work, args=(kind, number)) for number, kind in enumerate(kinds)]
        self.threads += [threading.Thread(target=self.listen) for _ in range(2)]
        for thread in self.threads:
            thread.start()

    def end(self):
        self.over.set()
        for thread in self.threads:
            thread.join(120)
