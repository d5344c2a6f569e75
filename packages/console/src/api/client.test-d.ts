// Checked by the compiler alone (`npm run check -- types-console`): each line that it is told to expect an error on is one that the OpenAPI
// document has no word for. A line that compiles after all fails the check.
import { api, call, versioned } from "./client.ts";

/** @public Never called. */
export async function whatTheDocumentDoesNotHave() {
  const { groups, total } = await api.get("/api/admin/groups", { query: { limit: 3 } });

  // @ts-expect-error no such path
  api.get("/api/admin/groupz");
  // @ts-expect-error no such path: a part of it is filled in by the client
  api.get("/api/admin/groups/64f0");
  // @ts-expect-error no such method of this path
  api.put("/api/admin/groups", { body: {} });

  // @ts-expect-error the path has a part
  versioned.get("/api/admin/groups/{id}");
  // @ts-expect-error the part has another name
  versioned.get("/api/admin/groups/{id}", { path: { groupId: "64f0" } });

  // @ts-expect-error no such word of the query
  api.get("/api/admin/groups", { query: { limits: 3 } });
  // @ts-expect-error no such value of it
  api.get("/api/admin/groups", { query: { memberIds: "some" } });
  // @ts-expect-error a query that has to be there
  api.get("/api/admin/users/search");

  // @ts-expect-error a body that has to be there
  api.post("/api/admin/groups");
  // @ts-expect-error a field that has to be there
  api.post("/api/admin/groups", { body: { description: "" } });
  // @ts-expect-error no such field
  api.post("/api/admin/groups", { body: { name: "", descriptions: "" } });
  // @ts-expect-error no such field further in
  api.post("/api/prompts", { body: { prompt: { prompt: "", type: "text", kind: "" }, group: { name: "" } } });
  // @ts-expect-error no such field of a write that is a value
  call.post("/api/admin/groups/{id}/members", { path: { id: "" }, body: { userId: "", until: null } });
  // @ts-expect-error there is no reading that is a value
  call.get("/api/admin/groups");

  // @ts-expect-error no such field of the answer
  groups[0]?.title;
  // @ts-expect-error another type
  total.toUpperCase();
  // @ts-expect-error nothing is answered
  (await api.delete("/api/admin/addresses/{id}", { path: { id: "" } })).success;
}
