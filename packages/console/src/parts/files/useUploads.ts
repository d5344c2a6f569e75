import { t } from "@lingui/core/macro";
import { useEffect, useRef, useState } from "react";
import type { FileRecord, Sending } from "../../api/files.ts";
import { useUnsaved } from "../useUnsaved.ts";
import { type FileRefusal, fileRefusal } from "./fileRefusal.ts";
import { inTurn } from "./inTurn.ts";

/** A file on its way to the server, or one that was refused. */
export interface Upload {
  key: string;
  file: File;
  /** How much of it has been sent, 0 to 1. */
  sent: number;
  refusal: FileRefusal | null;
}

interface Wishes {
  /** Why a file need not be sent at all; `before`: the sizes of those that are on their way. */
  refuse(file: File, before: readonly number[]): string | null;
  send(file: File, sending: Sending): Promise<FileRecord>;
  onStored(record: FileRecord): void;
}

export type Uploads = ReturnType<typeof useUploads>;

/** Uploads with their progress. One that is stored leaves the list; one that was refused stays until it is put away. */
export function useUploads(wishes: Wishes) {
  const [uploads, setUploads] = useState<readonly Upload[]>([]);
  const latest = useRef({ wishes, uploads });
  latest.current.wishes = wishes;
  const running = useRef(new Map<string, AbortController>());
  // Files can come faster than the page is drawn: the limits count all of them.
  const show = (next: readonly Upload[]) => {
    latest.current.uploads = next;
    setUploads(next);
  };
  const change = (key: string, members: Partial<Upload>) =>
    show(latest.current.uploads.map((upload) => (upload.key === key ? { ...upload, ...members } : upload)));
  const drop = (key: string) => show(latest.current.uploads.filter((upload) => upload.key !== key));

  const begin = ({ key, file }: Upload) => {
    const controller = new AbortController();
    const { signal } = controller;
    running.current.set(key, controller);
    const onSent = (sent: number) => !signal.aborted && change(key, { sent });
    inTurn(async () => {
      signal.throwIfAborted();
      return latest.current.wishes.send(file, { onSent, signal });
    })
      .then(
        (record) => {
          drop(key);
          latest.current.wishes.onStored(record);
        },
        (error: unknown) => {
          if (!signal.aborted) change(key, { refusal: fileRefusal(error) });
        },
      )
      .finally(() => running.current.delete(key));
  };
  useEffect(
    () => () => {
      for (const controller of running.current.values()) controller.abort();
    },
    [],
  );
  const isSending = uploads.some(({ refusal }) => refusal === null);
  useUnsaved(() => isSending, t`Files are still being sent. They would be given up.`);
  return {
    uploads,
    isSending,
    add(files: readonly File[]) {
      for (const file of files) {
        const before = latest.current.uploads.filter(({ refusal }) => refusal === null);
        const told = latest.current.wishes.refuse(
          file,
          before.map((upload) => upload.file.size),
        );
        const refusal = told === null ? null : { text: told, mayTryAgain: false };
        const upload: Upload = { key: crypto.randomUUID(), file, sent: 0, refusal };
        show([...latest.current.uploads, upload]);
        if (!refusal) begin(upload);
      }
    },
    again(upload: Upload) {
      change(upload.key, { sent: 0, refusal: null });
      begin(upload);
    },
    /** Gives it up, or puts away that it was refused. */
    remove(key: string) {
      running.current.get(key)?.abort();
      drop(key);
    },
  };
}
