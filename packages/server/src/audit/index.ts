import type { FastifyBaseLogger } from "fastify";
import type { Access } from "../access/index.ts";
import type { Settings } from "../config/index.ts";
import type { Cursors } from "../http/cursor.ts";
import type { App } from "../http/types.ts";
import type { Store, Tally } from "../store/index.ts";
import type { RecentLogs } from "./logs/recentLogs.ts";
import { logRoutes } from "./logs/routes.ts";
import { Exports } from "./reading/exports.ts";
import { trailRoutes } from "./reading/routes.ts";
import { AuditTrail } from "./reading/service.ts";
import { askErasure } from "./sealing/erasing.ts";
import { Sealer } from "./sealing/sealer.ts";

export { readHead } from "./chain/hashes.ts";
export { RecentLogs } from "./logs/recentLogs.ts";
export { changesOfKinds, countChangesOfKinds, type SealedChange } from "./reading/changesOfKinds.ts";
export { type DatabaseVerdict, verifyTrail } from "./reading/verification.ts";
export { verifyFile } from "./reading/verifyFile.ts";
export { noteRefusal } from "./refusals/noteRefusal.ts";

export interface AuditOptions {
  access: Access;
  store: Store;
  settings: Settings;
  cursors: Cursors;
  tally: Tally;
  recentLogs: RecentLogs;
  log: FastifyBaseLogger;
  now: () => number;
}

/** The audit trail: what seals it in the background, and what reads it. */
export class Audit {
  readonly sealer: Sealer;
  readonly trail: AuditTrail;
  readonly exports: Exports;
  readonly recentLogs: RecentLogs;
  readonly access: Access;

  constructor({ access, store, settings, cursors, tally, recentLogs, log, now }: AuditOptions) {
    this.access = access;
    this.recentLogs = recentLogs;
    this.sealer = new Sealer({ store, tally, log, now, retentionMs: settings.audit.retentionMs });
    const parts = { access, store, cursors, sealer: this.sealer, now };
    this.trail = new AuditTrail(parts);
    this.exports = new Exports(parts, this.trail);
    // Whoever goes takes what is personal of them out of the trail; what they did stays, under their id.
    access.onChanged(async (tx, organization, changes) => {
      for (const change of changes)
        if (change.kind === "account-removed") await askErasure(tx, organization, change.account, now());
    });
  }

  start(): void {
    this.sealer.start();
  }

  close(): Promise<void> {
    return this.sealer.close();
  }
}

export function auditRoutes(app: App, audit: Audit): void {
  trailRoutes(app, audit.trail, audit.exports);
  logRoutes(app, audit);
}
