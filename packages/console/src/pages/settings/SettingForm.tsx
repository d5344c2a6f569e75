import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, Group, Select, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { problemOf } from "../../api/problem.ts";
import {
  type Audience,
  changeSettings,
  previewSettings,
  SETTINGS_CHANGED,
  type Setting,
  type SettingChange,
  type SettingsPreview,
} from "../../api/settings.ts";
import { ChangeProblem } from "../../parts/ChangeProblem.tsx";
import { closeForm } from "../../parts/formDialog.tsx";
import { useChange } from "../../parts/useChange.ts";
import { useUnsaved } from "../../parts/useUnsaved.ts";

/** One setting: a new value, what it would change for whom, and then it is saved. */
export function SettingForm({ setting, etag }: { setting: Setting; etag: string | null }) {
  const { key, about, allowed, byDefault } = setting;
  const begun = textOf(setting);
  const [text, setText] = useState(begun);
  const value = typedIn(setting, text);
  const isChanged = text.trim() !== begun && text.trim() !== "";
  const preview = useQuery({
    queryKey: ["settings", "preview", key, text],
    queryFn: () => previewSettings([{ key, value }]),
    enabled: isChanged,
    retry: false,
  });
  const saving = useChange({
    run: () => changeSettings([{ key, value }], etag),
    refresh: SETTINGS_CHANGED,
    said: t`${key} is changed`,
    undo: ({ former }) => changeSettings(former, null),
    onDone: closeForm,
    onFailed: () => undefined,
  });
  useUnsaved(() => isChanged, t`The new value of ${key} is not saved yet.`);
  return (
    <form
      aria-label={t`Change ${key}`}
      onSubmit={(event) => {
        event.preventDefault();
        saving.mutate();
      }}
    >
      <Stack>
        <Text size="sm" data-said-by="server">
          {about.replaceAll("`", "")}
        </Text>
        <ValueField setting={setting} text={text} onChange={setText} />
        <Text size="sm" c="dimmed">
          {byDefault === null ? (
            <Trans>
              Allowed: <span data-said-by="server">{allowed}</span>.
            </Trans>
          ) : (
            <Trans>
              Allowed: <span data-said-by="server">{allowed}</span>. Default:{" "}
              <span data-said-by="server">{byDefault}</span>.
            </Trans>
          )}
        </Text>
        <Text size="sm" role="status">
          {isChanged && preview.data && effectInWords(preview.data, setting.takesEffect)}
          {isChanged && preview.error && problemOf(preview.error).message}
        </Text>
        <ChangeProblem of={saving} />
        <Group justify="flex-end">
          <Button type="submit" disabled={!isChanged} loading={saving.isPending}>
            {t`Save`}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function ValueField({ setting, text, onChange }: { setting: Setting; text: string; onChange(text: string): void }) {
  if (setting.kind === "switch" || setting.kind === "choice")
    return (
      <Select
        label={t`Value`}
        data={
          setting.kind === "switch"
            ? [
                { value: "true", label: t`On` },
                { value: "false", label: t`Off` },
              ]
            : (setting.choices ?? [])
        }
        value={text === "" ? null : text}
        allowDeselect={false}
        onChange={(next) => next !== null && onChange(next)}
      />
    );
  if (setting.kind === "list")
    return (
      <Textarea
        label={t`Value`}
        description={t`One on each line`}
        autosize
        minRows={3}
        value={text}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  return <TextInput label={t`Value`} value={text} onChange={(event) => onChange(event.currentTarget.value)} />;
}

function textOf({ kind, value, stored }: Setting): string {
  const now = stored ?? value;
  if (now === null) return "";
  return kind === "list" && Array.isArray(now) ? now.join("\n") : String(now);
}

function typedIn({ kind }: Setting, text: string): SettingChange["value"] {
  if (kind !== "list") return text.trim();
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

const audienceInWords: Readonly<Record<Audience, string>> = {
  everybody: t`everybody`,
  "password-holders": t`whoever signs in with a password`,
  "provider-accounts": t`whoever signs in with a provider`,
  unverified: t`whoever has an address that is not verified`,
  "role-holders": t`whoever holds a role that is named anew or no more`,
  newcomers: t`whoever registers from then on, and nobody who is here`,
  staff: t`whoever moderates`,
  offenders: t`whoever does from then on what counts for it`,
  nobody: t`nobody here: it is about the server itself`,
};

const effects: Readonly<Record<string, string>> = {
  "at once": t`at once`,
  "at the next sign-in": t`at the next sign-in`,
  "after a restart": t`after a restart`,
};

function effectInWords({ changes, people }: SettingsPreview, takesEffect: Setting["takesEffect"]): string {
  const [changed] = changes;
  if (!changed?.isOtherwise) return t`Nothing changes by it.`;
  const [whom, when] = [audienceInWords[changed.concerns], effects[takesEffect ?? "at once"] ?? takesEffect ?? ""];
  if (people === null) return t`It changes for ${whom}, ${when}.`;
  return plural(people, {
    one: `It changes for ${whom} (one person), ${when}.`,
    other: `It changes for ${whom} (${people} people), ${when}.`,
  });
}
