import { t } from "@lingui/core/macro";
import { Button, Group, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { createAccount } from "../../api/people.ts";
import { problemOf } from "../../api/problem.ts";
import { closeForm } from "../../parts/formDialog.tsx";
import { ProblemCard } from "../../parts/ProblemCard.tsx";
import { showSecretOnce } from "../../parts/SecretOnce.tsx";
import { useChange } from "../../parts/useChange.ts";
import { useKept } from "../../parts/useKept.ts";
import { useUnsaved } from "../../parts/useUnsaved.ts";
import { RoleSelect } from "./RoleSelect.tsx";

export function NewAccountForm() {
  const form = useForm({ initialValues: { name: "", email: "", password: "", role: "USER" } });
  const creating = useChange({
    run: ({ name, email, password, role }: typeof form.values) =>
      createAccount({ name, email, ...(password && { password }), ...(role !== "USER" && { role }) }),
    refresh: [["accounts"]],
    said: ({ user }) => t`${user.name} has an account now`,
    onDone: ({ user, password }) => {
      closeForm();
      if (password) showSecretOnce(t`The account of ${user.name}`, t`First password`, password);
    },
    onFailed: (error) => form.setErrors(problemOf(error).fields),
  });
  useUnsaved(form.isDirty, t`This account is not made yet.`);
  useKept("fields", () => (form.isDirty() ? { ...form.getValues(), password: "" } : null), form.setValues);
  return (
    <form onSubmit={form.onSubmit((values) => creating.mutate(values))}>
      <Stack>
        <TextInput label={t`Name`} data-autofocus required withAsterisk={false} {...form.getInputProps("name")} />
        <TextInput label={t`Email`} type="email" required withAsterisk={false} {...form.getInputProps("email")} />
        <PasswordInput
          label={t`Password`}
          description={t`Empty: one is made and shown to you once`}
          autoComplete="new-password"
          visibilityToggleButtonProps={{ "aria-label": t`Show the password` }}
          {...form.getInputProps("password")}
        />
        <RoleSelect label={t`Role`} {...form.getInputProps("role")} />
        {creating.error && <ProblemCard error={creating.error} />}
        <Group justify="flex-end">
          <Button type="submit" loading={creating.isPending}>
            {t`Create account`}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
