import type { Logger } from "pino";
import { Access, accessRoutes, answerOfDryRun, applyDeclaredState } from "./access/index.ts";
import { analyticsRoutes, countRefusals } from "./analytics/index.ts";
import { Audit, auditRoutes, noteRefusal, RecentLogs } from "./audit/index.ts";
import { ConfigurationError, dangerousSecrets, LiveSettings, loadSettings, type Settings } from "./config/index.ts";
import { adminPanelRoutes } from "./faces/librechat/admin/index.ts";
import { libreChatRoutes } from "./faces/librechat/index.ts";
import { openAiRoutes } from "./faces/openai/index.ts";
import { createApp } from "./http/createApp.ts";
import { Cursors } from "./http/cursor.ts";
import { OpenAnswers } from "./http/openAnswers.ts";
import { RequestRecord } from "./http/requestRecord.ts";
import { createIdentity, identityRoutes } from "./identity/index.ts";
import { Counters } from "./limits/index.ts";
import { createModeration, moderationRoutes } from "./moderation/index.ts";
import { operationRoutes } from "./operation/index.ts";
import { OrganizationState, stateRoutes } from "./organizationState/index.ts";
import { createReviews, reviewRoutes } from "./reviews/index.ts";
import { Overrides, PersonalConfigs, readStored, SystemSettings, settingRoutes } from "./settings/index.ts";
import { createSpending, exportedBalance, spendingRoutes } from "./spending/index.ts";
import { consolePages } from "./start/consolePages.ts";
import { demoRoutes } from "./start/demo/routes.ts";
import { documentRoutes } from "./start/documents.ts";
import type { Gatehouse } from "./start/gatehouse.ts";
import { listenOn } from "./start/listenOn.ts";
import { openLogs } from "./start/logging.ts";
import { metricRoutes } from "./start/metrics.ts";
import { OperatorSocket } from "./start/operatorSocket.ts";
import { installationSecrets } from "./start/secrets.ts";
import { makeDirectory, openStore, Tally } from "./store/index.ts";
import { createWorkspace, workspaceRoutes } from "./workspace/index.ts";

export type { Gatehouse } from "./start/gatehouse.ts";

export const VERSION = "0.1.0";

const CUT_AFTER_MS = 200;

export interface GatehouseOptions {
  env: NodeJS.ProcessEnv;
  cwd: string;
  log?: Logger;
  now?: () => number;
}

/**
 * Puts the parts together over the database that the configuration names; nothing listens yet.
 * @throws {ConfigurationError}, and what `openStore` throws
 */
export async function createGatehouse({ env, cwd, log, now = Date.now }: GatehouseOptions): Promise<Gatehouse> {
  // What the operator says opens the database; what was set in the browser lies in it.
  const { settings: given } = loadSettings({ env, cwd });
  const dangerous = dangerousSecrets(given);
  if (dangerous.length > 0) throw new ConfigurationError(dangerous);
  const recentLogs = new RecentLogs();
  const logs = log
    ? { log, requests: (line: object) => log.info(line), flush: () => undefined }
    : openLogs(given.logLevel, (line) => recentLogs.take(line));
  const logger = logs.log;
  makeDirectory(given.dataDir);
  const store = await openStore({ dataDir: given.dataDir, databaseUrl: given.databaseUrl, log: logger, now });
  const closing: (() => Promise<void> | void)[] = [logs.flush, () => store.close()];
  const close = once(async () => {
    for (const end of closing.reverse()) await end();
  });
  try {
    const live = new LiveSettings({ env, cwd }, await readStored(store.db));
    const { settings } = live;
    if (!log) logger.level = settings.logLevel;
    const secrets = await installationSecrets(store, settings);
    const access = await Access.open({
      store,
      staleAfterMs: settings.staleAfterMs,
      pickerFinds: settings.pickerFinds,
      now,
    });
    closing.push(() => access.close());
    await ensureFirstOrganization(access, settings);
    for (const { id } of access.list()) await applyDeclaredState(access.of(id), settings);

    const system = new SystemSettings({ access, store, live, log: logger, now });
    closing.push(() => system.close());
    const configs = await PersonalConfigs.open({ access, store, settings, log: logger, now });
    closing.push(() => configs.close());
    const tally = new Tally({ store, log: logger, now, written: (tx, events) => countRefusals(access, tx, events) });
    const record = new RequestRecord(logs.requests);
    const socket = new OperatorSocket(settings.dataDir, record);
    const cursors = new Cursors(secrets.cursorSecret);
    const counters = new Counters({ settings, log: logger, now });
    closing.push(() => counters.close());
    const parts = { access, store, settings, configs, secrets, cursors, counters, tally, log: logger, now };
    const audit = new Audit({ ...parts, recentLogs });
    closing.push(() => audit.close());
    const identity = await createIdentity(parts);
    closing.push(() => identity.close());
    const app = await createApp({
      log: logger,
      record,
      compression: settings.http.compression,
      trustProxy: settings.http.trustProxy,
      noIndex: settings.http.noIndex,
      version: VERSION,
      authenticate: async (request) => socket.actorOf(request, access) ?? identity.authenticate(request),
      recognise: (credential, ip) => identity.recognise(credential, ip),
      reach: (actor, revision) => access.of(actor).reach(revision),
      dryRun: (thrown) => answerOfDryRun(parts, thrown),
      refused: (actor, refusal) => noteRefusal(tally, actor, refusal),
      limited: (answer, { signedIn: actor, ip }) =>
        counters.refusals.note(answer, { actor, ip }, access.findOnlyOrganization()?.id),
      violated: (violation, { signedIn: actor, ip }) => identity.violations.note({ actor, ip, violation }),
    });
    const openAnswers = new OpenAnswers(app);
    const cutBanned = () => openAnswers.cut((actor) => identity.isAddressBanned(actor));
    // Answers that are being written end by themselves, and say why; whatever goes on after that is broken off.
    identity.onAddressBanned(() => void setTimeout(cutBanned, CUT_AFTER_MS).unref());
    const spending = createSpending({ ...parts, identity });
    closing.push(() => spending.close());
    identity.onExport(exportedBalance(spending.balances));
    identity.keyBook.budgets = spending.ofKeys;
    const workspace = createWorkspace({ ...parts, identity, spending: spending.spending });
    closing.push(() => workspace.close());
    spending.rates.models = workspace.models;
    const moderation = createModeration({ ...parts, identity, workspace });
    closing.push(() => moderation.close());

    const reviews = createReviews({ ...parts, identity, workspace });
    closing.push(() => reviews.close());

    metricRoutes(app, access, { times: record.times, outstanding: () => spending.outstanding() });
    accessRoutes(app, parts);
    settingRoutes(app, { access, store, live, log: logger, now, system, configs });
    identityRoutes(app, identity);
    spendingRoutes(app, spending);
    workspaceRoutes(app, workspace);
    moderationRoutes(app, moderation, { identity });
    auditRoutes(app, audit);
    analyticsRoutes(app, { ...parts, workspace });
    reviewRoutes(app, reviews);
    const overrides = new Overrides({ access, store, live, log: logger, now }, configs);
    stateRoutes(app, new OrganizationState({ access, store, identity, system, overrides, now }));
    libreChatRoutes(app, { ...parts, identity, workspace });
    adminPanelRoutes(app, { access, store, live, overrides, system, audit });
    openAiRoutes(app, { ...parts, workspace, spending: spending.spending });
    operationRoutes(app, {
      ...parts,
      identity,
      workspace,
      isServing: () => app.server.listening,
      get configuration() {
        return live.configuration;
      },
    });
    demoRoutes(app, {
      ...parts,
      identity,
      workspace,
      moderation,
      get configuration() {
        return live.configuration;
      },
    });
    await documentRoutes(app);
    const hasConsole = await consolePages(app, settings.http.compression);
    // After what ends by itself, and before connections are closed.
    app.addHook("preClose", () => app.stopping.answered());
    await app.ready();
    closing.push(() => app.close());
    closing.push(() => socket.close());

    return {
      app,
      store,
      access,
      identity,
      workspace,
      moderation,
      reviews,
      settings,
      get configuration() {
        return live.configuration;
      },
      hasConsole,
      operatorInject: (options) => app.inject({ ...options, headers: { ...options.headers, ...socket.ownHeaders() } }),
      audit,
      listen: async () => {
        audit.start();
        await socket.listen(app);
        return listenOn(app, settings.http);
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A fresh install has one organization. */
async function ensureFirstOrganization(access: Access, settings: Settings): Promise<void> {
  if (access.list().length > 0) return;
  await access.createOrganization(
    { name: settings.appTitle, slug: "default" },
    { name: "system:config", from: "start" },
  );
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => {
    done ??= work();
    return done;
  };
}
