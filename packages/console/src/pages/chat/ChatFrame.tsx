import { t } from "@lingui/core/macro";
import { Button, Drawer, Group } from "@mantine/core";
import { useDisclosure, useMediaQuery } from "@mantine/hooks";
import { IconLayoutSidebar, IconPlus } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { ButtonLink } from "../../parts/links.tsx";
import { ConversationList } from "./ConversationList.tsx";

/** Conversations at the side (behind a button on small screens), and what is open beside them. */
export function ChatFrame({ children, current }: { children: ReactNode; current?: string }) {
  const isWide = useMediaQuery("(min-width: 62em)", true, { getInitialValueInEffect: false });
  const [isOpen, drawer] = useDisclosure(false);
  const list = <ConversationList {...(current && { current })} onOpened={drawer.close} />;
  return (
    <div className="chat">
      {isWide && (
        <aside className="chat-side" aria-label={t`Conversations`}>
          {list}
        </aside>
      )}
      <section className="chat-main" aria-label={t`Conversation`}>
        {!isWide && (
          <Group px="sm" py={6} gap="xs" style={{ borderBlockEnd: "1px solid var(--line)" }}>
            <Button size="xs" variant="subtle" leftSection={<IconLayoutSidebar size={16} />} onClick={drawer.open}>
              {t`Conversations`}
            </Button>
            <ButtonLink size="xs" variant="subtle" to="/c/new" leftSection={<IconPlus size={16} />}>
              {t`New chat`}
            </ButtonLink>
          </Group>
        )}
        {children}
      </section>
      <Drawer opened={isOpen && !isWide} onClose={drawer.close} title={t`Conversations`} padding="xs">
        {list}
      </Drawer>
    </div>
  );
}
