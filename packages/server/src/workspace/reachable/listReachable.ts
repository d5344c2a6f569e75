import type { OrganizationAccess } from "../../access/organizationAccess.ts";
import type { Actor } from "../../http/actor.ts";
import { WITHOUT_CAPABILITIES } from "../parts.ts";
import { isPlainlyPublic, ownerOf } from "./ownership.ts";

/** Who reaches at most so many things gets them by their ids; who reaches more, by the list's index. */
const FEW = 2_000;
const PAGE = 500;
/** Most rows that one request looks through; a page may then be shorter than `limit`, and has a place to go on from. */
const MOST_ROWS = 4_000;
/** Most conditions of grants that one request evaluates, a tenth of a millisecond each at worst; then a page ends early, too. */
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

/** The rows of a kind of thing, in the list's order. Neither decides who may see one. */
export interface Rows<Row extends { id: string }, Place> {
  /** Those of these ids (at most 500) that the list's filters let through and that come after the place. */
  byIds(ids: readonly string[], after: Place | undefined, limit: number): Promise<Row[]>;
  /** The same among all of the organization, by the list's own index. */
  byIndex(after: Place | undefined, limit: number): Promise<Row[]>;
  /** Below zero if the first comes first; never zero for two rows. */
  compare(a: Row, b: Row): number;
  placeOf(row: Row): Place;
}

export interface ReachablePage<Row, Place> {
  rows: Row[];
  /** Where the next page begins; undefined on the last. */
  next: Place | undefined;
}

/**
 * The rows of those things on which the actor holds every action in their own right: capabilities do not widen a list (parts.ts).
 * Cost: grows with the page and with what the actor reaches, at most 2,000 of it; not with what the actor cannot see. Whoever reaches more is
 * asked about row by row, at most 4,000 in a request.
 */
export function listReachable<Row extends { id: string }, Place>(
  access: OrganizationAccess,
  actor: Actor,
  reach: Reach,
  rows: Rows<Row, Place>,
  after: Place | undefined,
  limit: number,
): Promise<ReachablePage<Row, Place>> {
  return new ReachableList(access, actor, reach, rows).page(after, limit);
}

class ReachableList<Row extends { id: string }, Place> {
  private readonly access: OrganizationAccess;
  private readonly actor: Actor;
  private readonly reach: Reach;
  private readonly rows: Rows<Row, Place>;
  private readonly context;
  private enough = 0;

  constructor(access: OrganizationAccess, actor: Actor, reach: Reach, rows: Rows<Row, Place>) {
    this.access = access;
    this.actor = actor;
    this.reach = reach;
    this.rows = rows;
    this.context = { ...WITHOUT_CAPABILITIES, ...(actor.key && { key: actor.key }), now: reach.now };
  }

  async page(after: Place | undefined, limit: number): Promise<ReachablePage<Row, Place>> {
    const few = await this.access.inTurn(this.actor, () => this.fewIds());
    return few ? this.byIds(few, after, limit) : this.byIndex(after, limit);
  }

  /** Ids of what the actor reaches by the first of the actions; undefined if these are many. */
  private fewIds(): string[] | undefined {
    const { type } = this.reach;
    this.begin();
    const ids: string[] = [];
    let after: string | null = null;
    do {
      const page: { resources: string[]; next: string | null } = this.access.engine.listResources(
        this.actor.subject,
        this.firstAction,
        type,
        { limit: PAGE, after },
        this.context,
      );
      ids.push(...page.resources.map((name) => name.slice(type.length + 1)));
      after = page.next;
      if (after !== null && (ids.length >= FEW || this.isExhausted)) return undefined;
    } while (after !== null);
    return ids;
  }

  private async byIds(ids: string[], after: Place | undefined, limit: number): Promise<ReachablePage<Row, Place>> {
    const wanted = this.access.measured(this.actor, () => ids.filter((id) => this.isWanted(id)));
    const found: Row[] = [];
    for (let from = 0; from < wanted.length; from += PAGE)
      found.push(...(await this.rows.byIds(wanted.slice(from, from + PAGE), after, limit + 1)));
    found.sort((a, b) => this.rows.compare(a, b));
    const rows = found.slice(0, limit);
    return { rows, next: found.length > limit ? this.placeOf(rows.at(-1)) : undefined };
  }

  private async byIndex(after: Place | undefined, limit: number): Promise<ReachablePage<Row, Place>> {
    this.begin();
    const rows: Row[] = [];
    let place = after;
    for (let seen = 0; seen < MOST_ROWS; ) {
      const piece = await this.rows.byIndex(place, PAGE);
      seen += piece.length;
      const end = this.access.measured(this.actor, () => {
        for (const row of piece) {
          if (this.isExhausted && place !== after) return { rows, next: place };
          place = this.placeOf(row);
          if (!this.isWanted(row.id)) continue;
          if (rows.length === limit) return { rows, next: this.placeOf(rows.at(-1)) };
          rows.push(row);
        }
        return undefined;
      });
      if (end) return end;
      if (piece.length < PAGE) return { rows, next: undefined };
    }
    return { rows, next: place };
  }

  private get firstAction(): string {
    return this.reach.actions[0] ?? "use";
  }

  private begin(): void {
    this.enough = this.access.engine.evaluated + MOST_CONDITIONS;
  }

  private get isExhausted(): boolean {
    return this.access.engine.evaluated > this.enough;
  }

  private isWanted(id: string): boolean {
    const resource = `${this.reach.type}:${id}`;
    const questions = this.reach.actions.map((action) => ({
      subject: this.actor.subject,
      action,
      resource,
      context: this.context,
    }));
    if (!this.access.engine.checkMany(questions).every((answer) => answer.allowed)) return false;
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

  private placeOf(row: Row | undefined): Place | undefined {
    return row && this.rows.placeOf(row);
  }
}
