import type { App } from "../../http/types.ts";
import { SimulateBody, Simulated } from "./schemas.ts";
import type { Simulations } from "./service.ts";

export function simulationRoutes(app: App, simulations: Simulations): void {
  app.post(
    "/api/access/simulate",
    {
      schema: {
        summary: "Who would gain what, and lose what, by changes that are not made",
        tags: ["access"],
        body: SimulateBody,
        response: { 200: Simulated },
      },
    },
    async ({ actor, body }) => simulations.simulate(actor, body),
  );
}
