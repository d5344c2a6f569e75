export * from "./types.ts";
export { workspaceTypes } from "./catalogue/types.ts";
export { defaultFeatures, featureCatalogue } from "./catalogue/features.ts";
export { ADMIN, builtInRanks, defaultCapabilities, defaultCustomRank, MODERATOR, SUPER_ADMIN, USER } from "./catalogue/roles.ts";
export { answering, capabilities, isCapability } from "./catalogue/capabilities.ts";
