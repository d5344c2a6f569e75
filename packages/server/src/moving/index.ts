export { FormerRefused } from "./former/plan.ts";
export type { Counts } from "./import/counts.ts";
export type { Progress } from "./import/moveIn.ts";
export type { Move } from "./import/moves.ts";
export type { ProblemLine } from "./import/problemLine.ts";
export { ChangedSince, type Since } from "./import/undo.ts";
export {
  type MigrationOptions,
  type MigrationParts,
  type MigrationReport,
  migrate,
  movesOf,
  NobodyGoverns,
  undoMigration,
} from "./migrate.ts";
export {
  type Announcement,
  migratePermissions,
  type PermissionMigrationOptions,
  type PermissionMigrationReport,
  PersonUnknown,
} from "./migratePermissions.ts";
export { SourceFailed } from "./source/index.ts";
export { CREDS_KEY } from "./translate/secondFactor.ts";
