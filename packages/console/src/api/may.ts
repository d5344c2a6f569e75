import { queryOptions, useQuery } from "@tanstack/react-query";
import { createContext, useContext } from "react";
import { api } from "./client.ts";
import type { AnswerOf } from "./schema.ts";

/** Why an answer is what it is; the codes of the decision model. */
export type Answer = Extract<AnswerOf<"/api/access/check", "post">, { allowed: boolean }>;

export interface Check {
  subject?: string;
  action: string;
  resource?: string;
}

const LARGEST_BATCH = 1000;

/** Asks the server, in one call, in the order of the checks. The console decides nothing itself. */
export async function checkMany(checks: readonly Check[], signal?: AbortSignal): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let at = 0; at < checks.length; at += LARGEST_BATCH) {
    const told = await api.post("/api/access/check", {
      body: { checks: checks.slice(at, at + LARGEST_BATCH) },
      signal,
    });
    if ("answers" in told) answers.push(...told.answers);
  }
  return answers;
}

/** The administrative capabilities of whoever is signed in; asked of those who may see the administration. */
export const capabilitiesQuery = queryOptions({
  queryKey: ["capabilities"],
  queryFn: async ({ signal }) => (await api.get("/api/admin/grants/effective", { signal })).capabilities,
  staleTime: 30_000,
});

const ASKED_FEATURES = [
  "access:admin",
  "AGENTS.USE",
  "AGENTS.CREATE",
  "AGENTS.SHARE",
  "AGENTS.SHARE_PUBLIC",
  "PROMPTS.USE",
  "PROMPTS.CREATE",
  "PROMPTS.SHARE",
  "PROMPTS.SHARE_PUBLIC",
  "MCP_SERVERS.USE",
  "MCP_SERVERS.CREATE",
  "MCP_SERVERS.SHARE_PUBLIC",
  "BOOKMARKS.USE",
  "SHARED_LINKS.CREATE",
  "SHARED_LINKS.SHARE_PUBLIC",
  "REMOTE_AGENTS.USE",
  "REMOTE_AGENTS.CREATE",
  "PEOPLE_PICKER.VIEW_USERS",
  "PEOPLE_PICKER.VIEW_GROUPS",
  "PEOPLE_PICKER.VIEW_ROLES",
] as const;
export type Feature = (typeof ASKED_FEATURES)[number];

export const featuresQuery = queryOptions({
  queryKey: ["features"],
  queryFn: async ({ signal }) => {
    const answers = await checkMany(
      ASKED_FEATURES.map((action) => ({ action })),
      signal,
    );
    return new Map<Feature, Answer>(ASKED_FEATURES.flatMap((name, at) => (answers[at] ? [[name, answers[at]]] : [])));
  },
  staleTime: 30_000,
});

/** The people of a group whom one administers. */
export type Administered = AnswerOf<"/api/admin/grants/administered", "get">["scopes"][number];

/** The groups whose people alone one administers; for most, none. */
export const administeredQuery = queryOptions({
  queryKey: ["capabilities", "administered"],
  queryFn: async ({ signal }) => (await api.get("/api/admin/grants/administered", { signal })).scopes,
  staleTime: 30_000,
});

/** Whom or what a part of a page is about (`user:…`, `group:…`): its buttons ask for a capability over that alone, where it is not held over all. */
export const About = createContext<string | null>(null);
const ASKED_OVER = [
  "read:users",
  "manage:users",
  "manage:keys",
  "ban:users",
  "ban:users:short",
  "read:groups",
  "manage:groups",
  "read:usage",
  "manage:balances",
  "read:access",
  "moderate:content",
  "view:as",
] as const;

/** Does the server say yes to this capability, for everything, or over what the page is about? Undefined while it is not known. */
export function useCapability(name: string): boolean | undefined {
  const about = useContext(About);
  const { isOverAll, scopes } = useHeld(name);
  const isAsked = isOverAll === false && about !== null && scopes.length > 0;
  const over = useQuery({ ...mayQuery(about ?? "", ASKED_OVER), enabled: isAsked, staleTime: 30_000 });
  if (!isAsked) return isOverAll;
  return over.isPending ? undefined : (over.data?.get(name)?.allowed ?? false);
}

/** The same for the people of some group at least: then there is a list of these. */
export function useReaches(name: string): boolean | undefined {
  const { isOverAll, scopes } = useHeld(name);
  return isOverAll === false ? scopes.length > 0 : isOverAll;
}

/** The groups whose people alone a capability covers; none where it covers all. */
export function useScopes(name: string): readonly Administered[] {
  const { isOverAll, scopes } = useHeld(name);
  return isOverAll === false ? scopes : [];
}

function useHeld(name: string): { isOverAll: boolean | undefined; scopes: readonly Administered[] } {
  const staff = useFeature("access:admin");
  const isStaff = staff?.allowed ?? false;
  const { data } = useQuery({ ...capabilitiesQuery, enabled: isStaff });
  const { data: scopes } = useQuery({ ...administeredQuery, enabled: isStaff });
  if (staff && !staff.allowed) return { isOverAll: false, scopes: [] };
  if (!data || !scopes) return { isOverAll: data?.includes(name) || undefined, scopes: [] };
  const names = [name, name.replace("read:", "manage:"), ...(name === "ban:users:short" ? ["ban:users"] : [])];
  const covers = ({ capabilities }: Administered) => capabilities.some(({ capability }) => names.includes(capability));
  return { isOverAll: names.some((one) => data.includes(one)), scopes: scopes.filter(covers) };
}

/** The answer about a feature (or about seeing the administration at all); undefined while it is not known (then let the server refuse). */
export function useFeature(name: Feature): Answer | undefined {
  return useQuery(featuresQuery).data?.get(name);
}

const ASKED_ACTIONS = ["use", "update", "delete", "share"] as const;
const CONVERSATION_ACTIONS = ["view", "participate", "update", "delete", "share"] as const;
type AskedAction = (typeof ASKED_ACTIONS)[number] | (typeof CONVERSATION_ACTIONS)[number];
export type Rights = Partial<Record<AskedAction, Answer>>;

/** What whoever is signed in may do with each of these conversations, by their `_id`, asked at once. */
export const conversationRightsQuery = (ids: readonly string[]) =>
  rightsQuery(
    ids.map((id) => `conversation:${id}`),
    CONVERSATION_ACTIONS,
  );

/** What whoever is signed in may do with each of these resources (`agent:<_id>`, `prompt:<_id>`), asked at once. */
export const rightsQuery = (resources: readonly string[], actions: readonly AskedAction[] = ASKED_ACTIONS) =>
  queryOptions({
    queryKey: ["rights", ...resources],
    enabled: resources.length > 0,
    queryFn: async ({ signal }) => {
      const checks = resources.flatMap((resource) => actions.map((action) => ({ action, resource })));
      const answers = await checkMany(checks, signal);
      const rights = new Map<string, Rights>();
      checks.forEach(({ resource, action }, at) => {
        const answer = answers[at];
        if (answer) rights.set(resource, { ...rights.get(resource), [action]: answer });
      });
      return rights;
    },
  });

/** What whoever is signed in may do with one resource. */
export const mayQuery = (resource: string, actions: readonly string[]) =>
  queryOptions({
    queryKey: ["rights", resource, ...actions],
    queryFn: async ({ signal }) => {
      const answers = await checkMany(
        actions.map((action) => ({ action, resource })),
        signal,
      );
      return new Map(actions.flatMap((action, at) => (answers[at] ? [[action, answers[at]]] : [])));
    },
  });
