# SPDX-License-Identifier: EUPL-1.2
"""The register from the command line: a person followed through what may happen, months closed, and what is kept safe."""
import json
import re
import shutil
import sqlite3

from helper import (LANGUAGES, as_nobody, bad, claim, contains, dump, environment, equal, good, lacks, lock, read_table,
                    run, test, world)

HERE = "9001"
THERE = "9002"
FIRST = "2026-11"


class Desk:
    """Somebody at work in a register of their own, on a day."""

    def __init__(self, folder, original):
        self.folder = folder
        self.db, self.key = folder / "register.db", folder / "register.key"
        shutil.copyfile(original / "register.db", self.db)
        shutil.copyfile(original / "register.key", self.key)
        self.key.chmod(0o600)
        self.day = "2026-11-03"
        self.env = environment(DEKNING_DB=str(self.db), DEKNING_KEY=str(self.key), DEKNING_MUNICIPALITY=HERE,
                               DEKNING_ACTOR="kari")

    def words(self, words):
        takes_day = words[0] not in ("key",) and words[:2] not in (("audit", "verify"), ("reduction", "seed"), ("reduction", "replay"))
        return [*words, *(["--date", self.day] if takes_day and "--date" not in words else [])]

    def good(self, *words, **more):
        return good(*self.words(words), env=self.env, **more)

    def bad(self, *words, **more):
        return bad(*self.words(words), env=self.env, **more)

    def run(self, *words, **more):
        return run(*self.words(words), env=self.env, **more)

    def ask(self, *words, status=0, **more):
        return self.good(*words, "--json", status=status, **more).json

    def done(self, rule, *words, status=0):
        """Does what a rule allows (or refuses), and sees that the answer quotes it in three languages."""
        tried = {language: self.good(*words, "--dry-run", "--lang", language, status=status).out for language in LANGUAGES}
        equal(len(set(tried.values())), 3, f"distinct answers of {words}")
        found = self.ask(*words, status=status)
        equal(found["outcome"], "done" if status == 0 else "refused", f"outcome of {words}")
        equal(found["rule"], f"R{rule}", f"rule of {words}")
        for text in tried.values():
            contains(text, f"R{rule}", "answer")
            contains(re.sub(r"\s+", " ", text), found["rule_source"], "answer")
        contains(re.sub(r"\s+", " ", tried["en"]), found["rule_says"], "answer")
        return found

    def refused(self, rule, *words):
        return self.done(rule, *words, status=1)

    def lists(self):
        return self.ask("list", "all")["all_lists"]

    def person(self, number):
        return self.ask("person", "show", number)

    def close(self, month):
        year, number = map(int, month.split("-"))
        after = f"{year + number // 12}-{number % 12 + 1:02}"
        found = self.ask("month", "close", month, "--municipality", "*", "--date", f"{after}-01")
        self.day = f"{after}-02"
        return found

    def state(self):
        """Everything in the database but the log."""
        return {table: rows for table, rows in dump(self.db).items() if table != "audit"}

    def sql(self, words):
        database = sqlite3.connect(self.db)
        try:
            return database.execute(words).fetchall()
        finally:
            database.close()


def register(tmp):
    """A desk with a fresh copy of a register of two small municipalities."""
    original = world.shared / "register"
    with lock:
        if not original.exists():
            folder = world.shared / "register-made"
            folder.mkdir()
            env = environment(DEKNING_DB=str(folder / "register.db"), DEKNING_KEY=str(folder / "register.key"))
            good("key", "create", env=env)
            good("synthesise", "country", world.bergen, "--residents", "6000", "--municipalities", "2", "--month", FIRST,
                 "--date", f"{FIRST}-02", env=env)
            folder.rename(original)
    return Desk(tmp, original)


def open_lists(desk):
    return [each["post"] for each in desk.lists() if each["list_state"] == "open"]


def full_lists(desk):
    """With the shortest queue first."""
    found = [each for each in desk.lists() if each["list_state"] == "closed" and each["free_places"] == 0]
    return [each["post"] for each in sorted(found, key=lambda each: each["waiting"])]


def members(desk, post, *more):
    return desk.ask("list", "members", post, *more)["members"]


def adults(desk, post, sex=None):
    return [each["person"] for each in members(desk, post)
            if "1970" < each["born"] < "2000" and each["until"] is None and sex in (None, each["sex"])]


# -- one person followed ----------------------------------------------------------------------------------------------


@test("register: a child is born, moves, switches, is refused the third switch, waits and is placed")
def _(tmp):
    desk = register(tmp)
    first, second = open_lists(desk)
    wanted = full_lists(desk)[0]
    mother = adults(desk, first, "female")[0]
    born = desk.done(48, "person", "birth", "--born", "2026-11-01", "--sex", "female", "--mother", mother)
    child = born["number"]
    equal(born["effective"], "2026-12-01")
    equal(desk.person(child)["coming_list"].split()[0], f"{HERE}/{first}")
    desk.close("2026-11")
    equal(desk.person(child)["on_list"].split()[0], f"{HERE}/{first}")

    for mover in (mother, child):
        desk.done(71, "person", "move", mover, "--to", THERE, "--household", "9000", "--from", "2026-12-01")
    equal(desk.person(child)["on_list"].split()[0], f"{HERE}/{first}", "moving alone changes no list")
    asks = ("--by", "holder", "--holder", mother)
    desk.refused(80, "person", "switch", child, "--list", second, "--by", "self")
    desk.done(84, "person", "switch", child, "--list", second, *asks)  # after a move: does not count
    desk.close("2026-12")
    equal(desk.person(child)["on_list"].split()[0], f"{HERE}/{second}")

    equal(desk.person(child)["switches_left"], 2)
    desk.done(70, "person", "switch", child, "--list", first, *asks)
    desk.close("2027-01")
    desk.done(70, "person", "switch", child, "--list", second, *asks)
    desk.close("2027-02")
    equal(desk.person(child)["switches_left"], 0)
    desk.refused(83, "person", "switch", child, "--list", first, *asks)

    joined = desk.done(96, "queue", "join", child, "--list", wanted, *asks)
    claim(joined["log_row"] > 0, "no row in the log")
    place = desk.ask("queue", "show", child)
    equal((place["waits_for"], place["place_in_queue"]), (f"{HERE}/{wanted}", place["waiting"]))
    equal([each["wait"] for each in place["expected_wait"]][:2], ["wait_now", "wait_raised_cap"])
    equal(list(place["expected_wait"][0]), ["wait", "wait_p10", "wait_p50", "wait_p90"])
    equal(len(desk.ask("queue", "list", wanted)["turns"]), place["waiting"])
    cap = next(each["cap"] for each in desk.lists() if each["post"] == wanted)
    desk.refused(59, "list", "cap", wanted, "--cap", cap + place["waiting"] + 10)
    desk.done(59, "list", "cap", wanted, "--cap", cap + place["waiting"] + 10, "--agreed")
    contains(desk.ask("queue", "show", child)["notes"], "note_no_switch_left", "notes")
    months = 0
    while desk.run("queue", "show", child).status == 0:
        months += 1
        claim(months < 12, "never placed")
        ahead = desk.ask("queue", "show", child)["place_in_queue"]
        effects = {each["effect"]: each for each in desk.close(desk.day[:7]).get("effects", [])}
        if ahead > 1:
            claim(effects["from_queue"]["count"] >= min(10, ahead - 1), effects)
            equal(effects["from_queue"]["rule"], "R99")
    equal(desk.person(child)["on_list_since"], "2028-02-01", "a place from the queue is a switch, and two were made in 2027")
    shown = desk.person(child)
    equal(shown["on_list"].split()[0], f"{HERE}/{wanted}")
    equal([each["came_by"] for each in shown["person_lists"]], ["birth", "switch", "switch", "switch", "queue"])
    equal(desk.ask("queue", "show", child, status=1)["notes"], ["note_waits_for_none"])


@test("register: a GP resigns, the post is announced and awarded, and the list passes on")
def _(tmp):
    desk = register(tmp)
    post = full_lists(desk)[0]
    before = desk.ask("list", "show", post)
    resigned = desk.done(34, "post", "resign", post)
    equal(resigned["effective"], "2027-06-01")
    desk.refused(221, "post", "announce", post, "--closes", "2026-11-20", "--correct")
    desk.done(221, "post", "consult", post)
    announcement = desk.done(223, "post", "announce", post, "--closes", "2026-11-20", "--correct")["number"]
    desk.ask("doctor", "add", 91000001, "--name", "Kari Ny", "--born", "1985-03-03", "--sex", "female", "--competence",
             "specialist", "--settlement")
    desk.done(223, "post", "apply", announcement, "--doctor", 91000001, "--qualified")
    desk.day = "2026-11-21"
    desk.done(223, "post", "award", announcement, "--doctor", 91000001)
    contract = ["post", "take-over", post, "--doctor", 91000001, "--employment", "self_employed", "--cap", before["cap"],
                "--opening-hours", "8–16", "--location", "Torget 1"]
    refused = desk.refused(26, *contract)
    equal(refused["lacks"], "--other-duties")
    desk.done(30, *contract, "--other-duties", "none")
    for month in ("2026-11", "2026-12", "2027-01", "2027-02", "2027-03", "2027-04"):
        desk.close(month)
    equal(desk.ask("list", "show", post)["doctor"], before["doctor"])
    effects = [each["effect"] for each in desk.close("2027-05")["effects"]]
    claim({"agreement_ended", "list_passed"} <= set(effects), effects)
    after = desk.ask("list", "show", post)
    equal(after["doctor"], "Kari Ny")
    lists = {place["came_by"] for each in adults(desk, post)[:3] for place in desk.person(each)["person_lists"]}
    equal(lists, {"initial"}, "those on the list stay")


@test("register: a GP resigns, nobody comes, and the list is without a doctor")
def _(tmp):
    desk = register(tmp)
    post = full_lists(desk)[0]
    desk.done(34, "post", "resign", post)
    for month in ("2026-11", "2026-12", "2027-01", "2027-02", "2027-03", "2027-04"):
        desk.close(month)
    effects = {each["effect"]: each["rule"] for each in desk.close("2027-05")["effects"]}
    equal(effects.get("list_without_doctor"), "R109")
    equal(desk.ask("list", "show", post)["doctor"], None)
    person = adults(desk, post)[0]
    desk.done(84, "person", "switch", person, "--list", open_lists(desk)[0])


@test("register: a list is reduced by a draw that anyone can do over again, and tampering shows")
def _(tmp):
    desk = register(tmp)
    post = full_lists(desk)[-1]
    before = desk.ask("list", "show", post)
    asked = desk.done(49, "reduction", "ask", post, "--cap", before["length"] - 40, "--agreed", "--from", "2026-12-01")
    number = asked["number"]
    equal(asked["effective"], "2026-12-01")
    seed = desk.ask("reduction", "seed", number)
    claim(isinstance(seed["seed"], int), f"the seed is no whole number: {seed}")
    desk.done(53, "reduction", "commit", number, "--commitment", seed["commitment"])
    desk.close("2026-11")
    desk.refused(53, "reduction", "draw", number, "--seed", seed["seed"] + 1)
    drawn = desk.done(53, "reduction", "draw", number, "--seed", seed["seed"])
    out = sum(each["count"] for each in drawn["effects"] if each["effect"] == "drawn")
    claim(35 <= out <= 45, drawn["effects"])  # households leave together
    file = tmp / "draw.csv"
    published = desk.ask("reduction", "publish", number, "--out", file)
    equal((published["seed"], published["commitment"], published["persons_drawn"]), (seed["seed"], seed["commitment"], out))
    alone = environment()
    shown = good("reduction", "replay", file, "--json", env=alone, cwd=tmp).json
    equal((shown["seed_as_committed"], shown["draw_as_published"], shown["persons_drawn"]), (True, True, out))
    lacks(file.read_text(), "born", "published draw")
    rows = file.read_text().splitlines()
    columns = rows[0].split(",")
    for column, change in (("drawn", lambda text: "no" if text == "yes" else "yes"), ("seed", lambda text: str(int(text) + 1)),
                           ("size", lambda text: str(int(text) + 5)), ("commitment", lambda text: "0" * 64)):
        table = [row.split(",") for row in rows]
        for row in table[1:] if column != "drawn" else table[1:2]:
            row[columns.index(column)] = change(row[columns.index(column)])
        file.write_text("\n".join(map(",".join, table)) + "\n")
        found = run("reduction", "replay", file, "--json", env=alone)
        equal(found.status, 1, f"{column} tampered: {found}")
        claim(not (found.json["seed_as_committed"] and found.json["draw_as_published"]), f"{column} tampered: {found.json}")
    table = [row.split(",") for row in rows]
    table[1][columns.index("seed")] = "1"
    file.write_text("\n".join(map(",".join, table)) + "\n")
    bad("reduction", "replay", file, env=alone, says="draw.csv")


@test("register: a person who threatened is moved, appeals, and comes back")
def _(tmp):
    desk = register(tmp)
    post = full_lists(desk)[0]
    person = adults(desk, post)[0]
    number = desk.done(110, "removal", "demand", person, "--kind", "threats_staff")["number"]
    desk.refused(253, "removal", "decide", number, "--outcome", "moved")
    desk.done(111, "removal", "decide", number, "--outcome", "moved", "--reason", "truet en sekretær", "--basis", "FLF25 § 39")
    shown = desk.person(person)
    equal(shown["blocks"][0]["decision"], number)
    equal(shown["decisions"][0]["appeal_until"], "2026-12-01")
    desk.day = "2026-11-20"
    desk.done(111, "removal", "appeal", number)
    desk.done(111, "removal", "settle", number, "--outcome", "reversed", "--reason", "ikke alvorlig", "--basis", "PBRL § 7-2")
    desk.close("2026-11")
    shown = desk.person(person)
    equal(shown["on_list"].split()[0], f"{HERE}/{post}")
    claim("blocks" not in shown, shown)


@test("register: what waits is listed, with the numbers that the next operation asks for")
def _(tmp):
    desk = register(tmp)
    post, other = full_lists(desk)[:2]

    def only(table, *words, **wanted):
        """The one row of a list that has those values."""
        answers = {good(*desk.words([*words, "--lang", language]), env=desk.env).out for language in LANGUAGES}
        equal(len(answers), 3, f"distinct answers of {words}")
        found = [each for each in desk.ask(*words)[table] if all(each[key] == value for key, value in wanted.items())]
        equal(len(found), 1, f"{wanted} in {words}")
        return found[0]
    equal(only("posts", "post", "all", post=post)["recruiting_step"], "held")
    gp = next(each for each in desk.ask("doctor", "all")["list_doctors"] if each["post"] == post)
    equal((gp["relation"], gp["notice"]), ("gp", None))
    desk.ask("post", "resign", post)
    claim(only("list_doctors", "doctor", "all", hpr=gp["hpr"])["notice"] == desk.day, "the notice is not shown")
    desk.ask("post", "consult", post)
    desk.ask("post", "announce", post, "--closes", "2026-11-20", "--correct")
    announcement = only("announcements", "post", "show", post, deadline="2026-11-20")["announcement"]
    desk.ask("doctor", "add", 91000001, "--name", "Kari Ny", "--born", "1985-03-03", "--sex", "female", "--competence",
             "specialist", "--settlement")
    desk.ask("post", "apply", announcement, "--doctor", 91000001, "--qualified")
    applicant = only("applications", "post", "show", post, announcement=announcement)
    row = only("posts", "post", "all", post=post)
    equal((row["recruiting_step"], row["days_since"], row["applicants"], row["deadline"]), ("announced", 0, 1, "2026-11-20"))
    desk.day = "2026-11-21"
    desk.ask("post", "award", announcement, "--doctor", applicant["hpr"])
    row = only("posts", "post", "all", post=post)
    equal((row["recruiting_step"], row["awarded"], row["days_since"]), ("awarded", "Kari Ny", 18))

    desk.ask("doctor", "absence", gp["hpr"], "--reason", "syk", "--from", desk.day)
    desk.ask("locum", "start", post, "--doctor", 91000001, "--from", desk.day)
    locum = only("locums", "locum", "all", hpr=91000001)
    equal((locum["post"], locum["since"], locum["offered"], locum["overdue"]), (post, desk.day, None, False))
    desk.ask("locum", "offer", locum["post"], "--doctor", locum["hpr"])
    equal(only("locums", "locum", "all", hpr=91000001)["offered"], desk.day)

    person = adults(desk, other)[0]
    desk.ask("removal", "demand", person, "--kind", "threats_staff")
    decision = only("decisions", "decision", "all", person=person)
    equal((decision["decision_kind"], decision["case_state"], decision["about"]), ("removal", "demanded", "threats_staff"))
    desk.ask("removal", "decide", decision["number"], "--outcome", "moved", "--reason", "x", "--basis", "FLF25 § 39")
    decision = only("decisions", "decision", "all", person=person)
    equal((decision["case_state"], decision["decided"], decision["carried_out"]), ("moved", desk.day, "not_carried"))
    desk.ask("removal", "notify", decision["number"])
    equal(only("decisions", "decision", "all", person=person)["carried_out"], "notified")
    claim(desk.sql(f"SELECT count(*) FROM audit WHERE action = 'decision_all' AND person = {person}")[0][0] >= 1, "not logged")

    length = desk.ask("list", "show", other)["length"]
    desk.ask("reduction", "ask", other, "--cap", length - 40, "--agreed", "--from", "2026-12-01")
    reduction = only("reductions", "reduction", "all", post=other)
    equal((reduction["draw_from"], reduction["committed"]), ("2026-12-01", False))
    claim(reduction["to_leave"] > 0, reduction)
    seed = desk.ask("reduction", "seed", reduction["number"])
    desk.ask("reduction", "commit", reduction["number"], "--commitment", seed["commitment"])
    equal(only("reductions", "reduction", "all", post=other)["committed"], True)

    desk.ask("duty", "agree", gp["hpr"], "--work", "skolelege", "--minutes", "90")
    duty = only("duties", "duty", "all", hpr=gp["hpr"])
    equal((duty["minutes_a_week"], duty["ordered"]), (90, False))
    desk.ask("duty", "end", duty["hpr"], "--work", duty["work"])
    equal(desk.ask("duty", "all")["duties"], [])
    desk.ask("exemption", "grant", gp["hpr"], "--kind", "need", "--until", "2026-12-24")
    exemption = only("exemptions", "exemption", "all", hpr=gp["hpr"])
    equal((exemption["exemption_ground"], exemption["until"]), ("need", "2026-12-24"))
    desk.ask("candidate", "add", "--stage", "student")
    candidate = only("candidates", "candidate", "all", stage="student")
    desk.ask("candidate", "stage", candidate["number"], "--stage", "lis1")
    equal(only("candidates", "candidate", "all", number=candidate["number"])["stage"], "lis1")
    desk.bad("post", "show", "nowhere", says="nowhere")

    lists = desk.lists()
    rows = desk.ask("practice", "all")
    equal({each["practice"] for each in rows["practice_rows"]}, {each["practice"] for each in lists}, "practices")
    for each in [*rows["practice_rows"], {**rows["total"], "practice": None}]:
        mine = [one for one in lists if each["practice"] in (None, one["practice"])]
        equal((each["practice_posts"], each["practice_cap"], each["practice_listed"], each["waiting"]),
              (len(mine), *(sum(one[key] for one in mine) for key in ("cap", "length", "waiting"))), each)
        equal(each["free_places"], sum(max(one["free_places"], 0) for one in mine if one["list_state"] == "open"), each)
    only("practice_rows", "practice", "all", practice=lists[0]["practice"])
    desk.bad("post", "all", post, says=post)
    desk.bad("practice", "all", post, says=post)


@test("practice all: of a municipality without a register from its tables, where nobody is known to wait")
def _(tmp):
    db = tmp / "tables.db"
    good("load", world.bergen, "--db", db)
    found = good("practice", "all", "--db", db, "--json").json
    practices, posts, lists = (read_table(world.bergen / f"{name}.csv") for name in ("practices", "posts", "lists"))
    length = {each["post"]: (int(each["length"]), each["state"]) for each in lists}
    equal([each["practice"] for each in found["practice_rows"]], [each["practice"] for each in practices])
    for each in found["practice_rows"]:
        mine = [post for post in posts if post["practice"] == each["practice"]]
        equal((each["practice_posts"], each["practice_cap"], each["practice_listed"], each["waiting"]),
              (len(mine), sum(int(post["cap"]) for post in mine), sum(length[post["post"]][0] for post in mine), None), each)
        equal(each["free_places"], sum(max(int(post["cap"]) - length[post["post"]][0], 0) for post in mine
                                       if length[post["post"]][1] == "open"), each)
    equal(found["total"]["practice_posts"], len(posts))
    equal(found["notes"], ["note_synthetic"])
    bad("practice", "all", "--db", db, "--municipality", "7777", says="7777")


# -- doing and trying -----------------------------------------------------------------------------------------------------


@test("register: a try changes nothing and is logged as seen; the same request is done once")
def _(tmp):
    desk = register(tmp)
    first, second = open_lists(desk)
    person = adults(desk, first)[0]
    before, rows = desk.state(), desk.sql("SELECT count(*) FROM audit")
    tried = desk.ask("person", "switch", person, "--list", second, "--dry-run")
    equal((tried["outcome"], tried.get("log_row")), ("would_be_done", None))
    equal(desk.state(), before)
    equal(desk.sql(f"SELECT kind, action, person FROM audit WHERE seq > {rows[0][0]}"), [(3, "try", person)])
    words = ("person", "switch", person, "--list", second, "--request", "telefon-17")
    done = desk.ask(*words)
    state = desk.state()
    again = desk.ask(*words)
    equal({**again, "notes": []}, {**done, "notes": []})
    equal(again["notes"], ["note_repeated"])
    equal(desk.state(), state)
    desk.bad("person", "switch", person, "--list", first, "--request", "telefon-17", says="telefon-17")
    equal(desk.ask("person", "withdraw", person)["outcome"], "done")


@test("register: a refusal changes nothing but the log, and exits with 1")
def _(tmp):
    desk = register(tmp)
    person = adults(desk, open_lists(desk)[0])[0]
    before = desk.state()
    refused = desk.refused(86, "person", "switch", person, "--list", full_lists(desk)[0])
    equal(desk.state(), before)
    equal(desk.sql(f"SELECT kind, action, rule FROM audit WHERE seq = {refused['log_row']}"), [(1, "person_switch", 86)])


# -- months -----------------------------------------------------------------------------------------------------------------


@test("month: preview, close and report agree with each other and with the log")
def _(tmp):
    desk = register(tmp)
    first, second = open_lists(desk)
    desk.ask("person", "switch", adults(desk, first)[0], "--list", second, "--by", "self")
    before = desk.state()
    foreseen = desk.ask("month", "preview")
    equal(desk.state(), before)
    equal(foreseen["month"], FIRST)
    claim(foreseen["what_happened"], "nothing would happen")
    text = desk.good("month", "preview", "--lang", "en").out
    lacks(text, "hash", "preview")
    closed = desk.ask("month", "close", FIRST, "--date", "2026-12-01")
    report = desk.ask("month", "report", FIRST)
    named = desk.ask("month", "report", FIRST, "--named")
    equal(report["what_happened"], foreseen["what_happened"])
    equal(report["events"], foreseen["events"])
    equal(report["month_lists"], foreseen["month_lists"])
    equal(report["month_registered"], 1, "the switch that was registered before")
    flows = {each["post"]: each for each in report["month_lists"]}
    claim(flows[first]["left"] >= 1 and flows[second]["came"] >= 1, f"the switch is not among who comes and goes: {flows}")
    for each in flows.values():
        equal(each["net"], each["came"] - each["left"])
    equal(report["log_row"], closed["log_row"])
    counts = dict(desk.sql(f"SELECT action, count(*) FROM audit WHERE kind = 2 AND batch = {report['log_row']} GROUP BY 1"))
    equal({each["effect"]: each["count"] for each in report["what_happened"]}, counts)
    equal(sum(each["count"] for each in report["events"]), len(named["events"]))
    for each in named["events"]:
        if each["person"] is not None:
            shown = desk.ask("person", "show", each["person"], "--date", "2026-12-01")
            equal(shown["on_list"].split()[0], f"{HERE}/{each['to_list']}", f"person {each['person']}")
    good("audit", "verify", "--hash", report["log_hash"], env=desk.env)
    lacks(json.dumps(report), '"person"', "the report without names")


@test("month: closing again, another month, or what is no month is refused and names the open one")
def _(tmp):
    desk = register(tmp)
    desk.bad("month", "close", "2026-12", "--date", "2027-01-01", says=["2026-12", "2026-11"])
    desk.bad("month", "close", "2026-10", says="2026-11")
    desk.close("2026-11")
    before = desk.state()
    desk.bad("month", "close", "2026-11", says=["2026-11", "2026-12"])
    for wrong in ("2026-13", "november", "2026", ""):
        desk.bad("month", "close", wrong, says="--month")
    desk.bad("month", "close", says="--month")
    desk.bad("month", "report", "2026-12", says="2026-12")
    desk.bad("month", "report", "2026-13", says="2026-13")
    equal(desk.state(), before)


@test("month: is closed when it is over and tried at any time; a day outside the open month is told when it can be")
def _(tmp):
    desk = register(tmp)
    before = desk.state()
    for day in ("2026-11-03", "2026-11-30"):
        desk.bad("month", "close", FIRST, "--date", day, says=["2026-11", "2026-12-01"])
        equal(desk.ask("month", "close", FIRST, "--dry-run", "--date", day)["outcome"], "would_be_done")
    equal(desk.state(), before)
    person = adults(desk, open_lists(desk)[0])[0]
    switch = ("person", "switch", person, "--list", open_lists(desk)[1], "--by", "self")
    desk.bad(*switch, "--date", "2026-12-01", says=["2026-12-01", "after the month", "2026-11"])
    desk.close(FIRST)
    desk.bad(*switch, "--date", "2026-11-30", says=["2026-11-30", "closed", "with a day in 2026-12"])
    desk.ask(*switch, "--date", "2026-12-01")


@test("month: all municipalities at once, and one of them alone")
def _(tmp):
    desk = register(tmp)
    desk.close("2026-11")
    months = dict(desk.sql("SELECT municipality, month FROM month WHERE closed IS NOT NULL"))
    equal(len(months), 2)
    desk.ask("month", "close", "2026-12", "--municipality", THERE, "--date", "2027-01-01")
    desk.bad("month", "close", "2026-12", "--date", "2027-01-01", "--municipality", THERE, says="2027-01")
    desk.ask("month", "close", "2026-12", "--municipality", "*", "--date", "2027-01-01")
    desk.bad("month", "close", "2026-12", "--date", "2027-01-01", "--municipality", HERE, says="2027-01")
    equal(len(desk.sql("SELECT municipality FROM month WHERE closed IS NOT NULL")), 4)


# -- what is kept safe --------------------------------------------------------------------------------------------------------


def number_of(desk, tmp):
    """A synthetic identity number that the register has, in a file as --nid reads it."""
    person = adults(desk, open_lists(desk)[0])[0]
    digits = desk.ask("person", "number", person)["identity"]
    claim(re.fullmatch(r"\d{11}", digits) and int(digits[2:4]) > 80, f"no synthetic number: {digits}")
    file = tmp / "number"
    file.write_text(digits + "\n")
    return person, digits, file


def traces(folder, digits):
    return [path.name for path in sorted(folder.iterdir())
            if path.is_file() and path.name != "number" and digits.encode() in path.read_bytes()]


@test("privacy: an identity number finds its person, and stands in no file, answer, error or log")
def _(tmp):
    desk = register(tmp)
    person, digits, file = number_of(desk, tmp)
    outputs = []

    def note(done):
        outputs.append(done.out + done.err)
        return done
    equal(note(desk.run("person", "find", "--nid", file, "--json")).json["person"], person)
    lower = desk.run("person", "find", "--nid", file)
    equal(note(lower).status, 0)
    added = ("person", "add", "--born", "1990-01-01", "--sex", "male", "--nid", file)
    claim(note(desk.run(*added)).status in (1, 2), "the number was given to two")
    equal(note(desk.run("person", "birth", "--born", "2026-11-01", "--sex", "male", "--nid", file, "--dry-run")).status, 2)
    (tmp / "wrong").write_text(digits[:10] + str((int(digits[10]) + 1) % 10))
    wrong = desk.bad("person", "find", "--nid", tmp / "wrong", says="--nid")
    lacks(wrong.err, digits[:10], "error")
    (tmp / "wrong").unlink()
    for words in (["person", "show", person], ["person", "access", person, "--json"], ["audit", "show", "--person", person],
                  ["list", "members", open_lists(desk)[0]], ["person", "find", "--born", desk.person(person)["born"]]):
        note(desk.run(*words))
    for text in outputs:
        lacks(text, digits, "output")
    claim(not any(digits in "".join(map(str, row)) for row in desk.sql("SELECT * FROM audit")), "the number is in the log")
    equal(traces(tmp, digits), [], "files that the number is in")
    desk.bad("person", "find", "--nid", tmp / "nowhere", says="nowhere")
    contains(desk.good("person", "show", person).out, f"{digits[:6]} *****", "answer")


@test("privacy: numbers are in no write-ahead log while the register is in use")
def _(tmp):
    desk = register(tmp)
    _, digits, _ = number_of(desk, tmp)
    held = sqlite3.connect(desk.db)  # keeps the -wal from being folded in
    held.execute("BEGIN")
    held.execute("SELECT count(*) FROM person").fetchall()
    desk.ask("key", "rotate")
    desk.ask("person", "birth", "--born", "2026-11-01", "--sex", "male")
    equal(traces(tmp, digits), [])
    held.close()


@test("privacy: a protected address is not in lists or searches, and is shown for service alone")
def _(tmp):
    desk = register(tmp)
    post = open_lists(desk)[0]
    person = adults(desk, post)[0]
    shown = desk.person(person)
    district = shown["district"]
    search = ("person", "find", "--born", shown["born"], "--district", district)
    contains([each["person"] for each in desk.ask(*search)["persons_found"]], person, "found")
    desk.ask("person", "protect", person, "--protected")
    claim(person not in [each["person"] for each in desk.ask(*search, status=desk.run(*search).status)["persons_found"]],
          "a search by district finds a protected person")
    equal([each["district"] for each in members(desk, post) if each["person"] == person], [None])
    hidden = desk.person(person)
    equal((hidden["district"], hidden["household"], hidden["protected_address"]), (None, None, True))
    equal(desk.ask("person", "show", person, "--purpose", "service")["district"], district)
    lacks(desk.good("person", "access", person).out, f"district={district}", "access")


@test("privacy: access gives all that is kept of a person, and who has seen it")
def _(tmp):
    desk = register(tmp)
    first, second = open_lists(desk)
    person = adults(desk, first)[0]
    desk.ask("person", "switch", person, "--list", second)
    desk.ask("queue", "join", person, "--list", full_lists(desk)[0])
    desk.ask("queue", "leave", person)
    env = dict(desk.env, DEKNING_ACTOR="ola")
    good("person", "show", person, "--date", desk.day, "--purpose", "telefon", env=env)
    found = desk.ask("person", "access", person)
    rows = {(each["actor"], each["outcome"], each["operation"]) for each in found["log"]}
    for each in (("kari", "done", "person_switch"), ("kari", "done", "queue_join"), ("ola", "seen", "person_view"),
                 ("kari", "seen", "list_members")):
        contains(rows, each, "log")
    contains([each["purpose"] for each in found["log"]], "telefon", "purposes")
    equal([each["outcome"] for each in found["past_waits"]], ["left"])
    claim({"identity", "born", "sex", "municipality", "district", "household", "ground", "person_lists"} <= set(found), found)
    count = desk.sql(f"SELECT count(*) FROM audit WHERE person = {person}")[0][0]
    equal(len(found["log"]), count, "rows of the person, the reading of it too")


@test("audit: a tampered row, a removed row and a hash that is not there are caught; a noted hash is found")
def _(tmp):
    desk = register(tmp)
    desk.close("2026-11")
    noted = desk.ask("audit", "verify")
    equal(noted["log_whole"], True)
    desk.ask("list", "lock", open_lists(desk)[0])
    desk.ask("audit", "verify", "--hash", noted["log_hash"])
    bad("audit", "verify", "--hash", "0" * 64, env=desk.env, status=1, says="0" * 64)
    untouched = desk.db.read_bytes()
    for change in ("UPDATE audit SET actor = 'ingen' WHERE seq = 2", "DELETE FROM audit WHERE seq = 3",
                   "UPDATE audit SET arguments = replace(arguments, 'seed=1', 'seed=2') WHERE seq = 2"):
        database = sqlite3.connect(desk.db)
        claim(database.execute(change).rowcount == 1, change)
        database.commit()
        database.close()
        bad("audit", "verify", env=desk.env, status=1, says="2" if "seq = 2" in change else "3")
        desk.db.write_bytes(untouched)
    database = sqlite3.connect(desk.db)
    last = database.execute("SELECT max(seq) FROM audit").fetchone()[0]
    database.close()
    shown = desk.ask("audit", "show", "--after", last - 2, "--limit", "1")["log"]
    equal([each["log_row"] for each in shown], [last - 1])


@test("audit: the log of one person, whose reading is logged")
def _(tmp):
    desk = register(tmp)
    person = adults(desk, open_lists(desk)[0])[0]
    desk.ask("audit", "show", "--person", person)
    shown = desk.ask("audit", "show", "--person", person)["log"]
    equal({each["person"] for each in shown}, {person})
    equal(shown[-1]["operation"], "audit", "the first look")
    desk.bad("audit", "show", "--person", "x", says="--person")


@test("bad use: an identity number in the place of another number is not repeated")
def _(tmp):
    desk = register(tmp)
    post = open_lists(desk)[0]
    for number in "01819010000", "41819010000", "018190 10000":
        for words in (["person", "show", number], ["person", "switch", number, "--list", post],
                      ["person", "switch", "--person", number, "--list", post], ["audit", "show", "--person", number],
                      ["person", "birth", "--born", "2026-11-01", "--sex", "male", "--mother", number],
                      ["person", "switch", "--list", number], ["queue", "show", number, number], ["list", "show", number],
                      [number], ["person", number], ["person", "show", "--" + number]):
            told = desk.run(*words)
            for digits in number, number.lstrip("0"):
                lacks(told.out + told.err, digits, f"what is told of {words}")


@test("key: rotate seals every number anew, and only an unused key is retired")
def _(tmp):
    desk = register(tmp)
    person, digits, file = number_of(desk, tmp)
    (first,) = desk.ask("key", "status")["keys"]
    desk.bad("key", "retire", first["version"], says=[str(first["sealed_numbers"]), "key rotate"])
    rotated = desk.ask("key", "rotate")["keys"]
    equal([each["sealed_numbers"] for each in rotated], [0, first["sealed_numbers"]])
    equal(desk.ask("person", "find", "--nid", file)["person"], person)
    desk.bad("key", "retire", rotated[1]["version"])
    equal(len(desk.ask("key", "retire", first["version"])["keys"]), 1)
    equal(desk.ask("person", "number", person)["identity"], digits)
    desk.bad("key", "retire", "77")
    desk.bad("key", "retire", "x", says="VERSION")
    desk.bad("key", "create", says=desk.key.name)


@test("key: another's key file, one that others may read, one that is none, and no key file at all")
def _(tmp):
    desk = register(tmp)
    person, digits, file = number_of(desk, tmp)
    other = tmp / "other.key"
    good("key", "create", "--key", other, env=environment())
    equal(other.stat().st_mode & 0o777, 0o600)
    run_with = ("--key", other)
    found = desk.run("person", "number", person, *run_with)
    claim(found.status in (1, 2, 3) and digits not in found.out + found.err, f"another's key opens a number: {found}")
    desk.key.chmod(0o644)
    desk.bad("person", "number", person, says=desk.key.name)
    desk.key.chmod(0o600)
    other.write_text("not a key\n")
    desk.bad("person", "number", person, *run_with, says="other.key")
    desk.bad("person", "number", person, "--key", tmp / "none.key", says="none.key")
    env = {name: value for name, value in desk.env.items() if name != "DEKNING_KEY"}
    bad("person", "number", person, "--date", desk.day, env=env, says="--key")
    good("person", "show", person, "--date", desk.day, env=env)


# -- lists over time ------------------------------------------------------------------------------------------------------------


@test("list: who was on it on a date, and as it was known then")
def _(tmp):
    desk = register(tmp)
    first, second = open_lists(desk)
    person = adults(desk, first)[0]
    row = desk.ask("audit", "verify")["log_rows"]
    desk.ask("person", "switch", person, "--list", second)
    desk.close("2026-11")

    def on(post, *more):
        return person in [each["person"] for each in members(desk, post, *more)]
    equal((on(first, "--date", "2026-11-30"), on(second, "--date", "2026-11-30")), (True, False))
    equal((on(first, "--date", "2026-12-01"), on(second, "--date", "2026-12-01")), (False, True))
    equal(on(first, "--date", "2026-12-01", "--known", row), True, "as known before the switch")
    equal(on(second, "--date", "2026-12-01", "--known", row), False, "as known before the switch")
    equal(on(second, "--date", "2026-12-01", "--known", "2299-12-31"), True, "as known at the end of time")
    desk.bad("list", "members", first, "--known", "i går", says="--known")
    shown = desk.ask("list", "members", first, "--date", "2026-12-01")
    equal(shown["length"], len(shown["members"]))
    equal(next(each["length"] for each in desk.lists() if each["post"] == first), shown["length"])


@test("list unassigned: who has no GP, the longest without first, whom the close gives one")
def _(tmp):
    desk = register(tmp)
    found = desk.ask("list", "unassigned")
    persons = [each["person"] for each in found["persons_found"]]
    equal(found["unassigned_now"], len(persons))
    claim(len(persons) > 1, "nobody is without a GP")
    equal([each["since"] for each in found["persons_found"]], sorted(each["since"] for each in found["persons_found"]))
    for each in persons:
        equal(desk.person(each)["unassigned_since"] is None, False, f"person {each}")
    desk.ask("person", "protect", persons[0], "--protected")
    equal(desk.ask("list", "unassigned")["persons_found"][0]["district"], None)
    claim(desk.sql("SELECT count(*) FROM audit WHERE action = 'list_unassigned'")[0][0] == 2 * len(persons), "not logged")
    desk.close("2026-11")
    equal(desk.ask("list", "unassigned")["persons_found"], [])


@test("list: attachment counts those who came and went, and the sum of the lists")
def _(tmp):
    desk = register(tmp)
    first, second = open_lists(desk)
    for person in adults(desk, first)[:3]:
        desk.ask("person", "switch", person, "--list", second)
    desk.close("2026-11")
    rows = desk.ask("list", "attachment", "--from", "2026-11-01", "--until", "2026-12-02")["attachment"]
    by = {each["post"]: each for each in rows}
    claim(by[first]["left"] >= 3 and by[second]["came"] >= 3, rows)
    for each in rows:
        equal(each["net"], each["came"] - each["left"], each["post"])
    *lists, total = rows
    equal(total["post"], "Σ")


@test("month exchange: what it lists is who waits, and nothing is changed by it")
def _(tmp):
    desk = register(tmp)
    before = desk.state()
    found = desk.ask("month", "exchange")
    equal(desk.state(), before)
    for key in ("strict", "free"):
        moves = found[f"exchange_{key}_moves"]
        equal(found[f"exchange_{key}"], len(moves))
        equal(len({each["person"] for each in moves}), len(moves))
    for each in found["exchange_free_moves"][:3]:
        equal(desk.ask("queue", "show", each["person"])["waits_for"], f"{HERE}/{each['to_list']}")


@test("vacancy answers from the living register: a place taken is gone after the month closes")
def _(tmp):
    desk = register(tmp)

    def free():
        return good("vacancy", "--vacancy-pct", "5", "--list-length", "1100", "--date", desk.day, "--json", env=desk.env).json
    def state():
        return {each["post"]: (each["length"], each["free_places"]) for each in desk.lists()}
    first, second = open_lists(desk)
    before, planned = state(), free()
    leaver = adults(desk, first)[0]
    desk.ask("person", "ground", leaver, "--ground", "none", "--from", desk.day)
    desk.close("2026-11")
    after = state()
    claim(after[first][0] != before[first][0] or after[first][1] != before[first][1], (before, after))
    now = free()
    claim(now != planned, "the planning commands do not see the register")
    equal(now["free_places"], sum(max(0, each["free_places"]) for each in desk.lists()), "free places")


# -- bad use ---------------------------------------------------------------------------------------------------------------------


@test("bad use: what is unknown, missing, too long or of another month is named, and nothing is changed")
def _(tmp):
    desk = register(tmp)
    post = open_lists(desk)[0]
    person = adults(desk, post)[0]
    before = desk.state()
    for words, says in {
            ("person", "swich", "5"): ["swich", "person switch"],
            ("person", "switch", person): ["--list"],
            ("person", "switch", "--list", post): ["--person"],
            ("person", "switch", person, person, "--list", post): [str(person)],
            ("person", "switch", "99999999", "--list", post): ["99999999"],
            ("person", "switch", person, "--list", "nowhere"): ["nowhere"],
            ("person", "switch", person, "--list", f"7777/{post}"): ["7777"],
            ("person", "switch", "-5", "--list", post): ["-5"],
            ("person", "switch", "5.5", "--list", post): ["5.5"],
            ("person", "show", "99999999"): ["99999999"],
            ("person", "show"): ["PERSON"],
            ("person", "show", "x"): ["PERSON"],
            ("person", "find"): ["identity number", "birth date"],
            ("person", "birth", "--born", "2026-11-31", "--sex", "male"): ["--born", "2026-11-31"],
            ("person", "birth", "--born", "2026-11-01", "--sex", "gutt"): ["--sex", "gutt", "female"],
            ("person", "birth", "--born", "2026-11-09", "--sex", "male"): ["--born", "2026-11-09"],
            ("person", "birth", "--born", "2026-11-01", "--sex", "male", "--mother", "99999999"): ["--mother", "99999999"],
            ("list", "show", "nowhere"): ["nowhere"],
            ("list", "cap", post, "--cap", "100001"): ["--cap", "100001"],
            ("queue", "join", person, "--list", post, "--by", "nabo"): ["--by", "nabo", "self"],
            ("removal", "decide", "77", "--outcome", "moved"): ["77"],
            ("reduction", "publish", "1"): ["--out"],
            ("reduction", "draw", "77", "--seed", "1"): ["77"],
            ("doctor", "absence", "99999999", "--reason", "syk", "--from", "2026-11-02"): ["99999999"],
            ("post", "resign", post, "--reason", "x" * 2001): ["--reason", "2000"],
            ("post", "resign", post, "--reason", "a\nb"): ["--reason"],
            ("post", "resign", post, "--reason", "a\x1bb"): ["--reason"],
            ("person", "switch", person, "--list", post, "--date", "2026-12-01"): ["2026-12-01", "2026-11"],
            ("person", "switch", person, "--list", post, "--date", "2026-10-31"): ["2026-10-31", "2026-11"],
            ("list", "all", "--municipality", "7777"): ["7777"],
    }.items():
        desk.bad(*words, says=says)
    equal(desk.state(), before)


@test("bad use: several municipalities and none named, no database, no register")
def _(tmp):
    desk = register(tmp)
    env = {name: value for name, value in desk.env.items() if name != "DEKNING_MUNICIPALITY"}
    bad("list", "all", env=env, says=[HERE, THERE])
    bad("list", "all", env=environment(), says="dekning.db")
    empty = tmp / "empty.db"
    good("load", world.bergen, "--db", empty)
    for words in (["list", "all"], ["month", "preview"], ["person", "show", "1"], ["audit", "show"], ["register", "due"]):
        result = run(*words, "--db", empty, env=environment())
        claim(result.status in (0, 2), f"{result}")
    bad("month", "preview", "--db", empty, env=environment(), says="register begin")
    bad("person", "birth", "--born", "2026-11-01", "--sex", "male", "--db", empty, env=environment(), says="register begin")


@test("register: begun by hand with the municipality's tables, and empty until it is filled")
def _(tmp):
    env = environment(DEKNING_DB=str(tmp / "a.db"), DEKNING_KEY=str(tmp / "a.key"))
    good("key", "create", env=env)
    good("load", world.bergen, "--db", tmp / "a.db")
    begun = good("register", "begin", "2026-11", "--json", env=env).json
    equal(begun["outcome"], "done")
    bad("register", "begin", "2026-11", env=env, says="4601")
    equal(good("list", "all", "--date", "2026-11-02", "--json", env=env).json["all_lists"][0]["length"], 0)
    equal(good("register", "due", "--date", "2026-11-02", "--json", env=env).json["retention_dead"], 0)


@test("register: a register that may not be written is refused, and nothing is shown that cannot be logged")
def _(tmp):
    desk = register(tmp)
    person = adults(desk, open_lists(desk)[0])[0]
    nobody = as_nobody()
    tmp.chmod(0o555)
    desk.db.chmod(0o444)
    desk.key.chmod(0o600)
    try:
        bad("person", "show", person, "--date", desk.day, env=desk.env, says="register", **nobody)
    finally:
        tmp.chmod(0o755)
        desk.db.chmod(0o644)


@test("synthesise country: makes its municipalities, whichever the environment names")
def _(tmp):
    made = good("synthesise", "country", world.bergen, "--residents", "6000", "--municipalities", "2", "--month", "2026-11",
                "--db", tmp / "land.db", "--json", env=environment(DEKNING_MUNICIPALITY="9001"))
    equal([made.json["municipalities"], made.json["people"]], [2, 6000])
