import { t } from "@lingui/core/macro";
import { Button, Group, Stack, TagsInput, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { type ApiKey, editKey, KEYS_CHANGED, type KeyMaker, makeKey } from "../../api/keys.ts";
import { problemOf } from "../../api/problem.ts";
import { closeForm } from "../../parts/formDialog.tsx";
import { ProblemCard } from "../../parts/ProblemCard.tsx";
import { tell } from "../../parts/tell.tsx";
import { useChange } from "../../parts/useChange.ts";
import { useKept } from "../../parts/useKept.ts";
import { useUnsaved } from "../../parts/useUnsaved.ts";
import { KeyEnd } from "./KeyEnd.tsx";
import { KeyLimits } from "./KeyLimits.tsx";
import { KeyUse } from "./KeyUse.tsx";
import { faultsOf, fieldsOf, type KeyFields, wishOf } from "./keyFields.ts";
import { showKeyOnce } from "./showKeyOnce.tsx";

/** A new key, for oneself or for a program: it is shown once it is made. */
export function NewKeyForm({ holder }: { holder: KeyMaker }) {
  const making = (wish: Wish) => makeKey(holder, wish);
  return (
    <KeyForm
      former={null}
      isOwn={holder.kind === "own"}
      save={making}
      onSaved={({ name, key }) => showKeyOnce(name, key)}
    />
  );
}

/** The key itself stays as it is. */
export function EditKeyForm({ holder, former }: { holder: KeyMaker; former: ApiKey }) {
  return (
    <KeyForm
      former={former}
      isOwn={holder.kind === "own"}
      save={(wish) => editKey(holder, former.id, wish)}
      onSaved={({ name }) => tell.done(t`${name} is saved`)}
    />
  );
}

type Wish = ReturnType<typeof wishOf>;

interface KeyFormProps<Saved> {
  former: ApiKey | null;
  isOwn: boolean;
  save(wish: Wish): Promise<Saved>;
  onSaved(saved: Saved): void;
}

function KeyForm<Saved>({ former, isOwn, save, onSaved }: KeyFormProps<Saved>) {
  const form = useForm<KeyFields>({
    initialValues: fieldsOf(former),
    validate: (fields) => faultsOf(fields, Date.now()),
  });
  const saving = useChange({
    run: (fields: KeyFields) => save(wishOf(fields, former, Date.now())),
    refresh: KEYS_CHANGED,
    onDone: (saved) => {
      closeForm();
      onSaved(saved);
    },
    onFailed: (error) => form.setErrors(byField(problemOf(error).fields)),
  });
  useUnsaved(form.isDirty, former ? t`Your changes to this key are not saved yet.` : t`This key is not made yet.`);
  useKept(`key ${former?.id ?? "new"}`, () => (form.isDirty() ? form.getValues() : null), form.setValues);
  return (
    <form onSubmit={form.onSubmit((fields) => saving.mutate(fields))} noValidate>
      <Stack>
        <TextInput
          label={t`Name`}
          description={t`What it is for: the program, and where it runs`}
          placeholder={t`Nightly report`}
          data-autofocus
          required
          withAsterisk={false}
          maxLength={100}
          {...form.getInputProps("name")}
        />
        <KeyEnd form={form} former={former} />
        <KeyUse form={form} isOwn={isOwn} />
        <TagsInput
          label={t`Addresses`}
          description={t`It works from these alone: type an address or a range and press Enter. From everywhere, if there are none.`}
          placeholder={form.values.addresses.length === 0 ? "203.0.113.0/24" : ""}
          splitChars={[",", " ", ";"]}
          maxTags={20}
          {...form.getInputProps("addresses")}
        />
        <KeyLimits form={form} />
        {saving.error && !isOfFields(saving.error) && <ProblemCard error={saving.error} />}
        <Group justify="flex-end">
          <Button type="submit" loading={saving.isPending}>
            {former ? t`Save` : t`Make key`}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** Said beside the fields already. */
const isOfFields = (error: unknown) => Object.keys(problemOf(error).fields).length > 0;

/** The server names each address by its place; the field holds them all. */
function byField(fields: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).map(([path, text]) => [fieldOf(path), text]));
}
const fieldOf = (path: string): string => fieldNames[path] ?? path.split(".")[0] ?? path;
const fieldNames: Readonly<Record<string, string>> = {
  expiresAt: "end",
  "limits.requestsPerMinute": "requests",
  "limits.tokensPerMinute": "tokens",
  "limits.budget.credits": "credits",
};
