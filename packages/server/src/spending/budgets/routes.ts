import { z } from "zod";
import type { App } from "../../http/types.ts";
import { Budget, BudgetList, BudgetListQuery, BudgetWish, OfPrincipal, OwnBudgets } from "./schemas.ts";
import type { Budgets } from "./service.ts";

const tags = ["budgets"];
const PATH = "/api/admin/budgets";
const OWN = "/api/user/budget";

export function budgetRoutes(app: App, budgets: Budgets): void {
  app.get(
    PATH,
    {
      schema: {
        summary: "Budgets, and what is left of them",
        tags,
        querystring: BudgetListQuery,
        response: { 200: BudgetList },
      },
    },
    async ({ actor, query }) => budgets.list(actor, query),
  );
  app.get(
    `${PATH}/:principal`,
    { schema: { summary: "A budget", tags, params: OfPrincipal, response: { 200: Budget } } },
    async ({ actor, params }) => budgets.find(actor, params.principal),
  );
  app.put(
    `${PATH}/:principal`,
    {
      schema: {
        summary: "Say what may be spent in a period",
        description: "What was spent counts from the moment on at which it is set first.",
        tags,
        params: OfPrincipal,
        body: BudgetWish,
        response: { 200: Budget },
      },
      config: { dryRun: true },
    },
    async ({ actor, params, body }) => budgets.set(actor, params.principal, body),
  );
  app.delete(
    `${PATH}/:principal`,
    {
      schema: { summary: "Take a budget away", tags, params: OfPrincipal, response: { 204: z.null() } },
      config: { dryRun: true },
    },
    async ({ actor, params }, reply) => {
      await budgets.remove(actor, params.principal);
      return reply.code(204).send(null);
    },
  );
  app.get(
    OWN,
    { schema: { summary: "The budgets that count for you", tags, response: { 200: OwnBudgets } } },
    async ({ actor }) => budgets.own(actor),
  );
  app.put(
    OWN,
    {
      schema: {
        summary: "Allow yourself so much",
        description: "It counts beside what administrators set, and lifts none of that.",
        tags,
        body: BudgetWish,
        response: { 200: OwnBudgets },
      },
    },
    async ({ actor, body }) => budgets.setOwn(actor, body),
  );
  app.delete(
    OWN,
    { schema: { summary: "Take your own cap away", tags, response: { 204: z.null() } } },
    async ({ actor }, reply) => {
      await budgets.removeOwn(actor);
      return reply.code(204).send(null);
    },
  );
}
