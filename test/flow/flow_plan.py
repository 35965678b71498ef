# SPDX-License-Identifier: EUPL-1.2
"""dekning plan: the cheapest package that reaches a goal, what each measure gives, and what is refused."""
import json
import signal
import subprocess
import time

from helper import LANGUAGES, Skip, answer, bad, claim, contains, equal, run, test, world
from flow_formats import compare_golden

BERGEN = ("--from", str(world.root / "data" / "bergen"))
FEW = ("--futures", 50, "--seed", 1)
ALLOWED = ("--measures", "expansion_grant,running_grant,fixed_salary_training")


def plan(*words):
    return answer("plan", *BERGEN, *FEW, *words)


@test("plan: a goal within reach, with what each measure costs and the packages that none beats")
def _(_folder):
    found = plan("--goal", "vacancy_listed>=1%", "--by", "2028-12", "--chance", 0.6, *ALLOWED)
    compare_golden("plan", found)
    equal(found["answer"], "plan_reached")
    equal(found["goal"], "vacancy_listed>=1%")
    best = found["plan_packages"][0]
    claim(best["plan_chance"] >= 0.6, f"the chance is {best['plan_chance']}")
    claim(best["plan_chance_low"] < best["plan_chance"] < best["plan_chance_high"], f"the interval is {best}")
    claim(found["plan_chance_nothing"] < 0.6, "it was reached without")
    costs = [row["plan_cost_per_year"] for row in found["plan_packages"]]
    equal(costs, sorted(costs), "the cheapest stands first")
    front = [(row["plan_cost_per_year"], row["plan_chance"]) for row in found["plan_front"]]
    claim(all(a[0] <= b[0] and a[1] < b[1] for a, b in zip(front, front[1:])), f"the front is {front}")
    contains(front, (0, found["plan_chance_nothing"]), "nothing is an end of the front")
    contains(front, (best["plan_cost_per_year"], best["plan_chance"]), "the answer is on the front")
    claim(found["plan_cost_last_year"] > best["plan_cost_per_year"], "what grows costs most at the end")
    claim(found["plan_cost_next_year"] > 1e5, "the cost goes on after the goal")
    claim("partial" not in found, "nothing was stopped")
    equal({row["measure"] for row in found["plan_prices"]}, set(ALLOWED[1].split(",")))
    years = sum(row["plan_cost"] for row in found["plan_costs"])
    claim(abs(years / (59 / 12) - best["plan_cost_per_year"]) < 1e3, "the years do not add up to the cost a year")
    claim(best["plan_cost_per_year"] > 1e5, "costs are in kroner, as the forecast's")


@test("plan: the same seed gives the same bytes on one thread and on four")
def _(_folder):
    words = ("plan", *BERGEN, *FEW, "--goal", "gps>=262", "--by", "2026-06", *ALLOWED, "--json", "--threads")
    equal(run(*words, 1).out, run(*words, 4).out)


@test("plan: a budget that is too small is said, with what would do")
def _(_folder):
    words = ("plan", *BERGEN, *FEW, "--goal", "gps>=262", "--by", "2025-06", "--chance", 0.5, *ALLOWED,
             "--budget", 100000)
    done = run(*words, "--lang", "en")
    equal(done.status, 1)
    contains(done.out, "not within the budget")
    contains(done.out, "cheapest without the budget")
    contains(done.out, "budget, million NOK in the dearest year              0.1")


@test("plan: nothing that reaches the goal is said plainly, in three languages")
def _(_folder):
    words = ("plan", *BERGEN, *FEW, "--goal", "hours_per_gp<=30", "--by", "2025-01", "--measures", "marketing")
    for language, told in zip(LANGUAGES, ("Nei, ingen pakke", "Nei, ingen pakke", "No, no package")):
        done = run(*words, "--lang", language)
        equal(done.status, 1)
        contains(done.out, told)


@test("plan: what is wrong is told before anything is simulated")
def _(_folder):
    goal, by = ("--goal", "vacancy_listed>=5%"), ("--by", "2028-12")
    start = ("plan", *BERGEN)
    bad(*start, *by, says="--goal")
    bad(*start, *goal, says="--by")
    bad(*start, *by, "--goal", "vacancy_listed", says=["--goal", "vacancy_listed"])
    bad(*start, *by, "--goal", "vacancies>=5%", says=["--goal", "vacanc"])
    bad(*start, *by, "--goal", "foo>=3", says=["--goal", "foo", "vacancy_listed", "opted_out"])
    bad(*start, *by, "--goal", "vacancy_listed=>5%", says=["--goal", "=>", ">=, <=, >, <"])
    bad(*start, *goal, "--by", "2028", says=["--by", "2028"])
    bad(*start, *goal, "--by", "2023-12", says=["--by", "2023-12", "2024-02"])
    bad(*start, *goal, "--by", "2024-01", says="--by")
    bad(*start, *goal, "--by", "2099-01", says="--by")
    bad(*start, *goal, *by, "--futures", 49, says=["--futures", "50"])
    bad(*start, *goal, *by, "--chance", 0, says="--chance")
    bad(*start, *goal, *by, "--chance", 1.2, says="--chance")
    bad(*start, *goal, *by, "--budget", -1, says="--budget")
    bad(*start, *goal, *by, "--measures", "marketin", says=["--measures", "marketing"])
    bad(*start, *goal, *by, "--measures", "marketing,marketing", says="marketing")
    bad(*start, *goal, *by, "--measures", "marketing=99", says=["marketing", "99"])


@test("plan: what nobody knows the cost of is not taken for free, and the answer says so")
def _(_folder):
    words = ("--goal", "gps>=257", "--by", "2024-06", "--chance", 0.3)
    found = plan(*words)
    priced = {row["measure"] for row in found["plan_prices"]}
    claim("marketing" in priced and "own_list_length" not in priced, f"searched are {priced}")
    told = run("plan", *BERGEN, *FEW, *words, "--lang", "en").out.replace("\n    ", " ")
    contains(told, "What they cost is not known, and so these are in the search only when named")
    contains(told, "GPs decide their own list length")
    named = ("--measures", "own_list_length,marketing")
    row, = (row for row in plan(*words, *named)["plan_prices"] if row["measure"] == "own_list_length")
    equal([row[key] for key in ("plan_cost_per_year", "plan_price_place", "plan_price_waiting")], [None] * 3)
    told = run("plan", *BERGEN, *FEW, *words, *named, "--lang", "en").out
    contains(told, "What this costs is not known, and the sums are without it")


@test("plan: where nothing reaches the goal, what was not tried for want of a cost is named first of all")
def _(_folder):
    words = ("--goal", "hours_per_gp<=20", "--by", "2024-06")
    done = run("plan", *BERGEN, *FEW, *words, "--lang", "en")
    equal(done.status, 1)
    head = done.out[:1500]
    contains(head, "Measures of unknown cost")
    contains(head, "--measures")
    contains(head.replace("\n", " "), "(normal_hours)")
    equal(answer("plan", *BERGEN, *FEW, *words, status=1)["answer"], "plan_out_of_reach_priced")
    named = answer("plan", *BERGEN, *FEW, *words, "--measures", "normal_hours", status=1)
    equal(named["answer"], "plan_out_of_reach")


@test("plan: a goal that is met without measures needs none, though some are free")
def _(_folder):
    found = plan("--goal", "gps>=200", "--by", "2024-06", "--measures", "own_list_length,marketing")
    equal(found["answer"], "plan_reached_already")
    equal(found["plan_cost_per_year"], 0)


@test("plan: an interrupt ends the search with the best so far, which nothing was checked in")
def _(_folder):
    words = ("plan", *BERGEN, "--futures", "2000", "--goal", "vacancy_listed>=5%", "--by", "2028-12", "--json")
    with subprocess.Popen([str(world.binary), *words], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        time.sleep(1)
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=60)
    found = json.loads(out)
    if "partial" not in found:
        raise Skip("the search was over before it could be interrupted")
    equal(found["partial"], True)
    equal(found["answer"], "plan_stopped", "nothing is claimed that was not checked")
    contains(found["notes"], "note_plan_stopped")
    claim("plan_cheapest" not in found and "plan_packages" not in found and "plan_front" not in found,
          "what was not checked is called what it is")
    equal(found["plan_checks"], 0, "futures it was checked in")
    claim(found["futures"] == 2000, "the futures of the search")
