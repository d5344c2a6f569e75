import { Followed, type Store } from "../../store/index.ts";
import { listRates, type RateRow } from "./queries.ts";
import type { RateRule } from "./rule.ts";

/** The rules of each organization. */
export type RateBook = Followed<readonly RateRule[]>;

export const rateBook = (store: Store): RateBook =>
  new Followed(store, "rates", async (db, organization) => (await listRates(db, organization)).map(ruleOf));

export const ruleOf = (row: RateRow): RateRule => ({
  id: row.id,
  principal: row.principal,
  model: row.model === "" ? null : row.model,
  shared: row.shared === 1,
  requests: row.requests,
  tokens: row.tokens,
  concurrent: row.concurrent,
  windowMs: row.window_ms,
});
