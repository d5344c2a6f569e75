import { randomUUID } from "node:crypto";
import type { Tx } from "../../store/index.ts";
import { periodsAt } from "./periods.ts";

export interface Usage {
  organization: string;
  account: string;
  at: number;
  conversations?: number;
  /** Written by the person. */
  messages?: number;
  /** Where it is told how many there were: of what was asked, and of what was answered. */
  tokensIn?: number;
  tokensOut?: number;
}

/** Counted where it is stored, in the same transaction: three rows of the account's own, by their primary key. People only. */
export async function countUsage(
  tx: Tx,
  { organization, account, at, conversations = 0, messages = 0, tokensIn = 0, tokensOut = 0 }: Usage,
): Promise<void> {
  if (!account.startsWith("user:")) return;
  const row = {
    organization_id: organization,
    account,
    conversations,
    messages,
    tokens_in: tokensIn,
    tokens_out: tokensOut,
    last_at: at,
  };
  await tx
    .insertInto("usage_periods")
    .values(periodsAt(at).map((period) => ({ ...row, period })))
    .onConflict((conflict) =>
      conflict.columns(["organization_id", "period", "account"]).doUpdateSet((e) => ({
        conversations: e("usage_periods.conversations", "+", e.ref("excluded.conversations")),
        messages: e("usage_periods.messages", "+", e.ref("excluded.messages")),
        tokens_in: e("usage_periods.tokens_in", "+", e.ref("excluded.tokens_in")),
        tokens_out: e("usage_periods.tokens_out", "+", e.ref("excluded.tokens_out")),
        last_at: e.ref("excluded.last_at"),
      })),
    )
    .execute();
}

/** What somebody did whose account is gone: counted on, by nobody's name, and not to be put together over periods. */
const GONE = "gone:";

/** Served by usage_by_account. What all did together stays: who was active, and how much, is nobody's any more. */
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
}
