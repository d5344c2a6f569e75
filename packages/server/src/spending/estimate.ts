/** English prose has about four bytes to a token, in the tokenizers that endpoints use today; other languages come out dearer, as they are. */
const BYTES_OF_A_TOKEN = 4;

/** How many tokens a text has, about: for what is held, and for what was taken where an endpoint does not say. */
export const estimatedTokens = (text: string): number => Math.ceil(Buffer.byteLength(text) / BYTES_OF_A_TOKEN);
