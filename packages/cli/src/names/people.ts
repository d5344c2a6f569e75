import type { Client } from "../connection/connect.ts";
import { failure } from "../failure.ts";

export interface FoundUser {
  id: string;
  name: string;
  email: string;
  role: string;
  status: string;
}

const OWN_ID = /^[0-9a-f]{24}$/;

/** Whether a word that may name anybody names a person: an address, `user:…`, or an id without a type. */
export const isPerson = (text: string): boolean => text.includes("@") || text.startsWith("user:") || OWN_ID.test(text);

/**
 * The account of a person, as people name it: `ben@example.com`, `user:ben@example.com`, `user:<id>` or the id.
 * @returns the id, without type
 * @throws {Failure} if nobody has this address
 */
export async function userId(client: Client, text: string): Promise<string> {
  const bare = text.startsWith("user:") ? text.slice("user:".length) : text;
  if (!bare.includes("@")) {
    if (OWN_ID.test(bare) || text !== bare) return bare;
    throw failure(
      "not-found",
      `\`${text}\` is neither an address nor the id of an account.\nName people by their address: \`gatehouse user list\`.`,
    );
  }
  const address = bare.trim().toLowerCase();
  const { users } = await client.get<{ users: FoundUser[] }>("/api/admin/users/search", { q: address, limit: 50 });
  const found = users.find(({ email }) => email === address);
  if (!found)
    throw failure(
      "not-found",
      `Nobody has the address \`${address}\`.\n\`gatehouse user list\` shows who is there; \`--organization\` chooses another organization.`,
    );
  return found.id;
}

/**
 * A group, by its name (letter case does not matter), `group:<name>`, `group:<id>` or the id.
 * @throws {Failure} if there is none, or several have the name
 */
export async function groupId(client: Client, text: string): Promise<string> {
  const bare = text.startsWith("group:") ? text.slice("group:".length) : text;
  if (OWN_ID.test(bare)) return bare;
  const { groups } = await client.get<{ groups: { _id: string; name: string }[] }>("/api/admin/groups", {
    search: bare,
    limit: 200,
  });
  const id = theOne(
    "group",
    bare,
    groups.map((group) => ({ id: group._id, name: group.name })),
  );
  if (id === null)
    throw failure("not-found", `There is no group \`${bare}\`.\n\`gatehouse group list\` shows what is there.`);
  return id;
}

/** A service, by its name, `service:<name>`, `service:<id>` or the id. @throws {Failure} as `groupId` */
export async function serviceId(client: Client, text: string): Promise<string> {
  const bare = text.startsWith("service:") ? text.slice("service:".length) : text;
  if (OWN_ID.test(bare)) return bare;
  const { services } = await client.get<{ services: { id: string; name: string }[] }>("/api/admin/services", {
    limit: 200,
  });
  const id = theOne("service", bare, services);
  if (id === null)
    throw failure("not-found", `There is no service \`${bare}\`.\n\`gatehouse service list\` shows what is there.`);
  return id;
}

function theOne(type: string, wanted: string, found: readonly { id: string; name: string }[]): string | null {
  const same = found.filter(({ name }) => name === wanted);
  const alike = same.length > 0 ? same : found.filter(({ name }) => name.toLowerCase() === wanted.toLowerCase());
  if (alike.length > 1)
    throw failure(
      "name-ambiguous",
      `There are ${alike.length} of the name \`${wanted}\`: ${alike.map(({ id }) => `${type}:${id}`).join(", ")}.\nName one by its id.`,
    );
  return alike[0]?.id ?? null;
}
