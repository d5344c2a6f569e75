import type { Change } from "@gatehouse/engine";
import type { Tx } from "../store/index.ts";

const PIECE = 500;

/**
 * Keeps which things became the organization's because their owner went, in the transaction in which that happens: until somebody owns them
 * again, or somebody decides anew that they are the organization's. What was made as its own is none of them, nor what an active owner gave it.
 * @param ownerOf whose a thing is before these changes; undefined: nobody shared it yet, or it is not there
 */
export async function followLeft(
  tx: Tx,
  { organization, ownerOf }: { organization: string; ownerOf: (resource: string) => string | undefined },
  changes: readonly Change[],
): Promise<void> {
  const owners = new Map<string, string | undefined>();
  const isLeft = new Map<string, boolean>();
  const going = await goingIn(tx, organization, changes);
  // Of several the last one holds.
  for (const change of changes)
    if (change.kind === "owner-set") {
      const { resource, owner } = change;
      const before = owners.has(resource) ? owners.get(resource) : ownerOf(resource);
      owners.set(resource, owner);
      isLeft.set(resource, owner === "organization" && before !== undefined && (await going(before)));
    } else if (change.kind === "resource-removed") isLeft.set(change.resource, false);
  for (const some of pieces([...isLeft])) {
    const resources = some.map(([resource]) => resource);
    await tx
      .deleteFrom("left_things")
      .where("organization_id", "=", organization)
      .where("resource", "in", resources)
      .execute();
    const left = some.filter(([, left]) => left).map(([resource]) => ({ organization_id: organization, resource }));
    if (left.length > 0) await tx.insertInto("left_things").values(left).execute();
  }
}

/** Whether an account goes with these changes, or is deactivated already. */
async function goingIn(
  tx: Tx,
  organization: string,
  changes: readonly Change[],
): Promise<(account: string) => Promise<boolean>> {
  const known = new Map<string, boolean>();
  for (const change of changes)
    if (change.kind === "account-removed") known.set(change.account, true);
    else if (change.kind === "account-status-set") known.set(change.account, change.status === "deactivated");
  return async (account) => {
    const found = known.get(account) ?? (await isDeactivated(tx, organization, account));
    known.set(account, found);
    return found;
  };
}

/** Served by the primary key. */
async function isDeactivated(tx: Tx, organization: string, account: string): Promise<boolean> {
  const row = await tx
    .selectFrom("accounts")
    .select("status")
    .where("organization_id", "=", organization)
    .where("account", "=", account)
    .executeTakeFirst();
  return row?.status === "deactivated";
}

/** Those of these that are left. Served by the primary key. */
export async function leftAmong(db: Tx, organization: string, resources: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const some of pieces(resources)) {
    const rows = await db
      .selectFrom("left_things")
      .select("resource")
      .where("organization_id", "=", organization)
      .where("resource", "in", some)
      .execute();
    found.push(...rows.map(({ resource }) => resource));
  }
  return found;
}

function* pieces<One>(all: readonly One[]): Generator<readonly One[]> {
  for (let from = 0; from < all.length; from += PIECE) yield all.slice(from, from + PIECE);
}
