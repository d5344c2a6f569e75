import { t } from "@lingui/core/macro";
import { Button, Group, Select, Stack, Text, Textarea } from "@mantine/core";
import { useState } from "react";
import type { PromptToUse } from "../../api/prompts.ts";
import { fillIn } from "../prompts/fillIn.ts";
import { PromptText } from "../prompts/PromptText.tsx";
import { askedVariablesOf, type Variable } from "../prompts/promptVariables.ts";

interface FillInFormProps {
  prompt: PromptToUse;
  automatic: ReadonlyMap<string, string>;
  onDone(values: ReadonlyMap<string, string>): void;
  onCancel(): void;
}

/** A field for each variable, and the text as it becomes. */
export function FillInForm({ prompt, automatic, onDone, onCancel }: FillInFormProps) {
  const text = prompt.productionPrompt?.prompt ?? "";
  const variables = askedVariablesOf(text);
  const [values, setValues] = useState<ReadonlyMap<string, string>>(
    () => new Map(variables.map(({ name, options }) => [name, options?.[0] ?? ""])),
  );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onDone(values);
      }}
    >
      <Stack>
        {variables.map((variable, at) => (
          <VariableField
            key={variable.name}
            variable={variable}
            value={values.get(variable.name) ?? ""}
            isFirst={at === 0}
            onChange={(value) => setValues(new Map(values).set(variable.name, value))}
          />
        ))}
        <div>
          <Text size="sm" fw={600} mb={4}>
            {t`The message`}
          </Text>
          <div className="panel" style={{ padding: "8px 12px" }}>
            <PromptText
              text={text}
              mah={180}
              label={t`The message`}
              filled={(source) => fillIn(source, values, automatic)}
            />
          </div>
          <Text size="xs" c="dimmed" mt={4}>
            {t`It is put into the field, and not sent yet. What you leave empty stays as it is.`}
          </Text>
        </div>
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            {t`Cancel`}
          </Button>
          <Button type="submit">{t`Put it in`}</Button>
        </Group>
      </Stack>
    </form>
  );
}

interface VariableFieldProps {
  variable: Variable;
  value: string;
  isFirst: boolean;
  onChange(value: string): void;
}

function VariableField({ variable: { name, options }, value, isFirst, onChange }: VariableFieldProps) {
  const focus = { autoFocus: isFirst, ...(isFirst && { "data-autofocus": true }) };
  if (options !== null)
    return (
      <Select
        {...focus}
        label={name}
        data={[...options]}
        value={value}
        allowDeselect={false}
        onChange={(next) => onChange(next ?? "")}
      />
    );
  return (
    <Textarea
      {...focus}
      label={name}
      autosize
      minRows={1}
      maxRows={8}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
