// SPDX-License-Identifier: EUPL-1.2
// Every page, in every language, on a phone and on a desk: it is drawn without an error and without asking
// anyone else for anything, has its title, does not scroll sideways, and axe finds nothing wrong.
import { assert, fs, LANGUAGES, path, test, WIDTHS, world } from "./helper.mjs";

/** Of the municipality's districts, where the data that is not part of the project is at hand. */
const shapes = path.resolve(world.root, "../shared/data/bergen/districts.geojson");
export const settings = fs.existsSync(shapes) ? ["--districts", shapes] : [];

const pages = {
    overview: ["planner", () => "/", ["Oversikt", "Oversikt", "Overview"]],
    forecast: ["planner", () => "/framskriving?pakke=", ["Framskriving", "Framskriving", "Forecast"]],
    report: ["planner", () => "/rapport", ["Rapport", "Rapport", "Report"]],
    mine: ["resident", () => "/min-side", ["Min side", "Mi side", "My page"]],
    lists: ["case_worker", () => "/lister", ["Lister", "Lister", "Lists"]],
    list: ["case_worker", () => `/lister/${world.who.open[0]}`, ["", "", ""]],
    persons: ["case_worker", () => "/personer", ["Personer", "Personar", "Persons"]],
    person: ["case_worker", () => `/personer/${world.who.mother}`, ["Person", "Person", "Person"]],
    month: ["case_worker", () => "/manedsskifte", ["Månedsskifte", "Månadsskifte", "Close of the month"]],
    recruiting: ["planner", () => "/rekruttering", ["Rekruttering og behov", "Rekruttering og behov", "Recruiting and need"]],
    data: ["planner", () => "/data", ["Data", "Data", "Data"]],
    upload: ["planner", () => "/data?vis=last-opp", ["Data", "Data", "Data"]],
    checks: ["planner", () => "/data?vis=motsigelser", ["Data", "Data", "Data"]],
    sources: ["planner", () => "/data?vis=kilder", ["Data", "Data", "Data"]],
    rules: ["reader", () => "/regelverk", ["Regelverk", "Regelverk", "Rules"]],
    log: ["auditor", () => "/logg", ["Logg", "Logg", "Log"]],
    login: [null, () => "/logg-inn", ["Logg inn", "Logg inn", "Log in"]],
    about: ["reader", () => "/om", ["Om Dekning", "Om Dekning", "About Dekning"]],
    nowhere: ["reader", () => "/ingen-slik-side", ["Siden finnes ikke", "Sida finst ikkje", "There is no such page"]],
};

/** Claims that nothing is wrong, telling each thing once and where it is. */
function claimNone(found) {
    const places = new Map();
    for (const [place, wrong] of found) {
        places.set(wrong, [...(places.get(wrong) ?? []), place]);
    }
    assert.deepEqual([...places].map(([wrong, where]) => `${wrong} — ${where.join(", ")}`), []);
}

for (const [name, [as, where, titles]] of Object.entries(pages)) {
    test(`${name} in three languages and two widths, and in the dark`, async (board) => {
        const found = [];
        for (const width of Object.keys(WIDTHS).map(Number)) {
            for (const [i, language] of LANGUAGES.entries()) {
                const place = `${language} ${width} px`;
                const tab = await board.keptTab({ as, language, width });
                await tab.go(where());
                const [lang, title, headings] = await tab.page.evaluate(() => [document.documentElement.lang, document.title, document.querySelectorAll("h1").length]);
                const wrong = [
                    ...(lang === language ? [] : [`its language is ${lang}`]),
                    ...(title.startsWith(titles[i]) && title.includes("Dekning") ? [] : [`its title is ${title}`]),
                    ...(headings === 1 ? [] : [`it has ${headings} headings of the first level`]),
                    // The whole report takes axe seconds: it is read once in each width.
                    ...(await tab.inspect(name !== "report" || language === "nb")),
                ];
                found.push(...wrong.map((each) => [place, each]));
            }
        }
        const tab = await board.keptTab({ as, dark: true });
        await tab.go(where());
        found.push(...(await tab.inspect()).map((each) => ["dark", each]));
        claimNone(found);
    });
}
