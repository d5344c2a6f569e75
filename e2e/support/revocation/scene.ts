import { Person } from "../person.ts";
import { type Held, hold, type Name } from "./held.ts";

export const PASSWORD = "correct horse battery";
const LARGE = 64 * 1024 * 1024;
/** What the servers need, where so many people sign in from one address. */
export const sceneEnv = { LOGIN_MAX: "1000", LIMIT_MESSAGE_IP: "false", FILE_UPLOAD_USER_MAX: "1000" };

export interface Scene {
  /** Where rights are taken. */
  ada: Person;
  /** Who holds things, at the other server where there are two. */
  mia: Person & { email: string };
  group: string;
  /** `agent:64f0…`: what the group has. */
  things: string[];
  held: Record<Name, Held>;
  /** Of a key of Mia's. */
  keyId: string;
}

/** The first account. */
export async function firstAccount(url: string): Promise<Person> {
  const account = { name: "Ada", email: "ada@example.com", password: PASSWORD, confirm_password: PASSWORD };
  await new Person(url).post("/api/auth/register", account);
  const ada = await Person.signIn(url, account.email, PASSWORD);
  // Members make keys, and use them.
  const permissions = { REMOTE_AGENTS: { USE: true, CREATE: true } };
  await ada.patch("/api/admin/roles/USER/permissions", { permissions });
  return ada;
}

/** A member of a group with which Ada shares a few things, who holds all of them open. */
export async function openScene(ada: Person, url: string, email: string): Promise<Scene> {
  const must = async (asked: ReturnType<Person["get"]>) => {
    const { status, body } = await asked;
    if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`);
    return body;
  };
  const account = await must(ada.post("/api/admin/users", { name: "Mia", email, password: PASSWORD }));
  const group = (await must(ada.post("/api/admin/groups", { name: `Group of ${email}` }))).group.id as string;
  await must(ada.post(`/api/admin/groups/${group}/members`, { userId: account.user.id }));
  const agent = await must(ada.post("/api/agents", { name: "Helper", provider: "echo", model: "echo" }));
  const prompts: string[] = [];
  for (const name of ["One", "Two"]) {
    const made = { prompt: { prompt: "Sum up", type: "text" }, group: { name } };
    prompts.push((await must(ada.post("/api/prompts", made))).group._id);
  }
  const file = await upload(ada);
  const talked = await ada.hear(agent.id, "Plans");
  const conversation = talked.start.body.conversationId as string;
  const link = await must(ada.post(`/api/share/${conversation}`, { live: true, public: false }));
  const fileRow = (await must(ada.get("/api/files"))).find((one: { file_id: string }) => one.file_id === file.file_id);
  const things = [
    `agent:${agent._id}`,
    ...prompts.map((id) => `prompt:${id}`),
    `file:${fileRow._id}`,
    `sharedLink:${link._id}`,
  ];
  let revision = "";
  for (const thing of things) {
    const wish = { principal: `group:${group}`, role: "viewer" };
    const given = await ada.post(`/api/access/resources/${thing.replace(":", "/")}/grants`, wish);
    if (given.status !== 201) throw new Error(JSON.stringify(given.body));
    revision = given.headers.get("gatehouse-revision") ?? "";
  }
  const signedIn = await Person.signIn(url, email, PASSWORD);
  const mia = Object.assign(signedIn, { email });
  await mia.get("/api/user", { "gatehouse-min-revision": revision });
  const { id: keyId, key } = await must(mia.post("/api/api-keys", { name: "A program" }));
  const held = await hold(mia, agent.id, file.filepath, link.shareId, key);
  return { ada, mia, group, things, held, keyId };
}

async function upload({ url, token }: Person) {
  const form = new FormData();
  form.append("file", new Blob([Buffer.alloc(LARGE, "plain words ")], { type: "text/plain" }), "large.txt");
  const response = await fetch(`${url}/api/files`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}` },
    body: form,
  });
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()) as { file_id: string; filepath: string };
}
