import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Alert, Button, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi, useRouter } from "@tanstack/react-router";
import { signIn } from "../../api/auth.ts";
import { configQuery } from "../../api/config.ts";
import { banTicketOf, problemOf } from "../../api/problem.ts";
import { session } from "../../api/session.ts";
import { forgetWhatWasRead, queryClient } from "../../app/queryClient.ts";
import { kept } from "../../parts/kept.ts";
import { Loaded } from "../../parts/Loaded.tsx";
import { TextLink } from "../../parts/links.tsx";
import { ownPath } from "../../parts/ownPath.ts";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { ProblemCard } from "../../parts/ProblemCard.tsx";
import { rememberOrganization } from "../../parts/rememberedOrganization.ts";
import { FrontPage } from "./FrontPage.tsx";
import { AnotherOrganization, OrganizationField } from "./OrganizationField.tsx";
import { ProviderButtons, ProviderRefusal } from "./ProviderButtons.tsx";
import { SecondStep } from "./SecondStep.tsx";
import { SendVerification } from "./SendVerification.tsx";
import { useOrganization } from "./useOrganization.ts";
import { useSecondStep } from "./useSecondStep.ts";

const route = getRouteApi("/login");

export function SignInPage() {
  return (
    <FrontPage>
      <PageTitle title={t`Sign in`} />
      <Loaded>
        <SignInForm />
      </Loaded>
    </FrontPage>
  );
}

function SignInForm() {
  const { data: config } = useSuspenseQuery(configQuery);
  const { redirect_to, error } = route.useSearch();
  const organization = useOrganization("/login");
  const router = useRouter();
  const form = useForm({ initialValues: { email: "", password: "" } });
  const [tempToken, setTempToken] = useSecondStep();
  const showBan = (error: Error) => {
    const ticket = banTicketOf(error);
    if (ticket !== null) router.history.push(`/banned#ticket=${ticket}`);
  };
  const goOn = () => {
    forgetWhatWasRead();
    kept.dropAll(session.user()?.id);
    void queryClient.invalidateQueries({ queryKey: configQuery.queryKey });
    router.history.push(ownPath(redirect_to));
  };
  const entering = useMutation({
    mutationFn: (values: { email: string; password: string }) =>
      signIn({ ...values, ...(organization.slug && { organization: organization.slug }) }),
    onSuccess: (secondStep) => {
      rememberOrganization(organization.slug);
      if (secondStep === null) goOn();
      else setTempToken(secondStep);
    },
    onError: showBan,
  });
  if (tempToken !== null) {
    const back = () => {
      setTempToken(null);
      form.setFieldValue("password", "");
      entering.reset();
    };
    return <SecondStep tempToken={tempToken} onDone={goOn} onFailed={showBan} onBack={back} />;
  }
  const hasProviders = (config.socialLogins ?? []).length > 0;
  const providers = (
    <ProviderButtons
      config={config}
      organization={organization.slug}
      redirectTo={redirect_to}
      isBeside={config.emailLoginEnabled}
    />
  );
  if (!config.emailLoginEnabled)
    return (
      <Stack>
        {error && <ProviderRefusal code={error} />}
        {hasProviders ? providers : <Text>{t`Signing in with a password is switched off here.`}</Text>}
        <OrganizationField of={organization} />
        <AnotherOrganization of={organization} />
      </Stack>
    );
  return (
    <form onSubmit={form.onSubmit((values) => entering.mutate(values))}>
      <Stack>
        {error && !entering.error && <ProviderRefusal code={error} />}
        {redirect_to && !error && !entering.error && (
          <Alert variant="default" className="notice">
            {t`Sign in to go on to the page that you asked for.`}
          </Alert>
        )}
        <OrganizationField of={organization} />
        <TextInput
          label={t`Email`}
          type="email"
          autoComplete="username"
          required
          withAsterisk={false}
          {...form.getInputProps("email")}
        />
        <PasswordInput
          label={t`Password`}
          autoComplete="current-password"
          required
          withAsterisk={false}
          visibilityToggleButtonProps={{ "aria-label": t`Show the password` }}
          {...form.getInputProps("password")}
        />
        {entering.error && <ProblemCard error={entering.error} />}
        {problemOf(entering.error).code === "email-not-verified" && (
          <SendVerification email={form.values.email} organization={organization.slug} />
        )}
        <Button type="submit" loading={entering.isPending}>
          {t`Sign in`}
        </Button>
        {config.passwordResetEnabled && (
          <Text size="sm" ta="center">
            <TextLink
              to="/forgot-password"
              search={organization.slug ? { organization: organization.slug } : {}}
              underline="always"
            >
              {t`Forgot your password?`}
            </TextLink>
          </Text>
        )}
        {providers}
        {config.registrationEnabled && (
          <Text size="sm" ta="center">
            <Trans>
              No account yet?{" "}
              <TextLink
                to="/register"
                search={organization.slug ? { organization: organization.slug } : {}}
                underline="always"
              >
                Create one
              </TextLink>
            </Trans>
          </Text>
        )}
        <AnotherOrganization of={organization} />
      </Stack>
    </form>
  );
}
