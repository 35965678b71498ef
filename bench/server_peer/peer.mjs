// SPDX-License-Identifier: EUPL-1.2
// The two endpoints that script/bench server measures, written straightforwardly on Fastify and better-sqlite3: from
// the same database, the same documents to the last value, with the same headers and an entity tag. Each in two forms:
// /computed is made anew for every request, /cached is a string kept since the first.
// What it is spared: who may ask, other languages and forms, other queries, filters and sorting, and whatever of a
// document is not a value: labels, units, sources and formulas are taken once from documents that Dekning has answered.
// The facts that the status is reckoned from are read once and kept, as Dekning keeps them.
// usage: node peer.mjs DB PORT STATUS.json LISTS.json HEADERS.json
import Database from 'better-sqlite3';
import Fastify from 'fastify';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

const [database, port, ...files] = process.argv.slice(2);
const [status, lists, headers] = files.map((file) => JSON.parse(readFileSync(file, 'utf8')));
const db = new Database(database, { readonly: true });
db.pragma('cache_size = -262144');

// -- the status -----------------------------------------------------------------------------------

const given = new Map(status.steps.map((step) => [step.key, step.value]));
const days = (from, to) => (Date.parse(to) - Date.parse(from)) / 864e5;
const dates = new Map(status.steps.map((step) => [step.key, step.date]));
const code = status.municipality.code;
const { counted } = db.prepare('SELECT max(date) AS counted FROM population WHERE municipality = ? AND date <= ?')
    .get(code, status.date);
const population = db.prepare('SELECT district, age_from, age_to, sex, persons FROM population '
    + 'WHERE municipality = ? AND date = ?').all(code, counted);
const districts = [...new Set(population.map((row) => row.district))].filter((district) => district !== null);
const rates = status.steps.filter((step) => step.key.startsWith('coverage.rate[')).map((step) => {
    const [from, to] = step.key.slice('coverage.rate['.length, -1).split('–');
    return { from: Number(from), to: to === '' ? 120 : Number(to), rate: step.value };
});

function ages(rows) {
    const persons = { female: new Float64Array(121), male: new Float64Array(121) };
    for (const { age_from: from, age_to: to, sex, persons: count } of rows) {
        if (to === null) {
            persons[sex][from] += count;
            continue;
        }
        for (let age = from; age <= to; age++) {
            persons[sex][age] += count / (to - from + 1);
        }
    }
    return persons;
}

function sum(persons, from, to) {
    let all = 0;
    for (let age = from; age <= to; age++) {
        all += persons[age];
    }
    return all;
}

function consultations(all, here) {
    const women = given.get('coverage.use[female]'), men = given.get('coverage.use[male]');
    let expected = 0;
    for (const { from, to, rate } of rates) {
        const female = sum(all.female, from, to), male = sum(all.male, from, to);
        const weight = female * women + male * men;
        if (weight > 0) {
            expected += rate * (female + male) / weight * (sum(here.female, from, to) * women + sum(here.male, from, to) * men);
        }
    }
    return expected;
}

// What status.c reckons, from what is given: [key, value]…
function reckon() {
    const known = (key) => given.get(key);
    const persons = known('need.residents') + known('need.guests');
    const needed = Math.ceil(persons / known('need.list_length'));
    const open = known('need.vacancy_pct') / 100;
    const withVacancy = Math.ceil(persons / known('need.list_length') * (1 + open));
    const leavers = known('need.leavers_per_year') * known('need.years');
    const short = Math.max(0, withVacancy - known('need.gps_now'));
    const recruits = Math.max(0, Math.ceil(withVacancy - known('need.gps_now') + leavers));
    const places = known('vacancy.places'), free = known('vacancy.free_places'), listed = places - free;
    const gap = Math.max(0, open * listed - free);
    const goal = known('coverage.gps_per_1000_goal');
    let gps = 0, residents = 0, expected = 0, below = 0, worst = null;
    const all = ages(population), rows = [];
    for (const district of districts) {
        const here = population.filter((row) => row.district === district);
        const row = { district, gps: known(`coverage.gps[${district}]`), residents: known(`coverage.residents[${district}]`),
                      consultations: consultations(all, ages(here)) };
        row.needed = row.residents * goal / 1000;
        row.difference = row.gps - row.needed;
        below += row.difference < 0 ? 1 : 0;
        worst = worst === null || row.difference < worst.difference ? row : worst;
        rows.push(row);
    }
    for (const row of rows) {
        gps += row.gps;
        residents += row.residents;
        expected += row.consultations;
    }
    const total = residents * goal / 1000;
    const weighted = rows.reduce((so, row) => so + total * row.consultations / expected, 0);
    const years = days(dates.get('recruit.residents_now'), dates.get('recruit.residents_planned')) / 365.25;
    const growing = (known('recruit.residents_planned') - known('recruit.residents_now')) / years;
    const growth = growing / known('recruit.list_length');
    const filling = gap / known('recruit.list_length') / known('recruit.gap_years');
    const yearly = Math.max(0, Math.ceil(known('recruit.leavers_per_year') + growth + filling));
    return {
        fields: new Map([['gps_now', known('need.gps_now')], ['gps_for_list_length', needed],
            ['gps_with_vacancy', withVacancy], ['shortfall', short], ['recruits', recruits], ['recruits_per_year', yearly],
            ['districts_below', below], ['districts_worst', worst.district], ['districts_worst_difference', worst.difference]]),
        goals: new Map([['goal_capacity', [known('need.gps_now'), withVacancy]], ['goal_vacancy', [free / listed, open]],
            ['goal_coverage', [gps / residents * 1000, goal]]]),
        steps: new Map([['need.persons', persons], ['need.gps_for_list_length', needed],
            ['need.gps_with_vacancy', withVacancy], ['need.leavers', leavers], ['need.recruits', recruits],
            ['need.shortfall', short], ['vacancy.listed', listed], ['vacancy.vacancy_listed', free / listed],
            ['vacancy.vacancy_places', free / places], ['vacancy.goal_places', open * listed], ['vacancy.gap_places', gap],
            ['vacancy.gap_gps', Math.ceil(gap / known('vacancy.list_length'))],
            ['coverage.gps_per_1000', gps / residents * 1000], ['coverage.gps_needed', total],
            ['coverage.difference', gps - total], ['coverage.consultations', consultations(all, all)],
            ['coverage.gps_needed_weighted', weighted], ['coverage.need_index', 1], ['recruit.residents_per_year', growing],
            ['recruit.growth', growth], ['recruit.listed', listed], ['recruit.gap_places', gap],
            ['recruit.vacancy', filling], ['recruit.recruits_per_year', yearly]]),
    };
}

function makeStatus() {
    const reckoned = reckon();
    return {
        ...status,
        fields: status.fields.map((field) => ({ ...field, value: reckoned.fields.get(field.key) ?? field.value })),
        tables: status.tables.map((table) => ({
            ...table,
            rows: table.rows.map((row) => {
                const goal = reckoned.goals.get(row[0].key);
                return goal ? [row[0], goal[0], goal[1], goal[0] - goal[1], goal[0] >= goal[1]] : row;
            }),
        })),
        steps: status.steps.map((step) => ({ ...step, value: reckoned.steps.get(step.key) ?? step.value })),
    };
}

// -- a page of lists --------------------------------------------------------------------------------

const [{ municipality }] = db.prepare('SELECT municipality FROM register').all();
const doctor = (kind) => `(SELECT r.doctor FROM doctor_relation r WHERE r.list = l.list AND r.kind = ${kind} `
    + 'AND r.from_day <= :day AND (r.until_day IS NULL OR r.until_day > :day) ORDER BY r.from_day DESC, r.relation LIMIT 1)';
const here = 'FROM post p JOIN gp_list l ON l.list = p.post %s WHERE p.municipality = :municipality '
    + 'AND (p.ended IS NULL OR p.ended > :day)';
const page = db.prepare('SELECT p.code, p.practice, p.district, l.cap, l.length, l.state, '
    + '(SELECT count(*) FROM queue q WHERE q.list = l.list) AS waiting, g.name AS doctor, v.name AS locum '
    + here.replace('%s', `LEFT JOIN doctor g ON g.doctor = ${doctor(0)} LEFT JOIN doctor v ON v.doctor = ${doctor(1)}`)
    + ' AND p.code > :after ORDER BY p.code LIMIT :limit');
const count = db.prepare(`SELECT count(*) AS count ${here.replace('%s', '')}`);
const states = [{ key: 'open', text: 'åpen' }, { key: 'closed', text: 'lukket' }, { key: 'locked', text: 'låst' }];

function makeLists({ limit = '20', after = '' }) {
    const asked = { municipality, day: Math.floor(Date.now() / 864e5), after, limit: Number(limit) };
    const rows = page.all(asked);
    const all = count.get({ municipality, day: asked.day }).count;
    return {
        ...lists,
        date: new Date().toISOString().slice(0, 10),
        tables: [{
            ...lists.tables[0],
            rows: rows.map((row) => [row.code, row.practice, row.district, row.cap, row.length,
                Math.max(0, row.cap - row.length), states[row.state], row.waiting, row.doctor, row.locum]),
            page: { next: rows.length < asked.limit ? null : rows.at(-1).code, count: all },
        }],
    };
}

// -- serving ------------------------------------------------------------------------------------------

const app = Fastify({ logger: false });
const kept = new Map();

function send(request, reply, text, tag) {
    if (request.headers['if-none-match'] === tag) {
        reply.code(304).send();
        return;
    }
    reply.headers(headers).header('ETag', tag).header('X-Request-Id', request.id).type('application/json').send(text);
}

const tagOf = (text) => `"${createHash('sha1').update(text).digest('base64url')}"`;

for (const [path, make] of [['status', makeStatus], ['lists', makeLists]]) {
    app.get(`/computed/api/v1/${path}`, (request, reply) => {
        const text = JSON.stringify(make(request.query));
        send(request, reply, text, tagOf(text));
    });
    app.get(`/cached/api/v1/${path}`, (request, reply) => {
        let found = kept.get(request.url);
        if (found === undefined) {
            const text = JSON.stringify(make(request.query));
            found = { text, tag: tagOf(text) };
            kept.set(request.url, found);
        }
        send(request, reply, found.text, found.tag);
    });
}
await app.listen({ host: '127.0.0.1', port: Number(port) });
console.log('listening');
