import { ProblemError } from "./problem.ts";
import { request } from "./request.ts";

/** One thing that travels with an agent, as far as one may know it. */
export interface Travelling {
  /** null: one may not view it. */
  resource: string | null;
  type: string;
  name: string | null;
  mode: "own" | "lent" | "shown";
  attachedByName: string | null;
  works: boolean;
  reason: "no-longer-shared" | "hidden" | "switched-off" | "not-configured" | null;
  isRestricted?: boolean;
  /** The agents by which it comes. */
  through: (string | null)[];
}

export interface Closure {
  /** What each change that shares the agent says it has seen. */
  closure: string;
  things: Travelling[];
  /** Of a project: what travels with each agent in it, a hundred at most. */
  agents?: { name: string | null; things: Travelling[] }[];
  /** How many agents lie in it. */
  count?: number;
  isWhole: boolean;
}

/** Who has the agent beside oneself. */
export interface Audience {
  people: number;
  groups: number;
  roles: number;
  services: number;
  everyone: boolean;
}

/** What a change would add. */
export interface Preview {
  /** null: something of it has no name yet. */
  closure: string | null;
  grows: boolean;
  adds: Travelling[];
  audience: Audience;
}

/** What is about to be changed of an agent, as the server's preview takes it. */
export interface Addition {
  provider?: string;
  model?: string;
  version_index?: number;
  tools?: { tool: string; mode: "own" | "lent" }[];
  files?: { file_id: string; mode: "lent" | "shown" }[];
  new_files?: number;
  new_tools?: number;
}

/** What travels with a thing; null for one with which nothing travels, or that one may only look at. @param id as grants name it */
export async function readClosure(type: string, id: string, signal?: AbortSignal): Promise<Closure | null> {
  const asked = signal ? { signal } : {};
  try {
    if (type === "agent") return await request<Closure>(`/api/agents/${encodeURIComponent(id)}/closure`, asked);
    if (type !== "project") return null;
    const of = await request<Omit<Closure, "things">>(`/api/projects/${encodeURIComponent(id)}/closure`, asked);
    return { ...of, things: [] };
  } catch (error) {
    if (error instanceof ProblemError && error.status === 403) return null;
    throw error;
  }
}

/** In place of a closure: the write is not made if others would get more by it, but says so. */
export const ASK = "ask";

export const previewOf = (agentId: string, addition: Addition) =>
  request<Preview>(`/api/agents/${encodeURIComponent(agentId)}/closure/preview`, { method: "POST", body: addition });

/** What one has seen travels with it, for a change that shares it, or adds to it. */
export const havingSeen = (closure: string | null | undefined): { headers?: Record<string, string> } =>
  closure ? { headers: { "Gatehouse-Closure": closure } } : {};
