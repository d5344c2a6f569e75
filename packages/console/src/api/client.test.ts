import { afterEach, describe, expect, test, vi } from "vitest";
import { perform } from "./call.ts";
import { api, call, versioned } from "./client.ts";
import { ProblemError } from "./problem.ts";

const fetched = vi.fn<typeof fetch>();
vi.stubGlobal("fetch", fetched);
afterEach(() => fetched.mockReset());

const answering = (body: unknown, init: ResponseInit = {}) =>
  fetched.mockResolvedValueOnce(new Response(body === undefined ? null : JSON.stringify(body), init));
const asked = () => {
  const [url, init] = fetched.mock.lastCall ?? [];
  return { url, method: init?.method, body: init?.body, headers: new Headers(init?.headers) };
};
const signedOut = { auth: "none" } as const;

describe("what is sent", () => {
  test("the parts of a path, each as one part", async () => {
    answering({ role: {} });
    await api.get("/api/admin/roles/{name}", { path: { name: "a/b ?" }, ...signedOut });
    expect(asked()).toMatchObject({ url: "/api/admin/roles/a%2Fb%20%3F", method: "GET" });
  });

  test("of a query only what is given", async () => {
    answering({ agents: [] });
    await api.get("/api/agents", { query: { search: "", cursor: undefined, limit: 5 }, ...signedOut });
    expect(asked().url).toBe("/api/agents?limit=5");
  });

  test("a body, and the version that it was made from", async () => {
    answering({ group: {} });
    await api.patch("/api/admin/groups/{id}", { path: { id: "g" }, body: { name: "G" }, ifMatch: '"7"', ...signedOut });
    expect(asked()).toMatchObject({ url: "/api/admin/groups/g", method: "PATCH", body: '{"name":"G"}' });
    expect(asked().headers.get("If-Match")).toBe('"7"');
  });

  test("a write that is a value, once it is made", async () => {
    const write = call.delete("/api/admin/groups/{id}", { path: { id: "g" }, ...signedOut });
    expect(fetched).not.toHaveBeenCalled();
    answering({ success: true });
    await perform(write);
    expect(asked()).toMatchObject({ url: "/api/admin/groups/g", method: "DELETE" });
  });
});

describe("what is answered", () => {
  test("the body, with its version where that is asked for", async () => {
    answering({ total: 3 }, { headers: { ETag: '"7"' } });
    expect(await versioned.get("/api/admin/groups", signedOut)).toEqual({ data: { total: 3 }, etag: '"7"' });
  });

  test("nothing is undefined", async () => {
    answering(undefined, { status: 204 });
    expect(await api.delete("/api/admin/addresses/{id}", { path: { id: "a" }, ...signedOut })).toBeUndefined();
  });

  test("a refusal is thrown", async () => {
    answering({ code: "forbidden", title: "Not allowed" }, { status: 403 });
    await expect(api.get("/api/admin/groups", signedOut)).rejects.toThrow(ProblemError);
  });
});
