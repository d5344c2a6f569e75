import { t } from "@lingui/core/macro";
import { ActionIcon, Button, Group, Select, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { categoriesQuery, modelsQuery } from "../../api/agents.ts";
import { type AgentFormState, modelKey } from "./agentForm.ts";
import { categoryLabel } from "./categoryLabel.ts";

const MOST_STARTERS = 4;

export function AgentFormFields({ form }: { form: AgentFormState }) {
  const { data: models } = useSuspenseQuery(modelsQuery);
  const { data: categories } = useSuspenseQuery(categoriesQuery);
  const choices = Object.entries(models)
    .filter(([endpoint, names]) => endpoint !== "agents" && names.length > 0)
    .map(([endpoint, names]) => ({
      group: endpoint,
      items: names.map((name) => ({ value: modelKey(endpoint, name), label: name })),
    }));
  const starters = form.values.starters;
  return (
    <Stack>
      <TextInput label={t`Name`} maxLength={256} required withAsterisk={false} {...form.getInputProps("name")} />
      <TextInput
        label={t`Description`}
        description={t`What it is for; whoever may use it reads this`}
        maxLength={1024}
        {...form.getInputProps("description")}
      />
      <Textarea
        label={t`Instructions`}
        description={t`What it is told before every conversation. Only those who may edit it can read them.`}
        autosize
        minRows={6}
        maxRows={24}
        {...form.getInputProps("instructions")}
      />
      <Group align="flex-start" grow preventGrowOverflow={false}>
        <Select
          label={t`Model`}
          data={choices}
          searchable
          allowDeselect={false}
          nothingFoundMessage={t`No such model`}
          placeholder={t`Choose a model`}
          miw={200}
          {...form.getInputProps("model")}
        />
        <Select
          label={t`Category`}
          data={categoriesOf(categories, form.values.category)}
          allowDeselect={false}
          miw={160}
          {...form.getInputProps("category")}
        />
      </Group>
      <fieldset style={{ border: 0, margin: 0, padding: 0 }}>
        <Text component="legend" size="sm" fw={500} mb={4}>
          {t`Conversation starters`}
        </Text>
        <Stack gap="xs">
          {starters.map((starter, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the place is what tells one starter from the other
            <Group key={at} gap="xs" wrap="nowrap">
              <TextInput
                className="grow"
                aria-label={t`Starter ${at + 1}`}
                value={starter}
                maxLength={500}
                onChange={(event) => form.setFieldValue(`starters.${at}`, event.currentTarget.value)}
              />
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={t`Remove starter ${at + 1}`}
                onClick={() => form.removeListItem("starters", at)}
              >
                <IconX size={16} />
              </ActionIcon>
            </Group>
          ))}
          {starters.length < MOST_STARTERS && (
            <Button
              variant="subtle"
              size="xs"
              leftSection={<IconPlus size={14} />}
              style={{ alignSelf: "flex-start" }}
              onClick={() => form.insertListItem("starters", "")}
            >
              {t`Add a starter`}
            </Button>
          )}
        </Stack>
      </fieldset>
    </Stack>
  );
}

function categoriesOf(categories: { value: string; label: string }[], current: string) {
  const known = categories
    .filter(({ value }) => value !== "all" && value !== "promoted")
    .map(({ value, label }) => ({ value, label: categoryLabel(value, label) }));
  return known.some(({ value }) => value === current)
    ? known
    : [...known, { value: current, label: categoryLabel(current) }];
}
