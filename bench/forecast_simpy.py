# SPDX-License-Identifier: EUPL-1.2
"""The forecast's model (doc/model.md) event by event in SimPy, which script/bench times Dekning beside.

    forecast_simpy.py MODEL FUTURES SEED

MODEL is what `bench_forecast model` writes. Every list is a process that wakes on the 1st of each month, for its GP who
may leave or its post that may be filled; the municipality is one that then moves the persons, as counts, list by list.
Prints the milliseconds of a future (the fastest and the mean), and for each of four outcomes and years 1, 5 and 10 the
mean over the futures, as forecast_numpy.py does.
"""
import json
import math
import random
import statistics
import sys
import time

import simpy

UNOPENED, HELD, NOTICE, LOCUM, BARE = range(5)
TAKEOVER, EMPTY, SALARIED = range(3)
QUANTILES = (0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95)


def assumption(given, z):
    value, spread = given["value"], given["spread"]
    kind = given["distribution"]
    if kind == "normal":
        value += spread * z
    elif kind == "lognormal":
        value *= math.exp(spread * z)
    elif kind == "logit_normal":
        value = 1 / (1 + (1 / value - 1) * math.exp(-spread * z))
    return min(max(value, given["min"]), given["max"])


def binomial(rng, count, share):
    """By its normal limit where many are expected: Python before 3.12 has no other fast one."""
    mean = count * share
    if mean > 30:
        drawn = round(rng.gauss(mean, math.sqrt(mean * (1 - share))))
        return min(max(drawn, 0), count)
    drawn, at = 0, 0
    if share > 0:
        log = math.log1p(-share)
        while True:
            at += int(math.log(1 - rng.random()) / log) + 1
            if at > count:
                break
            drawn += 1
    return drawn


class Post:
    """A post with its list, and the GP who has it."""

    __slots__ = (
        "number cap length waiting joining open status channel woman born since limit hazard ends starts locum_took room"
    ).split()

    def __init__(self, number, opens):
        self.number, self.ends = number, opens
        self.cap = self.length = self.waiting = self.joining = self.room = 0
        self.open = self.woman = self.locum_took = False
        self.status, self.channel = UNOPENED, EMPTY
        self.born = self.since = self.hazard = 0.0
        self.limit, self.starts = math.inf, None


def channel_of(post):
    """How it is offered: once it has been held there is a list to take over."""
    return TAKEOVER if post.channel == EMPTY and post.cap > 0 else post.channel


class Future:
    def __init__(self, model, seed):
        self.model, self.rng = model, random.Random(seed)
        rng = self.rng
        self.theta = {name: assumption(given, rng.gauss(0, 1)) for name, given in model["assumptions"].items()}
        self.env = simpy.Environment()
        self.month = 0
        self.lay_out()
        self.trend = rng.gauss(0, 1) * self.theta["population_trend_sd"]
        self.walk = 0.0
        self.guests, self.unassigned, self.opted_out = model["guests"], model["unassigned"], model["opted_out"]
        self.elsewhere = model["elsewhere"]
        self.listed = sum(post.length for post in self.posts)
        self.residents = self.listed + self.unassigned + self.opted_out + self.elsewhere - self.guests
        self.out_share = self.opted_out / self.residents
        self.recorded = []
        self.slots0 = None
        self.record(0)
        self.hours0 = self.hours
        for post in self.posts:
            self.env.process(self.life(post))
        self.env.process(self.municipality())

    # -- the start ---------------------------------------------------------------------------------

    def lay_out(self):
        model, theta, rng = self.model, self.theta, self.rng
        lists = model["lists"]
        initial = len(lists["cap"])
        rate, v = max(theta["post_growth"] * initial, 1e-9), rng.random()
        self.posts = []
        for number in range(initial + model["slots"]):
            slot = number - initial
            post = Post(number, max(math.ceil(12 * (slot + v) / rate), 1))
            self.posts.append(post)
            if slot >= 0:
                continue
            post.cap, post.length, post.waiting = (lists[key][number] for key in ("cap", "length", "waiting"))
            post.open, post.status = bool(lists["open"][number]), lists["status"][number]
            post.channel = lists["channel"][number]
            post.ends = 3 if post.status >= LOCUM else math.inf
            if post.status != HELD:
                continue
            post.born, post.since, post.woman = (lists[key][number] for key in ("born", "since", "woman"))
            if post.born > 0:
                knots = (28, theta["gp_age_q25"], theta["gp_age_q50"], theta["gp_age_q75"], 69)
                at = 4 * rng.random()
                low, high = knots[int(at)], knots[int(at) + 1]
                post.born = -int(12 * (low + (high - low) * (at - int(at))))
            if post.since > 0:
                tenure = -8.37 / math.log(2) * math.log1p(-rng.random())
                post.since = -int(12 * min(max(-post.born / 12 - 30, 0), tenure))
            if post.woman is None:
                post.woman = rng.random() < theta["women_share"]
            self.limit(post, 0)
            post.hazard = self.hazard(post, 0)
            notice = model["rules"]["notice"][0]
            if model["under_way"] and rng.random() < post.hazard * notice:
                post.status, post.ends = NOTICE, 1 + int(notice * rng.random())

    def limit(self, post, t):
        """The month the GP gives notice because of the age limit."""
        rules = self.model["rules"]
        extended = self.rng.random() < self.theta["extension_share"]
        if t == 0 and -post.born > rules["end_age"][0] * 12:  # who works on has been
            extended = True
        age = rules["extension_age" if extended else "end_age"][t] * 12
        post.limit = max(post.born + age + 1 - rules["notice"][t], t + 1)

    def hazard(self, post, t):
        theta, age = self.theta, (t - post.born) / 12
        rate = theta["exit_rate"]
        if age < 62:
            if post.woman:
                rate *= theta["exit_women_factor"]
            if t - post.since < 12 * theta["exit_new_years"]:
                rate *= theta["exit_new_factor"]
        else:
            rate += theta["retire_rate_67" if age >= 67 else "retire_rate_62"]
        return rate / 12

    # -- a list ------------------------------------------------------------------------------------

    def life(self, post):
        """Wakes on the 1st, decides what happens to the post."""
        env, rng, theta, months = self.env, self.rng, self.theta, self.model["months"]
        if post.status == UNOPENED:
            if post.ends > months:
                return
            yield env.timeout(post.ends)
            post.status, post.ends = BARE, math.inf
        while True:
            yield env.timeout(1)
            t = self.month
            if post.status == HELD:
                if post.limit == t or rng.random() < post.hazard * self.stay:
                    post.status, post.ends = NOTICE, t + self.model["rules"]["notice"][t]
                elif (t + post.number) % 12 == 0:
                    self.revise(post, t)
            elif post.starts == t:
                self.begin(post, t)
            else:
                if post.starts is None:
                    rate = come = self.rate[channel_of(post)]
                    if post.status == LOCUM:
                        rate += theta["locum_takes_post"] / 12
                    if rng.random() < -math.expm1(-rate):
                        post.locum_took = rng.random() * rate >= come
                        post.starts = t + 1 + int(2 * theta["start_delay"] * rng.random())
                        if post.status == NOTICE:
                            post.starts = max(post.starts, post.ends)
                if post.ends == t:
                    post.status, post.ends = LOCUM if rng.random() < min(theta["locum_cover"], 1) else BARE, t + 3

    def begin(self, post, t):
        rng, theta, rules = self.rng, self.theta, self.model["rules"]
        age = round(12 * (theta["newcomer_age"] + 5 * rng.gauss(0, 1)))
        post.born, post.since, post.woman = t - min(max(age, 12 * 28), 12 * 60), t, rng.random() < theta["women_share"]
        salaried = post.channel == SALARIED or rng.random() < theta["salaried_share"]
        wanted = theta["newcomer_length"] + theta["newcomer_length_sd"] * rng.gauss(0, 1)
        if salaried:
            wanted *= theta["salaried_length"]
        post.cap = min(max(round(wanted), rules["cap_min"][t]), rules["cap_max"][t])
        post.status, post.starts, post.ends = HELD, None, math.inf
        self.limit(post, t)
        post.hazard = self.hazard(post, t)
        if (t + post.number) % 12 == 0:
            self.revise(post, t)

    def revise(self, post, t):
        theta = self.theta
        post.hazard = self.hazard(post, t)
        floor = round(theta["cap_floor"])
        if t - post.since >= 12 and post.cap > floor:
            most = max(post.cap, self.model["rules"]["cap_max"][t])
            post.cap = min(max(round(post.cap * self.drift), floor), most)

    # -- the municipality --------------------------------------------------------------------------

    def municipality(self):
        """Between the 1sts: what drives the posts next month; on the 1st, after them: persons and places."""
        env = self.env
        yield env.timeout(0.5)
        for t in range(1, self.model["months"] + 1):
            self.rates(t)
            self.turnover(t)
            self.choose()
            self.month = t
            yield env.timeout(0.75)
            self.people(t)
            self.places(t)
            self.record(t)
            yield env.timeout(0.25)

    def rates(self, t):
        theta, rng = self.theta, self.rng
        if (t - 1) % 12 == 0:
            sd = theta["candidates_noise"]
            self.lull = math.exp(sd * rng.gauss(0, 1) - sd * sd / 2)
            self.drift = math.exp(theta["cap_drift"] + theta["cap_drift_noise"] * rng.gauss(0, 1))
        self.stay = (self.hours / self.hours0) ** theta["exit_workload_elasticity"]
        come = theta["candidates"] / 1e5 * self.residents * math.exp(theta["candidates_trend"] * t / 12) * self.lull
        weights = (1, theta["empty_weight"], theta["salaried_weight"])
        pull = theta["match_half"] / 1e5 * self.residents
        for post in self.posts:
            if post.status >= NOTICE and post.starts is None:
                pull += weights[channel_of(post)]
        self.rate = [come / 12 * weight / max(pull, 1e-12) for weight in weights]
        if t == 1 and self.model["under_way"]:
            self.successors()

    def successors(self):
        """Some of the posts announced at the start have been awarded to one who has not started yet."""
        rng, delay = self.rng, self.theta["start_delay"]
        for post in self.posts:
            if post.status >= NOTICE and post.starts is None:
                expected = self.rate[channel_of(post)] * (delay + 0.5)
                if rng.random() * (1 + expected) < expected:
                    post.starts = 2 + int(2 * delay * (1 - math.sqrt(1 - rng.random())))
                    if post.status == NOTICE:
                        post.starts = max(post.starts, post.ends)

    def choose(self):
        """Where those go who wish for another list, or wait for one here."""
        theta, posts = self.theta, self.posts
        wished = self.switchers + self.keep
        free = [post.cap - post.length if post.open and post.status != BARE and post.cap > post.length else 0 for post in posts]
        total = sum(free)
        chosen = min(int(wished * theta["choose_open"] + 0.5), total)
        weights = [post.length if HELD <= post.status <= LOCUM else 0 for post in posts]
        others = sum(weights)
        rest = self.spread(weights, others, min(wished - chosen, others))
        for post, part, other in zip(posts, self.spread(free, total, chosen), rest):
            post.joining = part + other

    def spread(self, weights, total, count):
        """`count` over lists in proportion to weights of a sum of at most `total`, as whole persons: one draw decides
        all the rounding."""
        if count == 0:
            return [0] * len(weights)
        ratio, u = count / total, self.rng.random()
        parts, sum_, before, left = [], 0, 0, sum(weights)
        for weight in weights:
            sum_ += weight
            bound = count if sum_ == left == total else int(sum_ * ratio + u)
            if bound > count:
                bound = count
            parts.append(bound - before)
            before = bound
        return parts

    def turnover(self, t):
        """How many die, move out and in and are born, and how many of the new keep a GP elsewhere."""
        model, theta, rng = self.model, self.theta, self.rng
        if t % 12 == 1:
            self.walk_step = rng.gauss(0, 1) * theta["population_walk_sd"] / 12
        self.walk += self.walk_step
        self.residents = round(model["residents"][t] * math.exp(self.walk + self.trend * t / 12))
        self.opted_out = round(self.out_share * self.residents)
        self.guests = round(model["guests"] * math.exp(theta["guest_growth"] * t / 12))
        demand = self.residents - self.opted_out + self.guests
        self.members = self.listed + self.unassigned + self.elsewhere
        self.leavers = max(binomial(rng, self.members, min(theta["turnover"] / 12, 1)), self.members - demand)
        self.arrivals = demand - (self.members - self.leavers)
        births = int(model["births"][t] * self.residents / model["residents"][t] + rng.random())
        self.newborn = min(self.arrivals, self.members, births)
        self.keep = min(int(theta["keeps_gp"] * (self.arrivals - self.newborn) + 0.5), self.served)

    def people(self, t):
        theta, rng, posts = self.theta, self.rng, self.posts
        members, leavers, arrivals, newborn = self.members, self.leavers, self.arrivals, self.newborn
        lengths = [post.length for post in posts]
        # children come to a parent's list, as many leave: what is between them
        more, sign, gone = abs(leavers - newborn), -1 if leavers < newborn else 1, 0
        for post, left in zip(posts, self.spread(lengths, members, more)):
            post.length -= sign * left
            gone += left
        self.listed -= sign * gone
        # the others of them are on no list
        left = more - gone
        share = self.elsewhere / max(self.unassigned + self.elsewhere, 1)
        left_elsewhere = min(max(min(int(left * share + rng.random()), left), left - self.unassigned), self.elsewhere)
        here = max(self.waited - self.elsewhere, 0) / max(self.waited, 1)
        self.unassigned += arrivals - newborn - self.keep - sign * (left - left_elsewhere)
        self.elsewhere += self.keep - sign * left_elsewhere
        queues = [post.waiting for post in posts]
        waiting = sum(queues)
        quits = waiting * min(leavers / max(members, 1) + theta["give_up"] / 12 * here, 1)
        quits = min(int(quits + rng.random()), waiting)
        for post, left in zip(posts, self.spread(queues, waiting, quits)):
            post.waiting += post.joining - left

    def places(self, t):
        rules, posts = self.model["rules"], self.posts
        threshold, batch = rules["reopen_threshold"][t], rules["queue_batch"][t]
        before, waiting = [post.length for post in posts], sum(post.waiting for post in posts)
        batches = []
        for post in posts:
            free = post.cap - post.length
            is_open = (
                free > 0 and HELD <= post.status <= LOCUM
                and (post.open or free >= threshold or post.length <= 0)
            )
            if is_open and not post.open and post.waiting >= batch:  # it closes again
                free = min(free, batch)
                batches.append(post)
            post.open = is_open
            post.room = free if is_open else 0
        first = bool(rules["unassigned_first"][t])
        came = moved = 0
        for unassigned in (first, not first):
            if unassigned:
                rooms = [post.room for post in posts]
                total = sum(rooms)
                came = min(self.unassigned, total)
                for post, part in zip(posts, self.spread(rooms, total, came)):
                    post.length += part
                    post.room -= part
                self.unassigned -= came
            else:
                for post in posts:
                    if post.waiting > 0 and post.room > 0:
                        part = min(post.waiting, post.room)
                        post.waiting -= part
                        post.room -= part
                        post.length += part
                        moved += part
        # of those whose turn it was, some had no list here to leave
        others = int(min(self.elsewhere / max(waiting, 1), 1) * moved + self.rng.random())
        others = min(others, self.elsewhere, moved)
        self.elsewhere -= others
        for post, part in zip(posts, self.spread(before, self.listed, moved - others)):
            post.open &= post.length < post.cap
            post.length -= part
        self.listed += came + others
        for post in batches:
            post.open = False

    def record(self, t):
        model, theta = self.model, self.theta
        gps = posts = without = places = free = listed_gp = bare = waiting = 0
        for post in self.posts:
            status = post.status
            if status == UNOPENED:
                continue
            posts += 1
            places += post.cap
            waiting += post.waiting
            if status <= NOTICE:
                gps += 1
                listed_gp += post.length
            else:
                without += 1
                if status == BARE:
                    bare += post.length
            if post.open and post.cap > post.length:
                free += post.cap - post.length
        need, some = model["need"][t] / model["need"][0], max(self.listed, 1)
        self.hours = theta["hours_all"]
        if gps > 0:
            self.hours *= listed_gp / gps / theta["hours_list"] * need
        slots = theta["slots_per_gp"] * gps * (1 - theta["leave_share"]) / some * 1000
        self.served, self.waited = self.listed - bare, waiting
        wish = min(theta["switch_wish"] / 12, 1)
        self.switchers = binomial(self.rng, self.listed - max(waiting - self.elsewhere, 0), wish)
        persons = max(self.listed + self.unassigned, 1)
        without_gp = 1 + (theta["ooh_without_gp_factor"] - 1) * (self.unassigned + bare) / persons
        if t == 0:
            self.slots0, self.without0 = max(slots, 1e-9), without_gp
        contacts = theta["ooh_rate"] / 12 * self.residents * model["ooh_need"][t] / model["ooh_need"][0]
        contacts *= (max(slots, 1e-9) / self.slots0) ** -theta["ooh_elasticity"] * without_gp / self.without0
        self.recorded.append((
            gps, posts, without, places, self.listed, free, free / some, free / places if places > 0 else 0,
            self.unassigned, waiting, listed_gp / gps if gps > 0 else 0, bare, 100 * places / some, self.hours, slots,
            contacts, self.residents, self.guests, self.opted_out + self.elsewhere,
        ))

    def run(self):
        self.env.run(until=self.model["months"] + 0.9 + 1)
        return self.recorded


def quantile(ordered, q):
    at = q * (len(ordered) - 1)
    low = int(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (at - low) * (ordered[high] - ordered[low])


def main():
    path, futures, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    with open(path, encoding="utf-8") as file:
        model = json.load(file)
    recorded, times = [], []
    for number in range(futures):
        begun = time.perf_counter()
        recorded.append(Future(model, seed * 1000003 + number).run())
        times.append((time.perf_counter() - begun) * 1e3)
    bands = [
        [[quantile(ordered, q) for q in QUANTILES] for ordered in map(sorted, rows)]
        for rows in (zip(*month) for month in zip(*recorded))
    ]
    assert len(bands) == model["months"] + 1
    print(f"{min(times):.1f} {statistics.mean(times):.1f}")
    for name, row in (("gps", 0), ("places", 3), ("unassigned", 8), ("waiting", 9)):
        for year in (1, 5, 10):
            if 12 * year <= model["months"]:
                values = [future[12 * year][row] for future in recorded]
                spread = statistics.stdev(values) if futures > 1 else 0
                print(f"{name} {year} {statistics.mean(values):.6g} {spread:.6g}")


if __name__ == "__main__":
    main()
