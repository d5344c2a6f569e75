import type { OrganizationAccess } from "../../access/organizationAccess.ts";
import type { Actor } from "../../http/actor.ts";
import { WITHOUT_CAPABILITIES } from "../parts.ts";
import { isPlainlyPublic, ownerOf } from "./ownership.ts";

/** Most conditions of grants that one request evaluates, a tenth of a millisecond each at worst; then a page ends early. */
const MOST_CONDITIONS = 500;

/** Whose things a list shows: the caller's own, what others share with the caller, or what everybody in the organization has. */
export type Whose = "me" | "others" | "shared" | "organization";

export interface Reach {
  /** `agent`. */
  type: string;
  /** All of them must be allowed. */
  actions: readonly string[];
  whose?: Whose | undefined;
  /** Milliseconds since 1970. */
  now: number;
}

/** One request for a list: what it asks the engine, and when it has asked enough. */
export class Reaching {
  readonly access: OrganizationAccess;
  readonly actor: Actor;
  readonly reach: Reach;
  readonly context;
  private enough = 0;

  constructor(access: OrganizationAccess, actor: Actor, reach: Reach) {
    this.access = access;
    this.actor = actor;
    this.reach = reach;
    this.context = { ...WITHOUT_CAPABILITIES, ...(actor.key && { key: actor.key }), now: reach.now };
  }

  get firstAction(): string {
    return this.reach.actions[0] ?? "use";
  }

  /** Whether only what the actor owns is wanted, so that the engine need not look at anything else. */
  get isOwn(): boolean {
    return this.reach.whose === "me";
  }

  begin(): void {
    this.enough = this.access.engine.evaluated + MOST_CONDITIONS;
  }

  get isExhausted(): boolean {
    return this.access.engine.evaluated > this.enough;
  }

  nameOf(id: string): string {
    return `${this.reach.type}:${id}`;
  }

  idOf(resource: string): string {
    return resource.slice(this.reach.type.length + 1);
  }

  isWanted(resource: string): boolean {
    return this.holdsAll(resource) && this.isWhose(resource);
  }

  private holdsAll(resource: string): boolean {
    const questions = this.reach.actions.map((action) => ({
      subject: this.actor.subject,
      action,
      resource,
      context: this.context,
    }));
    return this.access.engine.checkMany(questions).every((answer) => answer.allowed);
  }

  private isWhose(resource: string): boolean {
    const isOwn = () => ownerOf(this.access, resource) === this.actor.subject;
    switch (this.reach.whose) {
      case "me":
        return isOwn();
      case "others":
        return !isOwn();
      case "shared":
        return !isOwn() && !isPlainlyPublic(this.access, resource, this.firstAction);
      case "organization":
        return isPlainlyPublic(this.access, resource, this.firstAction);
      default:
        return true;
    }
  }
}
