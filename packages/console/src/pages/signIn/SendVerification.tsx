import { t } from "@lingui/core/macro";
import { Alert, Button, Group } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { askForVerification } from "../../api/mail.ts";
import { ProblemCard } from "../../parts/ProblemCard.tsx";

/** For whoever lost the letter, or waited too long. */
export function SendVerification({ email, organization }: { email: string; organization: string }) {
  const asking = useMutation({
    mutationFn: () => askForVerification({ email, ...(organization && { organization }) }),
  });
  if (asking.data) return <Alert role="status">{asking.data.message}</Alert>;
  return (
    <>
      {asking.error && <ProblemCard error={asking.error} />}
      <Group>
        <Button size="xs" variant="default" loading={asking.isPending} onClick={() => asking.mutate()}>
          {t`Send the letter again`}
        </Button>
      </Group>
    </>
  );
}
