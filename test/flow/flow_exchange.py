# SPDX-License-Identifier: EUPL-1.2
"""Others' files in and out of the register: what differs is found, done once or not at all, and what may not leave
stays. Every person is made up, with synthetic numbers (80 added to the month)."""
import csv
import re
import zipfile

from helper import answer, bad, claim, contains, dump, equal, good, lacks, loaded, lock, read_table, test, world

COLUMNS = ("national_id", "birth_date", "sex", "municipality", "district", "household", "protected", "mother",
           "other_parent", "post", "since")
POSTS = ("460101-01-01", "460101-01-02", "460101-02-01")


def number(born, serial):
    """The synthetic number of a day, an even serial a woman's; those that cannot be are passed over."""
    year, month, day = born.split("-")
    for individual in range(serial, 1000, 2):
        digits = [int(x) for x in f"{day}{int(month) + 80:02}{year[2:]}{individual:03}"]
        first = -sum(a * b for a, b in zip(digits, (3, 7, 6, 1, 8, 9, 4, 5, 2))) % 11
        second = -sum(a * b for a, b in zip([*digits, first], (5, 4, 3, 2, 7, 6, 5, 4, 3, 2))) % 11
        if first < 10 and second < 10:
            return "".join(map(str, [*digits, first, second]))
    raise AssertionError(born)


MOTHER, FATHER = number("1985-05-01", 100), number("1984-06-02", 101)
CHILD, HIDDEN = number("2020-07-03", 500), number("1971-08-04", 102)


def person(nid, post, since, **more):
    row = dict.fromkeys(COLUMNS, "")
    row.update(national_id=nid, municipality="4601", district="Arna", household="h1", protected="no", post=post,
               since=since)
    row.update(more)
    return row


def family():
    return [person(MOTHER, POSTS[0], "2019-03-01"),
            person(FATHER, POSTS[1], "2018-02-01"),
            person(CHILD, POSTS[0], "2020-08-01", mother=MOTHER, other_parent=FATHER),
            person(HIDDEN, POSTS[2], "2001-06-01", protected="yes", district="", household="")]


def write(path, rows):
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


class Office:
    """A database of Bergen with a register in which nobody is, and a key."""

    def __init__(self, folder, name="a"):
        folder = folder / name
        folder.mkdir()
        self.folder, self.key = folder, folder.parent / "k.key"
        with lock:
            if not self.key.exists():
                good("key", "create", "--key", self.key)
        self.db = loaded(folder)
        self.options = ("--db", self.db, "--key", self.key, "--date", "2026-01-10", "--actor", "test", "--purpose", "test")
        good("register", "begin", "--month", "2026-01", *self.options)

    def answer(self, *words, **more):
        return answer(*words, *self.options, **more)

    def take(self, rows, *words, **more):
        return self.answer("import", "persons", write(self.folder / "in.csv", rows), *words, **more)

    def export(self, *words):
        path = self.folder / "out.csv"
        self.answer("export", "persons", "--out", path, *words)
        return read_table(path)

    def state(self):
        """All of the database but what was seen of it."""
        content = dump(self.db)
        content["audit"] = [row for row in content["audit"] if "'import'" not in row]
        return content


def counts(made):
    return {row["change"]: row["count"] for row in made["differences"] if row["count"]}


@test("import persons: all come on the lists they were on, since the day they were")
def _(tmp):
    office = Office(tmp)
    made = office.take(family())
    equal((made["outcome"], counts(made)), ("done", {"add": 4}))
    back = {row["national_id"]: row for row in office.export("--with-identity")}
    equal(set(back), {MOTHER, FATHER, CHILD}, "who leaves")
    for row in family()[:3]:
        found = back[row["national_id"]]
        equal((found["post"], found["since"], found["mother"], found["other_parent"], found["district"]),
              (row["post"], row["since"], row["mother"], row["other_parent"], row["district"]))
    equal(len({row["household"] for row in back.values()}), 1, "households")


@test("import persons: what is exported gives the same register anew")
def _(tmp):
    first, second = Office(tmp, "a"), Office(tmp, "b")
    first.take(family()[:3])
    rows = first.export("--with-identity")
    equal(counts(second.take(rows)), {"add": 3})
    again = second.export("--with-identity")
    equal(sorted(map(str, again)), sorted(map(str, rows)))
    equal(counts(first.take(rows)), {}, "against itself")


@test("import persons: the same file twice changes nothing")
def _(tmp):
    office = Office(tmp)
    office.take(family())
    before = office.state()
    again = office.take(family())
    equal((counts(again), again["persons_same"]), ({}, 4))
    equal(office.state(), before)


@test("import persons --dry-run: tells what would be done, and does nothing")
def _(tmp):
    office = Office(tmp)
    before = office.state()
    made = office.take(family(), "--dry-run")
    equal((made["outcome"], counts(made)), ("would_be_done", {"add": 4}))
    equal(office.state(), before)


@test("import persons: a post that is not there refuses all, or is left out")
def _(tmp):
    office = Office(tmp)
    rows = family()
    rows[1]["post"] = "nowhere"
    before = office.state()
    made = office.take(rows, status=1)
    equal((made["outcome"], made["changes_refused"]), ("refused", 2))
    lines = {row["file_line"] for row in made["changes"]}
    equal(lines, {3, 4}, "the father, and the child who is then without him")
    contains(str(made["changes"]), "nowhere")
    equal(office.state(), before)
    made = office.take(rows, "--leave-out")
    equal((made["outcome"], made["changes_refused"]), ("done", 2))
    equal({row["national_id"] for row in office.export("--with-identity")}, {MOTHER})


@test("import persons: moves, protection and family, and who is not in the file")
def _(tmp):
    office = Office(tmp)
    office.take(family())
    rows = family()[:3]
    rows[0].update(district="Fana", household="h2")
    rows[1].update(protected="yes")
    rows[2].update(other_parent="")
    made = office.take(rows)
    equal(counts(made), {"move": 1, "protect": 1, "family": 1, "absent": 1})
    equal({row["national_id"]: row["district"] for row in office.export("--with-identity")},
          {MOTHER: "Fana", CHILD: "Arna"}, "the father is protected now")


def add_wrong(about, change, field):
    @test(f"import persons: {about} is told by its line and column, without a digit of a number, and nothing is done")
    def _(tmp):
        office = Office(tmp)
        rows = family()
        change(rows)
        before = office.state()
        path = write(office.folder / "in.csv", rows)
        for words in ((), ("--dry-run",)):
            result = bad("import", "persons", path, *words, *office.options, says=[f"{path}:3", f" {field}: "])
            claim(not re.search(r"\d{6}", result.err.replace(str(path), "")), f"digits are shown: {result.err}")
        equal(office.state(), before)


add_wrong("a wrong check digit", lambda rows: rows[1].update(national_id=FATHER[:10] + str((int(FATHER[10]) + 1) % 10)),
          "national_id")
add_wrong("a number that stands twice", lambda rows: rows[1].update(national_id=MOTHER), "national_id")
add_wrong("another birth date than the number's", lambda rows: rows[1].update(birth_date="1984-06-03"), "birth_date")
add_wrong("a number in another column", lambda rows: rows[1].update(post=HIDDEN), "post")
add_wrong("an unknown district", lambda rows: rows[1].update(district="Vest"), "district")
add_wrong("a day without a post", lambda rows: rows[1].update(post=""), "since")


@test("import persons: no number is anywhere in the database or the answers")
def _(tmp):
    office = Office(tmp)
    path = write(office.folder / "in.csv", family())
    shown = "".join(good("import", "persons", path, *words, *office.options).out for words in ((), ("--json",)))
    shown += good("export", "persons", "--out", office.folder / "out.csv", "--with-identity", *office.options).out
    content = str(dump(office.db))
    for nid in (MOTHER, FATHER, CHILD, HIDDEN):
        lacks(shown, nid)
        lacks(content, nid, "database")


@test("export persons: numbers only by --with-identity, and each person is logged")
def _(tmp):
    office = Office(tmp)
    office.take(family())
    rows = office.export()
    equal({row["national_id"] + row["mother"] + row["other_parent"] for row in rows}, {""})
    office.export("--with-identity")
    equal((office.folder / "out.csv").stat().st_mode & 0o777, 0o600, "who may read the file")
    log = [row for row in dump(office.db)["audit"] if "'export'" in row]
    equal((len(log), len([row for row in log if "identity=yes" in row])), (6, 3), "rows in the log")
    good("audit", "verify", "--db", office.db)


@test("audit show: those whom the rows are about are logged as seen, and protected addresses are not told")
def _(tmp):
    office = Office(tmp)
    rows = family()
    rows[3].update(district="Fana", household="h9")
    office.take(rows)
    shown = good("audit", "show", *office.options).out
    contains(shown, "district=Arna")
    lacks(shown, "district=Fana")
    log = [row for row in dump(office.db)["audit"] if "'audit'" in row]
    equal(len(log), 4, "persons seen")
    contains(good("audit", "show", *office.options, "--purpose", "service").out, "district=Fana")


@test("export tables: every table, without numbers and without protected addresses")
def _(tmp):
    office = Office(tmp)
    rows = family()
    rows[3].update(district="Fana", household="h9")
    office.take(rows)
    out = tmp / "tables"
    out.mkdir()
    office.answer("export", "tables", "--out", out)
    claim({"person.csv", "enrolment.csv", "gp_list.csv", "post.csv"} <= {path.name for path in out.iterdir()}, "tables")
    claim(not {"identity.csv", "audit.csv"} & {path.name for path in out.iterdir()}, "tables that must stay")
    text = "".join(path.read_text("utf-8") for path in out.iterdir())
    for nid in (MOTHER, FATHER, CHILD, HIDDEN):
        lacks(text, nid, "tables")
    persons = read_table(out / "person.csv")
    equal([(row["district"], row["household"] != "") for row in persons if row["protected"] == "yes"], [("", False)])
    equal(len(persons), 4)
    equal({row["begin_reason"] for row in read_table(out / "enrolment.csv")}, {"initial"})


@test("export flr, reconcile flr: the same register agrees with itself, and names what differs")
def _(tmp):
    first, second = Office(tmp, "a"), Office(tmp, "b")
    first.take(family()[:3])
    rows = family()[:3]
    rows[1]["post"] = POSTS[2]
    second.take(rows[1:] + [person(HIDDEN, POSTS[0], "2020-01-01")], "--leave-out")
    path = tmp / "flr.zip"
    first.answer("export", "flr", "--out", path, "--patients")
    own = first.answer("reconcile", "flr", path)
    equal((own["persons_same"], own["persons_differ"], own["persons_unknown"]), (3, 0, 0))
    equal(own["contract_differences"], [])
    other = second.answer("reconcile", "flr", path)
    equal(other["persons_unknown"], 1, "the mother is not there")
    equal(sorted((row["difference"], row["ours"], row["theirs"]) for row in other["differing_persons"]),
          [("only_ours", POSTS[0], "–"), ("other_list", POSTS[2], POSTS[1])])
    for nid in (MOTHER, FATHER, CHILD, HIDDEN):
        lacks(str(other), nid)


@test("export flr: nobody without --patients, and never one whose address is protected")
def _(tmp):
    office = Office(tmp)
    office.take(family())
    for words, expected in (((), set()), (("--patients",), {MOTHER, FATHER, CHILD})):
        path = tmp / "flr.zip"
        made = office.answer("export", "flr", "--out", path, *words)
        equal(made["left_out"], len(words))
        with zipfile.ZipFile(path) as archive:
            text = "".join(archive.read(name).decode("utf-8") for name in archive.namelist())
        equal({nid for nid in (MOTHER, FATHER, CHILD, HIDDEN) if nid in text}, expected, f"{words}")


@test("import flr: an empty register gets everybody on the lists they are on there")
def _(tmp):
    first, second = Office(tmp, "a"), Office(tmp, "b")
    first.take(family()[:3])
    path = tmp / "flr.zip"
    first.answer("export", "flr", "--out", path, "--patients")
    equal(counts(second.answer("import", "flr", path)), {"add": 3})
    equal(sorted((row["national_id"], row["post"], row["since"]) for row in second.export("--with-identity")),
          sorted((row["national_id"], row["post"], row["since"]) for row in family()[:3]))
    equal(counts(second.answer("import", "flr", path)), {})


@test("reconcile helfo: lengths of the day, equal, different and only in one")
def _(tmp):
    office = Office(tmp)
    office.take(family())
    columns = tmp / "columns.csv"
    columns.write_text("field,column,required\npost,Hjemmel,yes\nlisted,Antall,yes\nmonth,Måned,yes\n", "utf-8")
    report = tmp / "helfo.csv"
    report.write_text(f"Hjemmel;Antall;Måned\n{POSTS[0]};2;2026-01\n{POSTS[1]};5;2026-01\nX-1;7;2026-01\n", "utf-8")
    before = dump(office.db)
    made = office.answer("reconcile", "helfo", report, "--columns", columns)
    posts = len(read_table(world.bergen / "posts.csv"))
    equal((made["equal"], made["different"], made["only_theirs"], made["only_ours"]), (1, 1, 1, posts - 2))
    rows = {row["post_key"]: (row["ours"], row["theirs"], row["outcome"]) for row in made["lists_compared"]}
    equal(rows[POSTS[0]], (2, 2, "equal"))
    equal(rows[POSTS[1]], (1, 5, "different"))
    equal(rows["X-1"], (None, 7, "only_theirs"))
    equal(rows[POSTS[2]], (1, None, "only_ours"))
    equal(dump(office.db), before, "database")


@test("import, export and reconcile without a file, a register or a key are told")
def _(tmp):
    office = Office(tmp)
    bad("import", "persons", *office.options, says="FILE")
    bad("export", "tables", *office.options, says="--out")
    bad("reconcile", "helfo", *office.options, says="FILE")
    path = write(tmp / "in.csv", family())
    bare = loaded(tmp)
    bad("import", "persons", path, "--db", bare, "--key", office.key, "--date", "2026-01-10", says="4601")
    options = [word for word in office.options if word not in ("--key", office.key)]
    bad("import", "persons", path, *options, says="--key")
    bad("export", "persons", "--with-identity", "--out", tmp / "x.csv", *options, says="--key")
    claim(not (tmp / "x.csv").exists(), "a file was written")
    bad("import", "persons", path, *office.options[:4], "--date", "2026-02-10", says="2026-01")
