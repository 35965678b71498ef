// SPDX-License-Identifier: EUPL-1.2
// A page on which something can be done to the register, by those who may do it.
import { state } from "lit/decorators.js";
import { Page } from "../element.ts";
import type { ActionGroup } from "./actions.ts";
import { operations, operationsFor } from "./operation.ts";

export class RegisterPage extends Page {
    @state() private allowed: ReadonlySet<string> = new Set();

    override connectedCallback(): void {
        super.connectedCallback();
        queueMicrotask(() => {
            operationsFor(`${this.me.name ?? ""} ${this.me.role ?? ""}`);
            operations().then(
                (all) => (this.allowed = new Set(all.map((each) => each.id))),
                () => (this.allowed = new Set()),
            );
        });
    }

    /** Whether the one who is here may do the operation; not known, and so not, until the server has said. */
    protected can(operation: string): boolean {
        return !this.me.visitor && this.allowed.has(operation);
    }

    /** Whether any of the groups has something for the one who is here. */
    protected canAny(groups: readonly ActionGroup[]): boolean {
        return groups.some((group) => group.operations.some((each) => this.can(each)));
    }
}
