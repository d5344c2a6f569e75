import { ObjectId } from "bson";
import type { Document } from "../source/index.ts";
import type { Collections } from "./forms/written.ts";

/* A small LibreChat, as its documents. */

export const oid = (number: number): ObjectId => new ObjectId(number.toString(16).padStart(24, "0"));
export const hex = (number: number): string => oid(number).toHexString();

const at = new Date("2025-03-01T10:00:00Z");
const dates = { createdAt: at, updatedAt: new Date("2025-04-01T10:00:00Z"), __v: 0 };
/** Of `correct horse`, at cost 10. */
export const BCRYPT = "$2b$10$CwTycUXWue0Thq9StjUM0uJ8TNCaVUzuL1vLh5x3x0m3o3GmR6dqe";

export const [ADA, BEN, CY, DEE] = [1, 2, 3, 4].map(oid) as [ObjectId, ObjectId, ObjectId, ObjectId];
const GONE = oid(0xdead);

const user = (id: ObjectId, name: string, more: Document = {}): Document => ({
  ...{ _id: id, name, username: name.toLowerCase(), email: `${name.toLowerCase()}@example.com`, emailVerified: true },
  ...{ password: BCRYPT, provider: "local", role: "USER", ...dates, ...more },
});

const agent = (number: number, name: string, more: Document = {}): Document => ({
  ...{
    _id: oid(number),
    id: `agent_${name}`,
    name,
    instructions: "Answer shortly.",
    provider: "openAI",
    model: "gpt-4o",
  },
  ...{ tools: [], author: BEN, ...dates, ...more },
});

const entry = (
  number: number,
  principal: Document,
  resource: number,
  permBits: number,
  more: Document = {},
): Document => ({
  ...{ _id: oid(number), ...principal, resourceType: "agent", resourceId: oid(resource), permBits },
  ...{ grantedBy: BEN, grantedAt: at, ...dates, ...more },
});
const toUser = (id: ObjectId): Document => ({ principalType: "user", principalId: id, principalModel: "User" });
const toGroup = (number: number): Document => ({
  principalType: "group",
  principalId: oid(number),
  principalModel: "Group",
});

/** Ada administers, Ben makes agents, Cy came from Entra, Dee is of another kind. */
export const smallLibreChat = (): Collections => ({
  roles: [
    {
      _id: oid(0x11),
      name: "ADMIN",
      permissions: { AGENTS: { USE: true, CREATE: true, SHARE: true, SHARE_PUBLIC: true } },
    },
    {
      _id: oid(0x12),
      name: "USER",
      permissions: {
        AGENTS: { USE: true, CREATE: false, SHARE: true },
        PROMPTS: { USE: true, CREATE: true, SHARED_GLOBAL: true },
        HOLOGRAMS: { USE: true },
      },
    },
    { _id: oid(0x13), name: "Editors", description: "They edit", permissions: { AGENTS: { USE: true, CREATE: true } } },
    { _id: oid(0x14), name: "super_admin", permissions: {} },
    { _id: oid(0x15), name: "", permissions: {} },
  ],
  users: [
    user(ADA, "Ada", { role: "ADMIN" }),
    user(BEN, "Ben"),
    user(CY, "Cy", {
      idOnTheSource: "entra-cy",
      provider: "openid",
      openidId: "cy",
      openidIssuer: "https://login.example.com",
      password: undefined,
    }),
    user(DEE, "Dee", { role: "Editors", twoFactorEnabled: true, favorites: [{ agentId: "agent_open" }] }),
    user(oid(5), "Eve", { role: "Nowhere", password: "plain" }),
    user(oid(6), "Fay", { expiresAt: new Date("2020-01-01") }),
    user(oid(7), "Gus", { email: "no address" }),
  ],
  groups: [
    { _id: oid(0x21), name: "Sales", source: "local", memberIds: [hex(2), hex(4), hex(3), hex(0xdead)], ...dates },
    {
      _id: oid(0x22),
      name: "Research",
      source: "entra",
      idOnTheSource: "entra-research",
      memberIds: ["entra-cy"],
      ...dates,
    },
  ],
  agents: [
    agent(0x31, "open", { versions: [{ name: "opened", model: "gpt-4", provider: "openAI", updatedAt: at }] }),
    agent(0x32, "ofSales"),
    agent(0x33, "orphan", { author: GONE }),
    agent(0x34, "nobodys", { author: null }),
    agent(0x35, "odd", { id: "asst_123" }),
  ],
  accessroles: [
    { _id: oid(0x41), accessRoleId: "agent_viewer", name: "com_ui_role_viewer", resourceType: "agent", permBits: 1 },
    { _id: oid(0x42), accessRoleId: "agent_reader", name: "Reader", resourceType: "agent", permBits: 1 },
  ],
  aclentries: [
    entry(0x51, toUser(BEN), 0x31, 15),
    entry(0x52, { principalType: "public" }, 0x31, 1),
    entry(0x53, toUser(BEN), 0x32, 31),
    entry(0x54, toGroup(0x21), 0x32, 1),
    entry(0x55, toUser(DEE), 0x32, 1),
    entry(0x56, toUser(DEE), 0x32, 2),
    entry(0x57, toUser(DEE), 0x33, 15),
    entry(0x58, toUser(GONE), 0x31, 3),
    entry(0x59, toUser(DEE), 0x31, 3, { expiredAt: new Date("2020-01-01") }),
    entry(0x5a, toUser(CY), 0x999, 1),
    entry(0x5b, toUser(CY), 0x31, 1, { resourceType: "skill" }),
    entry(0x5c, { principalType: "role", principalId: "Editors", principalModel: "Role" }, 0x33, 3),
    entry(0x5d, toUser(CY), 0x33, 2),
    entry(0x5e, toUser(CY), 0x31, 1, { expiredAt: new Date("2999-01-01") }),
  ],
  systemgrants: [
    { _id: oid(0x61), principalType: "role", principalId: "ADMIN", capability: "manage:configs", grantedAt: at },
    { _id: oid(0x62), principalType: "user", principalId: DEE, capability: "read:users", grantedAt: at },
    { _id: oid(0x63), principalType: "user", principalId: DEE, capability: "fly:planes", grantedAt: at },
    { _id: oid(0x64), principalType: "role", principalId: "USER", capability: "read:users", grantedAt: at },
  ],
  configs: [
    {
      ...{
        _id: oid(0x71),
        principalType: "role",
        principalId: "Editors",
        priority: 20,
        isActive: true,
        configVersion: 3,
      },
      overrides: { interface: { customWelcome: "Hello", agents: { use: false } }, langfuse: { x: 1 } },
      ...dates,
    },
  ],
  agentapikeys: [
    { _id: oid(0x81), userId: DEE, name: "Bot", keyHash: "a".repeat(64), keyPrefix: "sk-abcd", ...dates },
    { _id: oid(0x82), userId: GONE, name: "Bot", keyHash: "b".repeat(64), keyPrefix: "sk-efgh", ...dates },
  ],
});
