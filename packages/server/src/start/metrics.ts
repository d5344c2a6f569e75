import { isIP } from "node:net";
import { Counter, collectDefaultMetrics, Gauge, Registry } from "prom-client";
import { z } from "zod";
import type { Access } from "../access/index.ts";
import { problem } from "../http/problem.ts";
import type { RequestTimes } from "../http/requestTimes.ts";
import type { App } from "../http/types.ts";

/** `/metrics` in Prometheus' format: routes and numbers, never a name, an id or a text. */
export function metricRoutes(
  app: App,
  access: Access,
  { times, outstanding }: { times: RequestTimes /** See `Slices.outstanding`. */; outstanding: () => number },
): void {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  new Counter({
    name: "gatehouse_http_refusals_total",
    help: "Answers with a 4xx or 5xx status",
    labelNames: ["status"],
    registers: [registry],
    collect() {
      this.reset();
      for (const [status, count] of times.refusals()) this.inc({ status: String(status) }, count);
    },
  });
  new Gauge({
    name: "gatehouse_revision",
    help: "Newest revision of each organization, by its place in the order of organizations",
    labelNames: ["organization"],
    registers: [registry],
    collect() {
      for (const { id, ordinal } of access.list())
        this.set({ organization: String(ordinal) }, access.of(id).engine.revision);
    },
  });
  new Gauge({
    name: "gatehouse_grants",
    help: "Grants held in memory",
    registers: [registry],
    collect() {
      this.set(access.list().reduce((sum, { id }) => sum + access.of(id).engine.grantCount, 0));
    },
  });
  new Gauge({
    name: "gatehouse_spending_outstanding_credits",
    help: "What this server holds of balances and budgets for calls of programs, and what these took that is not written yet",
    registers: [registry],
    collect() {
      this.set(outstanding());
    },
  });
  const schema = {
    summary: "Numbers in Prometheus' format: from the machine itself, or for whoever reads logs",
    tags: ["Health"],
    produces: ["text/plain"],
    response: { 200: z.string() },
  };
  app.get("/metrics", { config: { auth: "optional" }, schema }, async (request, reply) => {
    const address = request.socket.remoteAddress ?? "";
    const isLocal =
      request.headers["x-forwarded-for"] === undefined &&
      (isIP(address) === 0 || /^(::1|(::ffff:)?127\.)/.test(address));
    if (!isLocal && !(request.signedIn && access.of(request.signedIn).may(request.signedIn, "read:logs")))
      throw problem("route-not-found");
    return reply.type(registry.contentType).send(`${await registry.metrics()}\n${times}`);
  });
}
