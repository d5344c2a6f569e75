import { plural, t } from "@lingui/core/macro";
import { Switch, Text } from "@mantine/core";
import { type ConfiguredModel, configuredModelsQuery, restrictModel } from "../../api/models.ts";
import { confirm } from "../../parts/confirm.tsx";
import { useChange } from "../../parts/useChange.ts";
import { useWhyNotCapable } from "../../parts/whyNot.ts";
import { ShareButton } from "../share/ShareButton.tsx";

/** A model, and whom it is for. */
export function ModelRow({ model: { id, model, restricted, grants } }: { model: ConfiguredModel }) {
  const mayNot = useWhyNotCapable("manage:configs");
  const restricting = useChange({
    run: (next: boolean) => restrictModel(id, next),
    refresh: [configuredModelsQuery.queryKey, ["models"]],
    said: (_answer, next) => (next ? t`${model} is for whom it is shared with` : t`${model} is for everybody`),
  });
  const change = async (next: boolean) => {
    const sure =
      !next ||
      grants > 0 ||
      (await confirm({
        title: t`Restrict ${model}?`,
        text: t`It is shared with nobody yet: until it is, nobody can use it, and agents that have it answer nobody.`,
        confirm: t`Restrict`,
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
          {restricted ? sharedWith(grants) : t`For everybody`}
        </Text>
      </div>
      <Switch
        label={t`Restricted`}
        aria-label={t`Restricted: ${model}`}
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
    ? t`Restricted: for nobody yet`
    : plural(count, {
        one: "Restricted: for the one whom it is shared with",
        other: `Restricted: for the ${count} whom it is shared with`,
      });
