import { expect, test } from "vitest";
import { type Entry, sectionOf } from "./entries.ts";
import { nameOfPlan } from "./planName.ts";

const none = new Map<string, string>();
const nameOf = (before: Entry | undefined, after: Entry | undefined, made: ReadonlyMap<string, string> = none) =>
  nameOfPlan([{ section: sectionOf[(after ?? before)?.kind ?? "role"], before, after }], made, null);

const entries: Entry[] = [
  { kind: "role", role: "role:A", name: "A", description: "", rank: 1, features: [] },
  {
    ...{ kind: "group", group: "group:a", name: "A", description: "", email: "", owner: "organization" },
    ...{ organizationWide: false, source: "openid", idOnTheSource: "1", endsAt: null },
  },
  { kind: "member", group: "group:a", member: "user:a", until: null },
  {
    ...{ kind: "person", user: "user:a", email: "a@example.org", name: "A", username: null, role: "role:USER" },
    ...{ status: "active", hidden: false },
  },
  { kind: "holding", holder: "user:a", role: "role:A", until: null },
  { kind: "capability", principal: "user:a", capability: "manage:users", scope: null, until: null },
  {
    ...{ kind: "grant", resource: "agent:a", principal: "user:a", allow: ["use"], deny: [], until: null },
    ...{ condition: null, copy: 0, id: 0 },
  },
  { kind: "restricted", resource: "model:a" },
  { kind: "setting", key: "APP_TITLE", value: "A" },
  { kind: "override", whose: "role:A", priority: 1, isActive: true, values: {}, removed: [] },
];
const fields = entries.flatMap((entry) =>
  Object.keys(entry)
    .filter((field) => field !== "kind" && !(entry.kind === "grant" && field === "id"))
    .map((field) => ({ kind: entry.kind, field, entry })),
);

test.each(fields)("$kind: another $field is another plan", async ({ entry, field }) => {
  const other = { ...entry, [field]: "otherwise" } as unknown as Entry;
  expect(await nameOf(undefined, other)).not.toBe(await nameOf(undefined, entry));
});

test("the id of what is made is no part of it, and its place in the file is", async () => {
  const member = (group: string): Entry => ({ kind: "member", group, member: "user:a", until: null });
  const names = await Promise.all(
    ["group:1", "group:2"].map((group) => nameOf(undefined, member(group), new Map([[group, "groups[0]"]]))),
  );
  expect(names[0]).toBe(names[1]);
  expect(await nameOf(undefined, member("group:1"), new Map([["group:1", "groups[1]"]]))).not.toBe(names[0]);
});

test("what stays as it is is no part of it", async () => {
  const [, , , person] = entries as [Entry, Entry, Entry, Entry];
  const renamed = (name: string) => nameOf({ ...person, name } as Entry, { ...person, name, hidden: true } as Entry);
  expect(await renamed("B")).toBe(await renamed("C"));
});
