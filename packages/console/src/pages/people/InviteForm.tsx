import { t } from "@lingui/core/macro";
import { Button, Group, MultiSelect, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { groupsQuery } from "../../api/groups.ts";
import { invite } from "../../api/mail.ts";
import { problemOf } from "../../api/problem.ts";
import { closeForm } from "../../parts/formDialog.tsx";
import { ProblemCard } from "../../parts/ProblemCard.tsx";
import { useChange } from "../../parts/useChange.ts";
import { useKept } from "../../parts/useKept.ts";
import { useMailWaits } from "../../parts/useMailWaits.ts";
import { useUnsaved } from "../../parts/useUnsaved.ts";
import { RoleSelect } from "./RoleSelect.tsx";

export function InviteForm() {
  const { data } = useQuery({ ...groupsQuery("", 1), retry: false });
  const form = useForm({ initialValues: { email: "", role: "USER", groups: [] as string[] } });
  const mailWaits = useMailWaits();
  const inviting = useChange({
    run: ({ email, role, groups }: typeof form.values) =>
      invite({ email, ...(role !== "USER" && { role }), ...(groups.length > 0 && { groups }) }),
    refresh: [["invitations"], ["outbox"]],
    said: ({ invitation }) =>
      mailWaits ? t`${invitation.email} is invited. The letter waits in the Outbox` : t`${invitation.email} is invited`,
    onDone: closeForm,
    onFailed: (error) => form.setErrors(problemOf(error).fields),
  });
  useUnsaved(form.isDirty, t`This invitation is not sent yet.`);
  useKept("fields", () => (form.isDirty() ? form.getValues() : null), form.setValues);
  return (
    <form onSubmit={form.onSubmit((values) => inviting.mutate(values))}>
      <Stack>
        <TextInput
          label={t`Email`}
          type="email"
          description={t`The invitation holds for this address only, for seven days`}
          data-autofocus
          required
          withAsterisk={false}
          {...form.getInputProps("email")}
        />
        <RoleSelect label={t`Role`} {...form.getInputProps("role")} />
        <MultiSelect
          label={t`Groups`}
          data={(data?.groups ?? []).map(({ _id, name }) => ({ value: _id, label: name }))}
          searchable
          nothingFoundMessage={t`No group of this name`}
          {...form.getInputProps("groups")}
        />
        {mailWaits && (
          <Text size="sm">
            {t`There is no mail server here, so nothing is sent. The letter with the link waits in the Outbox, where the operator of this server reads it and hands the link on.`}
          </Text>
        )}
        {inviting.error && <ProblemCard error={inviting.error} />}
        <Group justify="flex-end">
          <Button type="submit" loading={inviting.isPending}>
            {mailWaits ? t`Make the invitation` : t`Send the invitation`}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
