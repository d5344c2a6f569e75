import { t } from "@lingui/core/macro";
import { Button, Group, PasswordInput, Select, Textarea, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { type KeyKind, readDocument, type Tool, type ToolFields } from "../../api/tools.ts";
import { ProblemCard } from "../../parts/ProblemCard.tsx";
import { useChange } from "../../parts/useChange.ts";
import { kindOptions } from "./documentFields.ts";
import { FunctionList } from "./FunctionList.tsx";

interface DocumentFieldsProps<Fields extends ToolFields> {
  form: UseFormReturnType<Fields>;
  /** What is changed; null: a new one. */
  former: Tool | null;
  autoFocus?: boolean;
}

/** An OpenAPI document, where it speaks to, and its key. What the document says is shown before it is saved. */
export function DocumentFields<Fields extends ToolFields>({ form, former, autoFocus }: DocumentFieldsProps<Fields>) {
  const { spec, kind } = form.values;
  const set = (values: Partial<ToolFields>) => form.setValues(values as Partial<Fields>);
  const reading = useChange({
    run: (text: string) => readDocument(text),
    onDone: (read) => {
      if (form.getValues().domain === "") set({ domain: read.domain });
    },
    onFailed: () => undefined,
  });
  const isKeyKept = former?.auth?.hasKey === true;
  return (
    <>
      <Textarea
        label={t`OpenAPI document`}
        description={t`Version 3.0 or 3.1, as JSON or YAML`}
        data-autofocus={autoFocus}
        required
        withAsterisk={false}
        autosize
        minRows={6}
        maxRows={14}
        styles={{ input: { fontFamily: "monospace" } }}
        spellCheck={false}
        {...form.getInputProps("spec")}
      />
      <Group>
        <Button
          size="xs"
          variant="default"
          loading={reading.isPending}
          disabled={spec.trim() === ""}
          onClick={() => reading.mutate(spec)}
        >
          {t`Read the document`}
        </Button>
      </Group>
      {reading.error ? (
        <ProblemCard error={reading.error} />
      ) : (
        reading.data && (
          <div role="status">
            <FunctionList
              {...reading.data}
              title={reading.data.title || reading.data.domain}
              label={t`Functions of the document`}
            />
          </div>
        )
      )}
      <TextInput
        label={t`Domain`}
        description={t`Where it speaks to, as the document's first server says`}
        placeholder={t`api.example.org`}
        required
        withAsterisk={false}
        {...form.getInputProps("domain")}
      />
      <Select
        label={t`Key`}
        data={kindOptions}
        allowDeselect={false}
        value={kind}
        onChange={(value) => set({ kind: (value ?? "none") as KeyKind })}
      />
      {kind === "custom" && (
        <TextInput
          label={t`Header`}
          placeholder={t`X-Api-Key`}
          required
          withAsterisk={false}
          {...form.getInputProps("header")}
        />
      )}
      {kind !== "none" && (
        <PasswordInput
          label={kind === "basic" ? t`Name and password` : t`Value of the key`}
          description={
            isKeyKept
              ? t`Leave it empty to keep the one that is there; for another domain or header it is needed again`
              : t`Kept encrypted; nobody is shown it again`
          }
          required={!isKeyKept}
          withAsterisk={false}
          autoComplete="off"
          {...form.getInputProps("key")}
        />
      )}
    </>
  );
}
