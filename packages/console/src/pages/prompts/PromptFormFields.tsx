import { t } from "@lingui/core/macro";
import { Group, Stack, Text, TextInput } from "@mantine/core";
import { CategorySelect } from "./CategorySelect.tsx";
import { labels, type PromptFormState } from "./promptForm.ts";

const none = [{ value: "", label: t`None` }];

/** Everything of a prompt but its text. */
export function PromptFormFields({ form, isReadOnly = false }: { form: PromptFormState; isReadOnly?: boolean }) {
  return (
    <Stack>
      <TextInput
        label={labels.name}
        maxLength={255}
        required
        withAsterisk={false}
        readOnly={isReadOnly}
        {...form.getInputProps("name")}
      />
      <TextInput
        label={labels.oneliner}
        description={t`What it is for, in one line`}
        maxLength={500}
        readOnly={isReadOnly}
        {...form.getInputProps("oneliner")}
      />
      <Group align="flex-start" grow preventGrowOverflow={false}>
        <TextInput
          label={labels.command}
          description={t`To find it by in a chat: a to z, 0 to 9 and -`}
          maxLength={56}
          inputWrapperOrder={["label", "input", "description", "error"]}
          leftSection={<Text c="dimmed">/</Text>}
          leftSectionWidth={26}
          autoCapitalize="none"
          autoComplete="off"
          spellCheck={false}
          miw={200}
          readOnly={isReadOnly}
          {...form.getInputProps("command")}
        />
        <CategorySelect
          label={labels.category}
          before={none}
          miw={160}
          readOnly={isReadOnly}
          value={form.values.category}
          onChange={(category) => form.setFieldValue("category", category)}
        />
      </Group>
    </Stack>
  );
}
