import { t } from "@lingui/core/macro";
import { ActionIcon, Kbd, Modal, Table } from "@mantine/core";
import { useDisclosure, useHotkeys } from "@mantine/hooks";
import { IconKeyboard } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useFeature } from "../api/may.ts";
import { tell } from "../parts/tell.tsx";

const shortcuts: readonly (readonly [string, string])[] = [
  ["?", t`Show these shortcuts`],
  [t`Ctrl + K or ⌘ + K`, t`Find a page, a person or a thing, or do something`],
  [t`g then c`, t`New chat`],
  [t`g then a`, t`Agents`],
  ["/", t`Search on this page`],
  [t`Ctrl + Z`, t`Undo what was done, while it says so in the corner`],
  ["Enter", t`Send the message`],
  [t`Shift + Enter`, t`New line in the message`],
  [t`Esc`, t`Close a dialog or menu`],
];

const withPrompts: readonly (readonly [string, string])[] = [
  [t`g then p`, t`Prompts`],
  ["/ in an empty message", t`Choose a prompt`],
];

let lastG = 0;

/** The list of shortcuts, and the ones that work on every page. They are silent while somebody types. */
export function ShortcutsHelp() {
  const [isOpen, help] = useDisclosure(false);
  const navigate = useNavigate();
  const mayUsePrompts = useFeature("PROMPTS.USE")?.allowed ?? false;
  const afterG = (go: () => void) => () => {
    if (Date.now() - lastG < 1200) go();
  };
  useHotkeys([
    ["shift+?", help.open],
    ["mod+Z", tell.undoLast],
    ["g", () => (lastG = Date.now()), { preventDefault: false }],
    ["c", afterG(() => void navigate({ to: "/c/new" })), { preventDefault: false }],
    ["a", afterG(() => void navigate({ to: "/agents" })), { preventDefault: false }],
    ["p", afterG(() => void (mayUsePrompts && navigate({ to: "/prompts" }))), { preventDefault: false }],
    ["/", () => document.querySelector<HTMLInputElement>('main input[type="search"]')?.focus()],
  ]);
  return (
    <>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="lg"
        aria-label={t`Keyboard shortcuts`}
        visibleFrom="sm"
        onClick={help.open}
      >
        <IconKeyboard size={19} stroke={1.7} />
      </ActionIcon>
      <Modal opened={isOpen} onClose={help.close} title={t`Keyboard shortcuts`} centered>
        <Table>
          <Table.Tbody>
            {[...shortcuts, ...(mayUsePrompts ? withPrompts : [])].map(([keys, what]) => (
              <Table.Tr key={keys}>
                <Table.Th scope="row" fw={400}>
                  <Kbd>{keys}</Kbd>
                </Table.Th>
                <Table.Td>{what}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Modal>
    </>
  );
}
