import { problem } from "../http/problem.ts";
import type { App } from "../http/types.ts";
import type { BalanceAdministration } from "./administration.ts";
import type { Balances } from "./balances.ts";
import {
  AccountBalance,
  BalanceChange,
  BalanceEntries,
  BalanceList,
  BalanceListQuery,
  EntriesQuery,
  OfAccount,
  OwnBalance,
} from "./schemas.ts";

const tags = ["balances"];

export function balanceRoutes(
  app: App,
  { balances, administration }: { balances: Balances; administration: BalanceAdministration },
): void {
  app.get(
    "/api/balance",
    {
      schema: {
        summary: "What you have",
        description: "LibreChat's. The first time, where balances are on, gives what everybody starts with.",
        tags,
        response: { 200: OwnBalance },
      },
    },
    async ({ actor }) => {
      const own = await balances.own(actor);
      // `error` in LibreChat's words.
      if (!own)
        throw problem("resource-not-found", { detail: "you have no balance", extra: { error: "Balance not found" } });
      return own;
    },
  );
  app.get(
    "/api/admin/balances",
    {
      schema: {
        summary: "People and services, and what they have",
        tags,
        querystring: BalanceListQuery,
        response: { 200: BalanceList },
      },
    },
    async ({ actor, query }) => administration.list(actor, query),
  );
  app.get(
    "/api/admin/balances/:account",
    { schema: { summary: "What an account has", tags, params: OfAccount, response: { 200: AccountBalance } } },
    async ({ actor, params }) => administration.find(actor, params.account),
  );
  app.get(
    "/api/admin/balances/:account/entries",
    {
      schema: {
        summary: "What was moved in an account's books, the newest first",
        tags,
        params: OfAccount,
        querystring: EntriesQuery,
        response: { 200: BalanceEntries },
      },
    },
    async ({ actor, params, query }) => administration.entries(actor, params.account, query),
  );
  app.patch(
    "/api/admin/balances/:account",
    {
      schema: {
        summary: "Give an account credits, or take some",
        description: "`set` or `add`. What answers under way hold is not taken.",
        tags,
        params: OfAccount,
        body: BalanceChange,
        response: { 200: AccountBalance },
      },
      config: { dryRun: true },
    },
    async ({ actor, params, body }) => administration.change(actor, params.account, body),
  );
}
