export type { AttachmentDescription } from "./attachments.ts";
export { answering, capabilities, isCapability } from "./catalogue/capabilities.ts";
export { defaultFeatures, featureCatalogue } from "./catalogue/features.ts";
export {
  ADMIN,
  builtInRanks,
  defaultCapabilities,
  defaultCustomRank,
  MODERATOR,
  SUPER_ADMIN,
  USER,
} from "./catalogue/roles.ts";
export { workspaceTypes } from "./catalogue/types.ts";
export type { Decisions, Engine, EngineOptions } from "./contract.ts";
export { createEngine, type PermissionEngine, type ResourceDescription } from "./engine.ts";
export type {
  EverybodysStaff,
  GrantTerms,
  GrantWish,
  HandingOn,
  MakeOptions,
  RoleWish,
} from "./handing-on/contract.ts";
export type { Refusal, RefusalCode } from "./handing-on/refusal.ts";
export type { Carrier } from "./holders.ts";
export { type FateOf, fateByReach, type Removal } from "./removal.ts";
export type {
  Difference,
  Page,
  RightsOfSubject,
  RightsOnThing,
  Simulated,
  SimulationContext,
  SubjectImpact,
  ThingImpact,
} from "./simulate/contract.ts";
export * from "./types.ts";
