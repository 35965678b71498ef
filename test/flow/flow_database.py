# SPDX-License-Identifier: EUPL-1.2
"""Databases: loading, answering, what is no database of ours, being killed, being two, having no room."""
import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import time

from helper import (MUNICIPAL, Skip, as_nobody, bad, claim, contains, copy_bergen, digest, dump, environment, equal, good,
                    ignore_file_size_signal, loaded, read_table, replace, run, set_cell, test, world)


def other_municipality(tmp, code="4602", name="Annetsted"):
    folder = copy_bergen(tmp, f"kommune{code}")
    replace(folder / "municipality.csv", "4601,Bergen", f"{code},{name}")
    set_cell(folder / "planning.csv", 2, 2, "200000")
    return folder


# -- answers ------------------------------------------------------------------------------------------------------


LISTED = ("assumptions", "measures", "observations", "sources")  # which are lists: of no day, and with nothing to explain


def add_same(command, status):
    @test(f"{command}: from the database as from the folder, in JSON, CSV and text, with --explain where there is one")
    def _(tmp):
        database = loaded(tmp)
        forms = [["--json"], ["--csv"], []]
        if command not in LISTED:
            forms += [["--json", "--explain"], ["--explain"]]
        if command not in (*LISTED, "check"):
            forms.append(["--date", "2024-11-13", "--json"])
        for form in forms:
            equal(good(command, "--db", database, *form, status=status).bytes,
                  good(command, "--from", world.bergen, *form, status=status).bytes, " ".join(form))


for each, (_, each_status) in MUNICIPAL.items():
    add_same(each, each_status)


@test("answering changes no byte of the database and leaves nothing beside it")
def _(tmp):
    database = loaded(tmp)
    before = digest(database)
    for command, (words, status) in MUNICIPAL.items():
        good(*words, "--db", database, status=status)
    equal(digest(database), before)
    equal(sorted(path.name for path in tmp.iterdir()), ["dekning.db"])


@test("the database holds every cell of every table")
def _(tmp):
    held = sqlite3.connect(loaded(tmp))
    names = {name for (name,) in held.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    for path in world.bergen.rglob("*.csv"):
        name = "same_day_survey" if path.stem == "same_day" else path.stem
        claim(name in names, f"no table {name}")
        rows = read_table(path)
        equal(held.execute(f"SELECT count(*) FROM {name}").fetchone()[0], len(rows), name)
        columns = [row[1] for row in held.execute(f"PRAGMA table_info({name})")]
        claim(set(rows[0]) <= set(columns) or name == "municipality", f"{name} has {columns}, the file {list(rows[0])}")
    held.row_factory = sqlite3.Row
    stored = {row["post"]: row for row in held.execute("SELECT * FROM posts")}
    for row in read_table(world.bergen / "posts.csv"):
        equal(stored[row["post"]]["cap"], int(row["cap"]), row["post"])
        equal(stored[row["post"]]["practice"], row["practice"], row["post"])
    money = {(row["item"], row["year_from"]): row["amount"] for row in held.execute("SELECT * FROM budget")}
    for row in read_table(world.bergen / "budget.csv"):
        equal(money[row["item"], int(row["year_from"])], int(row["amount"]) * 100, "kept in øre")
    held.close()


@test("the database is STRICT, has references, and refuses a dangling one")
def _(tmp):
    held = sqlite3.connect(loaded(tmp))
    for name, sql in held.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'"):
        claim("STRICT" in sql.upper().rsplit(")", 1)[1], f"{name} is not STRICT")
    held.execute("PRAGMA foreign_keys = ON")
    try:
        held.execute("UPDATE posts SET practice = 'ingen' WHERE rowid = 1")
        held.commit()
        claim(False, "a post of no practice was taken")
    except sqlite3.IntegrityError:
        pass
    equal(held.execute("PRAGMA journal_mode").fetchone()[0], "wal")
    held.close()


# -- loading ---------------------------------------------------------------------------------------------------------


@test("loading twice is the same as loading once")
def _(tmp):
    database = loaded(tmp)
    once = dump(database)
    good("load", world.bergen, "--db", database)
    equal(dump(database), once)


@test("loading replaces what was there: rows that went away are gone")
def _(tmp):
    database = loaded(tmp)
    folder = copy_bergen(tmp, "ny")
    replace(folder / "municipality.csv", "4601,Bergen", "4601,Nybergen")
    for name in ("lists", "measures"):
        (folder / f"{name}.csv").unlink()
    good("load", folder, "--db", database)
    found = dump(database)
    equal((len(found["lists"]), len(found["measures"]), len(found["posts"])), (0, 0, 256))
    equal(good("need", "--db", database, "--json").json["municipality"], {"code": "4601", "name": "Nybergen"})
    for command, (words, status) in MUNICIPAL.items():
        equal(run(*words, "--db", database, "--json").bytes, run(*words, "--from", folder, "--json").bytes, command)


@test("several municipalities in one database: --municipality chooses, and must")
def _(tmp):
    other = other_municipality(tmp)
    database = tmp / "begge.db"
    good("load", world.bergen, other, "--db", database)
    for command, (words, status) in MUNICIPAL.items():
        bad(*words, "--db", database, says=["--municipality", "4601", "4602"])
        for code, folder in (("4601", world.bergen), ("4602", other)):
            equal(good(*words, "--db", database, "--municipality", code, "--json", status=status).bytes,
                  good(*words, "--from", folder, "--json", status=status).bytes, f"{command} of {code}")
    bad("need", "--db", database, "--municipality", "9999", says=["9999", "4601, 4602"])
    bad("need", "--db", database, "--municipality", "", says="--municipality")


@test("one municipality loaded anew leaves the others as they were")
def _(tmp):
    other = other_municipality(tmp)
    database = tmp / "begge.db"
    good("load", world.bergen, other, "--db", database)
    before = dump(database)
    set_cell(other / "planning.csv", 2, 2, "100000")
    good("load", other, "--db", database)
    after = dump(database)
    equal({name for name in before if before[name] != after[name]}, {"planning"})
    equal([row for row in before["planning"] if "'4601'" in row], [row for row in after["planning"] if "'4601'" in row])


@test("350 municipalities in one database, one of them answered for")
def _(tmp):
    small = tmp / "liten"
    small.mkdir()
    for name in ("sources", "municipality", "planning", "observations", "districts"):
        shutil.copy(world.bergen / f"{name}.csv", small)
    folders = []
    for number in range(350):
        folder = tmp / str(number)
        shutil.copytree(small, folder)
        replace(folder / "municipality.csv", "4601,Bergen", f"{1000 + number},K{number}")
        folders.append(folder)
    good("load", *folders, "--db", tmp / "norge.db", timeout=120)
    equal(good("need", "--db", tmp / "norge.db", "--municipality", "1349", "--json").json["recruits"], 88)


@test("one bad folder among several: nothing is loaded")
def _(tmp):
    database = loaded(tmp)
    before = digest(database)
    fine, wrong = other_municipality(tmp), other_municipality(tmp, "4603")
    set_cell(wrong / "posts.csv", 17, 4, "25o0")
    for order in ([fine, wrong], [wrong, fine], [fine, tmp / "borte"]):
        bad("load", *order, "--db", database)
        equal(digest(database), before)


@test("the same municipality in two folders of one load: refused, or the last one whole")
def _(tmp):
    first, second = other_municipality(tmp), copy_bergen(tmp, "igjen")
    replace(second / "municipality.csv", "4601,Bergen", "4602,Igjen")
    result = run("load", first, second, "--db", tmp / "a.db")
    claim(result.status == 0 or (result.status == 2 and "igjen" in result.err), str(result))
    if result.status == 0:
        equal(good("coverage", "--db", tmp / "a.db", "--json").bytes, good("coverage", "--from", second, "--json").bytes)


@test("load and answer where the folder's name is odd: spaces, letters, %, ?, #, :")
def _(tmp):
    wanted = good("need", "--from", world.bergen, "--json").bytes
    for name in ("min base.db", "Åsane.db", "a%20b.db", "a?mode=memory.db", "a#b.db", ":memory:", "file:x.db", "-x.db"):
        good("load", world.bergen, f"--db={name}", cwd=tmp)
        claim((tmp / name).is_file(), f"{name} is not a file")
        equal(good("need", f"--db={name}", "--json", cwd=tmp).bytes, wanted, name)


# -- what is no database of ours -----------------------------------------------------------------------------------------


def add_foreign(about, make, says=()):
    @test(f"database: {about} is refused for loading and answering, and not touched")
    def _(tmp):
        path = make(tmp)
        kept = path.read_bytes() if path.is_file() else None
        listing = sorted(tmp.iterdir())
        for words in (["load", world.bergen, "--db", path], ["need", "--db", path], ["coverage", "--db", path]):
            result = bad(*words, says=says)
            contains(result.err, path.name, "standard error")
            equal(path.read_bytes() if path.is_file() else None, kept, f"bytes after {words[0]}")
            equal(sorted(tmp.iterdir()), listing, f"files after {words[0]}")


def make_folder(tmp):
    (tmp / "base.db").mkdir()
    return tmp / "base.db"


def make_file(content):
    def make(tmp):
        (tmp / "base.db").write_bytes(content)
        return tmp / "base.db"
    return make


def make_foreign(tmp):
    held = sqlite3.connect(tmp / "base.db")
    held.execute("CREATE TABLE kunder (navn TEXT)")
    held.execute("INSERT INTO kunder VALUES ('Ola')")
    held.commit()
    held.close()
    return tmp / "base.db"


def make_foreign_with_our_names(tmp):
    held = sqlite3.connect(tmp / "base.db")
    held.execute("CREATE TABLE municipality (municipality TEXT, code TEXT)")
    held.execute("PRAGMA user_version = 1")
    held.commit()
    held.close()
    return tmp / "base.db"


def make_truncated(part):
    def make(tmp):
        database = loaded(tmp)
        os.truncate(database, int(database.stat().st_size * part) // 4096 * 4096 + 100)
        return database
    return make


def make_damaged(tmp):
    database = loaded(tmp)
    with open(database, "r+b") as file:
        for page in range(4096, database.stat().st_size, 4096):
            file.seek(page)
            file.write(b"\xff" * 200)
    return database


def make_newer(tmp):
    database = loaded(tmp)
    held = sqlite3.connect(database)
    (version,) = held.execute("PRAGMA user_version").fetchone()
    held.execute(f"PRAGMA user_version = {version + 1}")
    held.commit()
    held.close()
    return database


def make_loop(tmp):
    (tmp / "base.db").symlink_to("base.db")
    return tmp / "base.db"


def make_fifo(tmp):
    os.mkfifo(tmp / "base.db")
    return tmp / "base.db"


add_foreign("a folder", make_folder, "found a folder, expected a file")
add_foreign("a text file", make_file(b"Dette er en tekst, og ikke en database.\n" * 100), "is not a Dekning database")
add_foreign("a file of one byte", make_file(b"x"), "is not a Dekning database")
add_foreign("a CSV file", make_file(b"post,practice\n1,2\n"), "is not a Dekning database")
add_foreign("another program's SQLite file", make_foreign, "is not a Dekning database")
add_foreign("another program's SQLite file with our names", make_foreign_with_our_names, "is not a Dekning database")
add_foreign("a database cut to half", make_truncated(0.5))
add_foreign("a database cut to its first page", make_truncated(0))
add_foreign("a database damaged throughout", make_damaged)
add_foreign("a database of a newer version", make_newer, "knows no later than")
add_foreign("a loop of symbolic links", make_loop)
add_foreign("a FIFO", make_fifo)


@test("database: one that is not there is told when answering, and not made")
def _(tmp):
    bad("need", "--db", tmp / "borte.db", says="borte.db")
    equal(list(tmp.iterdir()), [])


@test("database: a folder that is not there is told")
def _(tmp):
    bad("load", world.bergen, "--db", tmp / "borte" / "base.db", says="base.db")
    equal(list(tmp.iterdir()), [])


@test("database: an empty file becomes one when loading, and is none when answering")
def _(tmp):
    path = tmp / "base.db"
    path.touch()
    bad("need", "--db", path, says="base.db")
    equal(path.stat().st_size, 0)
    good("load", world.bergen, "--db", path)
    good("need", "--db", path)


@test("database: one without any municipality is told")
def _(tmp):
    database = loaded(tmp)
    held = sqlite3.connect(database)
    names = [name for (name,) in held.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    for name in names:
        held.execute(f"DELETE FROM {name}")
    held.commit()
    held.close()
    bad("need", "--db", database, says="dekning.db")


# -- being killed ------------------------------------------------------------------------------------------------------------

KILLS = 40


@test(f"load killed with -9 at {KILLS} moments: the old content or the new, whole")
def _(tmp):
    folders = {"old": copy_bergen(tmp, "gammel"), "new": copy_bergen(tmp, "ny")}
    replace(folders["new"] / "municipality.csv", "4601,Bergen", "4601,Nybergen")
    set_cell(folders["new"] / "planning.csv", 2, 2, "123456")
    (folders["new"] / "measures.csv").unlink()
    database, log = tmp / "drept.db", tmp / "drept.db-wal"
    contents, took = {}, []
    for name in ("new", "old"):
        start = time.monotonic()
        good("load", folders[name], "--db", database)
        took.append(time.monotonic() - start)
        contents[name] = dump(database)
    claim(contents["old"] != contents["new"], "the two cannot be told apart")
    chance = random.Random(20231231)
    current, killed, written, span, tries = "old", 0, 0, min(took), 0
    while (killed < KILLS or written < 5) and tries < 10 * KILLS:
        tries += 1
        wanted = "new" if current == "old" else "old"
        process = subprocess.Popen([world.binary, "load", folders[wanted], "--db", database], env=environment(),
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(span * chance.random())
        process.send_signal(signal.SIGKILL)
        status = process.wait(timeout=20)
        killed += status == -signal.SIGKILL
        span *= 1.05 if status == -signal.SIGKILL else 0.9  # the moments are spread over the run as it is now
        written += log.exists() and log.stat().st_size > 0  # it was killed while it wrote the database
        if tries % 4 == 0:  # sometimes our own program is the first to open it after the kill
            good("need", "--db", database)
        found = dump(database)
        which = [name for name, content in contents.items() if content == found]
        claim(which, f"after kill {killed} the content is neither old nor new")
        claim(status != 0 or which == [wanted], "a load that was reported done is lost")
        (current,) = which
    claim(killed >= KILLS and written >= 5, f"of {tries} loads {killed} were killed in time, {written} while writing")
    good("load", world.bergen, "--db", database)
    equal(dump(database), contents["old"], "loaded again after all that")
    equal([path.name for path in tmp.glob("drept.db*")], ["drept.db"], "files left")


@test("the making of a database killed with -9: none, or one that can be loaded into")
def _(tmp):
    chance = random.Random(7)
    start = time.monotonic()
    good("load", world.bergen, "--db", tmp / "hel.db")
    usual, whole = time.monotonic() - start, dump(tmp / "hel.db")
    for number in range(12):
        database = tmp / f"{number}.db"
        process = subprocess.Popen([world.binary, "load", world.bergen, "--db", database], env=environment(),
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(usual * (0.2 + 0.8 * chance.random()))
        process.kill()
        process.wait(timeout=20)
        if database.exists():
            result = run("need", "--db", database)
            claim(result.status in (0, 2), str(result))
        good("load", world.bergen, "--db", database)
        equal(dump(database), whole, f"database {number}")


# -- being two -----------------------------------------------------------------------------------------------------------------


def add_several(about, fresh):
    @test(f"several loads at once into {about} all end well")
    def _(tmp):
        folders = [copy_bergen(tmp, "en"), copy_bergen(tmp, "to")]
        replace(folders[1] / "municipality.csv", "4601,Bergen", "4601,Nybergen")
        contents = []
        for folder in folders:
            good("load", folder, "--db", tmp / "fasit.db")
            contents.append(dump(tmp / "fasit.db"))
        for number in range(4):
            database = tmp / f"{number}.db"
            if not fresh:
                shutil.copyfile(tmp / "fasit.db", database)
            running = [subprocess.Popen([world.binary, "load", folders[i % 2], "--db", database], env=environment(),
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE) for i in range(4)]
            for process in running:
                _, error = process.communicate(timeout=60)
                equal((process.returncode, error), (0, b""), "a load")
            claim(dump(database) in contents, "the content is of neither folder")


add_several("a database that is there", fresh=False)
add_several("one that none has made yet", fresh=True)


@test("answers while others load: each is of the old content or the new")
def _(tmp):
    database = loaded(tmp)
    new = copy_bergen(tmp, "ny")
    set_cell(new / "planning.csv", 2, 2, "308000")
    allowed = {good("need", "--from", folder, "--json").bytes for folder in (world.bergen, new)}
    for _ in range(5):
        loads = [subprocess.Popen([world.binary, "load", folder, "--db", database], env=environment(),
                                  stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) for folder in (new, world.bergen)]
        for _ in range(4):
            claim(good("need", "--db", database, "--json").bytes in allowed, "an answer of something between")
        for load in loads:
            equal((load.communicate(timeout=60)[1], load.returncode), (b"", 0), "a load")


@test("a database that another program holds: told, and the other's work is kept")
def _(tmp):
    database = loaded(tmp)
    holder = sqlite3.connect(database, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    holder.execute("UPDATE municipality SET name = 'Holdt'")
    start = time.monotonic()
    bad("load", world.bergen, "--db", database, says="in use by another program")
    waited = time.monotonic() - start
    claim(1 < waited < 15, f"waited {waited:.1f} s")
    equal(good("need", "--db", database, "--json").json["municipality"]["name"], "Bergen", "what is not committed")
    holder.execute("COMMIT")
    holder.close()
    equal(good("need", "--db", database, "--json").json["municipality"]["name"], "Holdt")


# -- having no room or right ------------------------------------------------------------------------------------------------------


@test("a folder that may not be written to: told, nothing loaded")
def _(tmp):
    nobody = as_nobody()
    folder = tmp / "laast"
    folder.mkdir()
    database = loaded(folder)
    before = digest(database)
    database.chmod(0o444)
    folder.chmod(0o555)
    try:
        for words in (["load", world.bergen, "--db", database], ["load", world.bergen, "--db", folder / "ny.db"]):
            bad(*words, says="laast", **nobody)
        equal((digest(database), [path.name for path in folder.iterdir()]), (before, ["dekning.db"]))
        result = run("need", "--db", database, "--json", **nobody)
        claim(result.status in (0, 2), str(result))
        claim(result.status != 0 or result.bytes == good("need", "--from", world.bergen, "--json").bytes, "another answer")
        claim(result.status == 0 or "laast" in result.err, str(result))
    finally:
        folder.chmod(0o755)


@test("a file that may only be read: told, nothing loaded")
def _(tmp):
    nobody = as_nobody()
    tmp.chmod(0o777)
    database = loaded(tmp)
    before = digest(database)
    database.chmod(0o444)
    bad("load", world.bergen, "--db", database, says="dekning.db", **nobody)
    equal(digest(database), before)


def limited(size):
    def limit():
        ignore_file_size_signal()
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    return limit


@test("no room for the file to grow: told, the old content whole")
def _(tmp):
    new = copy_bergen(tmp, "ny")
    replace(new / "municipality.csv", "4601,Bergen", "4601,Nybergen")
    database = loaded(tmp)
    before = dump(database)
    for size in (0, 4096, 32768, 65536, 100000, 200000):
        result = run("load", new, "--db", database, preexec_fn=limited(size))
        claim(result.status in (2, 3), f"limit {size}: {result}")
        contains(result.err, "dekning.db", "standard error")
        equal(dump(database), before, f"content after limit {size}")
    for size in (0, 4096, 65536, 200000):
        fresh = tmp / f"ny{size}.db"
        result = run("load", new, "--db", fresh, preexec_fn=limited(size))
        claim(result.status in (2, 3), f"limit {size}: {result}")
        good("load", new, "--db", fresh)


@test("a full disk (a small tmpfs in a namespace of its own): told, the old content whole")
def _(tmp):
    new = copy_bergen(tmp, "ny")
    replace(new / "municipality.csv", "4601,Bergen", "4601,Nybergen")
    database = loaded(tmp)
    before = dump(database)
    disk = tmp / "disk"
    disk.mkdir()
    script = """
        mount -t tmpfs -o size="$6" none "$1" || exit 99
        cp "$2" "$1/dekning.db" && cd "$1" && "$3" load "$4" --db dekning.db; status=$?
        cp dekning.db* "$5"; exit $status
    """
    out = tmp / "ut"
    out.mkdir()
    room = database.stat().st_size + 96 * 1024  # the files beside it begin, and cannot grow
    done = subprocess.run(["unshare", "-m", "sh", "-c", script, "sh", disk, database, world.binary, new, out, str(room)],
                          env=environment(PATH="/usr/sbin:/usr/bin:/sbin:/bin"), capture_output=True, timeout=30)
    if done.returncode == 99 or b"unshare" in done.stderr:
        raise Skip("may not mount a tmpfs here")
    claim(done.returncode in (2, 3), f"exit status {done.returncode}, {done.stderr!r}")
    contains(done.stderr.decode(), "dekning.db", "standard error")
    equal(dump(out / "dekning.db"), before)
