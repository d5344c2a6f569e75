import { t } from "@lingui/core/macro";
import { Alert, Button, Group, PasswordInput, Stack, Text, TextInput, Title } from "@mantine/core";
import { useForm } from "@mantine/form";
import { askForAddress } from "../../api/mail.ts";
import { problemOf } from "../../api/problem.ts";
import { session } from "../../api/session.ts";
import { ProblemCard } from "../../parts/ProblemCard.tsx";
import { useChange } from "../../parts/useChange.ts";

/** Another address of one's own: it becomes the account's when it was confirmed there. */
export function AddressForm() {
  const form = useForm({ initialValues: { email: "", password: "" } });
  const asking = useChange({
    run: (values: typeof form.values) => askForAddress(values),
    onDone: () => form.reset(),
    onFailed: (error) => form.setErrors(problemOf(error).fields),
  });
  return (
    <form className="panel" onSubmit={form.onSubmit((values) => asking.mutate(values))} aria-label={t`Address`}>
      <Stack p="md">
        <Title order={2} size="h4">
          {t`Address`}
        </Title>
        <Text size="sm" style={{ overflowWrap: "anywhere" }}>
          {t`You sign in with ${session.user()?.email ?? ""}.`}
        </Text>
        <TextInput
          label={t`New address`}
          description={t`A link is sent there; until you open it, nothing changes.`}
          type="email"
          autoComplete="email"
          required
          withAsterisk={false}
          {...form.getInputProps("email")}
        />
        <PasswordInput
          label={t`Your password`}
          autoComplete="current-password"
          required
          withAsterisk={false}
          visibilityToggleButtonProps={{ "aria-label": t`Show the password` }}
          {...form.getInputProps("password")}
        />
        {asking.error && <ProblemCard error={asking.error} />}
        {asking.data && <Alert role="status">{asking.data.message}</Alert>}
        <Group>
          <Button type="submit" loading={asking.isPending}>
            {t`Change address`}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
