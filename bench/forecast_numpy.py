# SPDX-License-Identifier: EUPL-1.2
"""The forecast's model (doc/model.md) in NumPy, which script/bench times Dekning beside.

    forecast_numpy.py MODEL FUTURES PROCESSES RUNS [TILE]

MODEL is what `bench_forecast model` writes. Arrays are [lists × futures], a tile of futures at a time so that they stay
in the cache; what happens to few posts in a month (hires, vacancies) is done on their indices alone. Other tiles were
slower, and a loop over lists with vectors over the futures no faster. Random bits are SFC64's, NumPy's fastest. Prints
the milliseconds of the fastest run and of the median, from the model in memory to the quantiles, then for each of four
outcomes and years 1, 5 and 10 its mean and standard deviation.
"""
import json
import math
import sys
import time
from multiprocessing import Pool

import numpy as np

OUTCOMES = (
    "gps posts posts_without_gp places listed free_places vacancy_listed vacancy_places unassigned waiting mean_list"
    " listed_without_gp reserve_index hours_per_gp same_day_slots ooh_contacts residents guests opted_out"
).split()
QUANTILES = (0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95)
TILE = 500
UNOPENED, HELD, NOTICE, LOCUM, BARE = range(5)
TAKEOVER, EMPTY, SALARIED = range(3)
NEVER = 32767
F32, I32 = np.float32, np.int32


def assumption(given, z):
    value, spread = given["value"], given["spread"]
    drawn = {
        "fixed": lambda: np.full(z.shape, value),
        "normal": lambda: value + spread * z,
        "lognormal": lambda: value * np.exp(spread * z),
        "logit_normal": lambda: 1 / (1 + (1 / value - 1) * np.exp(-spread * z)),
    }[given["distribution"]]()
    return np.clip(drawn, given["min"], given["max"])


class Tile:
    """A number of futures, side by side."""

    def __init__(self, model, futures, rng):
        self.model, self.futures, self.rng = model, futures, rng
        self.months = model["months"]
        self.theta = {
            name: assumption(given, rng.standard_normal(futures)) for name, given in model["assumptions"].items()
        }
        self.initial = len(model["lists"]["cap"])
        self.lists = self.initial + self.opens()
        shape = (self.lists, futures)
        self.sums = np.empty(shape, I32)
        self.bounds = np.zeros((self.lists + 1, futures), I32)
        self.wide, self.chance = np.empty(shape, F32), np.empty(shape, F32)
        self.parts = [np.empty(shape, I32) for _ in range(3)]
        self.begin(shape)
        self.out = np.empty((len(OUTCOMES), self.months + 1, futures), F32)

    # -- the start ---------------------------------------------------------------------------------

    def begin(self, shape):
        model, theta, rng, n, futures = self.model, self.theta, self.rng, self.initial, self.futures
        lists = model["lists"]

        def laid(name, rest, kind):
            column = np.full(shape, rest, kind)
            column[:n] = np.array(lists[name], kind)[:, None]
            return column

        self.cap, self.length = laid("cap", 0, I32), laid("length", 0, I32)
        self.waiting = laid("waiting", 0, I32)
        self.open = laid("open", 0, np.bool_)
        self.status = laid("status", UNOPENED, np.int8)
        self.channel = laid("channel", EMPTY, np.int8)
        self.woman = laid("woman", 0, np.bool_)
        self.born = laid("born", 0, F32)  # months from the start; 1 stands for not known
        self.since = laid("since", -NEVER, F32)
        self.ends = np.full(shape, NEVER, np.int16)  # of the notice, or of the locum's time
        self.ends[:n][self.status[:n] >= LOCUM] = 3
        self.starts = np.full(shape, NEVER, np.int16)
        self.from_locum = np.zeros(shape, np.bool_)
        self.warned = np.full(shape, NEVER, np.int16)  # the month a GP near the age limit gives notice
        self.hazard = np.zeros(shape, F32)  # of a GP who has not given notice, else 0

        held = self.status[:n] == HELD
        unknown = held & (self.born[:n] > 0)
        at = np.flatnonzero(unknown)
        future = at % futures
        u = rng.random(at.size)
        knots = np.stack([np.full(futures, 28.0), theta["gp_age_q25"], theta["gp_age_q50"], theta["gp_age_q75"],
                          np.full(futures, 69.0)])
        quarter = np.minimum((4 * u).astype(np.int64), 3)
        low, high = knots[quarter, future], knots[quarter + 1, future]
        age = low + (high - low) * (4 * u - quarter)
        self.born.reshape(-1)[at] = -np.floor(12 * age)
        at = np.flatnonzero(held & (self.since[:n] > 0))
        age = -self.born.reshape(-1)[at] / 12
        tenure = np.minimum(np.maximum(age - 30, 0), -8.37 / math.log(2) * np.log1p(-rng.random(at.size)))
        self.since.reshape(-1)[at] = -np.floor(12 * tenure)
        drawn = held & np.array([woman is None for woman in lists["woman"]])[:, None]
        at = np.flatnonzero(drawn)
        self.woman.reshape(-1)[at] = rng.random(at.size) < theta["women_share"][at % futures]
        at = np.flatnonzero(held)
        self.limits(at, 0)
        self.hazard[:n] = np.where(held, self.hazards(self.born[:n], self.since[:n], self.woman[:n], 0), 0)
        if model["under_way"]:  # some have given notice
            notice = model["rules"]["notice"][0]
            at = at[rng.random(at.size) < self.hazard.reshape(-1)[at] * notice]
            self.give_notice(at, 1 + np.floor(notice * rng.random(at.size)))

    def opens(self):
        """The months in which the slots of new posts open; those that open in no future are left out."""
        rate = self.theta["post_growth"] * self.initial
        slot = np.arange(self.model["slots"])[:, None] + self.rng.random(self.futures)
        month = np.maximum(np.ceil(12 * slot / np.maximum(rate, 1e-9)), 1)
        opened = int((month <= self.months).any(axis=1).sum())
        self.opening = np.minimum(month[:opened], NEVER).astype(np.int16)
        return opened

    def limits(self, at, t):
        """The month these GPs give notice because of the age limit."""
        rules, born = self.model["rules"], self.born.reshape(-1)[at]
        extended = self.rng.random(at.size) < self.theta["extension_share"][at % self.futures]
        if t == 0:  # who works on has been extended
            extended |= -born > rules["end_age"][0] * 12
        age = np.where(extended, rules["extension_age"][t], rules["end_age"][t]) * 12
        month = np.maximum(born + age + 1 - rules["notice"][t], t + 1)
        self.warned.reshape(-1)[at] = np.minimum(month, NEVER)

    def hazards(self, born, since, woman, t, future=slice(None)):
        theta = self.theta
        age = (F32(t) - born) / F32(12)

        def of(name):
            return theta[name][future].astype(F32)

        exit_rate = of("exit_rate")
        under = exit_rate * np.where(woman, of("exit_women_factor"), F32(1))
        under *= np.where(F32(t) - since < 12 * of("exit_new_years"), of("exit_new_factor"), F32(1))
        old = exit_rate + np.where(age >= 67, of("retire_rate_67"), of("retire_rate_62"))
        return np.where(age < 62, under, old) / F32(12)

    # -- one month ---------------------------------------------------------------------------------

    def spread(self, weights, total, count, out):
        """`count` over lists in proportion to weights that sum to at least `total`; to `rest` beyond them: one uniform a
        future decides all the rounding. Sums of the parts are exact."""
        np.add.accumulate(weights, axis=0, out=self.sums)
        return self.spread_sums(self.sums, total, count, out)

    def spread_sums(self, sums, total, count, out):
        ratio = (count / np.maximum(total, 1)).astype(F32)
        u = self.rng.random(self.futures, dtype=F32)
        np.copyto(self.wide, sums, casting="unsafe")
        self.wide *= ratio
        self.wide += u
        bounds = self.bounds
        np.copyto(bounds[1:], self.wide, casting="unsafe")  # of what is not negative: the floor
        bounds[-1] = np.where(sums[-1] >= total, count, bounds[-1])
        np.minimum(bounds[-2], bounds[-1], out=bounds[-2])
        return np.subtract(bounds[1:], bounds[:-1], out=out)

    def rates(self, t, gps, listed_gp):
        model, theta = self.model, self.theta
        hours = np.where(
            gps > 0,
            theta["hours_all"] * listed_gp / np.maximum(gps, 1) / theta["hours_list"] * model["need"][t - 1]
            / model["need"][0],
            theta["hours_all"],
        )
        year = (t - 1) // 12
        if (t - 1) % 12 == 0:
            noise = self.rng.standard_normal((2, self.futures))
            sd = theta["candidates_noise"]
            self.lull = np.exp(sd * noise[0] - sd * sd / 2)
            self.drift = np.exp(theta["cap_drift"] + theta["cap_drift_noise"] * noise[1]).astype(F32)
            assert year * 12 + 1 == t
        if t == 1:
            self.hours0 = hours
        stay = np.power(hours / self.hours0, theta["exit_workload_elasticity"])
        come = theta["candidates"] / 1e5 * self.residents * np.exp(theta["candidates_trend"] * t / 12) * self.lull
        return stay.astype(F32), come, theta["match_half"] / 1e5 * self.residents

    def channels(self, posts):
        """How they are offered: once a post has been held there is a list to take over."""
        channel = self.channel.reshape(-1)[posts]
        channel[(channel == EMPTY) & (self.cap.reshape(-1)[posts] > 0)] = TAKEOVER
        return channel.astype(np.int64)

    def weights(self):
        return np.stack([np.ones(self.futures), self.theta["empty_weight"], self.theta["salaried_weight"]])

    def give_notice(self, at, ends):
        self.status.reshape(-1)[at] = NOTICE
        self.ends.reshape(-1)[at] = ends
        self.hazard.reshape(-1)[at] = 0
        self.warned.reshape(-1)[at] = NEVER

    def successors(self, posts, rate):
        """Some of the posts announced at the start have been awarded to one who has not started yet."""
        rng, delay = self.rng, self.theta["start_delay"][posts % self.futures]
        expected = rate * (delay + 0.5)
        some = rng.random(posts.size) * (1 + expected) < expected
        posts, delay = posts[some], delay[some]
        start = 2 + np.floor(2 * delay * (1 - np.sqrt(1 - rng.random(posts.size))))
        notice = self.status.reshape(-1)[posts] == NOTICE
        self.starts.reshape(-1)[posts] = np.where(notice, np.maximum(start, self.ends.reshape(-1)[posts]), start)
        return ~some

    def posts(self, t, stay, come, half):
        theta, futures, rng = self.theta, self.futures, self.rng
        status = self.status.reshape(-1)
        starts, ends = self.starts.reshape(-1), self.ends.reshape(-1)
        uniform = rng.random(out=self.wide, dtype=F32).reshape(-1)

        apart = np.flatnonzero(self.status >= NOTICE)  # posts that are not just held
        announced = apart[starts[apart] == NEVER]
        leaving = np.flatnonzero(self.wide < np.multiply(self.hazard, stay, out=self.chance))
        warned = np.flatnonzero(self.warned == t)
        weights = self.weights()
        future = announced % futures
        channel = self.channels(announced)
        offered = np.bincount(channel * futures + future, minlength=3 * futures)
        pull = (weights * offered.reshape(3, futures)).sum(axis=0)
        rate = come / 12 * weights / np.maximum(half + pull, 1e-12)

        # posts are awarded
        posts, come_rate = announced, rate[channel, future]
        if t == 1 and self.model["under_way"]:
            left = self.successors(posts, come_rate)
            posts, future, come_rate = posts[left], future[left], come_rate[left]
        locum_rate = np.where(status[posts] == LOCUM, theta["locum_takes_post"][future] / 12, 0)
        both = come_rate + locum_rate
        filled = uniform[posts] < -np.expm1(-both)
        posts, future, both, locum_rate = posts[filled], future[filled], both[filled], locum_rate[filled]
        start = t + 1 + np.floor(2 * theta["start_delay"][future] * rng.random(posts.size))
        start = np.where(status[posts] == NOTICE, np.maximum(start, ends[posts]), start)
        starts[posts] = np.minimum(start, NEVER - 1)
        self.from_locum.reshape(-1)[posts] = rng.random(posts.size) * both < locum_rate

        # a locum is looked for, when notice ends and every third month; those who were awarded a post begin
        begins = apart[starts[apart] == t]
        drawn = apart[(ends[apart] == t) & (starts[apart] != t)]
        cover = np.minimum(theta["locum_cover"], 1)[drawn % futures]
        status[drawn] = np.where(rng.random(drawn.size) < cover, LOCUM, BARE)
        ends[drawn] = t + 3
        self.begins(begins, t)

        # GPs give notice
        self.give_notice(np.union1d(leaving, warned), t + int(self.model["rules"]["notice"][t]))

        # slots that open
        if self.lists > self.initial:
            slots = np.flatnonzero(self.opening == t) + self.initial * futures
            status[slots] = BARE

    def begins(self, at, t):
        theta, futures, rng, rules = self.theta, self.futures, self.rng, self.model["rules"]
        future = at % futures
        count = at.size
        age = np.rint(12 * (theta["newcomer_age"][future] + 5 * rng.standard_normal(count)))
        salaried = (self.channel.reshape(-1)[at] == SALARIED) | (rng.random(count) < theta["salaried_share"][future])
        wanted = theta["newcomer_length"][future] + theta["newcomer_length_sd"][future] * rng.standard_normal(count)
        wanted *= np.where(salaried, theta["salaried_length"][future], 1)
        self.cap.reshape(-1)[at] = np.clip(np.rint(wanted), rules["cap_min"][t], rules["cap_max"][t])
        self.born.reshape(-1)[at] = t - np.clip(age, 12 * 28, 12 * 60)
        self.since.reshape(-1)[at] = t
        woman = rng.random(count) < theta["women_share"][future]
        self.woman.reshape(-1)[at] = woman
        self.status.reshape(-1)[at] = HELD
        self.starts.reshape(-1)[at] = NEVER
        self.ends.reshape(-1)[at] = NEVER
        self.hazard.reshape(-1)[at] = self.hazards(
            self.born.reshape(-1)[at], self.since.reshape(-1)[at], woman, t, future
        )
        self.limits(at, t)

    def revise(self, t):
        """Once a year, a twelfth of the lists each month: hazards by age, and established GPs' caps."""
        rows = slice((-t) % 12, self.lists, 12)
        held = self.status[rows] == HELD
        since = self.since[rows]
        self.hazard[rows] = np.where(held, self.hazards(self.born[rows], since, self.woman[rows], t), 0)
        cap = self.cap[rows]
        floor = np.rint(self.theta["cap_floor"])
        due = held & (t - since >= 12) & (cap > floor)
        shorter = np.clip(np.rint(cap * self.drift), floor, np.maximum(cap, self.model["rules"]["cap_max"][t]))
        np.copyto(cap, shorter, where=due, casting="unsafe")

    def turnover(self, t):
        """How many die, move out and in and are born, and how many of the new keep a GP elsewhere."""
        model, theta, rng = self.model, self.theta, self.rng
        self.residents_at(t)
        demand = self.residents - self.opted_out + self.guests
        self.members = self.listed + self.unassigned + self.elsewhere
        leavers = rng.binomial(self.members, np.minimum(theta["turnover"] / 12, 1))
        self.leavers = np.maximum(leavers, self.members - demand)
        self.arrivals = demand - (self.members - self.leavers)
        births = np.floor(model["births"][t] * self.residents / model["residents"][t] + rng.random(self.futures))
        self.newborn = np.minimum(np.minimum(self.arrivals, self.members), births.astype(np.int64))
        keep = np.floor(theta["keeps_gp"] * (self.arrivals - self.newborn) + 0.5).astype(np.int64)
        self.keep = np.minimum(keep, self.served)

    def choose(self):
        """Where those go who wished for another list in the month before, or wait for one here."""
        free, part, joins = self.parts
        served = (self.status >= HELD) & (self.status <= LOCUM)
        np.subtract(self.cap, self.length, out=free)
        np.maximum(free, 0, out=free)
        free *= self.open
        free *= served
        total = free.sum(axis=0, dtype=I32)
        wished = self.switchers + self.keep
        chosen = np.minimum(np.floor(wished * self.theta["choose_open"] + 0.5), total)
        self.spread(free, total, chosen, joins)
        np.multiply(self.length, served, out=free)
        self.spread(free, self.served, np.minimum(wished - chosen, self.served), part)
        joins += part
        return joins

    def people(self, t, joins):
        theta, rng = self.theta, self.rng
        members, leavers, arrivals, newborn = self.members, self.leavers, self.arrivals, self.newborn
        # who dies or moves leaves list and queue, and children come to a parent's list: what is between them
        gone = self.parts[0]
        more, sign = np.abs(leavers - newborn), np.where(leavers < newborn, -1, 1)
        self.spread(self.length, members, more, gone)
        left = self.bounds[-1].copy()
        gone *= sign.astype(I32)
        self.length -= gone
        self.listed -= sign * left
        # the others of them are on no list
        share = self.elsewhere / np.maximum(self.unassigned + self.elsewhere, 1)
        left = more - left
        left_elsewhere = np.minimum(np.floor(left * share + rng.random(self.futures)).astype(np.int64), left)
        left_elsewhere = np.clip(left_elsewhere, left - self.unassigned, self.elsewhere)
        waiting = self.waiting_sum
        here = np.maximum(waiting - self.elsewhere, 0) / np.maximum(waiting, 1)
        self.elsewhere = self.elsewhere + self.keep - sign * left_elsewhere
        self.unassigned += arrivals - newborn - self.keep - sign * (left - left_elsewhere)
        quits = np.minimum(leavers / np.maximum(members, 1) + theta["give_up"] / 12 * here, 1) * waiting
        self.spread(self.waiting, waiting, np.minimum(np.floor(quits + rng.random(self.futures)), waiting), gone)
        self.waiting -= gone
        self.waiting += joins

    def places(self, t):
        rules = self.model["rules"]
        threshold, batch = rules["reopen_threshold"][t], rules["queue_batch"][t]
        placed, room, _ = self.parts
        free = np.subtract(self.cap, self.length, out=self.parts[2])
        is_open = free >= threshold
        is_open |= self.open
        is_open |= self.length <= 0
        is_open &= free > 0
        staffed = self.status >= HELD
        staffed &= self.status <= LOCUM
        is_open &= staffed
        reopened = is_open & ~self.open & (self.waiting >= batch)
        np.multiply(free, is_open, out=room)
        batches = np.flatnonzero(reopened)
        flat = room.reshape(-1)
        flat[batches] = np.minimum(flat[batches], batch)  # these close again
        np.add.accumulate(self.length, axis=0, out=self.parts[2])
        before, self.listed_before = self.parts[2], self.listed.copy()
        waiting = self.waiting.sum(axis=0, dtype=I32)
        first = bool(rules["unassigned_first"][t])
        came = 0
        moved = None
        for unassigned in (first, not first):
            if unassigned:
                total = room.sum(axis=0, dtype=I32)
                count = np.minimum(self.unassigned, total)
                self.spread(room, total, count, placed)
                self.unassigned -= count
                came = count
            else:
                np.minimum(self.waiting, room, out=placed)
                self.waiting -= placed
                moved = placed.sum(axis=0, dtype=I32)
            room -= placed
            self.length += placed
        # of those whose turn it was, some had no list here to leave
        share = np.minimum(self.elsewhere / np.maximum(waiting, 1), 1)
        others = np.floor(share * moved + self.rng.random(self.futures)).astype(np.int64)
        others = np.minimum(np.minimum(others, self.elsewhere), moved)
        self.elsewhere -= others
        self.listed += others
        self.spread_sums(before, self.listed_before, moved - others, placed)
        self.listed += came
        self.length -= placed
        is_open &= room > 0
        is_open.reshape(-1)[batches] = False
        self.open = is_open

    def wish(self):
        may = self.listed - np.maximum(self.waiting_sum - self.elsewhere, 0)
        self.switchers = self.rng.binomial(np.maximum(may, 0), np.minimum(self.theta["switch_wish"] / 12, 1))

    def residents_at(self, t):
        model, theta = self.model, self.theta
        if t % 12 == 1:
            self.walk_step = self.rng.standard_normal(self.futures) * theta["population_walk_sd"] / 12
        self.walk += self.walk_step
        error = self.walk + self.trend * t / 12
        self.residents = np.rint(model["residents"][t] * np.exp(error)).astype(np.int64)
        self.opted_out = np.rint(self.out_share * self.residents).astype(np.int64)
        self.guests = np.rint(model["guests"] * np.exp(theta["guest_growth"] * t / 12)).astype(np.int64)

    def record(self, t):
        model, theta, out, futures = self.model, self.theta, self.out[:, t], self.futures
        status = self.status.reshape(-1)
        vacant = np.flatnonzero(status >= LOCUM)
        bare = vacant[status[vacant] == BARE]
        length, cap = self.length.reshape(-1), self.cap.reshape(-1)
        posts = (status.reshape(self.lists, futures) != UNOPENED).sum(axis=0, dtype=I32)
        without = np.bincount(vacant % futures, minlength=futures)
        listed_vacant = np.bincount(vacant % futures, weights=length[vacant], minlength=futures)
        listed_bare = np.bincount(bare % futures, weights=length[bare], minlength=futures)
        gps = posts - without
        places = self.cap.sum(axis=0, dtype=I32)
        free = np.subtract(self.cap, self.length, out=self.parts[0])
        free *= self.open
        free = np.maximum(free, 0, out=free).sum(axis=0, dtype=I32)
        self.gps, self.listed_gp, self.served = gps, self.listed - listed_vacant, self.listed - listed_bare
        self.served = self.served.astype(np.int64)
        self.waiting_sum = self.waiting.sum(axis=0, dtype=I32)
        listed = self.listed
        some = np.maximum(listed, 1)
        need = model["need"][t] / model["need"][0]
        hours = np.where(
            gps > 0, theta["hours_all"] * self.listed_gp / np.maximum(gps, 1) / theta["hours_list"] * need,
            theta["hours_all"],
        )
        slots = theta["slots_per_gp"] * gps * (1 - theta["leave_share"]) / some * 1000
        persons = np.maximum(listed + self.unassigned, 1)
        without_gp = 1 + (theta["ooh_without_gp_factor"] - 1) * (self.unassigned + listed_bare) / persons
        if t == 0:
            self.slots0, self.without0 = np.maximum(slots, 1e-9), without_gp
        contacts = theta["ooh_rate"] / 12 * self.residents * model["ooh_need"][t] / model["ooh_need"][0]
        contacts = contacts * np.power(np.maximum(slots, 1e-9) / self.slots0, -theta["ooh_elasticity"])
        rows = (
            gps, posts, without, places, listed, free, free / some, np.where(places > 0, free / np.maximum(places, 1), 0),
            self.unassigned, self.waiting_sum,
            np.where(gps > 0, self.listed_gp / np.maximum(gps, 1), 0), listed_bare, 100 * places / some, hours, slots,
            contacts * without_gp / self.without0, self.residents, self.guests,
            self.opted_out + self.elsewhere,
        )
        for row, values in enumerate(rows):
            out[row] = values

    def run(self):
        model, futures = self.model, self.futures
        self.walk = np.zeros(futures)
        self.trend = self.rng.standard_normal(futures) * self.theta["population_trend_sd"]
        self.unassigned = np.full(futures, model["unassigned"])
        self.elsewhere = np.full(futures, model["elsewhere"])
        self.listed = self.length.sum(axis=0, dtype=np.int64)
        residents = int(self.listed[0]) + model["unassigned"] + model["opted_out"] + model["elsewhere"] - model["guests"]
        self.out_share = model["opted_out"] / residents
        self.residents, self.guests = np.full(futures, residents), np.full(futures, model["guests"])
        self.opted_out = np.full(futures, model["opted_out"])
        self.record(0)
        self.wish()
        for t in range(1, self.months + 1):
            stay, come, half = self.rates(t, self.gps, self.listed_gp)
            self.turnover(t)
            joins = self.choose()
            self.posts(t, stay, come, half)
            self.revise(t)
            self.people(t, joins)
            self.places(t)
            self.record(t)
            self.wish()
        return self.out


def tiles(job):
    model, seed, first, count, size = job
    done = []
    for at in range(first, first + count, size):
        rng = np.random.Generator(np.random.SFC64([seed, at]))
        done.append(Tile(model, min(size, first + count - at), rng).run())
    return np.concatenate(done, axis=2)


def quantiles(recorded):
    """Linear between order statistics; only those that are needed are put in their place."""
    at = [q * (recorded.shape[2] - 1) for q in QUANTILES]
    low = [int(x) for x in at]
    need = sorted({i for x in low for i in (x, min(x + 1, recorded.shape[2] - 1))})
    part = np.partition(recorded, need, axis=2)
    return [
        part[:, :, i] + F32(x - i) * (part[:, :, min(i + 1, recorded.shape[2] - 1)] - part[:, :, i])
        for x, i in zip(at, low)
    ]


def main():
    path, futures, processes, runs = sys.argv[1], *map(int, sys.argv[2:5])
    size = int(sys.argv[5]) if len(sys.argv) > 5 else TILE
    with open(path, encoding="utf-8") as file:
        model = json.load(file)
    share = -(-futures // processes)
    jobs = [(model, 1, at, min(share, futures - at), size) for at in range(0, futures, share)]
    pool = Pool(processes) if processes > 1 else None
    times = []
    for _ in range(runs):
        begun = time.perf_counter()
        parts = pool.map(tiles, jobs) if pool else [tiles(job) for job in jobs]
        recorded = np.concatenate(parts, axis=2) if len(parts) > 1 else parts[0]
        bands = quantiles(recorded)
        times.append((time.perf_counter() - begun) * 1e3)
    assert len(bands) == len(QUANTILES)
    times.sort()
    print(f"{times[0]:.1f} {times[len(times) // 2]:.1f}")
    for name in ("gps", "places", "unassigned", "waiting"):
        for year in (1, 5, 10):
            if 12 * year <= model["months"]:
                row = recorded[OUTCOMES.index(name), 12 * year].astype(float)
                print(f"{name} {year} {row.mean():.6g} {row.std(ddof=1):.6g}")


if __name__ == "__main__":
    main()
