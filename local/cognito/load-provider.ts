import crypto, { type BinaryToTextEncoding, createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import type * as library from 'oidc-provider';

/** Loads the library. Called at the first sign-in and not by `npm start`, because loading takes half a second. */
export async function loadProvider(): Promise<typeof library> {
  // The library calls two functions that Node.js 20.9 does not have.
  URL.parse ??= (url, base) => (URL.canParse(url, base) ? new URL(url, base) : null);
  return withoutNotice(async () => ('hash' in crypto ? import('oidc-provider') : loadWithHash()));
}

function loadWithHash(): typeof library {
  const hash = (algorithm: string, data: string, encoding: BinaryToTextEncoding | 'buffer') => {
    const made = createHash(algorithm).update(data).digest();
    return encoding === 'buffer' ? made : made.toString(encoding);
  };
  Object.assign(crypto, { hash });
  // For an ES module, the exports of `node:crypto` would be those from when Node.js started.
  return createRequire(__filename)('oidc-provider');
}

/** Hides the library's notice about Node 20: this project tests it on that version, and a user who signs in cannot act on the notice. */
async function withoutNotice<T>(load: () => Promise<T>): Promise<T> {
  const { warn } = console;
  console.warn = (...words) => {
    if (!String(words[0]).includes('oidc-provider WARNING: Unsupported runtime')) warn(...words);
  };
  try {
    return await load();
  } finally {
    console.warn = warn;
  }
}
