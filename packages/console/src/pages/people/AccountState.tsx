import { t } from "@lingui/core/macro";
import { Button, Group, Stack, Text, TextInput, Title } from "@mantine/core";
import { useState } from "react";
import { sendReset } from "../../api/mail.ts";
import { useCapability } from "../../api/may.ts";
import { type Account, type Acting, banAccount, liftBan, resetSecondFactor, updateAccount } from "../../api/people.ts";
import { useSession } from "../../app/useSession.ts";
import { confirm } from "../../parts/confirm.tsx";
import { EndField } from "../../parts/EndField.tsx";
import { closeForm, openForm } from "../../parts/formDialog.tsx";
import { GuardedButton } from "../../parts/GuardedButton.tsx";
import { ButtonLink } from "../../parts/links.tsx";
import { fieldInDays, fromField, inFull } from "../../parts/moments.ts";
import { ProblemCard } from "../../parts/ProblemCard.tsx";
import { useChange } from "../../parts/useChange.ts";
import { useKept } from "../../parts/useKept.ts";
import { useUnsaved } from "../../parts/useUnsaved.ts";
import { useWhyNotCapable, whyNotOn } from "../../parts/whyNot.ts";
import { BanPreview } from "../moderation/DecideForm.tsx";
import { DeletePerson } from "./DeletePerson.tsx";

/** Deactivate, ban, delete: what ends somebody's access. */
export function AccountState({
  account,
  acting,
  etag,
}: {
  account: Account;
  acting: readonly Acting[];
  etag: string | null;
}) {
  const mayNotManage = useWhyNotCapable("manage:users") ?? whyNotOn(acting, "manage:users");
  const mayNotBan =
    useWhyNotCapable("ban:users", "ban:users:short") ?? whyNotOn(acting, "ban:users", "ban:users:short");
  const mayNotView = whyNotOn(acting, "view:as");
  const viewsAs = useCapability("view:as");
  const isOneself = useSession()?.id === account.id;
  const isActive = account.status !== "deactivated";
  const refresh = [["accounts"]];
  const switching = useChange({
    run: () => updateAccount(account.id, { status: isActive ? "deactivated" : "active" }, etag),
    refresh,
    said: isActive ? t`${account.name} is deactivated` : t`${account.name} is active again`,
  });
  const unbanning = useChange({
    run: () => liftBan(account.id),
    refresh: [...refresh, ["moderation"]],
    said: t`The ban is lifted`,
  });
  const resetting = useChange({
    run: () => sendReset(account.id),
    refresh: [["outbox"]],
    said: ({ message }) => message,
  });
  const askAndReset = async () => {
    const sure = await confirm({
      title: t`Send ${account.name} a link for a new password?`,
      text: t`The link goes to their address alone, and works for a day. Their password stays until they use it.`,
      confirm: t`Send the link`,
      danger: false,
    });
    if (sure) resetting.mutate();
  };
  const resettingFactor = useChange({
    run: () => resetSecondFactor(account.id),
    refresh,
    said: t`${account.name} signs in with the password alone again`,
  });
  const askAndResetFactor = async () => {
    const sure = await confirm({
      title: t`Reset the two-factor sign-in of ${account.name}?`,
      text: t`Make sure that it is them who asks: their password alone signs in then. They are signed out everywhere, and set it up anew.`,
      confirm: t`Reset`,
    });
    if (sure) resettingFactor.mutate();
  };
  const askAndSwitch = async () => {
    const sure =
      !isActive ||
      (await confirm({
        title: t`Deactivate ${account.name}?`,
        text: t`They are signed out at once and cannot sign in until somebody activates the account again.`,
        confirm: t`Deactivate`,
      }));
    if (sure) switching.mutate();
  };
  return (
    <Stack className="panel" p="lg" component="section" aria-label={t`Access of this account`}>
      <Title order={2} size="h4">
        {t`Access`}
      </Title>
      {account.banned && (
        <Text size="sm">
          {account.bannedUntil ? t`Banned until ${inFull(account.bannedUntil)}.` : t`Banned for good.`}
        </Text>
      )}
      <Group gap="xs">
        <GuardedButton
          variant="default"
          whyNot={mayNotManage}
          loading={switching.isPending}
          onClick={() => void askAndSwitch()}
        >
          {isActive ? t`Deactivate` : t`Activate`}
        </GuardedButton>
        {account.banned ? (
          <GuardedButton variant="default" whyNot={mayNotBan} onClick={() => unbanning.mutate()}>
            {t`Lift the ban`}
          </GuardedButton>
        ) : (
          <GuardedButton
            variant="default"
            whyNot={mayNotBan}
            onClick={() => openForm({ title: t`Ban ${account.name}`, children: <BanForm account={account} /> })}
          >
            {t`Ban`}
          </GuardedButton>
        )}
        <GuardedButton
          variant="default"
          whyNot={mayNotManage}
          loading={resetting.isPending}
          onClick={() => void askAndReset()}
        >
          {t`Reset the password`}
        </GuardedButton>
        {account.twoFactorEnabled && (
          <GuardedButton
            variant="default"
            whyNot={isOneself ? t`Your own is switched off on your account page, with a code.` : mayNotManage}
            loading={resettingFactor.isPending}
            onClick={() => void askAndResetFactor()}
          >
            {t`Reset two-factor sign-in`}
          </GuardedButton>
        )}
        {viewsAs && !isOneself && mayNotView !== null && (
          <GuardedButton variant="default" whyNot={mayNotView}>
            {t`View as`}
          </GuardedButton>
        )}
        {viewsAs && !isOneself && mayNotView === null && (
          <ButtonLink to="/people/$accountId/view-as" params={{ accountId: account.id }} variant="default">
            {t`View as`}
          </ButtonLink>
        )}
        {mayNotManage === null && !isOneself && (
          <ButtonLink to="/people/$accountId/leaving" params={{ accountId: account.id }} variant="default">
            {t`Leaving`}
          </ButtonLink>
        )}
        <GuardedButton
          variant="default"
          whyNot={mayNotManage}
          onClick={() =>
            openForm({
              title: t`Delete ${account.name}?`,
              children: <DeletePerson account={account} etag={etag} />,
              isLarge: true,
            })
          }
        >
          {t`Delete`}
        </GuardedButton>
      </Group>
    </Stack>
  );
}

function BanForm({ account }: { account: Account }) {
  // A ban for good is chosen, not overlooked.
  const [end, setEnd] = useState(fieldInDays(7));
  const [reason, setReason] = useState("");
  const banning = useChange({
    run: () => banAccount(account.id, { until: fromField(end), reason }),
    refresh: [["accounts"], ["moderation"]],
    said: t`${account.name} is banned`,
    onDone: closeForm,
    onFailed: () => undefined,
  });
  useUnsaved(() => reason !== "", t`${account.name} is not banned yet.`);
  useKept<{ end: string; reason: string }>(
    "ban",
    () => (reason === "" ? null : { end, reason }),
    (kept) => {
      setEnd(kept.end);
      setReason(kept.reason);
    },
  );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        banning.mutate();
      }}
    >
      <Stack>
        <TextInput
          label={t`Reason`}
          description={t`They read it`}
          data-autofocus
          required
          withAsterisk={false}
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <EndField value={end} onChange={setEnd} never={t`Never: for good`} />
        <BanPreview until={fromField(end)} reason={reason} />
        {banning.error && <ProblemCard error={banning.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={closeForm}>
            {t`Cancel`}
          </Button>
          <Button type="submit" color="red.9" loading={banning.isPending}>
            {t`Ban`}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
