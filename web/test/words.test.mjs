// SPDX-License-Identifier: EUPL-1.2
// Every word is there in every language, with the same places to fill in.
import { build } from "esbuild";
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";

const folder = join(dirname(fileURLToPath(import.meta.url)), "..", "src", "words");
const files = readdirSync(folder);
const out = mkdtempSync(join(tmpdir(), "dekning-words-"));
after(() => rmSync(out, { recursive: true }));

await build({
    entryPoints: files.map((file) => join(folder, file)),
    outdir: out,
    bundle: true,
    format: "esm",
    outExtension: { ".js": ".mjs" },
    logLevel: "warning",
});

const places = (text) => [...text.matchAll(/\{(\w+)\}/g)].map((found) => found[1]).sort();

for (const file of files) {
    test(`words of ${file}`, async () => {
        const module = await import(pathToFileURL(join(out, file.replace(/\.ts$/, ".mjs"))));
        // A catalogue, or several of them by name.
        const catalogues = Object.values(module).flatMap((found) => (Object.values(found).every(Array.isArray) ? [found] : Object.values(found)));
        assert.ok(catalogues.length > 0);
        for (const catalogue of catalogues) {
            for (const [key, word] of Object.entries(catalogue)) {
                assert.equal(word.length, 3, `${key}: three languages`);
                for (const [at, text] of word.entries()) {
                    assert.equal(typeof text, "string", `${key}: ${["nb", "nn", "en"][at]}`);
                    assert.notEqual(text.trim(), "", `${key}: ${["nb", "nn", "en"][at]} is empty`);
                    assert.deepEqual(places(text), places(word[0]), `${key}: ${["nb", "nn", "en"][at]} fills other places`);
                }
            }
        }
    });
}
