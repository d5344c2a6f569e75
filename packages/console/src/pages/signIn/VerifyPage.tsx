import { Alert, Button, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { getRouteApi, useLocation } from "@tanstack/react-router";
import { askForVerification, verifyAddress } from "../../api/mail.ts";
import { problemOf } from "../../api/problem.ts";
import { session } from "../../api/session.ts";
import { ButtonLink } from "../../parts/links.tsx";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { ProblemCard } from "../../parts/ProblemCard.tsx";
import { FrontPage } from "./FrontPage.tsx";

const route = getRouteApi("/verify");

/** The link of a letter opens it; only its button uses the link up: mail programs open links by themselves. */
export function VerifyPage() {
  const { email = "", token = "" } = route.useSearch();
  const here = useLocation({ select: ({ href }) => href });
  const verifying = useMutation({ mutationFn: () => verifyAddress({ email, token }) });
  const asking = useMutation({ mutationFn: () => askForVerification({ email }) });
  const problem = verifying.error && problemOf(verifying.error);
  return (
    <FrontPage>
      <PageTitle title="Your address" />
      <Stack>
        {verifying.data ? (
          <>
            <Alert color="gate" title="Verified" role="status">
              {email} is your address here.
            </Alert>
            <ButtonLink to={session.user() ? "/account" : "/login"}>
              {session.user() ? "Go to your account" : "Go to sign-in"}
            </ButtonLink>
          </>
        ) : (
          <>
            <Text style={{ overflowWrap: "anywhere" }}>
              Is <strong>{email}</strong> your address?
            </Text>
            {problem && (
              <ProblemCard error={problem}>
                {problem.reason === "sign-in-needed" && (
                  <ButtonLink to="/login" search={{ redirect_to: here }} size="xs" variant="default">
                    Sign in
                  </ButtonLink>
                )}
                {problem.code === "link-invalid" && !asking.data && (
                  <Button size="xs" variant="default" loading={asking.isPending} onClick={() => asking.mutate()}>
                    Send another link
                  </Button>
                )}
              </ProblemCard>
            )}
            {asking.error && <ProblemCard error={asking.error} />}
            {asking.data && <Alert role="status">{asking.data.message}</Alert>}
            <Button loading={verifying.isPending} onClick={() => verifying.mutate()}>
              Yes, it is mine
            </Button>
          </>
        )}
      </Stack>
    </FrontPage>
  );
}
