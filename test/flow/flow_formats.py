# SPDX-License-Identifier: EUPL-1.2
"""Every answering command in every form: text in three languages, JSON, CSV, XLSX, with --explain."""
import datetime
import functools
import os
import re
import xml.etree.ElementTree as ElementTree
import zipfile
from pathlib import Path

from helper import (LANGUAGES, NB_SPACE, answering, bad, claim, contains, environment, equal, good, lacks,
                    read_table, run, test, world)

GOLDEN = Path(__file__).parent / "golden"
NAMES = list(answering("."))
EXPLAINED = ("status", "need", "coverage", "vacancy", "access", "recruit", "workload", "check")
TITLES = {
    "need": ("Behov for fastleger", "Behov for fastlegar", "GPs needed"),
    "vacancy": ("Listeledighet", "Listeledigheit", "Vacancy"),
    "access": ("Timer samme dag", "Timar same dag", "Same-day appointments"),
    "recruit": ("Årlig rekrutteringsbehov", "Årleg rekrutteringsbehov", "Yearly recruiting need"),
    "workload": ("Arbeidsmengde", "Arbeidsmengd", "Workload"),
    "check": ("Motsigelser", "Motseiingar", "Contradictions"),
    "status": ("Er fastlegeordningen god nok?", "Er fastlegeordninga god nok?", "Is the GP scheme good enough?"),
    "coverage": ("Dekning etter bydel", "Dekning etter bydel", "Coverage by district"),
    "assumptions": ("Det framskrivinga forutsetter", "Det framskrivinga føreset", "What the forecast assumes"),
    "measures": ("Tiltak, virkninger og kostnader", "Tiltak, verknader og kostnader", "Measures, effects and costs"),
    "observations": ("Observasjoner", "Observasjonar", "Observations"),
    "sources": ("Kilder", "Kjelder", "Sources"),
    "rules": ("Regelverk", "Regelverk", "Rulebook"),
    "rules_diff": ("Endringer i regelverket", "Endringar i regelverket", "Changes in the rulebook"),
    "clauses": ("Hva reglene sier", "Kva reglane seier", "What the rules say"),
}


def ask(name, *words, **more):
    command, status = answering(world.bergen)[name]
    return good(*command, *words, status=status, **more)


def first_table(found):
    """The first table of a JSON answer, the total last as in CSV."""
    for key, value in found.items():
        if key not in ("notes", "explain", "synthetic") and isinstance(value, list):
            following = list(found)[list(found).index(key) + 1:][:1]
            return value + ([found["total"]] if following == ["total"] else [])
    return None


def paths(value, prefix=""):
    """Every key there is, as a.b[].c."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield prefix + key
            yield from paths(inner, f"{prefix}{key}.")
    elif isinstance(value, list):
        for inner in value:
            yield from paths(inner, f"{prefix[:-1]}[].")


def compare_golden(name, found):
    keys = "".join(f"{key}\n" for key in dict.fromkeys(paths(found)))
    golden = GOLDEN / f"{name}.keys"
    if world.accept:
        GOLDEN.mkdir(exist_ok=True)
        golden.write_text(keys, "utf-8")
        return
    claim(golden.exists(), f"no {golden.name}: run.py --accept makes it")
    known = golden.read_text("utf-8").splitlines()
    gone, new = set(known) - set(keys.splitlines()), set(keys.splitlines()) - set(known)
    claim(not gone and not new, f"keys gone: {sorted(gone)}, keys new: {sorted(new)}")
    equal(keys.splitlines(), known, "the order of keys")


# -- text ---------------------------------------------------------------------------------------------------------


def add_text(name):
    @test(f"{name}: text in bokmål, nynorsk and English, each its own")
    def _(_tmp):
        texts = [ask(name, "--lang", language).out for language in LANGUAGES]
        for text, title in zip(texts, TITLES[name]):
            claim(text.startswith(title), f"the heading is {text.splitlines()[0]!r}, expected {title!r}")
            claim(text.endswith("\n"), "the last line is not ended")
            for line in text.splitlines():
                claim(line == line.rstrip(" "), f"trailing spaces: {line!r}")
            lacks(text, "(null)")
            claim(not re.search(r"(?<!\w)-?(nan|inf)(?!\w)", text), "a number that is none is shown")
            lacks(text, "{found}")
        equal(len(set(texts)), 3, "distinct texts")


def add_headings(name):
    @test(f"{name}: the rule under the heading is as wide as the heading, in every language")
    def _(_tmp):
        for language in LANGUAGES:
            heading, rule = ask(name, "--lang", language).out.splitlines()[:2]
            equal(rule, "═" * len(heading), language)


def add_widths(name):
    @test(f"{name}: any width of terminal is fine, and says the same")
    def _(_tmp):
        wanted = ask(name, "--lang", "en").out.split()
        for columns in ("", "0", "40", "80", "1000", "-5", "x", "99999999999999999999"):
            found = ask(name, "--lang", "en", env=environment(COLUMNS=columns)).out.split()
            equal(found, wanted, f"COLUMNS={columns}")


# -- JSON -----------------------------------------------------------------------------------------------------------


def add_json(name):
    @test(f"{name} --json: one object, its keys as in golden/{name}.keys")
    def _(_tmp):
        out = ask(name, "--json")
        equal(out.out.count("\n"), 1, "lines")
        found = out.json
        equal(found["command"], name.split("_")[0])
        for key in paths(found):
            claim(re.fullmatch(r"[a-z0-9_.\[\]]+", key), f"{key!r} is not snake_case")
        compare_golden(name, found)


def add_same(name, form):
    @test(f"{name} {form}: the same bytes whatever the language")
    def _(_tmp):
        wanted = ask(name, form).bytes
        for language in LANGUAGES:
            equal(ask(name, form, "--lang", language).bytes, wanted, f"--lang {language}")
        for locale in ("nb_NO.UTF-8", "nn_NO.UTF-8", "en_US.UTF-8", "de_DE.UTF-8", "C"):
            env = environment(LC_ALL=locale, LANG=locale, LC_NUMERIC=locale)
            equal(ask(name, form, env=env).bytes, wanted, locale)
        equal(ask(name, form, "--explain").bytes, ask(name, form, "--explain", "--lang", "nn").bytes, "--explain") \
            if name in EXPLAINED else None


# -- CSV --------------------------------------------------------------------------------------------------------------


def as_csv(value):
    return {None: "", True: "yes", False: "no"}[value] if value is None or isinstance(value, bool) else value


def same_cell(text, value):
    value = as_csv(value)
    return text == value if isinstance(value, str) else text != "" and float(text) == value


def add_csv(name):
    @test(f"{name} --csv: the first table of the JSON, cell by cell")
    def _(_tmp):
        found = ask(name, "--json").json
        header, *rows = ask(name, "--csv").rows
        table = first_table(found)
        if table is None:  # an answer of figures alone
            equal(header, ["key", "value", "unit"], "header")
            figures = {key: value for key, value in found.items()
                       if key not in ("command", "date") and not isinstance(value, (list, dict))}
            equal([row[0] for row in rows], list(figures), "keys")
            for row in rows:
                claim(same_cell(row[1], figures[row[0]]), f"{row[0]}: found {row[1]!r}, JSON has {figures[row[0]]!r}")
            return
        claim(table, "the table is empty")
        equal(header, list(table[0]), "header")
        equal(len(rows), len(table), "rows")
        for row, wanted in zip(rows, table):
            equal(len(row), len(header), "fields")
            for key, text, value in zip(header, row, wanted.values()):
                claim(same_cell(text, value), f"{key}: found {text!r}, JSON has {value!r}")


# -- XLSX ---------------------------------------------------------------------------------------------------------------

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def sheets(path):
    """Sheet name → rows → cells by column, as float, str or bool."""
    with zipfile.ZipFile(path) as book:
        equal(book.testzip(), None, "damaged member")
        names = [sheet.get("name") for sheet in ElementTree.fromstring(book.read("xl/workbook.xml")).iter(f"{MAIN}sheet")]
        strings = []
        if "xl/sharedStrings.xml" in book.namelist():
            strings = ["".join(text.text or "" for text in item.iter(f"{MAIN}t"))
                       for item in ElementTree.fromstring(book.read("xl/sharedStrings.xml"))]
        found = {}
        for number, name in enumerate(names, start=1):
            rows = []
            for row in ElementTree.fromstring(book.read(f"xl/worksheets/sheet{number}.xml")).iter(f"{MAIN}row"):
                cells = {}
                for cell in row.iter(f"{MAIN}c"):
                    text = cell.findtext(f"{MAIN}v")
                    if text is not None:
                        kind, letters = cell.get("t"), re.match("[A-Z]+", cell.get("r"))[0]
                        cells[letters] = strings[int(text)] if kind == "s" else text == "1" if kind == "b" else float(text)
                rows.append(cells)
            found[name] = rows
    equal(len(found), len(names), "sheets with names of their own")
    return found


def as_cell(value):
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return float((datetime.date.fromisoformat(value) - datetime.date(1899, 12, 30)).days)
    return value


@functools.cache
def words():
    """key → what a person may read of it in English, for the words that machine output gives by key."""
    found = {}
    for name in ("report/message", "scheme/unit", "scheme/indicator"):
        text = (world.root / f"src/{name}.def").read_text("utf-8")
        for key, rest in re.findall(r"^[A-Z]+\((\w+),(.*?)\)$", text, re.M | re.S):
            found.setdefault(key, set()).add(re.findall(r'"((?:[^"\\]|\\.)*)"', rest)[-1])
    return found


def same_in_sheet(found, value):
    wanted = as_cell(value)
    if isinstance(wanted, str):
        return found in {wanted, *words().get(wanted, ()), *words().get(f"kind_{wanted}", ())}
    if isinstance(wanted, (int, float)) and not isinstance(wanted, bool):
        return isinstance(found, float) and abs(found - wanted) <= 1e-12 * max(1, abs(wanted))
    return found == wanted


def check_sheet(rows, table, name):
    equal(len(rows) - 1, len(table), f"rows of sheet {name}")
    for row, wanted in zip(rows[1:], table):
        for number, (key, value) in enumerate(wanted.items()):
            cell = row.get("ABCDEFGHIJKLMNOPQRSTUVWXYZ"[number])
            claim(same_in_sheet(cell, value), f"sheet {name}, {key}: found {cell!r}, JSON has {value!r}")


def add_xlsx(name):
    @test(f"{name} --xlsx: a workbook whose sheets hold what the JSON holds")
    def _(tmp):
        book = tmp / "svar.xlsx"
        status = answering(world.bergen)[name][1]
        ask(name, "--xlsx", book, "--lang", "en", silent=True)
        found = ask(name, "--json").json
        parts = sheets(book)
        first, *others = parts.values()
        values = [cell for row in first for cell in row.values()]
        for key, value in found.items():
            if not isinstance(value, (list, dict)) and value is not None and key != "command":
                claim(any(same_in_sheet(cell, value) for cell in values), f"{key} = {value!r} is not on the first sheet")
        tables = [key for key, value in found.items() if isinstance(value, list) and key not in ("notes", "synthetic")]
        claim(len(others) >= len(tables), f"{len(tables)} tables, sheets {list(parts)}")
        for key, rows in zip(tables, others):
            table = found[key]
            if list(found)[list(found).index(key) + 1:][:1] == ["total"]:
                table = table + [found["total"]]
            check_sheet(rows, table, key)
        both = ask(name, "--xlsx", book, "--json")
        equal(both.json, found, "--json beside --xlsx")
        equal(sorted(path.name for path in tmp.iterdir()), ["svar.xlsx"], "files left")
        equal(both.status, status)


@test("--xlsx: the numbers do not depend on the language, the words do")
def _(tmp):
    books = {}
    for language in LANGUAGES:
        ask("need", "--xlsx", tmp / f"{language}.xlsx", "--lang", language, silent=True)
        books[language] = sheets(tmp / f"{language}.xlsx")
    numbers = [[cell for rows in book.values() for row in rows for cell in row.values() if isinstance(cell, float)]
               for book in books.values()]
    equal(numbers[0], numbers[1])
    equal(numbers[0], numbers[2])
    equal(len({tuple(book) for book in books.values()}), 3, "distinct names of sheets")


@test("--xlsx: an older file is replaced, and whole")
def _(tmp):
    book = tmp / "svar.xlsx"
    book.write_text("gammelt")
    ask("need", "--xlsx", book, silent=True)
    claim(zipfile.is_zipfile(book), "not a workbook")


def add_unwritable(about, make, status=(2, 3)):
    @test(f"--xlsx: {about} is refused with one error that names it, and nothing is left")
    def _(tmp):
        path = make(tmp)
        before = sorted(tmp.rglob("*"))
        result = run("need", "--from", world.bergen, "--xlsx", path, timeout=10)
        claim(result.status in status, str(result))
        contains(result.err, str(path), "standard error")
        equal(sorted(tmp.rglob("*")), before, "files")
        for line in result.err.splitlines():
            claim(line.startswith("dekning: "), f"standard error has a line that is not ours: {line!r}")


def make_folder(tmp):
    (tmp / "mappe").mkdir()
    return tmp / "mappe"


add_unwritable("a folder", make_folder)
add_unwritable("a file in a folder that is not there", lambda tmp: tmp / "borte" / "svar.xlsx")
add_unwritable("a name longer than any file system takes", lambda tmp: tmp / ("x" * 300))


@test("--xlsx: what is not a plain file is not replaced by one")
def _(tmp):
    fifo = tmp / "kø.xlsx"
    os.mkfifo(fifo)
    result = run("need", "--from", world.bergen, "--xlsx", fifo, timeout=10)
    claim(result.status in (0, 2, 3) and ("kø.xlsx" in result.err or result.status == 0), str(result))
    claim(fifo.is_fifo(), "the FIFO was replaced by a file; so would a device be, such as /dev/full")


@test("--xlsx '': an empty name is refused")
def _(_tmp):
    bad("need", "--from", world.bergen, "--xlsx", "", says="--xlsx")


# -- --explain ----------------------------------------------------------------------------------------------------------------


def known_sources():
    rows = read_table(world.root / "data/bergen/sources.csv") + read_table(world.root / "data/norway/sources.csv")
    return {row["source"] for row in rows} | {row["source"] for row in read_table(world.root / "rules/norway.csv")}


def add_explain(name):
    @test(f"{name} --explain --json: steps, each a formula, or a value with unit, date and a source there is")
    def _(_tmp):
        plain, found = ask(name, "--json").json, ask(name, "--explain", "--json").json
        steps = found.pop("explain", [])
        equal(found, plain, "the answer itself")
        claim(steps, "no steps")
        compare_golden(f"{name}-explain", steps)
        sources = known_sources()
        for step in steps:
            claim(step["key"] and step["name"].strip(), f"a step without a key or name: {step}")
            claim(step["value"] is not None, f"{step['key']} has no value")
            if step.get("formula"):
                claim("source" not in step, f"{step['key']} is both given and reckoned")
                continue
            claim(step.get("source") in sources, f"{step['key']}: {step.get('source')!r} is in no sources.csv")
            claim(step["unit"], f"{step['key']} has no unit")
            claim(step["confidence"] in ("A", "B", "C"), f"{step['key']} has no confidence")
            for key in ("date", "since"):
                claim(step[key] is None or re.fullmatch(r"\d{4}-\d\d-\d\d", step[key]), f"{step['key']}: {key} {step[key]!r}")
            claim(step["date"] or step["place"] or step["source"] == "assumption",
                  f"{step['key']} has neither a date nor a place in its source")
        inputs = [step for step in steps if not step.get("formula")]
        claim(inputs, "no inputs")

    @test(f"{name} --explain: people see the steps after the answer, in their language")
    def _(_tmp):
        headings = ("Slik er svaret regnet ut", "Slik er svaret rekna ut", "How the answer came about")
        for language, heading in zip(LANGUAGES, headings):
            plain = ask(name, "--lang", language).out
            text = ask(name, "--lang", language, "--explain").out
            contains(text, heading, language)
            claim(text.startswith(plain.rstrip("\n").rsplit("\n  * ", 1)[0].split("\n\n")[0]), "another answer above")
            claim(len(text.split(heading)[1].splitlines()) > 2, f"{language}: nothing below the heading")

    @test(f"{name} --explain --csv: the steps as a table, the same as in JSON")
    def _(_tmp):
        steps = ask(name, "--explain", "--json").json["explain"]
        header, *rows = ask(name, "--explain", "--csv").rows
        equal(len(rows), len(steps), "rows")
        for row, step in zip(rows, steps):
            cells = dict(zip(header, row))
            for key, value in step.items():
                claim(same_cell(cells[key], value), f"{step['key']}.{key}: found {cells[key]!r}, JSON has {value!r}")


def add_arithmetic(name, formula_values):
    @test(f"{name} --explain: the arithmetic shown gives the values shown")
    def _(_tmp):
        steps = {step["key"]: step["value"] for step in ask(name, "--explain", "--json").json["explain"]}
        for key, reckon in formula_values.items():
            wanted = reckon(steps)
            claim(abs(steps[key] - wanted) <= 1e-9 * max(1, abs(wanted)), f"{key}: shown {steps[key]}, formula gives {wanted}")


add_arithmetic("need", {
    "persons": lambda s: s["residents"] + s["guests"],
    "leavers": lambda s: s["leavers_per_year"] * s["years"],
    "recruits": lambda s: s["gps_with_vacancy"] - s["gps_now"] + s["leavers"],
})
add_arithmetic("vacancy", {
    "listed": lambda s: s["places"] - s["free_places"],
    "vacancy_listed": lambda s: s["free_places"] / s["listed"],
    "vacancy_places": lambda s: s["free_places"] / s["places"],
    "goal_places": lambda s: s["vacancy_pct"] / 100 * s["listed"],
    "gap_places": lambda s: max(0, s["vacancy_pct"] / 100 * s["listed"] - s["free_places"]),
})
add_arithmetic("access", {
    "answer_share": lambda s: s["gps_answered"] / s["gps_total"],
    "slots_per_gp": lambda s: s["slots"] / s["gps_answered"],
    "slots_total": lambda s: s["slots"] / s["gps_answered"] * s["gps_total"],
    "slots_per_1000": lambda s: s["slots"] / s["listed_answered"] * 1000,
    "slots_total_by_listed": lambda s: s["slots"] / s["listed_answered"] * s["listed_total"],
})
add_arithmetic("workload", {
    "minutes_all": lambda s: s["week_all"] * 60 / s["measured_list"],
    "minutes_regular": lambda s: s["week_regular"] * 60 / s["measured_list"],
    "hours_regular": lambda s: s["week_regular"] / s["measured_list"] * s["list_length"],
    "hours_all": lambda s: s["week_all"] / s["measured_list"] * s["list_length"],
    "list_all": lambda s: s["hours"] / s["week_all"] * s["measured_list"],
    "list_regular": lambda s: s["hours"] / s["week_regular"] * s["measured_list"],
    "imposable": lambda s: s["gps"] * s["imposed_max"] / s["full_time"],
})
add_arithmetic("recruit", {
    "growth": lambda s: s["residents_per_year"] / s["list_length"],
    "vacancy": lambda s: s["gap_places"] / s["list_length"] / s["gap_years"],
    "mean_after": lambda s: s["places_after"] / s["gps_after"],
    "mean_before": lambda s: (s["places_after"] - s["places_added"]) / s["gps_before"],
    "places_per_gp": lambda s: s["places_added"] / (s["gps_after"] - s["gps_before"]),
    "replaced": lambda s: s["recruited"] - (s["gps_after"] - s["gps_before"]),
})


@test("--explain: a figure given by an option names the option as its source")
def _(_tmp):
    steps = ask("need", "--guests", "7", "--explain", "--json").json["explain"]
    guests = next(step for step in steps if step["key"] == "guests")
    equal((guests["value"], guests["source"]), (7, "--guests"))


@test("--explain: the two definitions of vacancy are told where they differ")
def _(_tmp):
    for name, keys in {"need": ["gps_with_vacancy"], "vacancy": ["vacancy_listed", "vacancy_places", "gap_places"]}.items():
        steps = {step["key"]: step.get("definition", "") for step in ask(name, "--explain", "--json").json["explain"]}
        told = [steps[key] for key in keys]
        claim(all(told) and len(set(told)) == len(told), f"{name}: {told}")
        contains(" ".join(told), "listed", name)
        contains(" ".join(told), "laces", name)


# -- numbers ----------------------------------------------------------------------------------------------------------------------


@test("numbers: 295 987 with a no-break space in bokmål and nynorsk, 295,987 in English, never other signs")
def _(_tmp):
    for language, shown in {"nb": f"295{NB_SPACE}987", "nn": f"295{NB_SPACE}987", "en": "295,987"}.items():
        text = ask("vacancy", "--lang", language).out
        contains(text, shown, language)
        for other in {f"295{NB_SPACE}987", "295,987", "295 987", "295987", "295.987"} - {shown}:
            lacks(text, other, language)


@test("numbers: decimals with a comma in Norwegian and a point in English, differences with + and a real minus")
def _(_tmp):
    for language, (above, below) in {"nb": ("+21,2", "−19,4"), "nn": ("+21,2", "−19,4"), "en": ("+21.2", "−19.4")}.items():
        text = ask("coverage", "--lang", language).out
        contains(text, above, language)
        contains(text, below, language)


@test("dates: 31.12.2023 in Norwegian, 2023-12-31 in English")
def _(_tmp):
    for language, shown, other in (("nb", "31.12.2023", "2023-12-31"), ("nn", "31.12.2023", "2023-12-31"),
                                   ("en", "2023-12-31", "31.12.2023")):
        text = ask("vacancy", "--lang", language).out
        contains(text, shown, language)
        lacks(text, other, language)


@test("formulas: no decimal comma in what is written for machines and in English")
def _(_tmp):
    for name in ("need", "coverage", "vacancy", "access", "recruit", "workload"):
        for step in ask(name, "--explain", "--json").json["explain"]:
            claim(not re.search(r"\d,\d", step.get("formula", "")), f"{name} {step['key']}: {step.get('formula')}")


@test("synthetic figures are marked where they show, and only there")
def _(_tmp):
    for name in ("vacancy", "check"):
        contains(ask(name, "--json").json["notes"], "note_synthetic", f"notes of {name}")
        for language, word in zip(LANGUAGES, ("syntetisk", "syntetisk", "synthetic")):
            contains(ask(name, "--lang", language).out, word, f"{name} in {language}")
    equal(ask("vacancy", "--json").json["synthetic"], ["lists", "lists_open", "lists_closed", "lists_locked"])
    for name in ("status", "need", "coverage"):
        claim("note_synthetic" not in ask(name, "--json").json["notes"], f"{name} shows nothing synthetic")


for each in NAMES:
    add_text(each)
    add_headings(each)
    add_json(each)
    add_csv(each)
    add_xlsx(each)
    for each_form in ("--json", "--csv"):
        add_same(each, each_form)
for each in EXPLAINED:
    add_explain(each)
for each in ("status", "need", "check"):
    add_widths(each)


# -- load and synthesise answer too --------------------------------------------------------------------------------------------------


@test("load --json and --csv: a row a table, with how many are synthetic")
def _(tmp):
    found = good("load", world.bergen, "--db", tmp / "a.db", "--json", cwd=tmp).json
    rows = {row["table"]: row for row in found["tables"]}
    equal({name: row["rows"] for name, row in rows.items()},
          {name: len(read_table(path)) for name, path in
           ((path.stem if path.stem != "same_day" else "same_day_survey", path) for path in world.bergen.rglob("*.csv"))})
    equal((rows["posts"]["rows_synthetic"], rows["districts"]["rows_synthetic"]), (256, 0))
    compare_golden("load", {**found, "database": ""})
    header, *lines = good("load", world.bergen, "--db", tmp / "a.db", "--csv").rows
    equal([dict(zip(header, line))["table"] for line in lines], list(rows))


@test("load: text in three languages")
def _(tmp):
    texts = {good("load", world.bergen, "--db", tmp / "a.db", "--lang", language).out.split(" ")[0] for language in LANGUAGES}
    claim(len(texts) >= 2, f"headings {texts}")


@test("synthesise --json: seed and rows, its keys as in golden/synthesise.keys")
def _(tmp):
    found = good("synthesise", "--from", world.bergen, "--out", tmp, "--json").json
    equal([(row["table"], row["rows"]) for row in found["tables"]], [("practices", 62), ("posts", 256), ("lists", 256)])
    contains(found["notes"], "note_synthetic", "notes")
    compare_golden("synthesise", found)
