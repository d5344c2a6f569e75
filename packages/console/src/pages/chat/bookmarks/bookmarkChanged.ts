/** What is read again when a bookmark is called otherwise, or is gone: it stands on conversations, too. */
export const BOOKMARK_CHANGED = [["bookmarks"], ["conversations"], ["conversation"]];
