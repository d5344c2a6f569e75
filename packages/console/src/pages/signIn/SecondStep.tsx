import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Anchor, Button, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { problemOf } from "../../api/problem.ts";
import { signInWithCode } from "../../api/secondFactor.ts";
import { CodeField, codeOf, noCode, wrongCode } from "../../parts/CodeField.tsx";
import { ProblemCard } from "../../parts/ProblemCard.tsx";

interface SecondStepProps {
  /** Of the first step. */
  tempToken: string;
  onDone(): void;
  onFailed(error: Error): void;
  /** To the first step. */
  onBack(): void;
}

/** The password was right: now the code. */
export function SecondStep({ tempToken, onDone, onFailed, onBack }: SecondStepProps) {
  const [code, setCode] = useState(noCode);
  const entering = useMutation({
    mutationFn: () => signInWithCode(tempToken, codeOf(code)),
    onSuccess: onDone,
    onError: onFailed,
  });
  const isOver = problemOf(entering.error).code === "second-factor-over";
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        entering.mutate();
      }}
    >
      <Stack>
        <Text size="sm">{t`You set up two-factor sign-in: one more step.`}</Text>
        <CodeField value={code} onChange={setCode} error={entering.error} autoFocus />
        {entering.error && wrongCode(entering.error) === null && <ProblemCard error={entering.error} />}
        {isOver ? (
          <Button onClick={onBack}>{t`Sign in again`}</Button>
        ) : (
          <>
            <Button type="submit" loading={entering.isPending}>
              {t`Sign in`}
            </Button>
            <Text size="sm" ta="center">
              <Trans>
                Without your app and your backup codes an administrator can let you in.{" "}
                <Anchor component="button" type="button" underline="always" onClick={onBack}>
                  Back
                </Anchor>
              </Trans>
            </Text>
          </>
        )}
      </Stack>
    </form>
  );
}
