import { Modal } from "@mantine/core";
import { useDisclosure, useMediaQuery } from "@mantine/hooks";
import { IconUserShare } from "@tabler/icons-react";
import { lazy } from "react";
import { GuardedButton } from "../../parts/GuardedButton.tsx";
import { Loaded } from "../../parts/Loaded.tsx";

// The dialog is large and often not opened.
const ShareDialog = lazy(() => import("./ShareDialog.tsx").then(({ ShareDialog }) => ({ default: ShareDialog })));

export interface Shared {
  /** Type and id as in the decision model: `agent`, `64f0…`. */
  type: string;
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
        aria-label={`Share ${shared.name}`}
        onClick={dialog.open}
      >
        Share
      </GuardedButton>
      <Modal opened={isOpen} onClose={dialog.close} title={`Share ${shared.name}`} size="xl" fullScreen={isSmall}>
        <Loaded>
          <ShareDialog shared={shared} onClose={dialog.close} />
        </Loaded>
      </Modal>
    </>
  );
}
