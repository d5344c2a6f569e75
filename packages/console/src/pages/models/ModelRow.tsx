import { Switch, Text } from "@mantine/core";
import { perform } from "../../api/call.ts";
import { type ConfiguredModel, configuredModelsQuery, restrictModel } from "../../api/models.ts";
import { useChange } from "../../parts/useChange.ts";
import { useWhyNotCapable } from "../../parts/whyNot.ts";
import { ShareButton } from "../share/ShareButton.tsx";

/** A model, and whom it is for. */
export function ModelRow({ model: { id, model, restricted, grants } }: { model: ConfiguredModel }) {
  const mayNot = useWhyNotCapable("manage:configs");
  const restricting = useChange({
    call: (next: boolean) => restrictModel(id, next),
    asks: (next) => ({
      title: next ? `Restrict ${model}?` : `Open ${model} to everybody?`,
      text: next
        ? grants === 0
          ? "It is shared with nobody yet: until it is, nobody can use it, and agents that have it answer nobody."
          : "Those with whom it is not shared can use it no more, and agents that have it answer them no more."
        : "Everybody who may use models at all can use it then.",
      confirm: next ? "Restrict" : "Open it",
      danger: next,
      always: next,
      thing: `model:${id}`,
    }),
    undo: (_, next) => perform(restrictModel(id, !next)),
    refresh: [configuredModelsQuery.queryKey, ["models"]],
    said: (_answer, next) => (next ? `${model} is for whom it is shared with` : `${model} is for everybody`),
  });
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
        onChange={(event) => restricting.mutate(event.currentTarget.checked)}
      />
      <ShareButton type="model" id={id} name={model} whyNot={mayNot} />
    </div>
  );
}

const sharedWith = (count: number) =>
  count === 0
    ? "Restricted: for nobody yet"
    : `Restricted: for the ${count === 1 ? "one" : count} whom it is shared with`;
