import {
  capability,
  capabilityHere,
  capabilityOrUnknown,
  feature,
  knows,
  may,
  mayAskAbout,
  mayFind,
  membersHear,
  people,
  signedIn,
  whoeverMayShare,
} from "../support/rights.ts";
import { ENDPOINT_KEY, NOWHERE } from "../support/world.ts";
import { resourceUrl, soon } from "./calls.ts";
import type { Row } from "./row.ts";

const endpoints = "/api/admin/models/endpoints";

/** Sharing as LibreChat's dialog does it; questions, resources and grants. */
export const sharing: readonly Row[] = [
  // Sharing, as LibreChat's dialog does it
  {
    route: "GET /api/permissions/search-principals",
    who: feature("PEOPLE_PICKER.VIEW_USERS"),
    call: () => ({ url: "/api/permissions/search-principals?q=own" }),
  },
  {
    route: "GET /api/permissions/:resourceType/roles",
    who: signedIn,
    call: () => ({ url: "/api/permissions/agent/roles" }),
  },
  {
    route: "GET /api/permissions/:resourceType/effective/all",
    who: signedIn,
    call: () => ({ url: "/api/permissions/agent/effective/all" }),
  },
  {
    route: "GET /api/permissions/:resourceType/:resourceId/effective",
    who: signedIn,
    call: async ({ agent }) => ({ url: `/api/permissions/agent/${(await agent())._id}/effective` }),
  },
  {
    route: "GET /api/permissions/:resourceType/:resourceId",
    who: may("agent", "share"),
    call: async ({ agent }) => ({ url: `/api/permissions/agent/${(await agent())._id}` }),
  },
  {
    route: "PUT /api/permissions/:resourceType/:resourceId",
    who: may("agent", "share"),
    call: async ({ agent, account }) => ({
      url: `/api/permissions/agent/${(await agent())._id}`,
      body: { updated: [{ type: "user", id: (await account()).id, accessRoleId: "agent_viewer" }] },
    }),
  },

  // Questions
  ...[
    { when: "about oneself", who: signedIn, body: { action: "AGENTS.USE" } },
    {
      when: "about others",
      who: capability("read:access"),
      body: { subject: "user:0123456789abcdef01234567", action: "AGENTS.USE" },
    },
  ].flatMap(({ when, who, body }): Row[] => [
    { route: "POST /api/access/check", when, who, call: () => ({ url: "/api/access/check", body }) },
    { route: "POST /api/access/explain", when, who, call: () => ({ url: "/api/access/explain", body }) },
    {
      route: "POST /api/access/list",
      when,
      who,
      call: () => ({ url: "/api/access/list", body: { ...body, action: "use", type: "agent" } }),
    },
  ]),
  {
    route: "POST /api/access/check",
    when: "about others, on a thing",
    who: mayAskAbout("agent"),
    call: async ({ agent, account }) => ({
      url: "/api/access/check",
      body: { subject: (await account()).subject, action: "use", resource: `agent:${(await agent())._id}` },
    }),
  },
  {
    route: "POST /api/access/explain",
    when: "about others, on a thing",
    who: mayAskAbout("agent"),
    call: async ({ agent, account }) => ({
      url: "/api/access/explain",
      body: { subject: (await account()).subject, action: "use", resource: `agent:${(await agent())._id}` },
    }),
  },
  {
    route: "POST /api/access/subjects",
    who: mayAskAbout("agent"),
    call: async ({ agent }) => ({
      url: "/api/access/subjects",
      body: { action: "use", resource: `agent:${(await agent())._id}` },
    }),
  },
  { route: "GET /api/access/changes", who: capability("read:audit_log") },

  // Resources and grants
  {
    route: "GET /api/access/resources/:type/:id",
    who: knows("agent"),
    call: async ({ agent }) => ({ url: resourceUrl(await agent()) }),
  },
  {
    route: "PUT /api/access/resources/:type/:id",
    when: "one that is there",
    who: may("agent", "update"),
    call: async ({ agent }) => ({ url: resourceUrl(await agent()), body: { label: "labelled" } }),
  },
  {
    route: "PUT /api/access/resources/:type/:id",
    when: "a new one",
    who: feature("PROMPTS.CREATE"),
    call: ({ world }) => ({ url: `/api/access/resources/prompt/new-${world.next()}`, body: { label: "new" } }),
  },
  {
    route: "DELETE /api/access/resources/:type/:id",
    who: may("agent", "delete"),
    call: async ({ agent }) => ({ url: resourceUrl(await agent()) }),
  },
  {
    route: "GET /api/access/resources/:type/:id/grants",
    who: may("agent", "share"),
    call: async ({ agent }) => ({ url: `${resourceUrl(await agent())}/grants` }),
  },
  {
    route: "POST /api/access/resources/:type/:id/grants",
    who: may("agent", "share"),
    call: async ({ agent, account }) => ({
      url: `${resourceUrl(await agent())}/grants`,
      body: { principal: (await account()).subject, role: "viewer" },
    }),
  },
  {
    route: "PUT /api/access/resources/:type/:id/grants/:grantId",
    who: mayFind("agent", "share"),
    call: async ({ agent, grantTo, account }) => {
      const shared = await agent();
      const id = await grantTo(await account(), `agent:${shared._id}`);
      return { url: `${resourceUrl(shared)}/grants/${id}`, body: { role: "viewer", expiresAt: soon() } };
    },
  },
  {
    route: "DELETE /api/access/resources/:type/:id/grants/:grantId",
    who: mayFind("agent", "share"),
    call: async ({ agent, grantTo, account }) => {
      const shared = await agent();
      return { url: `${resourceUrl(shared)}/grants/${await grantTo(await account(), `agent:${shared._id}`)}` };
    },
  },
  {
    route: "DELETE /api/access/resources/:type/:id/grants",
    who: may("agent", "share"),
    call: async ({ agent }) => ({ url: `${resourceUrl(await agent())}/grants` }),
  },
  {
    route: "PUT /api/access/resources/:type/:id/owner",
    who: may("agent", "share"),
    call: async ({ agent, account }) => ({
      url: `${resourceUrl(await agent())}/owner`,
      body: { owner: (await account()).subject },
    }),
  },

  // Models
  { route: "GET /api/admin/models", who: capability("read:configs") },
  { route: "GET /api/admin/models/endpoints", who: capability("read:configs") },
  {
    route: "POST /api/admin/models/endpoints",
    who: capability("manage:configs"),
    call: ({ world }) => ({
      url: endpoints,
      body: { name: `Made ${world.next()}`, baseURL: NOWHERE, key: ENDPOINT_KEY, models: ["big"] },
    }),
  },
  {
    route: "POST /api/admin/models/endpoints/test",
    when: "with what is kept",
    who: capabilityHere("manage:configs"),
    call: async ({ endpoint }) => ({
      url: `${endpoints}/test`,
      body: { id: (await endpoint()).id, baseURL: NOWHERE },
    }),
  },
  {
    route: "GET /api/admin/models/endpoints/:id",
    who: capabilityHere("read:configs"),
    call: async ({ endpoint }) => ({ url: `${endpoints}/${(await endpoint()).id}` }),
  },
  {
    route: "PATCH /api/admin/models/endpoints/:id",
    who: capabilityHere("manage:configs"),
    call: async ({ endpoint }) => ({ url: `${endpoints}/${(await endpoint()).id}`, body: { enabled: false } }),
  },
  {
    route: "DELETE /api/admin/models/endpoints/:id",
    who: capabilityHere("manage:configs"),
    call: async ({ endpoint }) => ({ url: `${endpoints}/${(await endpoint()).id}` }),
  },
  {
    route: "PUT /api/access/types/:type",
    who: capability("manage:configs"),
    call: ({ world }) => ({
      url: `/api/access/types/type${world.next()}`,
      body: { actions: { view: 1 }, roles: { viewer: ["view"], owner: ["view"] }, feature: null, create: "anyone" },
    }),
  },

  // What one can reach, and what people share
  ...["me", "others"].map(
    (whose): Row => ({
      route: "GET /api/access/mine",
      when: whose === "me" ? "what one owns" : "what others let one reach",
      who: signedIn,
      call: () => ({ url: `/api/access/mine?type=agent&whose=${whose}` }),
    }),
  ),
  { route: "GET /api/access/mine/features", who: signedIn },
  { route: "GET /api/access/shared-by-me", who: signedIn },
  { route: "GET /api/access/shared-with-me", who: signedIn },

  // What the explorer asks
  {
    route: "POST /api/access/holders",
    who: capability("read:access"),
    call: () => ({ url: "/api/access/holders", body: { what: "AGENTS.USE" } }),
  },
  ...["", "/things"].map(
    (path): Row => ({
      route: `POST /api/access/compare${path}`,
      who: capabilityHere("read:access"),
      call: async ({ account }) => ({
        url: `/api/access/compare${path}`,
        body: {
          one: (await account()).subject,
          other: (await account()).subject,
          ...(path === "/things" && { type: "agent" }),
        },
      }),
    }),
  ),

  // Who was given what
  { route: "GET /api/access/report", who: capability("read:access") },
  { route: "GET /api/access/report/summary", who: capability("read:access") },
  { route: "GET /api/access/report/csv", who: capability("read:access") },
  {
    route: "GET /api/access/report/reached",
    who: capabilityHere("read:access"),
    call: async ({ account }) => ({
      url: `/api/access/report/reached?who=${(await account()).subject}&type=agent`,
    }),
  },
  {
    route: "POST /api/access/report/take-away",
    who: capability("read:access"),
    call: () => ({ url: "/api/access/report/take-away", body: { grantIds: [4_000_000_002] } }),
  },
  { route: "GET /api/access/shared", who: capability("read:access") },
  { route: "GET /api/access/resources", who: capability("read:access") },

  // Access reviews
  { route: "GET /api/reviews", who: people({ status: 403, code: "forbidden" }) },
  { route: "GET /api/reviews/key", who: signedIn },
  {
    route: "GET /api/reviews/:reviewId/lines",
    when: "where one reviews",
    who: people(),
    call: async ({ world, me }) => ({ url: `/api/reviews/${await world.review(me.subject)}/lines` }),
  },
  {
    route: "GET /api/reviews/:reviewId/lines",
    when: "where others review",
    who: capabilityOrUnknown("read:access"),
    call: async ({ world }) => ({ url: `/api/reviews/${await world.review(null)}/lines` }),
  },
  {
    route: "POST /api/reviews/:reviewId/decisions",
    when: "where one reviews",
    who: people({ status: 403, code: "forbidden" }),
    call: async ({ world, me }) => ({
      url: `/api/reviews/${await world.review(me.subject)}/decisions`,
      body: { lines: [{ number: 1, version: 0 }], decision: "keep" },
    }),
  },
  { route: "GET /api/admin/reviews", who: capability("read:access") },
  {
    route: "POST /api/admin/reviews",
    who: capability("read:access"),
    call: ({ world }) => ({
      url: "/api/admin/reviews",
      body: {
        name: `Review ${world.next()}`,
        scope: { finding: "expiring" },
        reviewers: "owners",
        dueAt: new Date(Date.now() + 60 * 60_000).toISOString(),
      },
    }),
  },
  ...["", "/csv"].map(
    (what): Row => ({
      route: `GET /api/admin/reviews/:reviewId${what}`,
      who: capabilityHere("read:access"),
      call: async ({ world }) => ({ url: `/api/admin/reviews/${await world.review(null)}${what}` }),
    }),
  ),
  {
    route: "GET /api/admin/reviews/:reviewId/result",
    who: capabilityHere("read:access"),
    call: async ({ world }) => ({ url: `/api/admin/reviews/${await world.review(null, { state: "closed" })}/result` }),
  },
  {
    route: "PATCH /api/admin/reviews/:reviewId",
    who: capabilityHere("read:access"),
    call: async ({ world, me }) => ({
      url: `/api/admin/reviews/${await world.review(null, { maker: me.subject })}`,
      body: { name: "Renamed" },
    }),
  },
  ...["close", "cancel"].map(
    (what): Row => ({
      route: `POST /api/admin/reviews/:reviewId/${what}`,
      who: capabilityHere("read:access"),
      call: async ({ world, me }) => ({
        url: `/api/admin/reviews/${await world.review(null, { maker: me.subject })}/${what}`,
      }),
    }),
  ),
  {
    route: "POST /api/admin/reviews/:reviewId/take-over",
    who: capabilityHere("read:access"),
    call: async ({ world }) => ({ url: `/api/admin/reviews/${await world.review(null)}/take-over` }),
  },

  {
    route: "POST /api/access/simulate",
    who: capabilityHere("read:access"),
    call: async ({ agent, account }) => ({
      url: "/api/access/simulate",
      body: {
        changes: [
          {
            kind: "grant",
            resource: `agent:${(await agent())._id}`,
            principal: (await account()).subject,
            role: "viewer",
          },
        ],
      },
    }),
  },

  // Asking for access
  {
    route: "GET /api/access/requests/draft",
    who: people({ status: 403, code: "forbidden" }),
    call: () => ({ url: "/api/access/requests/draft?resource=agent:any&action=update" }),
  },
  { route: "GET /api/access/requests/summary", who: signedIn },
  {
    route: "GET /api/access/requests",
    when: "one's own",
    who: signedIn,
    call: () => ({ url: "/api/access/requests?box=mine" }),
  },
  {
    route: "GET /api/access/requests",
    when: "of others",
    who: signedIn,
    call: () => ({ url: "/api/access/requests?box=to-me" }),
  },
  {
    route: "POST /api/access/requests",
    who: people({ status: 403, code: "forbidden" }),
    call: ({ world }) => ({
      url: "/api/access/requests",
      body: { resource: `agent:agent_${world.next()}`, action: "use" },
    }),
  },
  { route: "POST /api/access/requests/seen", who: signedIn },
  ...["grant", "decline"].map(
    (answer): Row => ({
      route: `POST /api/access/requests/:requestId/${answer}`,
      who: whoeverMayShare("agent"),
      call: async ({ world, agent, account }) => {
        const asked = await agent();
        return {
          url: `/api/access/requests/${await world.request((await account()).subject, asked)}/${answer}`,
          body: {},
        };
      },
    }),
  ),
  {
    route: "DELETE /api/access/requests/:requestId",
    when: "one's own",
    who: signedIn,
    call: async ({ world, me }) => ({ url: `/api/access/requests/${await world.request(me.subject)}` }),
  },
  {
    route: "DELETE /api/access/requests/:requestId",
    when: "somebody else's",
    who: membersHear(404, "it is nobody else's to take back"),
    call: async ({ world, agent, account }) => ({
      url: `/api/access/requests/${await world.request((await account()).subject, await agent())}`,
    }),
  },
];
