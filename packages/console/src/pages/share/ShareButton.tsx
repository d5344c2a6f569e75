import { t } from "@lingui/core/macro";
import { useDisclosure, useMediaQuery } from "@mantine/hooks";
import { IconUserShare } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { codeQuery } from "../../app/codeQuery.ts";
import { AskingModal } from "../../parts/AskingModal.tsx";
import { GuardedButton } from "../../parts/GuardedButton.tsx";
import { Loaded } from "../../parts/Loaded.tsx";
import type { SharedType } from "../../parts/sharedKinds.ts";

/** The dialog is large and often not opened. */
const dialogQuery = codeQuery("share", () => import("./ShareDialog.tsx"));

function Dialog(props: { shared: Shared; onClose(): void }) {
  const {
    data: { ShareDialog },
  } = useSuspenseQuery(dialogQuery);
  return <ShareDialog {...props} />;
}

export interface Shared {
  /** Type and id as in the decision model: `agent`, `64f0…`. */
  type: SharedType;
  id: string;
  name: string;
}

export function ShareButton({ whyNot, ...shared }: Shared & { whyNot: string | null }) {
  const [isOpen, dialog] = useDisclosure(false);
  const isSmall = useMediaQuery("(max-width: 36em)", false, { getInitialValueInEffect: false });
  return (
    <>
      <GuardedButton
        size="xs"
        variant="default"
        whyNot={whyNot}
        leftSection={<IconUserShare size={15} />}
        aria-label={t`Share ${shared.name}`}
        onClick={dialog.open}
      >
        {t`Share`}
      </GuardedButton>
      <AskingModal
        opened={isOpen}
        onClose={dialog.close}
        title={t`Share ${shared.name}`}
        size="xl"
        fullScreen={isSmall}
      >
        <Sharing shared={shared} onClose={dialog.close} />
      </AskingModal>
    </>
  );
}

/** What is in the dialog, for what opens it otherwise: a menu has gone by then. */
export const Sharing = (props: { shared: Shared; onClose(): void }) => (
  <Loaded>
    <Dialog {...props} />
  </Loaded>
);
