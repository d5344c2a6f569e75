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
  /** Calls at the same time. */
  concurrent: number | "";
  windowSeconds: string;
  shared: boolean;
}

/** @param former what is changed; null: a new one. @param first for whom a new one is at first; empty: nobody is chosen */
export const fieldsOf = (former: Limit | null, first: "everyone" | ""): LimitFields => ({
  principal: former?.principal ?? first,
  model: former?.model ?? null,
  requests: former?.requests ?? "",
  tokens: former?.tokens ?? "",
  concurrent: former?.concurrent ?? "",
  windowSeconds: String(former?.windowSeconds ?? MINUTE),
  shared: former?.shared ?? false,
});

export const wishOf = ({
  principal,
  model,
  requests,
  tokens,
  concurrent,
  windowSeconds,
  shared,
}: LimitFields): LimitWish => ({
  principal,
  model,
  requests: requests === "" ? null : requests,
  tokens: tokens === "" ? null : tokens,
  concurrent: concurrent === "" ? null : concurrent,
  windowSeconds: Number(windowSeconds),
  shared: shared && isForMany(principal),
});

export const faultsOf = ({ principal, requests, tokens, concurrent }: LimitFields) => ({
  ...(principal === "" && { principal: t`Choose whom it is for` }),
  ...(requests === "" &&
    tokens === "" &&
    concurrent === "" && { requests: t`Say how many requests, or how many tokens or calls at the same time` }),
});
