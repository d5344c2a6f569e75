import type { RateName } from "./catalogue/limits.ts";
import type { JsonObject } from "./json.ts";

/** Everything that the operator can set, typed and frozen. Absent optional things are `undefined`, never missing. */
export interface Settings {
  readonly http: {
    readonly host: string;
    readonly port: number;
    /** Without a slash at the end. */
    readonly domainClient: string;
    readonly domainServer: string;
    /** Of LibreChat's panel, without a slash at the end. */
    readonly adminPanelUrl: string | undefined;
    /** Reverse proxies in front. */
    readonly trustProxy: number;
    readonly noIndex: boolean;
    readonly compression: boolean;
    readonly cookieSecure: boolean;
  };
  /** Absolute. */
  readonly dataDir: string;
  /** Where the contents of files lie; absolute. */
  readonly filesDir: string;
  readonly databaseUrl: string | undefined;
  /** Several, for a cluster, are separated by commas. */
  readonly redisUri: string | undefined;
  readonly redisKeyPrefix: string;
  /** What holds of limits while Redis does not answer: each of so many servers lets its share through, or nothing that is counted passes. */
  readonly withoutRedis: { readonly behaviour: "local" | "closed"; readonly servers: number };
  readonly appTitle: string;
  readonly helpAndFaqUrl: string | undefined;
  readonly customFooter: string | undefined;
  readonly logLevel: LogLevel;
  /** A server that has not heard from the change log for so many milliseconds refuses to decide. */
  readonly staleAfterMs: number;
  readonly audit: {
    /** After how many milliseconds the trail loses what is old; 0: never. */
    readonly retentionMs: number;
  };
  readonly groupsByMembers: {
    readonly allowed: boolean;
    /** Members directly in one. */
    readonly size: number;
    /** Groups that somebody owns or made. */
    readonly owned: number;
  };
  /** Whom the people picker finds. */
  readonly pickerFinds: PickerFinds;
  readonly secrets: Secrets;
  readonly identity: IdentitySettings;
  readonly moderation: ModerationSettings;
  readonly limits: LimitSettings;
  /** Permission types that the environment takes from everybody, sorted: `["AGENTS", "MARKETPLACE", "REMOTE_AGENTS"]`. */
  readonly ceilings: readonly string[];
  /** `ALLOW_SHARED_LINKS_PUBLIC`: whether a grant to `anyone` reaches visitors. */
  readonly publicLinks: boolean;
  readonly featureSeeds: readonly FeatureSeed[];
  readonly endpoints: {
    readonly custom: readonly CustomEndpoint[];
    /** `host:port` in lower case: where endpoints made in the console may be beside public addresses with https. */
    readonly allowedAddresses: readonly string[];
  };
  /** Models of configured endpoints by their resource ids; the built-in `echo` where no endpoint is configured. */
  readonly models: readonly DeclaredModel[];
  readonly balance: BalanceSettings;
  readonly transactions: { readonly enabled: boolean };
  /** `interface` as the file gives it, with `${VAR}` replaced. */
  readonly interface: JsonObject;
  readonly modelSpecs: JsonObject | undefined;
  readonly fileConfig: FileConfig | undefined;
  readonly actions: {
    /** Hosts that agents' actions may speak to; empty: none. */
    readonly allowedDomains: readonly string[];
  };
}

export type PickerFinds = "all" | "mine" | "exact";

export type LogLevel = "fatal" | "error" | "warn" | "info" | "debug" | "trace" | "silent";

/** `undefined`: to be generated. */
export interface Secrets {
  readonly jwtSecret: string | undefined;
  readonly jwtRefreshSecret: string | undefined;
  /** 64 and 32 hexadecimal digits. */
  readonly credsKey: string | undefined;
  readonly credsIv: string | undefined;
}

export interface IdentitySettings {
  readonly emailLogin: boolean;
  readonly registration: boolean;
  readonly socialLogin: boolean;
  readonly socialRegistration: boolean;
  readonly passwordReset: boolean;
  readonly accountDeletion: boolean;
  /** Three states (docs/roles.md, "Verified accounts"): undefined is neither. */
  readonly unverifiedEmailLogin: boolean | undefined;
  readonly secondFactor: {
    /** Names of roles that take one. */
    readonly requiredRoles: readonly string[];
    /** Whether whoever comes by another provider is asked for one. */
    readonly afterProviders: boolean;
  };
  readonly minPasswordLength: number;
  /** Milliseconds. */
  readonly sessionExpiryMs: number;
  readonly refreshTokenExpiryMs: number;
  /** Mail domains in lower case; empty: all. */
  readonly allowedDomains: readonly string[];
  readonly socialLogins: readonly string[];
  /** Undefined: mail is not configured, so nothing can be verified by mail. */
  readonly mail: MailSettings | undefined;
  readonly social: SocialSettings;
}

/** Providers through which people may sign in; undefined: not configured. Whether they may is `socialLogin`. */
export interface SocialSettings {
  /** How long somebody may take at a provider. */
  readonly stateTtlMs: number;
  readonly openid: OpenIdSettings | undefined;
  readonly google: ClientSettings | undefined;
  readonly github: ClientSettings | undefined;
  readonly discord: ClientSettings | undefined;
  readonly facebook: ClientSettings | undefined;
  readonly apple: AppleSettings | undefined;
}

export interface ClientSettings {
  readonly clientId: string;
  readonly clientSecret: string;
  /** A path of `DOMAIN_SERVER`, or a whole address. */
  readonly callback: string;
}

export interface AppleSettings {
  readonly clientId: string;
  readonly teamId: string;
  readonly keyId: string;
  /** Absolute. */
  readonly privateKeyPath: string;
  readonly callback: string;
}

/** Which token of the provider a claim is read from. */
export type TokenKind = "id" | "access" | "userinfo";

export interface RoleRule {
  /** One of these. */
  readonly roles: readonly string[];
  readonly source: TokenKind;
  /** `realm_access.roles` */
  readonly claim: string;
}

export interface OpenIdSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string | undefined;
  readonly scope: string;
  readonly callback: string;
  readonly buttonLabel: string;
  readonly imageUrl: string | undefined;
  readonly autoRedirect: boolean;
  readonly usernameClaim: string | undefined;
  readonly nameClaim: string | undefined;
  readonly emailClaim: string | undefined;
  /** An address of which the provider says nothing is verified. */
  readonly trustEmail: boolean;
  readonly pkce: boolean;
  readonly clockToleranceSeconds: number;
  readonly endSession: boolean;
  readonly postLogoutRedirectUri: string | undefined;
  readonly audience: string | undefined;
  readonly requiredRole: RoleRule | undefined;
  readonly adminRole: RoleRule | undefined;
  /** Undefined: off. */
  readonly roleSync:
    | {
        readonly source: TokenKind;
        readonly claim: string;
        /** Names of roles that the claim may give, the strongest first. */
        readonly priority: readonly string[];
        readonly fallback: string;
      }
    | undefined;
  /** Undefined: off. */
  readonly groups: { readonly source: TokenKind; readonly claim: string; readonly create: boolean } | undefined;
}

export interface MailSettings {
  readonly service: string | undefined;
  readonly host: string | undefined;
  readonly port: number;
  readonly encryption: string | undefined;
  readonly encryptionHostname: string | undefined;
  readonly allowSelfSigned: boolean;
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly from: string;
  readonly fromName: string;
}

export interface Rate {
  readonly enabled: boolean;
  /** Requests in a window; 0 lets nothing through. */
  readonly max: number;
  readonly windowMs: number;
  readonly by: "ip" | "user" | "key";
  /** LibreChat's type of the violation, and what it scores; null: none is recorded. */
  readonly violation: string | null;
  readonly score: number;
}

/** What counts where the file says nothing of the largest file of all and the largest picture, in MB. */
export const usualFileLimits = { serverFileSizeLimit: 512, avatarSizeLimit: 2 } as const;

/** LibreChat's limits of files, as far as they are given. Sizes in MB. */
export interface FileConfig {
  readonly endpoints?: Readonly<Record<string, FileLimits>>;
  readonly serverFileSizeLimit?: number;
  readonly avatarSizeLimit?: number;
  readonly clientImageResize?: unknown;
}

export interface FileLimits {
  readonly disabled?: boolean;
  readonly fileLimit?: number;
  readonly fileSizeLimit?: number;
  readonly totalSizeLimit?: number;
  readonly supportedMimeTypes?: readonly string[];
}

export interface LimitSettings {
  readonly rates: Readonly<Record<RateName | "toolCall" | "promptUsage", Rate>>;
  /** The largest file of conversations, in bytes. */
  readonly importBytes: number;
  readonly concurrentMessages: { readonly enabled: boolean; readonly max: number };
  /** By LibreChat's variable: `NON_BROWSER_VIOLATION_SCORE`. */
  readonly scores: Readonly<Record<string, number>>;
  readonly bans: {
    readonly enabled: boolean;
    readonly durationMs: number;
    readonly interval: number;
    /** Whether failed sign-ins ban the address that they come from. */
    readonly addresses: boolean;
  };
}

export interface ModerationSettings {
  /** The longest ban by `ban:users:short`. */
  readonly shortBanMs: number;
  /** From when something is to be deleted until it is. */
  readonly graceMs: number;
  readonly appealMs: number;
  /** How much one person reports. */
  readonly reportsADay: number;
}

/** What `librechat.yaml` says in so many words about a feature of the role USER. */
export interface FeatureSeed {
  /** `AGENTS.USE` */
  readonly feature: string;
  readonly on: boolean;
  /** `interface.agents` */
  readonly key: string;
}

export interface CustomEndpoint {
  readonly name: string;
  readonly baseURL: string | undefined;
  readonly apiKey: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly models: { readonly default: readonly string[]; readonly fetch: boolean };
  readonly titleConvo: boolean;
  readonly titleModel: string | undefined;
  readonly modelDisplayLabel: string | undefined;
  readonly dropParams: readonly string[];
  readonly addParams: JsonObject;
  readonly iconURL: string | undefined;
  /** Of its models by name, as `tokenConfig` says. */
  readonly prices: Readonly<Record<string, TokenPrices>>;
  /** Whether it can be asked. */
  readonly configured: boolean;
  /** What is missing, where it cannot. Holds no secret. */
  readonly whyNot: string | undefined;
}

/** In USD for a million tokens. */
export interface TokenPrices {
  readonly prompt: number | undefined;
  readonly completion: number | undefined;
  readonly cacheRead?: number | undefined;
  readonly cacheWrite?: number | undefined;
}

export interface DeclaredModel {
  /** The id of its resource: `model:<id>`. */
  readonly id: string;
  /** The name of the endpoint; `echo` for the built-in model. */
  readonly endpoint: string;
  /** The name under which the endpoint knows it. */
  readonly model: string;
}

export interface BalanceSettings {
  readonly enabled: boolean;
  readonly startBalance: number;
  readonly autoRefillEnabled: boolean;
  readonly refillIntervalValue: number;
  readonly refillIntervalUnit: "seconds" | "minutes" | "hours" | "days" | "weeks" | "months";
  readonly refillAmount: number;
  readonly reservationTtlMs: number;
}
