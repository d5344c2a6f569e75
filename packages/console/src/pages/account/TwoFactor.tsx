import { plural, t } from "@lingui/core/macro";
import { Badge, Button, Group, Stack, Text, Title } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import {
  renewBackupCodes,
  type SecondFactor,
  secondFactorQuery,
  switchSecondFactorOff,
} from "../../api/secondFactor.ts";
import { CodeField, codeOf, noCode, wrongCode } from "../../parts/CodeField.tsx";
import { closeForm, openForm } from "../../parts/formDialog.tsx";
import { GuardedButton } from "../../parts/GuardedButton.tsx";
import { onDay } from "../../parts/moments.ts";
import { ProblemCard } from "../../parts/ProblemCard.tsx";
import { useChange } from "../../parts/useChange.ts";
import { useUnsaved } from "../../parts/useUnsaved.ts";
import { BackupCodes } from "../secondFactor/BackupCodes.tsx";
import { SetUpSecondFactor } from "../secondFactor/SetUpSecondFactor.tsx";

const FEW = 3;

/** Signing in with a code besides the password. */
export function TwoFactor() {
  const { data: now } = useSuspenseQuery(secondFactorQuery);
  const setUp = () =>
    openForm({ title: t`Set up two-factor sign-in`, children: <SetUpSecondFactor now={now} onDone={closeForm} /> });
  return (
    <Stack className="panel" p="md" component="section" aria-label={t`Two-factor sign-in`}>
      <Group justify="space-between">
        <Title order={2} size="h4">
          {t`Two-factor sign-in`}
        </Title>
        <Badge variant="light" tt="none" color={now.enabled ? "gate" : "gray"}>
          {now.enabled ? t`On` : t`Off`}
        </Badge>
      </Group>
      <Text size="sm">{now.enabled ? onInWords(now) : t`A code of an app on your phone, besides your password.`}</Text>
      {now.enabled ? (
        <Group gap="xs">
          <Button variant="default" onClick={() => openForm({ title: t`New backup codes`, children: <NewCodes /> })}>
            {t`New backup codes`}
          </Button>
          <Button variant="default" onClick={setUp}>
            {t`Another device`}
          </Button>
          <GuardedButton
            variant="default"
            whyNot={now.required ? t`A role of yours takes it.` : null}
            onClick={() => openForm({ title: t`Switch off two-factor sign-in?`, children: <SwitchOff /> })}
          >
            {t`Switch off`}
          </GuardedButton>
        </Group>
      ) : (
        <Group>
          <Button variant="default" onClick={setUp}>
            {t`Set up`}
          </Button>
        </Group>
      )}
    </Stack>
  );
}

const onInWords = ({ since, backupCodesLeft: left }: SecondFactor) =>
  [
    since && t`On since ${onDay(since)}.`,
    left === 0
      ? t`No backup code is left:`
      : plural(left, {
          one: `${left} backup code is left${left <= FEW ? ":" : "."}`,
          other: `${left} backup codes are left${left <= FEW ? ":" : "."}`,
        }),
    left <= FEW && t`make new ones.`,
  ]
    .filter(Boolean)
    .join(" ");

function NewCodes() {
  const [code, setCode] = useState(noCode);
  const renewing = useChange({
    run: () => renewBackupCodes(codeOf(code)),
    refresh: [secondFactorQuery.queryKey],
    onFailed: () => undefined,
  });
  useUnsaved(() => renewing.data !== undefined, t`Your backup codes are shown this once.`);
  if (renewing.data) return <BackupCodes codes={renewing.data.backupCodes} onDone={closeForm} />;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        renewing.mutate();
      }}
    >
      <Stack>
        <Text size="sm">{t`The backup codes that you have are of no use any more then.`}</Text>
        <CodeField value={code} onChange={setCode} error={renewing.error} />
        {renewing.error && wrongCode(renewing.error) === null && <ProblemCard error={renewing.error} />}
        <Group justify="flex-end">
          <Button type="submit" loading={renewing.isPending}>
            {t`Make new codes`}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function SwitchOff() {
  const [code, setCode] = useState(noCode);
  const switching = useChange({
    run: () => switchSecondFactorOff(codeOf(code)),
    refresh: [secondFactorQuery.queryKey, ["sessions"]],
    said: t`Two-factor sign-in is off; your other sessions have ended`,
    onDone: closeForm,
    onFailed: () => undefined,
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        switching.mutate();
      }}
    >
      <Stack>
        <Text size="sm">{t`Your password alone signs in again then.`}</Text>
        <CodeField value={code} onChange={setCode} error={switching.error} />
        {switching.error && wrongCode(switching.error) === null && <ProblemCard error={switching.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={closeForm}>
            {t`Cancel`}
          </Button>
          <Button type="submit" color="red.9" loading={switching.isPending}>
            {t`Switch off`}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
