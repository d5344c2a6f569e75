import { randomUUID } from "node:crypto";
import { capability, capabilityHere, commandLine, operator } from "../support/rights.ts";
import type { World } from "../support/world.ts";
import { invitation } from "./calls.ts";
import type { Row } from "./row.ts";

const superAdmins = { ...capability("read:audit_log"), text: "super admins, of their own organization" };
const aGroup = (name: number | string) => ({ gatehouse: "state/1", groups: [{ name: `Of a file ${name}` }] });

const configOf = async (world: World): Promise<string> => (await world.override()).replace("/overrides/", "/config/");

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
  // Settings of the installation, and what of them is otherwise for whom
  {
    route: "GET /api/admin/settings",
    who: {
      text: "`read:configs`, in the first organization",
      of: (persona) => (persona === "other organization" ? { status: 403 } : capability("read:configs").of(persona)),
    },
  },
  {
    route: "PATCH /api/admin/settings",
    who: operator,
    call: ({ world }) => ({
      url: "/api/admin/settings",
      body: { changes: [{ key: "APP_TITLE", value: `Made ${world.next()}` }] },
    }),
  },
  {
    route: "POST /api/admin/settings/preview",
    who: operator,
    call: () => ({
      url: "/api/admin/settings/preview",
      body: { changes: [{ key: "APP_TITLE", value: "Other" }] },
    }),
  },
  { route: "GET /api/admin/overrides", who: capability("read:configs") },
  {
    route: "GET /api/admin/overrides/:type/:id",
    who: capabilityHere("read:configs"),
    call: async ({ world }) => ({ url: await world.override() }),
  },
  {
    route: "PUT /api/admin/overrides/:type/:id",
    who: capabilityHere("manage:configs"),
    call: async ({ world }) => ({
      url: await world.override(),
      body: { overrides: { interface: { customWelcome: `Hello ${world.next()}` } } },
    }),
  },
  {
    route: "PATCH /api/admin/overrides/:type/:id/fields",
    who: capabilityHere("manage:configs"),
    call: async ({ world }) => ({
      url: `${await world.override()}/fields`,
      body: { set: [{ path: "interface.customWelcome", value: `Hello ${world.next()}` }] },
    }),
  },
  {
    route: "DELETE /api/admin/overrides/:type/:id",
    who: capabilityHere("manage:configs"),
    call: async ({ world }) => ({ url: await world.override() }),
  },
  {
    route: "GET /api/admin/overrides/:type/:id/effective",
    who: capabilityHere("read:configs"),
    call: async ({ world }) => ({ url: `${await world.override()}/effective` }),
  },
  {
    route: "POST /api/admin/overrides/:type/:id/preview",
    who: capabilityHere("manage:configs"),
    call: async ({ world }) => ({ url: `${await world.override()}/preview`, body: { document: null } }),
  },
  // The same as LibreChat's panel knows it
  { route: "GET /api/admin/config", who: capability("read:configs") },
  { route: "GET /api/admin/config/base", who: capability("read:configs") },
  {
    route: "GET /api/admin/config/:type/:id",
    who: capabilityHere("read:configs"),
    call: async ({ world }) => ({ url: await configOf(world) }),
  },
  {
    route: "PUT /api/admin/config/:type/:id",
    who: capabilityHere("manage:configs"),
    call: async ({ world }) => ({
      url: await configOf(world),
      body: { overrides: { interface: { customWelcome: `Hello ${world.next()}` } } },
    }),
  },
  {
    route: "PATCH /api/admin/config/:type/:id/fields",
    who: capabilityHere("manage:configs"),
    call: async ({ world }) => ({
      url: `${await configOf(world)}/fields`,
      body: { entries: [{ fieldPath: "interface.customWelcome", value: `Hello ${world.next()}` }] },
    }),
  },
  {
    route: "DELETE /api/admin/config/:type/:id/fields",
    who: capabilityHere("manage:configs"),
    call: async ({ world }) => ({ url: `${await configOf(world)}/fields?fieldPath=interface.customWelcome` }),
  },
  {
    route: "POST /api/admin/config/:type/:id/fields/tombstone",
    who: capabilityHere("manage:configs"),
    call: async ({ world }) => ({
      url: `${await configOf(world)}/fields/tombstone`,
      body: { fieldPath: "interface.customWelcome" },
    }),
  },
  {
    route: "PATCH /api/admin/config/:type/:id/active",
    who: capabilityHere("manage:configs"),
    call: async ({ world }) => ({ url: `${await configOf(world)}/active`, body: { isActive: false } }),
  },
  {
    route: "DELETE /api/admin/config/:type/:id",
    who: capabilityHere("manage:configs"),
    call: async ({ world }) => ({ url: await configOf(world) }),
  },
  { route: "GET /api/admin/audit-log", who: capability("read:audit_log") },
  { route: "GET /api/admin/audit-log/export.csv", who: capability("read:audit_log") },
  { route: "GET /api/admin/audit-log/verify", who: capability("read:audit_log") },
  {
    route: "GET /api/admin/audit-log/:id",
    who: capabilityHere("read:audit_log"),
    call: async ({ world }) => {
      const newest = await world.house.operate("GET", { url: "/api/admin/audit-log?limit=1" });
      const { entries } = newest.body as { entries: { id: string }[] };
      return { url: `/api/admin/audit-log/${entries[0]?.id}` };
    },
  },
  // The organization as a file
  { route: "GET /api/admin/state", who: superAdmins },
  { route: "GET /api/admin/state/drift", who: superAdmins },
  {
    route: "POST /api/admin/state/plan",
    who: superAdmins,
    call: ({ world }) => ({ url: "/api/admin/state/plan", body: { state: aGroup(world.next()) } }),
  },
  {
    route: "POST /api/admin/state/apply",
    who: superAdmins,
    call: ({ world }) => ({ url: "/api/admin/state/apply", body: { state: aGroup(world.next()) } }),
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
  { route: "POST /api/gatehouse/demo", who: commandLine, call: () => ({ url: "/api/gatehouse/demo", body: {} }) },
  {
    route: "POST /api/gatehouse/backup",
    who: commandLine,
    call: () => ({ url: "/api/gatehouse/backup", body: { file: `/tmp/gatehouse-${randomUUID()}` } }),
  },
];
