import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Answer, Method } from "./support/house.ts";
import { type Persona, personas, shutOut } from "./support/personas.ts";
import { holdings } from "./support/rights.ts";
import { LENT, PLANNED, PROMPTED, SAID, World } from "./support/world.ts";

/*
 * D1: one table of facts, who may read what, asked through every channel: pages, lists, search, copies, forks, messages to a model, links,
 * questions of other applications, LibreChat's own. Where one says more or less than another, it fails.
 */
let world: World;
beforeAll(async () => {
  world = await World.make({
    FORK_USER_MAX: "1000",
    FORK_IP_MAX: "1000",
    SHARE_USER_MAX: "1000",
    FILE_UPLOAD_USER_MAX: "1000",
    FILE_UPLOAD_IP_MAX: "1000",
  });
});
afterAll(() => world?.house.close());

interface Channel<Thing> {
  channel: string;
  /** What it takes, where that is not the thing's first action. */
  action?: string;
  /** Whether somebody gets at the thing by it. */
  reaches(thing: Thing, ask: Ask): Promise<boolean>;
}
type Ask = (method: Method, url: string, body?: unknown) => Promise<Answer>;

const isFine = ({ status }: Answer) => status >= 200 && status < 300;
const has = (answer: Answer, text: string) => isFine(answer) && answer.text.includes(text);

/** What other applications ask, and LibreChat's dialog; the same for every type. */
function questions<Thing extends { resource: string }>(type: string, action: string): Channel<Thing>[] {
  return [
    {
      channel: "POST /api/access/check",
      reaches: async ({ resource }, ask) =>
        (await ask("POST", "/api/access/check", { action, resource, context: { capabilities: false } })).body
          .allowed === true,
    },
    {
      channel: "POST /api/access/check, among many",
      reaches: async ({ resource }, ask) => {
        const question = { action, resource, context: { capabilities: false } };
        return (
          (await ask("POST", "/api/access/check", { checks: [question, question] })).body.answers?.[1]?.allowed === true
        );
      },
    },
    {
      channel: "POST /api/access/explain",
      reaches: async ({ resource }, ask) =>
        (await ask("POST", "/api/access/explain", { action, resource, context: { capabilities: false } })).body
          .allowed === true,
    },
    {
      channel: "POST /api/access/list",
      reaches: async ({ resource }, ask) => {
        for (let cursor: string | undefined; ; ) {
          const page: Answer = await ask("POST", "/api/access/list", {
            ...{ action, type, limit: 500, context: { capabilities: false } },
            ...(cursor && { cursor }),
          });
          if (page.body.resources?.includes(resource)) return true;
          cursor = page.body.next ?? undefined;
          if (cursor === undefined) return false;
        }
      },
    },
    {
      channel: "GET /api/access/resources/:type/:id",
      reaches: async ({ resource }, ask) => {
        const found = await ask("GET", `/api/access/resources/${resource.replace(":", "/")}`);
        return isFine(found) && found.body.actions.includes(action);
      },
    },
  ];
}

const named = <Thing extends { _id?: string; id: string }>(type: string, thing: Thing) => ({
  ...thing,
  resource: `${type}:${thing._id ?? thing.id}`,
});

const conversation = async () => named("conversation", await world.conversation());
type Conversation = Awaited<ReturnType<typeof conversation>>;
const copied = async (answer: Answer, ask: Ask) => {
  const { conversationId } = answer.body?.conversation ?? {};
  return isFine(answer) && has(await ask("GET", `/api/messages/${conversationId}`), SAID);
};
const conversations: Channel<Conversation>[] = [
  {
    channel: "its page",
    reaches: async ({ conversationId }, ask) => isFine(await ask("GET", `/api/convos/${conversationId}`)),
  },
  {
    channel: "its messages, of which its export is made",
    reaches: async ({ conversationId }, ask) => has(await ask("GET", `/api/messages/${conversationId}`), SAID),
  },
  {
    channel: "one message",
    reaches: async ({ conversationId, messageId }, ask) =>
      has(await ask("GET", `/api/messages/${conversationId}/${messageId}`), SAID),
  },
  {
    channel: "the list of conversations",
    reaches: async ({ conversationId }, ask) => has(await ask("GET", "/api/convos?limit=100"), conversationId),
  },
  {
    channel: "search by title",
    reaches: async ({ conversationId }, ask) =>
      has(await ask("GET", "/api/convos?limit=100&search=Plans"), conversationId),
  },
  {
    channel: "search in messages",
    reaches: async ({ conversationId }, ask) =>
      has(await ask("GET", `/api/messages?search=${encodeURIComponent(SAID)}`), conversationId),
  },
  {
    channel: "a copy",
    reaches: async ({ conversationId }, ask) =>
      copied(await ask("POST", "/api/convos/duplicate", { conversationId }), ask),
  },
  {
    channel: "a fork",
    reaches: async ({ conversationId, messageId }, ask) =>
      copied(await ask("POST", "/api/convos/fork", { conversationId, messageId }), ask),
  },
  {
    channel: "a bookmark on it",
    reaches: async ({ conversationId }, ask) =>
      isFine(await ask("PUT", `/api/tags/convo/${conversationId}`, { tags: [] })),
  },
  {
    channel: "the title of an answer",
    reaches: async ({ conversationId }, ask) => isFine(await ask("GET", `/api/convos/gen_title/${conversationId}`)),
  },
  {
    channel: "a message to a model in it",
    action: "participate",
    reaches: async ({ conversationId, messageId }, ask) => {
      const said = { text: "Go on", model: "echo", conversationId, parentMessageId: messageId };
      return isFine(await ask("POST", "/api/agents/chat/echo", said));
    },
  },
  {
    channel: "a message that is stored in it",
    action: "participate",
    reaches: async ({ conversationId }, ask) =>
      isFine(await ask("POST", `/api/messages/${conversationId}`, { text: "Noted" })),
  },
  {
    channel: "what one had tools run in it",
    reaches: async ({ conversationId }, ask) =>
      isFine(await ask("GET", `/api/agents/tools/calls?conversationId=${conversationId}`)),
  },
  {
    channel: "a link to it of their own, and what that shows",
    action: "share",
    reaches: async ({ conversationId }, ask) => {
      const made = await ask("POST", `/api/share/${conversationId}`, { public: false });
      return isFine(made) && has(await ask("GET", `/api/share/${made.body.shareId}`), SAID);
    },
  },
  ...questions<Conversation>("conversation", "view"),
];

const agent = async () => named("agent", await world.agent());
type Agent = Awaited<ReturnType<typeof agent>>;
const agents: Channel<Agent>[] = [
  { channel: "its page", reaches: async ({ id }, ask) => isFine(await ask("GET", `/api/agents/${id}`)) },
  {
    channel: "the list of agents",
    reaches: async ({ id }, ask) => has(await ask("GET", "/api/agents?limit=1000"), id),
  },
  {
    channel: "search",
    reaches: async ({ id }, ask) => has(await ask("GET", "/api/agents?limit=1000&search=Helper"), id),
  },
  {
    channel: "a message to it",
    reaches: async ({ id }, ask) =>
      isFine(await ask("POST", "/api/agents/chat/agents", { text: "Hi", agent_id: id, conversationId: null })),
  },
  {
    channel: "all of it",
    action: "update",
    reaches: async ({ id }, ask) => isFine(await ask("GET", `/api/agents/${id}/expanded`)),
  },
  {
    channel: "LibreChat's rights on one",
    reaches: async ({ _id }, ask) =>
      ((await ask("GET", `/api/permissions/agent/${_id}/effective`)).body?.permissionBits & 1) === 1,
  },
  {
    channel: "LibreChat's rights on all",
    reaches: async ({ _id }, ask) => ((await ask("GET", "/api/permissions/agent/effective/all")).body?.[_id] & 1) === 1,
  },
  ...questions<Agent>("agent", "use"),
];

const prompt = async () => named("prompt", await world.prompt());
type Prompt = Awaited<ReturnType<typeof prompt>>;
const prompts: Channel<Prompt>[] = [
  { channel: "its page", reaches: async ({ id }, ask) => has(await ask("GET", `/api/prompts/groups/${id}`), PROMPTED) },
  {
    channel: "its versions",
    reaches: async ({ id }, ask) => has(await ask("GET", `/api/prompts?groupId=${id}`), PROMPTED),
  },
  {
    channel: "one version",
    reaches: async ({ production }, ask) => has(await ask("GET", `/api/prompts/${production}`), PROMPTED),
  },
  {
    channel: "the list",
    reaches: async ({ id }, ask) => has(await ask("GET", "/api/prompts/groups?pageSize=100"), id),
  },
  { channel: "all of them", reaches: async ({ id }, ask) => has(await ask("GET", "/api/prompts/all"), id) },
  {
    channel: "using it",
    reaches: async ({ id }, ask) => isFine(await ask("POST", `/api/prompts/groups/${id}/use`, {})),
  },
  ...questions<Prompt>("prompt", "use"),
];

const project = async () => named("project", await world.project());
type Project = Awaited<ReturnType<typeof project>>;
const projects: Channel<Project>[] = [
  { channel: "its page", reaches: async ({ id }, ask) => has(await ask("GET", `/api/projects/${id}`), PLANNED) },
  { channel: "the list", reaches: async ({ id }, ask) => has(await ask("GET", "/api/projects?limit=100"), id) },
  {
    channel: "what lies in it",
    reaches: async ({ id }, ask) => isFine(await ask("GET", `/api/projects/${id}/contents?type=agent`)),
  },
  ...questions<Project>("project", "view"),
];

const link = async () => {
  const made = await world.link();
  return { ...made, id: made.shareId, resource: `sharedLink:${made._id}` };
};
type Link = Awaited<ReturnType<typeof link>>;
const links: Channel<Link>[] = [
  {
    channel: "what it shows",
    reaches: async ({ shareId }, ask) => has(await ask("GET", `/api/share/${shareId}`), SAID),
  },
  {
    channel: "its settings for readers",
    reaches: async ({ shareId }, ask) => isFine(await ask("GET", `/api/share/${shareId}/config`)),
  },
  {
    channel: "a conversation that begins with it",
    reaches: async ({ shareId }, ask) => {
      const { body } = await ask("GET", `/api/share/${shareId}`);
      const forked = await ask("POST", `/api/share/${shareId}/fork`, { shareRevision: body?.shareRevision ?? "-" });
      return copied(forked, ask);
    },
  },
  ...questions<Link>("sharedLink", "view"),
];

/** A file shared at the levels of everything else. */
const file = async () => {
  const made = await world.file("owner", "Shared.txt", LENT);
  const resource = `file:${made._id}`;
  const account = world.people.owner.subject;
  await world.house.change([{ kind: "resource-added", resource, owner: account, state: "active" }]);
  await world.share(resource, ["view", "use"], ["view", "use", "update"]);
  return { ...made, id: made.file_id, resource };
};
type File = Awaited<ReturnType<typeof file>>;
const files: Channel<File>[] = [
  {
    channel: "the download",
    reaches: async ({ file_id }, ask) => has(await ask("GET", `/api/files/download/anybody/${file_id}`), LENT),
  },
  {
    channel: "the preview",
    reaches: async ({ file_id }, ask) => has(await ask("GET", `/api/files/${file_id}/preview`), LENT),
  },
  {
    channel: "a message that it goes with",
    action: "use",
    reaches: async ({ file_id }, ask) => {
      const said = { text: "Read", model: "echo", conversationId: null, files: [{ file_id }] };
      return isFine(await ask("POST", "/api/agents/chat/echo", said));
    },
  },
  ...questions<File>("file", "view"),
];
const onFiles: Partial<Record<Persona, readonly string[]>> = {
  owner: ["view", "use"],
  editor: ["view", "use"],
  viewer: ["view", "use"],
  "group member": ["view", "use"],
};

interface Kind {
  kind: string;
  first: string;
  make(): Promise<unknown>;
  // biome-ignore lint/suspicious/noExplicitAny: each kind's channels take its own things
  channels: readonly Channel<any>[];
  holds: Partial<Record<Persona, readonly string[]>>;
}
const kinds: readonly Kind[] = [
  {
    kind: "conversation",
    first: "view",
    make: conversation,
    channels: conversations,
    holds: holdings.conversation ?? {},
  },
  { kind: "agent", first: "use", make: agent, channels: agents, holds: holdings.agent ?? {} },
  { kind: "prompt", first: "use", make: prompt, channels: prompts, holds: holdings.prompt ?? {} },
  { kind: "project", first: "view", make: project, channels: projects, holds: holdings.project ?? {} },
  { kind: "link", first: "view", make: link, channels: links, holds: holdings.link ?? {} },
  { kind: "file", first: "view", make: file, channels: files, holds: onFiles },
];
/** Links are for visitors, too; these are shared with some alone. Services have no conversations, and no role. */
const asked = personas.filter((persona) => persona !== "service");
const byCapability: readonly Persona[] = ["moderator", "admin", "super admin"];

describe.each(kinds)("$kind", ({ first, make, channels, holds }) => {
  test.each(channels)("$channel", async ({ action = first, reaches }) => {
    const found: Partial<Record<Persona, boolean>> = {};
    const expected: Partial<Record<Persona, boolean>> = {};
    for (const persona of asked) {
      const thing = await make();
      const ask: Ask = (method, url, body) =>
        world.house.call(method, { url, ...(body !== undefined && { body }) }, world.people[persona].token);
      // Administrators' powers widen none of these but what they change.
      const holdsIt =
        holds[persona]?.includes(action) === true && !(byCapability.includes(persona) && action === first);
      expected[persona] = holdsIt && !shutOut[persona];
      found[persona] = await reaches(thing, ask);
    }
    expect(found).toEqual(expected);
  });
});
