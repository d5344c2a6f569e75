import { t } from "@lingui/core/macro";
import { Anchor, Stack, Text } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate, useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { signOut } from "../../api/auth.ts";
import { secondFactorQuery } from "../../api/secondFactor.ts";
import { session } from "../../api/session.ts";
import { forgetWhatWasRead } from "../../app/queryClient.ts";
import { Loaded } from "../../parts/Loaded.tsx";
import { ownPath } from "../../parts/ownPath.ts";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { FrontPage } from "../signIn/FrontPage.tsx";
import { SetUpSecondFactor } from "./SetUpSecondFactor.tsx";

const route = getRouteApi("/two-factor");

/** Where whoever's role takes two-factor sign-in sets it up: nothing else is answered until then. */
export function SecondFactorNeededPage() {
  return (
    <FrontPage width={480}>
      <PageTitle
        title={t`Set up two-factor sign-in`}
        text={t`Your role takes it: besides your password you sign in with a code.`}
      />
      <Loaded>
        <SetUp />
      </Loaded>
    </FrontPage>
  );
}

function SetUp() {
  // As it was when the page opened: confirming reads it anew, and the backup codes are shown after that.
  const { data } = useSuspenseQuery(secondFactorQuery);
  const [now] = useState(data);
  const { redirect_to } = route.useSearch();
  const router = useRouter();
  const navigate = useNavigate();
  const goOn = async () => {
    await session.renew();
    forgetWhatWasRead();
    router.history.push(ownPath(redirect_to), undefined, { ignoreBlocker: true });
  };
  const leave = async () => {
    await signOut().catch(() => undefined);
    await navigate({ to: "/login", search: { redirect: false }, ignoreBlocker: true });
  };
  return (
    <Stack>
      <SetUpSecondFactor now={now} onDone={() => void goOn()} />
      <Text size="sm" ta="center">
        <Anchor component="button" type="button" underline="always" onClick={() => void leave()}>
          {t`Sign out`}
        </Anchor>
      </Text>
    </Stack>
  );
}
