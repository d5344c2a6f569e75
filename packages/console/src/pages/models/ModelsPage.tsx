import { Switch, Text, Title } from "@mantine/core";
import { IconCpu } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { type ConfiguredModel, configuredModelsQuery, restrictModel } from "../../api/models.ts";
import { confirm } from "../../parts/confirm.tsx";
import { Loaded } from "../../parts/Loaded.tsx";
import { NothingHere } from "../../parts/NothingHere.tsx";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { useChange } from "../../parts/useChange.ts";
import { useWhyNotCapable } from "../../parts/whyNot.ts";
import { ShareButton } from "../share/ShareButton.tsx";

export function ModelsPage() {
  return (
    <div className="page">
      <PageTitle
        title="Models"
        text="Which models people may use. A model is for everybody until it is restricted; then it is for whom it is shared with."
      />
      <Loaded>
        <ModelList />
      </Loaded>
    </div>
  );
}

function ModelList() {
  const { data: models } = useSuspenseQuery(configuredModelsQuery);
  if (models.length === 0)
    return (
      <NothingHere
        title="No models are configured"
        text="Name an endpoint with its models in librechat.yaml (endpoints.custom), and start the server again."
        icon={<IconCpu size={36} stroke={1.4} aria-hidden />}
      />
    );
  const endpoints = Map.groupBy(models, ({ endpoint }) => endpoint);
  return [...endpoints].map(([endpoint, its]) => (
    <section key={endpoint} aria-label={endpoint} style={{ marginBlockEnd: 24 }}>
      <Title order={2} size="h5" mb="xs">
        {endpoint}
      </Title>
      <ul className="plain-list panel">
        {its.map((model) => (
          <li key={model.id}>
            <ModelRow model={model} />
          </li>
        ))}
      </ul>
    </section>
  ));
}

function ModelRow({ model: { id, model, restricted, grants } }: { model: ConfiguredModel }) {
  const mayNot = useWhyNotCapable("manage:configs");
  const restricting = useChange({
    run: (next: boolean) => restrictModel(id, next),
    refresh: [configuredModelsQuery.queryKey, ["models"]],
    said: (_answer, next) => (next ? `${model} is for whom it is shared with` : `${model} is for everybody`),
  });
  const change = async (next: boolean) => {
    const sure =
      !next ||
      grants > 0 ||
      (await confirm({
        title: `Restrict ${model}?`,
        text: "It is shared with nobody yet: until it is, nobody can use it, and agents that have it answer nobody.",
        confirm: "Restrict",
      }));
    if (sure) restricting.mutate(next);
  };
  return (
    <div className="row">
      <div className="grow">
        <Text size="sm" fw={500}>
          {model}
        </Text>
        <Text size="xs" c="dimmed">
          {restricted ? sharedWith(grants) : "For everybody"}
        </Text>
      </div>
      <Switch
        label="Restricted"
        aria-label={`Restricted: ${model}`}
        checked={restricted}
        disabled={mayNot !== null || restricting.isPending}
        {...(mayNot !== null && { title: mayNot })}
        onChange={(event) => void change(event.currentTarget.checked)}
      />
      <ShareButton type="model" id={id} name={model} whyNot={mayNot} />
    </div>
  );
}

const sharedWith = (count: number) =>
  count === 0
    ? "Restricted: for nobody yet"
    : `Restricted: for the ${count === 1 ? "one" : count} whom it is shared with`;
