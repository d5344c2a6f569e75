import { StoreError, UnknownOrganization } from "./errors.ts";
import type { Tx } from "./transactions.ts";

/** Grant ids are positive and below 2^32 (the engine keeps them in 32 bits). */
const endOfGrantIds = 2 ** 32;

/**
 * Takes the next `count` grant ids of the organization, in one piece. Inside a transaction that does not commit they are given back.
 * @throws {UnknownOrganization} {@link StoreError} `grant-ids-exhausted` after 4 billion
 */
export async function nextGrantIds(tx: Tx, organization: string, count: number): Promise<number[]> {
  const row = await tx
    .updateTable("organizations")
    .set((e) => ({ next_grant_id: e("next_grant_id", "+", count) }))
    .where("id", "=", organization)
    .returning("next_grant_id")
    .executeTakeFirst();
  if (row === undefined) throw new UnknownOrganization(organization);
  if (row.next_grant_id > endOfGrantIds) {
    throw new StoreError("grant-ids-exhausted", "this organization has used up its 4,294,967,295 grant ids");
  }
  return Array.from({ length: count }, (_, index) => row.next_grant_id - count + index);
}

/**
 * Records that grants were used on this day (`YYYY-MM-DD`, UTC); days only go forward. Takes no revision.
 * Ids without a grant are passed over: it may be gone since it was used.
 */
export async function recordGrantUse(
  tx: Tx,
  organization: string,
  day: string,
  grants: readonly number[],
): Promise<void> {
  for (let start = 0; start < grants.length; start += 1_000) {
    await tx
      .updateTable("grant_records")
      .set({ last_used_day: day })
      .where("organization_id", "=", organization)
      .where("grant_id", "in", grants.slice(start, start + 1_000))
      .where((e) => e.or([e("last_used_day", "is", null), e("last_used_day", "<", day)]))
      .execute();
  }
}
