import { Stack, Textarea } from "@mantine/core";
import type { ReactNode } from "react";
import { VariableList } from "./VariableList.tsx";

const LONGEST = 100_000;

interface PromptTextFieldProps {
  value: string;
  onChange(text: string): void;
  description?: ReactNode;
  error?: ReactNode;
}

/** The field for a text, and the variables that are found in it. */
export function PromptTextField({ value, onChange, description, error }: PromptTextFieldProps) {
  return (
    <Stack gap="xs">
      <Textarea
        label="Text"
        description={description}
        error={error}
        autosize
        minRows={6}
        maxRows={24}
        maxLength={LONGEST}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <VariableList text={value} />
    </Stack>
  );
}
