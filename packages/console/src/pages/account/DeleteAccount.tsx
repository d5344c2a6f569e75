import { Button, Group, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { configQuery } from "../../api/config.ts";
import { deleteOwnAccount } from "../../api/mail.ts";
import { session } from "../../api/session.ts";
import { confirm } from "../../parts/confirm.tsx";
import { useChange } from "../../parts/useChange.ts";

export function DeleteAccount() {
  const { data: config } = useQuery({ ...configQuery, queryKey: [...configQuery.queryKey, "signed-in"] });
  const navigate = useNavigate();
  const deleting = useChange({
    run: deleteOwnAccount,
    said: "Your account is deleted",
    onDone: () => {
      session.signOut();
      void navigate({ to: "/login", ignoreBlocker: true });
    },
  });
  if (!config?.allowAccountDeletion) return null;
  const askAndDelete = async () => {
    const sure = await confirm({
      title: "Delete your account?",
      text: "Your account and your private content are gone for good. What others can still reach stays with the organization.",
      confirm: "Delete my account",
    });
    if (sure) deleting.mutate();
  };
  return (
    <Stack className="panel" p="md" component="section" aria-label="Delete your account">
      <Title order={2} size="h4">
        Leave
      </Title>
      <Text size="sm">Your account and what nobody else reaches of yours go with it.</Text>
      <Group>
        <Button variant="default" loading={deleting.isPending} onClick={() => void askAndDelete()}>
          Delete my account
        </Button>
      </Group>
    </Stack>
  );
}
