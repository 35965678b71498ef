# SPDX-License-Identifier: EUPL-1.2
"""dekning forecast: its JSON, its tables, the same bytes on any number of threads and processes, and being stopped."""
import csv
import io
import json
import os
import pty
import re
import select
import signal
import subprocess
import time

from helper import Skip, bad, claim, contains, copy_bergen, environment, equal, good, lacks, near, replace, shown, test, world
from flow_formats import LANGUAGES, check_sheet, compare_golden, sheets

QUANTILES = ("p05", "p10", "p25", "p50", "p75", "p90", "p95")
INDICATORS = ("gps", "posts", "posts_without_gp", "places", "listed", "free_places", "vacancy_listed", "vacancy_places",
              "unassigned", "waiting", "mean_list", "listed_without_gp", "reserve_index", "hours_per_gp",
              "same_day_slots", "ooh_contacts", "residents", "guests", "opted_out")
PACKAGE = "start_package,gp_centres=3"


def forecast(*words, futures=64, years=2, **more):
    return good("forecast", "--from", world.bergen, "--futures", futures, "--years", years, *words, **more)


def package(tmp, name, text):
    path = tmp / name
    path.write_text(text, "utf-8")
    return path


def check_bands(bands, count, about, negative=False):
    equal(list(bands), [*QUANTILES, "mean"], about)
    for name, values in bands.items():
        equal(len(values), count, f"{about}.{name}")
        for value in values:
            claim(isinstance(value, (int, float)) and (negative or value >= 0), f"{about}.{name}: {value!r}")
    for low, high in zip(QUANTILES, QUANTILES[1:]):
        for month, (a, b) in enumerate(zip(bands[low], bands[high])):
            claim(a <= b, f"{about}: {low} {a} > {high} {b} in month {month}")


def check_indicators(found, months, about, negative=False):
    for indicator in INDICATORS:
        claim(indicator in found, f"{about}: no {indicator}")
        check_bands(found[indicator], months, f"{about}.{indicator}", negative)


def check_cost(cost, about, negative=False):
    years = len(cost["years"])
    equal(cost["years"], list(range(cost["years"][0], cost["years"][0] + years)), f"{about}.years")
    equal(len(cost["months"]), years, f"{about}.months")
    for measure, bands in cost.get("measures", {}).items():
        check_bands(bands, years, f"{about}.{measure}", negative)
    check_bands(cost["total"], years, f"{about}.total", negative)
    check_bands(cost["whole_period"], 1, f"{about}.whole_period", negative)


# -- JSON ----------------------------------------------------------------------------------------------------------


@test("forecast --json: months, bands in order, goals with chances, cost, districts; keys as in golden")
def _(_tmp):
    out = forecast("--measures", PACKAGE, "--json")
    equal(out.out.count("\n"), 1, "lines")
    found = out.json
    equal(list(found)[:5], ["start", "months", "indicators", "goals", "cost"], "the first keys")
    equal(found["start"], "2024-01-01")
    equal(len(found["months"]), 25, "months")
    equal((found["months"][0], found["months"][-1]), ("2024-01-01", "2026-01-01"))
    check_indicators(found["indicators"], 25, "indicators")
    for goal in found["goals"]:
        equal(len(goal["chance"]), 25, goal["goal"])
        claim(all(0 <= chance <= 1 for chance in goal["chance"]), f"{goal['goal']}: {goal['chance']}")
    check_cost(found["cost"], "cost")
    equal(list(found["cost"]["measures"]), ["start_package", "gp_centres"], "measures")
    equal(found["cost"]["years"], [2024, 2025, 2026])
    equal(found["cost"]["months"], [11, 12, 1])
    equal(len(found["districts"]), 9, "districts, and residents of none")
    equal(list(found["districts"])[-1], "unknown_district")
    for name, district in found["districts"].items():
        equal(list(district), ["gps", "places", "listed", "residents"], name)
        for indicator, bands in district.items():
            check_bands(bands, 25, f"{name}.{indicator}")
    equal((found["seed"], found["futures"], found["futures_wanted"], found["partial"]), (1, 64, 64, False))
    claim({row["confidence"] for row in found["assumptions"]} <= {"A", "B", "C"}, "confidence")
    claim(len(found["assumptions"]) > 30, "assumptions")
    for part in ("districts", "measures"):  # their keys are Bergen's
        found.pop(part)
    found["cost"].pop("measures")
    compare_golden("forecast", found)


@test("forecast: month 0 is what the tables say, the same in every future")
def _(_tmp):
    found = forecast("--json").json["indicators"]
    for indicator, value in (("gps", 256), ("places", 295987), ("unassigned", 0)):
        for name in QUANTILES:
            equal(found[indicator][name][0], value, f"{indicator}.{name}")


@test("forecast --compare: the difference is the first package less the second, with a band of its own")
def _(tmp):
    none = package(tmp, "none.csv", "measure\n")
    found = forecast("--measures", PACKAGE, "--compare", none, "--json").json
    check_indicators(found["difference"]["indicators"], 25, "difference", negative=True)
    check_indicators(found["compared"]["indicators"], 25, "compared")
    check_cost(found["difference"]["cost"], "difference.cost", negative=True)
    equal(found["compared"]["measures"], [], "the package compared with")
    for indicator in INDICATORS:
        own, other, difference = (part["indicators"][indicator]["mean"]
                                  for part in (found, found["compared"], found["difference"]))
        for month in range(25):
            near(difference[month], own[month] - other[month], 1e-3 + abs(own[month]) * 1e-5, f"{indicator} {month}")
    difference = found["difference"]["indicators"]["gps"]
    apart = found["indicators"]["gps"]
    claim(difference["p90"][24] - difference["p10"][24] < apart["p90"][24] - apart["p10"][24],
          "common draws ought to make the difference surer than the forecast")
    for part in ("districts", "measures"):
        found["compared"].pop(part)
    found["compared"]["cost"].pop("measures")
    compare_golden("forecast-compare", {part: found[part] for part in ("compared", "difference")})


@test("forecast: a package against itself differs by nothing at all")
def _(tmp):
    same = package(tmp, "same.csv", "measure,size\nstart_package,\ngp_centres,3\n")
    found = forecast("--measures", PACKAGE, "--compare", same, "--json").json["difference"]
    for indicator, bands in found["indicators"].items():
        claim(not any(value for values in bands.values() for value in values), f"{indicator}: {shown(bands)}")
    claim(not any(value for values in found["cost"]["total"].values() for value in values), "cost")


@test("forecast --package FILE: as --measures says it")
def _(tmp):
    path = package(tmp, "plan.csv", "measure,size\nstart_package,\ngp_centres,3\n")
    equal(forecast("--package", path, "--json").bytes, forecast("--measures", PACKAGE, "--json").bytes)


@test("forecast --explain: few futures name no cause that is none")
def _(_tmp):
    for seed in (1, 2, 3):
        words = {"futures": 60, "years": 5}
        told = list(csv.DictReader(io.StringIO(
            forecast("--seed", seed, "--explain", "--csv", "--table", "hinges", **words).out)))
        named = {(row["indicator"], row["assumption"]) for row in told}
        # the hours and the out-of-hours service move neither doctors nor lists
        for cause in ("slots_per_gp", "ooh_elasticity"):
            claim(all(assumption != cause for _, assumption in named), f"{cause} is named: {told}")
        shares = {(name, row["assumption"]): row
                  for name, hinges in forecast("--seed", seed, "--explain", "--json", **words).json["explain"]["hinges"].items()
                  for row in hinges["factors"]}
        claim(all(shares[each]["share"] >= 3 * shares[each]["error"] for each in named if each in shares), f"{named}")


@test("forecast --explain: the parts of a change add up, and every measure and assumption is told")
def _(_tmp):
    found = forecast("--measures", PACKAGE, "--explain", "--json").json
    for name, change in found["explain"]["changes"].items():
        near(change["before"] + sum(change["parts"].values()), change["after"], 1e-4, name)
        near(change["after"], found["indicators"][name]["mean"][-1], 1e-3 + change["after"] * 1e-6, name)
    for name, told in found["explain"]["measures"].items():
        equal(list(told["alone"]), ["start_package", "gp_centres"], name)
        near(sum(told["alone"].values()) + told["joint"], told["together"], 1e-3 + abs(told["together"]) * 1e-5, name)
    equal(list(found["explain"]["hinges"]), ["gps", "vacancy_listed", "waiting"])
    for language, heading in zip(LANGUAGES, ("Hvor endringen kommer fra", "Kvar endringa kjem frå",
                                             "Where the change comes from")):
        contains(forecast("--explain", "--lang", language).out, heading, language)


# -- the same bytes ------------------------------------------------------------------------------------------------


@test("forecast: the same bytes with 1, 2 and 8 threads, and again")
def _(tmp):
    none = package(tmp, "none.csv", "measure\n")
    words = ("--measures", PACKAGE, "--compare", none, "--json")
    wanted = forecast(*words, "--threads", 1, futures=300).bytes
    for threads in (2, 8, 2):
        equal(forecast(*words, "--threads", threads, futures=300).bytes == wanted, True, f"{threads} threads")
    equal(forecast(*words, "--seed", 2, futures=300).bytes == wanted, False, "another seed")


@test("forecast: text in three languages; machine output does not depend on it")
def _(_tmp):
    titles = ("Framskriving", "Framskriving", "Forecast")
    texts = [forecast("--measures", PACKAGE, "--lang", language).out for language in LANGUAGES]
    equal(len(set(texts)), 3, "distinct texts")
    for text, title in zip(texts, titles):
        claim(text.startswith(title), text.splitlines()[0])
        for line in text.splitlines():
            claim(line == line.rstrip(" "), f"trailing spaces: {line!r}")
        for word in ("(null)", "nan", "{"):
            lacks(text, word)
    for form in ("--json", "--csv"):
        equal(forecast(form, "--lang", "nn").bytes, forecast(form, "--lang", "en").bytes, form)


@test("forecast: charts in braille where the terminal has UTF-8, in ASCII where it has not; as wide as there is room")
def _(_tmp):
    braille = re.compile("[\u2801-\u28ff]")
    claim(braille.search(forecast().out), "no chart")
    plain = forecast(env=environment(LC_ALL="C")).out
    claim(not braille.search(plain) and "*" in plain, "no plain chart")
    for columns in (40, 80, 100, 120, 300):
        text = forecast("--lang", "en", env=environment(COLUMNS=str(columns))).out
        equal(bool(braille.search(text)), columns >= 80, f"a chart in {columns} columns")
        if columns >= 80:
            longest = max(len(line) for line in text.splitlines())
            claim(longest <= columns, f"{longest} of {columns} columns")


# -- tables --------------------------------------------------------------------------------------------------------


def table(name, *words, **more):
    return list(csv.DictReader(io.StringIO(forecast("--csv", "--table", name, *words, **more).out)))


@test("forecast --csv: every month of every indicator, as in JSON; districts, chances, costs, assumptions")
def _(tmp):
    none = package(tmp, "none.csv", "measure\n")
    words = ("--measures", PACKAGE, "--compare", none)
    found = forecast(*words, "--json").json
    equal(forecast(*words, "--csv").bytes, forecast(*words, "--csv", "--table", "bands").bytes, "the first table")
    for name, part in (("bands", found), ("bands_compared", found["compared"]), ("bands_difference", found["difference"])):
        rows = table(name, *words)
        equal(len(rows), len(INDICATORS) * 25, name)
        for row in rows:
            bands = part["indicators"][row["indicator"]]
            month = found["months"].index(row["month"])
            for quantile in (*QUANTILES, "mean"):
                equal(float(row[quantile]), bands[quantile][month], f"{name}: {row}")
    for row in table("bands_districts", *words):
        month = found["months"].index(row["month"])
        equal(float(row["p50"]), found["districts"][row["district"]][row["indicator"]]["p50"][month], str(row))
    for row in table("chances", *words):
        (goal,) = [goal for goal in found["goals"] if goal["goal"] == row["goal"]]
        equal(float(row["chance"]), goal["chance"][found["months"].index(row["month"])], str(row))
    for row in table("costs", *words):
        cost = {"package_asked": found, "compared": found["compared"], "difference": found["difference"]}[row["of_package"]]["cost"]
        bands = cost["total"] if row["measure"] == "all_measures" else cost["measures"][row["measure"]]
        equal(float(row["p90"]), bands["p90"][cost["years"].index(int(row["year"]))], str(row))
    equal([row["assumption"] for row in table("assumptions")], [row["assumption"] for row in found["assumptions"]])


@test("forecast --xlsx: the tables as sheets")
def _(tmp):
    book = tmp / "svar.xlsx"
    forecast("--xlsx", book, "--lang", "en", silent=True)
    _first, bands, *others = sheets(book).values()
    equal(len(others), 4, "sheets beside")
    rows = forecast("--csv").rows
    equal(len(bands), len(rows), "rows of the first sheet")


# -- what is asked for ---------------------------------------------------------------------------------------------


@test("forecast --goal: several, decimal commas too, and their chances are the futures'")
def _(_tmp):
    found = forecast("--goal", "gps>=0, vacancy_listed>=99,5%,waiting<1e9" .replace("1e9", "999999999"), "--json").json["goals"]
    equal([goal["goal"] for goal in found], ["gps>=0", "vacancy_listed>=99.5%", "waiting<999999999"])
    equal([set(goal["chance"]) for goal in found], [{1}, {0}, {1}])


@test("forecast: a cost that nobody knows is told as not known, not as nothing")
def _(_tmp):
    words = ("--measures", "own_list_length,marketing")
    costs = forecast(*words, "--json").json["cost"]
    equal(set(costs["measures"]["own_list_length"]["p50"]), {None})
    claim(costs["measures"]["marketing"]["mean"] == costs["total"]["mean"], "the sum is of what is known")
    contains(forecast(*words, "--lang", "en").out, "What this costs is not known, and the sums are without it")
    rows = [line for line in forecast(*words, "--csv", "--table", "costs").out.splitlines() if "own_list_length" in line]
    claim(rows and all(row.endswith(",,,,,,,,") for row in rows), f"the table says {rows[:1]}")


@test("forecast: how much of each measure is told in its unit")
def _(_tmp):
    told = " ".join(forecast("--measures", "marketing=2.5,salary_or_self_employment=0.4,gp_centres=3,running_grant=-1,buy_out",
                             "--lang", "en").out.split("futures run")[0].split())
    for part in ("the GP scheme (× 2.5);", "self-employment (40%);", "part of the city (3 posts a year);",
                 "GP agreement (ended);", "private practice"):
        contains(told, part)
    claim(told.endswith("private practice"), "a measure as it is needs no size")


def bergen_of_2021(tmp):
    """Bergen as it was in January 2021: 243 GPs and a mean list of 1224 are known, nobody's free place is, nor anything
    observed later. Which lists are the longer ones is as made up as in Bergen's own tables."""
    folder = copy_bergen(tmp)

    def rewrite(name, change):
        with open(folder / name, encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        head, rows = list(rows[0]), [row for row in rows if change(row)]
        with open(folder / name, "w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, head, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        return rows

    numbers = iter(range(1000))
    with_gp = [row["post"] for row in rewrite("posts.csv", lambda row: next(numbers) % 20 != 10)]
    equal(len(with_gp), 243, "GPs")
    whole = sum(int(row["length"]) for row in rewrite("lists.csv", lambda row: row["post"] in set(with_gp)))
    lengths = {}

    def list_of_2021(row):
        lengths[row["post"]] = str(round(int(row["length"]) * 243 * 1224 / whole))
        row.update(date="2021-01-01", length=lengths[row["post"]], state="closed")
        return True

    rewrite("lists.csv", list_of_2021)
    rewrite("posts.csv", lambda row: row.update(cap=lengths[row["post"]]) is None)
    rewrite("municipality.csv", lambda row: row.update(state_date="2021-01-01") is None)
    rewrite("observations.csv", lambda row: row["date"] <= "2021-01-31")
    rewrite("population.csv", lambda row: row["date"] <= "2021-01-01")
    return folder


@test("forecast: from January 2021 the bands hold what is known of December 2023, and more doctors give no more places")
def _(tmp):
    found = good("forecast", "--from", bergen_of_2021(tmp), "--years", 3, "--futures", 1000, "--json").json
    last = {name: {band: values[-1] for band, values in bands.items()} for name, bands in found["indicators"].items()}
    first = {name: bands["p50"][0] for name, bands in found["indicators"].items()}
    equal((found["months"][-1], first["gps"]), ("2024-01-01", 243))
    for name, known in (("gps", 256), ("mean_list", 1156), ("free_places", 494), ("places", 295987)):
        claim(last[name]["p10"] <= known <= last[name]["p90"], f"{name}: {known} is not in {last[name]}")
    more_gps = last["gps"]["mean"] / first["gps"] - 1
    more_places = last["places"]["mean"] / first["places"] - 1
    claim(more_gps > 0.02, f"doctors: {more_gps:+.1%}")
    claim(abs(more_places) < 0.03, f"places: {more_places:+.1%}")


@test("forecast --start: later than the tables is said")
def _(_tmp):
    told = "The forecast starts after the day the tables describe"
    contains(forecast("--start", "2025-01-01", "--lang", "en").out, told)
    claim(told not in forecast("--lang", "en").out, "said of the tables' own day")


@test("forecast: what cannot be understood is refused before anything is run")
def _(tmp):
    twice = package(tmp, "twice.csv", "measure\nstart_package\nstart_package\n")
    unknown = package(tmp, "unknown.csv", "measure,size\nstart_pakke,1\n")
    wrong = package(tmp, "wrong.csv", "measure,size\nstart_package,mye\n")
    source = ("forecast", "--from", world.bergen)
    for words, says in (
            (["--futures", "0"], "--futures"),
            (["--futures", "100001"], "--futures"),
            (["--years", "0"], "--years"),
            (["--years", "51"], "--years"),
            (["--years", "1.5"], "--years"),
            (["--threads", "0"], "--threads"),
            (["--seed", "-1"], "--seed"),
            (["--start", "2024-01-15"], "2024-01-15"),
            (["--start", "2010-01-01"], "2010-01-01"),
            (["--goal", "gps"], "--goal"),
            (["--goal", "fastleger>5"], "fastleger"),
            (["--goal", ""], "--goal"),
            (["--measures", "start_pakke"], "start_package"),
            (["--measures", "start_package,start_package"], "start_package"),
            (["--measures", "start_package=-3"], "-3"),
            (["--measures", "start_package", "--package", twice], "--measures, --package"),
            (["--package", twice], "start_package"),
            (["--package", unknown], "start_package"),
            (["--package", wrong], "wrong.csv:2"),
            (["--compare", tmp / "none.csv"], "none.csv"),
            (["ekstra"], "ekstra")):
        bad(*source, *words, says=says, timeout=10)


# -- long runs -----------------------------------------------------------------------------------------------------

LONG_YEARS = 4
LONG = ("forecast", "--futures", "60000", "--years", str(LONG_YEARS), "--lang", "en")


def start(*words, **more):
    return subprocess.Popen([str(world.binary), *words, "--from", str(world.bergen)], env=environment(),
                            cwd=world.shared / "empty", stdin=subprocess.DEVNULL, **more)


def interrupted(*words):
    """A long run with one interrupt, once it is at it."""
    process = start(*LONG, *words, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    time.sleep(1.5)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    if b"stopped" not in out and b"partial\":true" not in out and b"futures_wanted" not in out:
        raise Skip("the run was over before it could be interrupted")
    equal((process.returncode, err), (0, b""), "status and standard error")
    return out.decode("utf-8")


@test("forecast: an interrupt ends the run with what is done, marked so in text, JSON and CSV")
def _(_tmp):
    text = interrupted()
    contains(text, "The run was stopped")
    contains(text, "futures asked for")
    found = json.loads(interrupted("--json"))
    equal(found["partial"], True, "partial")
    equal(found["futures_wanted"], 60000, "wanted")
    claim(0 < found["futures"] < 60000 and found["futures"] % 64 == 0, f"{found['futures']} futures")
    contains(found["notes"], "note_forecast_partial", "notes")
    check_indicators(found["indicators"], LONG_YEARS * 12 + 1, "what is done")
    again = forecast("--json", futures=found["futures"], years=LONG_YEARS).json
    equal(found["indicators"], again["indicators"], "what so many futures give")
    rows = {row[0]: row[1] for row in csv.reader(io.StringIO(interrupted("--csv", "--table", "summary")))}
    claim(int(rows["futures"]) < int(rows["futures_wanted"]) == 60000, f"summary: {rows}")


@test("forecast: the second interrupt ends it at once")
def _(_tmp):
    process = start("forecast", "--futures", "100000", "--years", "2", "--threads", "1", stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL)
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    process.send_signal(signal.SIGINT)
    time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    claim(process.wait(timeout=30) in (-signal.SIGINT, 0), "it goes on")


@test("forecast: progress and an estimate on a terminal, nothing of it elsewhere")
def _(_tmp):
    ours, theirs = pty.openpty()
    process = start(*LONG, stdout=subprocess.DEVNULL, stderr=theirs)
    os.close(theirs)
    seen, until = b"", time.monotonic() + 60
    while b"left" not in seen and process.poll() is None and time.monotonic() < until:
        if select.select([ours], [], [], 0.2)[0]:
            seen += os.read(ours, 4096)
    process.send_signal(signal.SIGINT)
    process.wait(timeout=60)
    try:
        while select.select([ours], [], [], 0.2)[0]:
            seen += os.read(ours, 4096)
    except OSError:  # the other end is closed
        pass
    os.close(ours)
    text = seen.decode("utf-8")
    claim(re.search(r"\r  [0-9,]+ / 60,000 futures · \d+ (s|min) left", text), f"no progress: {text!r}")
    claim(text.endswith("\r\x1b[K"), f"the line is left there: {text[-40:]!r}")


# -- several processes ---------------------------------------------------------------------------------------------


def over_processes(count, *words, status=0, binary=None):
    built = world.binary.parent / "dekning-mpi"
    if not built.exists():
        raise Skip("dekning-mpi is not built: no MPI here")
    env = environment(OMPI_ALLOW_RUN_AS_ROOT="1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1", HOME="/tmp")
    # MPI keeps some of its own memory until the process ends
    env["ASAN_OPTIONS"] = env.get("ASAN_OPTIONS", "") + ":detect_leaks=0"
    done = subprocess.run(["mpirun", "--oversubscribe", "-n", str(count), str(binary or built), *map(str, words)], env=env,
                          cwd=world.shared / "empty", stdin=subprocess.DEVNULL, capture_output=True, timeout=120, check=False)
    if status is not None:
        equal(done.returncode, status, f"status of mpirun, which says {done.stderr.decode()[:500]}")
    return done


@test("dekning-mpi: the same bytes over 1, 2 and 3 processes as from one program")
def _(tmp):
    none = package(tmp, "none.csv", "measure\n")
    words = ("forecast", "--from", world.bergen, "--futures", 200, "--years", 2, "--measures", PACKAGE,
             "--compare", none, "--explain", "--json")
    wanted = good(*words).bytes
    for count in (1, 2, 3):
        equal(over_processes(count, *words).stdout == wanted, True, f"{count} processes")
    few = ("forecast", "--from", world.bergen, "--futures", 3, "--years", 1, "--json")
    equal(over_processes(3, *few).stdout, good(*few).bytes, "more processes than chunks of futures")


@test("dekning-mpi: wrong input is told once, and nobody waits for who failed")
def _(tmp):
    done = over_processes(2, "forecast", "--from", world.bergen, "--measures", "start_pakke", status=2)
    equal(done.stdout, b"")
    equal(done.stderr.count(b"dekning: "), 1, "times told")
    done = over_processes(2, "status", "--from", world.bergen, status=2)
    contains(done.stderr.decode(), "dekning-mpi forecast")
    # the second process alone finds no municipality, or another one
    for given, says in (("/nowhere", "/nowhere"), (copy_bergen(tmp), "do not read the same tables")):
        if given != "/nowhere":
            replace(given / "projection.csv", "2026-01-01,296762", "2026-01-01,296763")
        script = tmp / "each.sh"
        script.write_text(f'#!/bin/sh\nfrom={world.bergen}\nif [ "$OMPI_COMM_WORLD_RANK" = 1 ]; then from={given}; fi\n'
                          f'exec {world.binary.parent}/dekning-mpi forecast --from "$from" "$@"\n')
        script.chmod(0o755)
        done = over_processes(2, "--futures=100", status=None, binary=script)
        claim(done.returncode != 0, "it succeeded")
        contains(done.stderr.decode(), says, "standard error")
        equal(done.stdout, b"")
