import { t } from "@lingui/core/macro";
import { Button, Group, Stack, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { problemOf } from "../../api/problem.ts";
import { createRole, type RoleWithFeatures, roleQuery, updateRole } from "../../api/roles.ts";
import { FormProblem } from "../../parts/FormProblem.tsx";
import { closeForm } from "../../parts/formDialog.tsx";
import { changed } from "../../parts/takeOver.ts";
import { useChange } from "../../parts/useChange.ts";
import { useTakeOver } from "../../parts/useTakeOver.ts";
import { useUnsaved } from "../../parts/useUnsaved.ts";

const labels = { name: t`Name`, description: t`Description` } as const;
const fieldsOf = (role?: RoleWithFeatures) => ({ name: role?.name ?? "", description: role?.description ?? "" });

/** Makes a role, or changes the name and description of one. */
export function RoleForm({ name }: { name?: string }) {
  const navigate = useNavigate();
  const { data: read } = useQuery({ ...roleQuery(name ?? ""), enabled: name !== undefined });
  const form = useForm({ initialValues: fieldsOf(read?.role) });
  const meanwhile = useTakeOver(form, fieldsOf(read?.role));
  const saving = useChange({
    run: (values: typeof form.values) =>
      read ? updateRole(read.role.name, changed(fieldsOf(read.role), values), read.etag) : createRole(values),
    refresh: [["roles"]],
    said: ({ role }) => t`${role.name} is saved`,
    onDone: ({ role }) => {
      closeForm();
      void navigate({ to: "/roles/$roleName", params: { roleName: role.name }, ignoreBlocker: true });
    },
    onFailed: (error) => form.setErrors(problemOf(error).fields),
  });
  useUnsaved(
    form.isDirty,
    name === undefined ? t`This role is not made yet.` : t`Your changes to this role are not saved yet.`,
  );
  return (
    <form onSubmit={form.onSubmit((values) => saving.mutate(values))}>
      <Stack>
        <TextInput
          label={labels.name}
          data-autofocus
          required
          withAsterisk={false}
          maxLength={500}
          {...form.getInputProps("name")}
        />
        <Textarea label={labels.description} autosize maxLength={2000} {...form.getInputProps("description")} />
        <FormProblem form={form} saving={saving} meanwhile={meanwhile} labels={labels} />
        <Group justify="flex-end">
          <Button type="submit" loading={saving.isPending}>
            {name === undefined ? t`Create role` : t`Save`}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
