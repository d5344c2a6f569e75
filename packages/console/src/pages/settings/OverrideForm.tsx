import { t } from "@lingui/core/macro";
import { Button, Group, NumberInput, Select, Stack, Switch, TagsInput, Text, Textarea } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { problemOf } from "../../api/problem.ts";
import {
  EVERYBODY,
  type Json,
  type Override,
  type OverrideFields,
  type OverridePreview,
  type PrincipalType,
  previewOverride,
  putOverride,
  SETTINGS_CHANGED,
  type Tree,
} from "../../api/settings.ts";
import { ChangeProblem } from "../../parts/ChangeProblem.tsx";
import { closeForm, openForm } from "../../parts/formDialog.tsx";
import { PrincipalPicker } from "../../parts/PrincipalPicker.tsx";
import { useChange } from "../../parts/useChange.ts";
import { useUnsaved } from "../../parts/useUnsaved.ts";
import { whoseInWords } from "./valueInWords.ts";

/** Switches of the interface that need no reading of a reference. */
const switches: Readonly<Record<string, string>> = {
  modelSelect: t`Choice of a model`,
  endpointsMenu: t`Menu of endpoints`,
  parameters: t`Panel of parameters`,
  presets: t`Presets`,
};

/** Whom it is for; one that there is already is changed. */
export function NewOverride({ of }: { of: readonly Override[] }) {
  const begin = (type: PrincipalType, id: string, name: string | null) => {
    const former = of.find((one) => one.principalType === type && one.principalId === id) ?? null;
    const whose = whoseInWords(type, id, name);
    openForm({
      title: former ? t`Change the override of ${whose}` : t`Add an override for ${whose}`,
      isLarge: true,
      children: <OverrideForm key={`${type} ${id}`} type={type} id={id} whose={whose} former={former} />,
    });
  };
  return (
    <Stack>
      <PrincipalPicker
        label={t`Person, group or role`}
        types={["user", "group", "role"]}
        autoFocus
        onPick={({ type, id, name }) => begin(type as PrincipalType, id, name)}
      />
      <Group>
        <Button variant="default" onClick={() => begin("role", EVERYBODY, null)}>
          {t`For everybody`}
        </Button>
      </Group>
    </Stack>
  );
}

interface OverrideFormProps {
  type: PrincipalType;
  id: string;
  whose: string;
  /** null: a new one. */
  former: Override | null;
}

export function OverrideForm({ type, id, whose, former }: OverrideFormProps) {
  const begun = written(former?.overrides ?? {});
  const [text, setText] = useState(begun);
  const [priority, setPriority] = useState(former?.priority ?? (id === EVERYBODY ? 0 : 10));
  const [isActive, setIsActive] = useState(former?.isActive ?? true);
  const [tombstones, setTombstones] = useState<string[]>([...(former?.tombstones ?? [])]);
  const tree = treeOf(text);
  const fields: OverrideFields = { priority, isActive, tombstones, overrides: tree ?? {} };
  const looking = useMutation({ mutationFn: () => previewOverride(type, id, fields) });
  const saving = useChange({
    run: () => putOverride(type, id, fields, former?.configVersion ?? 0),
    refresh: SETTINGS_CHANGED,
    said: t`Saved for ${whose}`,
    onDone: closeForm,
    onFailed: () => undefined,
  });
  const isDirty =
    text !== begun ||
    priority !== (former?.priority ?? priority) ||
    isActive !== (former?.isActive ?? true) ||
    tombstones.join() !== (former?.tombstones ?? []).join();
  useUnsaved(() => isDirty, t`The override of ${whose} is not saved yet.`);
  const shown = isTree(tree?.interface) ? tree.interface : {};
  const setShown = (key: string, value: Json | undefined) => {
    const { [key]: _former, ...rest } = shown;
    const next = value === undefined ? rest : { ...rest, [key]: value };
    const { interface: _shown, ...others } = tree ?? {};
    looking.reset();
    setText(written(Object.keys(next).length === 0 ? others : { ...others, interface: next }));
  };
  return (
    <form
      aria-label={t`Override of ${whose}`}
      onSubmit={(event) => {
        event.preventDefault();
        saving.mutate();
      }}
    >
      <Stack>
        <Group grow align="flex-start">
          <NumberInput
            label={t`Priority`}
            description={t`The highest wins`}
            min={-1_000_000}
            max={1_000_000}
            allowDecimal={false}
            value={priority}
            onChange={(next) => setPriority(Number(next) || 0)}
          />
          <Switch
            label={t`Counts`}
            description={t`Off: it is kept, and changes nothing`}
            checked={isActive}
            onChange={(event) => setIsActive(event.currentTarget.checked)}
          />
        </Group>
        <Textarea
          label={t`Greeting of an empty conversation`}
          autosize
          disabled={tree === null}
          value={typeof shown.customWelcome === "string" ? shown.customWelcome : ""}
          onChange={(event) => setShown("customWelcome", event.currentTarget.value || undefined)}
        />
        <Group grow preventGrowOverflow={false} align="flex-start">
          {Object.entries(switches).map(([key, label]) => (
            <Select
              key={key}
              label={label}
              miw={160}
              disabled={tree === null}
              data={[
                { value: "as", label: t`As for others` },
                { value: "true", label: t`Shown` },
                { value: "false", label: t`Not shown` },
              ]}
              value={typeof shown[key] === "boolean" ? String(shown[key]) : "as"}
              allowDeselect={false}
              onChange={(next) => setShown(key, next === "as" ? undefined : next === "true")}
            />
          ))}
        </Group>
        <Textarea
          label={t`All of it, as JSON`}
          description={t`With the names of librechat.yaml: interface, modelSpecs, fileConfig, balance, endpoints.custom`}
          autosize
          minRows={5}
          maxRows={16}
          styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
          error={tree === null && t`This is no JSON object`}
          value={text}
          onChange={(event) => {
            looking.reset();
            setText(event.currentTarget.value);
          }}
        />
        <TagsInput
          label={t`Taken away`}
          description={t`Paths such as interface.customWelcome: what lies beneath counts no more`}
          value={tombstones}
          onChange={setTombstones}
        />
        <Text size="sm" role="status" style={{ overflowWrap: "anywhere" }}>
          {looking.data && impactInWords(looking.data)}
          {looking.error && problemOf(looking.error).message}
        </Text>
        <ChangeProblem of={saving} />
        <Group justify="flex-end">
          <Button
            variant="default"
            disabled={tree === null}
            loading={looking.isPending}
            onClick={() => looking.mutate()}
          >
            {t`Who gets something else?`}
          </Button>
          <Button type="submit" disabled={tree === null || (former !== null && !isDirty)} loading={saving.isPending}>
            {t`Save`}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

const written = (tree: Tree): string => JSON.stringify(tree, null, 2);
const isTree = (value: Json | undefined): value is Tree =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** null: it is none. */
function treeOf(text: string): Tree | null {
  try {
    const read: Json = JSON.parse(text.trim() === "" ? "{}" : text);
    return isTree(read) ? read : null;
  } catch {
    return null;
  }
}

/** Who gets something else. */
export function impactInWords({ people, of, paths, page }: OverridePreview): string {
  if (people === 0) return t`Nobody of ${of} gets anything else.`;
  const names = page.flatMap(({ name }) => name ?? []);
  const what = t`${people} of ${of} people get something else (${paths.join(", ")})`;
  if (names.length === 0) return `${what}.`;
  const who = names.join(", ");
  return people > names.length ? t`${what}: ${who} and others.` : `${what}: ${who}.`;
}
