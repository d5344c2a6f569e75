import { t } from "@lingui/core/macro";
import { ActionIcon, Button, Kbd, Modal } from "@mantine/core";
import { useDisclosure, useHotkeys, useMediaQuery } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { Loaded } from "../../parts/Loaded.tsx";
import { codeQuery } from "../codeQuery.ts";

/** It is often not opened. */
const paletteQuery = codeQuery("palette", () => import("./Palette.tsx"));
const isApple = /mac|iphone|ipad/i.test(navigator.userAgent);

/** Opens the command palette, as Ctrl+K does on every page: also while somebody types, but not on top of another dialog. */
export function PaletteButton() {
  const [isOpen, palette] = useDisclosure(false);
  const isSmall = useMediaQuery("(max-width: 36em)", false, { getInitialValueInEffect: false });
  const toggle = () => {
    if (isOpen) palette.close();
    else if (!document.querySelector('[role="dialog"][aria-modal="true"]')) palette.open();
  };
  useHotkeys([["mod+K", toggle]], [], true);
  return (
    <>
      <Button
        variant="default"
        size="xs"
        visibleFrom="sm"
        leftSection={<IconSearch size={15} aria-hidden />}
        rightSection={
          <Kbd size="xs" aria-hidden>
            {isApple ? "⌘ K" : t`Ctrl K`}
          </Kbd>
        }
        aria-keyshortcuts={t`Control+K Meta+K`}
        onClick={palette.open}
      >
        {t`Find or do`}
      </Button>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="lg"
        hiddenFrom="sm"
        aria-label={t`Find or do`}
        onClick={palette.open}
      >
        <IconSearch size={19} stroke={1.7} />
      </ActionIcon>
      <Modal
        opened={isOpen}
        onClose={palette.close}
        title={t`Find or do`}
        size="lg"
        yOffset="10dvh"
        fullScreen={isSmall}
      >
        <Loaded>
          <Opened onClose={palette.close} />
        </Loaded>
      </Modal>
    </>
  );
}

function Opened(props: { onClose(): void }) {
  const {
    data: { Palette },
  } = useSuspenseQuery(paletteQuery);
  return <Palette {...props} />;
}
