import { z } from "zod";
import type { App } from "../../http/types.ts";
import type { RateAdministration } from "./administration.ts";
import { RateAnswer, RateBody, RateList } from "./schemas.ts";

const PATH = "/api/admin/limits";
const tags = ["limits"];
const params = z.strictObject({ id: z.string().regex(/^[0-9a-f]{24}$/, "must be 24 hexadecimal digits") });

export function rateRoutes(app: App, rates: RateAdministration): void {
  app.get(
    PATH,
    {
      schema: {
        summary: "How many requests and tokens in a time, for whom",
        description: "Whoever manages the balances of some people sees and sets what is said of these alone.",
        tags,
        response: { 200: RateList },
      },
    },
    async ({ actor }) => ({ limits: await rates.list(actor) }),
  );
  app.post(
    PATH,
    { schema: { summary: "Limit requests or tokens", tags, body: RateBody, response: { 201: RateAnswer } } },
    async ({ actor, body }, reply) => reply.status(201).send(await rates.make(actor, body)),
  );
  app.put(
    `${PATH}/:id`,
    { schema: { summary: "Change a limit", tags, params, body: RateBody, response: { 200: RateAnswer } } },
    async ({ actor, params: { id }, body }) => rates.edit(actor, id, body),
  );
  app.delete(
    `${PATH}/:id`,
    { schema: { summary: "Lift a limit", tags, params, response: { 204: z.null() } } },
    async ({ actor, params: { id } }, reply) => {
      await rates.remove(actor, id);
      return reply.status(204).send(null);
    },
  );
}
