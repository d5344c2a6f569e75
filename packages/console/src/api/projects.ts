import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { Ownership } from "./agents.ts";
import { havingSeen } from "./closure.ts";
import { request, requestVersioned } from "./request.ts";

export interface Project {
  _id: string;
  name: string;
  description: string;
  ownerName: string;
  updatedAt: string;
}

/** With what whoever is signed in may do with it, and the projects in which it lies, as far as they may be seen. */
export interface WholeProject extends Project {
  may: string[];
  parents: { _id: string; name: string }[];
}

export type ThingType = "agent" | "prompt" | "conversation" | "file" | "project";

/** Something in a project. */
export interface Thing {
  type: ThingType;
  /** As its own calls name it. */
  id: string;
  resource: string;
  name: string;
  updatedAt: string;
  owner: string;
  ownerName: string;
  may: string[];
}

const placeOf = (id: string) => `/api/projects/${encodeURIComponent(id)}`;
const thingOf = (project: string, type: ThingType, id: string) =>
  `${placeOf(project)}/contents/${type}/${encodeURIComponent(id)}`;

export const projectsQuery = (owner: Ownership | "", search: string) =>
  infiniteQueryOptions({
    queryKey: ["projects", owner, search],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      request<{ projects: Project[]; nextCursor: string | null }>("/api/projects", {
        query: { owner, search, limit: 24, cursor: pageParam },
        signal,
      }),
    getNextPageParam: (page) => page.nextCursor,
  });

export const projectQuery = (id: string) =>
  queryOptions({
    queryKey: ["project", id, "whole"],
    queryFn: ({ signal }) => requestVersioned<WholeProject>(placeOf(id), { signal }),
  });

export const contentsQuery = (project: string, type: ThingType) =>
  infiniteQueryOptions({
    queryKey: ["project", project, "contents", type],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      request<{ things: Thing[]; nextCursor: string | null }>(`${placeOf(project)}/contents`, {
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
          const { things, nextCursor } = await request<{ things: Thing[]; nextCursor: string | null }>(
            `${placeOf(project)}/contents`,
            { query: { type, limit: 1 }, signal },
          );
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
  request<WholeProject>("/api/projects", { method: "POST", body: { ...fields, parentId } });

export const updateProject = (id: string, fields: Partial<ProjectFields>, ifMatch: string | null) =>
  requestVersioned<WholeProject>(placeOf(id), { method: "PATCH", body: fields, ifMatch });

export const deleteProject = (id: string, ifMatch: string | null) =>
  request<unknown>(placeOf(id), { method: "DELETE", ifMatch });

export const putIn = (project: string, type: ThingType, id: string, closure: string) =>
  request<Thing>(thingOf(project, type, id), { method: "PUT", ...havingSeen(closure) });

export const takeOut = (project: string, type: ThingType, id: string) =>
  request<void>(thingOf(project, type, id), { method: "DELETE" });

/** Out of every other project; null: into none. */
export const moveConversation = (conversationId: string, projectId: string | null) =>
  request<unknown>(`/api/projects/conversations/${encodeURIComponent(conversationId)}`, {
    method: "PUT",
    body: { projectId },
  });
