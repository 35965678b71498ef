// SPDX-License-Identifier: EUPL-1.2
// Numbers, dates and addresses as they are written, in each language.
import { build } from "esbuild";
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";

const source = join(dirname(fileURLToPath(import.meta.url)), "..", "src");
const out = mkdtempSync(join(tmpdir(), "dekning-format-"));
after(() => rmSync(out, { recursive: true }));
await build({
    stdin: {
        contents: 'export * from "./format.ts"; export * from "./words.ts"; export { costPerYear, noneKnown, packageOf, packageText, unknownCosts } from "./forecast.ts";',
        resolveDir: source,
    },
    outfile: join(out, "all.mjs"),
    bundle: true,
    format: "esm",
    logLevel: "warning",
});
globalThis.document = { documentElement: {} };
const all = await import(pathToFileURL(join(out, "all.mjs")));
const plain = (text) => text.replace(/[\u00a0\u202f]/g, " ");

test("each step of an axis is told from the next", () => {
    for (const [step, decimals] of [[1, 0], [5, 0], [2.5, 1], [0.5, 1], [0.25, 2], [0.02, 2], [2000, 0], [0.1 + 0.2, 1]]) {
        assert.equal(all.axisDecimals(step), decimals, `steps of ${step}`);
    }
});

test("numbers by language", () => {
    for (const language of ["nb", "nn"]) {
        all.chooseLanguage(language);
        assert.equal(plain(all.number(295987)), "295 987");
        assert.equal(plain(all.number(-19.433, 1)), "−19,4");
        assert.equal(plain(all.number(-0.04, 1)), "0,0");
        assert.equal(plain(all.difference(21.2, 1)), "+21,2");
        assert.equal(plain(all.difference(0.04, 1)), "0,0");
        assert.equal(plain(all.share(0.0017, 1)), "0,2 %");
        assert.equal(plain(all.shareDifference(-0.0483)), "−4,8 prosentpoeng");
        assert.equal(plain(all.money(448_200)), "448 000 kr");
        assert.equal(plain(all.money(999_500)), "1,0 mill. kr");
        assert.equal(all.monthName("2034-01"), "januar 2034");
    }
    all.chooseLanguage("en");
    assert.equal(all.number(295987), "295,987");
    assert.equal(all.share(0.05), "5%");
    assert.equal(all.date("2023-12-31"), "31 Dec 2023");
});

test("cells by their type", () => {
    all.chooseLanguage("nb");
    assert.equal(all.cell(null), "–");
    assert.equal(all.cell(true), "ja");
    assert.equal(all.cell({ key: "below", text: "under målet" }), "under målet");
    assert.equal(all.cell(12345, "identifier"), "12345");
    assert.equal(plain(all.cell(0.61, "number", 2)), "0,61");
    assert.equal(plain(all.cell(1234.5)), "1 234,50");
});

test("a package stands in an address and is read back", () => {
    const choices = [
        { measure: "expansion_grant", size: 5, start: "2025-01-01" },
        { measure: "list_reduction", size: -100, start: undefined },
    ];
    const text = all.packageText(choices);
    assert.equal(text, "expansion_grant:5:2025-01,list_reduction:-100");
    assert.deepEqual(all.packageOf(text), choices);
    assert.deepEqual(all.packageOf("<b>:1,x:y,,ok:2:2025"), [{ measure: "ok", size: 2, start: undefined }]);
});

test("a table as CSV", () => {
    const table = { columns: [{ key: "a" }, { key: "b" }], rows: [['say "no"', null], [{ key: "open", text: "åpen" }, 1.5]] };
    assert.equal(all.csvOf(table), 'a,b\r\n"say ""no""",\r\nopen,1.5\r\n');
});

test("a cost that is not known is not nothing", () => {
    const bands = (...mean) => ({ mean });
    const cost = { years: [2024, 2025, 2026], months: [6, 12, 12], total: bands(1, 2, 4), measures: { known: bands(1, 2, 4), unknown: bands(null, null, null) } };
    assert.equal(all.costPerYear(cost), 3);
    assert.equal(all.costPerYear(cost, "known"), 3);
    assert.equal(all.costPerYear(cost, "unknown"), null);
    assert.deepEqual(all.unknownCosts(cost), ["unknown"]);
    assert.ok(!all.noneKnown(cost));
    assert.ok(all.noneKnown({ ...cost, measures: { unknown: cost.measures.unknown } }));
});

test("a goal is written with the decimals it has", () => {
    all.chooseLanguage("nb");
    assert.deepEqual([[0.05, "share", 1], [0.055, "share", 1], [37.5, "number", 1], [294, "number", 0], [1, "number", 2]].map((each) => plain(all.goalValue(...each))), ["5 %", "5,5 %", "37,5", "294", "1"]);
});
