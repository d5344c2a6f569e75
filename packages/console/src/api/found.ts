import { t } from "@lingui/core/macro";
import { queryOptions } from "@tanstack/react-query";
import { api } from "./client.ts";

/** A thing that a search found, with its page. */
export interface Found {
  readonly href: string;
  readonly label: string;
  readonly detail: string;
}

export type FoundKind = "People" | "Groups" | "Roles" | "Agents" | "Prompts" | "Projects" | "Tools" | "Conversations";

/** So many of each kind. */
const MOST = 5;
const page = (of: string, id: string) => `/${of}/${encodeURIComponent(id)}`;
const first = (things: readonly Found[]) => things.slice(0, MOST);

type Search = (text: string, signal: AbortSignal) => Promise<Found[]>;

const searches: Readonly<Record<FoundKind, Search>> = {
  People: async (q, signal) => {
    const query = { q, limit: MOST };
    const { users } = await api.get("/api/admin/users/search", { query, signal });
    return users.map(({ id, name, email }) => ({ href: page("people", id), label: name, detail: email }));
  },
  Groups: async (search, signal) => {
    const query = { search, limit: MOST };
    const { groups } = await api.get("/api/admin/groups", { query, signal });
    return groups.map(({ _id, name, description }) => ({
      href: page("groups", _id),
      label: name,
      detail: description ?? "",
    }));
  },
  Roles: async (text, signal) => {
    const query = { limit: 200 };
    const { roles } = await api.get("/api/admin/roles", { query, signal });
    return roles
      .filter(({ name }) => name.toLowerCase().includes(text.toLowerCase()))
      .map(({ name, description }) => ({ href: page("roles", name), label: name, detail: description ?? "" }));
  },
  Agents: async (search, signal) => {
    const query = { search, limit: MOST };
    const { data } = await api.get("/api/agents", { query, signal });
    return data.map(({ id, name, description }) => ({
      href: page("agents", id),
      label: name ?? t`Agent without a name`,
      detail: description ?? "",
    }));
  },
  Prompts: async (name, signal) => {
    const query = { name, limit: MOST };
    const { promptGroups } = await api.get("/api/prompts/groups", { query, signal });
    return promptGroups.map((one) => ({ href: page("prompts", one._id), label: one.name, detail: one.oneliner }));
  },
  Projects: async (search, signal) => {
    const query = { search, limit: MOST };
    const { projects } = await api.get("/api/projects", { query, signal });
    return projects.map(({ _id, name, ownerName }) => ({
      href: page("projects", _id),
      label: name,
      detail: ownerName,
    }));
  },
  Tools: async (search, signal) => {
    const query = { search, limit: MOST };
    const { tools } = await api.get("/api/tools", { query, signal });
    return tools.map(({ _id, name, description }) => ({
      href: page("tools", _id),
      label: name,
      detail: description ?? "",
    }));
  },
  Conversations: async (search, signal) => {
    const query = { search, limit: MOST };
    const { conversations } = await api.get("/api/convos", { query, signal });
    return conversations.map(({ conversationId, title }) => ({
      href: page("c", conversationId),
      label: title ?? t`Conversation`,
      detail: "",
    }));
  },
};

/** The first few of a kind, as its own page would find them. Given up as soon as something else is looked for. */
export const foundQuery = (kind: FoundKind, text: string) =>
  queryOptions({
    queryKey: ["found", kind, text],
    queryFn: async ({ signal }) => first(await searches[kind](text, signal)),
    retry: false,
    staleTime: 30_000,
  });
