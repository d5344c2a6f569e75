import { api } from "./client.ts";
import { ProblemError } from "./problem.ts";
import type { AnswerOf, BodyOf } from "./schema.ts";

/** One thing that travels with an agent, as far as one may know it. */
export type Travelling = OfAgent["things"][number];

type OfAgent = AnswerOf<"/api/agents/{id}/closure", "get">;
type OfProject = AnswerOf<"/api/projects/{projectId}/closure", "get">;
/** `closure` is what each change that shares the agent says it has seen; of a project, what travels with each agent in it. */
export type Closure = OfAgent & Partial<Pick<OfProject, "agents" | "count">>;

/** Who has the agent beside oneself. */
export type Audience = Preview["audience"];

/** What a change would add. */
export type Preview = AnswerOf<"/api/agents/{id}/closure/preview", "post">;

/** What is about to be changed of an agent, as the server's preview takes it. */
export type Addition = BodyOf<"/api/agents/{id}/closure/preview", "post">;

/** What travels with a thing; null for one with which nothing travels, or that one may only look at. @param id as grants name it */
export async function readClosure(type: string, id: string, signal?: AbortSignal): Promise<Closure | null> {
  try {
    if (type === "agent") return await api.get("/api/agents/{id}/closure", { path: { id }, signal });
    if (type !== "project") return null;
    const of = await api.get("/api/projects/{projectId}/closure", { path: { projectId: id }, signal });
    return { ...of, things: [] };
  } catch (error) {
    if (error instanceof ProblemError && error.status === 403) return null;
    throw error;
  }
}

/** In place of a closure: the write is not made if others would get more by it, but says so. */
export const ASK = "ask";

export const previewOf = (agentId: string, addition: Addition) =>
  api.post("/api/agents/{id}/closure/preview", { path: { id: agentId }, body: addition });

/** What one has seen travels with it, for a change that shares it, or adds to it. */
export const havingSeen = (closure: string | null | undefined): { headers?: Record<string, string> } =>
  closure ? { headers: { "Gatehouse-Closure": closure } } : {};
