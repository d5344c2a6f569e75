import { randomUUID } from "node:crypto";
import { commandLine, operator } from "../support/rights.ts";
import { invitation } from "./calls.ts";
import type { Row } from "./row.ts";

/** Whoever runs the installation. */
export const operation: readonly Row[] = [
  // Operation
  { route: "GET /api/gatehouse/organizations", who: operator },
  {
    route: "POST /api/gatehouse/organizations",
    who: operator,
    call: ({ world }) => ({
      url: "/api/gatehouse/organizations",
      body: { slug: `made-${world.next()}`, name: "Made", admin: { email: "made@example.org" } },
    }),
  },
  { route: "GET /api/gatehouse/doctor", who: operator },
  { route: "GET /api/admin/outbox", who: operator },
  {
    route: "POST /api/admin/outbox/:id/read",
    who: operator,
    call: async (scene) => ({ url: `/api/admin/outbox/${(await invitation(scene)).letter}/read` }),
  },
  {
    route: "POST /api/admin/identity/token-test",
    when: "without OpenID",
    who: {
      text: "the operator, who hears that OpenID is not configured",
      of: (persona) => (operator.of(persona) === "allowed" ? { status: 400 } : operator.of(persona)),
    },
    call: () => ({ url: "/api/admin/identity/token-test", body: { token: "nonsense" } }),
  },
  {
    route: "POST /api/gatehouse/backup",
    who: commandLine,
    call: () => ({ url: "/api/gatehouse/backup", body: { file: `/tmp/gatehouse-${randomUUID()}` } }),
  },
];
