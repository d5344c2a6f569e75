import type { SocialSettings } from "../../config/index.ts";
import { oauthProvider } from "./oauthProvider.ts";
import { appleProvider, googleProvider, type OpenIdProvider, openIdProvider } from "./openIdProvider.ts";
import { type ProviderName, providerNames } from "./proof.ts";
import type { Endpoints, Provider } from "./provider.ts";

/** Where providers are found elsewhere than where everybody finds them. */
export type ProviderEndpoints = Partial<Record<ProviderName, Endpoints>>;

/** The providers that are configured. */
export class Providers {
  readonly openid: OpenIdProvider | undefined;
  private readonly all: ReadonlyMap<ProviderName, Provider>;

  constructor(
    social: SocialSettings,
    { domainServer, now, endpoints = {} }: { domainServer: string; now: () => number; endpoints?: ProviderEndpoints },
  ) {
    const place = (name: ProviderName) => ({ domainServer, now, endpoints: endpoints[name] });
    this.openid = social.openid && openIdProvider(social.openid, place("openid"));
    const all: Record<ProviderName, Provider | undefined> = {
      openid: this.openid,
      google: social.google && googleProvider(social.google, place("google")),
      github: social.github && oauthProvider("github", social.github, place("github")),
      discord: social.discord && oauthProvider("discord", social.discord, place("discord")),
      facebook: social.facebook && oauthProvider("facebook", social.facebook, place("facebook")),
      apple: social.apple && appleProvider(social.apple, place("apple")),
    };
    this.all = new Map(providerNames.flatMap((name) => (all[name] ? [[name, all[name]] as const] : [])));
  }

  find(name: string): Provider | undefined {
    return [...this.all.values()].find((provider) => provider.name === name);
  }

  get names(): readonly ProviderName[] {
    return [...this.all.keys()];
  }
}
