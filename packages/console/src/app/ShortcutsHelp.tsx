import { ActionIcon, Kbd, Modal, Table } from "@mantine/core";
import { useDisclosure, useHotkeys } from "@mantine/hooks";
import { IconKeyboard } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useFeature } from "../api/may.ts";
import { tell } from "../parts/tell.tsx";

const shortcuts: readonly (readonly [string, string])[] = [
  ["?", "Show these shortcuts"],
  ["Ctrl + K or ⌘ + K", "Find a page, a person or a thing, or do something"],
  ["g then c", "New chat"],
  ["g then a", "Agents"],
  ["/", "Search on this page"],
  ["Ctrl + Z", "Undo what was done, while it says so in the corner"],
  ["Enter", "Send the message"],
  ["Shift + Enter", "New line in the message"],
  ["Esc", "Close a dialog or menu"],
];

const withPrompts: readonly (readonly [string, string])[] = [
  ["g then p", "Prompts"],
  ["/ in an empty message", "Choose a prompt"],
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
        aria-label="Keyboard shortcuts"
        visibleFrom="sm"
        onClick={help.open}
      >
        <IconKeyboard size={19} stroke={1.7} />
      </ActionIcon>
      <Modal opened={isOpen} onClose={help.close} title="Keyboard shortcuts" centered>
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
