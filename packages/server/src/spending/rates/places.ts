import type { Actor } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import { type Counters, isFull, type Lease, placesFull, toldPlaces } from "../../limits/index.ts";
import type { RateRule } from "./rule.ts";

export interface Place extends Lease {
  /** So many at the same time. */
  max: number;
}

/** A place of one rule, for as long as a call of a model goes on. @throws {Problem} `rate-limited`, `limits-unavailable` */
export async function takePlace(
  { leases }: Pick<Counters, "leases">,
  { organization, subject }: Actor,
  { id, principal, model, shared }: RateRule,
  max: number,
): Promise<Place> {
  const taken = await leases.take(`calls/${organization}/${id}/${shared ? "all" : subject}`, max);
  if (!isFull(taken)) return { ...taken, max };
  const limit = toldPlaces({ name: "calls at a time", by: principal, max, ...(model !== null && { model }) });
  const ofModel = model === null ? "" : " of this model";
  throw problem("rate-limited", {
    detail: `at most ${max} ${max === 1 ? "call" : "calls"}${ofModel} at the same time${shared ? ", all together" : ""}`,
    extra: { limit, raisedBy: "manage:balances" },
    headers: placesFull(max),
  });
}
