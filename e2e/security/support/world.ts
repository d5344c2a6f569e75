import { randomUUID } from "node:crypto";
import { newId, searchText } from "../../../packages/server/src/store/index.ts";
import { insertConversation, insertMessage } from "../../../packages/server/src/workspace/conversations/queries.ts";
import { insertOpening } from "../../../packages/server/src/workspace/openings/queries.ts";
import { insertRequest } from "../../../packages/server/src/workspace/requests/queries.ts";
import { House } from "./house.ts";
import { makePersonas, type Persona, type Someone, shutThemOut } from "./personas.ts";

export interface Agent {
  /** As LibreChat's routes name it. */
  id: string;
  /** As the model names it, without type. */
  _id: string;
  /** A file that it is lent, as LibreChat's routes name it. */
  lent: string;
  /** The id of a tool that it is lent, which is its owner's alone. */
  tool: string;
}
export interface File {
  /** As the model names it, without type. */
  _id: string;
  /** As LibreChat's routes name it. */
  file_id: string;
}
export interface Prompt {
  /** The group's, as the model names it, without type. */
  _id: string;
  /** The same. */
  id: string;
  /** Its version in production, and a draft. */
  production: string;
  draft: string;
}
export interface Conversation {
  id: string;
  conversationId: string;
  messageId: string;
}
export interface Link {
  /** As the model names it, without type. */
  _id: string;
  shareId: string;
  conversation: Conversation;
}
export interface Account {
  id: string;
  subject: string;
  email: string;
}

/** What no viewer may ever read. */
export const INSTRUCTIONS = "canary-4c1e8d instructions of an agent";
/** What only its owner may ever read: a file that an agent is lent. */
export const LENT = "canary-2d70b9 text of a file";
/** What such a file is called: for whoever may edit the agent. */
export const LENT_NAME = "canary-85f3aa-name.txt";
/** The document of a tool that an agent is lent: for whoever may update the tool. */
export const LENT_SPEC = "canary-0c7e52 document of a tool";
/** What such a tool is called, and where it speaks to: for whoever may edit the agent. */
export const LENT_TOOL = "canary-b6114d name of a tool";
export const LENT_DOMAIN = "canary-90d3e1.example";
/** The document of a tool that is shared at every level. */
export const SPEC = "canary-f8a277 document of a shared tool";
/** What tools prove themselves with: nobody is told it again. */
export const TOOL_KEY = "canary-4e19bc-key-of-a-tool";
/** What an endpoint of models is asked with: the same. */
export const ENDPOINT_KEY = "canary-1db7f3-key-of-an-endpoint";
/** Where no request ever arrives: it is not in the public network. */
export const NOWHERE = "https://localhost:9/v1";
/** What nobody but who may use the prompt may ever read. */
export const PROMPTED = "canary-e83a55 text of a prompt";
/** What nobody but who may view the project may ever read. */
export const PLANNED = "canary-27ac14 name of a project";
/** What nobody but who may view the conversation may ever read. */
export const SAID = "canary-9b02f7 said in a conversation";

/** One of two agents that answered at once, and what it said. */
export const ANSWERING = "agent_answering";
export const ARTIFACT = ':::artifact{title="A"}\nheld\n:::\n';

/** The people, and the things that they do not all have the same rights on. */
export class World {
  readonly house: House;
  readonly people: Record<Persona, Someone>;
  /** The stranger is in neither; the group member is in `inner`, which is in `outer`. */
  readonly outer: string;
  readonly inner: string;
  private count = 0;
  private lent: Promise<File> | undefined;
  private lentTool: Promise<{ id: string }> | undefined;

  private constructor(house: House, people: Record<Persona, Someone>, outer: string, inner: string) {
    this.house = house;
    this.people = people;
    this.outer = outer;
    this.inner = inner;
  }

  static async make(env?: Record<string, string>): Promise<World> {
    const house = await House.open(env);
    const people = await makePersonas(house);
    const [outer, inner] = [await newGroup(house, "Outer"), await newGroup(house, "Inner")];
    await house.change([
      // Members may share with each other: else only administrators could be refused for the right reason.
      ...["role:USER", "role:MODERATOR"].flatMap((role) =>
        [
          "AGENTS.SHARE",
          "PROMPTS.SHARE",
          "MCP_SERVERS.CREATE",
          "MCP_SERVERS.SHARE",
          "REMOTE_AGENTS.USE",
          "PEOPLE_PICKER.VIEW_USERS",
          "PEOPLE_PICKER.VIEW_GROUPS",
        ].map((feature) => ({
          kind: "feature-set" as const,
          role,
          feature,
          on: true,
        })),
      ),
      { kind: "membership-set", member: `group:${inner}`, group: `group:${outer}`, expiresAt: null },
      { kind: "membership-set", member: people["group member"].subject, group: `group:${inner}`, expiresAt: null },
    ]);
    const world = new World(house, people, outer, inner);
    await shutThemOut(house, people);
    return world;
  }

  /** An agent of the owner's with a file of theirs, shared at every level. */
  async agent(): Promise<Agent> {
    const { house, people } = this;
    this.lent ??= this.file("owner", LENT_NAME, LENT);
    const { file_id } = await this.lent;
    const body = {
      name: "Helper",
      instructions: INSTRUCTIONS,
      provider: "echo",
      model: "echo",
      tool_resources: { context: { file_ids: [file_id] } },
    };
    const made = await house.call("POST", { url: "/api/agents", body }, people.owner.token);
    if (made.status !== 201) throw new Error(`no agent: ${made.text}`);
    this.lentTool ??= this.makeTool("owner", { name: LENT_TOOL, domain: LENT_DOMAIN, about: LENT_SPEC });
    const { id: tool } = await this.lentTool;
    const agent: Agent = { ...made.body, lent: file_id, tool };
    const url = `/api/agents/${agent.id}/tools/${tool}`;
    const attached = await house.call("PUT", { url, body: { mode: "lent" } }, people.owner.token);
    if (attached.status !== 200) throw new Error(`no tool on the agent: ${attached.text}`);
    const resource = `agent:${agent._id}`;
    await this.share(resource, ["use", "execute"], ["use", "execute", "update"]);
    return agent;
  }

  /** A file that somebody brought, and did not share. */
  async file(maker: Persona = "owner", name = "a.txt", content = "x"): Promise<File> {
    const made = await this.house.call(
      "POST",
      { url: "/api/files", ...formOf(name, content) },
      this.people[maker].token,
    );
    if (made.status !== 200) throw new Error(`no file: ${made.text}`);
    return made.body;
  }

  /** A prompt with two versions; the owner's is shared at every level. */
  async prompt(maker: Persona = "owner"): Promise<Prompt> {
    const { house, people } = this;
    const version = { prompt: PROMPTED, type: "text" };
    const write = async (url: string, body: object) => {
      const made = await house.call("POST", { url, body }, people[maker].token);
      if (made.status !== 200) throw new Error(`no prompt: ${made.text}`);
      return made.body;
    };
    const { group } = await write("/api/prompts", { prompt: version, group: { name: "Brief" } });
    const draft = await write(`/api/prompts/groups/${group._id}/prompts`, { prompt: version });
    if (maker === "owner") await this.share(`prompt:${group._id}`, ["use"], ["use", "update"]);
    return { _id: group._id, id: group._id, production: group.productionId, draft: draft.prompt._id };
  }

  /** A tool; the owner's is shared at every level. */
  async tool(maker: Persona = "owner"): Promise<{ id: string }> {
    const name = maker === "owner" ? "Weather" : "Theirs";
    const made = await this.makeTool(maker, { name, domain: "weather.example", about: SPEC });
    if (maker === "owner") await this.share(`tool:${made.id}`, ["use"], ["use", "update"]);
    return made;
  }

  private async makeTool(maker: Persona, { name, domain, about }: { name: string; domain: string; about: string }) {
    const body = {
      name,
      description: "x",
      domain,
      spec: specOf(domain, about),
      auth: { type: "api_key", as: "bearer", key: TOOL_KEY },
    };
    const made = await this.house.call("POST", { url: "/api/tools", body }, this.people[maker].token);
    if (made.status !== 201) throw new Error(`no tool: ${made.text}`);
    return { id: String(made.body._id) };
  }

  /** An endpoint of models that the console has, one at a time: there are not to be many. */
  async endpoint(maker: Persona = "super admin"): Promise<{ id: string }> {
    const { house, people } = this;
    const { token } = people[maker];
    const at = "/api/admin/models/endpoints";
    const { endpoints } = (await house.call("GET", { url: at }, token)).body;
    for (const { _id } of endpoints) if (_id) await house.call("DELETE", { url: `${at}/${_id}` }, token);
    const headers = { "X-Key": ENDPOINT_KEY };
    const body = { name: `Theirs ${++this.count}`, baseURL: NOWHERE, key: ENDPOINT_KEY, headers, models: ["big"] };
    const made = await house.call("POST", { url: at, body }, token);
    if (made.status !== 201) throw new Error(`no endpoint: ${made.text}`);
    return { id: String(made.body._id) };
  }

  /** What settings are otherwise for the viewer. @returns where */
  async override(): Promise<string> {
    const url = `/api/admin/overrides/user/${this.people.viewer.id}`;
    const body = { overrides: { interface: { customWelcome: `Hello ${++this.count}` } } };
    const made = await this.house.call("PUT", { url, body }, this.people["super admin"].token);
    if (made.status !== 200) throw new Error(`no override: ${made.text}`);
    return url;
  }

  /** A conversation of the owner's, with one message, shared with the viewer and the group; the editor takes part. */
  async conversation(account = this.people.owner.subject): Promise<Conversation> {
    const { house, people } = this;
    const organization = account === people["other organization"].subject ? house.organization("other") : house.here;
    const made = { id: newId(), conversationId: randomUUID(), messageId: randomUUID() };
    const at = Date.now();
    await house.gatehouse.store.transact(async (tx) => {
      const common = { organization_id: organization, account, endpoint: "echo", created_at: at, updated_at: at };
      await insertConversation(tx, {
        ...common,
        id: made.id,
        conversation_id: made.conversationId,
        title: "Plans",
        search_text: searchText("Plans"),
      });
      await insertMessage(tx, {
        ...common,
        id: newId(),
        message_id: made.messageId,
        conversation_id: made.conversationId,
        sender: "User",
        text: SAID,
        is_created_by_user: 1,
      });
    });
    if (account !== people.owner.subject) return made;
    const resource = `conversation:${made.id}`;
    await house.change([{ kind: "resource-added", resource, owner: account, state: "active" }]);
    await this.share(resource, ["view"], ["view", "participate"]);
    return made;
  }

  /** An answer in a conversation, to whose it is: of two agents at once, with an artifact. @returns its id; that of the message, where there is no such conversation */
  async answer({ id, conversationId, messageId }: Conversation): Promise<string> {
    const { store } = this.house.gatehouse;
    const row = await store.db
      .selectFrom("conversations")
      .select(["organization_id", "account"])
      .where("id", "=", id)
      .executeTakeFirst();
    if (!row) return messageId;
    const [answerId, at] = [randomUUID(), Date.now()];
    const content = [
      { type: "text", text: ARTIFACT, agentId: ANSWERING },
      { type: "text", text: SAID, agentId: "agent_other" },
    ];
    await store.transact(async (tx) => {
      await insertMessage(tx, {
        ...row,
        id: newId(),
        message_id: answerId,
        conversation_id: conversationId,
        parent_message_id: messageId,
        text: `${ARTIFACT}${SAID}`,
        content: JSON.stringify(content),
        is_created_by_user: 0,
        created_at: at,
        updated_at: at,
      });
    });
    return answerId;
  }

  /** A project, with nothing in it; the owner's is shared at every level. */
  async project(maker: Persona = "owner"): Promise<{ id: string }> {
    const { house, people } = this;
    const made = await house.call("POST", { url: "/api/projects", body: { name: PLANNED } }, people[maker].token);
    if (made.status !== 201) throw new Error(`no project: ${made.text}`);
    const id: string = made.body._id;
    if (maker === "owner") await this.share(`project:${id}`, ["view"], ["view", "update"]);
    return { id };
  }

  /** A link to a new conversation; the owner's is shared at every level, and with nobody else. */
  async link(maker: Persona = "owner"): Promise<Link> {
    const { house, people } = this;
    const conversation = await this.conversation(people[maker].subject);
    const made = await house.call(
      "POST",
      { url: `/api/share/${conversation.conversationId}`, body: { public: false } },
      people[maker].token,
    );
    if (made.status !== 200) throw new Error(`no link: ${made.text}`);
    const { _id, shareId } = made.body;
    if (maker === "owner") await this.share(`sharedLink:${_id}`, ["view"], ["view", "update"]);
    return { _id, shareId, conversation };
  }

  /** Somebody's request to use an agent, or one that there is not. @returns its id */
  async request(requester: string, agent?: Agent): Promise<string> {
    const { house, people } = this;
    const isElsewhere = requester === people["other organization"].subject;
    const request = newId();
    const at = Date.now();
    await house.gatehouse.store.transact(async (tx) => {
      await insertRequest(tx, {
        organization_id: isElsewhere ? house.organization("other") : house.here,
        id: request,
        requester,
        named: `agent:${agent?.id ?? `agent_${request}`}`,
        resource: agent ? `agent:${agent._id}` : null,
        action: "use",
        allow: '["use","execute"]',
        was_known: 0,
        created_at: at,
        ends_at: at + 60 * 60_000,
      });
    });
    return request;
  }

  /** That somebody broke the glass over a conversation that is gone by now. */
  async opening(by: string): Promise<string> {
    const { house, people } = this;
    const id = newId();
    const at = Date.now();
    await house.gatehouse.store.transact(async (tx) => {
      await insertOpening(
        tx,
        {
          organization_id: by === people["other organization"].subject ? house.organization("other") : house.here,
          id,
          resource: `conversation:${newId()}`,
          owner: people.owner.subject,
          opened_by: by,
          grant_id: 0,
          reason: "A report of threats",
          opened_at: at,
          ends_at: at + 60 * 60_000,
          closed_at: null,
        },
        [],
      );
    });
    return id;
  }

  /** A case that somebody has taken, of a thing that is nobody's and gone by now. */
  async moderationCase(assignedTo: string | null, state: "taken" | "open" | "appealed" = "taken"): Promise<string> {
    const id = newId();
    await this.house.gatehouse.store.transact((tx) =>
      tx
        .insertInto("moderation_cases")
        .values({
          organization_id: this.house.here,
          id,
          thing: `agent:${newId()}`,
          type: "agent",
          name: "Reported",
          about: null,
          state,
          assigned_to: assignedTo,
          opened_at: Date.now(),
        })
        .execute(),
    );
    return id;
  }

  /** A decision about somebody, or about what was nobody's, in such a case. */
  async decision(about: string | null, { answeredBy }: { answeredBy?: string } = {}): Promise<string> {
    const { house, people } = this;
    const id = newId();
    const isElsewhere = about === people["other organization"].subject;
    const case_id = await this.moderationCase(answeredBy ?? null, answeredBy === undefined ? "open" : "appealed");
    await house.gatehouse.store.transact(async (tx) => {
      const organization_id = isElsewhere ? house.organization("other") : house.here;
      if (isElsewhere)
        await tx.updateTable("moderation_cases").set({ organization_id }).where("id", "=", case_id).execute();
      await tx
        .insertInto("moderation_decisions")
        .values({
          organization_id,
          id,
          case_id,
          kind: "warn",
          thing: `agent:${newId()}`,
          name: "Reported",
          about,
          reason: "Against the rules",
          decided_by: "cli:somebody",
          decided_at: Date.now(),
          state: "in-force",
          ...(answeredBy !== undefined && { appeal: "open", appealed_at: Date.now() }),
        })
        .execute();
    });
    return id;
  }

  /** An open review without lines, in which somebody decides. */
  async review(
    reviewer: string | null,
    { maker, state = "open" }: { maker?: string; state?: "open" | "closed" } = {},
  ): Promise<string> {
    const { house, people } = this;
    const id = newId();
    const isElsewhere = reviewer === people["other organization"].subject;
    const organization_id = isElsewhere ? house.organization("other") : house.here;
    await house.gatehouse.store.transact(async (tx) => {
      await tx
        .insertInto("reviews")
        .values({
          organization_id,
          id,
          series_id: id,
          name: "A review",
          scope: JSON.stringify({ unusedDays: 90, expiringDays: 30 }),
          decided_by_owners: 0,
          made_by: maker ?? people.admin.subject,
          state,
          opened_at: Date.now(),
          due_at: Date.now() + 60 * 60_000,
          closes_when_due: 1,
          undecided: "leave",
          remind_days: "[]",
          lines: 0,
          is_cut: 0,
        })
        .execute();
      if (reviewer !== null)
        await tx
          .insertInto("review_reviewers")
          .values({ organization_id, review_id: id, principal: reviewer })
          .execute();
    });
    return id;
  }

  /** Of an address that nobody here has. @returns its id */
  async addressBan(): Promise<string> {
    const id = newId();
    const address = `2001:db8:1::${(this.next() % 65_536).toString(16)}`;
    const ban = { first_key: "f", last_key: "f", reason: "Floods", banned_by: "cli:somebody", created_at: Date.now() };
    await this.house.gatehouse.store.transact((tx) =>
      tx
        .insertInto("address_bans")
        .values({ organization_id: this.house.here, id, address, ...ban })
        .execute(),
    );
    return id;
  }

  /** A group of the owner's with its page; in it the viewer, and by `inner` the group member. The editor holds `members` on it. */
  async group(): Promise<{ id: string }> {
    const { house, people } = this;
    const group = { id: await newGroup(house, `Group ${++this.count}`) };
    const resource = `group:${group.id}`;
    await house.change([
      { kind: "owner-set", resource, owner: people.owner.subject },
      { kind: "membership-set", member: people.viewer.subject, group: resource, expiresAt: null },
      { kind: "membership-set", member: `group:${this.inner}`, group: resource, expiresAt: null },
    ]);
    await house.grant([{ principal: people.editor.subject, resource, allow: ["view", "update", "members"] }]);
    return group;
  }

  /** A further member, whom everybody but an administrator is a stranger to. */
  async account(): Promise<Account> {
    const email = `further-${++this.count}@example.org`;
    const id = await this.house.person(email);
    return { id, subject: `user:${id}`, email };
  }

  async service(): Promise<{ id: string }> {
    const body = { name: `Service ${++this.count}` };
    const made = await this.house.operate("POST", { url: "/api/admin/services", body });
    if (made.status !== 201) throw new Error(`no service: ${made.text}`);
    return made.body.service;
  }

  /** An API key of a further member, who was in a role that may make one. */
  async key(): Promise<{ id: string; account: string }> {
    const { id, subject: user, email } = await this.account();
    await this.house.change([{ kind: "primary-role-set", user, role: "role:ADMIN" }]);
    const { token } = await this.house.signIn(email);
    const made = await this.house.call("POST", { url: "/api/api-keys", body: { name: "Nightly" } }, token);
    await this.house.change([{ kind: "primary-role-set", user, role: "role:USER" }]);
    if (made.status !== 201) throw new Error(`no key: ${made.text}`);
    return { id: made.body.id, account: `user:${id}` };
  }

  /** A custom role below everybody's. */
  async role(): Promise<{ name: string }> {
    const name = `CUSTOM_${++this.count}`;
    const made = await this.house.operate("POST", { url: "/api/admin/roles", body: { name } });
    if (made.status !== 201) throw new Error(`no role: ${made.text}`);
    return { name };
  }

  /** A number that was not used before. */
  next(): number {
    return ++this.count;
  }

  /** With everybody who is to have something at one of two levels. */
  async share(resource: string, viewer: readonly string[], editor: readonly string[]): Promise<void> {
    const { people } = this;
    const shutOut = [people.banned, people.deactivated, people["session ended"], people.unverified];
    await this.house.grant([
      { principal: people.viewer.subject, resource, allow: viewer },
      { principal: `group:${this.outer}`, resource, allow: viewer },
      { principal: people.editor.subject, resource, allow: editor },
      ...shutOut.map(({ subject }) => ({ principal: subject, resource, allow: editor })),
    ]);
  }
}

/** An OpenAPI document with one operation. */
export const specOf = (domain: string, about = "x"): string =>
  JSON.stringify({
    openapi: "3.1.0",
    info: { title: "Weather", description: "x" },
    "x-about": about,
    servers: [{ url: `https://${domain}` }],
    paths: { "/now": { get: { operationId: "getWeather" } } },
  });

/** A form with one file. */
export const formOf = (name: string, content: string) => ({
  headers: { "content-type": "multipart/form-data; boundary=x" },
  raw: ["--x", `content-disposition: form-data; name="file"; filename="${name}"`, "", content, "--x--", ""].join(
    "\r\n",
  ),
});

/** A group of the organization's. @returns its id */
async function newGroup(house: House, name: string): Promise<string> {
  const made = await house.operate("POST", { url: "/api/admin/groups", body: { name } });
  if (made.status !== 201) throw new Error(`no group: ${made.text}`);
  return made.body.group._id;
}
