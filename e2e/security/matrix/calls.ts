import type { Call } from "../support/house.ts";
import type { Scene } from "../support/scene.ts";
import { formOf, specOf } from "../support/world.ts";

/*
 * How the rows of the matrix call their routes.
 */
export const chat = (agentId: string) => ({
  text: "hello",
  endpoint: "agents",
  agent_id: agentId,
  conversationId: null,
});
export const day = 24 * 60 * 60_000;
export const soon = () => new Date(Date.now() + day).toISOString();

type Thing = { id: string };

export const resourceUrl = ({ _id }: { _id: string }) => `/api/access/resources/agent/${_id}`;
/** A tool, as its maker writes it. */
export const newTool = { domain: "mine.example", spec: specOf("mine.example") };
/** A prompt, as its maker writes it. */
export const newGroup = { name: "Mine", oneliner: "For briefs", category: "write", command: "brief" };
export const newVersion = { prompt: { prompt: "Sum up {{text}}", type: "text" } };
export const promptUrl = ({ _id }: { _id: string }) => `/api/prompts/groups/${_id}`;
/** A list, where there is a prompt to be found in it, or not. */
export const amongPrompts =
  (url: string) =>
  async ({ world }: Scene): Promise<Call> => {
    await world.prompt();
    return { url };
  };
export const amongProjects = async ({ world }: Scene): Promise<Call> => {
  await world.project();
  return { url: "/api/projects" };
};
export const projectUrl = ({ id }: { id: string }) => `/api/projects/${id}`;
export const messageUrl = (one: { conversationId: string; messageId: string }) =>
  `/api/messages/${one.conversationId}/${one.messageId}`;
export const shareUrl = ({ shareId }: { shareId: string }) => `/api/share/${shareId}`;
/** A form with an export of LibreChat's. */
export const exportFile = formOf(
  "a.json",
  JSON.stringify({ title: "From elsewhere", messages: [{ text: "One", isCreatedByUser: true }] }),
);
/** A form with a picture. */
export const pictureForm = formOf("me.gif", "GIF89a");
export const onConversation = (path: string, { conversationId }: { conversationId: string }, more: object): Call => ({
  url: `/api/convos/${path}`,
  body: { arg: { conversationId, ...more } },
});
export const onUser = (account: () => Promise<Thing>, path = "", body?: unknown) => on("users", account, path, body);
export const onGroup = (group: () => Promise<Thing>, path = "", body?: unknown) => on("groups", group, path, body);
export const onService = (service: () => Promise<Thing>, path = "", body?: unknown) =>
  on("services", service, path, body);
export const onRole = async (role: () => Promise<{ name: string }>, path = "", body?: unknown): Promise<Call> =>
  withBody({ url: `/api/admin/roles/${(await role()).name}${path}` }, body);

async function on(what: string, thing: () => Promise<Thing>, path: string, body: unknown): Promise<Call> {
  return withBody({ url: `/api/admin/${what}/${(await thing()).id}${path}` }, body);
}

export const withBody = (call: Call, body: unknown): Call => (body === undefined ? call : { ...call, body });

/** An open invitation, which the operator made. */
export async function invitation({ world }: Scene): Promise<{ id: string; letter: string }> {
  const email = `invited-${world.next()}@example.org`;
  const made = await world.house.operate("POST", { url: "/api/admin/invitations", body: { email } });
  const { body } = await world.house.operate("GET", { url: "/api/admin/outbox?limit=200" });
  const letter = body.letters.find(({ to }: { to: string }) => to === email);
  return { id: made.body.invitation.id, letter: letter.id };
}

/** The session that an access token was made for. */
export function sessionOf(token: string | undefined): string {
  const payload: unknown = JSON.parse(Buffer.from(token?.split(".")[1] ?? "", "base64url").toString() || "{}");
  const sid = typeof payload === "object" && payload !== null && "sid" in payload ? payload.sid : undefined;
  return typeof sid === "string" ? sid : "0123456789abcdef01234567";
}
