import { Person } from "./person.ts";

export const PASSWORD = "correct horse battery";

export interface SmallWorld {
  /** Super admin, owner of the agent. */
  ada: Person;
  /** Administrator. */
  max: Person;
  ben: string;
  cy: string;
  /** Ben is in Platform, which is in Engineering. */
  engineering: string;
  platform: string;
  /** Helpdesk, with which Engineering may talk. */
  agent: { id: string; _id: string };
}

/** On a server without accounts: a few people who may share with each other, two groups and an agent. Made as people would, over HTTP. */
export async function makeSmallWorld(url: string): Promise<SmallWorld> {
  await made(new Person(url).post("/api/auth/register", account("Ada", { confirm_password: PASSWORD })));
  const ada = await Person.signIn(url, emailOf("Ada"), PASSWORD);
  const person = async (name: string, role?: string) =>
    (await made(ada.post("/api/admin/users", account(name, role ? { role } : {})))).user.id as string;
  const [ben, cy] = [await person("Ben"), await person("Cy")];
  await person("Max", "ADMIN");
  const group = async (name: string) => (await made(ada.post("/api/admin/groups", { name }))).group.id as string;
  const [engineering, platform] = [await group("Engineering"), await group("Platform")];
  await made(ada.post(`/api/admin/groups/${engineering}/members`, { groupId: platform }));
  await made(ada.post(`/api/admin/groups/${platform}/members`, { userId: ben }));
  const permissions = { AGENTS: { SHARE: true }, PEOPLE_PICKER: { VIEW_USERS: true, VIEW_GROUPS: true } };
  await made(ada.patch("/api/admin/roles/USER/permissions", { permissions }));
  const wish = { name: "Helpdesk", description: "Answers", instructions: "Be kind.", provider: "echo", model: "echo" };
  const agent = await made(ada.post("/api/agents", wish));
  await made(
    ada.post(`/api/access/resources/agent/${agent._id}/grants`, { principal: `group:${engineering}`, role: "viewer" }),
  );
  return { ada, max: await Person.signIn(url, emailOf("Max"), PASSWORD), ben, cy, engineering, platform, agent };
}

export const emailOf = (name: string) => `${name.toLowerCase()}@example.com`;
const account = (name: string, more: object) => ({ name, email: emailOf(name), password: PASSWORD, ...more });

async function made(asked: ReturnType<Person["post"]>) {
  const { status, body } = await asked;
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body;
}
