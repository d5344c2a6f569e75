import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, Code, Group, PasswordInput, Stack, Text } from "@mantine/core";
import { useState } from "react";
import {
  type Begun,
  beginSecondFactor,
  confirmSecondFactor,
  type SecondFactor,
  secondFactorQuery,
} from "../../api/secondFactor.ts";
import { CodeField, codeOf, noCode, wrongCode } from "../../parts/CodeField.tsx";
import { ProblemCard } from "../../parts/ProblemCard.tsx";
import { useChange } from "../../parts/useChange.ts";
import { useUnsaved } from "../../parts/useUnsaved.ts";
import { BackupCodes } from "./BackupCodes.tsx";
import { QrCode } from "./QrCode.tsx";

/** Who one is, the app, its first code, the backup codes: in this order. */
export function SetUpSecondFactor({ now, onDone }: { now: SecondFactor; onDone(): void }) {
  const [begun, setBegun] = useState<Begun | null>(null);
  const [isOn, setOn] = useState(false);
  useUnsaved(() => isOn, t`Your backup codes are shown this once.`);
  if (begun === null) return <Begin now={now} onBegun={setBegun} />;
  if (!isOn) return <Confirm begun={begun} onConfirmed={() => setOn(true)} />;
  return <BackupCodes codes={begun.backupCodes} onDone={onDone} />;
}

function Begin({ now, onBegun }: { now: SecondFactor; onBegun(begun: Begun): void }) {
  const [password, setPassword] = useState("");
  const [code, setCode] = useState(noCode);
  const beginning = useChange({
    run: () => beginSecondFactor(now.enabled ? codeOf(code) : now.needsPassword ? { password } : {}),
    onDone: onBegun,
    onFailed: () => undefined,
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        beginning.mutate();
      }}
    >
      <Stack>
        <Text size="sm">
          <Trans>
            You need an app on your phone that shows codes (an authenticator), such as the one of your password manager.
            {now.enabled && ` ${t`What you have now works until the new one is confirmed.`}`}
          </Trans>
        </Text>
        {now.enabled && <CodeField value={code} onChange={setCode} error={beginning.error} />}
        {!now.enabled && now.needsPassword && (
          <PasswordInput
            label={t`Your password`}
            description={t`You signed in a while ago. If you have no password, sign out and in again.`}
            autoComplete="current-password"
            data-autofocus
            required
            withAsterisk={false}
            visibilityToggleButtonProps={{ "aria-label": t`Show the password` }}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
        )}
        {beginning.error && wrongCode(beginning.error) === null && <ProblemCard error={beginning.error} />}
        <Group justify="flex-end">
          <Button type="submit" loading={beginning.isPending}>
            {t`Show the QR code`}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Confirm({ begun, onConfirmed }: { begun: Begun; onConfirmed(): void }) {
  const [code, setCode] = useState(noCode);
  const confirming = useChange({
    run: () => confirmSecondFactor(code.text),
    refresh: [secondFactorQuery.queryKey, ["sessions"]],
    said: t`Two-factor sign-in is on; your other sessions have ended`,
    onDone: onConfirmed,
    onFailed: () => undefined,
  });
  const secret = new URL(begun.otpauthUrl).searchParams.get("secret") ?? "";
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        confirming.mutate();
      }}
    >
      <Stack>
        <Text size="sm">{t`Scan this with the app, or type the key below into it. Then type the code that it shows.`}</Text>
        <QrCode text={begun.otpauthUrl} label={t`QR code for your authenticator app`} />
        <div>
          <Text size="sm" fw={600} mb={4}>
            {t`Key`}
          </Text>
          <Code block aria-label={t`Key`} style={{ whiteSpace: "pre-wrap" }}>
            {secret.replaceAll(/(.{4})(?=.)/g, "$1 ")}
          </Code>
        </div>
        <CodeField value={code} onChange={setCode} error={confirming.error} isOfApp autoFocus />
        {confirming.error && wrongCode(confirming.error) === null && <ProblemCard error={confirming.error} />}
        <Group justify="flex-end">
          <Button type="submit" loading={confirming.isPending}>
            {t`Switch on`}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
