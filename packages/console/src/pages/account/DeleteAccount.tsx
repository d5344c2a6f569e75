import { t } from "@lingui/core/macro";
import { Button, Group, PasswordInput, Stack, Text, Title } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { thingsQuery } from "../../api/belongings.ts";
import { configQuery } from "../../api/config.ts";
import { deleteOwnAccount } from "../../api/mail.ts";
import { secondFactorQuery } from "../../api/secondFactor.ts";
import { session } from "../../api/session.ts";
import { CodeField, codeOf, noCode, wrongCode } from "../../parts/CodeField.tsx";
import { closeForm, openForm } from "../../parts/formDialog.tsx";
import { ProblemCard } from "../../parts/ProblemCard.tsx";
import { useChange } from "../../parts/useChange.ts";
import { type Choice, isReady, isWhole, ThingsChoice } from "../belongings/ThingsChoice.tsx";

export function DeleteAccount() {
  const { data: config } = useQuery({ ...configQuery, queryKey: [...configQuery.queryKey, "signed-in"] });
  if (!config?.allowAccountDeletion) return null;
  return (
    <Stack className="panel" p="md" component="section" aria-label={t`Delete your account`}>
      <Title order={2} size="h4">
        {t`Leave`}
      </Title>
      <Text size="sm">{t`Your account and what nobody else reaches of yours go with it.`}</Text>
      <Group>
        <Button
          variant="default"
          onClick={() => openForm({ title: t`Delete your account?`, children: <DeleteForm />, isLarge: true })}
        >
          {t`Delete my account`}
        </Button>
      </Group>
    </Stack>
  );
}

function DeleteForm() {
  const navigate = useNavigate();
  const form = useForm({ initialValues: { password: "" } });
  const [code, setCode] = useState(noCode);
  const [wish, setWish] = useState<Choice>({ things: "organization" });
  const preview = useQuery({ ...thingsQuery(null, wish), enabled: isWhole(wish) });
  const takesCode = useQuery(secondFactorQuery).data?.enabled === true;
  const deleting = useChange({
    run: ({ password }: { password: string }) =>
      deleteOwnAccount({ ...wish, ...(password && { password }), ...(takesCode && codeOf(code)) }),
    said: t`Your account is deleted`,
    onDone: () => {
      closeForm();
      session.signOut();
      void navigate({ to: "/login", ignoreBlocker: true });
    },
    // Shown in the dialog.
    onFailed: () => undefined,
  });
  return (
    <form onSubmit={form.onSubmit((values) => deleting.mutate(values))}>
      <Stack>
        <Text size="sm">{t`Your account and your private content are gone for good. This cannot be undone.`}</Text>
        <ThingsChoice account={null} value={wish} onChange={setWish} preview={preview} />
        <PasswordInput
          label={t`Your password`}
          description={t`If you have none, sign in just before.`}
          autoComplete="current-password"
          data-autofocus
          visibilityToggleButtonProps={{ "aria-label": t`Show the password` }}
          {...form.getInputProps("password")}
        />
        {takesCode && <CodeField value={code} onChange={setCode} error={deleting.error} />}
        {deleting.error && wrongCode(deleting.error) === null && <ProblemCard error={deleting.error} />}
        <Group justify="flex-end">
          <Button type="submit" color="red.9" disabled={!isReady(wish, preview.data)} loading={deleting.isPending}>
            {t`Delete my account`}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
