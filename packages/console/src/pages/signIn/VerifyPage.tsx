import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Alert, Button, PasswordInput, Stack, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi, useLocation } from "@tanstack/react-router";
import { useState } from "react";
import { configQuery } from "../../api/config.ts";
import { askForVerification, verifyAddress } from "../../api/mail.ts";
import { problemOf } from "../../api/problem.ts";
import { session } from "../../api/session.ts";
import { Loaded } from "../../parts/Loaded.tsx";
import { ButtonLink } from "../../parts/links.tsx";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { ProblemCard } from "../../parts/ProblemCard.tsx";
import { useHiddenQuery } from "../../parts/useHiddenQuery.ts";
import { FrontPage } from "./FrontPage.tsx";

const route = getRouteApi("/verify");

/** The link of a letter opens it; only its button uses the link up: mail programs open links by themselves. */
export function VerifyPage() {
  useHiddenQuery("token");
  return (
    <FrontPage>
      <PageTitle title={t`Your address`} />
      <Loaded>
        <VerifyForm />
      </Loaded>
    </FrontPage>
  );
}

/** How one shows that the account is one's own: as one is, by its password, or by beginning anew. */
type Way = "as-i-am" | "password" | "newPassword";

function VerifyForm() {
  const { email = "", token = "" } = route.useSearch();
  const { data: config } = useSuspenseQuery(configQuery);
  const here = useLocation({ select: ({ href }) => href });
  const [way, setWay] = useState<Way>("as-i-am");
  const least = config.minPasswordLength ?? 8;
  const form = useForm({
    initialValues: { password: "" },
    validate: {
      password: (value) => (way === "newPassword" && value.length < least ? t`At least ${least} characters` : null),
    },
  });
  const verifying = useMutation({
    mutationFn: ({ password }: { password: string }) =>
      verifyAddress({ email, token, ...(way !== "as-i-am" && { [way]: password }) }),
    onError: (error) => {
      if (way === "as-i-am" && problemOf(error).reason === "password-needed") setWay("password");
    },
  });
  const asking = useMutation({ mutationFn: () => askForVerification({ email }) });
  const problem = verifying.error && problemOf(verifying.error);
  const isOnlyAsked = problem?.reason === "password-needed" && way !== "newPassword";
  if (verifying.data)
    return (
      <Stack>
        <Alert color="gate" title={t`Verified`} role="status">
          {t`${email} is your address here.`}
        </Alert>
        <ButtonLink to={session.user() ? "/account" : "/login"}>
          {session.user() ? t`Go to your account` : t`Go to sign-in`}
        </ButtonLink>
      </Stack>
    );
  const choose = (next: Way) => {
    form.reset();
    verifying.reset();
    setWay(next);
  };
  return (
    <form onSubmit={form.onSubmit((values) => verifying.mutate(values))}>
      <Stack>
        <Text style={{ overflowWrap: "anywhere" }}>
          {way === "as-i-am" && (
            <Trans>
              Is <strong>{email}</strong> your address?
            </Trans>
          )}
          {way === "password" && (
            <Trans>
              Somebody gave <strong>{email}</strong> as the address of their account. If it was you, say its password.
            </Trans>
          )}
          {way === "newPassword" && (
            <Trans>
              If you did not sign up with <strong>{email}</strong>, somebody else did: close this page, and nothing
              happens. To have the account for yourself, set a password: whoever made it is signed out, and does not
              come back in.
            </Trans>
          )}
        </Text>
        {way !== "as-i-am" && (
          <PasswordInput
            label={way === "password" ? t`Password` : t`New password`}
            description={
              way === "password" ? t`The one that was chosen at registration` : t`At least ${least} characters`
            }
            autoComplete={way === "password" ? "current-password" : "new-password"}
            required
            withAsterisk={false}
            visibilityToggleButtonProps={{ "aria-label": t`Show the password` }}
            {...form.getInputProps("password")}
          />
        )}
        {problem && !isOnlyAsked && (
          <ProblemCard error={problem}>
            {problem.reason === "sign-in-needed" && (
              <ButtonLink to="/login" search={{ redirect_to: here }} size="xs" variant="default">
                {t`Sign in`}
              </ButtonLink>
            )}
            {problem.code === "link-invalid" && !asking.data && (
              <Button size="xs" variant="default" loading={asking.isPending} onClick={() => asking.mutate()}>
                {t`Send another link`}
              </Button>
            )}
          </ProblemCard>
        )}
        {asking.error && <ProblemCard error={asking.error} />}
        {asking.data && <Alert role="status">{asking.data.message}</Alert>}
        <Button type="submit" loading={verifying.isPending}>
          {way === "as-i-am" ? t`Yes, it is mine` : way === "password" ? t`Verify` : t`Set the password and verify`}
        </Button>
        {way !== "as-i-am" && (
          <Button variant="subtle" onClick={() => choose(way === "password" ? "newPassword" : "password")}>
            {way === "password" ? t`I did not sign up` : t`I know the password`}
          </Button>
        )}
      </Stack>
    </form>
  );
}
