import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { Ownership } from "./agents.ts";
import { api, call, versioned } from "./client.ts";
import { havingSeen } from "./closure.ts";
import type { AnswerOf } from "./schema.ts";

export type Project = AnswerOf<"/api/projects", "get">["projects"][number];

/** With what whoever is signed in may do with it, and the projects in which it lies, as far as they may be seen. */
export type WholeProject = AnswerOf<"/api/projects/{projectId}", "get">;

export type ThingType = "agent" | "prompt" | "conversation" | "file" | "project";

/** Something in a project. */
export type Thing = AnswerOf<"/api/projects/{projectId}/contents", "get">["things"][number];

export const projectsQuery = (owner: Ownership | "", search: string) =>
  infiniteQueryOptions({
    queryKey: ["projects", owner, search],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      api.get("/api/projects", { query: { owner, search, limit: 24, cursor: pageParam }, signal }),
    getNextPageParam: (page) => page.nextCursor,
  });

export const projectQuery = (id: string) =>
  queryOptions({
    queryKey: ["project", id, "whole"],
    queryFn: ({ signal }) => versioned.get("/api/projects/{projectId}", { path: { projectId: id }, signal }),
  });

export const contentsQuery = (project: string, type: ThingType) =>
  infiniteQueryOptions({
    queryKey: ["project", project, "contents", type],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      api.get("/api/projects/{projectId}/contents", {
        path: { projectId: project },
        query: { type, limit: 20, cursor: pageParam },
        signal,
      }),
    getNextPageParam: (page) => page.nextCursor,
  });

/** Which types of things lie in a project, as far as one may find them. */
export const filledTypesQuery = (project: string, types: readonly ThingType[]) =>
  queryOptions({
    queryKey: ["project", project, "contents", "filled"],
    queryFn: async ({ signal }) => {
      const counts = await Promise.all(
        types.map(async (type) => {
          const { things, nextCursor } = await api.get("/api/projects/{projectId}/contents", {
            path: { projectId: project },
            query: { type, limit: 1 },
            signal,
          });
          return things.length > 0 || nextCursor !== null;
        }),
      );
      return types.filter((_type, at) => counts[at]);
    },
  });

// A type, not an interface: forms are made of whatever has names.
export type ProjectFields = {
  name: string;
  description: string;
};

export const createProject = (fields: ProjectFields, parentId: string | null) =>
  api.post("/api/projects", { body: { ...fields, parentId } });

export const updateProject = (id: string, fields: Partial<ProjectFields>, ifMatch: string | null) =>
  versioned.patch("/api/projects/{projectId}", { path: { projectId: id }, body: fields, ifMatch });

export const deleteProject = (id: string, ifMatch: string | null) =>
  call.delete("/api/projects/{projectId}", { path: { projectId: id }, ifMatch });

export const putIn = (project: string, type: ThingType, id: string, closure: string) =>
  api.put("/api/projects/{projectId}/contents/{type}/{id}", {
    path: { projectId: project, type, id },
    ...havingSeen(closure),
  });

export const takeOut = (project: string, type: ThingType, id: string) =>
  api.delete("/api/projects/{projectId}/contents/{type}/{id}", { path: { projectId: project, type, id } });

/** Out of every other project; null: into none. */
export const moveConversation = (conversationId: string, projectId: string | null) =>
  api.put("/api/projects/conversations/{conversationId}", { path: { conversationId }, body: { projectId } });
