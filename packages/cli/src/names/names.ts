import type { Client } from "../connection/connect.ts";
import { Failure, failure } from "../failure.ts";
import { groupId, serviceId, userId } from "./people.ts";

/** Who asks: an address, `user:…`, or `service:…` by id or name. @returns as the engine knows it */
export async function subjectName(client: Client, text: string): Promise<string> {
  if (text.startsWith("service:")) return `service:${await serviceId(client, text)}`;
  return `user:${await userId(client, text)}`;
}

/** Who is given something: a subject, a group by name or id, `role:…`, `everyone`, `anyone`. A bare word is a group's name. */
export async function principalName(client: Client, text: string): Promise<string> {
  if (text === "everyone" || text === "anyone" || text.startsWith("role:")) return text;
  if (text.includes("@") || /^(user|service):/.test(text)) return subjectName(client, text);
  return `group:${await groupId(client, text)}`;
}

const PUBLIC_AGENT = /^(?:agent:)?(agent_[\w-]+)$/;

/** What is asked about: `type:id`; agents also by `agent_…`, groups and people also by name. A bare type stands for making one. */
export async function resourceName(client: Client, text: string): Promise<string> {
  const [, publicId] = PUBLIC_AGENT.exec(text) ?? [];
  if (publicId !== undefined) {
    return `agent:${await agentId(client, publicId)}`;
  }
  if (text.startsWith("group:")) return `group:${await groupId(client, text)}`;
  if (text.includes("@") || text.startsWith("user:")) return `user:${await userId(client, text)}`;
  return text;
}

/** @throws {Failure} if there is none */
async function agentId(client: Client, publicId: string): Promise<string> {
  try {
    const { _id } = await client.get<{ _id: string }>(`/api/agents/${encodeURIComponent(publicId)}`);
    return _id;
  } catch (error) {
    if (!(error instanceof Failure && error.problem.status === 404)) throw error;
    throw failure(
      "not-found",
      `There is no agent \`${publicId}\`.\nIts id is in the address of its page; \`--organization\` chooses another organization.`,
      { cause: error },
    );
  }
}

/** `/api/access/resources/agent/64f0…` @throws {Failure} unless it is `type:id` */
export function resourcePath(resource: string): string {
  const colon = resource.indexOf(":");
  return `/api/access/resources/${encodeURIComponent(resource.slice(0, colon))}/${encodeURIComponent(resource.slice(colon + 1))}`;
}
