-- SPDX-License-Identifier: EUPL-1.2
-- A month of every municipality as plain set-based SQL, to be measured beside `bench_register close`: the unassigned get
-- free places of their municipality, then each list's longest waiting get what is left. No log, no rule but the order
-- and the free places: no right that ends, no quota, no block, no district, no family, no batch that opens a list.
PRAGMA foreign_keys = ON;
PRAGMA synchronous = FULL;
PRAGMA cache_size = -262144;
BEGIN IMMEDIATE;
-- The 1st that every open month closes to.
CREATE TEMP TABLE closing AS
SELECT min(month) AS month, unixepoch(date(min(month) * 86400, 'unixepoch', '+1 month')) / 86400 AS first FROM register;
CREATE TEMP TABLE leaving AS
SELECT e.list, count(*) AS persons FROM gp_list l CROSS JOIN enrolment e ON e.list = l.list -- in this order, by enrolment_list
WHERE e.until_day = (SELECT first FROM closing) AND e.superseded IS NULL GROUP BY e.list;
CREATE TEMP TABLE place (list INTEGER PRIMARY KEY, municipality TEXT, free INTEGER);
INSERT INTO place
SELECT l.list, p.municipality, l.cap - l.length + coalesce(v.persons, 0)
FROM gp_list l JOIN post p ON p.post = l.list LEFT JOIN leaving v ON v.list = l.list WHERE p.ended IS NULL;
CREATE TEMP TABLE assigned AS
WITH room AS (
    SELECT list, municipality, free, sum(free) OVER (PARTITION BY municipality ORDER BY free DESC, list) AS upto
    FROM place WHERE free > 0
), person AS (
    SELECT person, municipality, row_number() OVER (PARTITION BY municipality ORDER BY since, recorded, person) AS turn
    FROM unassigned
)
SELECT person.person, room.list FROM person JOIN room ON room.municipality = person.municipality
    AND person.turn > room.upto - room.free AND person.turn <= room.upto;
UPDATE place SET free = free - (SELECT count(*) FROM assigned a WHERE a.list = place.list) WHERE free > 0;
CREATE TEMP TABLE moved AS
SELECT person, list, since FROM (
    SELECT q.person, q.list, q.since, p.free,
        row_number() OVER (PARTITION BY q.list ORDER BY q.since, q.recorded, q.person) AS turn
    FROM place p JOIN queue q ON q.list = p.list WHERE p.free > 0
) WHERE turn <= free;
CREATE TEMP TABLE change (list INTEGER PRIMARY KEY, persons INTEGER);
INSERT INTO change
SELECT list, sum(persons) FROM (
    SELECT list, -persons AS persons FROM leaving
    UNION ALL SELECT list, count(*) FROM assigned GROUP BY list
    UNION ALL SELECT list, count(*) FROM moved GROUP BY list
    UNION ALL SELECT e.list, -count(*) FROM moved m JOIN enrolment e ON e.person = m.person
        WHERE e.until_day IS NULL AND e.superseded IS NULL GROUP BY e.list
) GROUP BY list;
UPDATE enrolment SET until_day = (SELECT first FROM closing), end_reason = 0, ended = 0
WHERE person IN (SELECT person FROM moved) AND until_day IS NULL AND superseded IS NULL;
INSERT INTO enrolment (person, recorded, list, from_day, begin_reason, made, quota)
SELECT person, (SELECT max(seq) + 1 FROM audit), list, (SELECT first FROM closing), 6, (SELECT month FROM closing), 1
FROM moved
UNION ALL
SELECT person, (SELECT max(seq) + 1 FROM audit), list, (SELECT first FROM closing), 7, (SELECT month FROM closing), 0
FROM assigned;
INSERT INTO queue_past (person, list, since, left_day, outcome, recorded)
SELECT person, list, since, (SELECT first FROM closing), 0, (SELECT max(seq) + 1 FROM audit) FROM moved;
DELETE FROM queue WHERE person IN (SELECT person FROM moved);
DELETE FROM unassigned WHERE person IN (SELECT person FROM assigned);
UPDATE gp_list SET length = length + (SELECT persons FROM change c WHERE c.list = gp_list.list)
WHERE list IN (SELECT list FROM change);
UPDATE gp_list SET state = CASE WHEN length >= cap THEN 1 ELSE 0 END WHERE state < 2;
INSERT INTO month (municipality, month, closed) SELECT municipality, month, 0 FROM register;
UPDATE register SET month = (SELECT first FROM closing);
COMMIT;
