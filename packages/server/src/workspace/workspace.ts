import type { FastifyBaseLogger } from "fastify";
import type { Access } from "../access/access.ts";
import { followLeft } from "../access/leftThings.ts";
import type { Settings } from "../config/index.ts";
import type { Cursors } from "../http/cursor.ts";
import type { App } from "../http/types.ts";
import type { Counters } from "../limits/index.ts";
import { freely, type Spending } from "../spending/index.ts";
import type { Store } from "../store/index.ts";
import { closureRoutes } from "./agents/closureRoutes.ts";
import { Closures } from "./agents/closures.ts";
import { FileModes } from "./agents/fileModes.ts";
import { agentRoutes } from "./agents/routes.ts";
import { Agents } from "./agents/service.ts";
import { SubAgents } from "./agents/subAgents.ts";
import { UsableAgents } from "./agents/usableAgents.ts";
import { avatarRoutes } from "./avatars/routes.ts";
import { Avatars } from "./avatars/service.ts";
import { belongings } from "./belongings.ts";
import { bookmarkRoutes } from "./bookmarks/routes.ts";
import { Bookmarks } from "./bookmarks/service.ts";
import { DirectAnswers } from "./chat/directAnswers.ts";
import { MessageLimits } from "./chat/limits.ts";
import { Prompts as ModelPrompts } from "./chat/prompt.ts";
import { chatRoutes } from "./chat/routes.ts";
import { Chat } from "./chat/service.ts";
import { Watch } from "./chat/watch.ts";
import { removeAccountContent, removeContent } from "./contentCleanup.ts";
import { Copies } from "./conversations/copies.ts";
import { Imports } from "./conversations/import/imports.ts";
import { messageRoutes } from "./conversations/messageRoutes.ts";
import { rowsOfConversations } from "./conversations/queries.ts";
import { conversationRoutes } from "./conversations/routes.ts";
import { Conversations } from "./conversations/service.ts";
import { sweepExpired } from "./conversations/sweep.ts";
import { exportedContents } from "./export/exportedContents.ts";
import { Contents } from "./files/contents.ts";
import { followChanges } from "./files/followChanges.ts";
import { contentsOfConversations, rowsOfFiles } from "./files/queries.ts";
import { fileRoutes } from "./files/routes.ts";
import { Files } from "./files/service.ts";
import { sweepContents, sweepUnused } from "./files/sweep.ts";
import { Forks } from "./links/forks.ts";
import { Passcodes } from "./links/passcodes.ts";
import { LinkReader } from "./links/reader.ts";
import { type LinkServices, linkRoutes } from "./links/routes.ts";
import { Links } from "./links/service.ts";
import { storedMessageRoutes } from "./messages/routes.ts";
import { StoredMessages } from "./messages/service.ts";
import { ModelCatalogue } from "./models/catalogue.ts";
import { EndpointSecrets } from "./models/endpoints/endpointSecrets.ts";
import { endpointRoutes } from "./models/endpoints/routes.ts";
import { Endpoints } from "./models/endpoints/service.ts";
import { Models } from "./models/models.ts";
import { modelRoutes } from "./models/routes.ts";
import { WayOut } from "./models/wayOut.ts";
import { nameHeard } from "./myAccess/called.ts";
import { myAccessRoutes } from "./myAccess/routes.ts";
import { MyAccess } from "./myAccess/service.ts";
import { openingRoutes } from "./openings/routes.ts";
import { Openings } from "./openings/service.ts";
import type { Configs, People, WorkspaceParts } from "./parts.ts";
import { presetRoutes } from "./presets/routes.ts";
import { Presets } from "./presets/service.ts";
import { projectRoutes } from "./projects/routes.ts";
import { Projects } from "./projects/service.ts";
import { promptRoutes } from "./prompts/routes.ts";
import { Prompts } from "./prompts/service.ts";
import { reportRoutes } from "./report/routes.ts";
import { AccessReport } from "./report/service.ts";
import { requestRoutes } from "./requests/routes.ts";
import { AccessRequests } from "./requests/service.ts";
import { forgetRequests } from "./requests/sweep.ts";
import { findThing } from "./requests/things.ts";
import { actionRoutes } from "./tools/actionRoutes.ts";
import { Actions } from "./tools/actions.ts";
import { AgentTools } from "./tools/agentTools.ts";
import { toolCallRoutes } from "./tools/calling/routes.ts";
import { ToolCalls } from "./tools/calling/toolCalls.ts";
import type { Network } from "./tools/outbound/connecting.ts";
import { Outbound } from "./tools/outbound/outbound.ts";
import { marksOfTools } from "./tools/queries.ts";
import { agentToolRoutes, toolRoutes } from "./tools/routes.ts";
import { Tools } from "./tools/service.ts";
import { ToolSecrets } from "./tools/toolSecrets.ts";
import { KeptUsage } from "./usage/kept.ts";
import { UsageRankings } from "./usage/rankings/service.ts";
import { usageRoutes } from "./usage/routes.ts";
import { UsageStatistics } from "./usage/service.ts";
import { viewAsRoutes } from "./viewAs/routes.ts";
import { ViewingAs } from "./viewAs/service.ts";

export interface WorkspaceOptions {
  access: Access;
  store: Store;
  settings: Settings;
  configs: Configs;
  secrets: { credsKey: string };
  cursors: Cursors;
  counters: Counters;
  identity?: People;
  /** Default: whoever may ask does not pay. */
  spending?: Spending;
  log: FastifyBaseLogger;
  /** Milliseconds since 1970. */
  now: () => number;
  /** Between two words of the built-in `echo`; default 30. */
  echoDelayMs?: number;
  /** How long a model may say nothing before it is given up; default 60,000. */
  silenceMs?: number;
  /** What agents' actions and the console's endpoints leave this server by; a test brings its own. */
  network?: Network;
}

const SWEEP_EVERY_MS = 60 * 60 * 1_000;

/** Agents, prompts, conversations and answers. */
export interface Workspace {
  readonly agents: Agents;
  readonly closures: Closures;
  readonly fileModes: FileModes;
  readonly subAgents: SubAgents;
  readonly prompts: Prompts;
  readonly bookmarks: Bookmarks;
  readonly presets: Presets;
  readonly conversations: Conversations;
  readonly storedMessages: StoredMessages;
  readonly copies: Copies;
  readonly imports: Imports;
  readonly files: Files;
  readonly avatars: Avatars;
  readonly projects: Projects;
  readonly tools: Tools;
  readonly agentTools: AgentTools;
  readonly actions: Actions;
  readonly toolCalls: ToolCalls;
  readonly shared: LinkServices;
  readonly requests: AccessRequests;
  readonly openings: Openings;
  readonly myAccess: MyAccess;
  readonly usage: UsageStatistics;
  readonly keptUsage: KeptUsage;
  readonly usageRankings: UsageRankings;
  readonly viewingAs: ViewingAs;
  readonly report: AccessReport;
  readonly chat: Chat;
  readonly directAnswers: DirectAnswers;
  readonly usableAgents: UsableAgents;
  readonly models: Models;
  readonly catalogue: ModelCatalogue;
  readonly endpoints: Endpoints;
  readonly settings: Settings;
  readonly configs: Configs;
  /** Ends running answers; what they said is kept. */
  close(): Promise<void>;
}

export function createWorkspace({ identity, ...given }: WorkspaceOptions): Workspace {
  const {
    access,
    store,
    settings,
    configs,
    secrets,
    cursors,
    counters,
    spending = freely,
    log,
    now,
    echoDelayMs = 30,
    silenceMs = 60_000,
    network,
  } = given;
  const outbound = new Outbound(settings.actions.allowedDomains, { ...(network && { network }) });
  const toolSecrets = new ToolSecrets(secrets.credsKey);
  const parts: WorkspaceParts = {
    access,
    store,
    settings,
    configs,
    cursors,
    counters,
    spending,
    people: identity,
    log,
    now,
    outbound,
    toolSecrets,
  };
  const contents = new Contents(settings.filesDir);
  const wayOut = new WayOut(settings.endpoints.allowedAddresses, { ...(network && { network }) });
  const endpointSecrets = new EndpointSecrets(secrets.credsKey);
  const models = new Models({ access, store, settings, wayOut, secrets: endpointSecrets }, { echoDelayMs, silenceMs });
  const agents = new Agents(parts, models, contents);
  const messageLimits = new MessageLimits(settings.limits, counters);
  const watch = new Watch(parts);
  const told = new ModelPrompts(parts, contents);
  const chat = new Chat(parts, agents, models, { prompts: told, watch, limits: messageLimits });
  const conversations = new Conversations(parts, (organization, id) => chat.endIn(organization, id));
  access.unheld.keep("conversation", rowsOfConversations, contentsOfConversations);
  access.unheld.keep("file", rowsOfFiles);
  access.marks.keep("tool", marksOfTools);
  access.thingNames.keep(
    (organization, actor, resources) => nameHeard(parts, organization, actor, resources),
    async (organization, named) => (await findThing(parts, store.db, organization, named))?.resource,
  );
  access.onRemoved(removeContent);
  access.onChanged(followChanges);
  access.onChanged((tx, organization, changes) =>
    followLeft(tx, { organization, ownerOf: (one) => access.of(organization).engine.describe(one)?.owner }, changes),
  );
  identity?.onAccountRemoved(removeAccountContent);
  identity?.keepBelongings?.(belongings);
  identity?.keepEndpoints?.(async (organization, names) => (await models.of(organization)).idsOf(names));
  const copies = new Copies(parts);
  const files = new Files(parts, contents, agents);
  const imports = new Imports(parts, models);
  const tools = new Tools(parts);
  const toolCalls = new ToolCalls(parts, agents);
  const requests = new AccessRequests(parts);
  const openings = new Openings(parts);
  const myAccess = new MyAccess(parts);
  identity?.onExport?.(exportedContents(parts, { agents, contents, requests, openings, myAccess }));
  const reader = new LinkReader(parts, new Passcodes(settings.limits.rates.login, counters));
  const sweeping = setInterval(() => {
    sweepExpired(parts).catch((error: unknown) => log.warn({ err: error }, "temporary conversations were not removed"));
    sweepUnused(parts, contents).catch((error: unknown) => log.warn({ err: error }, "unused files were not removed"));
    sweepContents(parts, contents).catch((error: unknown) =>
      log.warn({ err: error }, "left-over contents of files were not removed"),
    );
    forgetRequests(parts).catch((error: unknown) => log.warn({ err: error }, "old requests were not removed"));
  }, SWEEP_EVERY_MS).unref();
  return {
    agents,
    closures: new Closures(parts, agents, models),
    fileModes: new FileModes(parts, agents),
    subAgents: new SubAgents(parts, agents),
    prompts: new Prompts(parts),
    bookmarks: new Bookmarks(parts),
    presets: new Presets(parts, agents, models),
    conversations,
    storedMessages: new StoredMessages(parts, { agents, models }, messageLimits),
    copies,
    imports,
    files,
    avatars: new Avatars(parts, { contents, agents, files }),
    projects: new Projects(parts),
    requests,
    openings,
    tools,
    agentTools: new AgentTools(parts, agents),
    actions: new Actions(parts, tools, agents),
    toolCalls,
    myAccess,
    usage: new UsageStatistics(parts),
    keptUsage: new KeptUsage(parts),
    usageRankings: new UsageRankings(parts),
    viewingAs: new ViewingAs(parts),
    report: new AccessReport(parts),
    shared: { links: new Links(parts), reader, forks: new Forks(reader, { copies, imports }) },
    chat,
    directAnswers: new DirectAnswers(parts, { agents, models, prompts: told, watch }),
    usableAgents: new UsableAgents(parts, models),
    models,
    catalogue: new ModelCatalogue(parts, models),
    endpoints: new Endpoints(parts, { wayOut, secrets: endpointSecrets, models }),
    settings,
    configs,
    close: async () => {
      clearInterval(sweeping);
      toolCalls.close();
      await chat.close();
      watch.close();
      models.followed.close();
      await wayOut.close();
    },
  };
}

/** Agents, prompts, chat, conversations and messages, in LibreChat's shapes. */
export function workspaceRoutes(
  app: App,
  {
    agents,
    closures,
    fileModes,
    subAgents,
    prompts,
    bookmarks,
    presets,
    conversations,
    storedMessages,
    copies,
    imports,
    files,
    avatars,
    projects,
    tools,
    agentTools,
    actions,
    toolCalls,
    shared,
    requests,
    openings,
    myAccess,
    usage,
    keptUsage,
    usageRankings,
    viewingAs,
    report,
    chat,
    catalogue,
    endpoints,
    settings,
    configs,
  }: Workspace,
): void {
  agentRoutes(app, agents);
  closureRoutes(app, { closures, fileModes, subAgents });
  actionRoutes(app, actions);
  toolCallRoutes(app, toolCalls);
  agentToolRoutes(app, agentTools);
  toolRoutes(app, tools);
  promptRoutes(app, prompts);
  chatRoutes(app, chat);
  conversationRoutes(app, { conversations, copies, imports, chat });
  messageRoutes(app, conversations);
  storedMessageRoutes(app, storedMessages);
  bookmarkRoutes(app, bookmarks);
  presetRoutes(app, presets);
  fileRoutes(app, files, configs);
  avatarRoutes(app, avatars);
  projectRoutes(app, projects);
  linkRoutes(app, shared, { settings, configs });
  modelRoutes(app, catalogue);
  endpointRoutes(app, endpoints);
  requestRoutes(app, requests);
  openingRoutes(app, openings);
  myAccessRoutes(app, myAccess);
  usageRoutes(app, { usage, kept: keptUsage, rankings: usageRankings });
  viewAsRoutes(app, viewingAs);
  reportRoutes(app, report);
  // Before connections are closed: whoever listens hears why an answer ends.
  app.addHook("preClose", () => chat.close());
}
