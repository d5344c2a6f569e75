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
    <Stack className="panel" gap={0} component="section" aria-label="Linked sign-ins">
      <Title order={2} size="h4" p="md" ref={heading} tabIndex={-1}>
        Linked sign-ins
      </Title>
      {linked && (
        <Alert color="gate" role="status" mx="md" mb="md">
          {providerName(linked)} is linked: you can sign in with it from now on.
        </Alert>
      )}
      {error && (
        <Alert
          variant="default"
          className="notice notice-failed"
          role="alert"
          mx="md"
          mb="md"
          title="Nothing was linked"
        >
          {refusalInWords(error)}
        </Alert>
      )}
      <ul className="plain-list" aria-label="Linked sign-ins">
        {ways.identities.map((identity) => (
          <li key={identity.id}>
            <LinkedRow identity={identity} />
          </li>
        ))}
      </ul>
      {ways.identities.length === 0 && (
        <Text size="sm" c="dimmed" px="md" pb="md">
          You sign in with your password only.
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
    said: `${name} is no longer linked`,
  });
  const unlink = async () => {
    const isSure = await confirm({
      title: `Unlink ${name}?`,
      text: "You can no longer sign in with it, and what its roles and groups gave you here goes with it.",
      confirm: "Unlink",
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
          {[email, `last used ${fromNow(lastUsedAt)}`, !usable && "not set up here at present"]
            .filter(Boolean)
            .join(" · ")}
        </Text>
      </div>
      <GuardedButton
        size="xs"
        variant="default"
        aria-label={`Unlink ${name}${email ? ` (${email})` : ""}`}
        whyNot={removable ? null : "It is your only way in: link another one, or have a password, first."}
        onClick={() => void unlink()}
      >
        Unlink
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
          label="Your password"
          description="You signed in a while ago: linking asks for it again."
          autoComplete="current-password"
          visibilityToggleButtonProps={{ "aria-label": "Show the password" }}
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
            Link {providerName(provider)}
          </Button>
        ))}
      </Group>
    </Stack>
  );
}
