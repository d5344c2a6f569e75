import { Button, Group as Line, Stack, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { modals } from "@mantine/modals";
import { createGroup, type Group, updateGroup } from "../../api/groups.ts";
import { problemOf } from "../../api/problem.ts";
import { ProblemCard } from "../../parts/ProblemCard.tsx";
import { useChange } from "../../parts/useChange.ts";

/** Makes a group, or changes the name and description of one. */
export function GroupForm({ group }: { group?: Group }) {
  const form = useForm({ initialValues: { name: group?.name ?? "", description: group?.description ?? "" } });
  const saving = useChange({
    run: (values: typeof form.values) => (group ? updateGroup(group._id, values) : createGroup(values)),
    refresh: [["groups"]],
    said: (answer) => `${answer.group.name} is saved`,
    onDone: () => modals.closeAll(),
    onFailed: (error) => form.setErrors(problemOf(error).fields),
  });
  return (
    <form onSubmit={form.onSubmit((values) => saving.mutate(values))}>
      <Stack>
        <TextInput
          label="Name"
          data-autofocus
          required
          withAsterisk={false}
          maxLength={500}
          {...form.getInputProps("name")}
        />
        <Textarea label="Description" autosize maxLength={2000} {...form.getInputProps("description")} />
        {saving.error && <ProblemCard error={saving.error} />}
        <Line justify="flex-end">
          <Button type="submit" loading={saving.isPending}>
            {group ? "Save" : "Create group"}
          </Button>
        </Line>
      </Stack>
    </form>
  );
}
