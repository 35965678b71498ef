// SPDX-License-Identifier: EUPL-1.2
// Reading single values out of a document.
import type { Cell, Document, Field, Table } from "../types.ts";

export function findField(document: Document, key: string): Field | undefined {
    return document.fields.find((field) => field.key === key);
}

/** The value of a field; null when it is not there or not known. */
export function fieldOf(document: Document, key: string): Cell {
    return findField(document, key)?.value ?? null;
}

export function tableOf(document: Document, key: string): Table | undefined {
    return document.tables.find((table) => table.key === key);
}

export type Row = Record<string, Cell>;

/** The rows of a table, each by its columns' keys. */
export function rowsOf(document: Document, key: string): Row[] {
    const table = tableOf(document, key);
    return table === undefined ? [] : rowsByKey(table);
}

export function rowsByKey(table: Table): Row[] {
    return table.rows.map((row) =>
        Object.fromEntries(table.columns.map((column, i) => [column.key, row[i] ?? null])),
    );
}

/** What a person reads of a value: "" for nothing. */
export function textOf(value: Cell | undefined): string {
    return value === null || value === undefined ? "" : typeof value === "object" ? value.text : String(value);
}

/** What a program reads of a word: its key; of all else the value as text. */
export function keyOf(value: Cell | undefined): string {
    return value === null || value === undefined ? "" : typeof value === "object" ? value.key : String(value);
}

export function numberOf(value: Cell | undefined): number {
    return typeof value === "number" ? value : 0;
}

/** A table with some of its columns, in that order. */
export function withColumns(table: Table, keys: readonly string[]): Table {
    const at = keys
        .map((key) => table.columns.findIndex((column) => column.key === key))
        .filter((index) => index >= 0);
    return {
        ...table,
        columns: at.map((index) => table.columns[index]!),
        rows: table.rows.map((row) => at.map((index) => row[index] ?? null)),
        total: table.total === null ? null : at.map((index) => table.total![index] ?? null),
    };
}
