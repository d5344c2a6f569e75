import { infiniteQueryOptions } from "@tanstack/react-query";
import type { ThingType } from "../../api/projects.ts";
import { request } from "../../api/request.ts";

/** Something of one's own that could be put into a project. */
export interface Candidate {
  /** As its own calls name it. */
  id: string;
  resource: string;
  name: string;
}

interface Page {
  candidates: Candidate[];
  next: string | null;
}

/** One's own things of one type, those with `search` in their name. */
export const candidatesQuery = (type: ThingType, search: string) =>
  infiniteQueryOptions({
    queryKey: ["candidates", type, search],
    initialPageParam: "",
    queryFn: ({ pageParam: cursor, signal }) => pages[type]({ search, cursor }, signal),
    getNextPageParam: (page) => page.next,
    staleTime: 0,
  });

interface Asked {
  search: string;
  cursor: string;
}
const LIMIT = 25;
const candidate = (type: ThingType, row: string, id: string, name: string | null): Candidate => ({
  id,
  resource: `${type}:${row}`,
  name: name || "Untitled",
});

const pages: Record<ThingType, (asked: Asked, signal: AbortSignal) => Promise<Page>> = {
  agent: async ({ search, cursor }, signal) => {
    const { data, has_more, after } = await request<{
      data: { _id: string; id: string; name: string | null }[];
      has_more: boolean;
      after: string | null;
    }>("/api/agents", { query: { owner: "me", search, cursor, limit: LIMIT }, signal });
    return {
      candidates: data.map(({ _id, id, name }) => candidate("agent", _id, id, name)),
      next: has_more ? after : null,
    };
  },
  prompt: async ({ search, cursor }, signal) => {
    const { promptGroups, has_more, after } = await request<{
      promptGroups: { _id: string; name: string }[];
      has_more: boolean;
      after: string | null;
    }>("/api/prompts/groups", { query: { owner: "me", name: search, cursor, limit: LIMIT }, signal });
    return {
      candidates: promptGroups.map(({ _id, name }) => candidate("prompt", _id, _id, name)),
      next: has_more ? after : null,
    };
  },
  conversation: async ({ search, cursor }, signal) => {
    const { conversations, nextCursor } = await request<{
      conversations: { _id: string; conversationId: string; title: string | null }[];
      nextCursor: string | null;
    }>("/api/convos", { query: { search, cursor, limit: LIMIT }, signal });
    return {
      candidates: conversations.map(({ _id, conversationId, title }) =>
        candidate("conversation", _id, conversationId, title),
      ),
      next: nextCursor,
    };
  },
  // LibreChat's list of files has no pages and no search.
  file: async ({ search }, signal) => {
    const files = await request<{ _id: string; file_id: string; filename: string }[]>("/api/files", { signal });
    const wanted = files.filter(({ filename }) => filename.toLowerCase().includes(search.toLowerCase()));
    return {
      candidates: wanted.slice(0, 200).map(({ _id, file_id, filename }) => candidate("file", _id, file_id, filename)),
      next: null,
    };
  },
  project: async ({ search, cursor }, signal) => {
    const { projects, nextCursor } = await request<{
      projects: { _id: string; name: string }[];
      nextCursor: string | null;
    }>("/api/projects", { query: { owner: "me", search, cursor, limit: LIMIT }, signal });
    return { candidates: projects.map(({ _id, name }) => candidate("project", _id, _id, name)), next: nextCursor };
  },
};
