import type { App } from "../http/types.ts";
import type { Balances } from "./balances.ts";
import { NoBalance, OwnBalance } from "./schemas.ts";

const tags = ["balances"];

export function balanceRoutes(app: App, balances: Balances): void {
  app.get(
    "/api/balance",
    {
      schema: {
        summary: "What you have",
        description: "LibreChat's. The first time, where balances are on, gives what everybody starts with.",
        tags,
        response: { 200: OwnBalance, 404: NoBalance },
      },
    },
    async ({ actor }, reply) => {
      const own = await balances.own(actor);
      return own ? reply.send(own) : reply.code(404).send({ error: "Balance not found" });
    },
  );
}
