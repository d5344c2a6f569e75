import { t } from "@lingui/core/macro";
import type { Limit, LimitWish } from "../../api/limits.ts";
import { isForMany, MINUTE } from "../../parts/limitInWords.ts";

/** A limit as the fields of its form hold it: empty where nothing is limited. */
export interface LimitFields {
  principal: string;
  /** null: all together */
  model: string | null;
  requests: number | "";
  tokens: number | "";
  windowSeconds: string;
  shared: boolean;
}

/** @param former what is changed; null: a new one */
export const fieldsOf = (former: Limit | null): LimitFields => ({
  principal: former?.principal ?? "everyone",
  model: former?.model ?? null,
  requests: former?.requests ?? "",
  tokens: former?.tokens ?? "",
  windowSeconds: String(former?.windowSeconds ?? MINUTE),
  shared: former?.shared ?? false,
});

export const wishOf = ({ principal, model, requests, tokens, windowSeconds, shared }: LimitFields): LimitWish => ({
  principal,
  model,
  requests: requests === "" ? null : requests,
  tokens: tokens === "" ? null : tokens,
  windowSeconds: Number(windowSeconds),
  shared: shared && isForMany(principal),
});

export const faultsOf = ({ principal, requests, tokens }: LimitFields) => ({
  ...(principal === "" && { principal: t`Choose whom it is for` }),
  ...(requests === "" && tokens === "" && { requests: t`Say how many requests, or how many tokens` }),
});
