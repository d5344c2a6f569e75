import { t } from "@lingui/core/macro";
import { Alert, Button, Divider, Stack } from "@mantine/core";
import {
  IconBrandApple,
  IconBrandDiscord,
  IconBrandFacebook,
  IconBrandGithub,
  IconBrandGoogle,
  IconKey,
} from "@tabler/icons-react";
import type { Config } from "../../api/config.ts";
import { departureOf } from "../../parts/departure.ts";
import { buttonLabel, refusalInWords } from "./providers.ts";

const icon = { size: 18, stroke: 1.7, "aria-hidden": true } as const;
const icons: Readonly<Record<string, typeof IconKey>> = {
  google: IconBrandGoogle,
  github: IconBrandGithub,
  discord: IconBrandDiscord,
  facebook: IconBrandFacebook,
  apple: IconBrandApple,
};

interface ProviderButtonsProps {
  config: Config;
  organization: string;
  redirectTo?: string | undefined;
  /** Another way stands above. */
  isBeside?: boolean;
  /** Somebody comes with an invitation: it holds for an address that the provider verified, which Facebook never says. */
  isInvited?: boolean;
}

/** One button for each provider. A link: the server leads away from this page, and back to it. */
export function ProviderButtons({
  config,
  organization,
  redirectTo,
  isBeside = false,
  isInvited = false,
}: ProviderButtonsProps) {
  const socialLogins = (config.socialLogins ?? []).filter((provider) => !isInvited || provider !== "facebook");
  if (socialLogins.length === 0) return null;
  return (
    <Stack gap="xs">
      {isBeside && <Divider label={t`or`} />}
      {socialLogins.map((provider) => (
        <Button
          key={provider}
          component="a"
          variant="default"
          href={departureOf(provider, organization, redirectTo)}
          leftSection={<ProviderIcon provider={provider} imageUrl={config.openidImageUrl} />}
        >
          {buttonLabel(provider, config)}
        </Button>
      ))}
    </Stack>
  );
}

export function ProviderIcon({ provider, imageUrl }: { provider: string; imageUrl?: string | undefined }) {
  if (provider === "openid" && imageUrl) return <img src={imageUrl} alt="" width={18} height={18} />;
  const Icon = icons[provider] ?? IconKey;
  return <Icon {...icon} />;
}

/** Why somebody came back with nothing. */
export function ProviderRefusal({ code }: { code: string }) {
  return (
    <Alert variant="default" className="notice notice-failed" role="alert" title={t`You are not signed in`}>
      {refusalInWords(code)}
    </Alert>
  );
}
