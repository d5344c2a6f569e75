import { expect, test } from "vitest";
import type { Grant, Lead } from "../../api/access.ts";
import { leadInWords } from "./leadInWords.ts";

const names = {
  "user:ben": "Ben",
  "group:p": "Platform",
  "group:e": "Engineering",
  "role:R": "Editors",
  "project:x": "Plans",
};
const grant = (id: number, more: Partial<Grant> = {}): Grant => ({
  id,
  principal: "group:e",
  principalName: "Engineering",
  role: "viewer",
  allow: ["use", "execute"],
  deny: [],
  expiresAt: null,
  condition: null,
  glass: false,
  givenBy: null,
  givenByName: null,
  givenAt: null,
  reason: null,
  lastUsed: null,
  ...more,
});
const grants = new Map([
  [1, grant(1)],
  [2, grant(2, { role: "editor" })],
  [3, grant(3, { role: null, allow: ["use", "share"] })],
]);
const step = (relation: string, from: string, to: string, more: object = {}) => ({ relation, from, to, ...more });
const lead = (reason: string, ...way: Lead["way"]): Lead => ({ reason, way });

test.each<[string, Lead]>([
  ["Owner", lead("owner", step("owns", "user:ben", "agent:a"))],
  ["Editor, given directly", lead("grant", step("granted", "user:ben", "agent:a", { grant: 2 }))],
  [
    "Use and share, given directly, under a condition",
    lead("grant", step("granted", "user:ben", "agent:a", { grant: 3, detail: "true" })),
  ],
  [
    "Viewer through Platform, which is in Engineering",
    lead(
      "grant",
      step("is-in", "user:ben", "group:p"),
      step("is-in", "group:p", "group:e"),
      step("granted", "group:e", "agent:a", { grant: 1, expiresAt: null }),
    ),
  ],
  [
    "Viewer through Platform, which has the role Editors",
    lead(
      "grant",
      step("is-in", "user:ben", "group:p"),
      step("holds-role", "group:p", "role:R"),
      step("granted", "role:R", "agent:a", { grant: 1 }),
    ),
  ],
  [
    "Viewer like everyone in the organization",
    lead("grant", step("is-everyone", "user:ben", "everyone"), step("granted", "everyone", "agent:a", { grant: 1 })),
  ],
  [
    "By the capability manage:agents through the role Editors",
    lead("capability", step("holds-role", "user:ben", "role:R"), step("holds-capability", "role:R", "manage:agents")),
  ],
  [
    "Owner on Plans, which contains it",
    lead("parent", step("owns", "user:ben", "project:x"), step("parent-of", "project:x", "agent:a")),
  ],
  ["It is open to everybody here", lead("open-type", step("open", "user:ben", "model:m"))],
])("%s", (text, given) => {
  expect(leadInWords(given, grants, names)).toBe(text);
});

test("the first end on the way is told", () => {
  const ends = lead(
    "grant",
    step("is-in", "user:ben", "group:p", { expiresAt: Date.UTC(2090, 0, 2) }),
    step("granted", "group:p", "agent:a", { grant: 1, expiresAt: Date.UTC(2095, 0, 2) }),
  );
  expect(leadInWords(ends, grants, names)).toMatch(/^Viewer through Platform, until .*2090/);
});
