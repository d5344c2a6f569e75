import { type Change, EngineError, type Grant } from "@gatehouse/engine";
import type { OrganizationAccess } from "../../access/organizationAccess.ts";
import { type Actor, systemActor } from "../../http/actor.ts";
import { Problem } from "../../http/problem.ts";
import { ChangeDoesNotFit, ReferenceMissing, type Store, TextInvalid, type Tx } from "../../store/index.ts";
import { insertManyRows, insertRows, type TableName, tableNames } from "../../store/table-rows.ts";
import type { Rows, Wished, WishedGrant } from "../translate/kind.ts";

/** By whom all of it is written. */
export const mover = (organization: string): Actor => systemActor(organization, "system:migration");

/** Rows of many documents, a statement for each table and so many of them; in an order in which they can be inserted. */
export async function writeRows(
  tx: Tx,
  { id: organization, kind }: { id: string; kind: Store["kind"] },
  all: readonly Rows[],
): Promise<void> {
  const byTable = new Map<TableName, Record<string, unknown>[]>();
  for (const rows of all)
    for (const [table, its] of Object.entries(rows) as [TableName, Record<string, unknown>[]][]) {
      if (its.length === 0) continue;
      const known = byTable.get(table);
      if (known) known.push(...its);
      else byTable.set(table, [...its]);
    }
  for (const table of tableNames) {
    const rows = byTable.get(table);
    if (!rows?.[0]) continue;
    const columns = Object.keys(rows[0]);
    const all = ["organization_id", ...columns];
    if (table === WITH_BYTES)
      await insertRows(
        tx,
        table,
        all,
        rows.map((row) => [organization, ...columns.map((column) => bytesIn(row[column]) ?? cellOf(row[column]))]),
      );
    else
      await insertManyRows(
        tx,
        kind,
        table,
        all,
        rows.map((row) => [organization, ...columns.map((column) => cellOf(row[column]))]),
      );
  }
}

/** The one table of which the rows that move in have bytes. */
const WITH_BYTES: TableName = "shared_link_contents";

const cellOf = (value: unknown): string | number | null =>
  typeof value === "string" || typeof value === "number" ? value : null;

const bytesIn = (value: unknown): Uint8Array | null => (value instanceof Uint8Array ? value : null);

/**
 * Numbers for the grants that are wished; those that add to a plain one that is there, or that are wished twice, are one with it.
 * @param takeIds asked once at most, for so many numbers of grants
 */
export async function changesOf(
  access: OrganizationAccess,
  wished: readonly Wished[],
  takeIds: (count: number) => Promise<number[]>,
): Promise<Change[]> {
  const changes: Change[] = [];
  const merged = new Map<string, Grant & { isNew: boolean }>();
  for (const wish of wished) {
    if (wish.kind !== "grant-wished") changes.push(wish);
    else mergeInto(merged, access, wish);
  }
  const isNew = [...merged.values()].filter((grant) => grant.isNew);
  const ids = isNew.length === 0 ? [] : await takeIds(isNew.length);
  for (const { isNew: needsId, ...grant } of merged.values())
    changes.push({ kind: "grant-set", grant: needsId ? { ...grant, id: ids.shift() ?? 0 } : grant });
  return changes;
}

/** Several entries for one principal and thing add up: LibreChat's share dialog sees one. */
function mergeInto(
  merged: Map<string, Grant & { isNew: boolean }>,
  { engine }: OrganizationAccess,
  { principal, resource, allow, expiresAt }: WishedGrant,
): void {
  const key = JSON.stringify([principal, resource, expiresAt]);
  const there =
    merged.get(key) ??
    engine
      .grantsOn(resource)
      .find((grant) => grant.principal === principal && grant.expiresAt === expiresAt && isPlain(grant));
  const all = [...new Set([...(there?.allow ?? []), ...allow])];
  const isNew = there === undefined || ("isNew" in there && there.isNew === true);
  merged.set(key, {
    ...{ id: there?.id ?? 0, principal, resource, allow: all, deny: [], expiresAt, condition: null, isNew },
  });
}

const isPlain = ({ deny, condition, glass }: Grant): boolean =>
  deny.length === 0 && condition === null && glass !== true;

/** Why documents that were translated cannot be written as they are; null: it is a fault of something else. */
export function refusalIn(error: unknown): { code: string; found: string } | null {
  if (error instanceof EngineError) return { code: error.code, found: error.message };
  if (error instanceof ReferenceMissing || error instanceof TextInvalid || error instanceof ChangeDoesNotFit)
    return { code: error.code, found: error.message };
  if (error instanceof Problem) return { code: error.code, found: error.detail ?? error.message };
  return null;
}
