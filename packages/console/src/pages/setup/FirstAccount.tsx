import { t } from "@lingui/core/macro";
import { Button, Stack, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { register, signIn } from "../../api/auth.ts";
import { type Config, configQuery } from "../../api/config.ts";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { ProblemCard } from "../../parts/ProblemCard.tsx";
import { AccountFields, type AccountForm, showFieldErrors, useAccountForm } from "../signIn/AccountFields.tsx";

/** Registers the first account, which becomes super admin, and signs it in. */
export function FirstAccount({ config, onDone }: { config: Config; onDone(): Promise<void> }) {
  const queryClient = useQueryClient();
  const minPassword = config.minPasswordLength ?? 8;
  const form = useAccountForm(minPassword);
  const making = useMutation({
    mutationFn: async ({ name, email, password, confirm, setupCode }: AccountForm) => {
      await register({
        name,
        email,
        password,
        confirm_password: confirm,
        ...(setupCode && { setup_code: setupCode.trim() }),
      });
      await signIn({ email, password });
    },
    onSuccess: async () => {
      await onDone();
      void queryClient.invalidateQueries({ queryKey: configQuery.queryKey });
    },
    onError: (error) => showFieldErrors(form, error),
  });
  return (
    <>
      <PageTitle
        title={t`Welcome to Gatehouse`}
        text={t`Nobody has an account here yet. The first one is yours: the super admin, who may set up everything else.`}
      />
      <form onSubmit={form.onSubmit((values) => making.mutate(values))}>
        <Stack>
          <AccountFields form={form} minPassword={minPassword} />
          {config.setupCodeRequired && (
            <TextInput
              label={t`Set-up code`}
              description={t`The server printed it when it started`}
              autoComplete="off"
              required
              withAsterisk={false}
              {...form.getInputProps("setupCode")}
            />
          )}
          {making.error && <ProblemCard error={making.error} />}
          <Button type="submit" loading={making.isPending}>
            {t`Create the super admin`}
          </Button>
        </Stack>
      </form>
    </>
  );
}
