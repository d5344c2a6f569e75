import type { Document } from "../../source/index.ts";
import type { Collections } from "../forms/written.ts";
import { hex, oid } from "../librechat.ts";

/* LibreChats of several years, each with what is awkward in databases of its time. Ids say what they are: 1… people, 21… groups, 31… agents, 61… prompts. */

const PASSWORD = "$2b$10$CwTycUXWue0Thq9StjUM0uJ8TNCaVUzuL1vLh5x3x0m3o3GmR6dqe";
const EVERYTHING = { USE: true, CREATE: true, SHARE: true };
const both = (permissions: object) => ({ AGENTS: permissions, PROMPTS: permissions });

const person = (number: number, name: string, more: Document = {}): Document => ({
  ...{ _id: oid(number), name, username: name.toLowerCase(), email: `${name.toLowerCase()}@example.com` },
  ...{ emailVerified: true, password: PASSWORD, provider: "local", role: "USER", ...more },
});
const agent = (number: number, author: unknown, more: Document = {}): Document => ({
  ...{ _id: oid(number), id: `agent_${number.toString(16)}`, name: `Agent ${number.toString(16)}`, author },
  ...{ provider: "openAI", model: "gpt-4o", ...more },
});
const prompt = (number: number, author: unknown): Document => ({
  ...{ _id: oid(number), name: `Prompt ${number.toString(16)}`, author },
});

let entries = 0x1000;
const entry = (principal: Document, resourceId: unknown, permBits: unknown, more: Document = {}): Document => ({
  ...{ _id: oid(++entries), ...principal, resourceType: "agent", resourceId, permBits, ...more },
});
const ofPrompt = { resourceType: "promptGroup" };
const toUser = (number: number): Document => ({ principalType: "user", principalId: oid(number) });
const toGroup = (number: number): Document => ({ principalType: "group", principalId: oid(number) });
const toRole = (name: string): Document => ({ principalType: "role", principalId: name });
const toAll: Document = { principalType: "public" };

const ADA = person(1, "Ada", { role: "ADMIN" });
const [BEN, CY, DEE] = [person(2, "Ben"), person(3, "Cy"), person(4, "Dee")];
const GONE = oid(0xdead);
const past = new Date("2024-01-01");
const future = new Date("2999-01-01");

/** 2024: no entries, no groups; permissions of roles beside their names, SHARED_GLOBAL; a project has what is everybody's. */
const before: Collections = {
  roles: [
    { _id: oid(0x11), name: "ADMIN", AGENTS: EVERYTHING, PROMPTS: EVERYTHING },
    {
      ...{ _id: oid(0x12), name: "USER" },
      AGENTS: { SHARED_GLOBAL: false, USE: true, CREATE: true },
      PROMPTS: { SHARED_GLOBAL: true, USE: true, CREATE: true },
    },
  ],
  users: [ADA, BEN, CY],
  projects: [{ _id: oid(0x91), name: "instance", agentIds: ["agent_31"], promptGroupIds: [oid(0x61)] }],
  agents: [
    agent(0x31, oid(2), { isCollaborative: true, projectIds: [oid(0x91)] }),
    agent(0x32, oid(3)),
    agent(0x33, null),
    agent(0x34, GONE),
    agent(0x35, hex(2)),
  ],
  promptgroups: [prompt(0x61, oid(2)), prompt(0x62, oid(3)), prompt(0x63, undefined)],
};

/** 2025: entries and groups; some have ended, some are twice, some name nobody; the first scripts ran, and one of them half. */
const entered: Collections = {
  roles: [
    { _id: oid(0x11), name: "ADMIN", permissions: both(EVERYTHING) },
    { _id: oid(0x12), name: "USER", permissions: both({ USE: true, CREATE: true, SHARE: false }) },
    { _id: oid(0x13), name: "Sharers", permissions: both(EVERYTHING) },
    {
      _id: oid(0x14),
      name: "Night readers",
      permissions: { AGENTS: { USE: false }, PROMPTS: { USE: true, SHARE: true } },
    },
    { _id: oid(0x15), name: "Nothing", permissions: {} },
  ],
  users: [
    ADA,
    BEN,
    person(3, "Cy", { role: "Sharers" }),
    person(4, "Dee", { role: "Night readers" }),
    person(5, "Eve", { role: "Nothing" }),
    person(6, "Fay", { role: "Is missing" }),
    person(7, "Gus", { idOnTheSource: "entra-gus" }),
  ],
  groups: [
    { _id: oid(0x21), name: "Sales", source: "local", memberIds: [hex(2), hex(7), hex(0xdead)] },
    { _id: oid(0x22), name: "Entra", source: "entra", idOnTheSource: "e", memberIds: ["entra-gus", hex(3)] },
    { _id: oid(0x23), name: "Empty", source: "local" },
  ],
  agents: [0x31, 0x32, 0x33, 0x34, 0x35, 0x36].map((number) => agent(number, oid(2))),
  promptgroups: [prompt(0x61, oid(3)), prompt(0x62, oid(2))],
  aclentries: [
    entry(toUser(2), oid(0x31), 15),
    entry(toUser(3), oid(0x31), 1),
    entry(toUser(3), oid(0x31), 2),
    entry(toUser(4), oid(0x31), 15),
    entry(toAll, oid(0x32), 1),
    entry(toUser(2), oid(0x32), 15),
    entry(toGroup(0x21), oid(0x33), 3),
    entry(toGroup(0x22), oid(0x33), 7),
    entry(toRole("Sharers"), oid(0x34), 15),
    entry(toRole("Is missing"), oid(0x34), 15),
    entry(toUser(3), oid(0x35), 3, { expiredAt: past }),
    entry(toUser(7), oid(0x35), 1, { expiredAt: future }),
    entry(toUser(0xdead), oid(0x35), 15),
    entry(toUser(3), oid(0x999), 15),
    entry(toUser(3), oid(0x36), 0),
    entry(toUser(7), oid(0x36), 2),
    entry({ principalType: "user", principalId: hex(3) }, oid(0x36), 4),
    entry(toUser(3), hex(0x36), 8),
    entry(toUser(7), oid(0x36), undefined),
    entry(toAll, oid(0x61), 1, ofPrompt),
    entry(toUser(4), oid(0x61), 9, ofPrompt),
    entry(toUser(2), oid(0x62), 1, ofPrompt),
  ],
};

/** 2026: remote agents, insights, capabilities of roles and people, bits that are none. */
const current: Collections = {
  roles: [
    { _id: oid(0x11), name: "ADMIN", permissions: both({ ...EVERYTHING, SHARE_PUBLIC: true }) },
    { _id: oid(0x12), name: "USER", permissions: both(EVERYTHING) },
  ],
  users: [ADA, BEN, CY, DEE, person(5, "Eve", { role: "ADMIN" })],
  groups: [{ _id: oid(0x21), name: "Support", source: "local", memberIds: [hex(4)] }],
  agents: [agent(0x31, oid(2)), agent(0x32, oid(3)), agent(0x33, GONE), agent(0x34, oid(2))],
  promptgroups: [prompt(0x61, oid(2))],
  aclentries: [
    entry(toUser(2), oid(0x31), 31),
    entry(toUser(2), oid(0x31), 15, { resourceType: "remoteAgent" }),
    entry(toUser(3), oid(0x31), 1, { resourceType: "remoteAgent" }),
    entry(toGroup(0x21), oid(0x31), 17),
    entry(toUser(3), oid(0x32), 15),
    entry(toUser(4), oid(0x32), 32),
    entry(toUser(2), oid(0x32), 33),
    entry(toUser(4), oid(0x33), 15),
    entry(toUser(3), oid(0x34), -1),
    entry(toUser(4), oid(0x34), 8),
    entry(toUser(3), oid(0x61), 3, ofPrompt),
    entry(toAll, oid(0x61), 1, { resourceType: "skill" }),
  ],
  systemgrants: [{ _id: oid(0x71), principalType: "role", principalId: "ADMIN", capability: "manage:agents" }],
};

export const worlds: Readonly<Record<string, Collections>> = {
  "2024: before there were entries": before,
  "2025: entries and groups": entered,
  "2026: insights and capabilities": current,
};
