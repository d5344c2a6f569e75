import { t } from "@lingui/core/macro";
import { Button, Checkbox, Group, Select, Stack, TagsInput, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useState } from "react";
import {
  addEndpoint,
  changeEndpoint,
  configuredModelsQuery,
  type Endpoint,
  type EndpointFields,
  endpointsQuery,
} from "../../api/models.ts";
import { problemOf } from "../../api/problem.ts";
import { FormProblem } from "../../parts/FormProblem.tsx";
import { closeForm } from "../../parts/formDialog.tsx";
import { tell } from "../../parts/tell.tsx";
import { useChange } from "../../parts/useChange.ts";
import { useTakeOver } from "../../parts/useTakeOver.ts";
import { useUnsaved } from "../../parts/useUnsaved.ts";
import { EndpointTest } from "./EndpointTest.tsx";
import { SecretInputs } from "./SecretInputs.tsx";
import { credentialsOf, type SecretFields } from "./secretFields.ts";

const labels = {
  name: t`Name`,
  baseURL: t`Address`,
  models: t`Models`,
  titleConvo: t`Makes titles for conversations`,
  titleModel: t`Model for titles`,
  label: t`Answers are signed with`,
  enabled: t`Offer its models at once`,
} as const;

type Fields = EndpointFields & Record<string, unknown>;

const fieldsOf = (former: Endpoint | null): Fields => ({
  name: former?.name ?? "",
  baseURL: former?.baseURL ?? "",
  models: former?.models ?? [],
  titleConvo: former?.titleConvo ?? false,
  titleModel: former?.titleModel ?? null,
  label: former?.label ?? "",
  enabled: former?.enabled ?? true,
});

interface EndpointFormProps {
  /** What is changed; null: a new one. */
  former: { id: string; endpoint: Endpoint; etag: string | null } | null;
}

export function EndpointForm({ former }: EndpointFormProps) {
  const form = useForm<Fields>({ initialValues: fieldsOf(former?.endpoint ?? null) });
  const meanwhile = useTakeOver<Fields>(form, fieldsOf(former?.endpoint ?? null));
  // Not among the fields: those are kept while a session ends, and what is secret never is.
  const [secret, setSecret] = useState<SecretFields | null>(former ? null : { key: "", headers: "" });
  const [fault, setFault] = useState<string | null>(null);
  const read = secret ? credentialsOf(secret) : undefined;
  const credentials = read && "fault" in read ? undefined : read;
  const saving = useChange({
    run: ({ name, ...fields }: Fields) =>
      former
        ? changeEndpoint(former.id, { ...fields, ...credentials }, former.etag)
        : addEndpoint({ ...fields, name: name.trim() }, credentials ?? { key: null, headers: {} }),
    refresh: [
      endpointsQuery.queryKey,
      configuredModelsQuery.queryKey,
      ["models"],
      ...(former ? [["endpoint", former.id]] : []),
    ],
    onDone: ({ name }) => {
      tell.done(former ? t`${name} is saved` : t`${name} is added`);
      closeForm();
    },
    onFailed: (error) => form.setErrors(problemOf(error).fields),
  });
  useUnsaved(
    () => form.isDirty() || (secret !== null && secret.key + secret.headers !== ""),
    former ? t`Your changes to this endpoint are not saved yet.` : t`This endpoint is not added yet.`,
  );
  const save = (fields: Fields) => {
    setFault(read && "fault" in read ? read.fault : null);
    if (!(read && "fault" in read)) saving.mutate(fields);
  };
  const { models, titleConvo, baseURL } = form.values;
  return (
    <form onSubmit={form.onSubmit(save)}>
      <Stack>
        {!former && (
          <TextInput
            label={labels.name}
            description={t`As people are shown it; it cannot be changed later`}
            data-autofocus
            required
            withAsterisk={false}
            maxLength={64}
            {...form.getInputProps("name")}
          />
        )}
        <TextInput
          label={labels.baseURL}
          description={t`OpenAI-compatible, up to the version`}
          placeholder={t`https://api.example.org/v1`}
          type="url"
          required
          withAsterisk={false}
          maxLength={2048}
          {...form.getInputProps("baseURL")}
        />
        <SecretInputs former={former?.endpoint ?? null} value={secret} onChange={setSecret} fault={fault} />
        <EndpointTest
          id={former?.id}
          baseURL={baseURL}
          credentials={credentials}
          onFound={(found) => form.setFieldValue("models", found)}
        />
        <TagsInput
          label={labels.models}
          description={t`What people are offered: type a name and press Enter, or test the endpoint and take its own`}
          maxTags={500}
          {...form.getInputProps("models")}
        />
        <TextInput
          label={labels.label}
          description={t`Left empty: its name`}
          maxLength={100}
          {...form.getInputProps("label")}
        />
        <Checkbox label={labels.titleConvo} {...form.getInputProps("titleConvo", { type: "checkbox" })} />
        {titleConvo && (
          <Select
            label={labels.titleModel}
            placeholder={t`That of the conversation`}
            clearable
            data={models}
            {...form.getInputProps("titleModel")}
          />
        )}
        {!former && (
          <Checkbox
            label={labels.enabled}
            description={t`To everybody, until they are restricted. Otherwise restrict them first, and switch it on then.`}
            {...form.getInputProps("enabled", { type: "checkbox" })}
          />
        )}
        <FormProblem form={form} saving={saving} meanwhile={meanwhile} labels={labels} />
        <Group justify="flex-end">
          <Button type="submit" loading={saving.isPending}>
            {former ? t`Save` : t`Add endpoint`}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
