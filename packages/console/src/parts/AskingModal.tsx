import { t } from "@lingui/core/macro";
import { Modal, type ModalProps } from "@mantine/core";
import { useRef, useState } from "react";
import { confirm } from "./confirm.tsx";
import { DialogForms, type Unsaved } from "./dialogForms.ts";

/** A dialog that asks before what was typed in it is thrown away (`useUnsaved` says what that is), whichever way it is closed. */
export function AskingModal({ onClose, children, ...rest }: ModalProps) {
  const [isAsking, setIsAsking] = useState(false);
  const within = useRef({ forms: new Set<Unsaved>(), isOpen: rest.opened, close: () => {} });
  within.current.isOpen = rest.opened;
  const askAndClose = async () => {
    const unsaved = [...within.current.forms].find((form) => form.isDirty());
    if (unsaved) {
      setIsAsking(true);
      const sure = await confirm({
        title: t`Close without saving?`,
        text: unsaved.text,
        confirm: t`Close without saving`,
      });
      // The Escape that answered the question is not meant for this dialog, too, which may hear it later.
      setTimeout(() => setIsAsking(false));
      if (!sure) return;
    }
    onClose();
  };
  within.current.close = () => void askAndClose();
  return (
    <Modal {...rest} closeOnEscape={!isAsking} onClose={within.current.close}>
      <DialogForms value={within.current}>{children}</DialogForms>
    </Modal>
  );
}
