export { createGatehouse, type Gatehouse, type GatehouseOptions, VERSION } from "./app.ts";
export { readHead, verifyFile } from "./audit/index.ts";
export {
  ConfigurationError,
  configurationAsJson,
  describeProblem,
  loadSettings,
  loadVariable,
  showConfiguration,
} from "./config/index.ts";
export { serve } from "./main.ts";
export {
  type Announcement,
  ChangedSince,
  CREDS_KEY,
  FormerRefused,
  type MigrationParts,
  type MigrationReport,
  type Move,
  migrate,
  migratePermissions,
  movesOf,
  NobodyGoverns,
  type PermissionMigrationReport,
  PersonUnknown,
  type ProblemLine,
  type Progress,
  SourceFailed,
  undoMigration,
} from "./moving/index.ts";
export { examineClosed } from "./operation/index.ts";
export { type ReadState, readStateYaml, stateAsYaml } from "./organizationState/index.ts";
export { type ReviewVerdict, verifyReviewFile } from "./reviews/index.ts";
export { findOperatorSocket } from "./start/socketPlace.ts";
export {
  copyDatabase,
  fillStore,
  hasInstallation,
  mendIndexes,
  openStore,
  restoreInto,
  StoreError,
} from "./store/index.ts";
