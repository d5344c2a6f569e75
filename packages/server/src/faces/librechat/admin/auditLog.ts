import { type Change, SUPER_ADMIN } from "@gatehouse/engine";
import type { Access } from "../../../access/index.ts";
import { namesOf } from "../../../access/people.ts";
import { type Audit, changesOfKinds, countChangesOfKinds, type SealedChange } from "../../../audit/index.ts";
import type { Actor } from "../../../http/actor.ts";
import { problem } from "../../../http/problem.ts";
import type { Store } from "../../../store/index.ts";
import { rowOf } from "../../../workspace/report/csv.ts";
import type { AuditEntry, AuditQuery } from "./auditSchemas.ts";

export interface AuditLogParts {
  access: Access;
  store: Store;
  audit: Audit;
}

const KINDS = ["capability-set", "capability-removed"] as const satisfies readonly Change["kind"][];
type Given = Extract<Change, { kind: (typeof KINDS)[number] }>;

/** What one page looks through where it is narrowed, or goes far back. */
const MOST_LOOKED_AT = 10_000;
/** Of a file, as there. */
const MOST_ROWS = 100_000;
/** Changes of one entry that have numbers of their own: those of more in one have the last. */
const OF_ENTRY = 1_000;
const NAMES_AT_ONCE = 200;

/**
 * LibreChat's audit log, as its panel reads it: who gave and took which capability. It is the trail; entries are numbered by it, and `integrity` says by which entry and after which head they are sealed.
 */
export class AuditLog {
  private readonly parts: AuditLogParts;

  constructor(parts: AuditLogParts) {
    this.parts = parts;
  }

  /** The newest first. @throws {Problem} `forbidden` without `read:audit_log` */
  async page(
    actor: Actor,
    query: AuditQuery,
  ): Promise<{ entries: AuditEntry[]; total: number; nextCursor: number | null }> {
    await this.reading(actor);
    const { limit, offset, cursor } = query;
    const found: AuditEntry[] = [];
    let looked = 0;
    let total = 0;
    let isMore = false;
    for await (const entry of this.entries(actor, await this.fromCursorOn(actor, query))) {
      if (entry !== null) {
        const isSeen = cursor !== undefined && entry.integrity.seq >= cursor;
        if (!isSeen) total++;
        if (!isSeen && total > offset && found.length < limit) found.push(entry);
        else if (found.length >= limit) isMore = true;
      }
      if (++looked >= MOST_LOOKED_AT) break;
    }
    if (looked >= MOST_LOOKED_AT && !isNarrowed(query))
      total = Math.max(total, await countChangesOfKinds(this.parts.store.db, actor.organization, KINDS, MOST_ROWS));
    return { entries: found, total, nextCursor: isMore ? (found.at(-1)?.integrity.seq ?? null) : null };
  }

  /** @throws {Problem} `forbidden`, `resource-not-found` */
  async one(actor: Actor, id: string): Promise<AuditEntry> {
    await this.reading(actor);
    const number = Number.parseInt(id.slice(0, 16), 16);
    const index = Number.parseInt(id.slice(16), 16);
    if (!Number.isSafeInteger(number)) return gone();
    for await (const change of this.changesAround(actor, number)) {
      if (change.number < number) break;
      if (change.number === number && change.index === index) return (await this.told(actor, [change]))[0] ?? gone();
    }
    return gone();
  }

  /** A line for each entry that the filters find. @throws {Problem} `forbidden` */
  async csv(actor: Actor, query: AuditQuery): Promise<AsyncGenerator<string>> {
    await this.reading(actor);
    return this.lines(actor, query);
  }

  /** Whether the trail is what was sealed. @throws {Problem} as `AuditTrail.verify` */
  async verify(actor: Actor) {
    const { audit } = this.parts;
    const { result, problems, entries } = await audit.trail.verify(actor, undefined);
    const ok = result === "whole" || result === "nothing";
    return {
      ...{ ok, chainKey: `tenant:${actor.organization}`, checked: entries },
      ...(!ok && { reason: problems[0] ?? result }),
      range: { firstSeq: entries === 0 ? 0 : seqOf(1, 0), lastSeq: entries === 0 ? 0 : seqOf(entries, OF_ENTRY - 1) },
    };
  }

  private async *lines(actor: Actor, query: AuditQuery): AsyncGenerator<string> {
    yield `\uFEFF${rowOf(columns)}`;
    let rows = 0;
    for await (const entry of this.entries(actor, query)) {
      if (entry === null) continue;
      if (++rows > MOST_ROWS) {
        yield `# TRUNCATED: ${MOST_ROWS} rows are the most of a file; narrow it by from and to\r\n`;
        return;
      }
      yield lineOf(entry);
    }
  }

  /** What the filters find; null for what was looked at and does not fit. */
  private async *entries(actor: Actor, query: AuditQuery): AsyncGenerator<AuditEntry | null> {
    if (!mayFind(query)) return;
    const { store } = this.parts;
    const kinds = query.action.length === 1 ? KINDS.filter((kind) => actions[kind] === query.action[0]) : KINDS;
    const span = { from: query.from, to: query.to };
    let waiting: SealedChange[] = [];
    const tell = async () => {
      const told = await this.told(actor, waiting);
      waiting = [];
      return told.map((entry) => (fits(entry, query) ? entry : null));
    };
    for await (const change of changesOfKinds(store.db, actor.organization, { kinds, ...span })) {
      waiting.push(change);
      if (waiting.length >= NAMES_AT_ONCE) yield* await tell();
    }
    yield* await tell();
  }

  private async *changesAround(actor: Actor, number: number): AsyncGenerator<SealedChange> {
    const at = await this.momentOf(actor, number);
    if (at === undefined) return;
    yield* changesOfKinds(this.parts.store.db, actor.organization, { kinds: KINDS, from: at, to: at + 1 });
  }

  /** What is newer than the last entry that was seen is not gone through again. */
  private async fromCursorOn(actor: Actor, query: AuditQuery): Promise<AuditQuery> {
    if (query.cursor === undefined) return query;
    const at = await this.momentOf(actor, Math.floor(query.cursor / OF_ENTRY));
    return at === undefined ? query : { ...query, to: Math.min(at + 1, query.to ?? Number.POSITIVE_INFINITY) };
  }

  private async momentOf({ organization }: Actor, number: number): Promise<number | undefined> {
    const row = await this.parts.store.db
      .selectFrom("audit_entries")
      .select("at")
      .where("organization_id", "=", organization)
      .where("number", "=", number)
      .executeTakeFirst();
    return row && Number(row.at);
  }

  /** @throws {Problem} `forbidden` */
  private async reading(actor: Actor): Promise<void> {
    const { audit } = this.parts;
    audit.trail.require(actor);
    await audit.trail.noteReading(actor, {});
    await audit.sealer.sealSoon();
  }

  private async told({ organization }: Actor, changes: readonly SealedChange[]): Promise<AuditEntry[]> {
    const given = changes.flatMap((one) => (isGiven(one.change) ? [{ ...one, change: one.change }] : []));
    const named = given.flatMap(({ actor, change }) => [actor, change.principal, change.scope ?? actor]);
    const names = await namesOf(this.parts.store.db, organization, [...new Set(named)]);
    return given.map((one) => entryOf(one, (name) => names.get(name)?.name ?? null));
  }
}

const actions = { "capability-set": "grant.assigned", "capability-removed": "grant.removed" } as const;

const isGiven = (change: Change): change is Given => KINDS.some((kind) => kind === change.kind);

const gone = (): never => {
  throw problem("resource-not-found");
};

const seqOf = (number: number, index: number): number => number * OF_ENTRY + Math.min(index, OF_ENTRY - 1);

function entryOf(
  { number, index, change, at, actor, ip, hash, formerHead }: SealedChange & { change: Given },
  nameOf: (name: string) => string | null,
): AuditEntry {
  const [type = "", ...rest] = change.principal.split(":");
  const key = rest.join(":");
  const name = nameOf(change.principal);
  const expiresAt = change.kind === "capability-set" && change.expiresAt !== null ? change.expiresAt : null;
  return {
    id: number.toString(16).padStart(16, "0") + index.toString(16).padStart(8, "0"),
    schemaVersion: 1,
    category: "grant",
    action: actions[change.kind],
    outcome: "success",
    severity: change.principal === SUPER_ADMIN ? "critical" : "info",
    actor: actorOf(actor, nameOf(actor)),
    // Roles are known there by their names.
    target: { type, id: type === "role" ? (name ?? key) : key, ...(name !== null && { name }) },
    metadata: {
      capability: change.capability,
      ...(change.scope !== null && { scope: change.scope }),
      ...(expiresAt !== null && { expiresAt: new Date(expiresAt).toISOString() }),
    },
    ...(ip !== null && { context: { ip } }),
    integrity: { seq: seqOf(number, index), hash, prevHash: formerHead },
    timestamp: new Date(at).toISOString(),
  };
}

function actorOf(actor: string, name: string | null): AuditEntry["actor"] {
  const [type = "", ...rest] = actor.split(":");
  if (type === "user" || type === "service") return { type, id: rest.join(":"), name: name ?? actor };
  return { type: "system", name: actor };
}

/** Whether there can be any: nothing else is in this log. */
const mayFind = ({ category, outcome }: AuditQuery): boolean =>
  (category.length === 0 || category.includes("grant")) && (outcome.length === 0 || outcome.includes("success"));

const isNarrowed = ({ search, actorQuery, targetQuery, targetType, actorType, capability, severity }: AuditQuery) =>
  [search, actorQuery, targetQuery, targetType, actorType, capability].some((one) => one !== undefined && one !== "") ||
  severity.length > 0;

function fits(entry: AuditEntry, { search, actorQuery, targetQuery, ...query }: AuditQuery): boolean {
  const { actor, target, metadata, action } = entry;
  const has = (wanted: string | undefined, ...texts: (string | undefined)[]) =>
    wanted === undefined || texts.some((text) => text?.toLowerCase().includes(wanted.toLowerCase()));
  return (
    (query.severity.length === 0 || query.severity.includes(entry.severity)) &&
    (query.actorType === undefined || query.actorType === actor.type) &&
    (query.targetType === undefined || query.targetType === target.type) &&
    has(query.capability, metadata.capability) &&
    has(actorQuery, actor.name, actor.id) &&
    has(targetQuery, target.name, target.id) &&
    has(search, action, metadata.capability, actor.name, target.name, target.id)
  );
}

const columns = [
  ...["timestamp", "id", "schemaVersion", "category", "action", "outcome", "severity"],
  ...["actorType", "actorId", "actorName", "targetType", "targetId", "targetName", "metadata"],
  ...["seq", "prevHash", "hash"],
];

const lineOf = (entry: AuditEntry): string =>
  rowOf([
    ...[entry.timestamp, entry.id, entry.schemaVersion, entry.category, entry.action, entry.outcome, entry.severity],
    ...[entry.actor.type, entry.actor.id ?? "", entry.actor.name],
    ...[entry.target.type, entry.target.id, entry.target.name ?? "", JSON.stringify(entry.metadata)],
    ...[entry.integrity.seq, entry.integrity.prevHash, entry.integrity.hash],
  ]);
