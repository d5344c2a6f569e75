import { plural, t } from "@lingui/core/macro";
import { Badge, Group, Text, Title } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import {
  type ConfiguredModel,
  changeEndpoint,
  configuredModelsQuery,
  deleteEndpoint,
  type Endpoint,
  type EndpointWithAgents,
  endpointQuery,
  endpointsQuery,
} from "../../api/models.ts";
import { confirm } from "../../parts/confirm.tsx";
import { openForm } from "../../parts/formDialog.tsx";
import { GuardedButton } from "../../parts/GuardedButton.tsx";
import { fromNow } from "../../parts/moments.ts";
import { tell } from "../../parts/tell.tsx";
import { useChange } from "../../parts/useChange.ts";
import { useWhyNotCapable } from "../../parts/whyNot.ts";
import { ChangeEndpoint } from "./ChangeEndpoint.tsx";
import { ModelRow } from "./ModelRow.tsx";

interface EndpointSectionProps {
  /** null: what is built in. */
  endpoint: Endpoint | null;
  models: readonly ConfiguredModel[];
}

/** An endpoint with its models: where it is named, whether people are offered it, and what can be done about it. */
export function EndpointSection({ endpoint, models }: EndpointSectionProps) {
  const name = endpoint?.name ?? "echo";
  return (
    <section aria-label={name} style={{ marginBlock: 24 }}>
      <Group justify="space-between" align="flex-start" gap="xs" mb="xs">
        <div style={{ minWidth: 0 }}>
          <Group gap="xs">
            <Title order={2} size="h5" style={{ overflowWrap: "anywhere" }}>
              {name}
            </Title>
            <Badge size="sm" variant="default" tt="none">
              {sourceInWords[endpoint?.source ?? "built-in"]}
            </Badge>
            {endpoint && !endpoint.enabled && (
              <Badge size="sm" variant="light" color="gray" tt="none">
                {t`Switched off`}
              </Badge>
            )}
          </Group>
          {endpoint && <Facts endpoint={endpoint} />}
        </div>
        {endpoint?._id && <EndpointActions id={endpoint._id} endpoint={endpoint} />}
      </Group>
      {models.length > 0 ? (
        <ul className="plain-list panel">
          {models.map((model) => (
            <li key={model.id}>
              <ModelRow model={model} />
            </li>
          ))}
        </ul>
      ) : (
        <Text size="sm" c="dimmed">
          {t`It names no models that people could be offered.`}
        </Text>
      )}
    </section>
  );
}

const sourceInWords = { file: "librechat.yaml", console: t`Console`, "built-in": t`Built in` } as const;

function Facts({ endpoint: { baseURL, key, changedByName, updatedAt, whyNot } }: { endpoint: Endpoint }) {
  const facts = [
    baseURL,
    key?.lastFour && t`key ends with ${key.lastFour}`,
    updatedAt &&
      (changedByName ? t`changed ${fromNow(updatedAt)} by ${changedByName}` : t`changed ${fromNow(updatedAt)}`),
  ].filter(Boolean);
  return (
    <>
      {facts.length > 0 && (
        <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
          {facts.join(" · ")}
        </Text>
      )}
      {whyNot && <Text size="sm">{t`Not offered: ${whyNot.replaceAll("`", "")}.`}</Text>}
    </>
  );
}

function EndpointActions({ id, endpoint: { name, enabled } }: { id: string; endpoint: Endpoint }) {
  const mayNot = useWhyNotCapable("manage:configs");
  const queryClient = useQueryClient();
  const refresh = [endpointsQuery.queryKey, configuredModelsQuery.queryKey, ["models"]];
  const switching = useChange({
    run: (next: boolean) => changeEndpoint(id, { enabled: next }, null),
    refresh,
    undo: (_answer, next) => changeEndpoint(id, { enabled: !next }, null),
    said: (_answer, next) => (next ? t`${name} is switched on` : t`${name} is switched off`),
  });
  const askAndSwitchOff = async () => {
    const found = await queryClient.fetchQuery(endpointQuery(id)).catch(tell.failed);
    if (!found) return;
    const sure = await confirm({
      title: t`Switch ${name} off?`,
      text: t`Its models, and the agents that have one of them, answer nobody until it is on again. ${agentsWith(found.data.agents)}`,
      confirm: t`Switch off`,
    });
    if (sure) switching.mutate(false);
  };
  const deleting = useChange({
    run: (etag: string | null) => deleteEndpoint(id, etag),
    refresh,
    said: t`${name} is deleted`,
  });
  const askAndDelete = async () => {
    const found = await queryClient.fetchQuery(endpointQuery(id)).catch(tell.failed);
    if (!found) return;
    const sure = await confirm({
      title: t`Delete ${name}?`,
      text: t`Its address and its key go, and its models answer nobody any more. ${agentsWithout(found.data.agents)}`,
      confirm: t`Delete the endpoint`,
    });
    if (sure) deleting.mutate(found.etag);
  };
  return (
    <Group gap="xs">
      <GuardedButton
        size="xs"
        variant="default"
        whyNot={mayNot}
        aria-label={t`Change ${name}`}
        onClick={() => openForm({ title: t`Change ${name}`, isLarge: true, children: <ChangeEndpoint id={id} /> })}
      >
        {t`Change`}
      </GuardedButton>
      <GuardedButton
        size="xs"
        variant="default"
        whyNot={mayNot}
        loading={switching.isPending}
        aria-label={enabled ? t`Switch off ${name}` : t`Switch on ${name}`}
        onClick={() => (enabled ? void askAndSwitchOff() : switching.mutate(true))}
      >
        {enabled ? t`Switch off` : t`Switch on`}
      </GuardedButton>
      <GuardedButton
        size="xs"
        variant="default"
        whyNot={mayNot}
        aria-label={t`Delete ${name}`}
        onClick={() => void askAndDelete()}
      >
        {t`Delete`}
      </GuardedButton>
    </Group>
  );
}

type Agents = EndpointWithAgents["agents"];

/** Which agents wait while it is off. */
function agentsWith({ count, names }: Agents): string {
  if (count === 0) return t`No agent has one of them.`;
  const others = namedInWords({ count, names });
  return plural(count, {
    one: `One agent has one of them${others}.`,
    other: `${count} agents have one of them${others}.`,
  });
}

/** What a deletion is felt by. */
function agentsWithout({ count, names }: Agents): string {
  if (count === 0) return t`No agent has one of them.`;
  const others = namedInWords({ count, names });
  return plural(count, {
    one: `One agent has one of them${others}. It answers nobody until it is given another.`,
    other: `${count} agents have one of them${others}. They answer nobody until they are given another.`,
  });
}

function namedInWords({ count, names }: Agents): string {
  if (names.length === 0) return "";
  const rest = count - names.length;
  return rest > 0 ? `: ${t`${names.join(", ")}, and ${rest} more`}` : `: ${names.join(", ")}`;
}
