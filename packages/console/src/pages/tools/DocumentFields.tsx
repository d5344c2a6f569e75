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
        label="OpenAPI document"
        description="Version 3.0 or 3.1, as JSON or YAML"
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
          Read the document
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
              label="Functions of the document"
            />
          </div>
        )
      )}
      <TextInput
        label="Domain"
        description="Where it speaks to, as the document's first server says"
        placeholder="api.example.org"
        required
        withAsterisk={false}
        {...form.getInputProps("domain")}
      />
      <Select
        label="Key"
        data={kindOptions}
        allowDeselect={false}
        value={kind}
        onChange={(value) => set({ kind: (value ?? "none") as KeyKind })}
      />
      {kind === "custom" && (
        <TextInput
          label="Header"
          placeholder="X-Api-Key"
          required
          withAsterisk={false}
          {...form.getInputProps("header")}
        />
      )}
      {kind !== "none" && (
        <PasswordInput
          label={kind === "basic" ? "Name and password" : "Value of the key"}
          description={
            isKeyKept
              ? "Leave it empty to keep the one that is there; for another domain or header it is needed again"
              : "Kept encrypted; nobody is shown it again"
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
