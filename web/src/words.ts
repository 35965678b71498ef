// SPDX-License-Identifier: EUPL-1.2
// The words of the interface. A word is a triple, so that none can lack a language; what documents
// say is worded by the server. Each page has its words in words/, loaded with the page.

export type Language = "nb" | "nn" | "en";
export type Word = readonly [nb: string, nn: string, en: string];

export const languages: readonly Language[] = ["nb", "nn", "en"];

const column: Record<Language, 0 | 1 | 2> = { nb: 0, nn: 1, en: 2 };
let chosen: Language = "nb";

/** The language the interface is shown in. */
export function language(): Language {
    return chosen;
}

export function chooseLanguage(wanted: Language): void {
    chosen = wanted;
    document.documentElement.lang = wanted;
}

/** A word in the chosen language, `{name}` in it replaced by what is given. */
export function say(word: Word, given: Record<string, string | number> = {}): string {
    return word[column[chosen]].replace(/\{(\w+)\}/g, (whole, name: string) =>
        name in given ? String(given[name]) : whole,
    );
}

/** Words by name; the type keeps the names for whoever uses them. */
export function words<const T extends Record<string, Word>>(all: T): T {
    return all;
}
