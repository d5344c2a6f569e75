import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Alert, Button, Stack, Text } from "@mantine/core";
import { useMutation, useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { register } from "../../api/auth.ts";
import { configQuery } from "../../api/config.ts";
import { Loaded } from "../../parts/Loaded.tsx";
import { ButtonLink, TextLink } from "../../parts/links.tsx";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { ProblemCard } from "../../parts/ProblemCard.tsx";
import { useHiddenQuery } from "../../parts/useHiddenQuery.ts";
import { AccountFields, type AccountForm, showFieldErrors, useAccountForm } from "./AccountFields.tsx";
import { FrontPage } from "./FrontPage.tsx";
import { AnotherOrganization, OrganizationField } from "./OrganizationField.tsx";
import { ProviderButtons } from "./ProviderButtons.tsx";
import { useOrganization } from "./useOrganization.ts";

const route = getRouteApi("/register");

export function RegisterPage() {
  useHiddenQuery("token");
  return (
    <FrontPage>
      <PageTitle title={t`Create your account`} />
      <Loaded>
        <RegisterForm />
      </Loaded>
    </FrontPage>
  );
}

function RegisterForm() {
  const { data: config } = useSuspenseQuery(configQuery);
  const organization = useOrganization("/register");
  const minPassword = config.minPasswordLength ?? 8;
  const { token, email: invited } = route.useSearch();
  const form = useAccountForm(minPassword, invited);
  const search = organization.slug ? { organization: organization.slug } : {};
  const registering = useMutation({
    mutationFn: ({ name, email, password, confirm }: AccountForm) =>
      register({ name, email, password, confirm_password: confirm, ...search, ...(token && { token }) }),
    onError: (error) => showFieldErrors(form, error),
  });
  if (!config.registrationEnabled && !token)
    return <Text>{t`Registration is closed: ask an administrator for an account.`}</Text>;
  if (token && !config.emailLoginEnabled)
    return (
      <Stack>
        <Text size="sm" style={{ overflowWrap: "anywhere" }}>
          <Trans>
            You are invited. Sign in through a provider that knows you by <strong>{invited}</strong>: the invitation
            holds for that address.
          </Trans>
        </Text>
        <ProviderButtons config={config} organization={organization.slug} isInvited />
      </Stack>
    );
  if (registering.data)
    return (
      <Stack>
        <Alert color="gate" title={t`Done`} role="status">
          {registering.data.message}
        </Alert>
        <ButtonLink to="/login" search={search}>
          {t`Go to sign-in`}
        </ButtonLink>
      </Stack>
    );
  return (
    <form onSubmit={form.onSubmit((values) => registering.mutate(values))}>
      <Stack>
        {token && <Text size="sm">{t`You are invited: the invitation holds for your address.`}</Text>}
        {!token && <OrganizationField of={organization} />}
        <AccountFields form={form} minPassword={minPassword} isInvited={token !== undefined} />
        {registering.error && <ProblemCard error={registering.error} />}
        <Button type="submit" loading={registering.isPending}>
          {t`Create account`}
        </Button>
        <ProviderButtons config={config} organization={organization.slug} isBeside isInvited={token !== undefined} />
        <Text size="sm" ta="center">
          <Trans>
            You have one?{" "}
            <TextLink to="/login" search={search} underline="always">
              Sign in
            </TextLink>
          </Trans>
        </Text>
        {!token && <AnotherOrganization of={organization} />}
      </Stack>
    </form>
  );
}
