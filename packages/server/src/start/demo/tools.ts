import { cast, type Part } from "./cast.ts";
import { share } from "./share.ts";
import type { Stage } from "./stage.ts";
import type { Given } from "./things.ts";

interface ToolWish {
  name: string;
  by: Part;
  isOrganizations?: boolean;
  /** Below `demo.example`: nobody answers there. */
  host: string;
  operation: { id: string; path: string; summary: string; parameter: string };
  given: readonly Given[];
  /** An agent of the demo that has it, and whose that is. */
  agent: { name: string; by: Part; mode: "own" | "lent" };
}

const tools: readonly ToolWish[] = [
  {
    name: "Build status",
    by: "ben",
    host: "builds.demo.example",
    operation: { id: "buildStatus", path: "/builds/{name}", summary: "How the last build went", parameter: "name" },
    given: [
      { to: "everyone", role: "viewer" },
      { to: "hana", role: "editor" },
    ],
    agent: { name: "Helpdesk", by: "ben", mode: "lent" },
  },
  {
    name: "Parcels",
    by: "ada",
    isOrganizations: true,
    host: "parcels.demo.example",
    operation: { id: "whereIs", path: "/parcels/{number}", summary: "Where a parcel is", parameter: "number" },
    // By capability one gives nothing to a group that one could put oneself into.
    given: [
      { to: "emil", role: "viewer" },
      { to: "fatima", role: "viewer", days: 25 },
    ],
    agent: { name: "Kind answers", by: "emil", mode: "own" },
  },
];

/**
 * A tool of somebody's own and one of the organization's. The route makes none for a host that actions may not speak to, and a fresh installation allows
 * none: they are made by the same service as if these were allowed, and are refused as any other once they are called.
 */
export async function makeTools(stage: Stage): Promise<void> {
  const making = stage.parts.workspace.tools.asIfAllowed(tools.map(({ host }) => host));
  for (const { name, by, isOrganizations, host, operation, given, agent } of tools) {
    const subject = `user:${stage.idOf(by)}`;
    const actor = { organization: stage.organization.id, subject, name: cast[by], from: "start" };
    const wish = { name, description: operation.summary, domain: host, spec: documentOf(name, host, operation) };
    const { result } = await making.create(actor, {
      ...wish,
      auth: { type: "none" },
      ...(isOrganizations && { owner: "organization" }),
    });
    const id = result.tool._id;
    await share(stage, by, `tool/${id}`, given);
    const caller = await stage.as(agent.by);
    await caller.put(`/api/agents/${stage.agents.get(agent.name)?.id}/tools/${id}`, { mode: agent.mode });
  }
}

const documentOf = (title: string, host: string, { id, path, summary, parameter }: ToolWish["operation"]): string =>
  JSON.stringify({
    openapi: "3.1.0",
    info: { title },
    servers: [{ url: `https://${host}` }],
    paths: {
      [path]: {
        get: {
          operationId: id,
          summary,
          parameters: [{ name: parameter, in: "path", required: true, schema: { type: "string" } }],
        },
      },
    },
  });
