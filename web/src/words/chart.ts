// SPDX-License-Identifier: EUPL-1.2
// The words of charts and maps.
import { words } from "../words.ts";

export const chart = words({
    p10: ["1 av 10 lavere", "1 av 10 lågare", "1 in 10 lower"],
    p90: ["9 av 10 lavere", "9 av 10 lågare", "9 in 10 lower"],
    eight_of_ten: ["8 av 10: {interval}", "8 av 10: {interval}", "8 in 10: {interval}"],
    year: ["år", "år", "year"],
    at_least: ["minst {value}", "minst {value}", "at least {value}"],
    over: ["over {value}", "over {value}", "more than {value}"],
    at_most: ["høyst {value}", "høgst {value}", "at most {value}"],
    under: ["under {value}", "under {value}", "less than {value}"],
    goal_of: ["{name} på {limit}", "{name} på {limit}", "{name} of {limit}"],
    goal_none: ["ingen {name}", "ingen {name}", "no {name}"],
    summary_up: [
        "{name}: medianen går opp fra {begin} til {end} i {month}; 8 av 10 framtider ligger mellom {interval}.",
        "{name}: medianen går opp frå {begin} til {end} i {month}; 8 av 10 framtider ligg mellom {interval}.",
        "{name}: the median rises from {begin} to {end} in {month}; 8 in 10 futures lie between {interval}.",
    ],
    summary_down: [
        "{name}: medianen går ned fra {begin} til {end} i {month}; 8 av 10 framtider ligger mellom {interval}.",
        "{name}: medianen går ned frå {begin} til {end} i {month}; 8 av 10 framtider ligg mellom {interval}.",
        "{name}: the median falls from {begin} to {end} in {month}; 8 in 10 futures lie between {interval}.",
    ],
    summary_same: [
        "{name}: medianen er {end} også i {month}; 8 av 10 framtider ligger mellom {interval}.",
        "{name}: medianen er {end} òg i {month}; 8 av 10 framtider ligg mellom {interval}.",
        "{name}: the median is {end} in {month} too; 8 in 10 futures lie between {interval}.",
    ],
    summary_goal: ["Målet er {goal}.", "Målet er {goal}.", "The goal is {goal}."],
    map_summary: [
        "{name}: {below} av {count} bydeler ligger under målet. Lavest: {lowest} ({low}). Høyest: {highest} ({high}).",
        "{name}: {below} av {count} bydelar ligg under målet. Lågast: {lowest} ({low}). Høgast: {highest} ({high}).",
        "{name}: {below} of {count} districts are below the goal. Lowest: {lowest} ({low}). Highest: {highest} ({high}).",
    ],
    far_below: ["langt under målet", "langt under målet", "far below the goal"],
    below: ["under målet", "under målet", "below the goal"],
    just_below: ["litt under målet", "litt under målet", "just below the goal"],
    at_goal: ["på målet eller over", "på målet eller over", "at the goal or above"],
    well_above: ["godt over målet", "godt over målet", "well above the goal"],
});
