import { t } from "@lingui/core/macro";
import { Alert, Button, Group, PasswordInput, Stack, Text, Title } from "@mantine/core";
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { configQuery } from "../../api/config.ts";
import { type LinkedIdentity, linkProvider, unlinkProvider, type WaysIn, waysInQuery } from "../../api/identities.ts";
import { confirm } from "../../parts/confirm.tsx";
import { GuardedButton } from "../../parts/GuardedButton.tsx";
import { fromNow } from "../../parts/moments.ts";
import { ProblemCard } from "../../parts/ProblemCard.tsx";
import { useChange } from "../../parts/useChange.ts";
import { useFocusWhenFewer } from "../../parts/useFocusWhenFewer.ts";
import { ProviderIcon } from "../signIn/ProviderButtons.tsx";
import { providerName, refusalInWords } from "../signIn/providers.ts";

const route = getRouteApi("/signed-in/account");

/** Through which providers one signs in: linked here, and unlinked, but for the last way in. */
export function LinkedSignIns() {
  const { data: ways } = useSuspenseQuery(waysInQuery);
  const { linked, error } = route.useSearch();
  const heading = useFocusWhenFewer(ways.identities.length);
  if (ways.providers.length === 0 && ways.identities.length === 0) return null;
  return (
    <Stack className="panel" gap={0} component="section" aria-label={t`Linked sign-ins`}>
      <Title order={2} size="h4" p="md" ref={heading} tabIndex={-1}>
        {t`Linked sign-ins`}
      </Title>
      {linked && (
        <Alert color="gate" role="status" mx="md" mb="md">
          {t`${providerName(linked)} is linked: you can sign in with it from now on.`}
        </Alert>
      )}
      {error && (
        <Alert
          variant="default"
          className="notice notice-failed"
          role="alert"
          mx="md"
          mb="md"
          title={t`Nothing was linked`}
        >
          {refusalInWords(error)}
        </Alert>
      )}
      <ul className="plain-list" aria-label={t`Linked sign-ins`}>
        {ways.identities.map((identity) => (
          <li key={identity.id}>
            <LinkedRow identity={identity} />
          </li>
        ))}
      </ul>
      {ways.identities.length === 0 && (
        <Text size="sm" c="dimmed" px="md" pb="md">
          {t`You sign in with your password only.`}
        </Text>
      )}
      <LinkForm providers={ways.providers} asksPassword={!ways.isRecent} hasPassword={ways.hasPassword} />
    </Stack>
  );
}

function LinkedRow({ identity: { id, provider, email, lastUsedAt, usable, removable } }: { identity: LinkedIdentity }) {
  const name = providerName(provider);
  const unlinking = useChange({
    run: () => unlinkProvider(id),
    refresh: [waysInQuery.queryKey],
    said: t`${name} is no longer linked`,
  });
  const unlink = async () => {
    const isSure = await confirm({
      title: t`Unlink ${name}?`,
      text: t`You can no longer sign in with it, and what its roles and groups gave you here goes with it.`,
      confirm: t`Unlink`,
    });
    if (isSure) unlinking.mutate();
  };
  return (
    <div className="row">
      <ProviderIcon provider={provider} />
      <div className="grow">
        <Text size="sm" fw={500}>
          {name}
        </Text>
        <Text size="xs" c="dimmed">
          {[email, t`last used ${fromNow(lastUsedAt)}`, !usable && t`not set up here at present`]
            .filter(Boolean)
            .join(" · ")}
        </Text>
      </div>
      <GuardedButton
        size="xs"
        variant="default"
        aria-label={email ? t`Unlink ${name} (${email})` : t`Unlink ${name}`}
        whyNot={removable ? null : t`It is your only way in: link another one, or have a password, first.`}
        onClick={() => void unlink()}
      >
        {t`Unlink`}
      </GuardedButton>
    </div>
  );
}

interface LinkFormProps {
  providers: WaysIn["providers"];
  /** Signing in was too long ago to go without it. */
  asksPassword: boolean;
  hasPassword: boolean;
}

function LinkForm({ providers, asksPassword, hasPassword }: LinkFormProps) {
  const { data: config } = useQuery(configQuery);
  const [password, setPassword] = useState("");
  const linking = useChange({
    run: (provider: WaysIn["providers"][number]) =>
      linkProvider({ provider, ...(asksPassword && password && { password }) }),
    onDone: ({ url }) => location.assign(url),
    onFailed: () => undefined,
  });
  if (providers.length === 0) return null;
  return (
    <Stack px="md" pb="md" gap="xs">
      {asksPassword && hasPassword && (
        <PasswordInput
          label={t`Your password`}
          description={t`You signed in a while ago: linking asks for it again.`}
          autoComplete="current-password"
          visibilityToggleButtonProps={{ "aria-label": t`Show the password` }}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
      )}
      {linking.error && <ProblemCard error={linking.error} />}
      <Group gap="xs">
        {providers.map((provider) => (
          <Button
            key={provider}
            size="xs"
            variant="default"
            leftSection={<ProviderIcon provider={provider} imageUrl={config?.openidImageUrl} />}
            loading={linking.isPending && linking.variables === provider}
            onClick={() => linking.mutate(provider)}
          >
            {t`Link ${providerName(provider)}`}
          </Button>
        ))}
      </Group>
    </Stack>
  );
}
