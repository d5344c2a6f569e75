import type { App } from "../http/types.ts";
import { exportedModeration } from "./exportedModeration.ts";
import { noticeRoutes } from "./notices/routes.ts";
import { OwnDecisions } from "./notices/service.ts";
import type { ModerationParts } from "./parts.ts";
import { Decisions } from "./queue/decisions.ts";
import { Deletions } from "./queue/deletions.ts";
import { Effects } from "./queue/effects.ts";
import { forgetAbout } from "./queue/queries.ts";
import { queueRoutes } from "./queue/routes.ts";
import { Queue } from "./queue/service.ts";
import { reportRoutes } from "./reports/routes.ts";
import { Reports } from "./reports/service.ts";

/** What people report, what moderators decide, and what those whom it concerns read of it. */
export interface Moderation {
  readonly reports: Reports;
  readonly queue: Queue;
  readonly decisions: Decisions;
  readonly own: OwnDecisions;
  readonly deletions: Deletions;
  /** Ends what runs in the background. */
  close(): Promise<void>;
}

export function createModeration(parts: ModerationParts): Moderation {
  const effects = new Effects(parts);
  const decisions = new Decisions(parts, effects);
  const deletions = new Deletions(parts, effects);
  parts.identity.onBan((tx, ban) => decisions.banned(tx, ban));
  parts.identity.onAccountRemoved((tx, organization, _removed, account) => forgetAbout(tx, organization, account));
  const reports = new Reports(parts);
  const own = new OwnDecisions(parts);
  parts.identity.onExport(exportedModeration({ reports, own }));
  return {
    reports,
    queue: new Queue(parts, effects),
    decisions,
    own,
    deletions,
    close: () => deletions.close(),
  };
}

export function moderationRoutes(
  app: App,
  { reports, queue, decisions, own }: Moderation,
  parts: Pick<ModerationParts, "identity">,
): void {
  reportRoutes(app, reports);
  queueRoutes(app, { queue, decisions });
  noticeRoutes(app, own, parts.identity);
}
