import { t } from "@lingui/core/macro";
import { Stack, Textarea } from "@mantine/core";
import { VariableList } from "./VariableList.tsx";

const LONGEST = 100_000;

interface PromptTextFieldProps {
  value: string;
  onChange(text: string): void;
  description: string;
}

/** The field for a text, and the variables that are found in it. */
export function PromptTextField({ value, onChange, description }: PromptTextFieldProps) {
  return (
    <Stack gap="xs">
      <Textarea
        label={t`Text`}
        description={description}
        required
        withAsterisk={false}
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
