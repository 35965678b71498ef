// SPDX-License-Identifier: EUPL-1.2
// Builds the pages into a folder: names with content hashes, gzip and brotli beside every file,
// manifest.json that tells which file is which, and a report of what the first load weighs.
// usage: node build.mjs FOLDER [EMBED OUTPUT.c DEPFILE]
// With EMBED (tools/embed.c, compiled) the files are also written as the array web_files of a C file,
// and what it was made from as a rule for ninja.
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const FIRST_LOAD_MAX = 120_000; // bytes, gzip: what the board may weigh before it shows

const here = dirname(fileURLToPath(import.meta.url));
const [, , out, embed, array, depfile] = process.argv;
if (out === undefined) {
    console.error("usage: node build.mjs FOLDER [EMBED OUTPUT.c DEPFILE]");
    process.exit(2);
}
const { build } = await import("esbuild").catch(() => {
    console.error("error: web/node_modules is missing or old; run script/setup, or npm ci in web/");
    process.exit(1);
});

const source = (path) => join(here, "src", path);
const gzip = (bytes) => gzipSync(bytes, { level: 9 });
const shared = {
    absWorkingDir: here,
    bundle: true,
    minify: true,
    target: ["chrome109", "firefox115", "safari16.4"],
    legalComments: "none",
    charset: "utf8",
    logLevel: "warning",
};

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });

const made = await build({
    ...shared,
    entryPoints: { main: source("main.ts"), early: source("early.ts") },
    outdir: out,
    entryNames: "[name]-[hash]",
    chunkNames: "[name]-[hash]",
    assetNames: "[name]-[hash]",
    format: "esm",
    splitting: true,
    metafile: true,
});

const outputs = made.metafile.outputs;
const name_of = (entry) =>
    Object.keys(outputs).find((path) => outputs[path].entryPoint === `src/${entry}`);
const main = name_of("main.ts");
const early = name_of("early.ts");
const styles = outputs[main].cssBundle;

// What the browser must have before the board shows: the shell and all it imports at once.
const first = new Set([styles, early]);
const follow = (path) => {
    if (!first.has(path)) {
        first.add(path);
        for (const imported of outputs[path].imports) {
            if (imported.kind === "import-statement" && !imported.external) {
                follow(imported.path);
            }
        }
    }
};
follow(main);

const shell = readFileSync(source("shell.html"), "utf8")
    .replaceAll("{{main}}", basename(main))
    .replaceAll("{{early}}", basename(early))
    .replaceAll("{{styles}}", basename(styles));
writeFileSync(join(out, "index.html"), shell);
writeFileSync(join(out, "icon.svg"), readFileSync(source("icon.svg")));

// The report: one file with all that it needs in it, but for its data.
const inlined = await build({
    ...shared,
    entryPoints: { report: source("report.ts") },
    outdir: out,
    format: "iife",
    write: false,
    metafile: true,
});
const part = (end) => inlined.outputFiles.find((file) => file.path.endsWith(end)).text;
const report = readFileSync(source("report.html"), "utf8")
    // Functions, so that no "$&" in what is put in means anything.
    .replace("{{styles}}", () => part(".css").replaceAll("</style", "<\\/style"))
    .replace("{{script}}", () => part(".js").replaceAll("</script", "<\\/script"));
writeFileSync(join(out, "report.html"), report);

const sizes = new Map();
for (const name of readdirSync(out)) {
    const bytes = readFileSync(join(out, name));
    const small = gzip(bytes);
    writeFileSync(join(out, `${name}.gz`), small);
    writeFileSync(
        join(out, `${name}.br`),
        brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }),
    );
    sizes.set(name, small.length);
}
const pages = Object.entries(outputs)
    .filter(([, output]) => output.entryPoint?.startsWith("src/pages/"))
    .map(([path, output]) => [basename(output.entryPoint, ".ts"), basename(path)]);
writeFileSync(
    join(out, "manifest.json"),
    JSON.stringify(
        {
            shell: "index.html",
            main: basename(main),
            early: basename(early),
            styles: basename(styles),
            pages: Object.fromEntries(pages),
        },
        null,
        2,
    ) + "\n",
);

const names = ["index.html", ...[...first].map((path) => basename(path))];
const total = names.reduce((sum, name) => sum + sizes.get(name), 0);
console.log(`first load ${total} bytes gzip (most ${FIRST_LOAD_MAX}):`);
for (const name of names) {
    console.log(`  ${String(sizes.get(name)).padStart(7)}  ${name}`);
}
console.log("then, page by page:");
for (const [page, file] of pages) {
    console.log(`  ${String(sizes.get(file)).padStart(7)}  ${page}`);
}
if (total > FIRST_LOAD_MAX) {
    console.error(`error: the first load is ${total - FIRST_LOAD_MAX} bytes too heavy`);
    process.exit(1);
}

if (embed !== undefined) {
    const files = readdirSync(out).sort().map((name) => join(out, name));
    execFileSync(embed, [array, "web_files", ...files]);
    const inputs = new Set(
        [made, inlined]
            .flatMap((each) => Object.keys(each.metafile.inputs))
            .map((path) => join(here, path))
            .concat(["shell.html", "report.html", "icon.svg"].map(source)),
    );
    writeFileSync(depfile, `${array}: ${[...inputs].map((path) => path.replaceAll(" ", "\\ ")).join(" ")}\n`);
}
