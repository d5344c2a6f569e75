import { randomUUID } from "node:crypto";
import { costOf, type TokenRate, type Tokens } from "../../config/index.ts";
import type { Tx } from "../../store/index.ts";
import { type Counts, columnsOf, counters } from "./counts.ts";
import { periodsAt } from "./periods.ts";

export interface Usage extends Partial<Omit<Counts, "cost" | "costAssumed"> & Tokens> {
  organization: string;
  account: string;
  at: number;
  /** What was asked, and at which price; none for what a client stores by itself: nobody was asked here. */
  model?: { resource: string; rate: TokenRate } | null;
  /** By which agent: `agent:64f0…` */
  agent?: string | null;
  /** By which API key it came. */
  keyId?: string | null;
}

/** What keys took is counted for services as well: they ask by keys, and by nothing else. */
const KEY = "key:";

/**
 * Counted where it is stored, in the same transaction, at the price of this moment: rows of the account's own, by their primary keys, so that nobody waits
 * for anybody's (docs/adr/0015-usage-is-counted-in-rows-of-ones-own.md). People only, and what came by keys.
 */
export async function countUsage(
  tx: Tx,
  { organization, account, at, model, agent, keyId, ...counted }: Usage,
): Promise<void> {
  const isPersons = account.startsWith("user:");
  if (!isPersons && !keyId) return;
  const { tokensIn = 0, tokensOut = 0, cacheRead = 0, cacheWrite = 0 } = counted;
  const cost = model ? costOf(model.rate, { tokensIn, tokensOut, cacheRead, cacheWrite }) : 0;
  const isKnown = model?.rate.isKnown === true;
  const counts = columnsOf({ ...counted, cost: isKnown ? cost : 0, costAssumed: isKnown ? 0 : cost });
  const row = { organization_id: organization, account, ...counts };
  const periods = periodsAt(at);
  if (isPersons)
    await tx
      .insertInto("usage_periods")
      .values(periods.map((period) => ({ ...row, period, last_at: at })))
      .onConflict((conflict) =>
        conflict.columns(["organization_id", "period", "account"]).doUpdateSet((e) => ({
          ...Object.fromEntries(
            counters.map((name) => [name, e(`usage_periods.${name}`, "+", e.ref(`excluded.${name}`))]),
          ),
          last_at: e.ref("excluded.last_at"),
        })),
      )
      .execute();
  const ofPersons = isPersons ? [model?.resource, agent] : [];
  const things = [...ofPersons, keyId ? KEY + keyId : null].filter((thing) => typeof thing === "string");
  if (things.length === 0) return;
  await tx
    .insertInto("usage_things")
    .values(things.flatMap((thing) => periods.map((period) => ({ ...row, period, thing }))))
    .onConflict((conflict) =>
      conflict
        .columns(["organization_id", "period", "thing", "account"])
        .doUpdateSet((e) =>
          Object.fromEntries(counters.map((name) => [name, e(`usage_things.${name}`, "+", e.ref(`excluded.${name}`))])),
        ),
    )
    .execute();
}

/** What somebody did whose account is gone: counted on, by nobody's name, and not to be put together over periods. */
const GONE = "gone:";
const PIECE = 500;

/**
 * Served by usage_by_account and usage_things_by_account. What all did together stays: who was active, with what, and how much, is nobody's any
 * more; nor does it say of two things that it was the same one.
 */
export async function forgetUsageOf(tx: Tx, organization: string, account: string): Promise<void> {
  const rows = await tx
    .selectFrom("usage_periods")
    .select("period")
    .where("organization_id", "=", organization)
    .where("account", "=", account)
    .execute();
  for (const { period } of rows)
    await tx
      .updateTable("usage_periods")
      .set({ account: `${GONE}${randomUUID()}`, last_at: 0 })
      .where("organization_id", "=", organization)
      .where("period", "=", period)
      .where("account", "=", account)
      .execute();
  // There are more of these: written anew some hundred at a time, and removed at once.
  const things = await tx
    .selectFrom("usage_things")
    .selectAll()
    .where("organization_id", "=", organization)
    .where("account", "=", account)
    .execute();
  // A key was theirs alone: what it took is in the other sums.
  const nobodys = things
    .filter(({ thing }) => !thing.startsWith(KEY))
    .map((row) => ({ ...row, account: `${GONE}${randomUUID()}` }));
  for (let from = 0; from < nobodys.length; from += PIECE)
    await tx
      .insertInto("usage_things")
      .values(nobodys.slice(from, from + PIECE))
      .execute();
  await tx
    .deleteFrom("usage_things")
    .where("organization_id", "=", organization)
    .where("account", "=", account)
    .execute();
}
