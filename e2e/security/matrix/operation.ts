import { randomUUID } from "node:crypto";
import { capability, commandLine, operator } from "../support/rights.ts";
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
  // The audit trail, and the logs
  { route: "GET /api/audit/entries", who: capability("read:audit_log") },
  {
    route: "GET /api/audit/entries/:number",
    who: capability("read:audit_log"),
    call: async ({ world }) => {
      // What waits is sealed once somebody asks for the head.
      await world.house.operate("GET", { url: "/api/audit/head" });
      return { url: "/api/audit/entries/1" };
    },
  },
  { route: "GET /api/audit/kinds", who: capability("read:audit_log") },
  { route: "GET /api/audit/head", who: capability("read:audit_log") },
  { route: "GET /api/audit/verification", who: capability("read:audit_log") },
  {
    route: "GET /api/audit/export",
    who: capability("read:audit_log"),
    call: () => ({ url: "/api/audit/export?format=csv" }),
  },
  {
    route: "POST /api/audit/erasures",
    who: { ...capability("read:audit_log"), text: "`read:audit_log`, as a super admin" },
    call: () => ({ url: "/api/audit/erasures", body: { address: "nobody@example.org", reason: "Asked for it" } }),
  },
  {
    route: "GET /api/audit/logs",
    who: {
      text: "`read:logs`, in the first organization",
      of: operator.of,
    },
  },
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
