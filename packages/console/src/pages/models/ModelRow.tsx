import { plural, t } from "@lingui/core/macro";
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
      title: next ? t`Restrict ${model}?` : t`Open ${model} to everybody?`,
      text: next
        ? grants === 0
          ? t`It is shared with nobody yet: until it is, nobody can use it, and agents that have it answer nobody.`
          : t`Those with whom it is not shared can use it no more, and agents that have it answer them no more.`
        : t`Everybody who may use models at all can use it then.`,
      confirm: next ? t`Restrict` : t`Open it`,
      danger: next,
      always: next,
      thing: `model:${id}`,
    }),
    undo: (_, next) => perform(restrictModel(id, !next)),
    refresh: [configuredModelsQuery.queryKey, ["models"]],
    said: (_answer, next) => (next ? t`${model} is for whom it is shared with` : t`${model} is for everybody`),
  });
  return (
    <div className="row">
      <div className="grow">
        <Text size="sm" fw={500}>
          {model}
        </Text>
        <Text size="xs" c="dimmed">
          {restricted ? sharedWith(grants) : t`For everybody`}
        </Text>
      </div>
      <Switch
        label={t`Restricted`}
        aria-label={t`Restricted: ${model}`}
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
    ? t`Restricted: for nobody yet`
    : plural(count, {
        one: "Restricted: for the one whom it is shared with",
        other: `Restricted: for the ${count} whom it is shared with`,
      });
