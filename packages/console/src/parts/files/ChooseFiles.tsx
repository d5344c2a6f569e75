import type { ButtonProps } from "@mantine/core";
import { type ReactNode, type Ref, useRef } from "react";
import { GuardedButton } from "../GuardedButton.tsx";

interface ChooseFilesProps extends ButtonProps {
  children: ReactNode;
  whyNot: string | null;
  onFiles(files: File[]): void;
  /** One file of these types; otherwise any number of any. */
  accept?: string;
  ref?: Ref<HTMLButtonElement>;
}

/** A button that lets one choose files of one's own machine. */
export function ChooseFiles({ onFiles, accept, ...button }: ChooseFilesProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <GuardedButton {...button} onClick={() => input.current?.click()} />
      <input
        ref={input}
        type="file"
        multiple={accept === undefined}
        accept={accept}
        hidden
        onChange={({ currentTarget }) => {
          onFiles([...(currentTarget.files ?? [])]);
          // So that the same one can be chosen once more.
          currentTarget.value = "";
        }}
      />
    </>
  );
}
