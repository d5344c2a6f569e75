import { t } from "@lingui/core/macro";
import { Button, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { thingsQuery } from "../../api/belongings.ts";
import { type Account, deleteAccount } from "../../api/people.ts";
import { closeForm } from "../../parts/formDialog.tsx";
import { ProblemCard } from "../../parts/ProblemCard.tsx";
import { useChange } from "../../parts/useChange.ts";
import { type Choice, isReady, isWhole, ThingsChoice } from "../belongings/ThingsChoice.tsx";

/** Deletes an account, with a choice for its things, and what that means before it is done. */
export function DeletePerson({ account, etag }: { account: Account; etag: string | null }) {
  const navigate = useNavigate();
  const [wish, setWish] = useState<Choice>({ things: "organization" });
  const preview = useQuery({ ...thingsQuery(account.id, wish), enabled: isWhole(wish) });
  const deleting = useChange({
    run: () => deleteAccount(account.id, wish, etag),
    refresh: [["accounts", "list"]],
    said: t`${account.name} is deleted`,
    onDone: () => {
      closeForm();
      return navigate({ to: "/people", ignoreBlocker: true });
    },
    gone: ["accounts", "one", account.id],
    // Shown in the dialog.
    onFailed: () => undefined,
  });
  return (
    <Stack>
      <Text size="sm">
        {t`The account, what it holds and its private content are gone for good. This cannot be undone; deactivating can.`}
      </Text>
      <ThingsChoice account={account.id} value={wish} onChange={setWish} preview={preview} />
      {deleting.error && <ProblemCard error={deleting.error} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={closeForm}>
          {t`Cancel`}
        </Button>
        <Button
          color="red.9"
          disabled={!isReady(wish, preview.data)}
          loading={deleting.isPending}
          onClick={() => deleting.mutate()}
        >
          {t`Delete the account`}
        </Button>
      </Group>
    </Stack>
  );
}
