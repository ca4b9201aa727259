// Characters that the server takes out of every text (apps/plans/schema.py).
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones meant
const CONTROLS = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]/g;

/** A text as the server will store it. */
export function clean(text: string): string {
  return text
    .replace(/\r\n?/g, "\n")
    .replace(CONTROLS, "")
    .replace(/\p{Cs}/gu, "\ufffd");
}

/**
 * Name a text's version: its length in code points and the FNV-1a hash of its UTF-8 bytes.
 * The server computes the same (text_version in apps/plans/schema.py). Web Crypto would do, but
 * is missing where a school serves plain http.
 */
export function textVersion(text: string): string {
  let value = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) {
    value = Math.imul(value ^ byte, 0x01000193) >>> 0;
  }
  return `${[...text].length}-${value.toString(16).padStart(8, "0")}`;
}
