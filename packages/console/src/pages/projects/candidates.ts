import { t } from "@lingui/core/macro";
import { infiniteQueryOptions } from "@tanstack/react-query";
import { api } from "../../api/client.ts";
import type { ThingType } from "../../api/projects.ts";

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
  name: name || t`Untitled`,
});

const pages: Record<ThingType, (asked: Asked, signal: AbortSignal) => Promise<Page>> = {
  agent: async ({ search, cursor }, signal) => {
    const { data, has_more, after } = await api.get("/api/agents", {
      query: { owner: "me", search, cursor, limit: LIMIT },
      signal,
    });
    return {
      candidates: data.map(({ _id, id, name }) => candidate("agent", _id, id, name)),
      next: has_more ? after : null,
    };
  },
  prompt: async ({ search, cursor }, signal) => {
    const { promptGroups, has_more, after } = await api.get("/api/prompts/groups", {
      query: { owner: "me", name: search, cursor, limit: LIMIT },
      signal,
    });
    return {
      candidates: promptGroups.map(({ _id, name }) => candidate("prompt", _id, _id, name)),
      next: has_more ? after : null,
    };
  },
  conversation: async ({ search, cursor }, signal) => {
    const { conversations, nextCursor } = await api.get("/api/convos", {
      query: { search, cursor, limit: LIMIT },
      signal,
    });
    return {
      candidates: conversations.map(({ _id, conversationId, title }) =>
        candidate("conversation", _id, conversationId, title),
      ),
      next: nextCursor,
    };
  },
  // LibreChat's list of files has no pages and no search.
  file: async ({ search }, signal) => {
    const files = await api.get("/api/files", { signal });
    const wanted = files.filter(({ filename }) => filename.toLowerCase().includes(search.toLowerCase()));
    return {
      candidates: wanted.slice(0, 200).map(({ _id, file_id, filename }) => candidate("file", _id, file_id, filename)),
      next: null,
    };
  },
  project: async ({ search, cursor }, signal) => {
    const { projects, nextCursor } = await api.get("/api/projects", {
      query: { owner: "me", search, cursor, limit: LIMIT },
      signal,
    });
    return { candidates: projects.map(({ _id, name }) => candidate("project", _id, _id, name)), next: nextCursor };
  },
};
