// SPDX-License-Identifier: EUPL-1.2
// The requests of `bench_register plan`, done straightforwardly with better-sqlite3 on the same schema: a transaction
// each, durable, with the look-ups that the questions need (may this person, does the list take one, the quota of
// switches), and no log, no rulebook, no families, no blocks, no reasons given.
// usage: node operations.mjs DB PLAN       with better-sqlite3 found from $NODE_PATH
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(process.env.NODE_PATH + '/');
const Database = require('better-sqlite3');
const [database, plan] = process.argv.slice(2);
const db = new Database(database);
db.pragma('journal_mode = WAL');
db.pragma('synchronous = FULL');
db.pragma('foreign_keys = ON');
db.pragma('cache_size = -262144');

const sql = Object.fromEntries(Object.entries({
    month: 'SELECT month FROM register WHERE municipality = ?',
    person: 'SELECT * FROM person WHERE person = ?',
    list: 'SELECT l.*, p.municipality FROM gp_list l JOIN post p ON p.post = l.list WHERE p.municipality = ? AND p.code = ?',
    places: 'SELECT recorded, list, from_day, until_day FROM enrolment WHERE person = ? AND superseded IS NULL '
        + 'AND (until_day IS NULL OR until_day > ?)',
    used: 'SELECT count(*) AS used FROM enrolment WHERE person = ? AND superseded IS NULL AND quota = 1 AND made > ?',
    waits: 'SELECT list, since FROM queue WHERE person = ?',
    serial: 'SELECT max(recorded) AS last FROM enrolment WHERE person = ?',
    join: 'INSERT INTO queue (person, list, since, recorded) VALUES (?, ?, ?, ?)',
    past: 'INSERT INTO queue_past (person, list, since, left_day, outcome, recorded) VALUES (?, ?, ?, ?, 1, ?)',
    leave: 'DELETE FROM queue WHERE person = ?',
    end: 'UPDATE enrolment SET until_day = ?, end_reason = 0, ended = ? WHERE person = ? AND recorded = ?',
    enrol: 'INSERT INTO enrolment (person, recorded, list, from_day, begin_reason, made, quota) VALUES (?, ?, ?, ?, 3, ?, 1)',
    supersede: 'UPDATE enrolment SET superseded = ? WHERE person = ? AND recorded = ?',
    again: 'INSERT INTO enrolment (person, recorded, list, from_day, begin_reason, made, quota) SELECT person, ?, list, '
        + 'from_day, begin_reason, made, quota FROM enrolment WHERE person = ? AND recorded = ?',
    length: 'UPDATE gp_list SET length = length + ? WHERE list = ?',
    assigned: 'DELETE FROM unassigned WHERE person = ?',
}).map(([name, text]) => [name, db.prepare(text)]));

const municipality = db.prepare('SELECT municipality FROM register').get().municipality;
const day = 19722; // 2023-12-31
const first = day + 1;
let number = db.prepare('SELECT max(seq) AS last FROM audit').get().last;

function placesOf(person) {
    const places = sql.places.all(person, day);
    return { now: places.find((row) => row.from_day <= day), next: places.find((row) => row.from_day > day) };
}

const does = {
    join(person, code) {
        const row = sql.person.get(person);
        const list = sql.list.get(municipality, code);
        const { now } = placesOf(person);
        if (row.opted_out !== null || now?.list === list.list || sql.waits.get(person)
            || (list.state === 0 && list.length < list.cap)) return false;
        sql.join.run(person, list.list, day, ++number);
        return true;
    },
    leave(person) {
        const wait = sql.waits.get(person);
        if (!sql.person.get(person) || !wait) return false;
        sql.past.run(person, wait.list, wait.since, day, ++number);
        sql.leave.run(person);
        return true;
    },
    switch(person, code) {
        const row = sql.person.get(person);
        const list = sql.list.get(municipality, code);
        const { now, next } = placesOf(person);
        if (row.opted_out !== null || next || now?.list === list.list || list.state !== 0 || list.length >= list.cap
            || sql.used.get(person, day - 365).used >= 2) return false;
        number++;
        if (now) sql.end.run(first, number, person, now.recorded);
        sql.enrol.run(person, number, list.list, first, day);
        sql.length.run(1, list.list);
        sql.assigned.run(person);
        return true;
    },
    withdraw(person) {
        const { now, next } = placesOf(person);
        if (!sql.person.get(person) || !next) return false;
        number++;
        sql.supersede.run(number, person, next.recorded);
        sql.length.run(-1, next.list);
        if (now && now.until_day === next.from_day) {
            sql.supersede.run(number, person, now.recorded);
            sql.again.run(number, person, now.recorded);
        }
        return true;
    },
};

const requests = readFileSync(plan, 'utf8').trim().split('\n').map((line) => line.split(' '));
const once = db.transaction((what, person, code) => {
    sql.month.get(municipality);
    return does[what](person, code);
});
let refused = 0;
const start = process.hrtime.bigint();
for (const [what, person, , ...code] of requests) {
    if (!once.immediate(what, Number(person), code.join(' '))) refused++;
}
const seconds = Number(process.hrtime.bigint() - start) / 1e9;
console.log(requests.length, seconds.toFixed(3), (requests.length / seconds).toFixed(0), refused);
