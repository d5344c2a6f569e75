export { balanceDefaults } from "./balance.ts";
export { type Audience, audienceOf, audiences } from "./catalogue/audience.ts";
export { editing, type TakesEffect } from "./catalogue/editing.ts";
export { variableGroups } from "./catalogue/index.ts";
export type { RateName } from "./catalogue/limits.ts";
export {
  type DeclaredDifference,
  type DeclaredState,
  declaredDifference,
  declaredState,
  declaredStateHash,
  parseDeclaredState,
  remembered,
} from "./declaredState.ts";
export { echoModel, isBuiltInName } from "./endpoints.ts";
export { isSeedingKey, permissionSubKeys } from "./features.ts";
export { Findings, type NotUsed, type Origin, type Source } from "./findings.ts";
export { isJsonObject, type Json, type JsonObject } from "./json.ts";
export { LiveSettings } from "./liveSettings.ts";
export { type LoadedConfiguration, type LoadOptions, loadSettings, loadVariable } from "./loadSettings.ts";
export { isLoopback } from "./loopback.ts";
export { modelId } from "./modelId.ts";
export { ConfigurationError, describeProblem, type Problem } from "./problem.ts";
export {
  chargeOf,
  costOf,
  defaultRate,
  free,
  MOST_TOKENS,
  promptRateOf,
  rateOf,
  sumOfTokens,
  type TokenRate,
  type Tokens,
} from "./rates.ts";
export { dangerousSecrets, knownSecrets } from "./secrets.ts";
export type {
  AppleSettings,
  BalanceSettings,
  ClientSettings,
  CustomEndpoint,
  DeclaredModel,
  FeatureSeed,
  FileConfig,
  IdentitySettings,
  LimitSettings,
  LogLevel,
  MailSettings,
  OpenIdSettings,
  PickerFinds,
  Rate,
  RoleRule,
  Secrets,
  Settings,
  SocialSettings,
  TokenKind,
  TokenPrices,
} from "./settings.ts";
export { usualFileLimits } from "./settings.ts";
export type { Shape } from "./shapes.ts";
export { configurationAsJson, type ShownConfiguration, showConfiguration, shownValues } from "./showConfiguration.ts";
export { type StoredSettings, shapeOf, whyNotStored } from "./storedSettings.ts";
export { LONGEST_TYPE, readTypePattern, TYPE_PATTERN, type TypeTest } from "./typePattern.ts";
export { parseYaml } from "./yamlFile.ts";
