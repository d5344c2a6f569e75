import { t } from "@lingui/core/macro";
import { Alert, Button, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useSuspenseQuery } from "@tanstack/react-query";
import { configQuery } from "../../api/config.ts";
import { askForReset } from "../../api/mail.ts";
import { Loaded } from "../../parts/Loaded.tsx";
import { ButtonLink, TextLink } from "../../parts/links.tsx";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { ProblemCard } from "../../parts/ProblemCard.tsx";
import { FrontPage } from "./FrontPage.tsx";
import { AnotherOrganization, OrganizationField } from "./OrganizationField.tsx";
import { useOrganization } from "./useOrganization.ts";

export function ForgotPasswordPage() {
  return (
    <FrontPage>
      <PageTitle title={t`Forgot your password?`} />
      <Loaded>
        <ForgotPasswordForm />
      </Loaded>
    </FrontPage>
  );
}

function ForgotPasswordForm() {
  const { data: config } = useSuspenseQuery(configQuery);
  const organization = useOrganization("/forgot-password");
  const search = organization.slug ? { organization: organization.slug } : {};
  const form = useForm({ initialValues: { email: "" } });
  const asking = useMutation({ mutationFn: ({ email }: { email: string }) => askForReset({ email, ...search }) });
  const back = (
    <ButtonLink to="/login" search={search} variant="default">
      {t`Go to sign-in`}
    </ButtonLink>
  );
  if (!config.passwordResetEnabled)
    return (
      <Stack>
        <Text>{t`A new password is set by an administrator here: ask one to send you a link.`}</Text>
        {back}
      </Stack>
    );
  if (asking.data)
    return (
      <Stack>
        <Alert color="gate" title={t`Look into your mail`} role="status">
          {asking.data.message}
        </Alert>
        {back}
      </Stack>
    );
  return (
    <form onSubmit={form.onSubmit((values) => asking.mutate(values))}>
      <Stack>
        <Text size="sm">{t`We send a link for a new password to your address. It works for 15 minutes.`}</Text>
        <OrganizationField of={organization} />
        <TextInput
          label={t`Email`}
          type="email"
          autoComplete="username"
          required
          withAsterisk={false}
          {...form.getInputProps("email")}
        />
        {asking.error && <ProblemCard error={asking.error} />}
        <Button type="submit" loading={asking.isPending}>
          {t`Send the link`}
        </Button>
        <Text size="sm" ta="center">
          <TextLink to="/login" search={search} underline="always">
            {t`Back to sign-in`}
          </TextLink>
        </Text>
        <AnotherOrganization of={organization} />
      </Stack>
    </form>
  );
}
