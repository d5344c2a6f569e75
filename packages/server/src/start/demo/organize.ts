import { addressOf, CONTRACTORS, cast, groups, namesOf } from "./cast.ts";
import type { Stage } from "./stage.ts";

/** So many accounts are made beside each other: hashing a password takes most of it. */
const AT_ONCE = 4;
const CONTRACT_DAYS = 90;

/** People, roles, groups: as the super admin does it on the pages of the administration. */
export async function organize(stage: Stage, password: string): Promise<void> {
  await makePeople(stage, password);
  await makeRoles(stage);
  await makeGroups(stage);
  await lookAfterPeople(stage);
}

async function makePeople(stage: Stage, password: string): Promise<void> {
  const ada = await stage.as("ada");
  stage.people.set(cast.ada, ada.id);
  const names = namesOf(stage.random).filter((name) => name !== cast.ada);
  for (let from = 0; from < names.length; from += AT_ONCE)
    await Promise.all(
      names.slice(from, from + AT_ONCE).map(async (name) => {
        const role = name === cast.max ? "ADMIN" : undefined;
        const wish = { name, email: addressOf(name), password, ...(role && { role }) };
        const { user } = await ada.post("/api/admin/users", wish);
        stage.people.set(name, user.id);
      }),
    );
}

async function makeRoles(stage: Stage): Promise<void> {
  const ada = await stage.as("ada");
  await ada.patch("/api/admin/roles/USER/permissions", {
    permissions: {
      AGENTS: { CREATE: true, SHARE: true, SHARE_PUBLIC: true },
      PROMPTS: { CREATE: true, SHARE: true, SHARE_PUBLIC: true },
      MCP_SERVERS: { CREATE: true, SHARE: true, SHARE_PUBLIC: true },
      SHARED_LINKS: { CREATE: true },
      PEOPLE_PICKER: { VIEW_USERS: true, VIEW_GROUPS: true },
    },
  });
  await ada.post("/api/admin/roles", { name: "AUDITOR", description: "Reads the trail and who can reach what" });
  await ada.post("/api/admin/roles", { name: "TEAM LEAD", description: "Sees how much their people use" });
  // The pages of the administration are for whoever may come to it.
  for (const capability of ["access:admin", "read:audit_log", "read:access", "read:users", "read:groups"])
    await ada.post("/api/admin/grants", { principalType: "role", principalId: "AUDITOR", capability });
  for (const capability of ["access:admin", "read:usage"])
    await ada.post("/api/admin/grants", { principalType: "role", principalId: "TEAM LEAD", capability });
  await ada.post(`/api/admin/users/${stage.idOf("mona")}/roles`, { role: "MODERATOR" });
  await ada.post(`/api/admin/users/${stage.idOf("ines")}/roles`, { role: "AUDITOR" });
  // Not to whom a moderator decides about: a moderator may not where others hold more.
  for (const part of ["cleo", "fatima"] as const)
    await ada.post(`/api/admin/users/${stage.idOf(part)}/roles`, {
      role: "TEAM LEAD",
      ...(part === "fatima" && { expiresAt: stage.inDays(CONTRACT_DAYS) }),
    });
}

async function makeGroups(stage: Stage): Promise<void> {
  const ada = await stage.as("ada");
  const parts = new Set<string>(Object.values(cast));
  const left = [...stage.people.keys()].filter((name) => !parts.has(name)).toSorted();
  for (const { name, description, within, parts: named = [], others } of groups) {
    const { group } = await ada.post("/api/admin/groups", { name, description });
    stage.groups.set(name, group._id);
    if (within !== undefined)
      await ada.post(`/api/admin/groups/${stage.groupId(within)}/members`, { groupId: group._id });
    const chosen = stage.random.some(left, others);
    for (const member of chosen) left.splice(left.indexOf(member), 1);
    const ids = [...named.map((part) => stage.idOf(part)), ...chosen.map((one) => stage.people.get(one))];
    for (const userId of ids)
      await ada.post(`/api/admin/groups/${group._id}/members`, {
        userId,
        ...(name === CONTRACTORS && { expiresAt: stage.inDays(stage.random.whole(20, CONTRACT_DAYS)) }),
      });
  }
}

/** Somebody has left, somebody is hidden, a few are invited; and a service asks who may do what. */
async function lookAfterPeople(stage: Stage): Promise<void> {
  const ada = await stage.as("ada");
  const max = await stage.as("max");
  const others = [...stage.people].filter(([name]) => !Object.values<string>(cast).includes(name)).toSorted();
  const [left, away, hidden, banned] = stage.random.some(others, 4).map(([, id]) => id);
  for (const id of [left, away]) await max.patch(`/api/admin/users/${id}`, { status: "deactivated" });
  await max.patch(`/api/admin/users/${hidden}`, { hidden: true });
  await max.post(`/api/admin/users/${banned}/ban`, { until: stage.inDays(20), reason: "Sold our price list." });
  await max.post("/api/admin/invitations", { email: "nora.lund@demo.example", groups: [stage.groupId("Design")] });
  await max.post("/api/admin/invitations", { email: "oskar.weiss@demo.example" });
  // Where nobody answers: what people write goes to the model that is there already.
  await ada.post("/api/admin/models/endpoints", {
    name: "Model house",
    baseURL: "https://models.demo.example/v1",
    key: "not-a-key",
    models: ["large", "small"],
    enabled: false,
  });
  await ada.post("/api/admin/services", { name: "Wiki", description: "Asks who may read a page" });
  const book = {
    name: "Book club",
    description: "Thursdays at noon",
    memberIds: [stage.idOf("cleo"), stage.idOf("emil")],
  };
  await max.post("/api/groups", book);
  await ada.post("/api/admin/addresses", {
    address: "203.0.113.77",
    reason: "Tried passwords, many an hour",
    until: stage.inDays(30),
  });
  await ada.put(`/api/admin/overrides/group/${stage.groupId("Customer care")}`, {
    overrides: { interface: { customWelcome: "Good to have you. What does the customer say?" } },
  });
  await ada.put("/api/admin/overrides/role/AUDITOR", {
    priority: 20,
    overrides: { interface: { customWelcome: "Read with care." } },
  });
}
