# SPDX-License-Identifier: EUPL-1.2
"""dekning calibrate and dekning backtest: what they answer, and what they refuse."""
import random

from helper import LANGUAGES, Skip, answer, bad, claim, contains, equal, good, near, test, world
from flow_formats import compare_golden

HEADER = "municipality,indicator,year,value\n"


def made(folder, name="observations.csv", last=2022):
    """Synthetic observations: 60 municipalities whose lists shorten by 3 % a year, give or take."""
    dice = random.Random(1)
    rows = []
    for m in range(60):
        length, reserve = 800 + 5 * m, 100 + m % 9
        for year in range(2014, last + 1):
            length *= 0.97 + 0.04 * (dice.random() - 0.5)
            reserve += dice.random() - 0.5
            rows.append(f"{1000 + m},mean_list_length,{year},{length:.0f}\n")
            rows.append(f"{1000 + m},reserve_capacity_index,{year},{reserve:.0f}\n")
            rows.append(f"{1000 + m},residents,{year},{(m + 1) * 500}\n")
            rows.append(f"{1000 + m},share_on_lists_without_gp_pct,{year},{max(0, 20 * dice.random() - 15):.1f}\n")
    path = folder / name
    path.write_text(HEADER + "".join(rows), "utf-8")
    return path


def real():
    path = world.root.parent / "shared" / "data" / "norway" / "gp_lists_by_municipality_2015_2022.csv"
    if not path.exists():
        raise Skip(f"{path} is not here")
    return path


def tried(path, origin, horizon, *words):
    return answer("backtest", "--observations", path, "--origin", origin, "--horizon", horizon, *words)


def of(rows, indicator):
    return [row for row in rows if row["indicator"] == indicator]


@test("backtest: synthetic municipalities, each indicator, size and horizon")
def _(folder):
    found = tried(made(folder), 2019, 3, "--municipality", "1007")
    compare_golden("backtest", found)
    equal(found["municipality"], "1007")
    equal(len(found["backtest_predictions"]), 4 * 3, "predictions of one municipality")
    whole, = of(found["backtest_indicators"], "mean_list_length")
    equal(whole["backtest_count"], 60)
    claim(whole["backtest_error"] < 0.7 * whole["backtest_persistence"], f"a drift of 3 % is not found: {whole}")
    equal([row["backtest_size"] for row in of(found["backtest_sizes"], "mean_list_length")],
          ["size_small", "size_middle", "size_large"])
    equal([row["backtest_years_on"] for row in of(found["backtest_horizons"], "reserve_capacity_index")], [1, 2, 3])


@test("backtest: years after the origin change no prediction, in the whole program")
def _(folder):
    path = made(folder)
    lines = path.read_text("utf-8").splitlines(keepends=True)
    other = folder / "other.csv"
    other.write_text("".join(line if not line.split(",")[2].startswith("202") else
                             ",".join(line.split(",")[:3]) + ",7\n" for line in lines), "utf-8")
    one, two = (tried(p, 2019, 2, "--municipality", "1030")["backtest_predictions"] for p in (path, other))
    claim(any(a["backtest_outcome"] != b["backtest_outcome"] for a, b in zip(one, two)), "the outcomes are the same")
    for row in one + two:
        del row["backtest_outcome"]
    equal(one, two)


@test("backtest: text in three languages, and a municipality of unknown size is said")
def _(folder):
    path = made(folder)
    path.write_text("".join(line for line in path.read_text("utf-8").splitlines(keepends=True)
                            if ",residents," not in line), "utf-8")
    texts = [good("backtest", "--observations", path, "--origin", 2018, "--horizon", 1, "--lang", language).out
             for language in LANGUAGES]
    for text, words in zip(texts, ("ukjent størrelse", "ukjend storleik", "unknown size")):
        contains(text, words)


@test("backtest: what is wrong is told with its place")
def _(folder):
    path = made(folder)
    start = ("backtest", "--observations", path)
    bad(*start, "--horizon", 1, says="--origin")
    bad(*start, "--origin", 2019, says="--horizon")
    bad("backtest", "--origin", 2019, "--horizon", 1, says="--observations")
    bad(*start, "--origin", 2019, "--horizon", 0, says=["--horizon", "0"])
    bad(*start, "--origin", 2013, "--horizon", 1, says=["observations.csv", "2013"])
    bad(*start, "--origin", 2014, "--horizon", 1, says=["observations.csv", "2014"])
    bad(*start, "--origin", 2022, "--horizon", 3, says=["observations.csv", "2022"])
    bad(*start, "--origin", 2019, "--horizon", 1, "--municipality", "0001", says=["observations.csv", "0001"])
    bad("calibrate", *start[1:], "--municipality", "0001", says=["observations.csv", "0001"])
    for row, place in (("1000,doctors,2015,1", "2:2"), ("1000,gps,year,1", "2:3"), ("1000,gps,2015,x", "2:4"),
                       ("1000,share_on_lists_without_gp_pct,2015,100.1", "2:4")):
        path.write_text(f"{HEADER}{row}\n", "utf-8")
        bad(*start, "--origin", 2019, "--horizon", 1, says=f"observations.csv:{place}:")
    path.write_text(f"{HEADER}1000,gps,2015,1\n1000,gps,2015,2\n", "utf-8")
    bad(*start, "--origin", 2019, "--horizon", 1, says="observations.csv:3:")


@test("backtest: everything said of every municipality, for whoever scores it otherwise")
def _(folder):
    found = tried(made(folder), 2019, 3)
    rows = [row for row in found["predictions"] if row["indicator"] == "mean_list_length"]
    equal(len(rows), 2 * 60 * 3, "two models, municipalities, years")
    whole, = of(found["backtest_indicators"], "mean_list_length")
    last = [row for row in rows if row["year"] == 2022 and row["backtest_model"] == "model_outlook"]
    for key, error in (("p50", "backtest_error"), ("persistence", "backtest_persistence"), ("trend", "backtest_trend")):
        near(sum(abs(row[key] - row["backtest_outcome"]) for row in last) / 60, whole[error], 1e-9)
    inside = sum(row["p10"] <= row["backtest_outcome"] <= row["p90"] for row in last) / 60
    near(inside, whole["backtest_inside80"], 1e-9)
    levels = ["p05", "p10", "p25", "p50", "p75", "p90", "p95"]
    claim(all(sorted(row[k] for k in levels) == [row[k] for k in levels] for row in rows), "a band is turned")
    table = good("backtest", "--observations", folder / "observations.csv", "--origin", 2019, "--horizon", 3, "--csv",
                 "--table", "predictions").out.splitlines()
    equal(len(table), 1 + len(found["predictions"]))


@test("backtest: years without outcomes, municipalities that are gone, figures that cannot be: counted and said")
def _(folder):
    path = made(folder)
    found = tried(path, 2020, 5)
    equal(found["backtest_horizon"], 2)
    claim("note_backtest_shorter" in found["notes"], f"{found['notes']}")
    text = path.read_text("utf-8")
    lines = [line for line in text.splitlines(keepends=True) if not line.startswith("1005,") or ",2022," not in line]
    lines = [line.replace("1006,mean_list_length,2020,", "1006,mean_list_length,2020,9") for line in lines]
    lines.append("1007,gps,2020,4\n1007,listed,2020,90000\n")
    path.write_text("".join(lines).replace("1006,mean_list_length,2020,9", "1006,mean_list_length,2020,99"), "utf-8")
    found = tried(path, 2020, 2)
    equal([found[key] for key in ("backtest_gone", "backtest_contradicting", "backtest_implausible")], [1, 1, 1])
    for note in ("gone", "contradicting", "implausible"):
        claim(f"note_backtest_{note}" in found["notes"], f"{note}: {found['notes']}")
    path.write_text(HEADER + "".join(line for line in lines if "share_" in line), "utf-8")
    found = tried(path, 2020, 2)
    equal(found["backtest_simulator"], [])
    claim("note_backtest_unstarted" in found["notes"] and "note_backtest_simulator" not in found["notes"], "why")


@test("backtest: a number without its first zero is told what it may be")
def _(folder):
    path = made(folder)
    path.write_text(path.read_text("utf-8").replace("1007,", "0301,"), "utf-8")
    for command in (("backtest", "--origin", 2019, "--horizon", 1), ("calibrate",)):
        bad(*command, "--observations", path, "--municipality", "301", says=["301", "0301"])


@test("backtest: numbers alone, in the years and forms other files have them")
def _(folder):
    dice = random.Random(2)
    rows = []
    for m in range(60):
        residents, lists = 900 * 1.05 ** m, max(1, round(0.9 * 1.05 ** m))
        for year in range(2016, 2026):
            residents *= 1 + 0.01 * dice.random()
            listed = round(residents * 0.99)
            rows += [f"{3200 + m},{name},{year},{value}\n" for name, value in (
                ("gps", lists - (dice.random() < 0.1 and lists > 1)), ("lists_without_gp", int(dice.random() < 0.1)),
                ("residents", round(residents)), ("listed", listed), ("places", round(listed * (1 + 0.05 * dice.random()))))]
    path = folder / "numbers.csv"
    path.write_text(HEADER + "".join(rows), "utf-8")
    for origin, horizon in ((2019, 5), (2023, 2), (2024, 1)):
        found = tried(path, origin, horizon)
        for row in found["backtest_horizons"] + found["backtest_simulator"]:
            claim(row["backtest_error"] <= 1.25 * row["backtest_persistence"] + 0.1, f"{origin}: {row}")
        equal({row["indicator"] for row in found["backtest_simulator"]}, {"gps", "listed", "places"})
    equal([row["indicator"] for row in answer("calibrate", "--observations", path)["calibrate_pool"]],
          ["mean_list_length", "reserve_capacity_index"])


@test("backtest: the simulator beside the outlook, on the same municipalities and years")
def _(folder):
    found = tried(made(folder), 2019, 2)
    rows = of(found["backtest_simulator"], "mean_list_length")
    equal([row["backtest_years_on"] for row in rows], [1, 2])
    for row, outlook in zip(rows, of(found["backtest_horizons"], "mean_list_length")):
        equal(row["backtest_count"], 60)
        near(row["backtest_outlook"], outlook["backtest_error"], 1e-9)
        near(row["backtest_outlook_crps"], outlook["backtest_crps"], 1e-9)
        ratio = row["backtest_error"] / row["backtest_outlook"]
        equal(row["backtest_verdict"], "backtest_better" if ratio < 0.98 else
              "backtest_worse" if ratio > 1.02 else "backtest_as_good")
    equal(of(tried(made(folder), 2019, 2)["backtest_simulator"], "mean_list_length"), rows, "another time")


@test("backtest: the simulator on the real municipalities, 2020 to 2022: better than as now and trend")
def _(_folder):
    found = tried(real(), 2020, 2)
    lists = of(found["backtest_simulator"], "mean_list_length")[1]
    reserve = of(found["backtest_simulator"], "reserve_capacity_index")[1]
    claim(lists["backtest_error"] < 0.97 * lists["backtest_persistence"], f"list length: {lists}")
    claim(reserve["backtest_error"] < 1.03 * reserve["backtest_persistence"], f"reserve: {reserve}")
    for row in (lists, reserve):
        claim(0.7 <= row["backtest_inside80"] <= 0.9, f"the 80 % band: {row}")


def assumed(*words):
    found = answer("forecast", "--from", world.bergen, "--futures", 64, "--years", 1, *words)
    return {row["assumption"]: row["value"] for row in found["assumptions"]}, found["notes"], found.get("fitted")


@test("forecast: --observations fits its assumptions to the municipality's drift, and says so")
def _(folder):
    path = made(folder)
    text = path.read_text("utf-8").replace("1007,", "4601,")
    path.write_text(text, "utf-8")
    table, notes, nothing = assumed()
    fitted, told, drifts = assumed("--observations", path)
    equal(nothing, None)
    equal(drifts["mean_list_length"]["own_years"], 8)
    claim(0 < drifts["mean_list_length"]["own_weight"] < 1, f"{drifts}")
    claim("note_forecast_fitted" not in notes and "note_forecast_fitted" in told, f"{notes} {told}")
    changed = {key for key in table if table[key] != fitted[key]}
    equal(changed, {"post_growth", "candidates", "cap_drift"})
    later = made(folder, "later.csv")
    later.write_text(f"{text}4601,mean_list_length,2030,1\n", "utf-8")
    equal(assumed("--observations", later)[0], fitted, "what is observed after the start")
    path.write_text(f"{HEADER}4601,mean_list_length,2020,1200\n", "utf-8")
    bad("forecast", "--from", world.bergen, "--observations", path, says=["observations.csv", "2023"])
    bad("forecast", "--from", world.bergen, "--observations", folder / "none.csv", says="none.csv")


@test("calibrate: its own drift and the common one, weighed")
def _(folder):
    found = answer("calibrate", "--observations", made(folder), "--municipality", "1001")
    compare_golden("calibrate", found)
    lists, = of(found["calibrate_pool"], "mean_list_length")
    near(lists["calibrate_mean"], -0.03, 0.004, "the common drift")
    own, = of(found["calibrate_drifts"], "mean_list_length")
    claim(0 < own["calibrate_weight"] < 1, f"the weight of its own history: {own}")
    low, high = sorted((own["calibrate_own"], lists["calibrate_mean"]))
    claim(low <= own["calibrate_drift"] <= high, f"outside its own and the common: {own}")


@test("calibrate: a municipality's own tables alone, and none to learn from")
def _(folder):
    found = answer("calibrate", "--from", world.bergen)
    equal([row["municipality"] for row in found["calibrate_drifts"]], ["4601", "4601"])
    bad("calibrate", "--observations", folder / "none.csv", says="none.csv")
    bad("calibrate", "--observations", made(folder), "--origin", 2014, says=["observations.csv", "2014"])
    equal(answer("calibrate", "--observations", made(folder), "--origin", 2030)["backtest_origin"], 2022)


@test("backtest: the real municipalities, 2020 to 2022: better than persistence and trend, and bands that hold")
def _(_folder):
    found = tried(real(), 2020, 2)
    lists, = of(found["backtest_indicators"], "mean_list_length")
    reserve, = of(found["backtest_indicators"], "reserve_capacity_index")
    near(lists["backtest_persistence"], 69.0, 0.05)
    near(lists["backtest_trend"], 106.9, 0.05)
    near(reserve["backtest_persistence"], 8.42, 0.005)
    near(reserve["backtest_trend"], 13.37, 0.005)
    claim(lists["backtest_error"] <= 0.9 * lists["backtest_persistence"], f"list length: {lists}")
    claim(reserve["backtest_error"] < min(reserve["backtest_persistence"], reserve["backtest_trend"]), f"{reserve}")
    for row in [lists, reserve, *of(found["backtest_sizes"], "mean_list_length"),
                *of(found["backtest_sizes"], "reserve_capacity_index")]:
        claim(0.75 <= row["backtest_inside80"] <= 0.85, f"the 80 % band: {row}")
