import { t } from "@lingui/core/macro";
import { Alert, Button, PasswordInput, Stack, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { configQuery } from "../../api/config.ts";
import { resetPassword } from "../../api/mail.ts";
import { problemOf } from "../../api/problem.ts";
import { session } from "../../api/session.ts";
import { Loaded } from "../../parts/Loaded.tsx";
import { ButtonLink, TextLink } from "../../parts/links.tsx";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { ProblemCard } from "../../parts/ProblemCard.tsx";
import { useHiddenQuery } from "../../parts/useHiddenQuery.ts";
import { FrontPage } from "./FrontPage.tsx";

const route = getRouteApi("/reset-password");

export function ResetPasswordPage() {
  useHiddenQuery("userId", "token");
  return (
    <FrontPage>
      <PageTitle title={t`Set a new password`} />
      <Loaded>
        <ResetPasswordForm />
      </Loaded>
    </FrontPage>
  );
}

function ResetPasswordForm() {
  const { data: config } = useSuspenseQuery(configQuery);
  const { userId = "", token = "" } = route.useSearch();
  const least = config.minPasswordLength ?? 8;
  const form = useForm({
    initialValues: { password: "", repeated: "" },
    validate: {
      password: (value) => (value.length < least ? t`At least ${least} characters` : null),
      repeated: (value, { password }) => (value === password ? null : t`The two passwords differ`),
    },
  });
  const setting = useMutation({
    mutationFn: ({ password }: { password: string }) => resetPassword({ userId, token, password }),
    // Every session has ended, one of this browser among them.
    onSuccess: () => session.signOut(),
    onError: (error) => form.setErrors(problemOf(error).fields),
  });
  if (setting.data)
    return (
      <Stack>
        <Alert color="gate" title={t`Your password is set`} role="status">
          {t`You were signed out everywhere. Sign in with the new one.`}
        </Alert>
        <ButtonLink to="/login">{t`Go to sign-in`}</ButtonLink>
      </Stack>
    );
  const toggle = { "aria-label": t`Show the password` };
  return (
    <form onSubmit={form.onSubmit((values) => setting.mutate(values))}>
      <Stack>
        <PasswordInput
          label={t`New password`}
          description={t`At least ${least} characters. You are signed out everywhere.`}
          autoComplete="new-password"
          required
          withAsterisk={false}
          visibilityToggleButtonProps={toggle}
          {...form.getInputProps("password")}
        />
        <PasswordInput
          label={t`Repeat the new password`}
          autoComplete="new-password"
          required
          withAsterisk={false}
          visibilityToggleButtonProps={toggle}
          {...form.getInputProps("repeated")}
        />
        {setting.error && (
          <ProblemCard error={setting.error}>
            {problemOf(setting.error).code === "link-invalid" && (
              <TextLink to="/forgot-password" size="sm" underline="always">
                {t`Ask for another link`}
              </TextLink>
            )}
          </ProblemCard>
        )}
        <Button type="submit" loading={setting.isPending}>
          {t`Set the password`}
        </Button>
        <Text size="sm" ta="center">
          <TextLink to="/login" underline="always">
            {t`Back to sign-in`}
          </TextLink>
        </Text>
      </Stack>
    </form>
  );
}
