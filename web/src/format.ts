// SPDX-License-Identifier: EUPL-1.2
// Numbers, dates and cells as a person reads them, by language.
import type { Cell, Column, ColumnType, Table } from "./types.ts";
import { language, say } from "./words.ts";
import { shell } from "./words/shell.ts";

// Browsers know bokmål and not always nynorsk, which writes numbers and months alike.
const locale = { nb: "nb-NO", nn: "nb-NO", en: "en-GB" } as const;
export const NOTHING = "–";
const MINUS = "−";
const NARROW = "\u00a0";

const formats = new Map<string, Intl.NumberFormat>();

function numberFormat(decimals: number): Intl.NumberFormat {
    const key = `${language()} ${decimals}`;
    let format = formats.get(key);
    if (format === undefined) {
        format = new Intl.NumberFormat(locale[language()], {
            minimumFractionDigits: decimals,
            maximumFractionDigits: decimals,
        });
        formats.set(key, format);
    }
    return format;
}

/** A number with so many decimals; the minus is a real one and never stands before zero. */
export function number(value: number, decimals = 0): string {
    const text = numberFormat(decimals).format(Math.abs(value));
    const zero = !/[1-9]/.test(text);
    return value < 0 && !zero ? MINUS + text : text;
}

/** As many decimals as a person has use for: none of what is whole or large, three digits of the rest. */
export function decimalsOf(value: number): number {
    const size = Math.abs(value);
    if (Number.isInteger(value) || size >= 100) {
        return 0;
    }
    const text = size.toPrecision(size < 1 ? 2 : 3);
    return (/\.(\d*?)0*$/.exec(text.includes("e") ? size.toFixed(6) : text)?.[1] ?? "").length;
}

/** A change, with its sign. */
export function difference(value: number, decimals = 0): string {
    const text = number(value, decimals);
    return value > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}

/** How many decimals tell each step of an axis from the next. */
export function axisDecimals(step: number): number {
    const fits = [0, 1, 2, 3].find((decimals) => Math.abs(step * 10 ** decimals - Math.round(step * 10 ** decimals)) < 1e-6);
    return fits ?? 3;
}

/** A share 0–1 as percent. */
export function share(value: number, decimals = 0): string {
    return `${number(value * 100, decimals)}${language() === "en" ? "" : NARROW}%`;
}

export function shareDifference(value: number, decimals = 1): string {
    return `${difference(value * 100, decimals)}${NARROW}${say(shell.points)}`;
}

/** Kroner in a size one can read: 940 000 kr, 6,1 mill. kr. */
export function money(kroner: number): string {
    return Math.abs(kroner) >= 999_500
        ? say(shell.millions, { n: number(kroner / 1e6, 1) })
        : say(shell.kroner, { n: number(Math.round(kroner / 1000) * 1000) });
}

/** An ISO date as a day, or "yyyy-mm" as a month. */
export function date(iso: string): string {
    const [year, month, day] = iso.split("-").map(Number);
    if (year === undefined || month === undefined) {
        return iso;
    }
    if (day === undefined) {
        return monthName(iso);
    }
    return new Intl.DateTimeFormat(locale[language()], {
        day: "numeric",
        month: "short",
        year: "numeric",
        timeZone: "UTC",
    }).format(Date.UTC(year, month - 1, day));
}

/** "2024-03-01" or "2024-03" as "mars 2024". */
export function monthName(iso: string): string {
    const [year, month] = iso.split("-").map(Number);
    return year === undefined || month === undefined
        ? iso
        : new Intl.DateTimeFormat(locale[language()], {
              month: "long",
              year: "numeric",
              timeZone: "UTC",
          }).format(Date.UTC(year, month - 1, 1));
}

/** Whether cells of the type stand to the right, under each other. */
export function isNumeric(type: ColumnType): boolean {
    return type === "number" || type === "share" || type === "difference" || type === "share_difference";
}

/** What a cell holds, as text. */
export function cell(value: Cell | undefined, type?: ColumnType, decimals?: number): string {
    if (value === null || value === undefined) {
        return NOTHING;
    }
    if (typeof value === "object") {
        return value.text;
    }
    if (typeof value === "boolean") {
        return say(value ? shell.yes : shell.no);
    }
    if (typeof value === "string") {
        return type === "date" || /^\d{4}-\d{2}-\d{2}$/.test(value) ? date(value) : value;
    }
    switch (type) {
        case "share":
            return share(value, decimals ?? 1);
        case "difference":
            return difference(value, decimals ?? 0);
        case "share_difference":
            return shareDifference(value, decimals ?? 1);
        case "identifier":
            return String(value);
        default:
            return number(value, decimals ?? (Number.isInteger(value) ? 0 : 2));
    }
}

/** A cell as its column says; of a table whose rows have units of their own (`mixed`) each number by itself. */
export function cellOf(column: Column, value: Cell | undefined, mixed = false): string {
    const own = mixed && typeof value === "number" && (column.type === "number" || column.type === "difference");
    return cell(value, column.type, own ? decimalsOf(value) : column.decimals);
}

/** A goal's value with no more decimals than it has. */
export function goalValue(value: number, type: ColumnType, decimals: number): string {
    return cell(value, type, Number.isInteger(Math.round(value * 1e6) / (type === "share" ? 1e4 : 1e6)) ? 0 : decimals);
}

/** A table as CSV (RFC 4180), for programs: its values as they are, words by their keys. */
export function csvOf(table: Table): string {
    const text = (value: Cell) => {
        const plain = value === null ? "" : typeof value === "object" ? value.key : String(value);
        return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
    };
    return [table.columns.map((column) => column.key), ...table.rows].map((row) => `${row.map(text).join(",")}\r\n`).join("");
}

/** Capital first letter, for what stands as a label. */
export function sentence(text: string): string {
    return text.charAt(0).toLocaleUpperCase(language()) + text.slice(1);
}
