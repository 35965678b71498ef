# SPDX-License-Identifier: EUPL-1.2
"""Folders that are wrong: each is refused with its places, and a database loaded before is not touched by a byte.

Databases that are none are in flow_database.py.
"""
import os
import re
import shutil
import time

from helper import (as_nobody, bad, claim, contains, copy_bergen, digest, equal, environment, good, lacks, loaded,
                    read_table, replace, run, set_cell, test, world)


def refused(tmp, folder, *says, counted=None):
    """Loading is refused with all of `says` (regular expressions, each a whole line), and changes nothing; and so
    is answering from the folder."""
    database = loaded(tmp)
    before = digest(database)
    result = bad("load", folder, "--db", database)
    equal(digest(database), before, "the database's bytes")
    equal(sorted(path.name for path in tmp.glob("dekning.db*")), ["dekning.db"], "files beside the database")
    lines = result.err.splitlines()
    for pattern in says:
        claim(any(re.fullmatch(pattern, line) for line in lines), f"no line is like {pattern!r} in {result.err[:1500]!r}")
    told = re.search(r"\d+", lines[-1])
    claim(told is not None and lines[-1].startswith("dekning: "), f"the last line does not count: {lines[-1]!r}")
    equal(int(told[0]), len(says) if counted is None else counted, f"errors counted in {result.err[:1500]!r}")
    fresh = tmp / "ny.db"
    bad("load", folder, "--db", fresh)
    claim(not fresh.exists(), "a new database was made of nothing")
    answered = bad("need", "--from", folder)
    equal(answered.err.splitlines()[:-1], lines[:-1], "errors of --from")
    return result


def at(folder, place):
    return re.escape(f"{folder}/{place}")


# -- one wrong value ------------------------------------------------------------------------------------------------

WRONG = [
    # table, line, column, value, what the error says after file:line:column
    ("posts", 2, 4, "25o0", 'cap: found "25o0", expected a whole number 0–2500'),
    ("posts", 17, 4, "25o0", 'cap: found "25o0", expected a whole number 0–2500'),
    ("posts", 257, 4, "25o0", 'cap: found "25o0", expected a whole number 0–2500'),
    ("posts", 5, 4, "2501", 'cap: found "2501", expected a whole number 0–2500'),
    ("posts", 5, 4, "-1", 'cap: found "-1", expected a whole number 0–2500'),
    ("posts", 5, 4, "1100.5", 'cap: found "1100.5", expected a whole number 0–2500'),
    ("posts", 5, 4, "1100,5", 'cap: found "1100,5", expected a whole number 0–2500'),
    ("posts", 5, 4, " 1100", 'cap: found " 1100", expected a whole number 0–2500'),
    ("posts", 5, 4, "1e3", 'cap: found "1e3", expected a whole number 0–2500'),
    ("posts", 5, 4, "+5", 'cap: found "+5", expected a whole number 0–2500'),
    ("posts", 5, 4, "0x10", 'cap: found "0x10", expected a whole number 0–2500'),
    ("posts", 5, 4, "١٢", 'cap: found "١٢", expected a whole number 0–2500'),
    ("posts", 5, 4, "2147483648", 'cap: found "2147483648", expected a whole number 0–2500'),
    ("posts", 5, 4, "4294967297", 'cap: found "4294967297", expected a whole number 0–2500'),
    ("posts", 5, 4, "9223372036854775808", 'cap: found "9223372036854775808", expected a whole number 0–2500'),
    ("posts", 5, 4, "18446744073709551617", 'cap: found "18446744073709551617", expected a whole number 0–2500'),
    ("posts", 5, 4, "99999999999999999999", 'cap: found "99999999999999999999", expected a whole number 0–2500'),
    ("posts", 5, 4, "-99999999999999999999", 'cap: found "-99999999999999999999", expected a whole number 0–2500'),
    ("posts", 5, 4, "", "cap: found an empty field, expected a value"),
    ("posts", 5, 3, "heldd", 'status: found the unknown "heldd"; did you mean "held"?'),
    ("posts", 5, 3, "noe annet", 'status: found "noe annet", expected one of: held, locum, vacant'),
    ("posts", 5, 2, "460101-99", 'practice: found "460101-99", expected a row with that key in practices'),
    ("posts", 5, 7, "drøm", 'source: found "drøm", expected a row with that key in sources'),
    ("posts", 5, 1, "460101-01-01", 'post: found "460101-01-01" again, expected a key not used on line 2'),
    ("lists", 5, 1, "460101-01-01", 'post: found "460101-01-01" again, expected a key not used on line 2'),
    ("lists", 3, 3, "-671", 'length: found "-671", expected a whole number 0–100000'),
    ("lists", 3, 2, "2023-02-29", 'date: found "2023-02-29", expected a date YYYY-MM-DD'),
    ("lists", 3, 2, "2023-2-28", 'date: found "2023-2-28", expected a date YYYY-MM-DD'),
    ("lists", 3, 2, "31.12.2023", 'date: found "31.12.2023", expected a date YYYY-MM-DD'),
    ("lists", 3, 2, "2023-12-32", 'date: found "2023-12-32", expected a date YYYY-MM-DD'),
    ("lists", 3, 2, "2023-00-10", 'date: found "2023-00-10", expected a date YYYY-MM-DD'),
    ("lists", 3, 2, "20231231", 'date: found "20231231", expected a date YYYY-MM-DD'),
    ("lists", 3, 2, "2023-12-31T00:00", 'date: found "2023-12-31T00:00", expected a date YYYY-MM-DD'),
    ("population", 9, 6, "-5", 'persons: found "-5", expected a whole number 0–10000000'),
    ("population", 9, 6, "99999999999999999999", 'persons: found "99999999999999999999", expected a whole number 0–10000000'),
    ("population", 9, 2, "Oslo", 'district: found "Oslo", expected a row with that key in districts'),
    ("population", 9, 5, "femail", 'sex: found the unknown "femail"; did you mean "female"?'),
    ("population", 9, 3, "121", 'age_from: found "121", expected a whole number 0–120'),
    ("practices", 4, 3, "Arnaa", 'district: found "Arnaa", expected a row with that key in districts'),
    ("observations", 8, 4, "1e400", 'value: found "1e400", expected a number ≥ 0 with "." as decimal sign'),
    ("observations", 8, 4, "nan", 'value: found "nan", expected a number ≥ 0 with "." as decimal sign'),
    ("observations", 8, 4, "inf", 'value: found "inf", expected a number ≥ 0 with "." as decimal sign'),
    ("observations", 8, 4, "13,5", 'value: found "13,5", expected a number ≥ 0 with "." as decimal sign'),
    ("observations", 8, 4, "13 758", 'value: found "13 758", expected a number ≥ 0 with "." as decimal sign'),
    ("observations", 8, 2, "residentz", 'indicator: found the unknown "residentz"; did you mean "residents"?'),
    ("planning", 4, 2, "-1", 'value: found "-1", expected a number 0–1000000000 with "." as decimal sign'),
    ("planning", 4, 2, "1,5", 'value: found "1,5", expected a number 0–1000000000 with "." as decimal sign'),
    ("municipality", 2, 4, "7", 'centrality: found "7", expected a whole number 1–6'),
    ("municipality", 2, 3, "2023-13-31", 'state_date: found "2023-13-31", expected a date YYYY-MM-DD'),
    ("surveys/same_day", 2, 5, "0", 'gps: found "0", expected a whole number 1–100000'),
]


def add_value(table, line, column, value, says):
    @test(f"{table}.csv:{line}:{column} {value!r}: told with its place, and nothing is loaded")
    def _(tmp):
        folder = copy_bergen(tmp)
        set_cell(folder / f"{table}.csv", line, column, value)
        refused(tmp, folder, re.escape(f"{folder}/{table}.csv:{line}:{column}: {says}"))


for each in WRONG:
    add_value(*each)


@test("an amount of money: øre at most, and within its range")
def _(tmp):
    folder = copy_bergen(tmp)
    column = list(read_table(folder / "budget.csv")[0]).index("amount") + 1
    for value in ("5,5", "1.234", "kr 5", "1e400", "99999999999999999999"):
        set_cell(folder / "budget.csv", 2, column, value)
        refused(tmp, folder, at(folder, f"budget.csv:2:{column}: amount: found \"{value}\"") + ".*")


@test("a choice of a unit that is another indicator's is told")
def _(tmp):
    folder = copy_bergen(tmp)
    set_cell(folder / "observations.csv", 8, 5, "years")
    refused(tmp, folder, at(folder, 'observations.csv:8:5: unit: found the unit "years", expected "persons"'))


# -- many errors at once ---------------------------------------------------------------------------------------------


@test("every error in several files is told at once, each with its place, and counted")
def _(tmp):
    folder = copy_bergen(tmp)
    set_cell(folder / "posts.csv", 2, 4, "25o0")
    set_cell(folder / "posts.csv", 9, 4, "x")
    set_cell(folder / "posts.csv", 9, 6, "kanskje")
    set_cell(folder / "observations.csv", 20, 1, "2023-02-29")
    set_cell(folder / "lists.csv", 100, 3, "-1")
    set_cell(folder / "surveys/same_day.csv", 2, 7, "mange")
    (folder / "budjet.csv").write_text("item\n")
    refused(tmp, folder,
            at(folder, "posts.csv:2:4: cap: ") + ".*", at(folder, "posts.csv:9:4: cap: ") + ".*",
            at(folder, "posts.csv:9:6: synthetic: ") + ".*", at(folder, "observations.csv:20:1: date: ") + ".*",
            at(folder, "lists.csv:100:3: length: ") + ".*", at(folder, "surveys/same_day.csv:2:7: slots: ") + ".*",
            at(folder, "budjet.csv: ") + ".*budget.csv.*")


@test("errors of several folders are told at once")
def _(tmp):
    one, two = copy_bergen(tmp, "en"), copy_bergen(tmp, "to")
    set_cell(one / "posts.csv", 2, 4, "en")
    set_cell(two / "lists.csv", 3, 3, "to")
    database = loaded(tmp)
    before = digest(database)
    result = bad("load", one, world.bergen, two, "--db", database)
    for place in (f"{one}/posts.csv:2:4: cap: ", f"{two}/lists.csv:3:3: length: "):
        contains(result.err, place, "standard error")
    equal(digest(database), before, "the database's bytes")


@test("ten thousand errors: the first thousand are told, all are counted, soon")
def _(tmp):
    folder = copy_bergen(tmp)
    header = (folder / "population.csv").read_text("utf-8").splitlines()[0]
    (folder / "population.csv").write_text(header + "\n" + "x,Oslo,-1,x,x,x,,\n" * 2500, "utf-8")
    result = bad("load", folder, "--db", tmp / "a.db")
    lines = result.err.splitlines()
    claim(900 <= len(lines) <= 1100, f"{len(lines)} lines")
    claim(int(re.search(r"\d+", lines[-1])[0]) >= 2500 * 4, lines[-1])


@test("one error is told as one, not as several")
def _(tmp):
    folder = copy_bergen(tmp)
    set_cell(folder / "posts.csv", 2, 4, "25o0")
    for language in ("en", "nb", "nn"):
        last = bad("load", folder, "--db", tmp / "a.db", "--lang", language).err.splitlines()[-1]
        contains(last, "1 ", "the last line")
        lacks(last, {"en": "1 errors", "nb": "1 feilene", "nn": "1 feila"}[language], "the last line")


# -- columns, rows and files -------------------------------------------------------------------------------------------


@test("an unknown column is told with what was meant, and the one that is missing")
def _(tmp):
    folder = copy_bergen(tmp)
    replace(folder / "posts.csv", "status,cap,", "status,capp,")
    refused(tmp, folder, at(folder, 'posts.csv:1:4: found the unknown column "capp"; did you mean "cap"?'),
            at(folder, "posts.csv:1: cap: ") + ".*")


@test("an unknown column that is near none is told with those there are")
def _(tmp):
    folder = copy_bergen(tmp)
    text = (folder / "districts.csv").read_text("utf-8").splitlines()
    (folder / "districts.csv").write_text(
        "\n".join([text[0] + ",innbyggertall"] + [line + ",5" for line in text[1:]]) + "\n", "utf-8")
    refused(tmp, folder, at(folder, 'districts.csv:1:4: found the column "innbyggertall", expected one of the table\'s '
                                    'columns: district, code, source'))


@test("a column given twice is told")
def _(tmp):
    folder = copy_bergen(tmp)
    text = (folder / "districts.csv").read_text("utf-8").splitlines()
    (folder / "districts.csv").write_text(
        "\n".join([text[0] + ",code"] + [line + ",5" for line in text[1:]]) + "\n", "utf-8")
    refused(tmp, folder, at(folder, 'districts.csv:1:4: found the column "code" twice'))


@test("a row with too few or too many fields is told with its line, and the rows behind it are read")
def _(tmp):
    folder = copy_bergen(tmp)
    lines = (folder / "posts.csv").read_text("utf-8").splitlines()
    lines[4] += ",mer"
    lines[9] = lines[9].rsplit(",", 1)[0]
    lines[14] = lines[14].replace(",yes,", ",ja,")
    (folder / "posts.csv").write_text("\n".join(lines) + "\n", "utf-8")
    refused(tmp, folder, at(folder, "posts.csv:5: found 8 fields, expected 7") + ".*",
            at(folder, "posts.csv:10: found 6 fields, expected 7") + ".*",
            at(folder, "posts.csv:15:6: synthetic: ") + ".*")


@test("an unknown file is told with what was meant")
def _(tmp):
    folder = copy_bergen(tmp)
    (folder / "posts.csv").rename(folder / "post.csv")
    (folder / "lists.csv").unlink()
    refused(tmp, folder, at(folder, "post.csv: found an unknown table; did you mean posts.csv?"))


@test("an unknown file among the surveys is told")
def _(tmp):
    folder = copy_bergen(tmp)
    shutil.copy(folder / "surveys/same_day.csv", folder / "surveys/same_dya.csv")
    refused(tmp, folder, at(folder, "surveys/same_dya.csv: found an unknown table; did you mean surveys/same_day.csv?"))


@test("other files beside the tables are no concern: notes, hidden files, other folders")
def _(tmp):
    folder = copy_bergen(tmp)
    for name in ("README.md", ".posts.csv.swp", ".~lock.posts.csv#", "notat.txt"):
        (folder / name).write_text("hei")
    (folder / "arkiv").mkdir()
    (folder / "arkiv" / "gammel.csv").write_text("a\n")
    equal(good("need", "--from", folder, "--json").bytes, good("need", "--from", world.bergen, "--json").bytes)


@test("an empty file is told")
def _(tmp):
    folder = copy_bergen(tmp)
    for name in ("posts", "sources", "observations"):
        kept = (folder / f"{name}.csv").read_bytes()
        for content in (b"", b"\n\n", b"\xef\xbb\xbf"):
            (folder / f"{name}.csv").write_bytes(content)
            told = bad("load", folder, "--db", tmp / "a.db").err
            contains(told, f"{folder}/{name}.csv:", name)
            contains(told, "found an empty file, expected a header row", name)
        (folder / f"{name}.csv").write_bytes(kept)
    claim(not (tmp / "a.db").exists(), "a database was made")
    (folder / "posts.csv").write_bytes(b"")
    refused(tmp, folder, at(folder, "posts.csv:1: found an empty file, expected a header row of columns"))


@test("a header and no rows: posts without rows leave the lists dangling, each told")
def _(tmp):
    folder = copy_bergen(tmp)
    header = (folder / "posts.csv").read_text("utf-8").splitlines()[0]
    (folder / "posts.csv").write_text(header + "\n", "utf-8")
    refused(tmp, folder, at(folder, 'lists.csv:2:1: post: found "460101-01-01", expected a row with that key in posts'),
            counted=256)


@test("a header and no rows: fine for a table nothing refers to, wrong for the one row of municipality.csv")
def _(tmp):
    folder = copy_bergen(tmp)
    for name in ("measures", "budget", "lists"):
        header = (folder / f"{name}.csv").read_text("utf-8").splitlines()[0]
        (folder / f"{name}.csv").write_text(header, "utf-8")
    good("load", folder, "--db", tmp / "a.db")
    header = (folder / "municipality.csv").read_text("utf-8").splitlines()[0]
    (folder / "municipality.csv").write_text(header + "\n", "utf-8")
    refused(tmp, folder, at(folder, "municipality.csv: found 0 rows, expected 1"))


@test("two rows in municipality.csv are told")
def _(tmp):
    folder = copy_bergen(tmp)
    with open(folder / "municipality.csv", "a", encoding="utf-8") as file:
        file.write("4602,Kinn,2023-12-31,5,strategy,\n")
    refused(tmp, folder, at(folder, "municipality.csv: found 2 rows, expected 1"))


@test("a required table that is missing is told")
def _(tmp):
    for name in ("sources", "municipality"):
        folder = copy_bergen(tmp, name)
        (folder / f"{name}.csv").unlink()
        told = bad("load", folder, "--db", tmp / "a.db").err
        contains(told, f"{folder}/{name}.csv: found no such file, expected the table {name}")
        claim(not (tmp / "a.db").exists(), "a database was made")
    folder = copy_bergen(tmp)
    (folder / "municipality.csv").unlink()
    refused(tmp, folder, at(folder, "municipality.csv: found no such file, expected the table municipality"))


@test("a folder without anything: what is required is told")
def _(tmp):
    (tmp / "tom").mkdir()
    refused(tmp, tmp / "tom", at(tmp, "tom/sources.csv: ") + ".*", at(tmp, "tom/municipality.csv: ") + ".*")


@test("a folder named posts.csv is told")
def _(tmp):
    folder = copy_bergen(tmp)
    (folder / "posts.csv").unlink()
    (folder / "posts.csv").mkdir()
    told = bad("load", folder, "--db", loaded(tmp)).err
    contains(told, f"{folder}/posts.csv: found a folder, expected a file")


@test("a FIFO named posts.csv is refused, and not waited for")
def _(tmp):
    folder = copy_bergen(tmp)
    (folder / "posts.csv").unlink()
    os.mkfifo(folder / "posts.csv")
    contains(bad("load", folder, "--db", loaded(tmp), timeout=10).err, f"{folder}/posts.csv: could not read the file")


@test("a loop of symbolic links named posts.csv is told, and not taken for a table that is not there")
def _(tmp):
    folder = copy_bergen(tmp)
    (folder / "posts.csv").unlink()
    (folder / "posts.csv").symlink_to("posts.csv")
    (folder / "lists.csv").unlink()
    contains(bad("load", folder, "--db", loaded(tmp)).err, f"{folder}/posts.csv: ")


@test("a symbolic link to nothing named budget.csv is told, and not taken for a table that is not there")
def _(tmp):
    folder = copy_bergen(tmp)
    (folder / "budget.csv").unlink()
    (folder / "budget.csv").symlink_to("borte.csv")
    contains(bad("load", folder, "--db", loaded(tmp)).err, f"{folder}/budget.csv: ")


@test("symbolic links to folders and files are followed")
def _(tmp):
    copy_bergen(tmp)
    (tmp / "lenke").symlink_to("bergen")
    good("need", "--from", tmp / "lenke")


@test("a folder that is not there, or is a file, or a loop of links, is told")
def _(tmp):
    database = loaded(tmp)
    before = digest(database)
    (tmp / "loop").symlink_to("loop")
    for path in (tmp / "borte", world.bergen / "posts.csv", tmp / "loop", tmp / ("x" * 300), tmp / ("d/" * 2100)):
        for words in (["load", path, "--db", database], ["need", "--from", path]):
            contains(bad(*words).err, "found no folder here, expected a folder of tables", str(path)[:80])
    equal(digest(database), before, "the database's bytes")


@test("a file that may not be read is told")
def _(tmp):
    folder = copy_bergen(tmp)
    (folder / "posts.csv").chmod(0)
    result = run("need", "--from", folder, **as_nobody())
    equal(result.status, 2, str(result))
    contains(result.err, f"{folder}/posts.csv: could not read the file: Permission denied")


@test("a folder that may not be read is told, and not taken for one without tables")
def _(tmp):
    folder = copy_bergen(tmp)
    folder.chmod(0)
    try:
        result = run("need", "--from", folder, **as_nobody())
    finally:
        folder.chmod(0o755)
    equal(result.status, 2, str(result))
    contains(result.err, "ermission denied", "standard error")


# -- sizes --------------------------------------------------------------------------------------------------------------


@test("a file of one line of 1 GB (of holes) is refused at once by its size")
def _(tmp):
    folder = copy_bergen(tmp)
    os.truncate(folder / "posts.csv", 1 << 30)
    start = time.monotonic()
    refused(tmp, folder, at(folder, "posts.csv: found a file over 64 MiB, the most a table can be"))
    claim(time.monotonic() - start < 5, f"took {time.monotonic() - start:.1f} s")


@test("a line of 50 MB is refused with its place, soon")
def _(tmp):
    folder = copy_bergen(tmp)
    header = (folder / "posts.csv").read_text("utf-8").splitlines()[0]
    start = time.monotonic()
    (folder / "posts.csv").write_bytes(header.encode() + b"\n" + b"x" * 50_000_000 + b"\n")
    contains(bad("load", folder, "--db", loaded(tmp)).err, f"{folder}/posts.csv:2:1: found a field over 65536 bytes")
    (folder / "posts.csv").write_bytes(b"x" * 50_000_000)
    contains(bad("load", folder, "--db", loaded(tmp)).err, f"{folder}/posts.csv:1:1: found a field over 65536 bytes")
    (folder / "posts.csv").write_bytes(header.encode() + b'\n"' + b"x" * 50_000_000)
    contains(bad("load", folder, "--db", loaded(tmp)).err, f"{folder}/posts.csv:2:1: found a field over 65536 bytes")
    claim(time.monotonic() - start < 20, f"took {time.monotonic() - start:.1f} s")


@test("a row of 50 MB of commas is refused with its place")
def _(tmp):
    folder = copy_bergen(tmp)
    with open(folder / "posts.csv", "ab") as file:
        file.write(b"," * 50_000_000)
    contains(bad("load", folder, "--db", loaded(tmp)).err, f"{folder}/posts.csv:258:129: found over 128 fields in a row")


@test("a header of 129 columns is refused")
def _(tmp):
    folder = copy_bergen(tmp)
    (folder / "posts.csv").write_text(",".join(f"c{i}" for i in range(129)) + "\n")
    contains(bad("load", folder, "--db", loaded(tmp)).err, f"{folder}/posts.csv:1:129: found over 128 fields in a row")


@test("a very long wrong value is told cut short")
def _(tmp):
    folder = copy_bergen(tmp)
    set_cell(folder / "posts.csv", 5, 4, "å" * 5000)
    lines = bad("load", folder, "--db", loaded(tmp)).err.splitlines()
    contains(lines[0], "posts.csv:5:4: cap: ")
    claim(len(lines[0]) < 600, f"a line of {len(lines[0])}")


@test("a wrong value cannot write to the terminal: control characters and escapes are not repeated")
def _(tmp):
    folder = copy_bergen(tmp)
    for name, value in (("escape", "\u009b31mrødt"), ("newline", '"a\nposts.csv:1:1: ok"')):
        replace(folder / "posts.csv", "460101-01-01,460101-01,held", f"460101-01-01,460101-01,{value}")
        error = bad("load", folder, "--db", loaded(tmp)).err
        lacks(error, "\u009b", name)
        equal(len([line for line in error.splitlines() if line.startswith("posts.csv:1:1")]), 0, name)
        shutil.copy(world.bergen / "posts.csv", folder / "posts.csv")


# -- bytes ----------------------------------------------------------------------------------------------------------------


def add_bytes(about, old, new, says):
    @test(f"bytes: {about} is told with its place")
    def _(tmp):
        folder = copy_bergen(tmp)
        replace(folder / "posts.csv", old, new)
        refused(tmp, folder, at(folder, "posts.csv:") + says)


FIRST = b"460101-01-01,460101-01,held"
add_bytes("a NUL byte in a value", FIRST, b"460101-01-01,460101\0-01,held", "2:2: found a NUL byte, expected text")
add_bytes("a NUL byte in a quoted value", FIRST, b'460101-01-01,"460101\0-01",held', "2:2: found a NUL byte, expected text")
add_bytes("a NUL byte in the header", b"post,practice", b"post,prac\0tice", "1:2: found a NUL byte, expected text")
add_bytes("invalid UTF-8", FIRST, b"460101-01-01,460101-01,h\xe5ld", r"2:3: found bytes that are not UTF-8 \(0xE5\), .*")
add_bytes("overlong UTF-8", FIRST, b"460101-01-01,460101-01,\xc0\xafld", r"2:3: found bytes that are not UTF-8 \(0xC0\), .*")
add_bytes("a surrogate", FIRST, b"460101-01-01,460101-01,\xed\xa0\x80", r"2:3: found bytes that are not UTF-8 \(0xED\), .*")
add_bytes("UTF-8 cut short", FIRST, b"460101-01-01,460101-01,\xe2\x82", r"2:3: found bytes that are not UTF-8 \(0xE2\), .*")
add_bytes("an escape", FIRST, b"460101-01-01,460101-01,\x1b[31m", "2:3: found the control character .*, expected text")
add_bytes("text after a quoted value", FIRST, b'460101-01-01,"460101-01"x,held', "2:2: found text after a closing .*")


@test("bytes: a quote never closed is told with the place it opened")
def _(tmp):
    folder = copy_bergen(tmp)
    replace(folder / "budget.csv", b"2025,2025,cut,5000000,slides,\"s4", b"2025,2025,cut,5000000,\"slides,s4")
    text = (folder / "budget.csv").read_bytes().rstrip(b"\n").rstrip(b'"')
    (folder / "budget.csv").write_bytes(text)
    contains(bad("load", folder, "--db", loaded(tmp)).err, f"{folder}/budget.csv:4:6: found the end of the file inside a field")


@test("bytes: Latin-1 and UTF-16 files are told")
def _(tmp):
    folder = copy_bergen(tmp)
    text = (folder / "districts.csv").read_text("utf-8")
    (folder / "districts.csv").write_bytes(text.encode("latin-1"))
    error = bad("load", folder, "--db", loaded(tmp)).err
    contains(error, f"{folder}/districts.csv:6:1: found bytes that are not UTF-8 (0xE5)")
    for encoding in ("utf-16", "utf-16-le", "utf-16-be"):
        (folder / "districts.csv").write_bytes(text.encode(encoding))
        contains(bad("load", folder, "--db", loaded(tmp)).err, f"{folder}/districts.csv:1:1: found ")


# -- what is fine --------------------------------------------------------------------------------------------------------------


def rewritten(text, delimiter=",", end="\n", mark="", quote=False, blank=False, last=True):
    import csv
    import io
    rows = list(csv.reader(io.StringIO(text, newline="")))
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL if quote else csv.QUOTE_MINIMAL).writerows(rows)
    written = out.getvalue()
    written = written.replace(end, end * 2) if blank else written
    return (mark + (written if last else written[:-len(end)])).encode("utf-8")


FORMS = {
    "a byte-order mark": {"mark": "\ufeff"},
    "; between fields": {"delimiter": ";"},
    "CRLF": {"end": "\r\n"},
    "a mark, ; and CRLF, as Excel writes in Norway": {"mark": "\ufeff", "delimiter": ";", "end": "\r\n"},
    "every field quoted": {"quote": True},
    "blank lines": {"blank": True},
    "blank lines and CRLF": {"blank": True, "end": "\r\n"},
    "no end of the last line": {"last": False},
    "no end of the last line, CRLF": {"last": False, "end": "\r\n"},
}


def add_form(about, form):
    @test(f"{about}: every answer is the same as from the plain form")
    def _(tmp):
        folder = copy_bergen(tmp)
        for path in folder.rglob("*.csv"):
            path.write_bytes(rewritten(path.read_text("utf-8"), **form))
        for command, status in (("status", 0), ("coverage", 0), ("workload", 0), ("access", 0), ("check", 1)):
            equal(good(command, "--from", folder, "--json", "--explain", status=status).bytes,
                  good(command, "--from", world.bergen, "--json", "--explain", status=status).bytes, command)
        good("load", folder, "--db", tmp / "a.db")
        equal(good("need", "--db", tmp / "a.db", "--json").bytes, good("need", "--from", world.bergen, "--json").bytes)


for about, form in FORMS.items():
    add_form(about, form)


@test("columns in another order, and optional ones left out: every answer the same")
def _(tmp):
    import csv
    folder = copy_bergen(tmp)
    for path in folder.rglob("*.csv"):
        rows = read_table(path)
        columns = sorted(rows[0], reverse=True)
        columns = [name for name in columns if any(row[name] for row in rows) or name in ("district", "post")]
        with open(path, "w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, extrasaction="ignore", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    for command, status in (("status", 0), ("coverage", 0), ("recruit", 0), ("check", 1)):
        equal(good(command, "--from", folder, "--json", "--explain", status=status).bytes,
              good(command, "--from", world.bergen, "--json", "--explain", status=status).bytes, command)


@test("a decimal comma is not taken for a field even where ; is between fields")
def _(tmp):
    folder = copy_bergen(tmp)
    path = folder / "planning.csv"
    path.write_bytes(rewritten(path.read_text("utf-8"), delimiter=";").replace(b";37.5;", b";37,5;"))
    refused(tmp, folder, at(folder, 'planning.csv:10:2: value: found "37,5", expected a number ') + '.*"\\." as decimal sign')


@test("errors in bokmål and nynorsk have the same places")
def _(tmp):
    folder = copy_bergen(tmp)
    set_cell(folder / "posts.csv", 17, 4, "25o0")
    for language, says in {"nb": 'cap: fant "25o0", ventet et heltall 0–2500',
                           "nn": 'cap: fann "25o0", venta eit heiltal 0–2500'}.items():
        contains(bad("load", folder, "--db", tmp / "a.db", "--lang", language).err, f"{folder}/posts.csv:17:4: {says}\n")
    env = environment(LC_ALL="nb_NO.UTF-8")
    contains(bad("need", "--from", folder, env=env).err, f"{folder}/posts.csv:17:4: cap: fant")


@test("the highest cap is the law's on the day the tables describe")
def _(tmp):
    folder = copy_bergen(tmp)
    set_cell(folder / "posts.csv", 2, 4, "2500")
    good("need", "--from", folder)
