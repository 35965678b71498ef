// SPDX-License-Identifier: EUPL-1.2
// What the server answers with. A document is an answer with its words: the same figures, tables
// and steps that the command line shows.

export type Confidence = "A" | "B" | "C";
export interface Choice {
    key: string;
    text: string;
}
export type Cell = number | string | boolean | Choice | null;
export type ColumnType =
    | "text"
    | "number"
    | "share"
    | "difference"
    | "share_difference"
    | "date"
    | "word"
    | "yes_no"
    | "identifier";

export interface Field {
    key: string;
    label: string;
    unit: string;
    unit_text: string;
    value: Cell;
    type?: ColumnType;
    decimals?: number;
    synthetic?: boolean;
}

export interface Column {
    key: string;
    label: string;
    unit: string;
    unit_text: string;
    type: ColumnType;
    decimals?: number;
}

export interface Table {
    key: string;
    title: string;
    columns: Column[];
    rows: Cell[][];
    total: Cell[] | null;
    page?: { next: string | null; count: number };
}

export interface Step {
    key: string;
    name: string;
    value: Cell;
    unit: string;
    unit_text: string;
    decimals?: number;
    type?: ColumnType;
    date: string | null;
    since: string | null;
    source: string;
    place: string;
    confidence: string; // a Confidence, or "" for a result
    formula: string;
    definition: string;
    synthetic: boolean;
}

export interface Municipality {
    code: string;
    name: string;
}

export interface Document<Of = unknown> {
    command: string;
    title: string;
    language: string;
    municipality: Municipality | null;
    date: string | null;
    no: boolean;
    fields: Field[];
    tables: Table[];
    steps: Step[];
    remarks: { lead: string; text: string }[];
    notes: Choice[];
    of?: Of;
}

export interface Problem {
    type: string;
    title: string;
    status: number;
    detail?: string;
    rule?: string;
    rule_text?: string;
    source?: string;
    lacks?: string;
    log_row?: number;
    errors?: {
        file?: string;
        line?: number;
        column?: number;
        field?: string;
        found?: string;
        expected?: string;
        text: string;
    }[];
}

export type Role =
    | "reader"
    | "planner"
    | "case_worker"
    | "legevakt_leader"
    | "gp"
    | "resident"
    | "auditor"
    | "admin";

export interface Me {
    name: string | null;
    role: Role | null;
    role_text: string | null;
    visitor: boolean;
    csrf: string | null;
    language: string;
    list: string | null;
    lists: string[];
    doctor: number | null;
    person: number | null;
    municipality: (Municipality & { state_date: string }) | null;
    generation: number;
    events: string;
    may: string[];
    login_services: string[];
}

/** The words that C knows: by group, then by key. */
export interface ServerWords {
    messages: Record<string, string>;
    units: Record<string, string>;
    words: Record<string, Record<string, string>>;
    indicators: Record<string, string>;
    measures: Record<string, string>;
    [group: string]: Record<string, string> | Record<string, Record<string, string>>;
}
