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
export { isBuiltInName } from "./endpoints.ts";
export type { NotUsed, Origin, Source } from "./findings.ts";
export type { Json, JsonObject } from "./json.ts";
export { type LoadedConfiguration, type LoadOptions, loadSettings } from "./loadSettings.ts";
export { isLoopback } from "./loopback.ts";
export { modelId } from "./modelId.ts";
export { ConfigurationError, describeProblem, type Problem } from "./problem.ts";
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
} from "./settings.ts";
export { configurationAsJson, type ShownConfiguration, showConfiguration } from "./showConfiguration.ts";
export { parseYaml } from "./yamlFile.ts";
