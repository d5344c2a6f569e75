import { t } from "@lingui/core/macro";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { deleteFiles, fileConfigQuery, filesQuery, holdFiles, uploadFile } from "../../api/files.ts";
import { limitsFor, tooLarge, tooMany } from "../../parts/files/fileLimits.ts";
import { useUploads } from "../../parts/files/useUploads.ts";
import { type Attachment, attachmentOf, filesDraft } from "./attachment.ts";
import { useDraft } from "./useDraft.ts";

/** An upload that no message has goes after an hour: well before that one says that it is still waited for. */
const HOLD_EVERY_MS = 20 * 60_000;

export type Attachments = ReturnType<typeof useAttachments>;

/**
 * The files of a message that is being written: uploaded at once, kept with its draft.
 * @param endpoint whose limits they are under
 */
export function useAttachments(draftOf: string, endpoint: string) {
  const queryClient = useQueryClient();
  const [files, keep] = useDraft(draftOf, filesDraft);
  const [gone, setGone] = useState<ReadonlySet<string>>(new Set());
  const { data: config } = useQuery(fileConfigQuery);
  const limits = config && limitsFor(config, endpoint);
  const latest = useRef({ files, keep });
  latest.current = { files, keep };
  const write = (next: readonly Attachment[]) => {
    // Their page shows them as well, with what waits.
    void queryClient.invalidateQueries({ queryKey: filesQuery.queryKey });
    latest.current.files = next;
    latest.current.keep(next);
  };
  /** Uploaded here and never sent: of any other it is not known whether a message has it. */
  const unsent = useRef(new Set<string>());
  const uploads = useUploads({
    refuse: (file, sending) => {
      if (!limits) return null;
      const before = [...latest.current.files.map(({ bytes }) => bytes), ...sending];
      return tooLarge(file, limits) ?? tooMany(file, before, limits);
    },
    send: (file, sending) => uploadFile(file, { endpoint, message_file: "true" }, sending),
    onStored: (record) => {
      unsent.current.add(record.file_id);
      write([...latest.current.files, attachmentOf(record)]);
    },
  });

  /** Says that they are waited for, and finds out which of them have gone meanwhile. */
  const hold = async () => {
    const ids = latest.current.files.map(({ file_id }) => file_id);
    if (ids.length === 0 || (await holdFiles(ids)) === ids.length) return;
    const held = await Promise.all(ids.map(async (id) => ({ id, count: await holdFiles([id]) })));
    setGone(new Set(held.filter(({ count }) => count === 0).map(({ id }) => id)));
  };
  // Where that cannot be asked now, the message is refused if they have gone.
  const tryHold = () => void hold().catch(() => undefined);
  // biome-ignore lint/correctness/useExhaustiveDependencies: for each draft that is opened
  useEffect(() => {
    tryHold();
    const timer = setInterval(tryHold, HOLD_EVERY_MS);
    return () => clearInterval(timer);
  }, [draftOf]);

  return {
    files,
    uploads,
    gone,
    whyNot: limits?.isDisabled ? t`Files are switched off here.` : null,
    add(chosen: readonly File[]) {
      if (!limits?.isDisabled) uploads.add(chosen);
    },
    remove(id: string) {
      write(latest.current.files.filter(({ file_id }) => file_id !== id));
      // What stays because this failed goes by itself.
      if (unsent.current.delete(id)) deleteFiles([id]).catch(() => undefined);
    },
    /** For the message that is sent now. */
    take(): readonly Attachment[] {
      const taken = latest.current.files;
      unsent.current.clear();
      write([]);
      return taken;
    },
    /** The message was refused. */
    putBack(taken: readonly Attachment[]) {
      write([...taken, ...latest.current.files]);
      tryHold();
    },
  };
}
