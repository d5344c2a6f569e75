import { t } from "@lingui/core/macro";
import { Alert, Button, Group, SegmentedControl, Stack, Text, Textarea } from "@mantine/core";
import { IconKey } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import { testToken, tokenTestQuery } from "../../api/identities.ts";
import { Loaded } from "../../parts/Loaded.tsx";
import { NothingHere } from "../../parts/NothingHere.tsx";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { ProblemCard } from "../../parts/ProblemCard.tsx";
import { useChange } from "../../parts/useChange.ts";
import { TokenResult } from "./TokenResult.tsx";

/** What a token of the OpenID provider would do, before anybody signs in with it. */
export function TokenTestPage() {
  return (
    <div className="page">
      <Loaded isPage>
        <TokenTest />
      </Loaded>
    </div>
  );
}

function TokenTest() {
  const { data: isConfigured } = useSuspenseQuery(tokenTestQuery);
  return (
    <>
      <PageTitle
        title={t`Sign-in tokens`}
        text={t`Paste a token of your OpenID provider: what would come of it, and why. Nothing is written, and the token is kept nowhere.`}
      />
      {isConfigured ? (
        <TokenForm />
      ) : (
        <NothingHere
          icon={<IconKey size={36} stroke={1.4} aria-hidden />}
          title={t`No OpenID provider is set up`}
          text={t`There are no tokens to try until the operator configures one (OPENID_ISSUER, OPENID_CLIENT_ID).`}
        />
      )}
    </>
  );
}

function TokenForm() {
  const [token, setToken] = useState("");
  const [kind, setKind] = useState<"id" | "access">("id");
  const testing = useChange({ run: () => testToken({ token: token.trim(), kind }), onFailed: () => undefined });
  return (
    <>
      <form
        className="panel"
        aria-label={t`Token`}
        onSubmit={(event) => {
          event.preventDefault();
          testing.mutate();
        }}
      >
        <Stack p="md">
          <SegmentedControl
            aria-label={t`Kind of token`}
            value={kind}
            onChange={(next) => setKind(next === "access" ? "access" : "id")}
            data={[
              { value: "id", label: t`ID token` },
              { value: "access", label: t`Access token` },
            ]}
          />
          <Textarea
            label={t`Token`}
            required
            withAsterisk={false}
            autosize
            minRows={3}
            maxRows={8}
            autoComplete="off"
            spellCheck={false}
            value={token}
            onChange={(event) => setToken(event.currentTarget.value)}
          />
          {testing.error && <ProblemCard error={testing.error} />}
          <Group>
            <Button type="submit" loading={testing.isPending}>
              {t`Try it`}
            </Button>
          </Group>
        </Stack>
      </form>
      {testing.data && !testing.data.valid && (
        <Alert variant="default" className="notice notice-failed" role="status" title={t`It is not believed`} mt="md">
          <Text size="sm">{t`It would let nobody in: ${testing.data.reason ?? ""}.`}</Text>
        </Alert>
      )}
      {testing.data?.valid && <TokenResult result={testing.data} />}
    </>
  );
}
