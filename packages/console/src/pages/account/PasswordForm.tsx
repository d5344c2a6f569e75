import { t } from "@lingui/core/macro";
import { Button, Group, PasswordInput, Stack, Title } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { changePassword } from "../../api/auth.ts";
import { configQuery } from "../../api/config.ts";
import { problemOf } from "../../api/problem.ts";
import { ProblemCard } from "../../parts/ProblemCard.tsx";
import { useChange } from "../../parts/useChange.ts";

export function PasswordForm() {
  const { data: config } = useQuery(configQuery);
  const least = config?.minPasswordLength ?? 8;
  const form = useForm({
    initialValues: { currentPassword: "", newPassword: "", repeated: "" },
    validate: {
      newPassword: (value) => (value.length < least ? t`At least ${least} characters` : null),
      repeated: (value, { newPassword }) => (value === newPassword ? null : t`The two passwords differ`),
    },
  });
  const changing = useChange({
    run: ({ currentPassword, newPassword }: typeof form.values) => changePassword({ currentPassword, newPassword }),
    refresh: [["sessions"]],
    said: t`Your password is changed; your other sessions have ended`,
    onDone: () => form.reset(),
    onFailed: (error) => form.setErrors(problemOf(error).fields),
  });
  const toggle = { "aria-label": t`Show the password` };
  return (
    <form className="panel" onSubmit={form.onSubmit((values) => changing.mutate(values))} aria-label={t`Password`}>
      <Stack p="md">
        <Title order={2} size="h4">
          {t`Password`}
        </Title>
        <PasswordInput
          label={t`Current password`}
          autoComplete="current-password"
          required
          withAsterisk={false}
          visibilityToggleButtonProps={toggle}
          {...form.getInputProps("currentPassword")}
        />
        <PasswordInput
          label={t`New password`}
          description={t`At least ${least} characters. Your other sessions end.`}
          autoComplete="new-password"
          required
          withAsterisk={false}
          visibilityToggleButtonProps={toggle}
          {...form.getInputProps("newPassword")}
        />
        <PasswordInput
          label={t`Repeat the new password`}
          autoComplete="new-password"
          required
          withAsterisk={false}
          visibilityToggleButtonProps={toggle}
          {...form.getInputProps("repeated")}
        />
        {changing.error && <ProblemCard error={changing.error} />}
        <Group>
          <Button type="submit" loading={changing.isPending}>
            {t`Change password`}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
