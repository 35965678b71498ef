# SPDX-License-Identifier: EUPL-1.2
"""What is written about the program agrees with it, and data/bergen with the sources it was made from."""
import collections
import csv
import re
import shutil
import subprocess

from helper import Skip, bad, claim, contains, environment, equal, good, read_table, test, world
from flow_usage import COMMANDS, GROUPS, command_options, declared_options, options_of, words_of


def document(name):
    path = world.root / "doc" / name
    if not path.exists():
        raise Skip(f"doc/{name} is not there")
    return path.read_text("utf-8")


@test("doc/tables.md is what dekning tables prints")
def _(_tmp):
    equal(good("tables").out, document("tables.md"))


@test("doc/dekning.1 is what dekning man prints")
def _(_tmp):
    equal(good("man").out, document("dekning.1"))


@test("man: a page that man itself finds nothing wrong with")
def _(_tmp):
    checker = next((words for words in (["mandoc", "-T", "lint", "-W", "error"], ["groff", "-man", "-Kutf8", "-Tutf8", "-ww", "-z"])
                    if shutil.which(words[0])), None)
    if checker is None:
        raise Skip("neither mandoc nor groff is here")
    done = subprocess.run(checker, input=good("man").bytes, capture_output=True, check=False, timeout=20)
    equal((done.returncode, (done.stdout + done.stderr).decode("utf-8", "replace")), (0, ""), checker[0])


@test("tables: every table and column that Bergen has is described")
def _(_tmp):
    text = good("tables").out
    for path in world.bergen.rglob("*.csv"):
        name = path.relative_to(world.bergen)
        claim(f"## `{name}`" in text, f"{name} is not described")
        part = text.split(f"## `{name}`")[1].split("\n## ")[0]
        for column in read_table(path)[0]:
            claim(f"| `{column}` |" in part, f"{name}: {column} is not described")


@test("tables --sql: makes the tables the database has")
def _(tmp):
    import sqlite3
    from helper import loaded
    made = sqlite3.connect(":memory:")
    made.executescript(good("tables", "--sql").out)
    held = sqlite3.connect(loaded(tmp))

    def tables(database):
        names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1")]
        return {name: [row[1:] for row in database.execute(f"PRAGMA table_info({name})")] for name in names}
    wanted, found = tables(made), tables(held)
    for name in wanted:
        equal(found.get(name), wanted[name], name)
    held.close()


@test("man: every command and every option, and the exit statuses")
def _(_tmp):
    page = re.sub(r"\\f.", "", good("man").out).replace("\\-", "-")
    for command in [*COMMANDS, *GROUPS, *(f"{group} {word}" for group in GROUPS for word in words_of(group))]:
        claim(re.search(rf"^{command}( |$)", page, re.M), f"{command} is not in the man page")
    for option in declared_options():
        claim(re.search(rf"^--{option}( |$)", page, re.M), f"--{option} is not in the man page")
    for part in ("EXIT STATUS", "DEKNING_DB", "LC_ALL", "LANG", "--version"):
        contains(page, part, "man page")


@test("man: the same whatever the language")
def _(_tmp):
    wanted = good("man").bytes
    for locale in ("nb_NO.UTF-8", "en_US.UTF-8"):
        equal(good("man", env=environment(LC_ALL=locale)).bytes, wanted, locale)


@test("every option declared is taken by a command, and help tells of none that is not declared")
def _(_tmp):
    taken = set()
    for command in COMMANDS:
        taken |= set(options_of(good(command, "--help").out))
    equal(set().union(*command_options().values()), taken - {"version"})
    for group in GROUPS:
        for word in words_of(group):
            taken |= set(options_of(good(group, word, "--help").out))
    equal((taken - {"version"}) ^ set(declared_options()), set())


@test("README: its commands exist")
def _(_tmp):
    path = world.root / "README.md"
    if not path.exists():
        raise Skip("README.md is not there")
    text = path.read_text("utf-8")
    used = set(re.findall(r"^\s*\$?\s*(?:build/)?dekning ([a-z]+)", text, re.M))
    commands = (*COMMANDS, *GROUPS, "serve")  # whose words are settings
    equal(used - set(commands), set(), "commands in README that are none")
    for command in commands:
        claim(re.search(rf"`{command}[` ]", text), f"{command} is not in README")


# -- data/bergen against the shared sources it was made from ---------------------------------------------------------------


def shared(name):
    path = world.root.parent / "shared" / "data" / name
    if not path.exists():
        raise Skip(f"../shared/data/{name} is not there")
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@test("data/bergen/population.csv: by district, age group and sex the sums of the single years of 2023")
def _(_tmp):
    single = collections.Counter()
    for row in shared("bergen/population_by_district_age_sex_2005_2023.csv"):
        if row["year"] == "2023" and row["sex"] != "total":
            single[row["bydel"], int(row["age"]), row["sex"]] += int(row["n"])
    own = [row for row in read_table(world.bergen / "population.csv") if row["date"] == "2023-01-01" and row["district"]]
    districts = {row["district"] for row in own}
    claim(len(districts) == 8 and districts <= {key[0] for key in single}, f"districts {districts}")
    for row in own:
        first, last = int(row["age_from"]), int(row["age_to"] or 200)
        wanted = sum(n for (district, age, sex), n in single.items()
                     if district == row["district"] and sex == row["sex"] and first <= age <= last)
        equal(int(row["persons"]), wanted, f"{row['district']} {row['age_from']}–{row['age_to']} {row['sex']}")
    for district in districts:
        equal(sum(int(row["persons"]) for row in own if row["district"] == district),
              sum(n for (name, _, _), n in single.items() if name == district), district)


@test("data/bergen/projection.csv: the main series is the national file's row 4601")
def _(_tmp):
    (national,) = [row for row in shared("norway/population_projection_2024_by_municipality.csv")
                   if row["kommunenummer"] == "4601"]
    series = {row["date"]: int(row["residents"]) for row in read_table(world.bergen / "projection.csv")
              if row["series"] == "ssb_2024_main"}
    claim(len(series) >= 20, f"only {len(series)} years")
    for date, residents in series.items():
        equal(residents, int(national[f"pop{date[:4]}"]), date)


@test("data/bergen: every source named is in sources.csv, and every source there is used")
def _(_tmp):
    known = {row["source"] for row in read_table(world.bergen / "sources.csv")}
    used = set()
    for path in world.bergen.rglob("*.csv"):
        if path.name != "sources.csv":
            used |= {row[column] for row in read_table(path) for column in row if column.endswith("source") and row[column]}
    equal(used - known, set(), "sources that are not listed")
    equal(known - used, set(), "sources that nothing is from")


@test("the program knows the national tables it was built with")
def _(_tmp):
    rows = read_table(world.root / "data/norway/reference.csv")
    hours = next(float(row["value"]) for row in rows if row["item"] == "gp_hours_all")
    steps = good("workload", "--from", world.bergen, "--explain", "--json").json["explain"]
    equal(next(step["value"] for step in steps if step["key"] == "week_all"), hours)
    bad("workload", says="--from")
